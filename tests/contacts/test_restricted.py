"""E-mail and phone of a contact, and contacts that the caller may not know of."""

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.contacts.models import Contact
from app.core.schema import Confidentiality
from app.partners.models import Partner
from tests.conftest import MakeClient
from tests.factories.contacts import EMAIL, PERSON, PHONE, make_contact
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner

ADDRESS = "/v1/contacts"
MISSING_ID = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"


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
