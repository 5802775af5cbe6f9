"""Rows as the tables store them, without the cost of entities; what a write would derive comes from its own code."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import inspect

from app.core.model import Record
from app.core.names import Named, search_columns
from app.core.schema import Confidentiality
from app.core.text import fold

Row = dict[str, Any]

SOURCE = "demo"
NOTE = "Dữ liệu mẫu, không có thật."


@cache
def blank(model: type[Record]) -> Mapping[str, Any]:
    """Every column with what it holds when nothing is said; lists and objects are nobody's to change."""
    columns = {column.key: column for column in inspect(model).columns}
    row = {name: _default(column.default) for name, column in columns.items()}
    return row | {
        "version": 1,
        "source_system": SOURCE,
        "note": NOTE,
        "confidentiality": Confidentiality.INTERNAL,
    }


def _default(default: Any) -> Any:  # noqa: ANN401  # a column's default, of any type
    if default is None:
        return None
    if default.is_callable:
        made = default.arg(None)
        return None if isinstance(made, str) else made
    return default.arg


def row_of(record: Record) -> Row:
    """The row of an entity that no session knows: its own values, the columns that search reads, the rest blank."""
    if isinstance(record, Named):
        record.refresh_search()
    given = {name: value for name, value in vars(record).items() if not name.startswith("_")}
    return {**blank(type(record)), **given}


@cache
def search_columns_of_title(title: str) -> Mapping[str, str]:
    """The stored names of a delegation without a code yet; many share a title."""
    return search_columns([title], [])


def with_code(searched: Mapping[str, str], code: str) -> Row:
    """The same when it has one."""
    return {**searched, "search_text": f"{searched['search_text']}{fold(code)}|"}


@cache
def search_columns_of_person(full_name: str) -> Mapping[str, str]:
    """The stored names of a member; many share a name."""
    return search_columns([full_name], [])
