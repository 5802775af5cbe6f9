"""`/v1/partners/{id}/merge` and `/unmerge` over HTTP."""

from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.contacts.models import Contact
from app.core.schema import Confidentiality
from app.partners.models import Partner, PartnerKind
from app.relationships.models import Relationship
from tests.conftest import MakeClient
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.factories.relationships import make_relationship

ADDRESS = "/v1/partners"
UNKNOWN_ID = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"


def alias(name: str, kind: str = "short", lang: str | None = None, script: str | None = None) -> dict[str, Any]:
    return {"name": name, "lang": lang, "script": script, "kind": kind}


async def merge(client: httpx.AsyncClient, winner: Partner, loser: Partner, **values: Any) -> httpx.Response:
    body = {"loser_id": loser.id, **values}
    return await client.post(f"{ADDRESS}/{winner.id}/merge", json=body)


async def unmerge(client: httpx.AsyncClient, winner: Partner, loser: Partner, **values: Any) -> httpx.Response:
    return await client.post(f"{ADDRESS}/{winner.id}/unmerge", json={"loser_id": loser.id, **values})


@dataclass
class World:
    """A partner entered twice, and what points to the second entry."""

    winner: Partner
    loser: Partner
    child: Partner
    mechanism: Partner
    predecessor: Partner
    relationship: Relationship
    contact: Contact


@pytest.fixture
async def world(session: AsyncSession) -> World:
    winner = await make_partner(
        session, name_vi="Xiêng Khoảng", name_en="Xiangkhouang", country="LA", aliases=[alias("Xieng Khouang")]
    )
    loser = await make_partner(
        session,
        name_vi="Xiêng Khoang",
        name_en="XIANGKHOUANG",
        name_local="ຊຽງຂວາງ",
        aliases=[alias("xieng khouang"), alias("Xiangkhoang", "transliteration", "lo", "Latn")],
    )
    other = await make_partner(session, name_vi="Khăm Muộn")
    contact = Contact(full_name="Người Thử", partner_id=loser.id, citations=[])
    session.add(contact)
    await session.flush()
    return World(
        winner,
        loser,
        child=await make_partner(session, name_vi="Huyện Thử", parent_id=loser.id),
        mechanism=await make_partner(
            session, kind=PartnerKind.MULTILATERAL_MECHANISM, members=[loser.id, other.id, winner.id]
        ),
        predecessor=await make_partner(
            session, successors=[{"partner_id": loser.id, "basis": "sáp nhập", "on": "2000"}]
        ),
        relationship=await make_relationship(session, partner_id=loser.id),
        contact=contact,
    )


class TestMerge:
    async def test_leads_everything_to_the_winner(
        self, client: httpx.AsyncClient, session: AsyncSession, world: World
    ) -> None:
        answer = await merge(client, world.winner, world.loser)
        assert answer.status_code == 200, answer.text
        assert answer.json()["moved"] == {"partners": 3, "relationships": 1, "contacts": 1}
        assert answer.json()["loser_id"] == world.loser.id
        for row in (world.child, world.mechanism, world.predecessor, world.relationship, world.contact):
            await session.refresh(row)
        assert world.child.parent_id == world.winner.id
        assert world.mechanism.members.count(world.winner.id) == 1
        assert world.loser.id not in world.mechanism.members
        assert world.predecessor.successors == [{"partner_id": world.winner.id, "basis": "sáp nhập", "on": "2000"}]
        assert (world.relationship.partner_id, world.contact.partner_id) == (world.winner.id, world.winner.id)

    async def test_gives_the_winner_the_names_that_it_did_not_have(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        answer = await merge(client, world.winner, world.loser)
        added = [
            alias("Xiêng Khoang", "former", "vi", "Latn"),
            alias("ຊຽງຂວາງ", "former"),
            alias("Xiangkhoang", "transliteration", "lo", "Latn"),
        ]
        assert answer.json()["aliases_added"] == added
        assert answer.json()["winner"]["aliases"] == [alias("Xieng Khouang"), *added]
        found = await client.get(ADDRESS, params={"q": "xiangkhoang"})
        assert [item["id"] for item in found.json()["items"]] == [world.winner.id]

    async def test_tells_what_would_move_and_moves_nothing_when_only_validating(
        self, client: httpx.AsyncClient, session: AsyncSession, world: World
    ) -> None:
        answer = await client.post(
            f"{ADDRESS}/{world.winner.id}/merge",
            json={"loser_id": world.loser.id},
            params={"validate_only": "true"},
        )
        assert answer.json()["moved"] == {"partners": 3, "relationships": 1, "contacts": 1}
        assert len(answer.json()["aliases_added"]) == 3
        await session.refresh(world.relationship)
        assert world.relationship.partner_id == world.loser.id
        assert (await client.get(f"{ADDRESS}/{world.loser.id}")).status_code == 200

    async def test_is_noted_in_every_history_with_its_reason(self, client: httpx.AsyncClient, world: World) -> None:
        await merge(client, world.winner, world.loser, reason="Nhập hai lần")
        for row, field in ((world.loser, "merged_into_id"), (world.winner, "aliases"), (world.child, "parent_id")):
            newest = (await client.get(f"{ADDRESS}/{row.id}/history")).json()["items"][0]
            assert (newest["action"], newest["comment"]) == ("merge", "Nhập hai lần")
            assert list(newest["changes"]) == [field]

    async def test_moves_what_the_caller_may_not_see_and_does_not_count_it(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        winner, loser = await make_partner(session), await make_partner(session)
        hidden = await make_relationship(session, partner_id=loser.id, confidentiality=Confidentiality.RESTRICTED)
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        answer = await merge(editor, winner, loser)
        assert (answer.status_code, answer.json()["moved"]) == (200, {})
        await session.refresh(hidden)
        assert hidden.partner_id == winner.id

    async def test_needs_the_version_that_the_caller_knew(self, client: httpx.AsyncClient, world: World) -> None:
        answer = await client.post(
            f"{ADDRESS}/{world.winner.id}/merge", json={"loser_id": world.loser.id}, headers={"if-match": '"7"'}
        )
        assert answer.status_code == 412


class TestLoser:
    async def test_answers_308_to_the_winner(self, client: httpx.AsyncClient, world: World) -> None:
        await merge(client, world.winner, world.loser)
        answer = await client.get(f"{ADDRESS}/{world.loser.id}")
        assert (answer.status_code, answer.headers["location"]) == (308, f"{ADDRESS}/{world.winner.id}")
        answer = await client.get(f"{ADDRESS}/{world.loser.id}", params={"fields": "id"}, follow_redirects=True)
        assert answer.json() == {"id": world.winner.id}

    @pytest.mark.parametrize("below", ["relationships", "contacts", "timeline"])
    async def test_leads_to_the_same_place_below_the_winner(
        self, client: httpx.AsyncClient, world: World, below: str
    ) -> None:
        await merge(client, world.winner, world.loser)
        answer = await client.get(f"{ADDRESS}/{world.loser.id}/{below}?limit=3")
        place = f"{ADDRESS}/{world.winner.id}/{below}?limit=3"
        assert (answer.status_code, answer.headers["location"]) == (308, place)

    async def test_answers_308_to_the_end_of_a_chain(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        first, second, third = [await make_partner(session, name_vi=name) for name in "ABC"]
        await merge(client, second, first)
        await merge(client, third, second)
        for loser in (first, second):
            answer = await client.get(f"{ADDRESS}/{loser.id}")
            assert (answer.status_code, answer.headers["location"]) == (308, f"{ADDRESS}/{third.id}")

    async def test_is_unknown_to_who_may_not_see_the_winner(
        self, make_client: MakeClient, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        loser, winner = await make_partner(session), await make_partner(session)
        await merge(client, winner, loser)
        await client.patch(f"{ADDRESS}/{winner.id}", json={"confidentiality": "restricted"})
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        assert (await editor.get(f"{ADDRESS}/{loser.id}")).status_code == 404
        assert (await editor.patch(f"{ADDRESS}/{loser.id}", json={})).status_code == 404

    async def test_stands_in_no_list_search_or_label(self, client: httpx.AsyncClient, world: World) -> None:
        await merge(client, world.winner, world.loser)
        listed = [item["id"] for item in (await client.get(ADDRESS)).json()["items"]]
        assert world.loser.id not in listed
        found = (await client.get(ADDRESS, params={"q": "xieng"})).json()["items"]
        assert [item["id"] for item in found] == [world.winner.id]

    async def test_refuses_every_write_and_names_the_winner(self, client: httpx.AsyncClient, world: World) -> None:
        await client.patch(f"{ADDRESS}/{world.loser.id}", json={"source_system": "a", "external_id": "1"})
        await merge(client, world.winner, world.loser)
        address = f"{ADDRESS}/{world.loser.id}"
        whole = {"kind": "local_government", "name_vi": "Xiêng Khoảng"}
        answers = [
            await client.patch(address, json={"note": "x"}),
            await client.delete(address),
            await client.post(f"{address}/restore"),
            await client.put(f"{ADDRESS}/by-external-id/a/1", json=whole),
            await client.post(f"{address}/merge", json={"loser_id": world.child.id}),
            await client.post(f"{address}/unmerge", json={"loser_id": world.child.id}),
            await merge(client, world.child, world.loser),
        ]
        for answer in answers:
            assert (answer.status_code, answer.json()["code"]) == (409, "partner_merged"), answer.text
            assert answer.json()["winner_id"] == world.winner.id

    async def test_cannot_be_pointed_to_any_more(self, client: httpx.AsyncClient, world: World) -> None:
        await merge(client, world.winner, world.loser)
        answer = await client.patch(f"{ADDRESS}/{world.predecessor.id}", json={"parent_id": world.loser.id})
        assert answer.json()["errors"][0]["code"] == "unknown_reference"

    async def test_keeps_its_winner_from_being_deleted(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        loser, winner = await make_partner(session), await make_partner(session)
        await merge(client, winner, loser)
        answer = await client.delete(f"{ADDRESS}/{winner.id}")
        assert (answer.status_code, answer.json()["field"]) == (409, "merged_into_id")


class TestRefusals:
    async def test_of_a_partner_merged_into_itself(self, client: httpx.AsyncClient, world: World) -> None:
        answer = await merge(client, world.winner, world.winner)
        assert (answer.status_code, answer.json()["code"]) == (422, "merge_with_itself")

    async def test_of_a_loser_that_nobody_has(self, client: httpx.AsyncClient, world: World) -> None:
        for verb in ("merge", "unmerge"):
            answer = await client.post(f"{ADDRESS}/{world.winner.id}/{verb}", json={"loser_id": UNKNOWN_ID})
            assert answer.status_code == 422
            assert answer.json()["errors"][0]["pointer"] == "/loser_id"

    async def test_of_a_winner_that_nobody_has(self, client: httpx.AsyncClient, world: World) -> None:
        for verb in ("merge", "unmerge"):
            answer = await client.post(f"{ADDRESS}/{UNKNOWN_ID}/{verb}", json={"loser_id": world.loser.id})
            assert answer.status_code == 404

    async def test_of_two_kinds(self, client: httpx.AsyncClient, world: World) -> None:
        answer = await merge(client, world.winner, world.mechanism)
        assert (answer.status_code, answer.json()["code"]) == (409, "partner_kinds_differ")
        assert answer.json()["loser_kind"] == "multilateral_mechanism"

    async def test_of_a_partner_and_one_below_it(self, client: httpx.AsyncClient, world: World) -> None:
        for winner, loser in ((world.loser, world.child), (world.child, world.loser)):
            answer = await merge(client, winner, loser)
            assert (answer.status_code, answer.json()["code"]) == (409, "partner_cycle")

    async def test_of_a_restricted_partner_into_one_that_others_see(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        hidden = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        known = await make_partner(session)
        answer = await merge(client, known, hidden)
        assert (answer.status_code, answer.json()["code"]) == (409, "merge_would_disclose")
        assert (await merge(client, hidden, known)).status_code == 200

    async def test_of_a_partner_that_was_merged_elsewhere_or_not_at_all(
        self, client: httpx.AsyncClient, session: AsyncSession, world: World
    ) -> None:
        elsewhere = await make_partner(session)
        await merge(client, world.winner, elsewhere)
        for loser in (elsewhere, world.loser):
            answer = await unmerge(client, world.predecessor, loser)
            assert (answer.status_code, answer.json()["code"]) == (409, "partner_not_merged")

    async def test_of_a_reader(self, make_client: MakeClient, world: World) -> None:
        reader = await make_client(Role.READER)
        for answer in (
            await merge(reader, world.winner, world.loser),
            await unmerge(reader, world.winner, world.loser),
        ):
            assert (answer.status_code, answer.json()["permission"]) == (403, "registry:merge")


class TestUnmerge:
    async def test_puts_everything_back(self, client: httpx.AsyncClient, session: AsyncSession, world: World) -> None:
        rows = (world.child, world.mechanism, world.predecessor, world.relationship, world.contact, world.winner)
        names = ("parent_id", "members", "successors", "partner_id", "partner_id", "aliases")
        before = [getattr(row, name) for row, name in zip(rows, names, strict=True)]
        await merge(client, world.winner, world.loser)
        answer = await unmerge(client, world.winner, world.loser, reason="Hai nơi khác nhau")
        assert answer.status_code == 200, answer.text
        assert answer.json()["moved"] == {"partners": 3, "relationships": 1, "contacts": 1}
        assert answer.json()["conflicts"] == []
        assert answer.json()["loser"]["id"] == world.loser.id
        assert answer.json()["winner"]["aliases"] == [alias("Xieng Khouang")]
        for row in rows:
            await session.refresh(row)
        assert [getattr(row, name) for row, name in zip(rows, names, strict=True)] == before
        assert (await client.get(f"{ADDRESS}/{world.loser.id}")).status_code == 200
        newest = (await client.get(f"{ADDRESS}/{world.loser.id}/history")).json()["items"][0]
        assert (newest["action"], newest["comment"]) == ("unmerge", "Hai nơi khác nhau")

    async def test_leaves_and_names_what_changed_since(
        self, client: httpx.AsyncClient, session: AsyncSession, world: World
    ) -> None:
        await merge(client, world.winner, world.loser)
        elsewhere = await make_partner(session)
        await client.patch(f"{ADDRESS}/{world.child.id}", json={"parent_id": elsewhere.id})
        await client.patch(f"{ADDRESS}/{world.mechanism.id}", json={"members": [], "note": "Đã tan"})
        await client.patch(f"{ADDRESS}/{world.predecessor.id}", json={"note": "Ghi chú"})
        kept = [*(await client.get(f"{ADDRESS}/{world.winner.id}")).json()["aliases"], alias("Mới")]
        await client.patch(f"{ADDRESS}/{world.winner.id}", json={"aliases": kept})
        answer = await unmerge(client, world.winner, world.loser)
        conflicts = {(item["collection"], item["id"], item["field"]) for item in answer.json()["conflicts"]}
        assert conflicts == {
            ("partners", world.child.id, "parent_id"),
            ("partners", world.mechanism.id, "members"),
        }
        assert answer.json()["moved"] == {"partners": 1, "relationships": 1, "contacts": 1}
        assert answer.json()["winner"]["aliases"] == [alias("Xieng Khouang"), alias("Mới")]
        await session.refresh(world.child)
        assert world.child.parent_id == elsewhere.id

    async def test_leaves_with_the_winner_what_came_after_the_merge(
        self, client: httpx.AsyncClient, session: AsyncSession, world: World
    ) -> None:
        await merge(client, world.winner, world.loser)
        later = await make_relationship(session, partner_id=world.winner.id)
        await unmerge(client, world.winner, world.loser)
        await session.refresh(later)
        assert later.partner_id == world.winner.id

    async def test_undoes_a_chain_from_its_end(
        self, client: httpx.AsyncClient, session: AsyncSession, world: World
    ) -> None:
        last = await make_partner(session, name_vi="Xiêng Khoảng mới")
        await merge(client, world.winner, world.loser)
        await merge(client, last, world.winner)
        answer = await unmerge(client, last, world.loser)
        assert (answer.status_code, answer.json()["code"]) == (409, "partner_not_merged")
        assert (await unmerge(client, last, world.winner)).json()["moved"]["relationships"] == 1
        assert (await unmerge(client, world.winner, world.loser)).json()["moved"]["relationships"] == 1
        await session.refresh(world.relationship)
        assert world.relationship.partner_id == world.loser.id

    async def test_undoes_the_latest_merge_of_two_partners_merged_twice(
        self, client: httpx.AsyncClient, session: AsyncSession, world: World
    ) -> None:
        await merge(client, world.winner, world.loser)
        await unmerge(client, world.winner, world.loser)
        contact = Contact(full_name="Người Mới", partner_id=world.loser.id, citations=[])
        session.add(contact)
        await session.flush()
        await merge(client, world.winner, world.loser)
        assert (await unmerge(client, world.winner, world.loser)).json()["moved"]["contacts"] == 2

    async def test_undoes_one_of_two_merges_into_one_partner(
        self, client: httpx.AsyncClient, session: AsyncSession, world: World
    ) -> None:
        second = await make_partner(session, name_vi="Tỉnh Xiêng Khoảng")
        await merge(client, world.winner, world.loser)
        await merge(client, world.winner, second)
        answer = await unmerge(client, world.winner, world.loser)
        assert [item["name"] for item in answer.json()["winner"]["aliases"]] == ["Xieng Khouang", "Tỉnh Xiêng Khoảng"]

    async def test_names_no_conflict_of_a_record_that_the_caller_may_not_see(
        self, make_client: MakeClient, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        winner, loser, elsewhere = [await make_partner(session, name_vi=name) for name in "ABC"]
        child = await make_partner(session, parent_id=loser.id)
        await merge(client, winner, loser)
        moved = {"parent_id": elsewhere.id, "confidentiality": "restricted"}
        await client.patch(f"{ADDRESS}/{child.id}", json=moved)
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        answer = await unmerge(editor, winner, loser)
        assert (answer.status_code, answer.json()["moved"], answer.json()["conflicts"]) == (200, {}, [])

    async def test_refuses_to_make_a_loop_with_what_was_arranged_since(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        above = await make_partner(session, name_vi="Trên")
        loser = await make_partner(session, name_vi="Thử hai", parent_id=above.id)
        winner = await make_partner(session, name_vi="Thử")
        below = await make_partner(session, name_vi="Dưới", parent_id=loser.id)
        await merge(client, winner, loser)
        assert (await client.patch(f"{ADDRESS}/{above.id}", json={"parent_id": below.id})).status_code == 200
        answer = await unmerge(client, winner, loser)
        assert (answer.status_code, answer.json()["code"]) == (409, "partner_cycle")


class TestUnits:
    async def test_of_other_provinces_follow_a_merge_too(self, make_client: MakeClient, session: AsyncSession) -> None:
        ours, theirs = await make_org_unit(session), await make_org_unit(session)
        winner, loser = await make_partner(session, name_vi="A"), await make_partner(session, name_vi="B")
        mine = await make_relationship(session, org_unit_id=ours.id, partner_id=loser.id)
        other = await make_relationship(session, org_unit_id=theirs.id, partner_id=loser.id)
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL, [ours.id])
        assert (await merge(editor, winner, loser)).json()["moved"] == {"relationships": 1}
        for row in (mine, other):
            await session.refresh(row)
        assert mine.partner_id == other.partner_id == winner.id
