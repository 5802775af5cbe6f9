"""API keys: issued once, kept hashed, expiring, revoked at once, counted."""

import asyncio
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.models import AuditEntry
from app.auth.keys import KeyHasher, generate_key, prefix_of
from app.auth.models import ApiKey
from app.auth.rules import GRANTS, Permission, Role
from app.core.clock import now
from app.core.log import log
from tests.conftest import MakeClient
from tests.operations import UNKNOWN_ID

ADDRESS = "/v1/api-keys"
BODY = {"name": "frontend", "roles": ["reader"]}


def key_of(client: httpx.AsyncClient) -> str:
    return client.headers["authorization"].removeprefix("Bearer ")


async def row_of(session: AsyncSession, client: httpx.AsyncClient) -> ApiKey:
    digest = (await client.get("/v1/me")).json()["principal_id"]
    return (await session.execute(select(ApiKey).where(ApiKey.id == digest))).scalar_one()


class TestMaking:
    def test_draws_256_random_bits(self) -> None:
        keys = {generate_key() for _ in range(100)}
        assert len(keys) == 100
        assert {len(key) for key in keys} == {len("dt_") + 43}

    def test_hashes_under_the_servers_secret(self) -> None:
        one, two = KeyHasher(b"one"), KeyHasher(b"two")
        assert one.digest("k") == one.digest("k") != two.digest("k")

    def test_shows_a_prefix_that_opens_nothing(self) -> None:
        key = generate_key()
        assert key.startswith(prefix_of(key))
        assert len(prefix_of(key)) == 12
        assert prefix_of("short") == "sho"


class TestIssue:
    async def test_shows_the_key_once_and_it_works(self, client: httpx.AsyncClient, app: FastAPI) -> None:
        answer = await client.post(ADDRESS, json=BODY)
        key = answer.json()["key"]
        assert (answer.status_code, answer.headers["location"]) == (201, f"{ADDRESS}/{answer.json()['id']}")
        assert answer.headers["etag"] == '"1"'
        me = await client.get("/v1/me", headers={"authorization": f"Bearer {key}"})
        assert me.json() == {
            "principal_id": answer.json()["id"],
            "kind": "api_key",
            "name": "frontend",
            "roles": ["reader"],
            "clearance": "internal",
            "org_unit_ids": [],
            "permissions": ["registry:read"],
        }

    async def test_keeps_the_key_nowhere(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        answer = await client.post(ADDRESS, json=BODY, headers={"idempotency-key": "k"})
        key, id_ = answer.json()["key"], answer.json()["id"]
        for address in (f"{ADDRESS}/{id_}", ADDRESS, "/v1/audit", f"/v1/audit?record_id={id_}"):
            shown = (await client.get(address)).text
            assert id_ in shown
            assert key not in shown
            assert "digest" not in shown
        for table in ("api_keys", "audit_entries", "idempotency_records"):
            for row in await session.execute(text(f"SELECT * FROM {table}")):
                assert key not in str(row)

    async def test_refuses_what_cannot_be(self, client: httpx.AsyncClient) -> None:
        wrong = {
            "name": "",
            "roles": ["king"],
            "clearance": "mật",
            "org_unit_ids": [UNKNOWN_ID + "0"],
            "expires_at": "2025-01-01T00:00:00",
            "key": "mine",
        }
        answer = await client.post(ADDRESS, json=wrong)
        places = {fault["pointer"] for fault in answer.json()["errors"]}
        assert places == {"/name", "/roles/0", "/clearance", "/org_unit_ids/0", "/expires_at", "/key"}

    @pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
    async def test_refuses_an_end_beyond_time(self, client: httpx.AsyncClient, moment: str) -> None:
        answer = await client.post(ADDRESS, json=BODY | {"expires_at": moment})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "out_of_range")

    async def test_refuses_a_scope_of_no_unit(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(ADDRESS, json=BODY | {"org_unit_ids": [UNKNOWN_ID]})
        assert answer.json()["errors"][0]["pointer"] == "/org_unit_ids/0"

    async def test_tries_without_storing(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(f"{ADDRESS}?validate_only=true", json=BODY)
        used = await client.get("/v1/me", headers={"authorization": f"Bearer {answer.json()['key']}"})
        assert (answer.status_code, used.status_code) == (201, 401)

    async def test_is_for_administrators(self, make_client: MakeClient) -> None:
        for role in (Role.READER, Role.EDITOR, Role.APPROVER):
            other = await make_client(role)
            for method, address in (("GET", ADDRESS), ("POST", ADDRESS), ("DELETE", f"{ADDRESS}/{UNKNOWN_ID}")):
                assert (await other.request(method, address, json=BODY)).status_code == 403


class TestEnd:
    async def test_comes_at_the_moment_set(
        self, client: httpx.AsyncClient, make_client: MakeClient, session: AsyncSession
    ) -> None:
        brief = await make_client(expires_at=now() + timedelta(hours=1))
        assert (await brief.get("/v1/me")).status_code == 200
        await session.execute(
            update(ApiKey).where(ApiKey.expires_at.is_not(None)).values(expires_at=now() - timedelta(seconds=1))
        )
        assert (await brief.get("/v1/me")).status_code == 401

    async def test_comes_at_once_with_revocation(
        self, app: FastAPI, client: httpx.AsyncClient, make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(app.state.authenticator, "_seconds", 60.0)
        other = await make_client()
        id_ = (await other.get("/v1/me")).json()["principal_id"]
        assert (await client.delete(f"{ADDRESS}/{id_}")).status_code == 204
        assert (await other.get("/v1/me")).status_code == 401
        shown = (await client.get(f"{ADDRESS}/{id_}")).json()
        assert shown["revoked_at"] is not None
        assert (await client.delete(f"{ADDRESS}/{id_}")).status_code == 204
        assert (await client.get(f"{ADDRESS}/{id_}")).json()["revoked_at"] == shown["revoked_at"]

    async def test_is_seen_by_other_servers_after_the_time_set(
        self, app: FastAPI, make_client: MakeClient, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        moment = 1_000.0
        monkeypatch.setattr(app.state.authenticator, "_seconds", 2.0)
        monkeypatch.setattr(app.state.authenticator, "clock", lambda: moment)
        other = await make_client()
        assert (await other.get("/v1/me")).status_code == 200
        await session.execute(update(ApiKey).values(revoked_at=now()))
        assert (await other.get("/v1/me")).status_code == 200
        moment += 2.1
        assert (await other.get("/v1/me")).status_code == 401


class TestRemembering:
    """What a key stands for is looked up beside the requests that bring it."""

    @pytest.fixture
    def moment(self, app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> list[float]:
        """The clock: a principal is remembered for two seconds."""
        moment = [1_000.0]
        monkeypatch.setattr(app.state.authenticator, "_seconds", 2.0)
        monkeypatch.setattr(app.state.authenticator, "clock", lambda: moment[0])
        return moment

    @pytest.fixture
    def looked_up(self, app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """The digests of the keys, as often as they are looked up."""
        seen: list[str] = []
        load = app.state.authenticator._load

        async def note(digest: str) -> Any:
            seen.append(digest)
            return await load(digest)

        monkeypatch.setattr(app.state.authenticator, "_load", note)
        return seen

    async def test_asks_once_for_all_that_come_meanwhile(
        self, make_client: MakeClient, moment: list[float], looked_up: list[str]
    ) -> None:
        client = await make_client()
        answers = await asyncio.gather(*(client.get("/v1/me") for _ in range(8)))
        assert ({answer.status_code for answer in answers}, len(looked_up)) == ({200}, 1)

    async def test_asks_anew_in_time_and_lets_nobody_wait(
        self, app: FastAPI, make_client: MakeClient, moment: list[float], looked_up: list[str]
    ) -> None:
        client = await make_client()
        for seconds, times in ((0.0, 1), (0.9, 1), (0.2, 2), (0.9, 2), (0.9, 3), (2.1, 4)):
            moment[0] += seconds
            assert (await client.get("/v1/me")).status_code == 200
            await app.state.authenticator.close()
            assert len(looked_up) == times, seconds

    async def test_forgets_a_key_as_soon_as_it_is_seen_revoked(
        self, app: FastAPI, make_client: MakeClient, session: AsyncSession, moment: list[float]
    ) -> None:
        other = await make_client()
        assert (await other.get("/v1/me")).status_code == 200
        await session.execute(update(ApiKey).values(revoked_at=now()))
        moment[0] += 1.1
        assert (await other.get("/v1/me")).status_code == 200
        await app.state.authenticator.close()
        assert (await other.get("/v1/me")).status_code == 401

    async def test_keeps_nothing_that_was_being_looked_up_when_a_key_changed(
        self, app: FastAPI, make_client: MakeClient, moment: list[float], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        authenticator, load = app.state.authenticator, app.state.authenticator._load

        async def change_meanwhile(digest: str) -> Any:
            found = await load(digest)
            authenticator.forget()
            return found

        monkeypatch.setattr(authenticator, "_load", change_meanwhile)
        assert (await (await make_client()).get("/v1/me")).status_code == 200
        assert authenticator._known == {}

    async def test_that_fails_beside_a_request_does_not_fail_it(
        self, app: FastAPI, make_client: MakeClient, moment: list[float], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = await make_client()
        assert (await client.get("/v1/me")).status_code == 200

        async def fail(_digest: str) -> None:
            raise OSError

        monkeypatch.setattr(app.state.authenticator, "_load", fail)
        for seconds, status in ((1.1, 200), (1.1, 503)):
            moment[0] += seconds
            assert (await client.get("/v1/me")).status_code == status
            await app.state.authenticator.close()


class TestLastUse:
    async def test_is_written_at_most_once_a_minute(
        self, app: FastAPI, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        async def last_used() -> datetime | None:
            await client.get("/v1/me")
            await app.state.authenticator.close()
            columns = select(ApiKey.last_used_at)
            return (await session.execute(columns)).scalar_one()

        first = await last_used()
        assert first is not None
        assert await last_used() == first
        await session.execute(update(ApiKey).values(last_used_at=first - timedelta(seconds=61)))
        later = await last_used()
        assert later is not None
        assert later >= first

    async def test_makes_neither_a_version_nor_an_audit_entry(
        self, app: FastAPI, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await row_of(session, client)
        await app.state.authenticator.close()
        entries = (await session.execute(select(AuditEntry.action).where(AuditEntry.record_id == row.id))).scalars()
        assert (row.version, list(entries)) == (1, ["create"])


class TestRoles:
    @pytest.mark.parametrize("role", list(Role))
    async def test_grant_what_their_table_says(self, make_client: MakeClient, role: Role) -> None:
        me = (await (await make_client(role)).get("/v1/me")).json()
        assert me["permissions"] == sorted(permission.value for permission in GRANTS[role])

    def test_grow_from_reader_to_administrator(self) -> None:
        grants = [GRANTS[role] for role in Role]
        assert all(less <= more for less, more in pairwise(grants))
        assert grants[-1] == set(Permission)

    async def test_are_needed_of_each_kind(self, make_client: MakeClient) -> None:
        for role, status in ((Role.READER, 403), (Role.EDITOR, 201), (Role.APPROVER, 201)):
            answer = await (await make_client(role)).post("/v1/org-units", json={"name_vi": "x", "kind": "city"})
            assert answer.status_code == status


class TestSecrets:
    async def test_reach_no_log(self, live_app: FastAPI, capfd: pytest.CaptureFixture[str]) -> None:
        log.configure("debug")
        transport = httpx.ASGITransport(app=live_app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://doitac") as stranger:
            await stranger.get("/v1/me?token=hush1", headers={"authorization": "Bearer hush2"})
            await stranger.post("/v1/org-units", json={"note": "hush3"}, headers={"cookie": "hush4"})
        await asyncio.sleep(0)
        log.configure("error")
        assert "hush" not in capfd.readouterr().err
