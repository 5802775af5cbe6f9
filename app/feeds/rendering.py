"""A feed as bytes: the same data give the same bytes, made once. Blocking: keep it off the event loop."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Final, NamedTuple

import orjson

from app.anniversaries.csv_text import render_header, render_rows
from app.anniversaries.ical import render_calendar
from app.anniversaries.schemas.occurrences import SHOWN, OccurrenceRow
from app.core.i18n import Language

_TITLE_ONLY: Final = ("date", "number", "precision", "title", "anniversary_id")
_MOST_BYTES: Final = 32 * 1_024 * 1_024


class Content(NamedTuple):
    """All that a feed tells, in any form. `cancelled` are for calendars alone."""

    name: str
    language: Language
    is_full: bool
    alarms: Sequence[str]
    rows: Sequence[OccurrenceRow]
    cancelled: Sequence[OccurrenceRow] = ()


class Rendered(NamedTuple):
    """Bytes, and their strong validator: a quoted hash of them."""

    body: bytes
    etag: str


class RenderedFeeds:
    """The newest bytes of each feed and form, by their content's fingerprint; the least used go when it is full."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._size = 0
        self._kept: OrderedDict[tuple[str, str], tuple[str, Rendered]] = OrderedDict()
        self._lock = Lock()

    def render(self, feed_id: str, form: str, content: Content) -> Rendered:
        """The bytes of a form of `FORMS`."""
        key, print_ = (feed_id, form), hashlib.sha256(repr(content).encode()).hexdigest()
        with self._lock:
            if (known := self._kept.get(key)) is not None and known[0] == print_:
                self._kept.move_to_end(key)
                return known[1]
        body = FORMS[form][1](content)
        rendered = Rendered(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
        with self._lock:
            self._keep(key, print_, rendered)
        return rendered

    def _keep(self, key: tuple[str, str], print_: str, rendered: Rendered) -> None:
        _, old = self._kept.pop(key, ("", None))
        self._kept[key] = print_, rendered
        self._size += len(rendered.body) - (len(old.body) if old else 0)
        while self._size > self._most_bytes:
            _, (_, dropped) = self._kept.popitem(last=False)
            self._size -= len(dropped.body)


def _as_calendar(content: Content) -> bytes:
    return render_calendar(
        content.name,
        content.rows,
        lang=content.language,
        alarms=content.alarms,
        show_full=content.is_full,
        cancelled=content.cancelled,
    )


def _as_json(content: Content) -> bytes:
    names = _names(content)
    items = [{name: getattr(row, name) for name in names} for row in content.rows]
    return orjson.dumps({"name": content.name, "items": items})


def _as_csv(content: Content) -> bytes:
    return render_header(_names(content)) + render_rows(content.rows, _names(content))


def _names(content: Content) -> Sequence[str]:
    return SHOWN if content.is_full else _TITLE_ONLY


FORMS: Final[dict[str, tuple[str, Callable[[Content], bytes]]]] = {
    "ics": ("text/calendar; charset=utf-8", _as_calendar),
    "json": ("application/json", _as_json),
    "csv": ("text/csv; charset=utf-8", _as_csv),
}
"""The ends of a feed's address: the media type, and what makes the bytes."""
