"""The test database (SQLite, or a real PostgreSQL that the run starts), and clients that call the application."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app.auth.authentication import Authenticator
from app.auth.principal import Principal, system_principal
from app.auth.rules import Role
from app.auth.schemas import ApiKeyCreate
from app.auth.service import issue_api_key
from app.core.db.engine import Database
from app.core.db.migrate import upgrade
from app.core.schema import Confidentiality
from app.core.settings import Settings
from app.main import create_app
from app.models import Base
from tests.postgres import PostgresServer
from tests.sandbox import SandboxDatabase

KIND = os.environ.get("DOITAC_TEST_DATABASE", "sqlite")
_SERVER_URL = "DOITAC_TEST_SERVER_URL"
_running = ExitStack()

hypothesis_settings.register_profile(
    "doitac",
    max_examples=int(os.environ.get("DOITAC_TEST_EXAMPLES", "25")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
hypothesis_settings.load_profile("doitac")


def pytest_configure(config: pytest.Config) -> None:
    """A PostgreSQL for each process that runs tests: the change feed waits for every transaction of its server."""
    if KIND == "postgresql" and not _only_hands_out(config):
        server = _running.enter_context(PostgresServer())
        os.environ[_SERVER_URL] = server.url("%s")
        os.environ["DOITAC_TEST_SERVER_SOURCE"] = server.source


def _only_hands_out(config: pytest.Config) -> bool:
    """Whether other processes run the tests."""
    return not hasattr(config, "workerinput") and bool(getattr(config.option, "numprocesses", None))


def pytest_unconfigure() -> None:
    """Stop it."""
    _running.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What asks no database is the same on both: the run on PostgreSQL, which comes second, leaves it to the first."""
    if KIND == "postgresql":
        once = [item for item in items if not _is_of_database(item)]
        config.hook.pytest_deselected(items=once)
        items[:] = [item for item in items if _is_of_database(item)]


def _is_of_database(item: pytest.Item) -> bool:
    """Whether it asks for one, or its module looks at which one it is, or starts one."""
    fixtures = {"database_url", "live_url", "new_database"} & set(getattr(item, "fixturenames", ()))
    module = getattr(item, "module", None)
    return bool(fixtures) or any(hasattr(module, name) for name in ("KIND", "PostgresServer"))


def pytest_report_header() -> str:
    """Says which database these results are of."""
    servers = f"PostgreSQL, a server for each worker: {PostgresServer().source}" if KIND == "postgresql" else "SQLite"
    return f"database: {os.environ.get('DOITAC_TEST_SERVER_SOURCE', servers)}"


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def new_database(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[[str], str]:
    """Makes an empty, migrated database and returns its address."""

    def make(name: str) -> str:
        if KIND == "postgresql":
            database = f"{name}_{worker_id}"
            _create_on_server(database)
            url = os.environ[_SERVER_URL] % database
        else:
            url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp(name) / 'doitac.db'}"
        upgrade(url)
        return url

    return make


def _create_on_server(database: str) -> None:
    import asyncio  # noqa: PLC0415  # only here

    import asyncpg  # type: ignore[import-untyped]  # noqa: PLC0415

    async def create() -> None:
        address = (os.environ[_SERVER_URL] % "postgres").replace("+asyncpg", "")
        connection = await asyncpg.connect(address)
        await connection.execute(f'DROP DATABASE IF EXISTS "{database}"')
        await connection.execute(f'CREATE DATABASE "{database}"')
        await connection.close()

    asyncio.run(create())


@pytest.fixture(scope="session")
def database_url(new_database: Callable[[str], str]) -> str:
    """The migrated database of this worker; tests leave it as they found it."""
    return new_database("sandbox")


@pytest.fixture(scope="session")
def live_url(new_database: Callable[[str], str]) -> str:
    """Another one, for tests that must really commit."""
    return new_database("live")


def settings_for(url: str, data_dir: Path, **changes: Any) -> Settings:
    """Settings of a test: nothing limited, every key change seen at once."""
    values = {
        "database_url": url,
        "data_dir": data_dir,
        "secret_key": "test-secret",
        "rate_limit": 0,
        "stranger_rate_limit": 0,
        "principal_cache_seconds": 0,
        "log_level": "error",
        **changes,
    }
    return Settings(**values)


@pytest.fixture(scope="session")
def sandbox(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> SandboxDatabase:
    """Made once: what SQLAlchemy has compiled for one test serves the next."""
    return SandboxDatabase(settings_for(database_url, tmp_path_factory.mktemp("sandbox")))


@pytest.fixture
async def database(sandbox: SandboxDatabase) -> AsyncIterator[SandboxDatabase]:
    """Whatever the test writes here is undone."""
    await sandbox.open()
    yield sandbox
    await sandbox.close()


@pytest.fixture(scope="session")
def whole_app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application, made once: declaring its routes takes longer than most tests."""
    return create_app(settings_for(database_url, tmp_path_factory.mktemp("data")))


@pytest.fixture
async def app(whole_app: FastAPI, database: SandboxDatabase) -> AsyncIterator[FastAPI]:
    """The application on this test's sandbox."""
    state = whole_app.state
    state.database, state.running_keys = database, set()
    state.authenticator = Authenticator(database, state.authenticator.hasher, state.settings.principal_cache_seconds)
    yield whole_app
    await state.importer.close()
    await state.authenticator.close()


@pytest.fixture
async def session(database: SandboxDatabase) -> AsyncIterator[AsyncSession]:
    """For factories: what they flush, requests see."""
    async with database.session("test") as opened:
        yield opened


@pytest.fixture
def principal() -> Principal:
    """May do and see everything."""
    return system_principal("test")


@dataclass
class Clients:
    """Makes HTTP clients, each with an API key of its own."""

    app: FastAPI
    stack: AsyncExitStack
    defaults: dict[str, Any] = field(default_factory=dict)

    async def make(
        self,
        role: Role | None = Role.ADMINISTRATOR,
        clearance: Confidentiality = Confidentiality.RESTRICTED,
        org_unit_ids: list[str] | None = None,
        **changes: Any,
    ) -> httpx.AsyncClient:
        """A client with one role; None is a stranger without a key."""
        headers = {}
        if role is not None:
            values = ApiKeyCreate(
                name=f"test {role.value}", roles=[role], clearance=clearance, org_unit_ids=org_unit_ids or [], **changes
            )
            state = self.app.state
            async with state.database.writing("test") as session:
                _, key = await issue_api_key(session, state.authenticator.hasher, values)
            headers["authorization"] = f"Bearer {key}"
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url="http://doitac", headers=headers)
        client.event_hooks = {"response": [self._wait_for_the_use_of_the_key]}
        return await self.stack.enter_async_context(client)

    async def _wait_for_the_use_of_the_key(self, _answer: httpx.Response) -> None:
        """It is noted beside the request: in a sandbox it would fall among what the test does next."""
        await self.app.state.authenticator.close()


MakeClient = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def make_client(app: FastAPI) -> AsyncIterator[MakeClient]:
    """Makes more clients, each with a role, a clearance and a scope of units."""
    async with AsyncExitStack() as stack:
        yield Clients(app, stack).make


@pytest.fixture
async def client(make_client: MakeClient) -> httpx.AsyncClient:
    """An administrator, cleared for everything."""
    return await make_client()


@dataclass
class Statements:
    """The SQL that ran; transaction control and the recognising of keys not counted."""

    seen: list[str] = field(default_factory=list)

    def clear(self) -> None:
        """Start counting again."""
        self.seen.clear()

    def __len__(self) -> int:
        control = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")
        return len([sql for sql in self.seen if not sql.startswith(control) and "api_keys" not in sql])


@contextmanager
def counting(engine: AsyncEngine) -> Iterator[Statements]:
    """What runs on this engine meanwhile."""
    counted = Statements()

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        counted.seen.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield counted
    event.remove(engine.sync_engine, "before_cursor_execute", note)


@pytest.fixture
def statements(database: SandboxDatabase) -> Iterator[Statements]:
    """Counts the SQL statements of a test."""
    with counting(database.engine) as counted:
        yield counted


@pytest.fixture
async def live_app(live_url: str, tmp_path: Path) -> AsyncIterator[FastAPI]:
    """The application on a database of its own that really commits: for what happens between connections."""
    settings = settings_for(live_url, tmp_path)
    made = create_app(settings)
    yield made
    await made.state.importer.close()
    await made.state.authenticator.close()
    await empty(made.state.database)
    await made.state.database.dispose()


async def empty(database: Database) -> None:
    """Delete every row, children first."""
    async with database.writing("test") as session:
        for table in reversed(Base.metadata.sorted_tables):
            await session.execute(text(f'DELETE FROM "{table.name}"'))


@pytest.fixture
async def live_client(live_app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """An administrator on the live database."""
    async with AsyncExitStack() as stack:
        yield await Clients(live_app, stack).make()
