"""The status of a day, asked of the pure rule and of the database: they must answer alike (R9)."""

import random
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.agreements import queries
from app.agreements.models import ActKind, Agreement, AgreementAct
from app.agreements.queries.status import NEVER, end_on, sortable_end_on, status_on
from app.agreements.rules import spans
from app.agreements.rules import status as rules
from tests.agreements.conftest import ADDRESS, ids
from tests.factories.agreements import make_act, make_agreement

TODAY = date(2026, 6, 15)
NEAR = 3  # days around which everything happens, so that it happens on one day often
WITHIN = 2


def some_day(choose: random.Random) -> date:
    return TODAY + timedelta(days=choose.randint(-NEAR, NEAR))


def some_date(choose: random.Random) -> str:
    """A day of June 2026, its month, its year, or a month or a year beside."""
    day = some_day(choose).isoformat()
    return choose.choice((day, day, day, "2026-06", "2026", "2026-05", "2025", "2026-07"))


def some_paper(choose: random.Random) -> dict[str, Any]:
    signed_on = choose.choice((None, *(some_date(choose) for _ in range(5))))
    effective_on = choose.choice((None, some_date(choose)))
    starts_on = spans.starts_on(signed_on, effective_on)
    ends_on, months = choose.choice((None, some_date(choose))), choose.choice((None, 1, 12))
    return {
        "signed_on": signed_on,
        "effective_on": effective_on,
        "ends_on": ends_on,
        "term_months": months,
        "starts_on": starts_on,
        "expires_on": spans.expires_on(starts_on, ends_on, months),
        "renews_automatically": choose.random() < 0.2,
    }


async def add_histories(session: AsyncSession, choose: random.Random) -> list[str]:
    """The ids of agreements with acts in any order, among them deleted ones and renewals without end."""
    rows = [await make_agreement(session, **some_paper(choose)) for _ in range(6)]
    for row in rows:
        for _ in range(choose.choice((0, 1, 2, 4))):
            deleted_at = session.info["now"] if choose.random() < 0.2 else None
            kind, end = choose.choice(list(ActKind)), choose.choice((None, some_day(choose)))
            values: dict[str, Any] = {"effective_on": some_day(choose), "expires_on": end}
            await make_act(session, row, kind=kind, deleted_at=deleted_at, **values)
    return [row.id for row in rows]


@given(seed=st.integers(0, 2**32))
async def test_the_database_says_what_the_rule_says(session: AsyncSession, seed: int) -> None:
    """R9: partial dates, acts in any order, renewals, papers that renew themselves; before, on and after a day."""
    there = await add_histories(session, random.Random(seed))
    found = select(AgreementAct).where(AgreementAct.agreement_id.in_(there), AgreementAct.deleted_at.is_(None))
    acts = (await session.execute(found)).scalars().all()
    for day in (TODAY - timedelta(days=2), TODAY, TODAY + timedelta(days=2)):
        columns = Agreement, status_on(day, WITHIN), end_on(day), sortable_end_on(day)
        rows = (await session.execute(select(*columns).where(Agreement.id.in_(there)))).all()
        assert len(rows) == 6
        for row, status, end, sortable in rows:
            own = [act for act in acts if act.agreement_id == row.id]
            assert status == rules.status_on(day, row, own, WITHIN)
            assert end == rules.end_on(day, row, own)
            assert sortable == (end or NEVER)


class TestAnswers:
    """The status in every answer, of today or of another day."""

    @pytest.fixture
    async def paper(self, session: AsyncSession) -> Agreement:
        """In force for 2015, renewed for 2016, then terminated in the middle of it."""
        row = await make_agreement(
            session, signed_on="2015-01-01", starts_on=date(2015, 1, 1), ends_on="2015", expires_on=date(2015, 12, 31)
        )
        end = {"ends_on": "2016", "expires_on": date(2016, 12, 31)}
        await make_act(session, row, kind=ActKind.RENEW, effective_on=date(2015, 12, 1), **end)
        await make_act(session, row, effective_on=date(2016, 7, 1))
        return row

    @pytest.mark.parametrize(
        ("day", "status", "expires_on"),
        [
            ("2014-12-31", "preparing", "2015-12-31"),
            ("2015-06-01", "in_force", "2015-12-31"),
            ("2015-11-30", "expiring", "2015-12-31"),
            ("2015-12-01", "in_force", "2016-12-31"),
            ("2016-06-30", "in_force", "2016-12-31"),
            ("2016-07-01", "terminated", "2016-12-31"),
        ],
    )
    async def test_are_as_of_any_day(
        self, client: httpx.AsyncClient, paper: Agreement, day: str, status: str, expires_on: str
    ) -> None:
        for address in (f"{ADDRESS}/{paper.id}", ADDRESS):
            answer = (await client.get(address, params={"status_as_of": day})).json()
            [record] = answer.get("items", [answer])
            assert (record["status"], record["expires_on"]) == (status, expires_on)

    async def test_are_as_of_today_unless_another_day_is_asked_for(
        self, client: httpx.AsyncClient, paper: Agreement
    ) -> None:
        assert (await client.get(f"{ADDRESS}/{paper.id}")).json()["status"] == "terminated"
        listed = await client.get(ADDRESS, params={"fields": "status"})
        assert listed.json()["items"] == [{"status": "terminated"}]

    async def test_are_filtered_by_the_day_too(self, client: httpx.AsyncClient, paper: Agreement) -> None:
        draft = await make_draft(client, paper)
        query = {"status": "in_force,preparing", "status_as_of": "2015-06-01"}
        assert ids(await client.get(ADDRESS, params=query)) == [paper.id, draft]
        assert ids(await client.get(ADDRESS, params={**query, "status": "in_force"})) == [paper.id]
        assert ids(await client.get(ADDRESS, params={"status": "in_force"})) == []
        assert ids(await client.get(ADDRESS, params={"status": "terminated", "count": "exact"})) == [paper.id]

    async def test_are_found_by_the_end_that_renewals_gave(self, client: httpx.AsyncClient, paper: Agreement) -> None:
        assert ids(await client.get(ADDRESS, params={"ends_from": "2016", "ends_to": "2016-12-31"})) == [paper.id]
        assert ids(await client.get(ADDRESS, params={"ends_to": "2016-11"})) == []
        assert ids(await client.get(ADDRESS, params={"ends_to": "2015", "status_as_of": "2015-06-01"})) == [paper.id]
        assert ids(await client.get(ADDRESS, params={"ends_from": "2017"})) == []

    async def test_refuse_a_status_that_there_is_not(self, client: httpx.AsyncClient) -> None:
        answer = await client.get(ADDRESS, params={"status": "valid"})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown_value")

    async def test_are_not_taken_for_unchanged_on_another_day(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        new = await make_agreement(session)
        session.info["now"] -= timedelta(days=2)
        old = await make_agreement(session)
        known = {"if-none-match": '"1"'}
        assert (await client.get(f"{ADDRESS}/{new.id}", headers=known)).status_code == 304
        assert (await client.get(f"{ADDRESS}/{old.id}", headers=known)).status_code == 200


async def make_draft(client: httpx.AsyncClient, like: Agreement) -> str:
    """An agreement in preparation."""
    named = [{"side": side, "name_as_signed": "Tên"} for side in ("vietnamese", "foreign")]
    body = {"title_vi": "Dự thảo", "name_type": like.name_type, "signing_capacity": "department", "parties": named}
    answer = await client.post(ADDRESS, json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_the_listings_of_days_are_few() -> None:
    """Each day has its own statements: the memory of them stays small."""
    for ago in range(20):
        queries.listing_on(TODAY - timedelta(days=ago), WITHIN)
    assert queries.listing_on.cache_info().currsize <= 8
