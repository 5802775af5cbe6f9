"""Idempotency-Key: one key, one request, one effect, within 24 hours and for one principal."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.core.clock import now
from app.core.idempotency import IdempotencyRecord
from app.org_units.models import OrgUnit
from tests.conftest import MakeClient

ADDRESS = "/v1/org-units"
BODY = {"name_vi": "Nghệ An", "kind": "province"}
KEY = {"idempotency-key": "one"}


async def count(session: AsyncSession, model: type[Any]) -> int:
    return (await session.execute(select(func.count()).select_from(model))).scalar_one()


class TestReplay:
    async def test_gives_the_first_answer_again(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        first = await client.post(ADDRESS, json=BODY, headers=KEY)
        again = await client.post(ADDRESS, json=BODY, headers=KEY)
        assert (first.status_code, again.status_code) == (201, 201)
        assert again.content == first.content
        for name in ("location", "etag", "content-type"):
            assert again.headers[name] == first.headers[name]
        assert again.headers["idempotency-replayed"] == "true"
        assert "idempotency-replayed" not in first.headers
        assert await count(session, OrgUnit) == 1

    async def test_answers_even_after_the_record_changed(self, client: httpx.AsyncClient) -> None:
        first = await client.post(ADDRESS, json=BODY, headers=KEY)
        await client.delete(first.headers["location"])
        again = await client.post(ADDRESS, json=BODY, headers=KEY)
        assert (again.status_code, again.content) == (201, first.content)

    async def test_holds_for_batches(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        batch = {"operations": [{"op": "create", "data": BODY}]}
        first, again = [await client.post(f"{ADDRESS}/batch", json=batch, headers=KEY) for _ in range(2)]
        assert again.content == first.content
        assert await count(session, OrgUnit) == 1

    async def test_shows_the_secret_of_a_key_only_once(self, client: httpx.AsyncClient) -> None:
        body = {"name": "frontend", "roles": ["reader"]}
        first, again = [await client.post("/v1/api-keys", json=body, headers=KEY) for _ in range(2)]
        assert first.json()["key"].startswith("dt_")
        assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])
        assert first.json()["key"] not in again.text


class TestReuse:
    @pytest.mark.parametrize(
        ("address", "body"),
        [
            (ADDRESS, BODY | {"note": "other"}),
            (f"{ADDRESS}?validate_only=false", BODY),
            (f"{ADDRESS}/batch", {"operations": [{"op": "create", "data": BODY}]}),
        ],
        ids=["other body", "other query", "other address"],
    )
    async def test_for_another_request_is_refused(
        self, client: httpx.AsyncClient, session: AsyncSession, address: str, body: dict[str, Any]
    ) -> None:
        await client.post(ADDRESS, json=BODY, headers=KEY)
        answer = await client.post(address, json=body, headers=KEY)
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
        assert await count(session, OrgUnit) == 1

    async def test_by_another_principal_is_another_key(
        self, client: httpx.AsyncClient, make_client: MakeClient, session: AsyncSession
    ) -> None:
        await client.post(ADDRESS, json=BODY, headers=KEY)
        answer = await (await make_client()).post(ADDRESS, json=BODY | {"note": "theirs"}, headers=KEY)
        assert (answer.status_code, answer.json()["note"]) == (201, "theirs")

    async def test_after_24_hours_is_a_new_request(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        for hours, units in ((23.9, 1), (24.1, 2)):
            await client.post(ADDRESS, json=BODY, headers=KEY)
            old = now() - timedelta(hours=hours)
            await session.execute(update(IdempotencyRecord).values(created_at=old))
            answer = await client.post(ADDRESS, json=BODY, headers=KEY)
            assert answer.status_code == 201
            assert await count(session, OrgUnit) == units
        assert await count(session, IdempotencyRecord) == 1


class TestWhatIsNotKept:
    async def test_a_refused_request_may_be_mended(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        assert (await client.post(ADDRESS, json=BODY | {"kind": "x"}, headers=KEY)).status_code == 422
        assert await count(session, IdempotencyRecord) == 0
        assert (await client.post(ADDRESS, json=BODY, headers=KEY)).status_code == 201

    async def test_a_dry_run_leaves_nothing(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        dry = await client.post(f"{ADDRESS}?validate_only=true", json=BODY, headers=KEY)
        assert (dry.status_code, dry.headers["validate-only"]) == (201, "true")
        assert (await count(session, OrgUnit), await count(session, IdempotencyRecord)) == (0, 0)
        wet = await client.post(ADDRESS, json=BODY, headers=KEY)
        assert "idempotency-replayed" not in wet.headers

    async def test_other_methods_take_no_key(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        created = await client.post(ADDRESS, json=BODY)
        for note in ("a", "b"):
            changed = await client.patch(created.headers["location"], json={"note": note}, headers=KEY)
            assert changed.json()["note"] == note
        assert await count(session, IdempotencyRecord) == 0

    @pytest.mark.parametrize("key", ["", "x" * 256])
    async def test_a_key_has_a_length(self, client: httpx.AsyncClient, key: str) -> None:
        answer = await client.post(ADDRESS, json=BODY, headers={"idempotency-key": key})
        assert (answer.status_code, answer.json()["errors"][0]["header"]) == (422, "Idempotency-Key")

    async def test_a_reader_gets_no_replay_of_a_write(self, client: httpx.AsyncClient, make_client: MakeClient) -> None:
        await client.post(ADDRESS, json=BODY, headers=KEY)
        reader = await make_client(Role.READER)
        assert (await reader.post(ADDRESS, json=BODY, headers=KEY)).status_code == 403


class TestConcurrentSending:
    async def test_has_one_effect(self, live_app: FastAPI, live_client: httpx.AsyncClient) -> None:
        answers = await asyncio.gather(*(live_client.post(ADDRESS, json=BODY, headers=KEY) for _ in range(12)))
        assert {answer.status_code for answer in answers} <= {201, 409}
        fresh = [
            answer for answer in answers if answer.status_code == 201 and "idempotency-replayed" not in answer.headers
        ]
        assert len(fresh) == 1
        for answer in answers:
            if answer.status_code == 409:
                assert (answer.json()["code"], answer.headers["retry-after"]) == ("request_in_progress", "1")
        async with live_app.state.database.writing("test") as session:
            assert await count(session, OrgUnit) == 1

    async def test_has_one_effect_on_two_servers(
        self, live_app: FastAPI, live_client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Forgetful(set[Any]):
            def __contains__(self, _item: object) -> bool:
                return False  # as another server's memory would answer

        monkeypatch.setattr(live_app.state, "running_keys", Forgetful())
        answers = await asyncio.gather(*(live_client.post(ADDRESS, json=BODY, headers=KEY) for _ in range(12)))
        assert {answer.status_code for answer in answers} <= {201, 409}
        async with live_app.state.database.writing("test") as session:
            assert await count(session, OrgUnit) == 1
