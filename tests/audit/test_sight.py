"""What shows in the feed of changes is what the lists show, to every caller; `would_see` says what `visible` says."""

from itertools import product
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.agreements.models import Agreement
from app.audit.models import audited_columns
from app.audit.queries.sights import deciding_columns
from app.auth.principal import Principal
from app.auth.rules import Role
from app.auth.visibility import visible, would_see
from app.core.references import record_classes
from app.core.schema import Confidentiality
from tests.audit.test_changes import UNIT, Change, ask, changes_for, create, patch
from tests.conftest import MakeClient, counting
from tests.factories.activities import make_activity
from tests.factories.agreements import make_agreement
from tests.factories.anniversaries import make_anniversary
from tests.factories.contacts import make_contact
from tests.factories.delegation_members import make_member
from tests.factories.delegations import make_delegation
from tests.factories.documents import make_document
from tests.factories.greetings import make_greeting, make_greeting_policy
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.factories.relationships import make_relationship
from tests.factories.tasks import make_task

LEVELS = [level.value for level in Confidentiality]
NOT_TOLD = {"feeds"}


async def fill(session: AsyncSession) -> str:
    """Records of every collection, at every level, of units and with partners of every level; one of those units."""
    units = {level: (await make_org_unit(session, confidentiality=level)).id for level in LEVELS}
    partners = {level: (await make_partner(session, confidentiality=level)).id for level in LEVELS}
    for own, of in product(LEVELS, LEVELS):
        unit, partner = units[of], partners[of]
        kept: dict[str, Any] = {"confidentiality": own}
        tie = await make_relationship(session, org_unit_id=unit, partner_id=partners["public"], **kept)
        paper = await make_agreement(session, org_unit_id=unit, partner_id=partner, **kept)
        plan = await make_document(session, issuer_id=unit, **kept)
        await make_relationship(session, org_unit_id=units["public"], partner_id=partner, **kept)
        await make_contact(session, partner_id=partner, **kept)
        await make_contact(session, org_unit_id=unit, **kept)
        await make_activity(session, org_unit_id=unit, **kept)
        await make_greeting(session, org_unit_id=unit, partner_id=partner, **kept)
        await make_greeting_policy(session, **kept)
        await make_anniversary(session, partner_id=partner, **kept)
        await make_anniversary(session, relationship_id=tie.id)
        await make_anniversary(session, agreement_id=paper.id)
        await make_task(session, document_id=plan.id, lead_unit_id=units["internal"])
        trip = await make_delegation(session, org_unit_id=unit, code=f"{own}-{of}", **kept)
        await make_member(session, delegation_id=trip.id)
    return units["internal"]


async def ids_listed(app: FastAPI, client: httpx.AsyncClient) -> set[str]:
    """The ids that every list shows to a caller, and those of the members of the delegations among them."""
    found: set[str] = set()
    addresses = [f"/v1/{name}" for name in app.state.collections if name not in NOT_TOLD]
    for address in addresses:
        page = (await client.get(address, params={"fields": "id", "limit": 200})).json()
        assert page["next_cursor"] is None
        ids = {item["id"] for item in page["items"]}
        found |= ids
        if address == "/v1/delegations":
            members = [(await client.get(f"{address}/{id_}/members")).json()["items"] for id_ in ids]
            found |= {item["id"] for items in members for item in items}
    return found


async def all_told(client: httpx.AsyncClient) -> list[Change]:
    """The whole feed."""
    page = await ask(client, limit=200)
    told: list[Change] = page["items"]
    while page["has_more"]:
        page = await ask(client, limit=200, after=page["next_after"])
        told += page["items"]
    return told


class TestFeed:
    @pytest.mark.parametrize("clearance", LEVELS)
    @pytest.mark.parametrize("scope", ["every unit", "one unit"])
    async def test_tells_of_what_the_lists_show(
        self, live_app: FastAPI, make_live_client: MakeClient, clearance: str, scope: str
    ) -> None:
        async with live_app.state.database.writing("test") as session:
            unit = await fill(session)
        client = await make_live_client(Role.READER, clearance, org_unit_ids=[unit] if scope == "one unit" else [])
        told = await all_told(client)
        assert not any(item["deleted"] for item in told)
        assert {item["id"] for item in told} == await ids_listed(live_app, client)
        assert len(told) > len(LEVELS)

    async def test_tells_of_every_collection(self, live_app: FastAPI, live_client: httpx.AsyncClient) -> None:
        async with live_app.state.database.writing("test") as session:
            await fill(session)
        collections = {item["collection"] for item in await all_told(live_client)}
        assert collections >= live_app.state.collections.keys() - NOT_TOLD

    async def test_tells_of_parts_as_of_their_whole(
        self, live_app: FastAPI, live_client: httpx.AsyncClient, make_live_client: MakeClient
    ) -> None:
        reader = await make_live_client(Role.READER, "internal")
        async with live_app.state.database.writing("test") as session:
            trip = (await make_delegation(session)).id
            early = (await make_member(session, delegation_id=trip)).id
        assert [type_ for type_, _, _ in await changes_for(reader, early)] == ["delegation_member.created"]
        await patch(live_client, f"delegations/{trip}", confidentiality="restricted")
        async with live_app.state.database.writing("test") as session:
            late = (await make_member(session, delegation_id=trip, order=2)).id
        assert await changes_for(reader, early) == [("delegation_member.deleted", [], True)]
        assert await changes_for(reader, late) == []

    async def test_costs_as_many_statements_for_many_records_as_for_one(
        self, live_app: FastAPI, live_client: httpx.AsyncClient, make_live_client: MakeClient
    ) -> None:
        reader = await make_live_client(Role.READER, "internal")
        costs = []
        for times in (1, 30):
            for _ in range(times):
                for level in ("internal", "restricted"):
                    id_ = await create(live_client, "org-units", **UNIT, confidentiality=level)
                    await patch(live_client, f"org-units/{id_}", note="x")
            with counting(live_app.state.database.read_engine) as counted:
                await ask(reader, limit=200)
            costs.append(len(counted))
        assert 0 < costs[0] == costs[1] <= 5


class TestDecidingColumns:
    def test_stand_in_the_history_that_everybody_reads(self) -> None:
        """Else what a record was cannot be told from what it is."""
        told = [model for model in record_classes().values() if not model.is_private]
        assert len(told) > len(NOT_TOLD)
        for model in told:
            assert {(name, False) for name in deciding_columns(model)} <= set(audited_columns(model)), model


class TestWouldSee:
    async def test_says_what_the_predicate_says(self, session: AsyncSession) -> None:
        one, other = [(await make_org_unit(session)).id for _ in range(2)]
        choices = (None, one, other)
        for level, lead, responsible, named in product(LEVELS, choices, choices, ([], [one], [other], [one, other])):
            units: dict[str, Any] = {"lead_unit_id": lead, "responsible_unit_id": responsible, "org_unit_ids": named}
            await make_agreement(session, confidentiality=level, parties=[], **units)
        columns = [getattr(Agreement, name) for name in deciding_columns(Agreement)]
        for clearance, scope in product(Confidentiality, (None, (one,), (one, other))):
            caller = Principal("x", "api_key", "x", (Role.READER,), clearance, unit_ids=scope)
            rows = await session.execute(select(visible(Agreement, caller).label("is_seen"), *columns))
            said = [(bool(row["is_seen"]), would_see(caller, Agreement, dict(row))) for row in rows.mappings()]
            assert len(said) == len(LEVELS) * 36
            assert all(by_sql == by_python for by_sql, by_python in said)
