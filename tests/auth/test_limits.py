"""Rate limits: of a key, and of an address that knocks without one."""

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from app.main import create_app
from tests.conftest import settings_for
from tests.sandbox import SandboxDatabase


@pytest.fixture
def limited(database: SandboxDatabase, database_url: str, tmp_path: Path) -> FastAPI:
    return create_app(settings_for(database_url, tmp_path, rate_limit=3, stranger_rate_limit=2), database)


def client_of(app: FastAPI, address: str = "10.0.0.1") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://doitac")


class TestKeys:
    async def test_are_told_what_is_left_and_when_to_come_back(
        self, limited: FastAPI, client: httpx.AsyncClient
    ) -> None:
        headers = {"authorization": client.headers["authorization"]}
        async with client_of(limited) as caller:
            answers = [await caller.get("/v1/me", headers=headers) for _ in range(5)]
        await limited.state.authenticator.close()
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
        assert [answer.headers["ratelimit"].split(";")[1] for answer in answers[:3]] == ["r=2", "r=1", "r=0"]
        assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"default";q=3;w=60'}
        refused = answers[-1]
        assert refused.json()["code"] == "too_many_requests"
        assert 1 <= int(refused.headers["retry-after"]) <= 60

    async def test_do_not_share_a_limit(self, limited: FastAPI, make_client: object, client: httpx.AsyncClient) -> None:
        other = await make_client()  # type: ignore[operator]
        async with client_of(limited) as caller:
            for key in (client.headers["authorization"], other.headers["authorization"]):
                assert (await caller.get("/v1/me", headers={"authorization": key})).headers["ratelimit"].split(";")[
                    1
                ] == "r=2"
        await limited.state.authenticator.close()

    async def test_see_their_limit(self, limited: FastAPI, client: httpx.AsyncClient) -> None:
        async with client_of(limited) as caller:
            answer = await caller.get("/v1/limits", headers={"authorization": client.headers["authorization"]})
        await limited.state.authenticator.close()
        assert answer.json()["requests_per_minute"] == 3
        assert (await client.get("/v1/limits")).json()["requests_per_minute"] is None


class TestStrangers:
    async def test_are_counted_by_their_address(self, limited: FastAPI) -> None:
        async with client_of(limited) as caller, client_of(limited, "10.0.0.2") as other:
            statuses = [(await caller.get("/v1/me")).status_code for _ in range(4)]
            assert statuses == [401, 401, 429, 429]
            assert (await other.get("/v1/me")).status_code == 401

    async def test_may_always_ask_for_health(self, limited: FastAPI) -> None:
        async with client_of(limited) as caller:
            assert {(await caller.get("/healthz")).status_code for _ in range(9)} == {200}
