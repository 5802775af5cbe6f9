"""The Vietnamese lunar calendar (âm lịch Việt Nam), lunar years 1900 to 2199, from a table. Nothing is computed here.

**Which calendar.** New moons and the sun's place at UTC+7, for every year of the table: Vietnam's own time, by law
since 1968. So Tết is Vietnam's where China's, at UTC+8, falls otherwise: 1968, 1969, 1985, 2007, 2030, 2053.

**Before 1968** calendars printed in Vietnam followed UTC+8. What happened then was dated by those, and
`to_printed_lunar` answers by them; it parts from `to_lunar` in 32 months of 1900 to 1967, most by one day.

`seed/generate_lunar.py` writes the table; docs/decisions/0014 tells why it is so, and how far it can be trusted.
"""

import csv
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

_TABLE: Final = Path(__file__).parent / "data" / "lunar_years.csv"
_VIETNAM, _PRINTED = 7, 8
_SHORT_MONTH: Final = 29
LAST_DAY_PRINTED_AT_EIGHT: Final = date(1967, 12, 31)


class LunarDate(NamedTuple):
    """A day of the lunar calendar; a leap month (tháng nhuận) has the number of the month before it."""

    year: int
    month: int
    day: int
    is_leap: bool


class _Calendar:
    """Months in the order of time, found by their first day or by their name."""

    def __init__(self, months: Iterator[tuple[tuple[int, int, bool], date, date]]) -> None:
        """Take name, first day, and the day after the last, of months that follow one another without a gap."""
        spans = list(months)
        self._names = [name for name, _, _ in spans]
        self._first_days = [first for _, first, _ in spans]
        self._end = spans[-1][2]
        self._spans = {name: (first, (after - first).days) for name, first, after in spans}

    def find_month(self, year: int, month: int, *, leap: bool) -> tuple[date, int] | None:
        """Return a month's first day and its length, or None when that year has no such month."""
        return self._spans.get((year, month, leap))

    def find_day(self, day: date) -> LunarDate | None:
        """Return the lunar date of a day, or None outside the table."""
        place = bisect_right(self._first_days, day) - 1
        if place < 0 or day >= self._end:
            return None
        year, month, is_leap = self._names[place]
        return LunarDate(year, month, (day - self._first_days[place]).days + 1, is_leap)


def _read_months(hours: int) -> Iterator[tuple[tuple[int, int, bool], date, date]]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if int(row["hours"]) == hours:
                yield from _months_of(int(row["year"]), row)


def _months_of(year: int, row: dict[str, str]) -> Iterator[tuple[tuple[int, int, bool], date, date]]:
    numbers = [(number, False) for number in range(1, 13)]
    if row["leap_month"]:
        leap = int(row["leap_month"])
        numbers.insert(leap, (leap, True))
    first = date.fromisoformat(row["new_year"])
    for (number, is_leap), long in zip(numbers, row["months_of_30_days"], strict=True):
        after = first + timedelta(days=_SHORT_MONTH + int(long))
        yield (year, number, is_leap), first, after
        first = after


@lru_cache(maxsize=2)
def _calendar(hours: int) -> _Calendar:
    return _Calendar(_read_months(hours))


def month_length(year: int, month: int, *, leap: bool = False) -> int | None:
    """Return 29 or 30, or None when the year has no such month or lies outside the table."""
    found = _calendar(_VIETNAM).find_month(year, month, leap=leap)
    return found and found[1]


def to_gregorian(year: int, month: int, day: int, *, leap: bool = False) -> date | None:
    """Return the Gregorian day, or None for a lunar date that does not exist, such as the 30th of a short month."""
    found = _calendar(_VIETNAM).find_month(year, month, leap=leap)
    if found is None or not 1 <= day <= found[1]:
        return None
    return found[0] + timedelta(days=day - 1)


def to_lunar(day: date) -> LunarDate | None:
    """Return the lunar date at UTC+7, or None outside the table: before 31 January 1900, after lunar year 2199."""
    return _calendar(_VIETNAM).find_day(day)


def to_printed_lunar(day: date) -> LunarDate | None:
    """Return the lunar date that the calendars of the day showed: at UTC+8 through 1967, as `to_lunar` since.

    UTC+8 is near to what was printed before 1930, not proven for every month. None outside the table.
    """
    return _calendar(_PRINTED if day <= LAST_DAY_PRINTED_AT_EIGHT else _VIETNAM).find_day(day)


def new_year(year: int) -> date | None:
    """Tết Nguyên đán: the first day of a lunar year, or None outside 1900 to 2199."""
    return to_gregorian(year, 1, 1)
