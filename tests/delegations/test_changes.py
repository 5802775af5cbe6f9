"""Changes of what was approved (điều chỉnh) over HTTP."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.delegations.models import DelegationStatus
from app.delegations.rules import APPROVED_FIELDS, LOCKED
from tests.delegations.conftest import ADDRESS, MISSING_ID, TODAY, TOMORROW, YESTERDAY, Trip, faults, record, told
from tests.factories.delegations import make_delegation
from tests.factories.documents import make_document
from tests.factories.partners import make_partner


@pytest.fixture
async def approved(client: httpx.AsyncClient, trip: Trip) -> dict[str, Any]:
    """An approved delegation."""
    body = trip.body(status="approved", planned_to="2026-05", headcount_planned=5, itinerary=[{"date": "2026-05-04"}])
    return record(await client.post(ADDRESS, json=body), 201)


async def change(client: httpx.AsyncClient, id_: str, **body: Any) -> httpx.Response:
    return await client.post(f"{ADDRESS}/{id_}/changes", json={"reason": "Bạn đề nghị lùi ngày", **body})


class TestLock:
    @pytest.mark.parametrize("status", sorted(LOCKED))
    async def test_holds_every_approved_field(
        self, client: httpx.AsyncClient, session: AsyncSession, trip: Trip, status: str
    ) -> None:
        row = await make_delegation(session, status=DelegationStatus(status))
        body = {
            "direction": "inbound",
            "title": "Khác",
            "capacity": "Khác",
            "level": "central",
            "partner_ids": [trip.partner.id],
            "countries": ["LA"],
            "purpose": "Khác",
            "planned_from": "2027",
            "planned_to": "2027",
            "headcount_planned": 1,
            "receiving_leader": "Khác",
        }
        answer = await client.patch(f"{ADDRESS}/{row.id}", json=body)
        assert told(answer, 409) == "approved_fields_locked"
        assert answer.json()["fields"] == list(APPROVED_FIELDS)
        assert faults(answer, 409) == [(f"/{name}", "locked") for name in APPROVED_FIELDS]

    async def test_lets_the_same_values_and_all_others_pass(
        self, client: httpx.AsyncClient, approved: dict[str, Any]
    ) -> None:
        body = {"title": approved["title"], "partner_ids": approved["partner_ids"], "outcomes": "Đã ký biên bản"}
        found = record(await client.patch(f"{ADDRESS}/{approved['id']}", json=body | {"headcount_actual": 4}))
        assert (found["outcomes"], found["headcount_actual"], found["version"]) == ("Đã ký biên bản", 4, 2)

    @pytest.mark.parametrize("status", sorted(set(DelegationStatus) - LOCKED))
    async def test_comes_with_the_approval(self, client: httpx.AsyncClient, session: AsyncSession, status: str) -> None:
        row = await make_delegation(session, status=DelegationStatus(status))
        assert record(await client.patch(f"{ADDRESS}/{row.id}", json={"title": "Khác"}))["title"] == "Khác"


class TestChange:
    async def test_applies_the_values_and_keeps_the_old_ones(
        self, client: httpx.AsyncClient, session: AsyncSession, approved: dict[str, Any]
    ) -> None:
        paper = (await make_document(session)).id
        values = {"planned_from": "2026-06-02", "planned_to": "2026-06", "headcount_planned": 5}
        answer = await change(client, approved["id"], values=values, document_id=paper, on=YESTERDAY.isoformat())
        found = record(answer)
        assert (found["planned_from"], found["planned_to"], found["version"]) == ("2026-06-02", "2026-06", 2)
        notes = found["changes"]
        assert [(note["what"], note["old"], note["new"]) for note in notes] == [
            ("planned_from", "2026-05", "2026-06-02"),
            ("planned_to", "2026-05", "2026-06"),
        ]
        by = record(await client.get("/v1/me"))["principal_id"]
        basis = {"reason": "Bạn đề nghị lùi ngày", "document_id": paper, "on": YESTERDAY.isoformat(), "by": by}
        assert all(note.items() >= basis.items() for note in notes)
        listed = await client.get(ADDRESS, params={"start_from": "2026-06-01", "start_to": "2026-06-30"})
        assert [item["id"] for item in record(listed)["items"]] == [approved["id"]]

    async def test_adds_to_those_before(self, client: httpx.AsyncClient, approved: dict[str, Any]) -> None:
        record(await change(client, approved["id"], values={"title": "Một"}))
        found = record(await change(client, approved["id"], values={"title": "Hai"}))
        assert [note["new"] for note in found["changes"]] == ["Một", "Hai"]
        assert {note["on"] for note in found["changes"]} == {TODAY.isoformat()}
        history = record(await client.get(f"{ADDRESS}/{approved['id']}/history"))["items"]
        assert [item["changes"]["title"][1] for item in history[:2]] == ["Hai", "Một"]

    async def test_leaves_the_programme_to_be_mended_afterwards(
        self, client: httpx.AsyncClient, approved: dict[str, Any]
    ) -> None:
        record(await change(client, approved["id"], values={"planned_from": "2026-07", "planned_to": "2026-07"}))
        address = f"{ADDRESS}/{approved['id']}"
        record(await client.patch(address, json={"note": "Chờ chương trình mới"}))
        assert faults(await client.patch(address, json={"itinerary": [{"date": "2026-05-05"}]})) == [
            ("/itinerary/0/date", "out_of_range")
        ]
        record(await client.patch(address, json={"itinerary": [{"date": "2026-07-05"}]}))

    async def test_of_nothing_is_refused(self, client: httpx.AsyncClient, approved: dict[str, Any]) -> None:
        for values in ({}, {"title": approved["title"]}):
            answer = await change(client, approved["id"], values=values)
            assert faults(answer) == [("/values", "nothing_changed")]

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ({"values": {"outcomes": "x"}}, ("/values/outcomes", "unknown_field")),
            ({"values": {"title": None}}, ("/values/title", "null_not_allowed")),
            ({"values": {"title": "x"}, "reason": " "}, ("/reason", "too_short")),
            ({"values": {"title": "x"}, "on": TOMORROW.isoformat()}, ("/on", "date_in_future")),
            ({"values": {"title": "x"}, "document_id": MISSING_ID}, ("/document_id", "unknown_reference")),
            ({"values": {"planned_to": "2026-04"}}, ("/values/planned_to", "end_before_start")),
            ({"values": {"partner_ids": [MISSING_ID]}}, ("/values/partner_ids/0", "unknown_reference")),
        ],
    )
    async def test_is_checked_as_every_write(
        self, client: httpx.AsyncClient, approved: dict[str, Any], body: dict[str, Any], expected: tuple[str, str]
    ) -> None:
        assert faults(await change(client, approved["id"], **body)) == [expected]
        assert record(await client.get(f"{ADDRESS}/{approved['id']}"))["version"] == 1

    async def test_needs_a_reason(self, client: httpx.AsyncClient, approved: dict[str, Any]) -> None:
        answer = await client.post(f"{ADDRESS}/{approved['id']}/changes", json={"values": {"title": "x"}})
        assert faults(answer) == [("/reason", "missing")]

    async def test_may_name_other_partners(
        self, client: httpx.AsyncClient, session: AsyncSession, approved: dict[str, Any]
    ) -> None:
        other = (await make_partner(session)).id
        both = [*approved["partner_ids"], other]
        found = record(await change(client, approved["id"], values={"partner_ids": [*both, other]}))
        assert found["partner_ids"] == both
        assert found["changes"][0]["old"] == approved["partner_ids"]
