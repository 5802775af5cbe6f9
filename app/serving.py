"""`doitac serve`: the server's start. It stays, so it loads nothing that only the other commands need."""

import asyncio
import os
import subprocess
import sys

import uvicorn
from sqlalchemy.exc import DBAPIError

from app.audit.service.order import forget_foreign_numbers
from app.auth.keys import KeyHasher
from app.auth.service import ensure_admin_key
from app.core.clock import now
from app.core.db.engine import Database
from app.core.db.revision import HEAD, stored_revision
from app.core.settings import Settings
from app.imports.sweeping import forget_lost_uploads
from app.main import create_app
from seed.loader import load_seed


def serve() -> None:
    """Migrate, seed on an empty database, and answer on DOITAC_HOST:DOITAC_PORT."""
    settings = Settings()
    if not asyncio.run(_is_current(settings)):
        migrate_database(settings, "head")
    if (key := asyncio.run(_prepare(settings))) is not None:
        sys.stdout.write(f"Administrator API key, shown this once: {key}\n")
        sys.stdout.flush()
    are_several = settings.workers > 1
    uvicorn.run(
        "app.main:create_app" if are_several else create_app(settings),
        factory=are_several,
        host=settings.host,
        port=settings.port,
        workers=settings.workers if are_several else None,
        access_log=False,
        log_level=settings.log_level,
    )


def migrate_database(settings: Settings, revision: str) -> None:
    """In a process of its own: Alembic would stay in the server's memory, and every start would wait for its import.

    Raises SystemExit with the migration's exit code if it failed.
    """
    environment = os.environ | {"DOITAC_DATABASE_URL": settings.database_url}
    done = subprocess.run([sys.executable, "-m", "migrations", revision], env=environment, check=False)  # noqa: S603
    if done.returncode:
        raise SystemExit(done.returncode)


async def _is_current(settings: Settings) -> bool:
    database = Database(settings)
    try:
        return await stored_revision(database.reader) == HEAD
    except DBAPIError:  # no such table yet, or no database: the migration will say which
        return False
    finally:
        await database.dispose()


async def _prepare(settings: Settings) -> str | None:
    database = Database(settings)
    try:
        async with database.writing(actor="system") as session:
            await database.wait_alone(session)
            await forget_foreign_numbers(session)
            key = await ensure_admin_key(session, KeyHasher(settings.secret()), settings.admin_key)
            if settings.seed:
                await load_seed(session)
        await forget_lost_uploads(database.reader, settings.data_dir, now())
    finally:
        await database.dispose()
    return key
