"""A database whose every change is undone after the test: requests run in savepoints of one outer transaction."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Executable, Result, Row
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from typing_extensions import override

from app.core.clock import now
from app.core.db.engine import Database
from app.core.db.reader import Reader
from app.core.settings import Settings


class SandboxReader(Reader):
    """Reads on the one connection, so that they see what the test wrote."""

    def __init__(self, database: "SandboxDatabase") -> None:
        super().__init__(database.engine, at_once=1)
        self._database = database

    @override
    async def execute(self, statement: Executable, parameters: dict[str, Any] | None = None) -> Result[Any]:
        async with self._database.one_at_a_time:
            return await self._database.connection.execute(statement, parameters)

    @override
    async def rows(self, statement: Executable, parameters: dict[str, Any]) -> Sequence[Row[Any]]:
        return (await self.execute(statement, parameters)).all()


class SandboxDatabase(Database):
    """The real engine, one connection, one transaction that is never committed."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.connection: AsyncConnection
        self.one_at_a_time: asyncio.Lock
        self.reader = SandboxReader(self)

    async def open(self) -> None:
        """Begin the outer transaction, in this test's event loop."""
        self.one_at_a_time = asyncio.Lock()
        self.connection = await self.engine.connect()
        await self.connection.begin()

    async def close(self) -> None:
        """Undo everything."""
        await self.connection.rollback()
        await self.connection.close()
        await self.dispose()

    @override
    @asynccontextmanager
    async def writing(self, actor: str, **info: object) -> AsyncIterator[AsyncSession]:
        async with self.one_at_a_time, self.session(actor, **info) as session, session.begin():
            yield session

    def session(self, actor: str, **info: object) -> AsyncSession:
        """A session of the one connection; what it flushes is seen by every request of the test."""
        session = AsyncSession(
            self.connection, expire_on_commit=False, autoflush=False, join_transaction_mode="create_savepoint"
        )
        session.info.update(info, actor=actor, now=now())
        return session
