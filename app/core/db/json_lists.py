"""Questions about JSON lists, asked the same way of both databases."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, Boolean, Column, ColumnElement, Integer, SQLColumnExpression, TableValuedAlias, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement


def any_element(
    column: SQLColumnExpression[Any], key: str, values: Sequence[str | ColumnElement[str]]
) -> ColumnElement[bool]:
    """True where the JSON list `column` holds an object whose `key` is one of `values`, texts or text expressions."""
    return _AnyElement(
        column, literal(key), *(value if isinstance(value, ColumnElement) else literal(value) for value in values)
    )


class _AnyElement(FunctionElement[bool]):
    name = "any_element"
    inherit_cache = True
    type = Boolean()


@compiles(_AnyElement, "postgresql")
def _any_on_postgresql(element: _AnyElement, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    column, key, *values = (compiler.process(part, **kw) for part in element.clauses)
    inside = ", ".join(values)
    return f"EXISTS (SELECT 1 FROM json_array_elements({column}) AS e WHERE e ->> {key}::text IN ({inside}))"


@compiles(_AnyElement, "sqlite")
def _any_on_sqlite(element: _AnyElement, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    column, key, *values = (compiler.process(part, **kw) for part in element.clauses)
    return f"EXISTS (SELECT 1 FROM json_each({column}) AS e WHERE e.value ->> {key} IN ({', '.join(values)}))"


def is_listed(
    value: SQLColumnExpression[Any], column: SQLColumnExpression[Any], key: str | None = None
) -> ColumnElement[bool]:
    """True where `value` stands in the JSON list `column` of scalars, or under `key` in one of its objects.

    A join on it walks the list, not the table.
    """
    return _IsListed(value, column, *(() if key is None else (literal(key),)))


class _IsListed(FunctionElement[bool]):
    name = "is_listed"
    inherit_cache = True
    type = Boolean()


@compiles(_IsListed, "postgresql")
def _listed_on_postgresql(element: _IsListed, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    type_name = compiler.dialect.type_compiler_instance.process(next(iter(element.clauses)).type)
    value, column, *keys = (compiler.process(part, **kw) for part in element.clauses)
    item = f"CAST(e AS json) ->> {keys[0]}::text" if keys else "e"
    items = f"json_array_elements_text(CAST({column} AS json))"  # a list with an index is jsonb
    return f"{value} IN (SELECT CAST({item} AS {type_name}) FROM {items} AS e)"


@compiles(_IsListed, "sqlite")
def _listed_on_sqlite(element: _IsListed, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    value, column, *keys = (compiler.process(part, **kw) for part in element.clauses)
    item = f"e.value ->> {keys[0]}" if keys else "e.value"
    return f"{value} IN (SELECT {item} FROM json_each({column}) AS e)"


def is_any_of(column: SQLColumnExpression[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """`column IN values`, for hundreds of them: one bound list, each of which the database looks up in an index.

    Of as many single parameters PostgreSQL makes a walk over the table; and what SQLAlchemy makes of them holds itself,
    so that it stays until Python looks for circles.
    """
    return is_listed(column, literal([str(value) for value in values], JSON))


def elements_of(column: SQLColumnExpression[Any]) -> TableValuedAlias:
    """The JSON list `column` as rows (`key` from 0, `value` as JSON), to join to the row that holds it: ON true."""
    return _Elements(column).table_valued(Column("key", Integer), Column("value", JSON), joins_implicitly=True)


class _Elements(FunctionElement[Any]):
    name = "elements_of"
    inherit_cache = True


@compiles(_Elements, "postgresql")
def _elements_on_postgresql(element: _Elements, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    items = f"json_array_elements({compiler.process(element.clauses, **kw)}) WITH ORDINALITY AS e(value, place)"
    return f"LATERAL (SELECT e.place - 1 AS key, e.value FROM {items})"


@compiles(_Elements, "sqlite")
def _elements_on_sqlite(element: _Elements, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    return f"json_each({compiler.process(element.clauses, **kw)})"
