"""A database that holds the provinces of the seed; the demo that a test loads is undone."""

import asyncio
from collections.abc import Callable
from datetime import date

import pytest

from app.core.settings import Settings
from app.core.terms import Terms
from tests.conftest import settings_for
from tests.sandbox import SandboxDatabase
from tests.seed.conftest import _seed

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def database_url(new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """In place of the empty one."""
    url = new_database("demo")
    asyncio.run(_seed(url, tmp_path_factory.mktemp("demo")))
    return url


@pytest.fixture(scope="session")
def sandbox(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> SandboxDatabase:
    """In place of the one that other tests of this process have made on the empty database."""
    return SandboxDatabase(settings_for(database_url, tmp_path_factory.mktemp("sandbox")))


@pytest.fixture
def terms() -> Terms:
    """A day of its own: what a demo holds depends on it."""
    return Terms(TODAY, Settings())
