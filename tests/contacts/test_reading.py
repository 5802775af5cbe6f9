"""`/v1/contacts` over HTTP: lists and details, and those of one partner."""

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from app.contacts.models import Contact, ContactRole
from app.core.schema import Confidentiality
from app.partners.models import Partner
from tests.conftest import Statements
from tests.factories.contacts import make_contact
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner

ADDRESS = "/v1/contacts"
MISSING_ID = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"


class TestList:
    async def test_answers_who_held_the_post_on_a_day(
        self, client: httpx.AsyncClient, session: AsyncSession, partner: Partner
    ) -> None:
        for name, term_from, term_to in (("Trước", "2015", "2020-06"), ("Sau", "2020-07-01", None)):
            await make_contact(session, full_name=name, partner_id=partner.id, term_from=term_from, term_to=term_to)
        for day, name in (("2015-01-01", "Trước"), ("2020-06-30", "Trước"), ("2020-07-01", "Sau")):
            answer = await client.get(ADDRESS, params={"partner_id": partner.id, "as_of": day})
            assert [item["full_name"] for item in answer.json()["items"]] == [name], day

    async def test_filters_by_its_fields(
        self, client: httpx.AsyncClient, session: AsyncSession, contact: Contact, partner: Partner
    ) -> None:
        unit = await make_org_unit(session)
        ours = await make_contact(session, org_unit_id=unit.id, role=ContactRole.PROTOCOL)
        filters: list[tuple[dict[str, str], Contact]] = [
            ({"partner_id": partner.id}, contact),
            ({"org_unit_id": unit.id}, ours),
            ({"role": "protocol,leader"}, ours),
        ]
        for parameters, found in filters:
            answer = await client.get(ADDRESS, params=parameters | {"count": "exact"})
            assert ([item["id"] for item in answer.json()["items"]], answer.json()["count"]) == ([found.id], 1)

    async def test_searches_both_names(
        self, client: httpx.AsyncClient, session: AsyncSession, partner: Partner
    ) -> None:
        wanted = await make_contact(session, full_name="Kim Chông Xu", native_name="김종수", partner_id=partner.id)
        await make_contact(session, full_name="Người khác", partner_id=partner.id)
        for words in ("kim chong", "김종수"):
            answer = await client.get(ADDRESS, params={"q": words})
            assert [item["id"] for item in answer.json()["items"]] == [wanted.id], words

    async def test_costs_the_same_for_one_row_as_for_fifty(
        self, client: httpx.AsyncClient, session: AsyncSession, partner: Partner, statements: Statements
    ) -> None:
        await make_contact(session, partner_id=partner.id)
        await client.get(ADDRESS)
        statements.clear()
        await client.get(ADDRESS)
        for_one = len(statements)
        for _ in range(49):
            await make_contact(session, partner_id=partner.id)
        statements.clear()
        await client.get(ADDRESS, params={"expand": "partner,org_unit"})
        assert len(statements) == for_one


class TestRead:
    async def test_expands_the_side_that_there_is(
        self, client: httpx.AsyncClient, contact: Contact, partner: Partner
    ) -> None:
        answer = await client.get(f"{ADDRESS}/{contact.id}", params={"expand": "partner,org_unit"})
        assert (answer.json()["partner"]["id"], answer.json()["org_unit"]) == (partner.id, None)

    async def test_answers_304_to_who_has_it(self, client: httpx.AsyncClient, contact: Contact) -> None:
        answer = await client.get(f"{ADDRESS}/{contact.id}", headers={"if-none-match": '"1"'})
        assert answer.status_code == 304


class TestContactsOfAPartner:
    async def test_takes_the_same_filters(
        self, client: httpx.AsyncClient, session: AsyncSession, contact: Contact, partner: Partner
    ) -> None:
        leader = await make_contact(session, partner_id=partner.id, role=ContactRole.LEADER)
        elsewhere = await make_partner(session)
        await make_contact(session, partner_id=elsewhere.id, role=ContactRole.LEADER)
        address = f"/v1/partners/{partner.id}/contacts"
        cases: list[tuple[dict[str, str], set[str]]] = [
            ({}, {contact.id, leader.id}),
            ({"role": "leader"}, {leader.id}),
        ]
        for parameters, found in cases:
            answer = await client.get(address, params=parameters)
            assert {item["id"] for item in answer.json()["items"]} == found

    async def test_answers_404_for_a_partner_that_the_caller_cannot_see(
        self, uncleared: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        hidden = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        for id_ in (hidden.id, MISSING_ID):
            assert (await uncleared.get(f"/v1/partners/{id_}/contacts")).status_code == 404
