"""Which calls are worth sending again, and when: pure."""

import random
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

from doitac_client.errors import error_of
from doitac_client.steps import Again, Answer, Call, Failure, Flow

FIRST_PAUSE: Final = 0.25
LONGEST_PAUSE: Final = 60.0
_SERVER_ERROR: Final = HTTPStatus.INTERNAL_SERVER_ERROR
_NOT_DONE: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


def ask(call: Call) -> Flow[Answer]:
    """The good answer to a call, which is sent again while that can help. Raises DoitacError."""
    attempt, was_lost = 0, False
    while True:
        outcome: Answer | Failure = yield call
        if isinstance(outcome, Answer) and (outcome.is_success or (was_lost and _is_gone(call, outcome))):
            return outcome
        pause = pause_after(call, outcome, attempt)
        if pause is None or not (yield Again(attempt, pause)):
            raise error_of(outcome)
        attempt, was_lost = attempt + 1, was_lost or isinstance(outcome, Failure)


def pause_after(call: Call, outcome: Answer | Failure, attempt: int) -> float | None:
    """Seconds until the call may be sent again; None if that would not help, or could do a thing twice."""
    if isinstance(outcome, Failure):
        may = not outcome.was_receiving and (is_repeatable(call) or not outcome.was_sent)
    else:
        in_progress = outcome.status == HTTPStatus.CONFLICT and "retry-after" in outcome.headers
        may = outcome.status in _NOT_DONE or in_progress or (outcome.status >= _SERVER_ERROR and is_repeatable(call))
    if not may:
        return None
    told = None if isinstance(outcome, Failure) else retry_after(outcome.headers)
    return min(told if told is not None else _growing(attempt), LONGEST_PAUSE)


def is_repeatable(call: Call) -> bool:
    """Whether sending it twice does it once: not a POST without a key, nor a write that itself makes If-Match stale."""
    names = {name.lower() for name in call.headers}
    return "idempotency-key" in names or (call.method != "POST" and "if-match" not in names)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, of either form of the header; a day is counted from the answer's own Date. None if it is not told."""
    told = headers.get("retry-after", "").strip()
    if told.isdecimal():
        return float(told)
    until, since = _moment(told), _moment(headers.get("date", ""))
    return max((until - since).total_seconds(), 0.0) if until and since else None


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _growing(attempt: int) -> float:
    """Twice as long each time, and not all clients at one moment."""
    return float(FIRST_PAUSE * 2**attempt * random.uniform(0.75, 1.25))  # noqa: S311  # it guards nothing


def _is_gone(call: Call, answer: Answer) -> bool:
    """The first sending of a DELETE did it, though its answer was lost."""
    return call.method == "DELETE" and answer.status == HTTPStatus.NOT_FOUND
