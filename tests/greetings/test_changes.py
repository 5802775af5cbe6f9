"""`/v1/greetings`: changing, replacing, deleting, restoring, batches."""

from datetime import date
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.greetings.models import GreetingStatus
from tests.conftest import MakeClient
from tests.factories.documents import make_document
from tests.factories.greetings import make_greeting, party
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.greetings.conftest import ADDRESS, MISSING_ID, Pair, create_anniversary, faults, move_along

KEY = f"{ADDRESS}/by-external-id/office/77"


class TestUpdate:
    async def test_changes_the_members_of_a_party_that_it_gives(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        """JSON merge patch (RFC 7396)."""
        row = await make_greeting(session, recipient=party(name="Thử", rank="deputy_head"))
        answer = await client.patch(
            f"{ADDRESS}/{row.id}", json={"recipient": {"position": "Tỉnh trưởng", "rank": None}}
        )
        assert answer.json()["recipient"] == party(name="Thử", position="Tỉnh trưởng")
        assert answer.json()["sender"] == party()

    async def test_makes_no_version_of_no_change(self, client: httpx.AsyncClient, pair: Pair) -> None:
        created = await pair.create(client, recipient={"name": "Thử"})
        answer = await client.patch(f"{ADDRESS}/{created['id']}", json={"type": "letter", "recipient": {"name": "Thử"}})
        assert (answer.status_code, answer.json()["version"]) == (200, 1)

    @pytest.mark.parametrize("name", ["status", "direction"])
    async def test_leaves_life_and_direction_alone(
        self, client: httpx.AsyncClient, session: AsyncSession, name: str
    ) -> None:
        row = await make_greeting(session)
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={name: "received"})
        assert faults(answer) == [(f"/{name}", "unknown_field")]

    async def test_moves_the_day_due_with_the_occurrence(self, client: httpx.AsyncClient, pair: Pair) -> None:
        day = await create_anniversary(client)
        created = await pair.create(client, anniversary_id=day, occurrence_date="2026-12-02")
        address = f"{ADDRESS}/{created['id']}"
        answer = await client.patch(address, json={"occurrence_date": "2027-12-02"})
        assert answer.json()["due_on"] == "2027-12-02"
        answer = await client.patch(address, json={"occurrence_date": "2028-12-02", "due_on": "2028-11-20"})
        answer = await client.patch(address, json={"occurrence_date": "2029-12-02"})
        assert answer.json()["due_on"] == "2028-11-20"
        await client.patch(address, json={"due_on": None})
        assert (await client.patch(address, json={"note": "x"})).json()["due_on"] is None

    async def test_leaves_a_greeting_of_an_old_day_alone_when_the_anniversary_was_corrected(
        self, client: httpx.AsyncClient, pair: Pair
    ) -> None:
        day = await create_anniversary(client)
        created = await pair.create(client, anniversary_id=day, occurrence_date="2026-12-02")
        await client.patch(f"/v1/anniversaries/{day}", json={"origin_date": "1975-12-03"})
        assert (await client.patch(f"{ADDRESS}/{created['id']}", json={"note": "x"})).status_code == 200
        answer = await client.patch(f"{ADDRESS}/{created['id']}", json={"occurrence_date": "2027-12-02"})
        assert faults(answer) == [("/occurrence_date", "no_such_occurrence")]

    async def test_takes_the_country_of_another_partner(
        self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair
    ) -> None:
        created = await pair.create(client)
        other = await make_partner(session, country="KH")
        answer = await client.patch(f"{ADDRESS}/{created['id']}", json={"partner_id": other.id})
        assert answer.json()["country"] == "KH"

    async def test_keeps_what_it_named_before_though_the_caller_does_not_see_it(
        self, make_client: MakeClient, session: AsyncSession, pair: Pair
    ) -> None:
        hidden = await make_document(session, confidentiality="restricted")
        cited = [{"document_id": hidden.id, "url": None, "locator": None, "note": None}]
        row = await make_greeting(session, partner_id=pair.partner.id, citations=cited)
        editor = await make_client(Role.EDITOR, "internal")
        answer = await editor.patch(f"{ADDRESS}/{row.id}", json={"note": "x", "citations": cited})
        assert answer.status_code == 200, answer.text
        answer = await editor.patch(f"{ADDRESS}/{row.id}", json={"citations": [{"document_id": MISSING_ID}]})
        assert faults(answer) == [("/citations/0/document_id", "unknown_reference")]

    async def test_is_refused_to_an_editor_of_another_unit(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        row = await make_greeting(session, confidentiality="public")
        editor = await make_client(Role.EDITOR, org_unit_ids=[(await make_org_unit(session)).id])
        for answer in (
            await editor.patch(f"{ADDRESS}/{row.id}", json={"note": "x"}),
            await editor.delete(f"{ADDRESS}/{row.id}"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "out_of_scope")

    async def test_may_unsign_nothing(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_greeting(session, status=GreetingStatus.SIGNED, signed_on=date(2026, 1, 5))
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"signed_on": None})
        assert faults(answer) == [("/signed_on", "missing")]


class TestUpsert:
    async def test_creates_and_then_replaces(self, client: httpx.AsyncClient, pair: Pair) -> None:
        first = await client.put(KEY, json=pair.body(publicity="Báo tỉnh"))
        assert (first.status_code, first.json()["external_id"]) == (201, "77")
        second = await client.put(KEY, json=pair.body(type="telegram"))
        assert (second.status_code, second.json()["id"]) == (200, first.json()["id"])
        assert (second.json()["type"], second.json()["publicity"]) == ("telegram", None)

    async def test_leaves_what_transitions_set_where_it_is_absent(self, client: httpx.AsyncClient, pair: Pair) -> None:
        created = (await client.put(KEY, json=pair.body())).json()
        moved = await move_along(client, created["id"], "submitted", "signed", "sent")
        answer = await client.put(KEY, json=pair.body(publicity="Báo tỉnh"))
        kept = {name: moved[name] for name in ("status", "signed_on", "sent_on")}
        assert answer.json().items() >= {**kept, "publicity": "Báo tỉnh"}.items()

    async def test_moves_the_status_by_one_step(self, client: httpx.AsyncClient, pair: Pair) -> None:
        await client.put(KEY, json=pair.body())
        assert (await client.put(KEY, json=pair.body(status="submitted"))).json()["status"] == "submitted"
        assert (await client.put(KEY, json=pair.body(status="submitted"))).json()["version"] == 2
        answer = await client.put(KEY, json=pair.body(status="sent", sent_on="2026-01-05"))
        assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")

    async def test_does_not_turn_a_letter_round(self, client: httpx.AsyncClient, pair: Pair) -> None:
        await client.put(KEY, json=pair.body())
        answer = await client.put(KEY, json=pair.body(direction="received"))
        assert faults(answer) == [("/direction", "unknown_value")]

    async def test_warns_as_a_post_does(self, client: httpx.AsyncClient, pair: Pair) -> None:
        """R24."""
        ranks = {"sender": {"rank": "head_of_province"}, "recipient": {"rank": "deputy_department_head"}}
        for _ in range(2):
            assert (await client.put(KEY, json=pair.body(**ranks))).headers["x-warnings"] == "greeting_rank_mismatch"


class TestRestore:
    async def test_brings_it_back(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_greeting(session)
        address = f"{ADDRESS}/{row.id}"
        assert (await client.delete(address)).status_code == 204
        assert (await client.get(address)).status_code == 404
        assert (await client.post(f"{address}/restore")).json()["status"] == "draft"
        actions = [item["action"] for item in (await client.get(f"{address}/history")).json()["items"]]
        assert actions == ["restore", "delete", "create"]

    async def test_wants_what_it_answers_to_be_there_still(self, client: httpx.AsyncClient, pair: Pair) -> None:
        received = (await pair.create(client, direction="received"))["id"]
        reply = (await pair.create(client, reply_to_id=received))["id"]
        for id_ in (reply, received):
            await client.delete(f"{ADDRESS}/{id_}")
        answer = await client.post(f"{ADDRESS}/{reply}/restore")
        assert faults(answer) == [("/reply_to_id", "unknown_reference")]


class TestBatch:
    async def test_does_all_four(self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair) -> None:
        changed, gone = [await make_greeting(session) for _ in range(2)]
        operations: list[dict[str, Any]] = [
            {"op": "create", "data": pair.body()},
            {"op": "update", "id": changed.id, "data": {"note": "x"}},
            {"op": "upsert", "source_system": "office", "external_id": "77", "data": pair.body()},
            {"op": "delete", "id": gone.id},
        ]
        answer = await client.post(f"{ADDRESS}/batch", json={"operations": operations})
        assert [result["status"] for result in answer.json()["results"]] == [201, 200, 201, 204]


class TestMerge:
    async def test_of_partners_leads_the_letter_and_its_party_to_the_winner(
        self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair
    ) -> None:
        loser = await make_partner(session, name_vi="Xiangkhouang", country="LA")
        created = await pair.create(client, partner_id=loser.id, recipient={"partner_id": loser.id, "name": "Thử"})
        merged = await client.post(f"/v1/partners/{pair.partner.id}/merge", json={"loser_id": loser.id})
        assert merged.status_code == 200, merged.text
        moved = (await client.get(f"{ADDRESS}/{created['id']}")).json()
        assert (moved["partner_id"], moved["recipient"]["partner_id"]) == (pair.partner.id, pair.partner.id)
        assert moved["recipient"]["name"] == "Thử"
