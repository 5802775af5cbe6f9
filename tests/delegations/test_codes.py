"""The codes that the server gives: per unit and year, without gaps, whoever writes at the same time."""

import asyncio
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from tests.conftest import MakeClient
from tests.delegations.conftest import ADDRESS, MISSING_ID, TODAY, Trip, faults, record, told
from tests.factories.delegations import make_delegation
from tests.factories.org_units import make_org_unit


async def code_of(client: httpx.AsyncClient, body: dict[str, Any]) -> str:
    return str(record(await client.post(ADDRESS, json=body), 201)["code"])


class TestMadeCodes:
    async def test_count_by_direction_and_year(self, client: httpx.AsyncClient, trip: Trip) -> None:
        bodies = [
            trip.body(),
            trip.body(),
            trip.body(direction="inbound"),
            trip.body(planned_from="2027"),
            trip.body(planned_from=None, actual_from="2025-03-01"),
            trip.body(planned_from=None),
        ]
        assert [await code_of(client, body) for body in bodies] == [
            "DR-2026-0001",
            "DR-2026-0002",
            "DV-2026-0001",
            "DR-2027-0001",
            "DR-2025-0001",
            "DR-2026-0003" if TODAY.year == 2026 else f"DR-{TODAY.year}-0001",
        ]

    async def test_count_by_unit(self, client: httpx.AsyncClient, session: AsyncSession, trip: Trip) -> None:
        other = await make_org_unit(session)
        assert await code_of(client, trip.body()) == "DR-2026-0001"
        assert await code_of(client, trip.body(org_unit_id=other.id)) == "DR-2026-0001"

    async def test_pass_over_those_that_callers_gave(
        self, client: httpx.AsyncClient, session: AsyncSession, trip: Trip
    ) -> None:
        await make_delegation(session, org_unit_id=trip.unit.id, code="DR-2026-0001")
        gone = await make_delegation(session, org_unit_id=trip.unit.id, code="DR-2026-0002")
        await client.delete(f"{ADDRESS}/{gone.id}")
        assert await code_of(client, trip.body()) == "DR-2026-0003"
        assert (await client.post(f"{ADDRESS}/{gone.id}/restore")).status_code == 200

    async def test_are_not_used_up_by_what_is_not_stored(self, client: httpx.AsyncClient, trip: Trip) -> None:
        dry = await client.post(ADDRESS, json=trip.body(), params={"validate_only": True})
        assert record(dry, 201)["code"] == "DR-2026-0001"
        create = {"op": "create", "data": trip.body()}
        broken = {"op": "create", "data": trip.body(partner_ids=[MISSING_ID])}
        atomic = await client.post(f"{ADDRESS}/batch", json={"operations": [create, broken]})
        assert atomic.status_code == 422
        partial = await client.post(
            f"{ADDRESS}/batch", json={"mode": "partial", "operations": [create, broken, create]}
        )
        assert [result["status"] for result in record(partial)["results"]] == [201, 422, 201]
        assert await code_of(client, trip.body()) == "DR-2026-0003"


class TestGivenCodes:
    async def test_are_taken_as_they_are(self, client: httpx.AsyncClient, trip: Trip) -> None:
        assert await code_of(client, trip.body(code="ĐR.14/2026")) == "ĐR.14/2026"

    async def test_are_unique_within_a_unit(self, client: httpx.AsyncClient, session: AsyncSession, trip: Trip) -> None:
        first = record(await client.post(ADDRESS, json=trip.body(code="A-1")), 201)
        second = await client.post(ADDRESS, json=trip.body(code="A-1"))
        assert told(second, 409) == "already_exists"
        assert faults(second, 409) == [("/code", "already_used")]
        other = await make_org_unit(session)
        third = record(await client.post(ADDRESS, json=trip.body(code="A-1", org_unit_id=other.id)), 201)
        moved = await client.patch(f"{ADDRESS}/{third['id']}", json={"org_unit_id": trip.unit.id})
        assert faults(moved, 409) == [("/code", "already_used")]
        kept = await client.patch(f"{ADDRESS}/{first['id']}", json={"code": "A-1"})
        assert record(kept)["version"] == 1

    async def test_are_free_again_after_a_delete_until_it_is_undone(
        self, client: httpx.AsyncClient, trip: Trip
    ) -> None:
        first = record(await client.post(ADDRESS, json=trip.body(code="A-1")), 201)
        await client.delete(f"{ADDRESS}/{first['id']}")
        assert await code_of(client, trip.body(code="A-1")) == "A-1"
        assert told(await client.post(f"{ADDRESS}/{first['id']}/restore"), 409) == "already_exists"

    async def test_may_not_be_anything(self, client: httpx.AsyncClient, trip: Trip) -> None:
        answer = await client.post(ADDRESS, json=trip.body(code="A 1"))
        assert faults(answer) == [("/code", "invalid_format")]


class TestConcurrentCreates:
    async def test_leave_no_gap_and_no_double(self, live_app: FastAPI, live_client: httpx.AsyncClient) -> None:
        async with live_app.state.database.writing("test") as session:
            unit = await make_org_unit(session)
        body = {"direction": "outbound", "title": "Đoàn", "org_unit_id": unit.id, "planned_from": "2026"}
        batch = {"operations": [{"op": "create", "data": body}, {"op": "create", "data": {}}]}

        async def create(number: int) -> httpx.Response:
            if number % 5 == 1:
                return await live_client.post(ADDRESS, json=body, params={"validate_only": True})
            if number % 5 == 2:
                return await live_client.post(f"{ADDRESS}/batch", json=batch)
            given = {"code": "DR-2026-0004"} if number == 23 else {}
            return await live_client.post(ADDRESS, json=body | given)

        answers = await asyncio.gather(*(create(number) for number in range(40)))
        assert {answer.status_code for answer in answers} <= {201, 409, 422}
        stored = (await live_client.get(ADDRESS, params={"limit": 200, "fields": "code"})).json()["items"]
        codes = sorted(item["code"] for item in stored)
        assert len(codes) >= 23
        assert codes == [f"DR-2026-{number:04}" for number in range(1, len(codes) + 1)]


class TestCounters:
    async def test_belong_to_no_caller(self, make_client: MakeClient, trip: Trip) -> None:
        editors = [await make_client(org_unit_ids=[trip.unit.id]) for _ in range(3)]
        found = [await code_of(editor, trip.body()) for editor in editors]
        assert found == ["DR-2026-0001", "DR-2026-0002", "DR-2026-0003"]
