"""Whole numbers and decimals as people write them.

    written                         a whole number      a decimal
    1250                            1250                1250
    1.250   1,250   1 250           1250                1250, but `1,250` of a scaled amount is refused: 1.25 or 1250?
    1.250.000   1,250,000           1250000             1250000
    1.250,50   1,250.50             refused             1250.50: the last of two marks is the decimal one
    1.25   1,25                     refused             1.25: no group has two figures
    12.0                            12                  12.0
    12 người, 12 khách              12 of a field that counts people; other units refused
    2 năm                           24 of a field that counts months
    khoảng 12, 12-15, 10+           refused: no one number

Cells that hold numbers are taken as they are.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from math import isfinite
from typing import Final

from app.imports.cells.words import unmark_cell
from app.imports.drafts import Cell, CellFault

_MOST_FIGURES: Final = 18
_MOST: Final = 10**15
_GROUPED: Final = r"[1-9][0-9]{0,2}(?P<group>[., ])[0-9]{3}(?:(?P=group)[0-9]{3})*"
_INTEGER: Final = re.compile(
    rf"(?P<figures>-?(?:[0-9]+|{_GROUPED}))(?:(?P<point>[.,])0{{1,2}})?(?: ?(?P<unit>[^0-9 .,][^0-9]*))?"
)
_DECIMAL: Final = re.compile(rf"(?P<whole>{_GROUPED}|[0-9]+)(?:(?P<point>[.,])(?P<part>[0-9]+))?")
_PEOPLE: Final = dict.fromkeys(
    (
        *("nguoi", "khach", "dai bieu", "thanh vien", "luot", "luot nguoi", "luot khach", "ng"),
        *("people", "persons", "person", "pax", "guests", "guest", "members", "member", "delegates", "delegate"),
    ),
    1,
)
_MONTHS: Final = {"thang": 1, "month": 1, "months": 1, "nam": 12, "year": 12, "years": 12}
_DAYS: Final = {"ngay": 1, "day": 1, "days": 1}


def units_of(name: str) -> Mapping[str, int]:
    """The words that may follow a number of this field, without marks, and how much each counts."""
    if name.startswith(("headcount", "attendees")):
        return _PEOPLE
    return _MONTHS if name.endswith("_months") else _DAYS if name.endswith("_days") else {}


def integer_reader(units: Mapping[str, int]) -> Callable[[Cell], int]:
    """Reads whole numbers, with one of these units or none. Raises CellFault unreadable_number."""

    def read_integer(cell: Cell) -> int:
        if isinstance(cell, str):
            return _parse_integer(unmark_cell(cell), units)
        if isinstance(cell, bool) or not isinstance(cell, int | float) or not abs(cell) < _MOST or cell != int(cell):
            raise CellFault("unreadable_number")
        return int(cell)

    return read_integer


def _parse_integer(text: str, units: Mapping[str, int]) -> int:
    found = _INTEGER.fullmatch(text)
    if found is None or (found["point"] and found["point"] == found["group"]):
        raise CellFault("unreadable_number")
    figures = re.sub(r"[., ]", "", found["figures"])
    factor = units.get(found["unit"].strip()) if found["unit"] else 1
    if factor is None or len(figures) > _MOST_FIGURES:
        raise CellFault("unreadable_number")
    return int(figures) * factor


def read_decimal(cell: Cell) -> str:
    """The number as JSON text. Raises CellFault unreadable_number."""
    return format(decimal_of(cell, is_scaled=False), "f")


def decimal_of(cell: Cell, *, is_scaled: bool) -> Decimal:
    """A number, exactly as written; `is_scaled` of `1,250 tỷ`. Raises CellFault unreadable_number."""
    if isinstance(cell, str):
        return _parse_decimal(unmark_cell(cell), is_scaled=is_scaled)
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not isfinite(cell):
        raise CellFault("unreadable_number")
    return Decimal(repr(cell))


def _parse_decimal(text: str, *, is_scaled: bool) -> Decimal:
    found = _DECIMAL.fullmatch(text)
    if found is None or len(text) > 2 * _MOST_FIGURES or (found["part"] and found["point"] == found["group"]):
        raise CellFault("unreadable_number")
    has_one_comma = found["group"] == "," and text.count(",") == 1 and not found["part"]
    if is_scaled and has_one_comma:
        raise CellFault("unreadable_number")
    whole = re.sub(r"[., ]", "", found["whole"])
    return Decimal(f"{whole}.{found['part']}" if found["part"] else whole)
