"""Occurrences as CSV: the fields of the JSON, a BOM for spreadsheets, no cell that a spreadsheet would compute."""

import csv
import io
from collections.abc import Sequence
from typing import Any, Final

from app.anniversaries.schemas.occurrences import SHOWN, OccurrenceRow

BOM: Final = b"\xef\xbb\xbf"
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def render_header(names: Sequence[str] = SHOWN) -> bytes:
    """Return the BOM and the names of the columns."""
    return BOM + _render([names])


def render_rows(rows: Sequence[OccurrenceRow], names: Sequence[str] = SHOWN) -> bytes:
    """Return lines; lists are joined by `;`, null is an empty cell, and text that looks like a formula gets a `'`."""
    return _render([[_cell(getattr(row, name)) for name in names] for row in rows])


def _render(lines: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()


def _cell(value: Any) -> str:  # noqa: ANN401  # any field of an occurrence
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = ";".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
