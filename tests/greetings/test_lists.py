"""`GET /v1/greetings`: filters, expansions, and who sees what."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.core.clock import now
from app.core.schema import Confidentiality
from app.greetings.models import Greeting, GreetingChannel, GreetingStatus, GreetingType, PartyRank
from app.greetings.rules import is_rank_mismatch
from tests.conftest import MakeClient, Statements
from tests.factories.greetings import RECEIVED, make_greeting, party
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.greetings.conftest import ADDRESS, Pair, create_anniversary, ids

PAST = (now() - timedelta(days=3)).date()
COMING = (now() + timedelta(days=3)).date()


class TestFilters:
    @pytest.mark.parametrize(
        ("name", "value"),
        [("direction", "received"), ("type", "flowers"), ("status", "received"), ("channel", "party")],
    )
    async def test_find_by_code(self, client: httpx.AsyncClient, session: AsyncSession, name: str, value: str) -> None:
        await make_greeting(session)
        row = await make_greeting(session, direction=RECEIVED, type=GreetingType.FLOWERS, channel=GreetingChannel.PARTY)
        assert ids(await client.get(ADDRESS, params={name: value})) == [row.id]

    async def test_find_by_whom_it_concerns(self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair) -> None:
        await make_greeting(session, country="KH")
        row = (await pair.create(client, direction="received"))["id"]
        reply = (await pair.create(client, reply_to_id=row))["id"]
        found = {"partner_id": pair.partner.id, "org_unit_id": pair.unit.id, "country": "LA,CN", "q": "xieng khoang"}
        for name, value in found.items():
            assert ids(await client.get(ADDRESS, params={name: value})) == [row, reply], name
        assert ids(await client.get(ADDRESS, params={"reply_to_id": row})) == [reply]
        assert ids(await client.get(ADDRESS, params={"q": "luang prabang"})) == []

    async def test_find_by_occurrence_as_precise_as_it_is(self, client: httpx.AsyncClient, pair: Pair) -> None:
        whole = await create_anniversary(client)
        vague = await create_anniversary(client, origin_date="1975", title_vi="Không rõ ngày")
        one = (await pair.create(client, anniversary_id=whole, occurrence_date="2027-12-02"))["id"]
        other = (await pair.create(client, anniversary_id=vague, occurrence_date="2027"))["id"]
        await pair.create(client)
        for window, found in (
            ({"occurrence_from": "2027"}, [one, other]),
            ({"occurrence_from": "2027-01", "occurrence_to": "2027-06"}, [other]),
            ({"occurrence_to": "2026"}, []),
            ({"anniversary_id": whole}, [one]),
        ):
            assert ids(await client.get(ADDRESS, params=window)) == found

    async def test_find_by_day_due(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        rows = [await make_greeting(session, due_on=date(2026, 1, day)) for day in (5, 6, 7)]
        answer = await client.get(ADDRESS, params={"due_from": "2026-01-06", "due_to": "2026-01-06"})
        assert ids(answer) == [rows[1].id]

    async def test_find_what_is_late(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        late = [
            await make_greeting(session, due_on=PAST, status=status)
            for status in (GreetingStatus.DRAFT, GreetingStatus.SUBMITTED, GreetingStatus.SIGNED)
        ]
        in_time = [
            await make_greeting(session, due_on=PAST, status=GreetingStatus.SENT),
            await make_greeting(session, due_on=PAST, status=GreetingStatus.CANCELLED),
            await make_greeting(session, due_on=PAST, direction=RECEIVED),
            await make_greeting(session, due_on=COMING),
            await make_greeting(session),
        ]
        assert ids(await client.get(ADDRESS, params={"overdue": True})) == [row.id for row in late]
        assert ids(await client.get(ADDRESS, params={"overdue": False})) == [row.id for row in in_time]

    async def test_find_what_was_answered(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_greeting(session)
        waiting = [
            await make_greeting(session, status=GreetingStatus.SENT),
            await make_greeting(session, direction=RECEIVED),
        ]
        answered = await make_greeting(session, status=GreetingStatus.ANSWERED)
        assert ids(await client.get(ADDRESS, params={"answered": True})) == [answered.id]
        assert ids(await client.get(ADDRESS, params={"answered": False})) == [row.id for row in waiting]

    async def test_r24_find_ranks_too_far_apart_just_as_the_rule_does(
        self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair
    ) -> None:
        ranks = [None, *(rank.value for rank in PartyRank)]
        rows: list[tuple[Greeting, bool]] = []
        for sender, recipient in product(ranks, ranks):
            sides: dict[str, Any] = {"sender": party(rank=sender), "recipient": party(rank=recipient)}
            row = await make_greeting(session, org_unit_id=pair.unit.id, partner_id=pair.partner.id, **sides)
            rows.append((row, is_rank_mismatch(sender, recipient)))
        for asked in (True, False):
            answer = await client.get(ADDRESS, params={"rank_mismatch": asked, "limit": 200})
            assert ids(answer) == [row.id for row, mismatch in rows if mismatch is asked]


class TestExpand:
    async def test_shows_what_the_greeting_names(self, client: httpx.AsyncClient, pair: Pair) -> None:
        day = await create_anniversary(client)
        named = {"anniversary_id": day, "occurrence_date": "2027-12-02"}
        received = (await pair.create(client, direction="received", **named))["id"]
        reply = (await pair.create(client, reply_to_id=received, **named))["id"]
        names = "org_unit,partner,anniversary,reply_to"
        shown = (await client.get(f"{ADDRESS}/{reply}", params={"expand": names})).json()
        assert shown["org_unit"]["name_vi"] == "Nghệ An"
        assert shown["partner"]["name_vi"] == "Xiêng Khoảng"
        assert shown["anniversary"]["id"] == day
        assert (shown["reply_to"]["id"], shown["reply_to"]["direction"]) == (received, "received")
        listed = (await client.get(ADDRESS, params={"expand": names})).json()["items"]
        assert listed[0]["reply_to"] is None

    async def test_costs_the_same_for_one_as_for_many(
        self, client: httpx.AsyncClient, session: AsyncSession, statements: Statements
    ) -> None:
        costs = []
        for _ in range(2):
            await make_greeting(session)
            statements.clear()
            await client.get(ADDRESS, params={"expand": "org_unit,partner,anniversary,reply_to"})
            costs.append(len(statements))
        assert costs == [1, 1]


class TestVisibility:
    async def test_hides_a_letter_with_its_partner_or_unit(
        self, make_client: MakeClient, session: AsyncSession, pair: Pair
    ) -> None:
        hidden = Confidentiality.RESTRICTED
        partner, unit = (
            await make_partner(session, confidentiality=hidden),
            await make_org_unit(session, confidentiality=hidden),
        )
        secret = [
            await make_greeting(session, partner_id=partner.id),
            await make_greeting(session, org_unit_id=unit.id),
            await make_greeting(session, confidentiality=hidden),
        ]
        seen = await make_greeting(session, org_unit_id=pair.unit.id, country="LA")
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        assert ids(await reader.get(ADDRESS)) == [seen.id]
        for row in secret:
            assert (await reader.get(f"{ADDRESS}/{row.id}")).status_code == 404
            assert (await reader.get(f"{ADDRESS}/{row.id}/history")).status_code == 404

    async def test_is_of_the_callers_units(self, make_client: MakeClient, session: AsyncSession, pair: Pair) -> None:
        await make_greeting(session)
        ours = await make_greeting(session, org_unit_id=pair.unit.id)
        reader = await make_client(Role.READER, org_unit_ids=[pair.unit.id])
        assert ids(await reader.get(ADDRESS)) == [ours.id]


class TestMeta:
    async def test_tells_the_states_and_the_labels(self, client: httpx.AsyncClient) -> None:
        meta = (await client.get("/v1/meta/greetings")).json()
        assert meta["states"]["submitted"] == ["signed", "cancelled"]
        assert [field["name"] for field in meta["fields"] if field["label_vi"] == field["name"]] == []
