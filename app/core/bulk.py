"""Many rows at once: `COPY` on PostgreSQL, where it is sixteen times as fast as INSERT; `executemany` on SQLite."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import JSON, Table, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine

from app.core.model import Base

Row = dict[str, Any]

_MEMORY = "32MB"
_INVERTED = text(
    "SELECT CAST(CAST(c.oid AS regclass) AS text) FROM pg_class AS c JOIN pg_index AS i ON i.indexrelid = c.oid "
    "JOIN pg_am AS m ON m.oid = c.relam WHERE m.amname = 'gin' AND i.indrelid = to_regclass(:name)"
)
_SORT_IN = text("SELECT gin_clean_pending_list(CAST(CAST(:index AS text) AS regclass))")


def table_of(model: type[Base]) -> Table:
    """Its table; SQLAlchemy's own type says less."""
    return Base.metadata.tables[model.__tablename__]


@dataclass(frozen=True, slots=True)
class Load:
    """Rows as the driver takes them; columns in which none has anything are left out."""

    table: Table
    names: Sequence[str]
    records: list[tuple[Any, ...]]


class Bulk:
    """Writes rows within the session's transaction, past its listeners: what those would have written comes along."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._dialect = session.get_bind().dialect
        self.is_postgresql = self._dialect.name == "postgresql"

    async def prepare(self) -> None:
        """Let the inverted indexes gather what is new, and sort it in at the end."""
        if self.is_postgresql:
            for name in ("gin_pending_list_limit", "work_mem", "maintenance_work_mem"):
                await self._session.execute(text(f"SET LOCAL {name} = '{_MEMORY}'"))

    def load(self, table: Table, rows: Sequence[Row]) -> Load:
        """Make rows ready, in any thread. Each has a value for every column but those that the database numbers."""
        columns = {}
        for name in rows[0] if rows else ():
            values = [row[name] for row in rows]
            if values.count(None) < len(values):
                columns[name] = self._as_stored(table.c[name].type, values)
        return Load(table, list(columns), list(zip(*columns.values(), strict=True)))

    async def store(self, load: Load) -> None:
        """Write what was made ready."""
        if not load.records:
            return
        connection = await self._session.connection()
        if self.is_postgresql:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            await driver.copy_records_to_table(load.table.name, columns=load.names, records=load.records)
            return
        names = ", ".join(map(self._dialect.identifier_preparer.quote, load.names))
        places = ", ".join("?" * len(load.names))
        # SQLAlchemy's own way makes a dict of each row and looks at every value: as long again as SQLite takes.
        statement = f"INSERT INTO {load.table.name} ({names}) VALUES ({places})"  # noqa: S608  # names of ours
        await connection.exec_driver_sql(statement, load.records)

    async def add(self, table: Table, rows: Sequence[Row]) -> None:
        """Make rows ready and write them."""
        await self.store(self.load(table, rows))

    async def count(self, table: Table) -> None:
        """Tell the planner what there is now: by what it knew before, it would walk the table for each lookup.

        Whoever counts holds the others off until their transaction ends; another import's is not waited for.
        """
        if self.is_postgresql:
            await self._session.execute(text(f"ANALYZE (SKIP_LOCKED) {table.name}"))

    async def finish(self, tables: Sequence[Table]) -> None:
        """Sort the gathered in, and count."""
        if not self.is_postgresql:
            return
        for table in tables:
            indexes = await self._session.execute(_INVERTED, {"name": table.name})
            for index in indexes.scalars().all():
                await self._session.execute(_SORT_IN, {"index": index})
            await self.count(table)

    def _as_stored(self, type_: TypeEngine[Any], values: list[Any]) -> list[Any]:
        """As the driver takes them: to PostgreSQL's, JSON alone is text; to SQLite's, days and moments are too."""
        write: Callable[[Any], Any] | None
        if isinstance(type_, JSON):
            write = _json_text
        elif self.is_postgresql:
            write = None
        else:
            write = type_.dialect_impl(self._dialect).bind_processor(self._dialect)
        return values if write is None else [None if value is None else write(value) for value in values]


def _json_text(value: Any) -> str:  # noqa: ANN401  # any JSON value
    return orjson.dumps(value).decode() if value else _EMPTY[type(value)]


_EMPTY: dict[type, str] = {list: "[]", dict: "{}"}
