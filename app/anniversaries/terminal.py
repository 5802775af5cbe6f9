"""Occurrences in a terminal: a panel a month, year classes coloured, lunar days told by their lunar date."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from app.anniversaries.lunar import to_printed_lunar
from app.anniversaries.schemas.occurrences import OccurrenceRow
from app.core.i18n import Language

_STYLES: Final[dict[str | None, str]] = {"round": "bold red", "five": "yellow", "other": "dim", None: ""}
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAYS: Final[dict[Language, tuple[str, ...]]] = {
    "vi": ("T2", "T3", "T4", "T5", "T6", "T7", "CN"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_HEADS: Final[dict[Language, tuple[str, ...]]] = {
    "vi": ("Ngày", "Lần", "Ngày kỷ niệm", "Nước", "Âm lịch"),
    "en": ("Day", "Number", "Anniversary", "Country", "Lunar"),
}
_LEAP: Final[dict[Language, str]] = {"vi": " nhuận", "en": " leap"}
_NOTHING: Final[dict[Language, str]] = {"vi": "Không có ngày kỷ niệm nào.", "en": "There are no anniversaries."}
_MONTH_LENGTH: Final = 7


def draw_calendar(
    rows: Sequence[OccurrenceRow], lunar_ids: Collection[str], language: Language
) -> Iterator[Panel | Text]:
    """Give one panel for each month, and for each year with dates known to no month, in the order of time.

    `lunar_ids` are the anniversaries that keep to the lunar calendar.
    """
    if not rows:
        yield Text(_NOTHING[language])
    for head, found in groupby(rows, lambda row: row.date[:_MONTH_LENGTH]):
        yield Panel(_table(list(found), lunar_ids, language), title=_name(head, language), title_align="left")


def _name(head: str, language: Language) -> str:
    """Of a month `2027-06`, or of a year `2027`."""
    year, _, month = head.partition("-")
    if not month:
        return f"Năm {year}" if language == "vi" else year
    return f"Tháng {int(month)}/{year}" if language == "vi" else f"{_MONTHS[int(month) - 1]} {year}"


def _table(rows: Sequence[OccurrenceRow], lunar_ids: Collection[str], language: Language) -> Table:
    day, number, *others = _HEADS[language]
    table = Table(day, box=SIMPLE_HEAD, expand=True)
    table.add_column(number, justify="right")
    for head in others:
        table.add_column(head, ratio=1 if head == others[0] else None)
    for row in rows:
        lunar = _lunar_date(row, language) if row.anniversary_id in lunar_ids else ""
        cells = (_day(row, language), str(row.number or ""), row.title, row.country or "", lunar)
        table.add_row(*(Text(cell) for cell in cells), style=_STYLES[row.year_class])
    return table


def _day(row: OccurrenceRow, language: Language) -> str:
    if row.precision != "day":
        return "–"
    day = date.fromisoformat(row.date)
    return f"{_DAYS[language][day.weekday()]} {day.day:02}/{day.month:02}"


def _lunar_date(row: OccurrenceRow, language: Language) -> str:
    found = to_printed_lunar(date.fromisoformat(row.date)) if row.precision == "day" else None
    if found is None:
        return ""
    return f"{found.day}/{found.month}{_LEAP[language] if found.is_leap else ''}"
