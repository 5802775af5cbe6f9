"""Which acts may follow which, and what a renewal makes of the end (Luật 70/2020/QH14, Điều 33 and 34; R5, R6, R9)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final, Literal

from app.agreements.rules.spans import last_of_term
from app.agreements.rules.status import ENDINGS, RENEW, RESUME, SUSPEND, Act, acts_until

Breach = Literal["before_signing", "ended", "not_suspended", "end_not_later"]

INHERIT: Final = "inherit"
WITH_PAPER: Final = frozenset({"amend", "renew", "replace"})
"""Acts that are themselves written in a paper, made by the same procedure (R6)."""
_TELLS_THE_OTHER_SIDE: Final = frozenset({"inherit", "terminate", "withdraw", "suspend"})
_OWN_FIELDS: Final[Mapping[str, frozenset[str]]] = {
    "ends_on": frozenset({RENEW}),
    "term_months": frozenset({RENEW}),
    "child_id": WITH_PAPER,
    "to_unit_id": frozenset({INHERIT}),
    "outcome": frozenset({INHERIT}),
    "foreign_party_notified_on": _TELLS_THE_OTHER_SIDE,
}


def fields_of_others(kind: str, given: Iterable[str]) -> list[str]:
    """Those of the fields given that an act of this kind has not."""
    return [name for name in given if name in _OWN_FIELDS and kind not in _OWN_FIELDS[name]]


def breach_of(signed_from: date, expires_on: date | None, acts: Iterable[Act]) -> Breach | None:
    """How the acts cannot have followed each other; None if they can.

    `signed_from` is the first day on which the paper may have been signed, `expires_on` its own end. An ended paper
    takes no act but an inheritance; only what is suspended resumes; a renewal ends after the end that it finds.
    """
    has_ended = is_suspended = False
    for act in acts_until(date.max, acts):
        if act.effective_on < signed_from:
            return "before_signing"
        if act.kind == INHERIT:
            continue
        if has_ended:
            return "ended"
        if act.kind == RESUME and not is_suspended:
            return "not_suspended"
        if act.kind == RENEW:
            if act.expires_on is not None and expires_on is not None and act.expires_on <= expires_on:
                return "end_not_later"
            expires_on = act.expires_on
        has_ended = act.kind in ENDINGS
        is_suspended = act.kind == SUSPEND or (is_suspended and act.kind != RESUME)
    return None


def end_of_renewal(effective_on: date, present_end: date | None, months: int) -> date:
    """The last day of a renewal by so many months.

    It runs on from the present end, or from the day of effect where that end is past or there is none.
    """
    start = effective_on if present_end is None else max(effective_on, present_end + timedelta(days=1))
    return last_of_term(start, months)
