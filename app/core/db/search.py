"""Substring search over folded text with an index behind it: trigrams on both databases.

PostgreSQL: a GIN index of pg_trgm on the column. SQLite: an FTS5 table of trigrams, kept by triggers, joined through a
table of document numbers, since a rowid may change under VACUUM.
"""

from typing import Any

from sqlalchemy import ColumnElement, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.types import Boolean


def pattern_within(folded: str) -> str:
    """What `search_text` is like where it contains `folded` (letters and digits only). An empty text is in nothing."""
    return f"%{folded}%" if folded else "no such text"


def text_is_like(model: Any, pattern: ColumnElement[str]) -> ColumnElement[bool]:  # noqa: ANN401  # a Named class
    """True where `search_text` is like the pattern, by the index."""
    return _TextContains(model.id, model.search_text, pattern, table=model.__tablename__)


def text_contains(model: Any, folded: str) -> ColumnElement[bool]:  # noqa: ANN401
    """True where `search_text` contains `folded`."""
    return text_is_like(model, literal(pattern_within(folded)))


class _TextContains(FunctionElement[bool]):
    name = "text_contains"
    inherit_cache = True
    type = Boolean()

    def __init__(self, *clauses: ColumnElement[Any], table: str) -> None:
        super().__init__(*clauses)
        self.table = table


@compiles(_TextContains)
def _contains(element: _TextContains, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    _, column, pattern = element.clauses
    return f"{compiler.process(column, **kw)} LIKE {compiler.process(pattern, **kw)}"


@compiles(_TextContains, "sqlite")
def _contains_on_sqlite(element: _TextContains, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    id_, _, pattern = element.clauses
    table = element.table
    return (
        f"{compiler.process(id_, **kw)} IN (SELECT d.record_id FROM {table}_fts AS f JOIN {table}_fts_docs AS d "
        f"ON d.docid = f.rowid WHERE f.search_text LIKE {compiler.process(pattern, **kw)})"
    )


def create_search_index(table: str, dialect: str) -> list[str]:
    """The statements of a migration that make `table`.search_text searchable; the table must be new and empty."""
    if dialect == "postgresql":
        index = f"CREATE INDEX ix_{table}_search_text ON {table} USING gin (search_text gin_trgm_ops)"
        return ["CREATE EXTENSION IF NOT EXISTS pg_trgm", f"{index} WHERE deleted_at IS NULL"]
    doc = f"(SELECT docid FROM {table}_fts_docs WHERE record_id = %s.id)"
    on_insert = (
        f"INSERT INTO {table}_fts_docs (record_id) VALUES (new.id); "
        f"INSERT INTO {table}_fts (rowid, search_text) VALUES ({doc % 'new'}, new.search_text)"
    )
    on_update = f"UPDATE {table}_fts SET search_text = new.search_text WHERE rowid = {doc % 'new'}"
    on_delete = (
        f"DELETE FROM {table}_fts WHERE rowid = {doc % 'old'}; DELETE FROM {table}_fts_docs WHERE record_id = old.id"
    )
    trigger = "CREATE TRIGGER {table}_fts_{name} AFTER {moment} ON {table} BEGIN {work}; END"
    return [
        f"CREATE TABLE {table}_fts_docs (docid INTEGER PRIMARY KEY, record_id TEXT NOT NULL UNIQUE)",
        f"CREATE VIRTUAL TABLE {table}_fts USING fts5(search_text, tokenize = 'trigram')",
        trigger.format(table=table, name="insert", moment="INSERT", work=on_insert),
        trigger.format(table=table, name="update", moment="UPDATE OF search_text", work=on_update),
        trigger.format(table=table, name="delete", moment="DELETE", work=on_delete),
    ]


def drop_search_index(table: str, dialect: str) -> list[str]:
    """The way back."""
    if dialect == "postgresql":
        return [f"DROP INDEX ix_{table}_search_text"]
    triggers = [f"DROP TRIGGER {table}_fts_{moment}" for moment in ("insert", "update", "delete")]
    return [*triggers, f"DROP TABLE {table}_fts", f"DROP TABLE {table}_fts_docs"]
