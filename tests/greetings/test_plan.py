"""`GET /v1/greetings/plan`: a year's occurrences, with what they ask for and the greeting there is for each."""

import csv
import io
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.core.schema import Confidentiality
from tests.conftest import MakeClient, Statements
from tests.factories.greetings import RECEIVED, make_greeting
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.greetings.conftest import ADDRESS, POLICIES, Pair, create_anniversary

URL = f"{ADDRESS}/plan"
ROUND = {"kind": "national_day", "year_class": "round", "actions": ["telegram", "reception"]}


async def plan_of(client: httpx.AsyncClient, year: int, **query: Any) -> list[dict[str, Any]]:
    answer = await client.get(URL, params={"year": year, **query})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


class TestPlan:
    async def test_tells_number_class_actions_and_when_to_begin(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        """50 years of Laos: năm tròn (NĐ 145/2013/NĐ-CP, Điều 3)."""
        await client.post(POLICIES, json=ROUND)
        day = await create_anniversary(client, lead_days=5)
        (item,) = await plan_of(client, 2025)
        assert (
            item.items()
            >= {
                "date": "2025-12-02",
                "number": 50,
                "year_class": "round",
                "milestone": True,
                "title": "Quốc khánh Lào",
                "anniversary_id": day,
                "recommended_actions": ["telegram", "reception"],
                "greeting_id": None,
                "greeting_status": None,
            }.items()
        )
        assert "2025-11-17" <= item["prepare_from"] <= "2025-11-25"

    async def test_holds_the_whole_year_and_no_other(self, client: httpx.AsyncClient) -> None:
        for origin in ("1990-01-01", "1991-12-31", "1992"):
            await create_anniversary(client, origin_date=origin)
        assert [item["date"] for item in await plan_of(client, 2027)] == ["2027", "2027-01-01", "2027-12-31"]

    async def test_names_the_newest_greeting_that_we_send_and_did_not_cancel(
        self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair
    ) -> None:
        named: dict[str, Any] = {"anniversary_id": await create_anniversary(client), "occurrence_date": "2027-12-02"}
        old = await make_greeting(session, **named)
        await make_greeting(session, **named, direction=RECEIVED)
        await make_greeting(session, **named, status="cancelled")
        await make_greeting(session, **{**named, "occurrence_date": "2026-12-02"})
        assert [item["greeting_id"] for item in await plan_of(client, 2027)] == [old.id]
        newest = await pair.create(client, **named)
        assert [(item["greeting_id"], item["greeting_status"]) for item in await plan_of(client, 2027)] == [
            (newest["id"], "draft")
        ]

    async def test_of_a_unit_names_the_units_own_greeting(
        self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair
    ) -> None:
        subject = {"subject": {"type": "org_unit", "id": pair.unit.id}, "kind": "traditional_day"}
        day = await create_anniversary(client, **subject)
        await create_anniversary(client)
        named: dict[str, Any] = {"anniversary_id": day, "occurrence_date": "2027-12-02"}
        ours = await pair.create(client, **named)
        await make_greeting(session, org_unit_id=(await make_org_unit(session)).id, **named)
        (item,) = await plan_of(client, 2027, org_unit_id=pair.unit.id)
        assert (item["anniversary_id"], item["greeting_id"]) == (day, ours["id"])

    async def test_of_a_country_holds_that_country(self, client: httpx.AsyncClient) -> None:
        await create_anniversary(client)
        khmer = await create_anniversary(client, subject={"type": "country", "code": "KH"}, origin_date="1953-11-09")
        assert [item["anniversary_id"] for item in await plan_of(client, 2027, country="KH")] == [khmer]

    async def test_names_no_greeting_that_the_caller_may_not_see(
        self, make_client: MakeClient, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        named: dict[str, Any] = {"anniversary_id": await create_anniversary(client), "occurrence_date": "2027-12-02"}
        hidden = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        await make_greeting(session, partner_id=hidden.id, **named)
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        assert [item["greeting_id"] for item in await plan_of(reader, 2027)] == [None]

    async def test_comes_in_pages(self, client: httpx.AsyncClient) -> None:
        for day in (10, 11, 12):
            await create_anniversary(client, origin_date=f"1990-05-{day}")
        seen, address = [], f"{URL}?year=2027&limit=2"
        while address:
            answer = await client.get(address)
            seen += [item["date"] for item in answer.json()["items"]]
            address = answer.links["next"]["url"] if "next" in answer.links else ""
        assert seen == ["2027-05-10", "2027-05-11", "2027-05-12"]

    async def test_costs_the_same_for_one_as_for_many(self, client: httpx.AsyncClient, statements: Statements) -> None:
        costs = []
        for _ in range(2):
            await create_anniversary(client)
            statements.clear()
            await plan_of(client, 2027)
            costs.append(len(statements))
        assert costs[0] == costs[1] <= 8

    @pytest.mark.parametrize("query", [{}, {"year": "1899"}, {"year": "3000"}, {"year": "x"}])
    async def test_wants_a_year(self, client: httpx.AsyncClient, query: dict[str, str]) -> None:
        answer = await client.get(URL, params=query)
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "year")


class TestForms:
    async def test_csv_says_the_same_as_json(self, client: httpx.AsyncClient, pair: Pair) -> None:
        await client.post(POLICIES, json=ROUND)
        named = {"anniversary_id": await create_anniversary(client), "occurrence_date": "2025-12-02"}
        await pair.create(client, **named)
        await create_anniversary(client, title_vi="=1+1")
        answer = await client.get(URL, params={"year": 2025}, headers={"accept": "text/csv"})
        assert answer.headers["content-type"].startswith("text/csv")
        assert answer.content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        items = await plan_of(client, 2025)
        assert [list(row) for row in rows] == [list(item) for item in items]
        assert [row["greeting_id"] for row in rows] == [item["greeting_id"] or "" for item in items]
        assert {row["title"] for row in rows} == {"Quốc khánh Lào", "'=1+1"}
        assert {row["recommended_actions"] for row in rows} == {"telegram;reception"}

    async def test_is_empty_in_a_year_without_days(self, client: httpx.AsyncClient) -> None:
        answer = await client.get(URL, params={"year": 2027}, headers={"accept": "text/csv"})
        assert answer.text.count("\n") == 1
        assert await plan_of(client, 2027) == []

    @pytest.mark.parametrize("form", ["text/calendar", "image/png"])
    async def test_has_no_other_forms(self, client: httpx.AsyncClient, form: str) -> None:
        answer = await client.get(URL, params={"year": 2027}, headers={"accept": form})
        assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")
