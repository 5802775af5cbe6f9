"""`/v1/contacts` over HTTP: changing contacts."""

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.contacts.models import Contact
from app.core.schema import Confidentiality
from app.partners.models import Partner
from tests.conftest import MakeClient
from tests.factories.contacts import PERSON, PHONE, make_contact
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner

ADDRESS = "/v1/contacts"
MISSING_ID = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"


def fault_places(answer: httpx.Response) -> list[tuple[str, str]]:
    """(pointer, code) of every fault."""
    return [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]]


class TestCreate:
    async def test_answers_the_whole_record_with_its_address_and_version(
        self, client: httpx.AsyncClient, partner: Partner
    ) -> None:
        answer = await client.post(ADDRESS, json=PERSON | {"partner_id": partner.id})
        assert answer.status_code == 201, answer.text
        assert answer.headers["location"] == f"{ADDRESS}/{answer.json()['id']}"
        assert answer.headers["etag"] == '"1"'
        assert answer.json().items() >= PERSON.items()

    @pytest.mark.parametrize("sides", [0, 2])
    async def test_refuses_both_sides_and_none(
        self, client: httpx.AsyncClient, session: AsyncSession, partner: Partner, sides: int
    ) -> None:
        unit = await make_org_unit(session)
        both = {"partner_id": partner.id, "org_unit_id": unit.id} if sides else {}
        answer = await client.post(ADDRESS, json=PERSON | both)
        assert answer.status_code == 422
        assert fault_places(answer) == [("/partner_id", "exactly_one")]

    @pytest.mark.parametrize("side", ["partner_id", "org_unit_id"])
    async def test_refuses_a_side_that_does_not_exist(self, client: httpx.AsyncClient, side: str) -> None:
        answer = await client.post(
            ADDRESS, json=PERSON | {side: MISSING_ID, "citations": [{"document_id": MISSING_ID}]}
        )
        assert set(fault_places(answer)) == {
            (f"/{side}", "unknown_reference"),
            ("/citations/0/document_id", "unknown_reference"),
        }

    async def test_finds_a_partner_that_the_caller_cannot_see_as_unknown_as_none(
        self, uncleared: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        hidden = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        answer = await uncleared.post(ADDRESS, json=PERSON | {"partner_id": hidden.id})
        assert fault_places(answer) == [("/partner_id", "unknown_reference")]

    async def test_refuses_a_term_that_ends_before_it_begins(self, client: httpx.AsyncClient, partner: Partner) -> None:
        term = {"partner_id": partner.id, "term_from": "2021-06", "term_to": "2020"}
        answer = await client.post(ADDRESS, json=PERSON | term)
        assert fault_places(answer) == [("/term_to", "end_before_start")]

    async def test_reads_a_phone_number_as_dialled_in_the_partners_country(
        self, client: httpx.AsyncClient, partner: Partner
    ) -> None:
        answer = await client.post(ADDRESS, json=PERSON | {"partner_id": partner.id, "phone": "021 212 345"})
        assert answer.json()["phone"] == PHONE

    async def test_reads_a_units_phone_number_as_dialled_in_vietnam(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        unit = await make_org_unit(session)
        answer = await client.post(ADDRESS, json=PERSON | {"org_unit_id": unit.id, "phone": "0238 3844 522"})
        assert answer.json()["phone"] == "+842383844522"

    async def test_needs_the_country_in_a_number_of_a_partner_of_no_country(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        forum = await make_partner(session, country=None)
        answer = await client.post(ADDRESS, json=PERSON | {"partner_id": forum.id, "phone": "021 212 345"})
        assert fault_places(answer) == [("/phone", "invalid_format")]

    async def test_refuses_what_is_no_email_address(self, client: httpx.AsyncClient, partner: Partner) -> None:
        answer = await client.post(ADDRESS, json=PERSON | {"partner_id": partner.id, "email": "lienhe(at)example.la"})
        assert fault_places(answer) == [("/email", "invalid_format")]

    async def test_is_not_for_readers(self, make_client: MakeClient, partner: Partner) -> None:
        reader = await make_client(Role.READER)
        assert (await reader.post(ADDRESS, json=PERSON | {"partner_id": partner.id})).status_code == 403

    async def test_is_not_for_another_unit(self, make_client: MakeClient, session: AsyncSession) -> None:
        ours, theirs = await make_org_unit(session), await make_org_unit(session)
        editor = await make_client(Role.EDITOR, org_unit_ids=[ours.id])
        answer = await editor.post(ADDRESS, json=PERSON | {"org_unit_id": theirs.id})
        assert (answer.status_code, answer.json()["code"]) == (403, "out_of_scope")

    async def test_allows_terms_that_overlap(
        self, client: httpx.AsyncClient, session: AsyncSession, partner: Partner
    ) -> None:
        await make_contact(session, partner_id=partner.id, term_from="2020", term_to="2025")
        answer = await client.post(ADDRESS, json=PERSON | {"partner_id": partner.id, "term_from": "2024"})
        assert answer.status_code == 201, answer.text


class TestUpdate:
    async def test_moves_a_contact_from_a_partner_to_a_unit(
        self, client: httpx.AsyncClient, session: AsyncSession, contact: Contact
    ) -> None:
        unit = await make_org_unit(session)
        patch = {"partner_id": None, "org_unit_id": unit.id}
        answer = await client.patch(f"{ADDRESS}/{contact.id}", json=patch)
        assert answer.status_code == 200, answer.text
        assert (answer.json()["partner_id"], answer.json()["org_unit_id"]) == (None, unit.id)

    async def test_makes_no_version_of_the_same_number_typed_otherwise(
        self, client: httpx.AsyncClient, contact: Contact
    ) -> None:
        answer = await client.patch(f"{ADDRESS}/{contact.id}", json={"phone": "021-212-345"})
        assert (answer.json()["phone"], answer.json()["version"]) == (PHONE, 1)

    async def test_names_a_restricted_field_among_those_changed_since(
        self, client: httpx.AsyncClient, contact: Contact
    ) -> None:
        address = f"{ADDRESS}/{contact.id}"
        await client.patch(address, json={"email": None, "honorific": "Ngài"})
        answer = await client.patch(address, json={"note": "x"}, headers={"if-match": '"1"'})
        assert answer.status_code == 412
        assert answer.json()["changed_fields"] == ["email", "honorific"]

    async def test_keeps_the_citation_of_a_document_gone_meanwhile(
        self, client: httpx.AsyncClient, session: AsyncSession, partner: Partner
    ) -> None:
        contact = await make_contact(session, partner_id=partner.id, citations=[{"document_id": MISSING_ID}])
        answer = await client.patch(f"{ADDRESS}/{contact.id}", json={"note": "x"})
        assert answer.status_code == 200, answer.text

    async def test_does_not_let_another_unit_change_a_public_contact(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        ours, theirs = await make_org_unit(session), await make_org_unit(session)
        public = await make_contact(session, org_unit_id=theirs.id, confidentiality=Confidentiality.PUBLIC)
        editor = await make_client(Role.EDITOR, org_unit_ids=[ours.id])
        address = f"{ADDRESS}/{public.id}"
        assert (await editor.get(address)).status_code == 200
        assert (await editor.patch(address, json={"org_unit_id": ours.id})).status_code == 403
        assert (await editor.delete(address)).status_code == 403


class TestBatch:
    async def test_does_every_kind_of_operation(
        self, client: httpx.AsyncClient, session: AsyncSession, contact: Contact, partner: Partner
    ) -> None:
        gone = await make_contact(session, partner_id=partner.id)
        person = PERSON | {"partner_id": partner.id}
        operations = [
            {"op": "create", "data": person},
            {"op": "upsert", "source_system": "plans", "external_id": "ct-1", "data": person},
            {"op": "update", "id": contact.id, "if_match": 1, "data": {"honorific": "Bà"}},
            {"op": "delete", "id": gone.id},
            {"op": "create", "data": person | {"phone": "12"}},
        ]
        answer = await client.post(f"{ADDRESS}/batch", json={"mode": "partial", "operations": operations})
        assert [result["status"] for result in answer.json()["results"]] == [201, 201, 200, 204, 422]
        problem = answer.json()["results"][4]["problem"]
        assert problem["errors"][0]["pointer"] == "/operations/4/data/phone"


class TestDelete:
    async def test_hides_the_contact_until_it_is_restored(self, client: httpx.AsyncClient, contact: Contact) -> None:
        address = f"{ADDRESS}/{contact.id}"
        assert (await client.delete(address)).status_code == 204
        assert (await client.get(address)).status_code == 404
        history = (await client.get(f"{address}/history")).json()["items"]
        assert [item["action"] for item in history] == ["delete", "create"]
        assert (await client.post(f"{address}/restore")).status_code == 200
        assert (await client.get(address)).status_code == 200
