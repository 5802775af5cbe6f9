"""Importers of two kinds: one whose worker takes every job and never ends it, and one that works in this process."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import override

from app.core.db.engine import Database
from app.core.settings import Settings
from app.delegations.passports import PassportSealer
from app.imports.launcher import Importer
from app.imports.work import run_import
from tests.imports.living import Living, make_unit

PATIENT = (sys.executable, "-S", "-c", "import sys\nfor line in sys.stdin: pass")
"""A worker that begins nothing: what it is given stays as the request left it, and held."""


class InlineImporter(Importer):
    """Does the work in this process, on the test's own database; `settle` waits for it."""

    def __init__(self, settings: Settings, database: Database, sealer: PassportSealer) -> None:
        super().__init__(settings)
        self._database, self._sealer = database, sealer
        self._tasks: set[asyncio.Task[None]] = set()

    @override
    async def start(self, import_id: str) -> None:
        self._tasks.add(asyncio.create_task(self._work(import_id)))

    async def settle(self) -> None:
        """Until nothing is at work; raises what the work raised."""
        while self._tasks:
            await self._tasks.pop()

    @override
    async def close(self) -> None:
        await self.settle()

    async def _work(self, import_id: str) -> None:
        try:
            await run_import(self._database, self._settings, self._sealer, import_id)
        finally:
            self.release(import_id)


@pytest.fixture
async def importer(app: FastAPI, tmp_path: Path) -> AsyncIterator[Importer]:
    """The application's importer, its folders below this test's own, its worker a patient one."""
    made = Importer(app.state.settings.model_copy(update={"data_dir": tmp_path}), command=PATIENT)
    before, app.state.importer = app.state.importer, made
    yield made
    await made.close()
    app.state.importer = before


@pytest.fixture
async def inline_importer(app: FastAPI, importer: Importer, tmp_path: Path) -> AsyncIterator[InlineImporter]:
    """In place of that one: imports are worked on at once."""
    settings = app.state.settings.model_copy(update={"data_dir": tmp_path})
    made = InlineImporter(settings, app.state.database, app.state.passports)
    app.state.importer = made
    yield made
    await made.close()
    app.state.importer = importer


@pytest.fixture
async def me(session: AsyncSession, client: httpx.AsyncClient) -> str:
    """The id of the client's key, which stands in what it makes."""
    await session.connection()  # its savepoint comes first: a key's use is noted beside what goes on
    return str((await client.get("/v1/me")).json()["principal_id"])


@pytest.fixture(scope="module")
def living(
    new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Living]:
    """A registry with a real server for all tests of a module: each has a source of its own."""
    url = new_database(request.module.__name__.rpartition(".")[2])
    with Living(url, tmp_path_factory.mktemp("living")) as made:
        make_unit(made)
        yield made
