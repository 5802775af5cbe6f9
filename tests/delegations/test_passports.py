"""Passport numbers: sealed in the database, masked to most, shown to the cleared, every showing on record."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr, ValidationError
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.models import AuditEntry
from app.auth.rules import Role
from app.core.idempotency import IdempotencyRecord
from app.core.keyring import read_keyring
from app.core.schema import Confidentiality
from app.delegations.models import Delegation, DelegationMember
from app.delegations.passports import (
    PassportSealer,
    PassportUnreadable,
    is_mask,
    mask_of,
    normalize_number,
    sealer_of,
)
from tests.conftest import MakeClient, settings_for
from tests.factories.delegation_members import MASK, NUMBER, SEALER, make_member
from tests.factories.delegations import make_delegation

PERSON = {"full_name": "Trần Thử", "passport_number": NUMBER, "passport_expires_on": "2030-01-31"}
MEMBER_ID = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"
OLD, NEW = b"o" * 32, b"n" * 32


@pytest.fixture
async def delegation(session: AsyncSession) -> Delegation:
    return await make_delegation(session)


@pytest.fixture
async def member(session: AsyncSession, delegation: Delegation) -> DelegationMember:
    return await make_member(session, delegation_id=delegation.id, passport_number=NUMBER)


@pytest.fixture
def address(delegation: Delegation) -> str:
    return f"/v1/delegations/{delegation.id}/members"


@pytest.fixture
async def uncleared(make_client: MakeClient) -> httpx.AsyncClient:
    """An editor who may not see restricted data."""
    return await make_client(Role.EDITOR, Confidentiality.INTERNAL)


@pytest.fixture
def with_keys(app: FastAPI) -> Iterator[Any]:
    """Puts another keyring into the application."""
    before = app.state.passports

    def put(**keys: bytes) -> None:
        app.state.passports = PassportSealer(b"test-secret", keys)

    yield put
    app.state.passports = before


async def readings(session: AsyncSession) -> list[AuditEntry]:
    """Every showing of restricted data on record."""
    found = select(AuditEntry).where(AuditEntry.action == "read_restricted").order_by(AuditEntry.id)
    return list((await session.execute(found)).scalars())


async def stored(session: AsyncSession, id_: str) -> tuple[str | None, str | None]:
    """The mask and the sealed number of a member, as the table has them now."""
    columns = select(DelegationMember.passport_number, DelegationMember.passport_sealed)
    row = (await session.execute(columns.where(DelegationMember.id == id_))).one()
    return row[0], row[1]


class TestNumber:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("C1234567", "C1234567"),
            ("c 123-4567", "C1234567"),
            ("  ab1234 ", "AB1234"),
            ("Ｃ１２３４５６７", "C1234567"),
            ("A" * 20, "A" * 20),
            ("•••4567", "•••4567"),
            ("•••67", "•••67"),
        ],
    )
    def test_is_kept_in_one_way_however_typed(self, typed: str, kept: str) -> None:
        assert normalize_number(typed) == kept

    @pytest.mark.parametrize(
        "typed",
        ["", "C1234", "A" * 21, "C12345Đ7", "C1234_67", "ß23456", "•••", "•••12345", "••1234", "C•••1234", "١٢٣٤٥٦"],
    )
    def test_is_nothing_else(self, typed: str) -> None:
        assert normalize_number(typed) is None

    @pytest.mark.parametrize(
        ("number", "mask"), [("C12345", "•••45"), ("C123456", "•••456"), (NUMBER, MASK), ("A" * 16 + "BCDE", "•••BCDE")]
    )
    def test_hides_at_least_four_characters_behind_its_mask(self, number: str, mask: str) -> None:
        assert mask_of(number) == mask
        assert is_mask(mask)
        assert normalize_number(mask) == mask
        assert not is_mask(number)


class TestSealer:
    def test_opens_what_it_sealed_and_seals_it_differently_each_time(self) -> None:
        sealed = [SEALER.seal(NUMBER, MEMBER_ID) for _ in range(2)]
        assert sealed[0] != sealed[1]
        assert [SEALER.open(each, MEMBER_ID) for each in sealed] == [NUMBER, NUMBER]
        assert NUMBER not in sealed[0]

    def test_tells_the_same_number_without_opening_it(self) -> None:
        sealed = SEALER.seal(NUMBER, MEMBER_ID)
        assert SEALER.is_of(sealed, NUMBER)
        assert not SEALER.is_of(sealed, "C1234568")
        assert not SEALER.is_of(None, NUMBER)

    def test_opens_nothing_in_the_row_of_another_member(self) -> None:
        with pytest.raises(PassportUnreadable):
            SEALER.open(SEALER.seal(NUMBER, MEMBER_ID), "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f01")

    def test_seals_with_the_first_key_and_opens_with_any(self) -> None:
        before = PassportSealer(b"secret", {"2024": OLD})
        after = PassportSealer(b"secret", {"2026": NEW, "2024": OLD})
        assert after.open(before.seal(NUMBER, MEMBER_ID), MEMBER_ID) == NUMBER
        assert after.seal(NUMBER, MEMBER_ID).split(".")[1] == "2026"

    def test_opens_what_was_sealed_before_there_were_keys(self) -> None:
        sealed = PassportSealer(b"secret", {}).seal(NUMBER, MEMBER_ID)
        assert PassportSealer(b"secret", {"2026": NEW}).open(sealed, MEMBER_ID) == NUMBER

    @pytest.mark.parametrize(
        "other",
        [
            PassportSealer(b"secret", {"2026": NEW}),
            PassportSealer(b"secret", {"2024": NEW}),
            PassportSealer(b"another secret", {}),
        ],
        ids=["its key went", "another key under its id", "another secret"],
    )
    def test_says_that_a_number_cannot_be_opened_rather_than_a_wrong_one(self, other: PassportSealer) -> None:
        sealed = PassportSealer(b"secret", {"2024": OLD}).seal(NUMBER, MEMBER_ID)
        with pytest.raises(PassportUnreadable):
            other.open(sealed, MEMBER_ID)

    def test_needs_the_secret_that_sealed_where_no_key_is_set(self) -> None:
        sealed = PassportSealer(b"secret", {}).seal(NUMBER, MEMBER_ID)
        with pytest.raises(PassportUnreadable):
            PassportSealer(b"another secret", {}).open(sealed, MEMBER_ID)


class TestKeyring:
    def test_is_read_from_the_settings(self, tmp_path: Path) -> None:
        keys = f"2026:{b64encode(NEW).decode()}, 2024:{b64encode(OLD).decode()}"
        settings = settings_for("sqlite://", tmp_path, passport_keys=SecretStr(keys))
        assert read_keyring(keys) == {"2026": NEW, "2024": OLD}
        assert sealer_of(settings).seal(NUMBER, MEMBER_ID).split(".")[1] == "2026"
        assert keys not in repr(settings)

    @pytest.mark.parametrize(
        "keys",
        ["", "2026", "2026:", "2026:####", f"2026:{b64encode(b'short').decode()}", f":{b64encode(NEW).decode()}"],
    )
    def test_refuses_what_is_no_key_and_keeps_it_to_itself(self, tmp_path: Path, keys: str) -> None:
        with pytest.raises(ValidationError) as refused:
            settings_for("sqlite://", tmp_path, passport_keys=SecretStr(keys))
        assert "key 1" in str(refused.value)
        assert "####" not in str(refused.value)

    def test_refuses_two_keys_of_one_id(self) -> None:
        key = f"2026:{b64encode(NEW).decode()}"
        with pytest.raises(ValueError, match="key 2"):
            read_keyring(f"{key},{key}")


class TestStorage:
    async def test_holds_the_mask_and_the_sealed_number_alone(
        self, client: httpx.AsyncClient, session: AsyncSession, address: str
    ) -> None:
        made = await client.post(address, json=PERSON, headers={"idempotency-key": "one"})
        mask, sealed = await stored(session, made.json()["id"])
        assert (mask, made.json()["passport_number"]) == (MASK, MASK)
        assert sealed is not None
        assert SEALER.open(sealed, made.json()["id"]) == NUMBER
        kept = (await session.execute(select(IdempotencyRecord.body))).scalar_one()
        assert NUMBER not in kept
        audit = (await session.execute(select(AuditEntry).where(AuditEntry.action == "create"))).scalars()
        assert all(NUMBER not in str((entry.changes, entry.restricted_changes)) for entry in audit)

    async def test_is_never_answered_sealed(
        self, client: httpx.AsyncClient, member: DelegationMember, address: str
    ) -> None:
        for answer in [
            await client.get(address),
            await client.get(f"{address}/{member.id}"),
            await client.get(f"{address}/{member.id}/history"),
            await client.get(address.removesuffix("/members"), params={"expand": "members"}),
            await client.get("/v1/audit", params={"record_id": member.id}),
        ]:
            assert answer.status_code == 200
            assert "sealed" not in answer.text
        for fields in ("passport_sealed", "id,passport_sealed"):
            assert (await client.get(address, params={"fields": fields})).json()["code"] == "unknown_parameter"


class TestReading:
    async def test_shows_the_mask_to_who_is_not_cleared_and_notes_nothing(
        self,
        uncleared: httpx.AsyncClient,
        session: AsyncSession,
        member: DelegationMember,
        address: str,
    ) -> None:
        one = await uncleared.get(f"{address}/{member.id}")
        many = await uncleared.get(address, params={"fields": "passport_number"})
        assert one.json()["passport_number"] == MASK
        assert many.json()["items"] == [{"passport_number": MASK}]
        assert await readings(session) == []

    async def test_shows_the_number_to_the_cleared_and_notes_who_when_and_by_which_request(
        self, client: httpx.AsyncClient, session: AsyncSession, member: DelegationMember, address: str
    ) -> None:
        me = (await client.get("/v1/me")).json()["principal_id"]
        answer = await client.get(f"{address}/{member.id}", headers={"x-request-id": "request-1"})
        assert answer.json()["passport_number"] == NUMBER
        assert answer.headers["etag"] == '"1"'
        (entry,) = await readings(session)
        assert (entry.collection, entry.record_id, entry.version) == ("delegation_members", member.id, 1)
        assert (entry.actor, entry.request_id, entry.changes) == (me, "request-1", {})

    async def test_of_a_list_notes_each_member_whose_number_is_shown(
        self,
        client: httpx.AsyncClient,
        session: AsyncSession,
        delegation: Delegation,
        member: DelegationMember,
        address: str,
    ) -> None:
        bare = await make_member(session, delegation_id=delegation.id, order=2)
        other = await make_member(session, delegation_id=delegation.id, order=3, passport_number="B7654321")
        answer = await client.get(address)
        shown = {item["id"]: item["passport_number"] for item in answer.json()["items"]}
        assert shown == {member.id: NUMBER, bare.id: None, other.id: "B7654321"}
        assert [entry.record_id for entry in await readings(session)] == [member.id, other.id]

    async def test_of_a_page_notes_that_page_alone(
        self,
        client: httpx.AsyncClient,
        session: AsyncSession,
        delegation: Delegation,
        member: DelegationMember,
        address: str,
    ) -> None:
        other = await make_member(session, delegation_id=delegation.id, order=2, passport_number="B7654321")
        first = await client.get(address, params={"limit": 1, "fields": "passport_number", "count": "exact"})
        assert (first.json()["items"], first.json()["count"]) == ([{"passport_number": NUMBER}], 2)
        assert [entry.record_id for entry in await readings(session)] == [member.id]
        second = await client.get(first.links["next"]["url"])
        assert second.json()["items"] == [{"passport_number": "B7654321"}]
        assert [entry.record_id for entry in await readings(session)] == [member.id, other.id]

    async def test_without_the_field_opens_and_notes_nothing(
        self, client: httpx.AsyncClient, session: AsyncSession, member: DelegationMember, address: str
    ) -> None:
        for at in (address, f"{address}/{member.id}"):
            answer = await client.get(at, params={"fields": "full_name,passport_expires_on"})
            assert NUMBER not in answer.text
        assert await readings(session) == []

    async def test_of_a_member_without_a_number_notes_nothing(
        self, client: httpx.AsyncClient, session: AsyncSession, delegation: Delegation, address: str
    ) -> None:
        bare = await make_member(session, delegation_id=delegation.id)
        assert (await client.get(f"{address}/{bare.id}")).json()["passport_number"] is None
        assert await readings(session) == []

    async def test_of_what_the_caller_knows_already_notes_nothing(
        self, client: httpx.AsyncClient, session: AsyncSession, member: DelegationMember, address: str
    ) -> None:
        answer = await client.get(f"{address}/{member.id}", headers={"if-none-match": '"1"'})
        assert (answer.status_code, await readings(session)) == (304, [])

    async def test_of_a_member_who_is_not_there_notes_nothing(
        self, client: httpx.AsyncClient, session: AsyncSession, address: str
    ) -> None:
        assert (await client.get(f"{address}/{MEMBER_ID}")).status_code == 404
        assert await readings(session) == []

    async def test_gives_no_number_if_it_cannot_be_noted(
        self, client: httpx.AsyncClient, session: AsyncSession, member: DelegationMember, address: str
    ) -> None:
        await session.execute(text("ALTER TABLE audit_entries RENAME TO audit_entries_gone"))
        for at in (address, f"{address}/{member.id}"):
            answer = await client.get(at)
            assert (answer.status_code, NUMBER in answer.text) == (500, False)

    async def test_with_the_delegation_shows_the_mask_even_to_the_cleared(
        self, client: httpx.AsyncClient, session: AsyncSession, member: DelegationMember, address: str
    ) -> None:
        answer = await client.get(address.removesuffix("/members"), params={"expand": "members"})
        assert [item["passport_number"] for item in answer.json()["members"]] == [MASK]
        assert await readings(session) == []

    async def test_by_number_is_not_offered(
        self, client: httpx.AsyncClient, member: DelegationMember, address: str
    ) -> None:
        assert (await client.get(address, params={"q": NUMBER})).json()["items"] == []
        for parameter in ("passport_number", "sort"):
            answer = await client.get(address, params={parameter: "passport_number"})
            assert answer.json()["code"] == "unknown_parameter"


class TestRotation:
    async def test_reads_old_numbers_as_long_as_their_key_is_kept(
        self, client: httpx.AsyncClient, member: DelegationMember, address: str, with_keys: Any
    ) -> None:
        with_keys(new=NEW)
        assert (await client.get(f"{address}/{member.id}")).json()["passport_number"] == NUMBER
        made = await client.post(address, json=PERSON)
        with_keys(newer=OLD, new=NEW)
        assert (await client.get(made.headers["location"])).json()["passport_number"] == NUMBER

    async def test_of_a_key_that_went_leaves_a_clear_problem_and_no_note(
        self, client: httpx.AsyncClient, session: AsyncSession, address: str, with_keys: Any
    ) -> None:
        with_keys(old=OLD)
        one = (await client.post(address, json=PERSON)).headers["location"]
        with_keys(new=NEW)
        for at in (address, one):
            answer = await client.get(at)
            assert (answer.status_code, answer.json()["code"]) == (503, "passport_unreadable")
        assert await readings(session) == []
        assert (await client.get(one, params={"fields": "full_name"})).json() == {"full_name": "Trần Thử"}

    async def test_of_a_key_that_went_still_lets_a_new_number_in(
        self, client: httpx.AsyncClient, address: str, with_keys: Any
    ) -> None:
        with_keys(old=OLD)
        one = (await client.post(address, json=PERSON)).headers["location"]
        with_keys(new=NEW)
        assert (await client.patch(one, json={"passport_number": "B7654321"})).status_code == 200
        assert (await client.get(one)).json()["passport_number"] == "B7654321"


class TestWriting:
    async def test_of_the_mask_or_of_the_same_number_changes_nothing(
        self, client: httpx.AsyncClient, session: AsyncSession, member: DelegationMember, address: str
    ) -> None:
        before = await stored(session, member.id)
        for sent in (MASK, NUMBER, "c 123 4567"):
            answer = await client.patch(f"{address}/{member.id}", json={"passport_number": sent})
            assert (answer.status_code, answer.json()["version"]) == (200, 1)
        assert await stored(session, member.id) == before

    @pytest.mark.parametrize("sent", ["•••9999", "•••67"])
    async def test_of_another_mask_is_refused(
        self, uncleared: httpx.AsyncClient, member: DelegationMember, address: str, sent: str
    ) -> None:
        answers = [
            await uncleared.patch(f"{address}/{member.id}", json={"passport_number": sent}),
            await uncleared.post(address, json=PERSON | {"passport_number": sent}),
        ]
        for answer in answers:
            assert answer.status_code == 422
            faults = [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]]
            assert faults == [("/passport_number", "mask_of_another")]

    @pytest.mark.parametrize("sent", ["C123", "C12345Đ7", "•••", "A" * 21, 12345678])
    async def test_of_what_is_no_number_is_refused_without_repeating_it(
        self, client: httpx.AsyncClient, address: str, sent: object
    ) -> None:
        answer = await client.post(address, json=PERSON | {"passport_number": sent})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/passport_number"
        assert str(sent) not in answer.text

    async def test_by_who_is_not_cleared_is_taken_and_stays_unseen(
        self, uncleared: httpx.AsyncClient, client: httpx.AsyncClient, address: str
    ) -> None:
        made = await uncleared.post(address, json=PERSON)
        body = made.json()
        assert (body["passport_number"], body["passport_expires_on"]) == (MASK, None)
        changed = await uncleared.patch(made.headers["location"], json={"passport_number": "B7654321"})
        assert changed.json()["passport_number"] == "•••4321"
        shown = (await client.get(made.headers["location"])).json()
        assert (shown["passport_number"], shown["passport_expires_on"]) == ("B7654321", "2030-01-31")

    async def test_of_null_by_who_is_not_cleared_changes_nothing(
        self, uncleared: httpx.AsyncClient, client: httpx.AsyncClient, address: str
    ) -> None:
        one = (await client.post(address, json=PERSON)).headers["location"]
        nothing = {"passport_number": None, "passport_expires_on": None}
        assert (await uncleared.patch(one, json=nothing)).json()["version"] == 1
        key = {"source_system": "hr", "external_id": "7"}
        for who, values in ((client, PERSON), (uncleared, {"full_name": "Tên khác"})):
            operations = [{"op": "upsert", **key, "data": values}]
            assert (await who.post(f"{address}/batch", json={"operations": operations})).status_code == 200
        for at, name in ((one, "Trần Thử"), (f"{address}?q=khac", "Tên khác")):
            answer = (await client.get(at)).json()
            shown = answer["items"][0] if "items" in answer else answer
            assert shown.items() >= (PERSON | {"full_name": name}).items()

    async def test_of_null_by_the_cleared_removes_the_number(
        self, client: httpx.AsyncClient, session: AsyncSession, member: DelegationMember, address: str
    ) -> None:
        answer = await client.patch(f"{address}/{member.id}", json={"passport_number": None})
        assert (answer.json()["passport_number"], answer.json()["version"]) == (None, 2)
        assert await stored(session, member.id) == (None, None)


class TestHistory:
    async def test_shows_masks_and_readings_to_everybody_and_numbers_to_nobody(
        self, client: httpx.AsyncClient, member: DelegationMember, address: str
    ) -> None:
        one = f"{address}/{member.id}"
        await client.patch(one, json={"passport_number": "B7654321", "passport_expires_on": "2031-05-01"})
        await client.get(one)
        answer = await client.get(f"{one}/history")
        items = answer.json()["items"]
        assert [item["action"] for item in items] == ["read_restricted", "update", "create"]
        assert items[1]["changes"] == {"passport_number": [MASK, "•••4321"]}
        assert items[1]["restricted_changes"] == {"passport_expires_on": [None, "2031-05-01"]}
        assert "B7654321" not in answer.text

    async def test_has_an_entry_for_a_number_that_ends_like_the_one_before(
        self, client: httpx.AsyncClient, member: DelegationMember, address: str
    ) -> None:
        one = f"{address}/{member.id}"
        assert (await client.patch(one, json={"passport_number": "B0004567"})).json()["version"] == 2
        newest = (await client.get(f"{one}/history")).json()["items"][0]
        assert (newest["action"], newest["version"], newest["changes"]) == ("update", 2, {})
