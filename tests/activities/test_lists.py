"""`/v1/activities` over HTTP: lists."""

from datetime import date
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.activities.models import ActivityKind, ActivityStatus
from app.activities.queries import search_activities_on
from app.activities.schemas import ActivityQuery
from app.auth.principal import Principal
from app.auth.rules import Role
from app.core.schema import Confidentiality
from app.relationships.models import Pillar
from tests.activities.conftest import ADDRESS, MISSING_ID, ids
from tests.conftest import MakeClient, Statements
from tests.factories.activities import make_activity
from tests.factories.delegations import make_delegation
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.factories.tasks import make_task


class TestList:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"kind": "exchange,training"}, True),
            ({"kind": "meeting"}, False),
            ({"status": "held"}, True),
            ({"status": "planned,cancelled"}, False),
            ({"pillar": "people"}, True),
            ({"pillar": "party"}, False),
            ({"country": "LA,TH"}, True),
            ({"country": "TH"}, False),
            ({"date_from": "2026-05-03"}, True),
            ({"date_from": "2026-06"}, False),
            ({"date_to": "2026-04-01"}, True),
            ({"date_to": "2026-03"}, False),
            ({"date_from": "2026-04-20", "date_to": "2026-04-21"}, True),
            ({"file_late": "true"}, False),
            ({"report_overdue": "false"}, True),
            ({"q": "giao luu"}, True),
            ({"q": "khac"}, False),
            ({"org_unit_id": MISSING_ID}, False),
            ({"partner_id": MISSING_ID}, False),
            ({"delegation_id": MISSING_ID}, False),
            ({"plan_item_id": MISSING_ID}, False),
            ({"updated_since": "2999-01-01T00:00:00Z"}, False),
        ],
    )
    async def test_can_be_narrowed(
        self, client: httpx.AsyncClient, session: AsyncSession, query: dict[str, str], *, found: bool
    ) -> None:
        row = await make_activity(
            session,
            title="Giao lưu nhân dân biên giới",
            kind=ActivityKind.EXCHANGE,
            status=ActivityStatus.HELD,
            pillar=Pillar.PEOPLE,
            countries=["LA", "KH"],
            held_from="2026-04",
            held_to="2026-05-03",
        )
        assert ids(await client.get(ADDRESS, params=query)) == ([row.id] if found else [])

    async def test_can_be_narrowed_to_what_activities_name(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        partner, trip, task = await make_partner(session), await make_delegation(session), await make_task(session)
        row = await make_activity(session, partner_ids=[partner.id], delegation_id=trip.id, plan_item_id=task.id)
        await make_activity(session)
        for query in (
            {"org_unit_id": row.org_unit_id},
            {"partner_id": f"{partner.id},{MISSING_ID}"},
            {"delegation_id": trip.id},
            {"plan_item_id": task.id},
        ):
            assert ids(await client.get(ADDRESS, params=query)) == [row.id], query

    @pytest.mark.parametrize(
        ("days", "query", "found"),
        [
            ({"held_from": "2026"}, {"date_from": "2026-12-31"}, True),
            ({"held_from": "2026"}, {"date_from": "2027"}, False),
            ({"held_to": "2026-05"}, {"date_to": "2026-05-01"}, True),
            ({"held_to": "2026-05"}, {"date_to": "2026-04-30"}, False),
            ({}, {"date_from": "1990"}, False),
            ({}, {"date_to": "2090"}, False),
        ],
    )
    async def test_counts_dates_wherever_they_may_be(
        self,
        client: httpx.AsyncClient,
        session: AsyncSession,
        days: dict[str, Any],
        query: dict[str, str],
        *,
        found: bool,
    ) -> None:
        row = await make_activity(session, **days)
        assert ids(await client.get(ADDRESS, params=query)) == ([row.id] if found else [])

    async def test_expands_the_unit_the_partners_the_delegation_and_the_plan_item(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        names = ("Xiêng Khoảng", "Hủa Phăn")
        row = await make_activity(
            session,
            org_unit_id=(await make_org_unit(session, name_vi="Sở Ngoại vụ")).id,
            partner_ids=[(await make_partner(session, name_vi=name)).id for name in names],
            delegation_id=(await make_delegation(session, code="DV-2026-0007")).id,
            plan_item_id=(await make_task(session, title="Giao lưu")).id,
        )
        query = {"expand": "org_unit,partners,delegation,plan_item"}
        shown = (await client.get(f"{ADDRESS}/{row.id}", params=query)).json()
        assert shown["org_unit"]["name_vi"] == "Sở Ngoại vụ"
        assert [partner["name_vi"] for partner in shown["partners"]] == ["Hủa Phăn", "Xiêng Khoảng"]
        assert shown["delegation"]["code"] == "DV-2026-0007"
        assert shown["plan_item"] == {"id": row.plan_item_id, "title": "Giao lưu"}

    async def test_expands_what_the_caller_may_see_alone(self, make_client: MakeClient, session: AsyncSession) -> None:
        hidden: dict[str, Any] = {"confidentiality": Confidentiality.RESTRICTED}
        await make_activity(
            session,
            partner_ids=[(await make_partner(session, **hidden)).id],
            delegation_id=(await make_delegation(session, **hidden)).id,
            plan_item_id=(await make_task(session, **hidden)).id,
        )
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        answer = await reader.get(ADDRESS, params={"expand": "partners,delegation,plan_item"})
        (item,) = answer.json()["items"]
        assert (item["partners"], item["delegation"], item["plan_item"]) == ([], None, None)

    async def test_costs_the_same_for_one_row_as_for_fifty(
        self, client: httpx.AsyncClient, session: AsyncSession, statements: Statements
    ) -> None:
        query = {"expand": "org_unit,partners,delegation,plan_item"}
        unit_id = (await make_activity(session)).org_unit_id
        statements.clear()
        await client.get(ADDRESS, params=query)
        for_one = len(statements)
        for _ in range(49):
            await make_activity(session, org_unit_id=unit_id)
        statements.clear()
        await client.get(ADDRESS, params=query)
        assert len(statements) == for_one == 1

    async def test_is_described_with_its_states(self, client: httpx.AsyncClient) -> None:
        told = (await client.get("/v1/meta/activities")).json()
        assert told["states"]["submitted"] == ["approved", "rejected", "cancelled"]
        assert {"file_late", "report_overdue", "date_from", "date_to"} <= {item["name"] for item in told["filters"]}


async def found_on(session: AsyncSession, principal: Principal, day: date, **query: Any) -> list[str]:
    statement = search_activities_on(day, principal, ActivityQuery(**query))
    return list((await session.execute(statement)).scalars())


class TestDeadlines:
    """R19, QĐ 06/2020/QĐ-TTg."""

    async def test_r19_what_is_only_planned_is_late_once_the_day_for_filing_is_over(
        self, session: AsyncSession, principal: Principal
    ) -> None:
        row = await make_activity(session, kind=ActivityKind.CONFERENCE, held_from="2026-06-10")
        assert await found_on(session, principal, date(2026, 5, 11), file_late=True) == []
        assert await found_on(session, principal, date(2026, 5, 12), file_late=True) == [row.id]
        assert await found_on(session, principal, date(2026, 5, 12), file_late=False) == []

    async def test_r19_of_what_went_on_without_a_day_of_filing_nothing_is_said(
        self, session: AsyncSession, principal: Principal
    ) -> None:
        conference, held = ActivityKind.CONFERENCE, ActivityStatus.HELD
        row = await make_activity(session, kind=conference, status=held, held_from="2020-06-10")
        assert await found_on(session, principal, date(2026, 5, 12), file_late=True) == []
        assert await found_on(session, principal, date(2026, 5, 12), file_late=False) == [row.id]

    async def test_r19_a_report_is_overdue_the_day_after_it_was_due(
        self, session: AsyncSession, principal: Principal
    ) -> None:
        conference, held = ActivityKind.CONFERENCE, ActivityStatus.HELD
        row = await make_activity(session, kind=conference, status=held, held_from="2026-06-10")
        assert await found_on(session, principal, date(2026, 6, 25), report_overdue=True) == []
        assert await found_on(session, principal, date(2026, 6, 26), report_overdue=True) == [row.id]
        row.report_submitted_on = date(2026, 6, 30)
        await session.flush()
        assert await found_on(session, principal, date(2026, 6, 26), report_overdue=True) == []

    @pytest.mark.parametrize(
        "status", [ActivityStatus.CANCELLED, ActivityStatus.REJECTED, ActivityStatus.REPORTED], ids=str
    )
    async def test_r19_what_was_called_off_or_reported_owes_no_report(
        self, session: AsyncSession, principal: Principal, status: ActivityStatus
    ) -> None:
        row = await make_activity(session, kind=ActivityKind.CONFERENCE, status=status, held_from="2020")
        assert await found_on(session, principal, date(2026, 1, 1), report_overdue=True) == []
        assert await found_on(session, principal, date(2026, 1, 1), report_overdue=False) == [row.id]
