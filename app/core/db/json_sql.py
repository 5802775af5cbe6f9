"""JSON built by the database: the one road for reads (docs/decisions/0002-json-built-by-the-database.md).

`JsonObject({"id": Partner.id, ...})` renders a row as one JSON text, `json_list(select)` a correlated list of them,
`json_bytes` makes of it what Python passes on: decoding a page of fifty and encoding it again took a tenth of its time.
"""

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
from sqlalchemy.types import TypeEngine

from app.core.db.types import Instant

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


class Utf8(TypeEngine[bytes]):
    """The type of a text that stays encoded."""


class _Utf8Text(FunctionElement[bytes]):
    name = "utf8_text"
    inherit_cache = True
    type = Utf8()


def json_bytes(fields: Mapping[str, SQLColumnExpression[Any]]) -> ColumnElement[bytes]:
    """The object in UTF-8, for Python to pass on."""
    return _Utf8Text(JsonObject(fields))


@compiles(_Utf8Text, "postgresql")
def _utf8_on_postgresql(element: _Utf8Text, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    return f"convert_to(CAST({compiler.process(element.clauses, **kw)} AS TEXT), 'UTF8')"


@compiles(_Utf8Text, "sqlite")
def _utf8_on_sqlite(element: _Utf8Text, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    return f"CAST({compiler.process(element.clauses, **kw)} AS BLOB)"


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
