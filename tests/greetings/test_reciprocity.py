"""`GET /v1/greetings/reciprocity`: whom we greeted and who did not answer, and the reverse (R24)."""

from datetime import date
from typing import Any

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.core.schema import Confidentiality
from app.greetings.models import GreetingStatus
from tests.conftest import MakeClient, Statements
from tests.factories.greetings import RECEIVED, make_greeting
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.greetings.conftest import ADDRESS, Pair

URL = f"{ADDRESS}/reciprocity"
SENT, ANSWERED = GreetingStatus.SENT, GreetingStatus.ANSWERED


async def items_of(client: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await client.get(URL, params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


class TestCounts:
    async def test_r24_tells_who_owes_whom_an_answer(
        self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair
    ) -> None:
        ours: dict[str, Any] = {"partner_id": pair.partner.id, "country": "LA"}
        await make_greeting(session, **ours, status=SENT, sent_on=date(2026, 1, 5))
        await make_greeting(session, **ours, status=SENT, sent_on=date(2026, 3, 5))
        await make_greeting(session, **ours, status=ANSWERED, sent_on=date(2026, 2, 5))
        await make_greeting(session, **ours, direction=RECEIVED, received_on=date(2026, 4, 5))
        await make_greeting(session, **ours)
        assert await items_of(client) == [
            {
                "counterpart": pair.partner.id,
                "partner_id": pair.partner.id,
                "country": "LA",
                "sent": 3,
                "answered": 1,
                "unanswered": 2,
                "received": 1,
                "replied_to": 0,
                "not_replied_to": 1,
                "last_sent_on": "2026-03-05",
                "last_received_on": "2026-04-05",
            }
        ]

    async def test_count_a_reply_with_what_it_answers_not_as_a_greeting(
        self, client: httpx.AsyncClient, pair: Pair
    ) -> None:
        received = (await pair.create(client, direction="received"))["id"]
        await pair.create(client, status="sent", sent_on="2026-01-05", reply_to_id=received)
        (item,) = await items_of(client)
        assert (item["sent"], item["received"], item["replied_to"], item["not_replied_to"]) == (0, 1, 1, 0)

    async def test_leave_out_who_was_only_written_a_draft(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        await make_greeting(session)
        assert await items_of(client) == []

    async def test_are_by_country_where_no_partner_was_named(
        self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair
    ) -> None:
        await make_greeting(session, country="LA", status=SENT)
        await make_greeting(session, country="KH", direction=RECEIVED)
        await make_greeting(session, partner_id=pair.partner.id, country="LA", status=ANSWERED)
        found = {item["counterpart"]: (item["partner_id"], item["country"]) for item in await items_of(client)}
        assert found == {"LA": (None, "LA"), "KH": (None, "KH"), pair.partner.id: (pair.partner.id, "LA")}


class TestWindow:
    async def test_goes_by_the_day_sent_or_received(
        self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair
    ) -> None:
        ours: dict[str, Any] = {"partner_id": pair.partner.id}
        for day in (5, 6, 7):
            await make_greeting(session, **ours, status=SENT, sent_on=date(2026, 1, day))
            await make_greeting(session, **ours, direction=RECEIVED, received_on=date(2026, 1, day))
        await make_greeting(session, **ours, direction=RECEIVED)
        for window, counted in (
            ({"from": "2026-01-06"}, (2, 2)),
            ({"to": "2026-01-05"}, (1, 1)),
            ({"from": "2026-01-06", "to": "2026-01-06"}, (1, 1)),
            ({}, (3, 4)),
        ):
            (item,) = await items_of(client, **window)
            assert (item["sent"], item["received"]) == counted

    async def test_is_not_turned_round(self, client: httpx.AsyncClient) -> None:
        answer = await client.get(URL, params={"from": "2026-01-06", "to": "2026-01-05"})
        assert [(fault["parameter"], fault["code"]) for fault in answer.json()["errors"]] == [
            ("to", "end_before_start")
        ]


class TestFilters:
    async def test_find_a_unit_a_partner_a_country(
        self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair
    ) -> None:
        await make_greeting(session, country="KH", status=SENT)
        await make_greeting(session, partner_id=pair.partner.id, org_unit_id=pair.unit.id, country="LA", status=SENT)
        for query in ({"partner_id": pair.partner.id}, {"org_unit_id": pair.unit.id}, {"country": "LA,CN"}):
            assert [item["counterpart"] for item in await items_of(client, **query)] == [pair.partner.id]

    async def test_puts_the_least_answered_first_and_pages(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        for country, times in (("KH", 1), ("LA", 3), ("CN", 2), ("TH", 2)):
            for _ in range(times):
                await make_greeting(session, country=country, status=SENT)
        seen: list[str] = []
        cursor = None
        while cursor is not None or not seen:
            page = (await client.get(URL, params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
            seen += [item["counterpart"] for item in page["items"]]
            cursor = page["next_cursor"]
        assert seen == ["LA", "CN", "TH", "KH"]

    async def test_sorts_by_days_that_may_be_unknown(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_greeting(session, country="KH", direction=RECEIVED)
        for country, day in (("LA", 6), ("CN", 5)):
            await make_greeting(session, country=country, direction=RECEIVED, received_on=date(2026, 1, day))
        for sort, order in (("last_received_on", ["CN", "LA", "KH"]), ("-last_received_on", ["KH", "LA", "CN"])):
            seen: list[str] = []
            cursor = None
            while cursor is not None or not seen:
                query: dict[str, Any] = {"limit": 1, "sort": sort} | ({"cursor": cursor} if cursor else {})
                page = (await client.get(URL, params=query)).json()
                seen += [item["counterpart"] for item in page["items"]]
                cursor = page["next_cursor"]
            assert seen == order

    async def test_shows_the_partner_at_the_cost_of_one_statement(
        self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair, statements: Statements
    ) -> None:
        await make_greeting(session, partner_id=pair.partner.id, status=SENT)
        await make_greeting(session, country="KH", status=SENT)
        statements.clear()
        found = {item["counterpart"]: item["partner"] for item in await items_of(client, expand="partner")}
        assert len(statements) == 1
        assert (found[pair.partner.id]["name_vi"], found["KH"]) == ("Xiêng Khoảng", None)


class TestVisibility:
    async def test_counts_only_what_the_caller_may_see(
        self, make_client: MakeClient, session: AsyncSession, pair: Pair
    ) -> None:
        hidden = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        ours: dict[str, Any] = {"partner_id": pair.partner.id, "status": SENT}
        await make_greeting(session, partner_id=hidden.id, org_unit_id=pair.unit.id, status=SENT)
        await make_greeting(session, **ours, org_unit_id=(await make_org_unit(session)).id)
        await make_greeting(session, **ours, org_unit_id=pair.unit.id)
        reader = await make_client(Role.READER, Confidentiality.INTERNAL, org_unit_ids=[pair.unit.id])
        assert [(item["counterpart"], item["sent"]) for item in await items_of(reader)] == [(pair.partner.id, 1)]
