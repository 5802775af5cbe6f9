"""Occurrences as CSV: the fields of the JSON, lists joined by `;`."""

from collections.abc import Sequence
from typing import Any

from app.anniversaries.schemas.occurrences import SHOWN, OccurrenceRow
from app.core.tabular import csv_header, csv_lines


def render_header(names: Sequence[str] = SHOWN) -> bytes:
    """Return the BOM and the names of the columns."""
    return csv_header(names)


def render_rows(rows: Sequence[OccurrenceRow], names: Sequence[str] = SHOWN) -> bytes:
    """Return lines; null is an empty cell."""
    return csv_lines([_cell(getattr(row, name)) for name in names] for row in rows)


def _cell(value: Any) -> Any:  # noqa: ANN401  # any field of an occurrence
    return ";".join(value) if isinstance(value, list) else value
