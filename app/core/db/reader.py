"""The door for reads: each statement on its own, in the order in which they came, a few at once."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import Executable, Result, Row
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import greenlet_spawn
from starlette.requests import Request

_LONGEST_WAIT_SECONDS: Final = 10.0


class Reader:
    """Reads, each statement outside any transaction: BEGIN and ROLLBACK cost as much as the read.

    `at_once`: how many the database is given together. The others wait in a fair line (docs/decisions/0020): the pool's
    own lets whoever comes just when a connection is given back go before those who wait, and a database that has more
    to do than processors serves in no order at all. Both methods raise PoolTimeout after ten seconds of waiting.
    """

    def __init__(self, engine: AsyncEngine, at_once: int) -> None:
        self._engine = engine.sync_engine
        self._line = asyncio.Semaphore(at_once)

    async def execute(self, statement: Executable, parameters: dict[str, Any] | None = None) -> Result[Any]:
        """Every row of `statement`, already fetched. One switch into SQLAlchemy a statement, not one a call."""
        result: Result[Any] = await self._in_turn(self._fetch, statement, parameters)
        return result

    async def rows(self, statement: Executable, parameters: dict[str, Any]) -> Sequence[Row[Any]]:
        """As `execute`, for the hot paths, which want plain rows."""
        rows: Sequence[Row[Any]] = await self._in_turn(self._rows, statement, parameters)
        return rows

    async def _in_turn(self, read: Callable[..., Any], statement: Executable, parameters: Any) -> Any:  # noqa: ANN401
        line = self._line
        if line.locked():
            try:
                async with asyncio.timeout(_LONGEST_WAIT_SECONDS):
                    await line.acquire()
            except TimeoutError as error:
                raise PoolTimeout("no read got its turn") from error
        else:
            await line.acquire()
        try:
            return await greenlet_spawn(read, statement, parameters)
        finally:
            line.release()

    def _rows(self, statement: Executable, parameters: dict[str, Any]) -> Sequence[Row[Any]]:
        with self._engine.connect() as connection:
            return connection.execute(statement, parameters).all()

    def _fetch(self, statement: Executable, parameters: dict[str, Any] | None) -> Result[Any]:
        with self._engine.connect() as connection:
            return connection.execute(statement, parameters).freeze()()


def reader_of(request: Request) -> Reader:
    """The application's reader."""
    reader: Reader = request.app.state.database.reader
    return reader
