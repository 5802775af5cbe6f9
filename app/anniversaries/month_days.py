"""A number by which the database finds the anniversaries that a window may hold, without reading the others.

`index_key` goes into a column with an index; `index_ranges` says which spans of it a window meets. Both keep to one
promise: what comes round in a window lies in one of its spans. A span may hold more, so `occurrences` decides.
"""

from datetime import date
from typing import Final

from app.anniversaries.rules import Origin

ANY_DAY: Final = 0
_EVERY_KEY: Final = (0, 1231)
_LEAP_DAY, _AROUND_LEAP_DAY = 229, (228, 301)
_FIRST, _LAST = 100, 1231


def index_key(origin: Origin) -> int | None:
    """Return MMDD for a fixed day, MM00 for one known to the month, 0 for one that may fall on any day.

    29 February is 229, whatever its policy; 0 is for lunar days, tables and origins known to the year. None is for an
    anniversary that never comes round, for want of a date.
    """
    if origin.calendar != "gregorian":
        return ANY_DAY if origin.origin_date or origin.lunar or origin.table else None
    if origin.origin_date is None:
        return None
    return int(origin.origin_date[5:7] or 0) * 100 + int(origin.origin_date[8:10] or 0)


def index_ranges(start: date, end: date) -> list[tuple[int, int]]:
    """Return the spans of `index_key`, both ends inclusive, that a window meets; in order, none in another.

    A row is read once when the spans are joined by OR. Whole years are one span.
    """
    low, high = _month_day(start), _month_day(end)
    years = end.year - start.year
    if years > 1 or (years == 1 and high >= low):
        return [_EVERY_KEY]
    spans = [(low, high)] if years == 0 else [(_FIRST, high), (low, _LAST)]
    points = {ANY_DAY, start.month * 100}
    if any(_meets(spans, day) for day in _AROUND_LEAP_DAY):
        points.add(_LEAP_DAY)
    return sorted([*spans, *((point, point) for point in points if not _meets(spans, point))])


def _month_day(day: date) -> int:
    return day.month * 100 + day.day


def _meets(spans: list[tuple[int, int]], key: int) -> bool:
    return any(low <= key <= high for low, high in spans)
