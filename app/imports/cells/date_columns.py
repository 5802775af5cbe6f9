"""In which order a whole column writes its dates: looked at before any of them is read.

Typed days, ISO text and months by name decide nothing and need no order. Of the rest, figures above 12 decide
(`28/04/2026`, `4/28/2026`, `28/4 - 03/5/2026`), and so do a range of days before its month (`12-15/5/2026`) and the
words `ngày`, `từ`, `đến` beside figures, for Vietnamese puts the day first. Where every figure fits both orders the
column is ambiguous; where some fit one alone and others the other alone, it is mixed.
"""

import re
from dataclasses import dataclass
from typing import Final

from app.imports.cells.dates import DateOrder, readings_of
from app.imports.cells.words import LONGEST, unmark
from app.imports.drafts import Cell

_MONTHS: Final = 12
_MOST_SEEN: Final = 10_000
_WHOLE: Final = re.compile(r"(?<![0-9])([0-9]{1,2}) ?([-/.]) ?([0-9]{1,2}) ?\2 ?([0-9]{4})(?![0-9])")
_WITHOUT_YEAR: Final = re.compile(r"(?<![0-9/.-])([0-9]{1,2})/([0-9]{1,2})(?![0-9]|/)")
_DAYS_OF_MONTH: Final = re.compile(r"(?<![0-9/.-])[0-9]{1,2} ?- ?[0-9]{1,2}([/.])[0-9]{1,2}\1[0-9]{4}")
_DAY_FIRST_WORDS: Final = re.compile(r"\b(?:ngay|tu|den)\b")


@dataclass(frozen=True, slots=True)
class AmbiguousOrder:
    """Every date of the column fits both orders; an example, where it stands, and its two readings."""

    first: str
    second: str
    first_vi: str
    second_vi: str
    example: str
    line: int
    code: str = "ambiguous_date"


@dataclass(frozen=True, slots=True)
class MixedOrder:
    """Some dates of the column can only be day first, others only month first."""

    day_first: str
    day_first_line: int
    month_first: str
    month_first_line: int
    code: str = "mixed_date_orders"


@dataclass(frozen=True, slots=True)
class _Seen:
    text: str
    line: int


class DateColumn:
    """Sees each cell of a column of dates or periods once, then says their order."""

    def __init__(self) -> None:
        self._read: set[str] = set()
        self._day_first: _Seen | None = None
        self._month_first: _Seen | None = None
        self._open: AmbiguousOrder | None = None

    def observe(self, line: int, cell: Cell) -> None:
        """Take note of what a cell says of the order."""
        if not isinstance(cell, str) or len(cell) > LONGEST or cell in self._read:
            return
        if len(self._read) >= _MOST_SEEN:
            self._read.clear()
        self._read.add(cell)
        self._weigh(unmark(cell), _Seen(cell.strip(), line))

    def settle(self, wanted: str) -> DateOrder | AmbiguousOrder | MixedOrder | None:
        """The order that was asked for; of `auto` what the column shows, None where nothing in it needs an order.

        A cell that is corrected later may need one: without an order that too is refused, not guessed.
        """
        if wanted != "auto":
            return DateOrder(wanted)
        if self._day_first and self._month_first:
            first, second = self._day_first, self._month_first
            return MixedOrder(first.text, first.line, second.text, second.line)
        if self._open and not (self._day_first or self._month_first):
            return self._open
        if self._month_first:
            return DateOrder.MDY
        return DateOrder.DMY if self._day_first else None

    def _weigh(self, text: str, seen: _Seen) -> None:
        whole = [(int(found[1]), int(found[3]), int(found[4])) for found in _WHOLE.finditer(text)]
        pairs = [(first, second) for first, second, _ in whole]
        pairs += [(int(found[1]), int(found[2])) for found in _WITHOUT_YEAR.finditer(text)]
        day_first = any(second <= _MONTHS < first for first, second in pairs)
        month_first = any(first <= _MONTHS < second for first, second in pairs)
        if not (day_first or month_first):
            day_first = bool(pairs and _DAY_FIRST_WORDS.search(text)) or bool(_DAYS_OF_MONTH.search(text))
        if day_first:
            self._day_first = self._day_first or seen
        if month_first:
            self._month_first = self._month_first or seen
        if not (day_first or month_first or self._open):
            self._open = next((_ambiguity(seen, *parts) for parts in whole if _fits_both(*parts)), None)


def _fits_both(first: int, second: int, _year: int) -> bool:
    return first != second and 1 <= first <= _MONTHS and 1 <= second <= _MONTHS


def _ambiguity(seen: _Seen, first: int, second: int, year: int) -> AmbiguousOrder:
    return AmbiguousOrder(**readings_of(first, second, year), example=seen.text, line=seen.line)
