"""The life of a letter: its transitions, and the replies that answer it."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.core.clock import now
from app.greetings.models import GreetingStatus
from app.greetings.rules import TRANSITIONS
from tests.conftest import MakeClient
from tests.factories.greetings import RECEIVED, make_greeting
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.greetings.conftest import ADDRESS, Pair, faults, move, move_along, status_of

YESTERDAY = (now() - timedelta(days=2)).date()
TOMORROW = (now() + timedelta(days=2)).date()


async def history_of(client: httpx.AsyncClient, id_: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await client.get(f"{ADDRESS}/{id_}/history")).json()["items"]
    return items


class TestTransition:
    async def test_leads_a_letter_of_ours_to_its_reader(self, client: httpx.AsyncClient, pair: Pair) -> None:
        id_ = (await pair.create(client))["id"]
        assert (await move_along(client, id_, "submitted"))["status"] == "submitted"
        signed = await move(client, id_, "signed", on=YESTERDAY.isoformat(), reference_number="12/TM-UBND")
        assert signed.json().items() >= {"signed_on": YESTERDAY.isoformat(), "reference_number": "12/TM-UBND"}.items()
        sent = await move_along(client, id_, "sent")
        assert sent["status"] == "sent"
        assert sent["sent_on"] > sent["signed_on"]
        assert (await move_along(client, id_, "answered"))["reference_number"] == "12/TM-UBND"

    async def test_is_told_as_such_by_the_history(self, client: httpx.AsyncClient, pair: Pair) -> None:
        id_ = (await pair.create(client))["id"]
        await move_along(client, id_, "submitted")
        await client.patch(f"{ADDRESS}/{id_}", json={"note": "x"})
        assert [item["action"] for item in await history_of(client, id_)] == ["update", "transition", "create"]

    @pytest.mark.parametrize("status", GreetingStatus)
    async def test_goes_only_where_the_table_leads(
        self, client: httpx.AsyncClient, session: AsyncSession, status: GreetingStatus
    ) -> None:
        row = await make_greeting(session, status=status)
        for to in GreetingStatus:
            if to.value not in TRANSITIONS[status]:
                body = (await move(client, row.id, to)).json()
                assert (body["status"], body["code"]) == (409, "illegal_transition")
                assert (body["from"], body["to"], body["allowed"]) == (status, to, TRANSITIONS[status])

    async def test_to_signed_is_an_approvers(self, make_client: MakeClient, session: AsyncSession) -> None:
        """A signed letter speaks for the office."""
        row = await make_greeting(session, status=GreetingStatus.SUBMITTED)
        refused = await move(await make_client(Role.EDITOR), row.id, "signed")
        assert (refused.status_code, refused.json()["permission"]) == (403, "registry:approve")
        assert (await move(await make_client(Role.APPROVER), row.id, "signed")).status_code == 200
        assert (await move(await make_client(Role.EDITOR), row.id, "sent")).status_code == 200

    async def test_is_not_to_come(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_greeting(session)
        answer = await move(client, row.id, "submitted", on=TOMORROW.isoformat())
        assert faults(answer) == [("/on", "date_in_future")]

    async def test_does_not_lie_before_the_step_before(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_greeting(session, status=GreetingStatus.SIGNED, signed_on=YESTERDAY)
        early = (YESTERDAY - timedelta(days=1)).isoformat()
        assert faults(await move(client, row.id, "sent", on=early)) == [("/on", "before_previous")]

    async def test_is_refused_to_an_editor_of_another_unit(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        row = await make_greeting(session, confidentiality="public")
        editor = await make_client(Role.EDITOR, org_unit_ids=[(await make_org_unit(session)).id])
        assert (await move(editor, row.id, "submitted")).status_code == 403

    async def test_holds_against_a_version_that_is_gone(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_greeting(session)
        address = f"{ADDRESS}/{row.id}/transitions"
        answer = await client.post(address, json={"to": "submitted"}, headers={"if-match": '"7"'})
        assert answer.status_code == 412


class TestReply:
    """Có đi có lại (R24)."""

    async def test_r24_answers_the_letter_when_it_comes_in(self, client: httpx.AsyncClient, pair: Pair) -> None:
        sent = (await pair.create(client, status="sent", sent_on="2026-01-05"))["id"]
        reply = await pair.create(client, direction="received", type="thanks", reply_to_id=sent)
        assert reply["status"] == "received"
        assert await status_of(client, sent) == "answered"
        assert [item["action"] for item in await history_of(client, sent)] == ["transition", "create"]
        assert [item["action"] for item in await history_of(client, reply["id"])] == ["create"]

    async def test_r24_answers_theirs_when_it_goes_out_not_as_a_draft(
        self, client: httpx.AsyncClient, pair: Pair
    ) -> None:
        received = (await pair.create(client, direction="received"))["id"]
        reply = (await pair.create(client, type="thanks", reply_to_id=received))["id"]
        await move_along(client, reply, "submitted", "signed")
        assert await status_of(client, received) == "received"
        await move_along(client, reply, "sent")
        assert await status_of(client, received) == "answered"

    async def test_goes_with_the_letter_when_it_is_deleted_and_comes_back_with_it(
        self, client: httpx.AsyncClient, pair: Pair
    ) -> None:
        sent = (await pair.create(client, status="sent", sent_on="2026-01-05"))["id"]
        reply = (await pair.create(client, direction="received", reply_to_id=sent))["id"]
        assert (await client.delete(f"{ADDRESS}/{sent}")).json()["code"] == "still_referenced"
        assert (await client.delete(f"{ADDRESS}/{reply}")).status_code == 204
        assert await status_of(client, sent) == "sent"
        assert (await client.post(f"{ADDRESS}/{reply}/restore")).status_code == 200
        assert await status_of(client, sent) == "answered"

    async def test_leaves_it_answered_while_another_stands(self, client: httpx.AsyncClient, pair: Pair) -> None:
        sent = (await pair.create(client, status="sent", sent_on="2026-01-05"))["id"]
        replies = [(await pair.create(client, direction="received", reply_to_id=sent))["id"] for _ in range(2)]
        for reply, status in zip(replies, ("answered", "sent"), strict=True):
            await client.delete(f"{ADDRESS}/{reply}")
            assert await status_of(client, sent) == status

    async def test_moves_from_one_letter_to_another(self, client: httpx.AsyncClient, pair: Pair) -> None:
        one, other = [(await pair.create(client, direction="received"))["id"] for _ in range(2)]
        reply = await pair.create(client, status="sent", sent_on="2026-01-05", reply_to_id=one)
        answer = await client.patch(f"{ADDRESS}/{reply['id']}", json={"reply_to_id": other})
        assert answer.status_code == 200, answer.text
        assert [await status_of(client, id_) for id_ in (one, other)] == ["received", "answered"]

    async def test_goes_the_other_way(self, client: httpx.AsyncClient, pair: Pair) -> None:
        sent = (await pair.create(client, status="sent", sent_on="2026-01-05"))["id"]
        answer = await client.post(ADDRESS, json=pair.body(reply_to_id=sent))
        assert faults(answer) == [("/reply_to_id", "reply_mismatch")]

    async def test_is_between_the_same_two(self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair) -> None:
        sent = (await pair.create(client, status="sent", sent_on="2026-01-05"))["id"]
        other = await make_partner(session, country="LA")
        body = pair.body(direction="received", partner_id=other.id, reply_to_id=sent)
        assert faults(await client.post(ADDRESS, json=body)) == [("/reply_to_id", "reply_mismatch")]
        country = pair.body(direction="received", partner_id=None, country="LA", reply_to_id=sent)
        assert (await client.post(ADDRESS, json=country)).status_code == 201

    async def test_answers_nothing_that_never_went_out(self, client: httpx.AsyncClient, pair: Pair) -> None:
        draft = (await pair.create(client))["id"]
        answer = await client.post(ADDRESS, json=pair.body(direction="received", reply_to_id=draft))
        assert faults(answer) == [("/reply_to_id", "reply_mismatch")]

    async def test_answers_no_letter_of_a_unit_that_is_not_the_callers(
        self, make_client: MakeClient, client: httpx.AsyncClient, session: AsyncSession, pair: Pair
    ) -> None:
        theirs = await make_greeting(
            session, direction=RECEIVED, partner_id=pair.partner.id, country="LA", confidentiality="public"
        )
        editor = await make_client(Role.APPROVER, org_unit_ids=[pair.unit.id])
        body = pair.body(status="sent", sent_on="2026-01-05", reply_to_id=theirs.id)
        assert (await editor.post(ADDRESS, json=body)).json()["code"] == "out_of_scope"
        assert await status_of(client, theirs.id) == "received"
