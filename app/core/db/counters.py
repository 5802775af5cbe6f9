"""Gap-free numbers: a counter is a row, whose lock makes the next who counts wait for this transaction's end."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession


async def count_up(session: AsyncSession, table: Table, *, by: int = 1, **key: Any) -> int:  # noqa: ANN401  # values of the primary key
    """The column `last` of the counter with this key, raised by so many from 0; a rollback takes it back."""
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    counted = insert(table).values(**key, last=by)
    counted = counted.on_conflict_do_update(index_elements=list(key), set_={"last": table.c.last + by})
    return int((await session.execute(counted.returning(table.c.last))).scalar_one())
