"""`/v1/contacts` over HTTP."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.contacts.models import Contact, ContactRole
from app.core.schema import Confidentiality
from app.partners.models import Partner
from tests.conftest import MakeClient, Statements
from tests.factories.contacts import make_contact
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner

ADDRESS = "/v1/contacts"
MISSING_ID = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"
EMAIL, PHONE = "lienhe@example.la", "+85621212345"
PERSON = {"full_name": "Khăm-phủi Thử", "role": "leader", "position_vi": "Tỉnh trưởng", "email": EMAIL, "phone": PHONE}


def fault_places(answer: httpx.Response) -> list[tuple[str, str]]:
    """(pointer, code) of every fault."""
    return [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]]


@pytest.fixture
async def partner(session: AsyncSession) -> Partner:
    """In Laos."""
    return await make_partner(session, country="LA")


@pytest.fixture
async def contact(session: AsyncSession, partner: Partner) -> Contact:
    """Of that partner, with both restricted fields."""
    return await make_contact(session, partner_id=partner.id, email=EMAIL, phone=PHONE)


@pytest.fixture
async def uncleared(make_client: MakeClient) -> httpx.AsyncClient:
    """An editor who may not see restricted data."""
    return await make_client(Role.EDITOR, Confidentiality.INTERNAL)


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


class TestRestrictedFields:
    """E-mail and phone, for callers who are not cleared."""

    async def test_are_null_in_every_answer(
        self, uncleared: httpx.AsyncClient, contact: Contact, partner: Partner
    ) -> None:
        addresses: list[tuple[str, dict[str, str]]] = [
            (f"{ADDRESS}/{contact.id}", {}),
            (f"{ADDRESS}/{contact.id}", {"fields": "email,phone"}),
            (f"{ADDRESS}/{contact.id}", {"expand": "partner"}),
            (ADDRESS, {}),
            (ADDRESS, {"fields": "email,phone"}),
            (f"/v1/partners/{partner.id}/contacts", {}),
        ]
        for address, parameters in addresses:
            answer = await uncleared.get(address, params=parameters)
            body = answer.json()
            record = body["items"][0] if "items" in body else body
            assert (record["email"], record["phone"]) == (None, None), answer.text

    async def test_are_null_in_the_answer_to_their_own_write(
        self, uncleared: httpx.AsyncClient, client: httpx.AsyncClient, partner: Partner
    ) -> None:
        answer = await uncleared.post(ADDRESS, json=PERSON | {"partner_id": partner.id})
        assert (answer.json()["email"], answer.json()["phone"]) == (None, None)
        shown = (await client.get(answer.headers["location"])).json()
        assert (shown["email"], shown["phone"]) == (EMAIL, PHONE)

    async def test_show_in_the_history_to_the_cleared_alone(
        self, uncleared: httpx.AsyncClient, client: httpx.AsyncClient, contact: Contact
    ) -> None:
        address = f"{ADDRESS}/{contact.id}"
        await client.patch(address, json={"email": "moi@example.la"})
        seen = (await client.get(f"{address}/history")).json()["items"][0]
        assert seen["restricted_changes"] == {"email": [EMAIL, "moi@example.la"]}
        hidden = await uncleared.get(f"{address}/history")
        assert [item["restricted_changes"] for item in hidden.json()["items"]] == [None, None]
        assert "example.la" not in hidden.text
        assert PHONE not in hidden.text

    async def test_show_in_the_whole_log_to_the_cleared_alone(
        self, make_client: MakeClient, client: httpx.AsyncClient, contact: Contact
    ) -> None:
        administrator = await make_client(Role.ADMINISTRATOR, Confidentiality.INTERNAL)
        wanted = {"record_id": contact.id}
        hidden = await administrator.get("/v1/audit", params=wanted)
        assert hidden.json()["items"][0]["restricted_changes"] is None
        assert EMAIL not in hidden.text
        seen = (await client.get("/v1/audit", params=wanted)).json()["items"][0]
        assert seen["restricted_changes"] == {"email": [None, EMAIL], "phone": [None, PHONE]}

    @pytest.mark.parametrize("parameter", [{"sort": "email"}, {"sort": "phone"}, {"email": EMAIL}, {"phone": PHONE}])
    async def test_are_neither_sorted_nor_filtered_by(
        self, client: httpx.AsyncClient, parameter: dict[str, str]
    ) -> None:
        answer = await client.get(ADDRESS, params=parameter)
        assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")

    async def test_are_not_found_by_a_search(self, client: httpx.AsyncClient, contact: Contact) -> None:
        for text in (EMAIL, PHONE):
            assert (await client.get(ADDRESS, params={"q": text})).json()["items"] == []

    async def test_survive_a_null_from_who_cannot_see_them(
        self, uncleared: httpx.AsyncClient, client: httpx.AsyncClient, contact: Contact
    ) -> None:
        address = f"{ADDRESS}/{contact.id}"
        answer = await uncleared.patch(address, json={"email": None, "phone": None, "honorific": "Ngài"})
        assert (answer.status_code, answer.json()["version"]) == (200, 2)
        shown = (await client.get(address)).json()
        assert (shown["email"], shown["phone"], shown["honorific"]) == (EMAIL, PHONE, "Ngài")

    async def test_survive_a_whole_record_from_who_cannot_see_them(
        self, uncleared: httpx.AsyncClient, client: httpx.AsyncClient, partner: Partner
    ) -> None:
        address = f"{ADDRESS}/by-external-id/plans/ct-1"
        made = await client.put(address, json=PERSON | {"partner_id": partner.id})
        put = await uncleared.put(address, json={"partner_id": partner.id, "full_name": "Tên khác"})
        assert (made.status_code, put.status_code) == (201, 200)
        shown = (await client.get(f"{ADDRESS}/{made.json()['id']}")).json()
        assert (shown["full_name"], shown["role"], shown["email"]) == ("Tên khác", None, EMAIL)

    async def test_take_a_new_value_from_who_cannot_see_them(
        self, uncleared: httpx.AsyncClient, client: httpx.AsyncClient, contact: Contact
    ) -> None:
        address = f"{ADDRESS}/{contact.id}"
        await uncleared.patch(address, json={"phone": "021 999 999"})
        assert (await client.get(address)).json()["phone"] == "+85621999999"

    async def test_are_cleared_by_who_sees_them(self, client: httpx.AsyncClient, contact: Contact) -> None:
        answer = await client.patch(f"{ADDRESS}/{contact.id}", json={"email": None, "phone": None})
        assert (answer.json()["email"], answer.json()["phone"]) == (None, None)

    async def test_are_marked_in_the_description(self, client: httpx.AsyncClient) -> None:
        fields = (await client.get("/v1/meta/contacts")).json()["fields"]
        assert {field["name"] for field in fields if field["restricted"]} == {"email", "phone"}
        assert [field["name"] for field in fields if field["label_vi"] == field["name"]] == []


class TestVisibility:
    async def test_hides_the_contact_of_a_hidden_partner(
        self, uncleared: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        hidden = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        contact = await make_contact(session, partner_id=hidden.id, confidentiality=Confidentiality.PUBLIC)
        for address in (f"{ADDRESS}/{contact.id}", f"{ADDRESS}/{contact.id}/history"):
            assert (await uncleared.get(address)).status_code == 404
        assert (await uncleared.get(ADDRESS)).json()["items"] == []

    async def test_hides_the_contact_of_a_hidden_unit(
        self, uncleared: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        hidden = await make_org_unit(session, confidentiality=Confidentiality.RESTRICTED)
        contact = await make_contact(session, org_unit_id=hidden.id)
        assert (await uncleared.get(f"{ADDRESS}/{contact.id}")).status_code == 404

    async def test_hides_another_units_internal_contacts(self, make_client: MakeClient, session: AsyncSession) -> None:
        ours, theirs = await make_org_unit(session), await make_org_unit(session)
        made = [await make_contact(session, org_unit_id=unit.id) for unit in (ours, theirs)]
        scoped = await make_client(Role.READER, org_unit_ids=[ours.id])
        assert [item["id"] for item in (await scoped.get(ADDRESS)).json()["items"]] == [made[0].id]


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
        cases: list[tuple[dict[str, Any], set[str]]] = [
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
