"""Rows as CSV: what goes into a cell, so that it can be read back, and that no spreadsheet computes it."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final
from unicodedata import is_normalized

import orjson

CSV_TYPE: Final = "text/csv; charset=utf-8"
BOM: Final = b"\xef\xbb\xbf"

_TAKEN = r"(?:[=+\-@\t\r\n]|#[A-Z][A-Z0-9/_]*[!?]?\Z)"  # computed, or read as the error that it names: `#N/A`
_formula = re.compile(f"'*{_TAKEN}").match
_guarded = re.compile(f"'+{_TAKEN}").match
_needs_json = re.compile(r"\A(?:\Z|[\[\s])|[;\n\r]|\s\Z").search


def guard_formula(text: str) -> str:
    """Text that a spreadsheet would compute or take for an error, or that looks so guarded, gets one more `'`."""
    return f"'{text}" if _formula(text) else text


def unguard_formula(text: str) -> str:
    """The text that `guard_formula` was given."""
    return text[1:] if _guarded(text) else text


def cell_text(value: Any) -> str:  # noqa: ANN401  # any JSON value
    """A JSON value, or a date, as the text of a cell; null and the empty list are blank.

    A list of texts is joined by `; `, as JSON if an item would not come back so; objects and lists of them are JSON.
    """
    if isinstance(value, str):
        return value
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(item, str) and not _needs_json(item) for item in value):
        return "; ".join(value)
    return _json_text(value) if isinstance(value, list | dict) else str(value)


def _json_text(value: Any) -> str:  # noqa: ANN401  # any JSON value
    """As JSON that a reader's composing leaves alone: a line break before a tilde above would lose its escape."""
    text = orjson.dumps(value).decode()
    return text if is_normalized("NFC", text) else json.dumps(value, separators=(",", ":"))


def csv_header(names: Sequence[str]) -> bytes:
    """The BOM, by which spreadsheets know UTF-8, and the names of the columns."""
    return BOM + csv_lines([names])


def csv_lines(rows: Iterable[Iterable[Any]]) -> bytes:
    """Rows of JSON values as lines; all but numbers are guarded."""
    text = io.StringIO()
    csv.writer(text).writerows(map(_csv_cell, row) for row in rows)
    return text.getvalue().encode()


def _csv_cell(value: Any) -> str:  # noqa: ANN401
    text = cell_text(value)
    return text if isinstance(value, (int, float)) else guard_formula(text)
