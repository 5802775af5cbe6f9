"""The engine and its two doors: `reader` (autocommit, rows only) and `writing` (one transaction, a session)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import event, func, make_url, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from app.core.clock import now
from app.core.db.reader import Reader
from app.core.settings import Settings

_SERVER_SETTINGS = {
    "application_name": "doitac",
    "jit": "off",
    # A plan made for any pattern walks the whole table where a plan for this one asks the trigram index.
    "plan_cache_mode": "force_custom_plan",
    "timezone": "UTC",
}
_PREPARING = 7_233_002
_READER_KIB, _WRITER_KIB = 2_000, 16_000  # of SQLite's file, in memory: an index of trigrams is written all over


class Database:
    """One per process, made by `create_app` and disposed of in its lifespan."""

    def __init__(self, settings: Settings) -> None:
        self.is_sqlite = settings.database_url.startswith("sqlite")
        make = _sqlite if self.is_sqlite else _postgresql
        self.engine = make(settings, settings.pool_size)
        # Its own pool: switching a connection to autocommit and back costs SQLite more than the read itself.
        at_once = settings.reads_at_once
        self.read_engine = make(settings, at_once, isolation_level="AUTOCOMMIT", pool_reset_on_return=None)
        self.reader = Reader(self.read_engine, at_once)
        # SQLite has one writer: waiting in our own queue is fair, waiting in its busy handler is not.
        self._turn: AbstractAsyncContextManager[Any] = asyncio.Lock() if self.is_sqlite else nullcontext()

    @asynccontextmanager
    async def writing(self, actor: str, **info: object) -> AsyncIterator[AsyncSession]:
        """A session in one transaction, committed when the block ends well and rolled back otherwise.

        `info` (request_id, comment, import_id) joins the audit entries; the clock is read here and nowhere below.
        """
        async with self._turn, AsyncSession(self.engine, expire_on_commit=False, autoflush=False) as session:
            session.info.update(info, actor=actor, now=now())
            async with session.begin():
                yield session

    async def wait_alone(self, session: AsyncSession) -> None:
        """Until this transaction ends, no other process that asks for the same goes on; on SQLite none can anyway."""
        if not self.is_sqlite:
            await session.execute(select(func.pg_advisory_xact_lock(_PREPARING)))

    async def dispose(self) -> None:
        """Close every connection; without it aiosqlite's threads keep the process alive."""
        await self.engine.dispose()
        await self.read_engine.dispose()


def _postgresql(settings: Settings, connections: int, **options: Any) -> AsyncEngine:  # noqa: ANN401  # create_engine's own
    return create_async_engine(
        settings.database_url,
        pool_size=connections,
        hide_parameters=True,  # an error's text goes to the log, and a value may be somebody's passport
        max_overflow=0,
        pool_timeout=10,
        pool_pre_ping=False,
        json_serializer=_dumps,
        json_deserializer=orjson.loads,
        connect_args={
            "timeout": 5,
            "server_settings": _SERVER_SETTINGS | {"lock_timeout": str(settings.busy_timeout_ms)},
        },
        **options,
    )


def _sqlite(settings: Settings, connections: int, **options: Any) -> AsyncEngine:  # noqa: ANN401
    database = make_url(settings.database_url).database
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        settings.database_url,
        pool_size=connections,
        hide_parameters=True,
        json_serializer=_dumps,
        json_deserializer=orjson.loads,
        **options,
    )

    is_writer = "isolation_level" not in options

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: object) -> None:  # noqa: ANN401  # a DBAPI connection has no type of its own
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={settings.busy_timeout_ms}",
            "journal_mode=WAL",
            "foreign_keys=ON",
            "synchronous=FULL",
            f"cache_size=-{_WRITER_KIB if is_writer else _READER_KIB}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    if is_writer:  # reads stay outside transactions, and go on while another program writes

        @event.listens_for(engine.sync_engine, "begin")
        def begin(connection: Any) -> None:  # noqa: ANN401
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _dumps(value: object) -> str:
    return orjson.dumps(value).decode()
