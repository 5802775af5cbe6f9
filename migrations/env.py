"""Alembic's environment: one connection, batch mode on SQLite, one transaction for all."""

import asyncio
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, text

import app.models as tables
from app.core.db.engine import Database
from app.core.db.types import Instant
from app.core.settings import Settings

_LOCK = 7_233_001


def _run(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Two servers that start together migrate one after the other.
        connection.execute(text("SET LOCAL lock_timeout TO 0"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        connection.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
    context.configure(
        connection=connection,
        target_metadata=tables.Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        include_name=_is_ours,
        render_item=_render_type,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Search structures are made by statements of their own."""
    return not (
        (kind == "table" and ("_fts" in (name or "") or (name or "").endswith("_items")))
        or (kind == "index" and (name or "").endswith(("_search_text", "_items")))
    )


def _render_type(kind: str, item: object, context_: AutogenContext) -> str | Literal[False]:
    """A migration names our column type, not the module path that it has today."""
    if kind == "type" and isinstance(item, Instant):
        context_.imports.add("from app.core.db.types import Instant")
        return "Instant()"
    return False


async def _connect_and_run(url: str) -> None:
    database = Database(Settings(database_url=url))
    async with database.engine.begin() as connection:
        await connection.run_sync(_run)
    await database.dispose()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    asyncio.run(_connect_and_run(context.config.attributes.get("url") or Settings().database_url))
