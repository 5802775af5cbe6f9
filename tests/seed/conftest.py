"""A database that holds the seed; what a test writes into it is undone."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.db.engine import Database
from seed.loader import load_seed
from tests.conftest import settings_for
from tests.sandbox import SandboxDatabase


@pytest.fixture(scope="session")
def database_url(new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """In place of the empty one: every client and session of these tests works on the seeded registry."""
    url = new_database("seeded")
    asyncio.run(_seed(url, tmp_path_factory.mktemp("seeded")))
    return url


@pytest.fixture(scope="session")
def sandbox(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> SandboxDatabase:
    """In place of the one that other tests of this process have made on the empty database."""
    return SandboxDatabase(settings_for(database_url, tmp_path_factory.mktemp("sandbox")))


async def _seed(url: str, data_dir: Path) -> None:
    database = Database(settings_for(url, data_dir))
    async with database.writing(actor="system") as session:
        await load_seed(session)
    await database.dispose()
