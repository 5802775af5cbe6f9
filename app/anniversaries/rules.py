"""When anniversaries come round, and which number they bear. Pure: a window goes in, occurrences come out (R14, R15).

A date known to the month or the year alone comes round as such: `2026-06` in June, `2026` once a year, in every window
that meets that month or year. What does not exist every year:

* 29 February: by the anniversary's own policy `feb29` on 28 February, on 1 March, or in leap years alone;
* the 30th of a lunar month that has 29 days: on the 29th, the month's last day;
* a day of a leap month: in years without that leap month, in the ordinary month of the same number.
"""

from calendar import isleap
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Final, Literal, NamedTuple, TypeVar

from app.anniversaries import feasts, lunar
from app.core.dates import Precision, precision_of

Calendar = Literal["gregorian", "vietnamese_lunar", "table"]
Feb29 = Literal["feb28", "mar1", "leap_years"]
YearClass = Literal["round", "five", "other"]
Scale = Literal["ceremony", "no_ceremony"]
Key = TypeVar("Key")
_Dated = Iterator[tuple[str, int | None]]

MILESTONES: Final = frozenset({1, 5, 10, 25, 50, 60, 75, *range(100, 2001, 50)})
"""Numbers that stand out: the first, quarters of a century, sixty (một hoa giáp), then every half century."""

_FIVE: Final = 5
_LEAP_DAY: Final = "-02-29"
_IN_OTHER_YEARS: Final[dict[Feb29, str | None]] = {"feb28": "-02-28", "mar1": "-03-01", "leap_years": None}
_EVERY_DAY_OF: Final = "-99"  # sorts "2019" and "2019-06", as ends, after every day that they can mean
_FIRST_MONTHS: Final = frozenset({"-01", "-02"})
_ELEVENTH: Final = 11


class LunarDay(NamedTuple):
    """A day of the lunar year (ngày âm lịch); `leap_month` when it is of the second month of that number."""

    month: int
    day: int
    leap_month: bool = False


class Origin(NamedTuple):
    """What comes round. Dates are ISO text of any precision (`app.core.dates`), checked before.

    `lunar` counts for the lunar calendar alone and follows from a whole `origin_date` unless given; `table` names a
    table of `feasts`. Without `origin_date` an occurrence has no number.
    """

    origin_date: str | None
    calendar: Calendar = "gregorian"
    feb29: Feb29 = "feb28"
    lunar: LunarDay | None = None
    table: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None


class Occurrence(NamedTuple):
    """One coming round: `date` is `YYYY-MM-DD`, or `YYYY-MM` or `YYYY` when the origin is known no better."""

    date: str
    number: int | None
    year_class: YearClass | None
    milestone: bool
    precision: Precision


def classify_year(number: int) -> YearClass:
    """Năm tròn, năm lẻ 5, năm khác: by the last digit of the number of years (NĐ 145/2013/NĐ-CP, Điều 3)."""
    if number % _FIVE:
        return "other"
    return "five" if number % 2 else "round"


def recommended_scale(year_class: YearClass | None) -> Scale | None:
    """Quy mô nên làm: advice, that a ceremony (lễ kỷ niệm) be held in round years alone (R15; NĐ 111/2018, Điều 4)."""
    if year_class is None:
        return None
    return "ceremony" if year_class == "round" else "no_ceremony"


def lunar_day_of(origin_date: str | None) -> LunarDay | None:
    """Return the lunar day that calendars printed for a whole date; None for an imprecise one, or outside 1900-2199."""
    if origin_date is None or precision_of(origin_date) != "day":
        return None
    found = lunar.to_printed_lunar(date.fromisoformat(origin_date))
    return found and LunarDay(found.month, found.day, found.is_leap)


def may_be_lunar_day(origin_date: str | None, day: LunarDay) -> bool:
    """Tell whether this can be an origin's lunar day: as printed or as at UTC+7; any can where neither is known."""
    printed = lunar_day_of(origin_date)
    if origin_date is None or printed is None:
        return True
    computed = lunar.to_lunar(date.fromisoformat(origin_date))
    return day in {printed, computed and LunarDay(computed.month, computed.day, computed.is_leap)}


def occurrences(origin: Origin, start: date, end: date) -> list[Occurrence]:
    """Return the occurrences from `start` to `end`, both inclusive, in the order of time.

    One with a number of zero or less does not exist, nor one outside `valid_from` to `valid_to`.
    """
    return list(_occurrences(origin, start.isoformat(), end.isoformat()))


def occurrences_of_many(
    origins: Iterable[tuple[Key, Origin]], start: date, end: date
) -> Iterator[tuple[Key, Occurrence]]:
    """Give the occurrences of many origins, in the order of these, each with the key that its origin came with."""
    first, last = start.isoformat(), end.isoformat()
    for key, origin in origins:
        for occurrence in _occurrences(origin, first, last):
            yield key, occurrence


def _occurrences(origin: Origin, start: str, end: str) -> Iterator[Occurrence]:
    """Compare as text: ISO dates sort as time, and a shorter one before all that it can mean."""
    low = start if origin.valid_from is None else max(start, origin.valid_from)
    high = end if origin.valid_to is None else min(end, origin.valid_to + _EVERY_DAY_OF)
    for text, number in _DATES[origin.calendar](origin, int(low[:4]), int(high[:4])):
        if low[: len(text)] <= text <= high and (number is None or number > 0):
            yield Occurrence(text, number, *_class_of(number), precision_of(text))


@lru_cache(maxsize=4096)
def _class_of(number: int | None) -> tuple[YearClass | None, bool]:
    return (None, False) if number is None else (classify_year(number), number in MILESTONES)


def _gregorian_dates(origin: Origin, first: int, last: int) -> _Dated:
    if origin.origin_date is None:
        return
    born, tail = int(origin.origin_date[:4]), origin.origin_date[4:]
    otherwise = _IN_OTHER_YEARS[origin.feb29] if tail == _LEAP_DAY else tail
    for year in range(max(first, born + 1), last + 1):
        part = tail if tail != _LEAP_DAY or isleap(year) else otherwise
        if part is not None:
            yield f"{year}{part}", year - born


def _lunar_dates(origin: Origin, first: int, last: int) -> _Dated:
    """A lunar year is numbered as the Gregorian year in which it begins; its last weeks fall in the next."""
    day = origin.lunar or lunar_day_of(origin.origin_date)
    if day is None:
        yield from _year_alone(origin, first, last)
        return
    born = _lunar_year_of(origin.origin_date, day)
    for year in range(first - 1, last + 1):
        text = _celebrated_on(year, day)
        if text is not None:
            yield text, None if born is None else year - born


def _year_alone(origin: Origin, first: int, last: int) -> _Dated:
    """Give the year alone: an imprecise Gregorian origin tells no lunar day, nor in which months it may fall."""
    year_known = origin.origin_date and origin.origin_date[:4]
    return _gregorian_dates(origin._replace(origin_date=year_known), first, last)


def _lunar_year_of(origin_date: str | None, day: LunarDay) -> int | None:
    """Return the lunar year of an origin: the last two months of one may reach into the next January or February."""
    if origin_date is None:
        return None
    return int(origin_date[:4]) - (day.month >= _ELEVENTH and origin_date[4:7] in _FIRST_MONTHS)


@lru_cache(maxsize=65_536)
def _celebrated_on(year: int, day: LunarDay) -> str | None:
    leap = day.leap_month and lunar.month_length(year, day.month, leap=True) is not None
    length = lunar.month_length(year, day.month, leap=leap)
    found = length and lunar.to_gregorian(year, day.month, min(day.day, length), leap=leap)
    return found.isoformat() if found else None


def _table_dates(origin: Origin, first: int, last: int) -> _Dated:
    born = None if origin.origin_date is None else int(origin.origin_date[:4])
    for year, text in feasts.first_days(origin.table).items():
        if first <= year <= last:
            yield text, None if born is None else year - born


_DATES: Final[dict[Calendar, Callable[[Origin, int, int], _Dated]]] = {
    "gregorian": _gregorian_dates,
    "vietnamese_lunar": _lunar_dates,
    "table": _table_dates,
}
