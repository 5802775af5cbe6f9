"""JSON built by the database: the one road for reads (docs/decisions/0002-json-built-by-the-database.md).

`JsonObject({"id": Partner.id, ...})` renders a row as one JSON text, `json_list(select)` a correlated list of them.
Python passes the text on as bytes and decodes nothing.
"""

import itertools
from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Numeric,
    Select,
    SQLColumnExpression,
    Text,
    cast,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.sql.visitors import InternalTraversal

from app.core.db.types import Instant

_numbers = itertools.count()
_RFC3339 = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'


class JsonText(Text):
    """The type of JSON that the database built: text to Python, JSON to an object around it."""

    cache_ok = True


class JsonObject(FunctionElement[str]):
    """An SQL expression for one JSON object; keys keep their order. Result: `str`."""

    name = "json_object"
    inherit_cache = True
    type = JsonText()

    def __init__(self, fields: Mapping[str, SQLColumnExpression[Any]]) -> None:
        pairs: list[SQLColumnExpression[Any]] = []
        for name, column in fields.items():
            pairs += [literal_column(name), column]  # not a bound value: the statement cache would not tell names apart
        super().__init__(*pairs)


def json_text(fields: Mapping[str, SQLColumnExpression[Any]]) -> ColumnElement[str]:
    """The object as plain text, for Python to pass on; drivers would decode a column of type json."""
    return cast(JsonObject(fields), Text)


class WholeRecord(ColumnElement[str]):
    """`json_text` of a record's own columns, built once: the statement cache knows it by its number.

    Walking thirty columns for the cache key, on every request, costs more than the query. The columns may hold no
    bound values, for those would be cached too.
    """

    inherit_cache = True
    _traverse_internals = [("number", InternalTraversal.dp_plain_obj)]
    type = Text()

    def __init__(self, fields: Mapping[str, SQLColumnExpression[Any]]) -> None:
        self.number = next(_numbers)
        self.text = json_text(fields)


@compiles(WholeRecord)
def _whole_record(element: WholeRecord, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    return compiler.process(element.text, **kw)


@compiles(JsonObject, "postgresql")
def _object_on_postgresql(element: JsonObject, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    """`row_to_json` of a row: json_build_object takes at most 50 pairs."""
    parts = list(element.clauses)
    columns = [
        f'{compiler.process(_for_postgresql(value), **kw)} AS "{key.name}"'
        for key, value in zip(parts[::2], parts[1::2], strict=True)
    ]
    return f"(SELECT row_to_json(o) FROM (SELECT {', '.join(columns)}) AS o)"


@compiles(JsonObject, "sqlite")
def _object_on_sqlite(element: JsonObject, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    parts = list(element.clauses)
    pairs = [
        f"'{key.name}', {compiler.process(_for_sqlite(value), **kw)}"
        for key, value in zip(parts[::2], parts[1::2], strict=True)
    ]
    return f"json_object({', '.join(pairs)})"


def _for_postgresql(column: ColumnElement[Any]) -> ColumnElement[Any]:
    if isinstance(column.type, Instant):
        return func.to_char(func.timezone("UTC", column), _RFC3339)
    return cast(column, Text) if isinstance(column.type, Numeric) else column


def _for_sqlite(column: ColumnElement[Any]) -> ColumnElement[Any]:
    if isinstance(column.type, JSON | JsonText):
        return func.json(type_coerce(column, Text))
    if isinstance(column.type, Boolean):
        return func.json(func.iif(column.is_(None), "null", func.iif(column, "true", "false")))
    return cast(column, Text) if isinstance(column.type, Numeric) else column


class _JsonArray(FunctionElement[str]):
    name = "json_array_of"
    inherit_cache = True
    type = JsonText()


@compiles(_JsonArray, "postgresql")
def _array_on_postgresql(element: _JsonArray, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    return f"coalesce(json_agg({compiler.process(element.clauses, **kw)}), '[]'::json)"


@compiles(_JsonArray, "sqlite")
def _array_on_sqlite(element: _JsonArray, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    return f"json_group_array(json({compiler.process(element.clauses, **kw)}))"


def json_list(statement: Select[Any]) -> ColumnElement[str]:
    """A scalar expression: the JSON array of a correlated, ordered select whose single column is a `JsonObject`."""
    rows = statement.subquery()
    return select(_JsonArray(next(iter(rows.c)))).scalar_subquery()
