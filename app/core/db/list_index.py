"""Lists of ids and codes inside a record, found by one of their items through an index, on both databases.

PostgreSQL: `jsonb` with a GIN index. SQLite: a table of (value, record_id), kept by triggers.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, Boolean, ColumnElement, literal
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement

CodeList = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""The column type: a JSON list of texts, never null."""


def lists_any(model: Any, name: str, values: Sequence[str | ColumnElement[str]]) -> ColumnElement[bool]:  # noqa: ANN401  # a Record class or an alias of one
    """True where the list column `name` holds one of `values`, texts or text expressions."""
    items = [value if isinstance(value, ColumnElement) else literal(value) for value in values]
    return _ListsAny(model.id, getattr(model, name), *items, items_table=f"{model.__tablename__}_{name}_items")


class _ListsAny(FunctionElement[bool]):
    name = "lists_any"
    inherit_cache = True
    type = Boolean()

    def __init__(self, *clauses: ColumnElement[Any], items_table: str) -> None:
        super().__init__(*clauses)
        self.items_table = items_table


@compiles(_ListsAny, "postgresql")
def _any_on_postgresql(element: _ListsAny, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    _, column, *items = (compiler.process(part, **kw) for part in element.clauses)
    return f"{column} ?| ARRAY[{', '.join(f'CAST({item} AS text)' for item in items)}]"


@compiles(_ListsAny, "sqlite")
def _any_on_sqlite(element: _ListsAny, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    id_, _, *items = (compiler.process(part, **kw) for part in element.clauses)
    return f"{id_} IN (SELECT i.record_id FROM {element.items_table} AS i WHERE i.value IN ({', '.join(items)}))"


def create_list_index(table: str, column: str, dialect: str) -> list[str]:
    """The statements of a migration that make `table`.`column` findable by item; the table must be new and empty."""
    name = f"{table}_{column}_items"
    if dialect == "postgresql":
        return [f"CREATE INDEX ix_{name} ON {table} USING gin ({column})"]
    fill = f"INSERT OR IGNORE INTO {name} (value, record_id) SELECT value, new.id FROM json_each(new.{column})"
    clear = f"DELETE FROM {name} WHERE record_id = old.id"
    columns = "value TEXT NOT NULL, record_id TEXT NOT NULL, PRIMARY KEY (value, record_id)"
    trigger = "CREATE TRIGGER {name}_{event} AFTER {moment} ON {table} BEGIN {work}; END"
    return [
        f"CREATE TABLE {name} ({columns}) WITHOUT ROWID",
        f"CREATE INDEX ix_{name}_record_id ON {name} (record_id)",
        trigger.format(name=name, event="insert", moment="INSERT", table=table, work=fill),
        trigger.format(name=name, event="update", moment=f"UPDATE OF {column}", table=table, work=f"{clear}; {fill}"),
        trigger.format(name=name, event="delete", moment="DELETE", table=table, work=clear),
    ]


def drop_list_index(table: str, column: str, dialect: str) -> list[str]:
    """The way back."""
    name = f"{table}_{column}_items"
    if dialect == "postgresql":
        return [f"DROP INDEX ix_{name}"]
    return [*(f"DROP TRIGGER {name}_{event}" for event in ("insert", "update", "delete")), f"DROP TABLE {name}"]
