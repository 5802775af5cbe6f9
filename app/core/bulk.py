"""Many rows at once: `COPY` on PostgreSQL, where it is sixteen times as fast as INSERT; `executemany` on SQLite."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import JSON, Table, insert, text
from sqlalchemy.ext.asyncio import AsyncSession

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


class Bulk:
    """Writes rows within the session's transaction, past its listeners: what those would have written comes along.

    The rows are used up: their lists become JSON in place.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self.is_postgresql = session.get_bind().dialect.name == "postgresql"

    async def prepare(self) -> None:
        """Let the inverted indexes gather what is new, and sort it in at the end."""
        if self.is_postgresql:
            for name in ("gin_pending_list_limit", "work_mem", "maintenance_work_mem"):
                await self._session.execute(text(f"SET LOCAL {name} = '{_MEMORY}'"))

    async def add(self, table: Table, rows: Sequence[Row]) -> None:
        """Every row has a value for each column but those that the database numbers itself."""
        if not rows:
            return
        names = [name for name in rows[0] if any(row[name] is not None for row in rows)]
        if self.is_postgresql:
            await self._copy(table, names, rows)
        else:
            await self._session.execute(insert(table), [{name: row[name] for name in names} for row in rows])

    async def finish(self, tables: Sequence[Table]) -> None:
        """Sort the gathered in, and tell the planner what there is now."""
        if not self.is_postgresql:
            return
        for table in tables:
            indexes = await self._session.execute(_INVERTED, {"name": table.name})
            for index in indexes.scalars().all():
                await self._session.execute(_SORT_IN, {"index": index})
            await self._session.execute(text(f"ANALYZE {table.name}"))

    async def _copy(self, table: Table, names: Sequence[str], rows: Sequence[Row]) -> None:
        connection = await (await self._session.connection()).get_raw_connection()
        driver: Any = connection.driver_connection
        _dump_lists(table, names, rows)
        await driver.copy_records_to_table(table.name, columns=names, records=map(itemgetter(*names), rows))


def _dump_lists(table: Table, names: Sequence[str], rows: Sequence[Row]) -> None:
    """JSON goes to the driver as text."""
    dumped = [name for name in names if isinstance(table.c[name].type, JSON)]
    for row in rows:
        for name in dumped:
            value = row[name]
            if value is not None:
                row[name] = orjson.dumps(value).decode() if value else _EMPTY[type(value)]


_EMPTY: dict[type, str] = {list: "[]", dict: "{}"}
