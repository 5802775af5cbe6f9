"""What only the cleared may see stays unseen in staged rows; passport numbers are stored nowhere in the clear."""

from typing import Any

import orjson
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.contacts.models import Contact
from app.core.schema import Confidentiality
from app.models import Base
from app.partners.models import Partner
from tests.conftest import MakeClient
from tests.factories.contacts import EMAIL, PERSON, PHONE, make_contact
from tests.factories.delegation_members import MASK, NUMBER, make_member
from tests.factories.delegations import make_delegation
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.imports.sending import InlineImporter, Sender, codes, csv_of

OTHER_PHONE = "+85621999999"


@pytest.fixture
async def editor(make_client: MakeClient, inline_importer: InlineImporter) -> Sender:
    """Who is not cleared."""
    return Sender(await make_client(Role.EDITOR, Confidentiality.INTERNAL), inline_importer)


@pytest.fixture
async def contact(session: AsyncSession) -> Contact:
    return await make_contact(session, org_unit_id=(await make_org_unit(session)).id, **PERSON)


def phone_of(contact: Contact, phone: str = OTHER_PHONE) -> bytes:
    return csv_of(["id", "phone"], [contact.id, phone])


async def shown(sender: Sender, contact: Contact) -> dict[str, Any]:
    record: dict[str, Any] = (await sender.client.get(f"/v1/contacts/{contact.id}")).json()
    return record


class TestRestrictedField:
    async def test_is_told_as_changed_without_its_values(self, editor: Sender, contact: Contact) -> None:
        told = await editor.send(phone_of(contact), "contacts")
        [row] = await editor.rows(told["id"])
        assert (row["action"], row["diff"], row["values"]) == ("update", {"phone": [None, None]}, {"phone": None})
        assert row["raw"]["phone"] == OTHER_PHONE
        corrected = await editor.correct(told["id"], 2, phone="+85621888888")
        assert corrected["diff"] == {"phone": [None, None]}
        assert PHONE not in orjson.dumps([row, corrected]).decode()

    async def test_is_shown_to_the_cleared(self, sender: Sender, contact: Contact) -> None:
        told = await sender.send(phone_of(contact), "contacts")
        [row] = await sender.rows(told["id"])
        assert row["diff"] == {"phone": [PHONE, OTHER_PHONE]}
        assert row["values"] == {"phone": OTHER_PHONE}

    async def test_left_blank_by_who_does_not_see_it_stays(self, editor: Sender, contact: Contact) -> None:
        content = csv_of(["id", "phone", "email"], [contact.id, "", "(xóa)"])
        told = await editor.commit(content, "contacts", blank="clear")
        assert told["counters"]["unchanged"] == 1

    async def test_written_by_who_does_not_see_it_can_be_undone(
        self, sender: Sender, editor: Sender, contact: Contact
    ) -> None:
        told = await editor.commit(phone_of(contact), "contacts")
        assert (await shown(sender, contact))["phone"] == OTHER_PHONE
        assert (await editor.ask(told["id"], "undo"))["state"] == "undone"
        assert (await shown(sender, contact))["phone"] == PHONE

    async def test_that_was_empty_is_empty_again_after_undo(
        self, session: AsyncSession, sender: Sender, editor: Sender
    ) -> None:
        bare = await make_contact(session, org_unit_id=(await make_org_unit(session)).id, email=EMAIL)
        told = await editor.commit(phone_of(bare), "contacts")
        assert (await editor.ask(told["id"], "undo"))["state"] == "undone"
        found = await shown(sender, bare)
        assert (found["phone"], found["email"], found["version"]) == (None, EMAIL, 3)

    async def test_of_a_member_is_not_told(self, session: AsyncSession, sender: Sender, editor: Sender) -> None:
        trip = await make_delegation(session)
        await make_member(session, delegation_id=trip.id, full_name="Trần Hai", passport_expires_on=None)
        member = {"full_name": "Trần Hai", "passport_expires_on": "2031-01-31", "position": "Trưởng phòng"}
        content = orjson.dumps({"id": trip.id, "members": [member]})
        told = await editor.send(content, format="ndjson")
        [row] = await editor.rows(told["id"])
        [operation] = row["values"]["members"]
        assert operation["values"] == {"position": "Trưởng phòng", "passport_expires_on": None}
        [seen] = await sender.rows(told["id"])
        assert seen["values"]["members"][0]["values"]["passport_expires_on"] == "2031-01-31"


class TestHiddenRecord:
    @pytest.fixture
    async def hidden(self, session: AsyncSession) -> Partner:
        return await make_partner(session, confidentiality=Confidentiality.RESTRICTED)

    async def test_that_a_record_names_already_stays(
        self, session: AsyncSession, sender: Sender, editor: Sender, hidden: Partner
    ) -> None:
        seen = await make_partner(session)
        trip = await make_delegation(session, partner_ids=[hidden.id, seen.id])
        content = csv_of(["id", "partner_ids", "title"], [trip.id, f"{hidden.id}; {seen.id}", "Tên mới"])
        told = await editor.commit(content)
        assert [row["diff"] for row in await editor.rows(told["id"])] == [{"title": ["Đoàn Thử", "Tên mới"]}]
        [kept] = await sender.listed("/v1/delegations")
        assert (kept["title"], kept["partner_ids"]) == ("Tên mới", [hidden.id, seen.id])

    async def test_cannot_be_named_anew(self, session: AsyncSession, editor: Sender, hidden: Partner) -> None:
        trip = await make_delegation(session)
        new = ["", hidden.id, "Đoàn mới", "outbound", trip.org_unit_id]
        header = ["id", "partner_ids", "title", "direction", "org_unit_id"]
        told = await editor.send(csv_of(header, [trip.id, hidden.id, "", "", ""], new))
        rows = await editor.rows(told["id"])
        assert [codes(row) for row in rows] == [["unknown_match"], ["unknown_match"]]
        assert {error["column"] for row in rows for error in row["errors"]} == {"partner_ids"}

    async def test_in_a_field_of_one_cannot_be_named_anew(self, session: AsyncSession, editor: Sender) -> None:
        place = await make_org_unit(session, confidentiality=Confidentiality.RESTRICTED)
        unit = await make_org_unit(session, name_vi="Sở Thử")
        told = await editor.send(csv_of(["id", "parent_id"], [unit.id, place.id]), "org-units")
        assert [codes(row) for row in await editor.rows(told["id"])] == [["unknown_match"]]


class TestPassportNumber:
    async def stored(self, session: AsyncSession) -> str:
        """All that lies in the database, as text."""
        tables = [(await session.execute(select(table))).all() for table in Base.metadata.sorted_tables]
        return str([tuple(row) for rows in tables for row in rows])

    @pytest.mark.parametrize("as_text", [False, True], ids=["ndjson", "csv"])
    async def test_in_a_list_of_members_is_stored_nowhere_in_the_clear(
        self,
        session: AsyncSession,
        sender: Sender,
        as_text: bool,  # noqa: FBT001  # a parameter of the test
    ) -> None:
        unit = await make_org_unit(session)
        members = [{"full_name": "Trần Hai", "passport_number": NUMBER}, {"full_name": "Lê Ba"}]
        trip = {"direction": "outbound", "title": "Đoàn", "org_unit_id": unit.id}
        text = orjson.dumps(members).decode()
        content = (
            csv_of([*trip, "members"], [*trip.values(), text]) if as_text else orjson.dumps(trip | {"members": members})
        )
        told = await sender.send(content, format="csv" if as_text else "ndjson")
        [row] = await sender.rows(told["id"])
        assert row["raw"]["members"] == [{"full_name": "Trần Hai", "passport_number": MASK}, {"full_name": "Lê Ba"}]
        assert NUMBER not in await self.stored(session)

        await sender.correct(told["id"], row["line"], title="Đoàn khác")
        await sender.ask(told["id"], "commit")
        assert NUMBER not in await self.stored(session)
        [made] = await sender.listed("/v1/delegations")
        shown_members = (await sender.client.get(f"/v1/delegations/{made['id']}/members")).json()["items"]
        assert [one["passport_number"] for one in shown_members] == [NUMBER, None]

    async def test_in_a_list_that_cannot_be_read_is_not_kept(self, session: AsyncSession, sender: Sender) -> None:
        unit = await make_org_unit(session)
        header = ["direction", "title", "org_unit_id", "members"]
        told = await sender.send(csv_of(header, ["outbound", "Đoàn", unit.id, f'[{{"passport_number": "{NUMBER}"']))
        [row] = await sender.rows(told["id"])
        assert (row["action"], row["raw"]["members"]) == ("fail", "•••")
        assert NUMBER not in await self.stored(session)

    @pytest.mark.parametrize(
        "cell", [{"sealed": "x"}, {"sealed": 1}, {"mask": "•••1", "sealed": "a.b.c"}, {"mask": 1, "sealed": "a.b"}, {}]
    )
    async def test_that_only_looks_sealed_is_refused(
        self, session: AsyncSession, sender: Sender, cell: dict[str, Any]
    ) -> None:
        unit = await make_org_unit(session)
        trip = {"direction": "outbound", "title": "Đoàn", "org_unit_id": unit.id}
        content = orjson.dumps(trip | {"Họ và tên": "Trần Hai", "Số hộ chiếu": cell})
        told = await sender.send(content, format="ndjson")
        assert told["state"] == "validated"
        assert told["counters"]["failed"] == 1
