"""Working days (ngày làm việc) of Vietnamese state offices: Monday to Friday but days off, and the days worked instead.

Days off and swapped days (ngày hoán đổi) are announced for each year, some only a week ahead, and follow no formula:
they are data, `data/workdays_vn.json`, each year with the papers that it rests on. Nobody knows the working days of a
year without an entry, and whoever asks for one is told so (`domain.md` R2).
"""

import json
from collections.abc import Callable, Container
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from app.core.holidays import public_holidays

_DATA: Final = Path(__file__).with_name("data") / "workdays_vn.json"
_SATURDAY: Final = 5
_ONE_DAY: Final = timedelta(days=1)


class NoWorkdayCalendar(Exception):  # noqa: N818  # says what there is none of; a caller asks another question then
    """A working day was asked of a year whose days off are not in the data."""

    def __init__(self, year: int) -> None:
        super().__init__(f"the days off of {year} are not in the calendar of working days")
        self.year = year


class _Year(NamedTuple):
    off: frozenset[date]
    worked: frozenset[date]


def _parse_days(days: list[str]) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, days))


@lru_cache(maxsize=1)
def _calendar() -> dict[int, _Year]:
    years = json.loads(_DATA.read_text(encoding="utf-8")).items()
    return {int(year): _Year(_parse_days(entry["off"]), _parse_days(entry["worked"])) for year, entry in years}


def has_calendar(year: int) -> bool:
    """Tell whether the working days of this year are known."""
    return year in _calendar()


def is_working_day(day: date) -> bool:
    """Tell whether state offices work on this day; a year without data is NoWorkdayCalendar."""
    year = _calendar().get(day.year)
    if year is None:
        raise NoWorkdayCalendar(day.year)
    return day in year.worked or (day.weekday() < _SATURDAY and day not in year.off)


def _is_probably_working_day(day: date) -> bool:
    if has_calendar(day.year):
        return is_working_day(day)
    return day.weekday() < _SATURDAY and not public_holidays("VN", day, day)


def _step(start: date, days: int, direction: timedelta, counts: Callable[[date], bool]) -> date:
    """Walk from the start until so many days that count have been met; none to walk is the start itself."""
    if days < 0:
        message = f"a number of working days is not negative: {days}"
        raise ValueError(message)
    day = start
    while days:
        day += direction
        days -= counts(day)
    return day


def add_working_days(start: date, days: int) -> date:
    """Return the day on which a time limit of so many working days ends (Bộ luật Dân sự 2015, Điều 147; R2).

    The start does not count, working day or not: day 1 is the next working day after it. NoWorkdayCalendar if a day on
    the way is of a year without data; ValueError for a negative number.
    """
    return _step(start, days, _ONE_DAY, is_working_day)


def working_days_before(day: date, days: int, also_off: Container[date] = ()) -> date:
    """Return the day to begin on so as to have that many working days before the day, none of them in `also_off`.

    An advice, not a legal clock: a year without data is taken as weekends and public holidays, its swapped days being
    unknown. ValueError for a negative number.
    """
    return _step(day, days, -_ONE_DAY, lambda each: each not in also_off and _is_probably_working_day(each))
