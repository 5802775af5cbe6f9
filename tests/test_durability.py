"""What was acknowledged is kept, and what cannot be done is said: kills, doubled servers, locks, a database gone."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import httpx
import pytest
from alembic import command
from fastapi import FastAPI

from app.core.db.migrate import alembic_config, upgrade
from app.main import create_app
from tests.conftest import KIND, Clients, settings_for
from tests.postgres import PostgresServer
from tests.servers import ADMIN_KEY, PATIENCE, run, serving

ADDRESS = "/v1/org-units"


def body(number: int) -> dict[str, str]:
    return {"name_vi": f"Xã {number}", "kind": "commune"}


@pytest.fixture
def url(new_database: Callable[..., str], tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """An empty database of the test's own, on SQLite a file in its folder."""
    if KIND == "sqlite":
        return f"sqlite:///{tmp_path / 'doitac.db'}"
    return new_database("durability")


class TestKill:
    async def test_loses_nothing_that_was_acknowledged(self, url: str, tmp_path: Path) -> None:
        acknowledged: dict[str, str] = {}
        enough = asyncio.Event()

        async def write(client: httpx.AsyncClient, worker: int) -> None:
            for number in range(10_000):
                answer = await client.post(ADDRESS, json=body(worker * 10_000 + number))
                assert answer.status_code == 201
                acknowledged[answer.headers["location"]] = answer.json()["name_vi"]
                if len(acknowledged) >= 60:
                    enough.set()

        with serving(url, tmp_path) as server:
            server.wait_until_ready()
            async with server.client() as client:
                writers = [asyncio.create_task(write(client, worker)) for worker in range(4)]
                await asyncio.wait_for(enough.wait(), PATIENCE)
                server.kill()
                results = await asyncio.gather(*writers, return_exceptions=True)
        assert all(isinstance(result, httpx.TransportError) for result in results), results
        assert len(acknowledged) >= 60
        with serving(url, tmp_path) as server:
            server.wait_until_ready()
            async with server.client() as client:
                for address, name in acknowledged.items():
                    assert (await client.get(address)).json()["name_vi"] == name
                    history = (await client.get(f"{address}/history")).json()["items"]
                    assert [item["action"] for item in history] == ["create"]


class TestTwoServers:
    async def test_start_at_once_on_an_empty_database_and_both_write(self, tmp_path: Path, url: str) -> None:
        with serving(url, tmp_path) as one, serving(url, tmp_path) as two:
            one.wait_until_ready()
            two.wait_until_ready()
            async with one.client() as first, two.client() as second:
                answers = await asyncio.gather(
                    *(client.post(ADDRESS, json=body(number)) for number in range(20) for client in (first, second))
                )
                assert {answer.status_code for answer in answers} == {201}
                for client in (first, second):
                    listed = (await client.get(ADDRESS, params={"count": "exact", "limit": 1})).json()
                    assert listed["count"] == 40


def is_kept_below(folder: Path, key: str) -> bool:
    """Whether any file but the servers' own output holds the key."""
    files = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith("server-")]
    return any(key.encode() in path.read_bytes() for path in files)


class TestFirstStart:
    async def test_prints_one_working_key_and_never_again(self, url: str, tmp_path: Path) -> None:
        shown = []
        for _ in range(2):
            with serving(url, tmp_path, DOITAC_ADMIN_KEY="") as server:
                server.wait_until_ready()
                shown += re.findall(r"\bdt_[\w-]{43}", server.output)
                async with server.client(shown[0]) as client:
                    assert (await client.get("/v1/me")).json()["roles"] == ["administrator"]
        assert len(shown) == 1
        assert not is_kept_below(tmp_path, shown[0])

    async def test_takes_the_key_that_the_operator_chose(self, url: str, tmp_path: Path) -> None:
        for _ in range(2):
            with serving(url, tmp_path) as server:
                server.wait_until_ready()
                async with server.client() as client:
                    assert (await client.get("/v1/me")).status_code == 200
                    assert len((await client.get("/v1/api-keys")).json()["items"]) == 1
                assert ADMIN_KEY not in server.output


async def assert_is_cut_off(client: httpx.AsyncClient) -> None:
    assert_is_unavailable(await client.get(ADDRESS))
    assert_is_unavailable(await client.post(ADDRESS, json=body(1)))
    assert_is_unavailable(await client.get("/readyz"))
    assert (await client.get("/healthz")).status_code == 200


@asynccontextmanager
async def calling(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with AsyncExitStack() as stack:
        yield await Clients(app, stack).make()
        await app.state.authenticator.close()
        await app.state.database.dispose()


def assert_is_unavailable(answer: httpx.Response) -> None:
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json"), answer.text
    assert answer.json()["code"] == "database_unavailable"
    assert int(answer.headers["retry-after"]) >= 1
    assert "SQL" not in answer.text


class TestLock:
    @asynccontextmanager
    async def held(self, url: str) -> AsyncIterator[None]:
        """Another program has the database, and does not let go."""
        if KIND == "sqlite":
            other = sqlite3.connect(url.partition(":///")[2], isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            yield
            other.close()
        else:
            connection = await asyncpg.connect(url.replace("+asyncpg", ""))
            async with connection.transaction():
                await connection.execute("LOCK TABLE org_units IN EXCLUSIVE MODE")
                yield
            await connection.close()

    async def test_is_answered_with_503_and_nothing_is_stored(self, url: str, tmp_path: Path) -> None:
        await asyncio.to_thread(upgrade, settings_for(url, tmp_path).database_url)
        app = create_app(settings_for(url, tmp_path, busy_timeout_ms=150))
        async with calling(app) as client:
            await client.get(ADDRESS)
            await app.state.authenticator.close()
            key = {"idempotency-key": "locked"}
            async with self.held(url):
                assert_is_unavailable(await client.post(ADDRESS, json=body(1), headers=key))
                read = await client.get(ADDRESS, params={"count": "exact"})
                assert (read.status_code, read.json()["count"]) == (200, 0)
            assert (await client.post(ADDRESS, json=body(1), headers=key)).status_code == 201
            assert (await client.get(ADDRESS, params={"count": "exact"})).json()["count"] == 1


class TestDatabaseGone:
    @pytest.mark.parametrize("cache", [0, 60], ids=["stranger to the cache", "known key"])
    async def test_is_answered_with_503_until_it_is_back(self, tmp_path: Path, cache: int) -> None:
        if KIND == "sqlite":
            await self.lose_a_folder(tmp_path, cache)
        else:
            await self.lose_a_server(tmp_path, cache)

    async def lose_a_folder(self, tmp_path: Path, cache: int) -> None:
        folder, hidden = tmp_path / "data", tmp_path / "hidden"
        url = f"sqlite+aiosqlite:///{folder / 'doitac.db'}"
        await asyncio.to_thread(upgrade, url)
        app = create_app(settings_for(url, folder, principal_cache_seconds=cache))
        async with calling(app) as client:
            assert (await client.get("/v1/me")).status_code == 200
            await app.state.authenticator.close()
            await app.state.database.dispose()  # what is open stays open, whatever becomes of its folder
            folder.rename(hidden)
            await assert_is_cut_off(client)
            hidden.rename(folder)
            assert (await client.get("/readyz")).status_code == 200
            assert (await client.post(ADDRESS, json=body(1))).status_code == 201

    async def lose_a_server(self, tmp_path: Path, cache: int) -> None:
        server = PostgresServer()
        with server:
            server.create_database("gone")
            url = server.url("gone")
            await asyncio.to_thread(upgrade, url)
            app = create_app(settings_for(url, tmp_path, principal_cache_seconds=cache))
            async with AsyncExitStack() as stack:
                client = await Clients(app, stack).make()
                assert (await client.post(ADDRESS, json=body(1))).status_code == 201
                await app.state.authenticator.close()
                await asyncio.to_thread(server.__exit__, None, None, None)
                await assert_is_cut_off(client)
                await app.state.authenticator.close()
                await app.state.database.dispose()

    async def test_unmigrated_is_not_ready(self, tmp_path: Path, url: str) -> None:
        address = settings_for(url, tmp_path).database_url
        await asyncio.to_thread(upgrade, address)
        await asyncio.to_thread(command.downgrade, alembic_config(address), "base")
        app = create_app(settings_for(url, tmp_path))
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://doitac") as client:
            answer = await client.get("/readyz")
            assert (answer.status_code, answer.json()["code"]) == (503, "not_migrated")
        await app.state.database.dispose()


class TestCommandLine:
    def test_of_a_refused_order_ends(self, url: str, tmp_path: Path) -> None:
        assert run(url, tmp_path, "migrate").returncode == 0
        done = run(url, tmp_path, "keys", "create", "x", "--org-unit", "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00")
        assert (done.returncode, "unknown_reference" in done.stdout) == (1, True)
