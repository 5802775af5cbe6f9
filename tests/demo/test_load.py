"""The demo in a database: stored as the API would have stored it, listed by it, and loaded once."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import httpx
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.agreements.models import Agreement, AgreementAct
from app.agreements.service.deriving import rederive
from app.anniversaries.deriving import derive_missing
from app.audit.models import AuditEntry, changes_of
from app.contacts.models import Contact
from app.core.model import Record
from app.core.names import Named
from app.core.terms import Terms
from app.delegations.models import Delegation, DelegationMember
from app.delegations.service.checks import derive
from app.org_units.models import OrgUnit
from app.partners.models import Partner
from app.relationships.models import Relationship
from demo.generate import Order, generate
from demo.load import DemoRefusedError, Load, find_units, load_demo
from demo.sizes import PLANS, Size
from tests.factories.delegations import make_delegation
from tests.seed.test_loader import list_all

MADE: list[type[Record]] = [Partner, Relationship, Contact, Delegation, DelegationMember, Agreement, AgreementAct]
LEAN = replace(PLANS[Size.MINISTRY], delegations=100, agreements=34, contacts=10, places=1)


async def rows_of(session: AsyncSession, model: type[Record]) -> Sequence[Record]:
    """The demo's own."""
    return (await session.scalars(select(model).where(model.source_system == "demo"))).all()


async def province(session: AsyncSession) -> OrgUnit:
    """The one of the small demo."""
    return (await session.scalars(select(OrgUnit).where(OrgUnit.code == "NGHE-AN"))).one()


class TestLoad:
    async def test_the_api_lists_it(self, client: httpx.AsyncClient, session: AsyncSession, terms: Terms) -> None:
        counts = await load_demo(session, terms, Size.SMALL, 7)
        for name in ("partners", "relationships", "contacts", "delegations", "agreements"):
            found = await list_all(client, name, fields="id,source_system")
            assert len([item for item in found if item["source_system"] == "demo"]) == counts[name]
        trip = (await client.get("/v1/delegations", params={"sort": "-start_date", "limit": "1"})).json()["items"][0]
        members = (await client.get(f"/v1/delegations/{trip['id']}/members")).json()["items"]
        assert [member["order"] for member in members] == list(range(1, trip["headcount_planned"] + 1))
        assert (counts["delegations"], counts["contacts"]) == (200, 60)

    async def test_partners_are_found_in_their_own_script(
        self, client: httpx.AsyncClient, session: AsyncSession, terms: Terms
    ) -> None:
        await load_demo(session, terms, Size.SMALL, 7)
        for query in ("ພູທອງ", "phouthong", "Phu Thoong thử", "明湖", "하늘시", "星見野", "Светлоречье", "ភូមិសុវណ្ណ"):
            (found,) = (await client.get("/v1/partners", params={"q": query})).json()["items"]
            assert found["source_system"] == "demo"

    async def test_progress_is_told_to_the_last_delegation(self, session: AsyncSession, terms: Terms) -> None:
        told: list[int] = []
        await load_demo(session, terms, Size.SMALL, 7, told.append)
        assert sum(told) == 200

    async def test_what_anniversaries_follow_from_is_followed(self, session: AsyncSession, terms: Terms) -> None:
        counts = await load_demo(session, terms, Size.SMALL, 7)
        assert counts["anniversaries"] > 20
        assert await derive_missing(session) == 0


class TestStoredColumns:
    async def test_are_those_of_a_write(self, session: AsyncSession, terms: Terms) -> None:
        await load_demo(session, terms, Size.SMALL, 7)
        for model in MADE:
            rows = await rows_of(session, model)
            for row in rows:
                await rewrite(session, row, terms)
            assert len(rows) > 10
            assert [row for row in rows if session.is_modified(row)] == []

    async def test_every_record_has_the_history_of_a_create(self, session: AsyncSession, terms: Terms) -> None:
        await load_demo(session, terms, Size.SMALL, 7)
        told = select(AuditEntry).where(AuditEntry.comment == "demo: small, seed 7")
        entries = {entry.record_id: entry for entry in await session.scalars(told)}
        for model in MADE:
            for row in await rows_of(session, model):
                entry = entries[row.id]
                assert (entry.changes, entry.restricted_changes) == changes_of(row, is_new=True)
                assert (entry.action, entry.version, entry.collection) == ("create", 1, model.__tablename__)


async def rewrite(session: AsyncSession, row: Record, terms: Terms) -> None:
    """Derive anew what a write derives."""
    if isinstance(row, Named):
        row.refresh_search()
    if isinstance(row, Delegation):
        derive(row, terms)
    if isinstance(row, Agreement):
        await rederive(session, row, terms)


class TestCodes:
    async def test_the_next_code_goes_on(self, client: httpx.AsyncClient, session: AsyncSession, terms: Terms) -> None:
        await load_demo(session, terms, Size.SMALL, 7)
        unit = await province(session)
        codes = await session.scalars(
            select(Delegation.code).where(Delegation.code.like("DV-2026-%"), Delegation.org_unit_id == unit.id)
        )
        body = {"direction": "inbound", "title": "Đoàn Thử", "org_unit_id": unit.id, "planned_from": "2026-12-01"}
        made = (await client.post("/v1/delegations", json=body)).json()
        assert int(made["code"][-4:]) == max(int(code[-4:]) for code in codes) + 1

    async def test_those_that_an_office_gave_are_passed_over(
        self, client: httpx.AsyncClient, session: AsyncSession, terms: Terms
    ) -> None:
        unit = await province(session)
        body = {"direction": "outbound", "title": "Đoàn Thử", "org_unit_id": unit.id, "planned_from": "2025"}
        given = (await client.post("/v1/delegations", json=body)).json()["code"]
        for code in ("DR-2025-0040", "DR-CHUNG", "DR-2025-9999999999", "12/QĐ"):
            await make_delegation(session, org_unit_id=unit.id, code=code)
        await load_demo(session, terms, Size.SMALL, 7)
        found = await session.scalars(select(Delegation.code).where(Delegation.source_system == "demo"))
        codes = sorted(code for code in found if code.startswith("DR-2025-"))
        assert (given, codes[0]) == ("DR-2025-0001", "DR-2025-0041")
        assert all(int(after[-4:]) == int(before[-4:]) + 1 for before, after in pairwise(codes))


class TestRefusals:
    async def test_a_second_run_adds_nothing(self, session: AsyncSession, terms: Terms) -> None:
        counts = await load_demo(session, terms, Size.SMALL, 7)
        with pytest.raises(DemoRefusedError, match="already"):
            await load_demo(session, terms, Size.OFFICE, 8)
        found = await session.scalar(select(func.count()).select_from(Delegation))
        assert found == counts["delegations"]

    async def test_without_provinces_there_is_nowhere_to_put_it(self, session: AsyncSession, terms: Terms) -> None:
        await session.execute(update(OrgUnit).values(deleted_at=session.info["now"]))
        with pytest.raises(DemoRefusedError, match="doitac seed"):
            await load_demo(session, terms, Size.SMALL, 7)


class TestMinistry:
    """Its plan, with fewer delegations."""

    async def test_is_of_the_34_provinces_of_today(self, session: AsyncSession, terms: Terms) -> None:
        assert len(await find_units(session, LEAN, terms)) == 34

    async def test_one_entry_of_each_collection_counts_the_others(self, session: AsyncSession, terms: Terms) -> None:
        units = await find_units(session, LEAN, terms)
        load = Load(session, LEAN, "demo: lean")
        await load.store(generate(Order(LEAN, units, terms.today, 7, lambda _visit, end: end, {})), lambda _: None)
        told = select(AuditEntry.collection, AuditEntry.comment).where(AuditEntry.comment.like("demo: lean%"))
        comments = {row.collection: row.comment for row in await session.execute(told)}
        assert comments["delegations"] == "demo: lean; the first of 100 without a history of their own"
        assert comments.keys() == set(load.counts) - {"anniversaries"}
