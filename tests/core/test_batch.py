"""Batches: atomic or partial, at most 500 operations, one result each, in order."""

from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.org_units.models import OrgUnit
from tests.conftest import MakeClient
from tests.operations import UNKNOWN_ID

ADDRESS = "/v1/org-units/batch"


def create(**values: Any) -> dict[str, Any]:
    return {"op": "create", "data": {"name_vi": "Nghệ An", "kind": "province", **values}}


async def send(client: httpx.AsyncClient, *operations: dict[str, Any], mode: str = "atomic") -> httpx.Response:
    return await client.post(ADDRESS, json={"mode": mode, "operations": operations})


async def count(session: AsyncSession) -> int:
    return (await session.execute(select(func.count()).select_from(OrgUnit))).scalar_one()


class TestOperations:
    async def test_answer_in_order_as_they_would_alone(self, client: httpx.AsyncClient) -> None:
        first = (await send(client, create())).json()["results"][0]
        upsert = {"op": "upsert", "source_system": "old", "external_id": "7", "data": create()["data"]}
        answer = await send(
            client,
            create(code="B"),
            {"op": "update", "id": first["id"], "data": {"note": "x"}, "if_match": 1},
            upsert,
            upsert,
            {"op": "delete", "id": first["id"]},
        )
        results = answer.json()["results"]
        assert [result["status"] for result in results] == [201, 200, 201, 200, 204]
        assert [result["index"] for result in results] == [0, 1, 2, 3, 4]
        assert [result["version"] for result in results] == [1, 2, 1, 1, 3]
        assert {result["problem"] for result in results} == {None}


class TestAtomic:
    @pytest.mark.parametrize(
        ("bad", "cause", "pointer"),
        [
            (create(kind="planet"), "invalid_request", "/operations/1/data/kind"),
            (create(code="A"), "already_exists", "/operations/1/data/code"),
            (create(parent_id=UNKNOWN_ID), "invalid_request", "/operations/1/data/parent_id"),
            (create(confidentiality="Mật"), "state_secret_refused", "/operations/1/data/confidentiality"),
            ({"op": "update", "data": {}}, "invalid_request", "/operations/1/id"),
            ({"op": "upsert", "source_system": "a", "data": {}}, "invalid_request", "/operations/1/external_id"),
            ({"op": "delete", "id": UNKNOWN_ID}, "not_found", None),
        ],
    )
    async def test_stores_nothing_when_one_is_refused(
        self, client: httpx.AsyncClient, session: AsyncSession, bad: dict[str, Any], cause: str, pointer: str | None
    ) -> None:
        answer = await send(client, create(code="A"), bad, create(code="C"))
        body = answer.json()
        assert (answer.status_code, body["code"], body["failed_operation"]) == (422, "batch_failed", 1), answer.text
        assert body["cause"] == cause
        assert [fault["pointer"] for fault in body.get("errors", [])] == ([pointer] if pointer else [])
        assert await count(session) == 0


class TestPartial:
    async def test_stores_the_good_and_tells_of_the_bad(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        answer = await send(
            client,
            create(code="A"),
            create(code="A"),
            {"op": "delete", "id": UNKNOWN_ID},
            create(kind="planet", name_vi=None),
            create(code="B"),
            mode="partial",
        )
        assert answer.status_code == 200
        results = answer.json()["results"]
        assert [result["status"] for result in results] == [201, 409, 404, 422, 201]
        assert results[3]["problem"]["code"] == "invalid_request"
        assert {fault["pointer"] for fault in results[3]["problem"]["errors"]} == {
            "/operations/3/data/kind",
            "/operations/3/data/name_vi",
        }
        assert await count(session) == 2

    async def test_speaks_the_callers_language(self, client: httpx.AsyncClient) -> None:
        body = {"mode": "partial", "operations": [{"op": "delete", "id": UNKNOWN_ID}]}
        answer = await client.post(ADDRESS, json=body, headers={"accept-language": "en"})
        assert answer.json()["results"][0]["problem"]["title"] == "Not found"

    async def test_holds_a_stale_version_against_its_operation(self, client: httpx.AsyncClient) -> None:
        id_ = (await send(client, create())).json()["results"][0]["id"]
        update = {"op": "update", "id": id_, "if_match": 9, "data": {"note": "x"}}
        result = (await send(client, update, mode="partial")).json()["results"][0]
        assert (result["status"], result["problem"]["current_version"]) == (412, 1)

    @pytest.mark.parametrize("version", [0, -1, 2**31, 2**63, 10**30])
    async def test_takes_any_number_for_a_version(self, client: httpx.AsyncClient, version: int) -> None:
        id_ = (await send(client, create())).json()["results"][0]["id"]
        content = b'{"operations": [{"op": "delete", "id": "%s", "if_match": %d}]}' % (id_.encode(), version)
        answer = await client.post(ADDRESS, content=content, headers={"content-type": "application/json"})
        assert answer.status_code == 422, answer.text


class TestLimits:
    async def test_take_500_operations(self, client: httpx.AsyncClient) -> None:
        answer = await send(client, *(create(code=str(number)) for number in range(500)))
        assert [result["status"] for result in answer.json()["results"]] == [201] * 500

    @pytest.mark.parametrize(("number", "code"), [(0, "too_short"), (501, "too_long")])
    async def test_refuse_none_and_more(self, client: httpx.AsyncClient, number: int, code: str) -> None:
        answer = await send(client, *(create() for _ in range(number)))
        assert answer.status_code == 422
        assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [("/operations", code)]

    async def test_refuse_unknown_words(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(ADDRESS, json={"mode": "x", "operations": [{"op": "burn", "extra": 1}]})
        assert {fault["pointer"] for fault in answer.json()["errors"]} == {
            "/mode",
            "/operations/0/op",
            "/operations/0/extra",
        }


class TestDryRun:
    async def test_stores_nothing(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        body = {"mode": "partial", "operations": [create(code="A"), create(code="A")]}
        answer = await client.post(f"{ADDRESS}?validate_only=true", json=body)
        assert [result["status"] for result in answer.json()["results"]] == [201, 409]
        assert await count(session) == 0

    async def test_is_refused_to_a_reader(self, make_client: MakeClient) -> None:
        reader = await make_client(Role.READER)
        assert (await reader.post(f"{ADDRESS}?validate_only=true", json={"operations": []})).status_code == 403
