"""Importers of two kinds: one whose worker takes every job and never ends it, and one that works in this process.

Beside them a client's imports, and what small files name.
"""

import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from app.imports.launcher import Importer
from app.org_units.models import OrgUnitKind
from app.partners.models import Partner
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.imports.living import Living, make_unit
from tests.imports.meanwhile import UNIT
from tests.imports.sending import InlineImporter, Sender

PATIENT = (sys.executable, "-S", "-c", "import sys\nfor line in sys.stdin: pass")
"""A worker that begins nothing: what it is given stays as the request left it, and held."""


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


@pytest.fixture
async def sender(client: httpx.AsyncClient, inline_importer: InlineImporter) -> Sender:
    return Sender(client, inline_importer)


@pytest.fixture
async def partner(session: AsyncSession) -> Partner:
    """Xiêng Khoảng, with an English name and without a website."""
    return await make_partner(session, name_vi="Xiêng Khoảng", name_en="Xiangkhouang", country="LA", note="Cũ")


@pytest.fixture
async def office(session: AsyncSession) -> str:
    unit = await make_org_unit(session, name_vi="Sở Ngoại vụ", kind=OrgUnitKind.DEPARTMENT, code=UNIT)
    return unit.id


@pytest.fixture(scope="module")
def living(
    new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Living]:
    """A registry with a real server for all tests of a module: each has a source of its own."""
    url = new_database(request.module.__name__.rpartition(".")[2])
    with Living(url, tmp_path_factory.mktemp("living")) as made:
        make_unit(made)
        yield made
