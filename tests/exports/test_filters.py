"""A file holds what the list holds under the same filters, search and day."""

import random
from datetime import date
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.meta import Collection
from app.delegations.models import Delegation, DelegationStatus, Direction, VisitType
from app.exports.schemas import DelegationExport, ExportQuery
from app.relationships.models import Pillar
from tests.delegations.conftest import YESTERDAY, Trip, trip
from tests.exports.conftest import ndjson
from tests.exports.test_files import every_collection, listed, table_of
from tests.factories.agreements import make_agreement
from tests.factories.delegation_members import make_member
from tests.factories.delegations import make_delegation
from tests.factories.tasks import make_task
from tests.operations import UNKNOWN_ID
from tests.rows import add_rows

__all__ = ["trip"]

_BY_NAME = {
    "country": ["LA", "LA,KH"],
    "subdivision": ["LA-XI"],
    "implements": [UNKNOWN_ID],
    "replaces": [UNKNOWN_ID],
    "updated_since": ["2025-06-30T23:59:59.999999Z"],
}
_BY_TYPE = {"boolean": ["true", "false"], "string": ["a"], "list": [UNKNOWN_ID]}


def samples_of(item: dict[str, Any]) -> list[str]:
    """Values that a filter takes: every code of an enum, else one or two of its kind."""
    if item["values"]:
        return [value["code"] for value in item["values"]]
    if item["type"] == "date" or item["name"].endswith(("_from", "_to")):
        return ["2024-02-29"]
    if item["name"].endswith("_id"):
        return [UNKNOWN_ID]
    return _BY_NAME.get(item["name"]) or _BY_TYPE[item["type"]]


@every_collection
async def test_every_filter_finds_what_the_list_finds(
    client: httpx.AsyncClient, session: AsyncSession, collection: Collection
) -> None:
    await add_rows(session, table_of(collection), 12, random.Random(collection.name))
    tried = 0
    for item in collection.describe()["filters"]:
        for value in samples_of(item):
            query = {item["name"]: value}
            assert await ndjson(client, collection.name, **query) == await listed(client, collection.name, **query)
            tried += 1
    assert tried > 8


NARROWING = [
    ({"direction": "outbound"}, "A"),
    ({"status": "proposed,approved"}, "A"),
    ({"pillar": "state"}, "A"),
    ({"visit_type": "survey"}, "A"),
    ({"country": "KH,TH"}, "A"),
    ({"code": "A"}, "A"),
    ({"in_plan": "true"}, "A"),
    ({"start_to": "2026-06-01"}, "A"),
    ({"start_from": "2026-07-15"}, "B"),
    ({"report_overdue": "true"}, "A"),
    ({"report_overdue": "false"}, "B"),
    ({"member": "le thu"}, "A"),
    ({"q": "xieng-khoang"}, "A"),
    ({"updated_since": "2999-01-01T00:00:00Z"}, ""),
    ({"direction": "outbound", "in_plan": "false"}, ""),
]


class TestDelegations:
    @pytest.fixture
    async def trips(self, session: AsyncSession, trip: Trip) -> list[Delegation]:
        """A: out, to Laos, over, its report late. B: in, unplanned, called off."""
        item = (await make_task(session, title="Đoàn ra quý II")).id
        first = await make_delegation(
            session,
            code="A",
            title="Đoàn thăm Xiêng Khoảng",
            org_unit_id=trip.unit.id,
            pillar=Pillar.STATE,
            visit_type=VisitType.SURVEY,
            countries=["LA", "TH"],
            partner_ids=[trip.partner.id],
            plan_item_id=item,
            actual_from=date(2026, 5, 12),
            report_due_on=YESTERDAY,
        )
        await make_member(session, delegation_id=first.id, full_name="Lê Thử")
        second = await make_delegation(
            session,
            code="B",
            direction=Direction.INBOUND,
            status=DelegationStatus.CANCELLED,
            in_plan=False,
            planned_from="2026-07",
        )
        return [first, second]

    @pytest.mark.parametrize(
        ("query", "expected"),
        NARROWING,
    )
    async def test_are_narrowed_by_each_filter(
        self, client: httpx.AsyncClient, trips: list[Delegation], query: dict[str, str], expected: str
    ) -> None:
        assert "".join(row["code"] for row in await ndjson(client, "delegations", **query)) == expected

    async def test_are_narrowed_by_the_records_that_they_name(
        self, client: httpx.AsyncClient, trips: list[Delegation], trip: Trip
    ) -> None:
        named = {"partner_id": trip.partner.id, "org_unit_id": trip.unit.id, "plan_item_id": trips[0].plan_item_id}
        for parameter, id_ in named.items():
            assert id_ is not None
            found = await ndjson(client, "delegations", **{parameter: id_}, fields="code")
            assert found == [{"code": "A"}], parameter

    def test_have_no_filter_that_is_not_tried_here(self) -> None:
        tried = {name for query, _ in NARROWING for name in query} | {"partner_id", "org_unit_id", "plan_item_id"}
        filters = DelegationExport.model_fields.keys() - ExportQuery.model_fields.keys() - {"members"}
        assert tried == filters | {"updated_since"}


class TestAgreements:
    async def test_have_the_status_of_the_day_asked_for(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_agreement(session, signed_on="2020-01-01", starts_on=date(2020, 1, 1), expires_on=date(2021, 12, 31))
        for day, status in (("2020-06-01", "in_force"), ("2022-06-01", "expired")):
            query = {"status_as_of": day, "fields": "status"}
            assert await ndjson(client, "agreements", **query) == [{"status": status}]
            assert await ndjson(client, "agreements", **query, status=status) == [{"status": status}]
        assert await ndjson(client, "agreements", fields="status") == [{"status": "expired"}]
