"""A feed's window, and its alarms. Pure: the day is an argument."""

import re
from datetime import date, timedelta
from typing import Final

MOST_YEARS: Final = 10
"""Back and ahead together."""
LONGEST_ALARM: Final = timedelta(days=366)
_TIME = r"(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?"
_DURATION = re.compile(rf"-P(?=.)(?:(\d{{1,2}})W|(?:(\d{{1,3}})D)?(?:T(?=\d){_TIME})?)")


def window_of(today: date, years_back: int, years_ahead: int) -> tuple[date, date]:
    """Return the first and the last day; from 29 February to the day nearest inside."""
    first, last = today.year - years_back, today.year + years_ahead
    if (today.month, today.day) != (2, 29):
        return today.replace(year=first), today.replace(year=last)
    return date(first, 2, 28) + timedelta(days=1), date(last, 3, 1) - timedelta(days=1)


def read_alarm(text: str) -> timedelta | None:
    """Return how long before the day `-P7D` or `-PT12H` rings (RFC 5545, 3.3.6), None for what is no such duration."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
