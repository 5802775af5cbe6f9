"""Days of the calendar, whole or known to the month or the year alone. Nothing here reads a clock.

A partial date is ISO 8601 text of reduced precision: `2015`, `2015-06` or `2015-06-12`. It stays text from the door to
the database, for a year turned into 1 January is an invention. The functions that take one expect it checked
(`check_partial_date`).
"""

import re
from calendar import monthrange
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

Precision = Literal["year", "month", "day"]

_PRECISIONS: Final[dict[int, Precision]] = {4: "year", 7: "month", 10: "day"}
_PATTERN: Final = "[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
_PARTIAL_DATE = re.compile(_PATTERN)
_FIRST_DAY: Final = "0000-01-01"
_FIRST_DIGITS: Final = "12"
_PARTIAL_SHAPES: Final = "YYYY, YYYY-MM or YYYY-MM-DD"
_WHOLE_SHAPE: Final = "YYYY-MM-DD"


def _invalid_date(shapes: str) -> PydanticCustomError:
    template = "Expected a date that exists, from 1000 to 2999, written {shapes}"
    return PydanticCustomError("invalid_date", template, {"shapes": shapes})


def _is_whole_day(text: str) -> bool:
    """Tell whether the text is a day of the calendar; `2023-02-29` has the shape and is none."""
    if len(text) != len(_FIRST_DAY) or not (text[4] == text[7] == "-" and text[0] in _FIRST_DIGITS):
        return False  # ISO 8601 has more shapes than this one: 20230228, 2023-W09-2
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def check_partial_date(text: str) -> str:
    """Return the text when it is a partial date of the years 1000 to 2999; else raise the error `invalid_date`."""
    shorter = len(text) < len(_FIRST_DAY) and _PARTIAL_DATE.fullmatch(text) is not None
    if shorter or _is_whole_day(text):
        return text
    raise _invalid_date(_PARTIAL_SHAPES)


def check_calendar_date(value: object) -> date:
    """Return the day that `YYYY-MM-DD` names, or the date given; anything else raises the error `invalid_date`.

    Pydantic's own `date` also takes timestamps and midnights, which move to another day with the time zone.
    """
    if type(value) is date:
        return value
    if isinstance(value, str) and _is_whole_day(value):
        return date.fromisoformat(value)
    raise _invalid_date(_WHOLE_SHAPE)


PartialDate = Annotated[
    str,
    AfterValidator(check_partial_date),
    Field(
        description="A date known to the day, the month or the year (ISO 8601, reduced precision).",
        examples=["2015", "2015-06", "2015-06-12"],
        json_schema_extra={"pattern": f"^{_PATTERN}$"},
    ),
]
"""Text of a date that may be imprecise."""

CalendarDate = Annotated[
    date,
    BeforeValidator(check_calendar_date),
    Field(description="A day of the calendar, never an instant.", examples=["2015-06-12"]),
]
"""A whole date, taken only as `YYYY-MM-DD`."""


def precision_of(text: str) -> Precision:
    """Return what a partial date is known to."""
    return _PRECISIONS[len(text)]


@lru_cache(maxsize=8_192)
def first_day(text: str) -> date:
    """Return the earliest day that a partial date can mean."""
    return date.fromisoformat(text + _FIRST_DAY[len(text) :])


@lru_cache(maxsize=8_192)
def last_day(text: str) -> date:
    """Return the latest day that a partial date can mean; a year alone ends on 31 December (`domain.md` R9)."""
    first, precision = first_day(text), precision_of(text)
    if precision == "month":
        return first.replace(day=monthrange(first.year, first.month)[1])
    return first if precision == "day" else first.replace(month=12, day=31)


def contains(text: str, day: date) -> bool:
    """Tell whether a partial date can mean this day."""
    return first_day(text) <= day <= last_day(text)


def compare(left: str, right: str) -> Literal[-1, 0, 1]:
    """Return -1 when the left date certainly comes first, 1 when certainly last, 0 when they may be the same day."""
    if last_day(left) < first_day(right):
        return -1
    return 1 if first_day(left) > last_day(right) else 0


def check_order(start: str | date | None, end: str | date | None) -> None:
    """Raise the error `end_before_start` when the end certainly comes first; `2015-06-12` to `2015` may be right.

    Either side may be a partial date, a date, or unknown. Made for Pydantic validators.
    """
    if start is not None and end is not None and compare(str(start), str(end)) > 0:
        code, template = "end_before_start", "The end, {end}, comes before the start, {start}"
        raise PydanticCustomError(code, template, {"start": str(start), "end": str(end)})


def today_in(tz: str, now: datetime) -> date:
    """Return the day that an instant falls on in a time zone of the IANA database; a naive `now` is a ValueError."""
    if now.tzinfo is None:
        message = "an instant without its UTC offset has no day"
        raise ValueError(message)
    return now.astimezone(ZoneInfo(tz)).date()
