"""`/v1/changes`: every change once, in order, and to each caller what they may know of."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.models import AuditEntry
from app.auth.rules import Role
from app.core.model import new_id
from tests.conftest import MakeClient

UNIT = {"name_vi": "Tỉnh Thử", "kind": "province"}
PARTNER = {"name_vi": "Đối tác Thử", "kind": "ngo"}
TIE = {"channel": "government", "pillar": "state", "type": "contact", "stage": "exploring"}

Change = dict[str, Any]


async def create(client: httpx.AsyncClient, collection: str, **body: Any) -> str:
    answer = await client.post(f"/v1/{collection}", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def patch(client: httpx.AsyncClient, address: str, **body: Any) -> None:
    answer = await client.patch(f"/v1/{address}", json=body)
    assert answer.status_code == 200, answer.text


async def ask(client: httpx.AsyncClient, **query: Any) -> Change:
    answer = await client.get("/v1/changes", params=query)
    assert answer.status_code == 200, answer.text
    page: Change = answer.json()
    return page


async def changes_for(client: httpx.AsyncClient, id_: str, **query: Any) -> list[tuple[str, list[str], bool]]:
    """What a caller is told of one record, from the beginning."""
    items = (await ask(client, limit=200, **query))["items"]
    return [(item["type"], item["changed"], item["deleted"]) for item in items if item["id"] == id_]


class TestFeed:
    async def test_tells_each_change_in_order(self, live_client: httpx.AsyncClient) -> None:
        created = (await live_client.post("/v1/org-units", json=UNIT)).json()
        id_ = created["id"]
        await patch(live_client, f"org-units/{id_}", name_en="Test", note="x")
        await live_client.delete(f"/v1/org-units/{id_}")
        await live_client.post(f"/v1/org-units/{id_}/restore")
        page = await ask(live_client)
        assert [(item["type"], item["version"], item["deleted"]) for item in page["items"]] == [
            ("org_unit.created", 1, False),
            ("org_unit.updated", 2, False),
            ("org_unit.deleted", 3, True),
            ("org_unit.restored", 4, False),
        ]
        first, second, third, _ = page["items"]
        assert first.keys() == {"cursor", "at", "type", "collection", "id", "version", "changed", "deleted"}
        assert (first["collection"], first["id"], first["at"]) == ("org-units", id_, created["created_at"])
        assert (second["changed"], third["changed"]) == (["name_en", "note"], [])
        assert (page["has_more"], page["next_after"]) == (False, page["items"][-1]["cursor"])

    async def test_goes_on_from_any_change_and_again(self, live_client: httpx.AsyncClient) -> None:
        for _ in range(5):
            await create(live_client, "org-units", **UNIT)
        items = (await ask(live_client))["items"]
        for index, item in enumerate(items):
            assert (await ask(live_client, after=item["cursor"]))["items"] == items[index + 1 :]

    async def test_gives_each_change_once_whatever_the_limit(self, live_client: httpx.AsyncClient) -> None:
        ids = [await create(live_client, "org-units", **UNIT) for _ in range(7)]
        for limit in (1, 3, 7, 8):
            found: list[str] = []
            after: dict[str, str] = {}
            pages = 0
            while True:
                page = await ask(live_client, limit=limit, **after)
                found += [item["id"] for item in page["items"]]
                after, pages = {"after": page["next_after"]}, pages + 1
                if not page["has_more"]:
                    break
            assert (found, pages) == (ids, -(-7 // limit))

    async def test_says_where_to_go_on_when_there_is_nothing(self, live_client: httpx.AsyncClient) -> None:
        nothing = await ask(live_client, types="partner.*")
        assert (nothing["items"], nothing["has_more"]) == ([], False)
        id_ = await create(live_client, "org-units", **UNIT)
        news = await ask(live_client, after=nothing["next_after"])
        assert [item["id"] for item in news["items"]] == [id_]
        still = await ask(live_client, after=news["next_after"])
        assert (still["items"], still["next_after"], still["has_more"]) == ([], news["next_after"], False)

    async def test_passes_over_what_is_not_asked_for(self, live_client: httpx.AsyncClient) -> None:
        before = (await ask(live_client))["next_after"]
        await create(live_client, "org-units", **UNIT)
        page = await ask(live_client, types="partner.*", after=before)
        assert page["items"] == []
        assert page["next_after"] == (await ask(live_client))["next_after"] != before

    async def test_names_transitions_merges_and_parts(self, live_client: httpx.AsyncClient) -> None:
        unit = await create(live_client, "org-units", **UNIT)
        winner, loser = [await create(live_client, "partners", **PARTNER) for _ in range(2)]
        visit = {"direction": "outbound", "title": "Đoàn Thử", "org_unit_id": unit, "in_plan": True}
        trip = await create(live_client, "delegations", **visit)
        member = await create(live_client, f"delegations/{trip}/members", full_name="Người Thử", role="member")
        moved = {"to": "consulting", "on": "2026-03-02", "authority": "Sở Ngoại vụ"}
        assert (await live_client.post(f"/v1/delegations/{trip}/transitions", json=moved)).status_code == 200
        merge = f"/v1/partners/{winner}"
        assert (await live_client.post(f"{merge}/merge", json={"loser_id": loser})).status_code == 200
        assert (await changes_for(live_client, loser))[-1] == ("partner.merged", ["merged_into_id"], True)
        assert (await live_client.post(f"{merge}/unmerge", json={"loser_id": loser})).status_code == 200
        assert (await changes_for(live_client, loser))[-1] == ("partner.unmerged", ["merged_into_id"], False)
        assert (await changes_for(live_client, trip))[-1][0] == "delegation.transitioned"
        assert (await changes_for(live_client, member))[0][0] == "delegation_member.created"

    async def test_leaves_out_keys_feeds_and_readings(self, live_client: httpx.AsyncClient) -> None:
        feed = {"name": "Lịch", "query": {}, "show": "full", "lang": "vi"}
        assert (await live_client.post("/v1/feeds", json=feed)).status_code == 201
        assert (await ask(live_client))["items"] == []


class TestTypes:
    async def test_choose_one_change_or_all_of_a_collection(self, live_client: httpx.AsyncClient) -> None:
        unit = await create(live_client, "org-units", **UNIT)
        await patch(live_client, f"org-units/{unit}", note="x")
        await create(live_client, "partners", **PARTNER)

        async def told(types: str) -> list[str]:
            return [item["type"] for item in (await ask(live_client, types=types))["items"]]

        assert await told("org_unit.updated") == ["org_unit.updated"]
        assert await told("org_unit.*") == ["org_unit.created", "org_unit.updated"]
        assert await told("partner.*,org_unit.updated") == ["org_unit.updated", "partner.created"]
        assert await told("greeting_policy.created,import.completed") == []

    async def test_share_their_places(self, live_client: httpx.AsyncClient) -> None:
        await create(live_client, "org-units", **UNIT)
        after = (await ask(live_client, types="org_unit.*"))["next_after"]
        partner = await create(live_client, "partners", **PARTNER)
        assert [item["id"] for item in (await ask(live_client, types="partner.*", after=after))["items"]] == [partner]

    @pytest.mark.parametrize(
        "type_", ["", "partner", "partners.created", "*", "api_key.created", "feed.*", "partner.x"]
    )
    async def test_that_there_are_not_are_refused(self, live_client: httpx.AsyncClient, type_: str) -> None:
        answer = await live_client.get("/v1/changes", params={"types": f"partner.created,{type_}"})
        assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")
        assert answer.json()["unknown"] == [type_]
        assert {"partner.*", "activity.updated", "import.undone"} <= set(answer.json()["allowed"])
        assert answer.json()["errors"][0]["parameter"] == "types"


class TestPlace:
    @pytest.mark.parametrize("after", ["", "x", "AAAA"])
    async def test_that_nobody_gave_out_is_refused(self, live_client: httpx.AsyncClient, after: str) -> None:
        answer = await live_client.get("/v1/changes", params={"after": after})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")

    async def test_of_a_list_is_refused(self, live_client: httpx.AsyncClient) -> None:
        for _ in range(2):
            await create(live_client, "org-units", **UNIT)
        cursor = (await live_client.get("/v1/org-units", params={"limit": 1})).json()["next_cursor"]
        answer = await live_client.get("/v1/changes", params={"after": cursor})
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor_mismatch")

    async def test_after_the_end_is_of_another_database(
        self, live_app: FastAPI, live_client: httpx.AsyncClient
    ) -> None:
        await create(live_client, "org-units", **UNIT)
        after = live_app.state.cursor_signer.sign("/v1/changes", [2**62, 1])
        answer = await live_client.get("/v1/changes", params={"after": after})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")


class TestSight:
    """Of a record that is hidden now, who could know of it once is told that it is gone, and nobody else anything."""

    async def test_a_record_hidden_later_appears_as_deleted(
        self, live_client: httpx.AsyncClient, make_live_client: MakeClient
    ) -> None:
        reader = await make_live_client(Role.READER, "internal")
        id_ = await create(live_client, "partners", **PARTNER)
        seen = await ask(reader)
        await patch(live_client, f"partners/{id_}", note="a")
        await patch(live_client, f"partners/{id_}", confidentiality="restricted", note="b")
        await patch(live_client, f"partners/{id_}", note="c")
        news = (await ask(reader, after=seen["next_after"]))["items"]
        assert [(item["type"], item["changed"], item["deleted"]) for item in news] == [
            ("partner.deleted", [], True)
        ] * 2
        assert [item["version"] for item in news] == [2, 3]
        assert await changes_for(reader, id_, types="partner.updated") == []
        assert (await changes_for(live_client, id_))[-1] == ("partner.updated", ["note"], False)

    async def test_a_record_never_seen_does_not_appear(
        self, live_client: httpx.AsyncClient, make_live_client: MakeClient
    ) -> None:
        reader = await make_live_client(Role.READER, "internal")
        id_ = await create(live_client, "partners", **PARTNER, confidentiality="restricted")
        await patch(live_client, f"partners/{id_}", note="x")
        await live_client.delete(f"/v1/partners/{id_}")
        assert (await ask(reader))["items"] == []
        assert len(await changes_for(live_client, id_)) == 3

    async def test_a_record_shown_later_appears_whole(
        self, live_client: httpx.AsyncClient, make_live_client: MakeClient
    ) -> None:
        reader = await make_live_client(Role.READER, "public")
        id_ = await create(live_client, "partners", **PARTNER)
        assert await changes_for(reader, id_) == []
        await patch(live_client, f"partners/{id_}", confidentiality="public")
        told = await changes_for(reader, id_)
        assert [type_ for type_, _, _ in told] == ["partner.created", "partner.updated"]
        assert told[-1][1] == ["confidentiality"]

    async def test_a_record_given_to_another_unit_appears_as_deleted(
        self, live_client: httpx.AsyncClient, make_live_client: MakeClient
    ) -> None:
        ours, theirs = [await create(live_client, "org-units", **UNIT) for _ in range(2)]
        mine = await make_live_client(Role.READER, "internal", org_unit_ids=[ours])
        other = await make_live_client(Role.READER, "internal", org_unit_ids=[theirs])
        activity = {"kind": "meeting", "title": "Gặp Thử", "org_unit_id": ours}
        id_ = await create(live_client, "activities", **activity)
        assert [type_ for type_, _, _ in await changes_for(mine, id_)] == ["activity.created"]
        assert await changes_for(other, id_) == []
        await patch(live_client, f"activities/{id_}", org_unit_id=theirs)
        assert await changes_for(mine, id_) == [("activity.deleted", [], True)] * 2
        assert [type_ for type_, _, _ in await changes_for(other, id_)] == ["activity.created", "activity.updated"]

    async def test_a_paper_whose_party_changed_appears_as_deleted(
        self, live_client: httpx.AsyncClient, make_live_client: MakeClient
    ) -> None:
        ours, theirs = [await create(live_client, "org-units", **UNIT) for _ in range(2)]
        mine = await make_live_client(Role.READER, "internal", org_unit_ids=[ours])

        def parties(unit: str) -> list[dict[str, str]]:
            return [
                {"side": "vietnamese", "org_unit_id": unit, "name_as_signed": "Tỉnh Thử"},
                {"side": "foreign", "name_as_signed": "Bên Thử"},
            ]

        paper = {
            "title_vi": "Thỏa thuận Thử",
            "name_type": "thoa_thuan",
            "signing_capacity": "provincial_people_committee",
            "parties": parties(ours),
        }
        id_ = await create(live_client, "agreements", **paper)
        assert len(await changes_for(mine, id_)) == 1
        await patch(live_client, f"agreements/{id_}", parties=parties(theirs))
        assert await changes_for(mine, id_) == [("agreement.deleted", [], True)] * 2

    async def test_a_deleted_record_keeps_what_was_told_of_it(
        self, live_client: httpx.AsyncClient, make_live_client: MakeClient
    ) -> None:
        reader = await make_live_client(Role.READER, "internal")
        id_ = await create(live_client, "partners", **PARTNER)
        await live_client.delete(f"/v1/partners/{id_}")
        told = await changes_for(reader, id_)
        assert [(type_, gone) for type_, _, gone in told] == [("partner.created", False), ("partner.deleted", True)]

    async def test_a_record_goes_with_its_sides(
        self, live_client: httpx.AsyncClient, make_live_client: MakeClient
    ) -> None:
        reader = await make_live_client(Role.READER, "internal")
        unit = await create(live_client, "org-units", **UNIT)
        open_, hidden = [
            await create(live_client, "partners", **PARTNER, confidentiality=level)
            for level in ("internal", "restricted")
        ]
        early = await create(live_client, "relationships", **TIE, org_unit_id=unit, partner_id=open_)
        never = await create(live_client, "relationships", **TIE, org_unit_id=unit, partner_id=hidden)
        claim = {"date": "2015-06-12", "basis": "Biên bản", "chosen": True}
        await patch(live_client, f"relationships/{early}", origin_claims=[claim])
        assert [type_ for type_, _, _ in await changes_for(reader, early)] == [
            "relationship.created",
            "relationship.updated",
        ]
        assert "anniversary.created" in {item["type"] for item in (await ask(reader))["items"]}
        await patch(live_client, f"partners/{open_}", confidentiality="restricted")
        await patch(live_client, f"relationships/{early}", note="x")
        assert await changes_for(reader, early) == [("relationship.deleted", [], True)] * 2
        assert await changes_for(reader, never) == []
        told = {item["type"] for item in (await ask(reader))["items"]}
        assert told == {"org_unit.created", "partner.deleted", "relationship.deleted", "anniversary.deleted"}

    async def test_a_tie_led_away_from_a_hidden_partner_was_never_seen_before(
        self, live_client: httpx.AsyncClient, make_live_client: MakeClient
    ) -> None:
        reader = await make_live_client(Role.READER, "internal")
        hidden = await create(live_client, "partners", **PARTNER, confidentiality="restricted")
        open_ = await create(live_client, "partners", **PARTNER)
        person = await create(live_client, "contacts", full_name="Người Thử", partner_id=open_)
        await patch(live_client, f"contacts/{person}", partner_id=hidden)
        await patch(live_client, f"contacts/{person}", note="x")
        assert await changes_for(reader, person) == [("contact.deleted", [], True)] * 2

    async def test_restricted_fields_are_named_to_the_cleared_alone(
        self, live_client: httpx.AsyncClient, make_live_client: MakeClient
    ) -> None:
        reader = await make_live_client(Role.READER, "internal")
        partner = await create(live_client, "partners", **PARTNER)
        id_ = await create(live_client, "contacts", full_name="Người Thử", partner_id=partner)
        await patch(live_client, f"contacts/{id_}", email="thu@example.la", note="x")
        assert (await changes_for(live_client, id_))[-1] == ("contact.updated", ["email", "note"], False)
        assert (await changes_for(reader, id_))[-1] == ("contact.updated", ["note"], False)

    async def test_a_reader_of_little_gets_on(
        self, live_client: httpx.AsyncClient, make_live_client: MakeClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.audit.service.changes._FURTHER", (2, 2))
        reader = await make_live_client(Role.READER, "public")
        for _ in range(9):
            await create(live_client, "org-units", **UNIT)
        shown = await create(live_client, "org-units", **UNIT, confidentiality="public")
        found: list[Any] = []
        after: dict[str, str] = {}
        for _ in range(3):
            page = await ask(reader, limit=1, **after)
            found.append(([item["id"] for item in page["items"]], page["has_more"]))
            after = {"after": page["next_after"]}
        assert found == [([], True), ([shown], False), ([], False)]


class TestImports:
    @staticmethod
    async def note(session: AsyncSession, action: str, actor: str, collection: str = "imports") -> str:
        """What the end of an import writes into the log."""
        id_ = new_id()
        entry = {"collection": collection, "record_id": id_, "version": 1, "at": session.info["now"], "actor": actor}
        entry |= {"action": action, "changes": {"created": [None, 3]}, "restricted_changes": {}}
        await session.execute(insert(AuditEntry), [entry])
        return id_

    async def test_are_told_to_who_made_them_and_to_administrators(
        self, live_app: FastAPI, live_client: httpx.AsyncClient, make_live_client: MakeClient
    ) -> None:
        mine, other = [await make_live_client(Role.EDITOR) for _ in range(2)]
        me = (await mine.get("/v1/me")).json()["principal_id"]
        async with live_app.state.database.writing("test") as session:
            done, undone = [await self.note(session, action, me) for action in ("complete", "undo")]
        for caller in (mine, live_client):
            assert await changes_for(caller, done) == [("import.completed", ["created"], False)]
            assert await changes_for(caller, undone) == [("import.undone", ["created"], False)]
        assert (await ask(other))["items"] == []

    async def test_entries_of_what_is_not_there_tell_nobody_anything(
        self, live_app: FastAPI, live_client: httpx.AsyncClient
    ) -> None:
        async with live_app.state.database.writing("test") as session:
            for collection in ("partners", "idempotency_records"):
                await self.note(session, "update", "test", collection)
        assert (await ask(live_client))["items"] == []
