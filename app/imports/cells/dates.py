"""Days as people write them.

    written                                            read as
    2026-05-12, 2026/5/12, 2026.05.12                  that day
    2026-05-12T08:30, the same with +07:00             that day; of another offset the day is not known: refused
    12/05/2026, 12-5-2026, 12.5.2026                   by the order of the column: see `date_columns`
    ngày 12 tháng 5 năm 2026, 12 May 2026, May 12, 2026  that day
    5/2026, 2026-05, tháng 5 năm 2026, T5/2026, May 2026  the month, where a partial date will do
    2026, năm 2026                                     the year, where a partial date will do
    12/05/26, 45000, đầu tháng 5/2026                  refused: a guess would be needed
    31/02/2026                                         refused: there is no such day

Years are those from 1000 to 2999.
"""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from app.imports.cells.words import unmark_cell
from app.imports.drafts import Cell, CellFault

_FIRST_YEAR, _LAST_YEAR, _MONTHS = 1000, 2999, 12
_WHOLE: Final = len("2026-05-12")
_VIETNAMESE_NAMES: Final = ["mot", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi"]
_ENGLISH_NAMES: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH_WORDS: Final = {
    **{word: number for number, word in enumerate(_VIETNAMESE_NAMES, start=1)},
    "muoi mot": 11,
    "muoi hai": 12,
    "sept": 9,
    **{word: number for number, word in enumerate(_ENGLISH_NAMES, start=1)},
    **{word[:3]: number for number, word in enumerate(_ENGLISH_NAMES, start=1)},
}
_ENGLISH: Final = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_MONTH: Final = "(?:[0-9]{1,2}|muoi hai|muoi mot|muoi|mot|hai|ba|tu|nam|sau|bay|tam|chin)"
_LEAD: Final = r"(?:(?:thu [a-z0-9]+|chu nhat|[a-z]{3,6}day),? )?(?:ngay )?"
_TIME: Final = r"(?:[ ,t]+[0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_DAY: Final = "(?P<day>[0-9]{1,2})"
_YEAR: Final = "(?P<year>[0-9]{4})"
_ANY_YEAR: Final = re.compile("[0-9]{4}")
_OF_YEAR: Final = rf"(?:,? nam |, |/| |-){_YEAR}"
_FIGURES: Final = re.compile(
    rf"{_LEAD}(?P<first>[0-9]{{1,2}}) ?(?P<mark>[-/.]) ?(?P<second>[0-9]{{1,2}}) ?(?P=mark) ?{_YEAR}{_TIME}"
)
_NAMED: Final = [
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}([-/.])(?P<month>[0-9]{{1,2}})\2{_DAY}{_TIME}(?:\+07:?00)?",
        rf"{_LEAD}{_DAY} thang (?P<month>{_MONTH}){_OF_YEAR}{_TIME}",
        rf"(?:[a-z]{{3,6}}day,? )?{_DAY}(?:st|nd|rd|th)?[ -](?:of )?(?P<month>{_ENGLISH}),?[ -]{_YEAR}{_TIME}",
        rf"(?:[a-z]{{3,6}}day,? )?(?P<month>{_ENGLISH}) {_DAY}(?:st|nd|rd|th)?,? {_YEAR}{_TIME}",
        rf"(?P<month>[0-9]{{1,2}}) ?[-/] ?{_YEAR}",
        rf"{_YEAR}[-/.](?P<month>[0-9]{{1,2}})",
        rf"thang (?P<month>{_MONTH})(?:,? nam |, | ?[-/.] ?| ){_YEAR}",
        rf"t ?(?P<month>[0-9]{{1,2}}) ?[-/. ] ?{_YEAR}",
        rf"(?P<month>{_ENGLISH}),?[ -]{_YEAR}",
        rf"(?:nam )?{_YEAR}",
    )
]


class DateOrder(StrEnum):
    """In which order a column writes day, month and year in figures."""

    DMY = "DMY"
    MDY = "MDY"
    YMD = "YMD"


def read_date(cell: Cell, order: DateOrder | None) -> str:
    """`YYYY-MM-DD`. Raises CellFault: unreadable_date, invalid_date, ambiguous_date."""
    found = read_partial_date(cell, order)
    if len(found) != _WHOLE:
        raise CellFault("unreadable_date")
    return found


def read_partial_date(cell: Cell, order: DateOrder | None) -> str:
    """`YYYY-MM-DD`, `YYYY-MM` or `YYYY`. Raises CellFault: unreadable_date, invalid_date, ambiguous_date."""
    found = parse_date(unmark_cell(cell), order) if isinstance(cell, str) else _read_typed(cell)
    if found is None:
        raise CellFault("unreadable_date")
    return found


def _read_typed(cell: Cell) -> str | None:
    """A day of a spreadsheet, or a year that it holds as a number; any other number is no date."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    return str(int(cell)) if cell in range(_FIRST_YEAR, _LAST_YEAR + 1) else None


def parse_date(text: str, order: DateOrder | None) -> str | None:
    """The partial date that a text without marks (`words.unmark`) is; None where it has the shape of none."""
    if _ANY_YEAR.search(text) is None:
        return None
    figures = _FIGURES.fullmatch(text)
    if figures is not None:
        month, day = place_figures(int(figures["first"]), int(figures["second"]), int(figures["year"]), order)
        return join_date(int(figures["year"]), month, day)
    named = next((found for pattern in _NAMED if (found := pattern.fullmatch(text))), None)
    if named is None:
        return None
    parts = named.groupdict()
    month_word, day_word = parts.get("month"), parts.get("day")
    known_month = month_number(month_word) if month_word else None
    return join_date(int(parts["year"]), known_month, int(day_word) if day_word else None)


def month_number(word: str) -> int:
    """Of figures, or of a name in Vietnamese or English without its marks."""
    return int(word) if word.isdigit() else _MONTH_WORDS[word.rstrip(".")]


def place_figures(first: int, second: int, year: int, order: DateOrder | None) -> tuple[int, int]:
    """Which of two figures before a year is the month and which the day. Without an order they must leave no choice."""
    if order is DateOrder.YMD:
        raise CellFault("invalid_date")
    if order is DateOrder.MDY or (order is None and second > _MONTHS):
        return first, second
    if order is None and first <= _MONTHS and first != second:
        raise CellFault("ambiguous_date", **readings_of(first, second, year))
    return second, first


def readings_of(first: int, second: int, year: int) -> dict[str, str]:
    """Both readings of figures whose order is not known, in words; `first` takes the day first."""
    return {
        "first": f"{first} {_ENGLISH_NAMES[second - 1].title()} {year}",
        "second": f"{second} {_ENGLISH_NAMES[first - 1].title()} {year}",
        "first_vi": f"ngày {first} tháng {second} năm {year}",
        "second_vi": f"ngày {second} tháng {first} năm {year}",
    }


def join_date(year: int, month: int | None = None, day: int | None = None) -> str:
    """ISO text of what is known. Raises CellFault invalid_date for what the calendar does not have."""
    try:
        whole = date(year, 1 if month is None else month, 1 if day is None else day).isoformat()
    except ValueError:
        raise CellFault("invalid_date") from None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise CellFault("invalid_date")
    return whole if day is not None else whole[: len("2026-05")] if month is not None else whole[: len("2026")]
