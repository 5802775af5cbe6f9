"""The engine and its two doors: `reading` (autocommit, rows only) and `writing` (one transaction, a session)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import event, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from app.core.clock import now
from app.core.settings import Settings


class Database:
    """One per process, made by `create_app` and disposed of in its lifespan."""

    def __init__(self, settings: Settings) -> None:
        self.is_sqlite = settings.database_url.startswith("sqlite")
        self.engine = _sqlite(settings) if self.is_sqlite else _postgresql(settings)
        self._reads = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        # SQLite has one writer: waiting in our own queue is fair, waiting in its busy handler is not.
        self._turn: AbstractAsyncContextManager[Any] = asyncio.Lock() if self.is_sqlite else nullcontext()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection without a transaction: a read's BEGIN and ROLLBACK cost as much as the read."""
        async with self._reads.connect() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self, actor: str, **info: object) -> AsyncIterator[AsyncSession]:
        """A session in one transaction, committed when the block ends well and rolled back otherwise.

        `info` (request_id, comment, import_id) joins the audit entries; the clock is read here and nowhere below.
        """
        async with self._turn, AsyncSession(self.engine, expire_on_commit=False, autoflush=False) as session:
            session.info.update(info, actor=actor, now=now())
            async with session.begin():
                yield session

    async def dispose(self) -> None:
        """Close every connection; without it aiosqlite's threads keep the process alive."""
        await self.engine.dispose()


def _postgresql(settings: Settings) -> AsyncEngine:
    return create_async_engine(
        settings.database_url,
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_timeout=10,
        pool_pre_ping=False,
        json_serializer=_dumps,
        json_deserializer=orjson.loads,
        connect_args={"timeout": 5, "server_settings": {"jit": "off", "timezone": "UTC", "application_name": "doitac"}},
    )


def _sqlite(settings: Settings) -> AsyncEngine:
    database = make_url(settings.database_url).database
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        settings.database_url, pool_size=settings.pool_size, json_serializer=_dumps, json_deserializer=orjson.loads
    )

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: object) -> None:  # noqa: ANN401  # a DBAPI connection has no type of its own
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={settings.busy_timeout_ms}",
            "journal_mode=WAL",
            "foreign_keys=ON",
            "synchronous=FULL",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:  # noqa: ANN401
        if connection.get_isolation_level() != "AUTOCOMMIT":
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _dumps(value: object) -> str:
    return orjson.dumps(value).decode()
