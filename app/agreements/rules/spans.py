"""From when to when a paper holds (hiệu lực, thời hạn), from dates that may be partial (R9, R20)."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from app.core.dates import compare, first_day, last_day

_MONTHS: Final = 12
_ONE_DAY: Final = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day so many months on; of a month that is too short, its last."""
    years, month = divmod(day.month - 1 + months, _MONTHS)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_of_term(start: date, months: int) -> date:
    """The last day of a term that begins on `start`."""
    return add_months(start, months) - _ONE_DAY


def starts_on(signed_on: str | None, effective_on: str | None) -> date | None:
    """The first day in force; a paper that says nothing of it is in force from its signing."""
    start = effective_on or signed_on
    return first_day(start) if start else None


def expires_on(start: date | None, ends_on: str | None, term_months: int | None) -> date | None:
    """The last day in force by the paper itself: a year alone ends on 31 December; None where it names no end."""
    if ends_on is not None:
        return last_day(ends_on)
    return last_of_term(start, term_months) if start is not None and term_months is not None else None


def span_faults(
    signed_on: str | None, effective_on: str | None, ends_on: str | None, term_months: int | None, today: date
) -> Iterator[tuple[str, str]]:
    """(code, pointer) of dates that cannot be, alone or beside each other."""
    start = effective_on or signed_on
    if signed_on is not None and first_day(signed_on) > today:
        yield "date_in_future", "/signed_on"
    if start is None or ends_on is None:
        return
    if compare(start, ends_on) > 0:
        yield "end_before_start", "/ends_on"
    elif term_months is not None and not _agree(start, ends_on, term_months):
        yield "term_mismatch", "/term_months"


def _agree(start: str, ends_on: str, term_months: int) -> bool:
    """Whether a term and an end may mean the same; papers also name the anniversary itself as the last day."""
    earliest = last_of_term(first_day(start), term_months)
    latest = add_months(last_day(start), term_months)
    return earliest <= last_day(ends_on) and first_day(ends_on) <= latest
