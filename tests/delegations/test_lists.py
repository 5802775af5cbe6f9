"""The list of delegations: filters, search, sorts and what may be expanded."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.core.schema import Confidentiality
from app.delegations.models import Delegation, DelegationStatus, Direction, VisitType
from app.relationships.models import Pillar
from tests.conftest import MakeClient, Statements
from tests.delegations.conftest import ADDRESS, TODAY, YESTERDAY, Trip, ids, record
from tests.factories.delegations import make_delegation
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.factories.tasks import make_task


async def codes(client: httpx.AsyncClient, **query: str) -> list[str]:
    """The codes that a query finds."""
    answer = await client.get(ADDRESS, params={"sort": "code", "fields": "code", **query})
    return [item["code"] for item in record(answer)["items"]]


class TestFilters:
    @pytest.fixture(autouse=True)
    async def trips(self, session: AsyncSession, trip: Trip) -> list[Delegation]:
        """A: out, to Laos, in the plan. B: in, from Korea, unplanned. C: out, nowhere known."""
        unit, item = trip.unit.id, (await make_task(session, title="Đoàn ra quý II")).id
        korea = await make_partner(session, name_vi="Gyeonggi", country="KR")
        return [
            await make_delegation(
                session,
                code="A",
                title="Đoàn thăm Xiêng Khoảng",
                org_unit_id=unit,
                pillar=Pillar.STATE,
                visit_type=VisitType.SURVEY,
                countries=["LA", "TH"],
                partner_ids=[trip.partner.id],
                plan_item_id=item,
            ),
            await make_delegation(
                session,
                code="B",
                org_unit_id=unit,
                direction=Direction.INBOUND,
                status=DelegationStatus.CANCELLED,
                pillar=Pillar.PEOPLE,
                countries=["KR"],
                partner_ids=[korea.id],
                in_plan=False,
                unplanned_reason="Bạn đề nghị",
            ),
            await make_delegation(session, code="C"),
        ]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({"direction": "outbound"}, ["A", "C"]),
            ({"direction": "outbound,inbound"}, ["A", "B", "C"]),
            ({"status": "cancelled"}, ["B"]),
            ({"pillar": "state,people"}, ["A", "B"]),
            ({"visit_type": "survey"}, ["A"]),
            ({"country": "TH"}, ["A"]),
            ({"country": "LA,KR"}, ["A", "B"]),
            ({"in_plan": "false"}, ["B"]),
            ({"code": "C"}, ["C"]),
            ({"q": "xieng-khoang"}, ["A"]),
            ({"q": "b"}, ["B"]),
            ({"country": "LA", "direction": "inbound"}, []),
        ],
    )
    async def test_find_what_they_name(
        self, client: httpx.AsyncClient, query: dict[str, str], expected: list[str]
    ) -> None:
        assert await codes(client, **query) == expected

    async def test_find_by_other_records(self, client: httpx.AsyncClient, trip: Trip, trips: list[Delegation]) -> None:
        assert await codes(client, partner_id=trip.partner.id) == ["A"]
        assert await codes(client, partner_id=f"{trip.partner.id},{trips[1].partner_ids[0]}") == ["A", "B"]
        assert await codes(client, org_unit_id=trip.unit.id) == ["A", "B"]
        assert await codes(client, plan_item_id=str(trips[0].plan_item_id)) == ["A"]

    async def test_follow_a_partner_into_another(
        self, client: httpx.AsyncClient, session: AsyncSession, trip: Trip
    ) -> None:
        winner = await make_partner(session, name_vi="Tỉnh Xiêng Khoảng")
        answer = await client.post(f"/v1/partners/{winner.id}/merge", json={"loser_id": trip.partner.id})
        assert answer.status_code == 200, answer.text
        assert await codes(client, partner_id=winner.id) == ["A"]

    async def test_find_by_the_name_of_a_member_whom_the_caller_may_see(
        self, client: httpx.AsyncClient, make_client: MakeClient, trips: list[Delegation]
    ) -> None:
        members = f"{ADDRESS}/{trips[0].id}/members"
        await client.post(members, json={"full_name": "Nguyễn Văn Thử"})
        await client.post(members, json={"full_name": "Trần Thị Kín", "confidentiality": "restricted"})
        gone = record(await client.post(members, json={"full_name": "Lê Đã Xóa"}), 201)
        await client.delete(f"{members}/{gone['id']}")
        assert await codes(client, member="nguyen van thu") == ["A"]
        assert await codes(client, member="Kín") == ["A"]
        assert await codes(client, member="Lê") == []
        internal = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        assert await codes(internal, member="Kín") == []


class TestStart:
    """R22: explicit days; nothing assumes calendar quarters."""

    @pytest.fixture(autouse=True)
    async def trips(self, session: AsyncSession) -> None:
        for code, planned, actual in (
            ("day", "2026-06-14", None),
            ("month", "2026-06", None),
            ("year", "2026", None),
            ("late", "2026-06", date(2026, 7, 2)),
            ("none", None, None),
        ):
            await make_delegation(session, code=code, planned_from=planned, actual_from=actual)

    @pytest.mark.parametrize(
        ("start_from", "start_to", "expected"),
        [
            ("2025-12-15", "2026-06-14", ["day", "month", "year"]),
            ("2026-06-15", "2026-12-14", ["late", "month", "year"]),
            ("2026-06-14", "2026-06-14", ["day", "month", "year"]),
            ("2026-07-03", "2026-12-31", ["year"]),
            ("2027-01-01", None, []),
            (None, "2026-05-31", ["year"]),
        ],
    )
    async def test_counts_a_plan_where_it_may_be(
        self, client: httpx.AsyncClient, start_from: str | None, start_to: str | None, expected: list[str]
    ) -> None:
        window = {"start_from": start_from, "start_to": start_to}
        assert await codes(client, **{name: day for name, day in window.items() if day}) == expected

    async def test_sorts_by_the_first_day_that_may_be(self, client: httpx.AsyncClient) -> None:
        assert await codes(client, sort="start_date,code") == ["year", "month", "day", "late", "none"]


class TestReportOverdue:
    """R16."""

    @pytest.fixture(autouse=True)
    async def trips(self, session: AsyncSession) -> None:
        late: dict[str, Any] = {"report_due_on": YESTERDAY, "status": DelegationStatus.COMPLETED}
        for code, values in {
            "late": late,
            "today": late | {"report_due_on": TODAY},
            "handed in": late | {"report_submitted_on": TODAY},
            "called off": late | {"status": DelegationStatus.CANCELLED},
            "rejected": late | {"status": DelegationStatus.REJECTED},
            "not back": {"report_due_on": None},
        }.items():
            await make_delegation(session, code=code, **values)

    async def test_is_whose_day_has_passed(self, client: httpx.AsyncClient) -> None:
        assert await codes(client, report_overdue="true") == ["late"]

    async def test_leaves_all_others(self, client: httpx.AsyncClient) -> None:
        others = ["called off", "handed in", "not back", "rejected", "today"]
        assert await codes(client, report_overdue="false") == others

    async def test_counts_and_goes_on_as_every_filter(self, client: httpx.AsyncClient) -> None:
        answer = await client.get(ADDRESS, params={"report_overdue": "false", "count": "exact", "limit": 2})
        assert (record(answer)["count"], len(record(answer)["items"])) == (5, 2)


class TestExpand:
    async def test_shows_unit_partners_members_and_item(
        self, client: httpx.AsyncClient, session: AsyncSession, trip: Trip
    ) -> None:
        second = await make_partner(session, name_vi="Bô-ly-khăm-xay")
        item = await make_task(session, title="Đoàn ra quý II")
        partner_ids = [trip.partner.id, second.id]
        row = await make_delegation(session, org_unit_id=trip.unit.id, partner_ids=partner_ids, plan_item_id=item.id)
        for number, name in enumerate(("Người Hai", "Người Một")):
            body = {"full_name": name, "order": 2 - number, "passport_number": "C1234567"}
            record(await client.post(f"{ADDRESS}/{row.id}/members", json=body), 201)
        found = record(
            await client.get(f"{ADDRESS}/{row.id}", params={"expand": "org_unit,partners,members,plan_item"})
        )
        assert found["org_unit"]["name_vi"] == "Nghệ An"
        assert [label["name_vi"] for label in found["partners"]] == ["Bô-ly-khăm-xay", "Xiêng Khoảng"]
        assert [member["full_name"] for member in found["members"]] == ["Người Một", "Người Hai"]
        assert {member["passport_number"] for member in found["members"]} == {"•••4567"}
        assert "passport_sealed" not in found["members"][0]
        assert found["plan_item"] == {"id": item.id, "title": "Đoàn ra quý II"}

    async def test_shows_nothing_that_the_caller_may_not_see(
        self, client: httpx.AsyncClient, make_client: MakeClient, session: AsyncSession, trip: Trip
    ) -> None:
        hidden: dict[str, Any] = {"confidentiality": Confidentiality.RESTRICTED}
        item = await make_task(session, **hidden)
        partner = await make_partner(session, **hidden)
        row = await make_delegation(session, org_unit_id=trip.unit.id, partner_ids=[partner.id], plan_item_id=item.id)
        members = f"{ADDRESS}/{row.id}/members"
        expires = (TODAY + timedelta(days=900)).isoformat()
        await client.post(members, json={"full_name": "Ai Đó", "passport_expires_on": expires})
        await client.post(members, json={"full_name": "Kín", "confidentiality": "restricted"})
        query = {"expand": "partners,members,plan_item"}
        everything = record(await client.get(f"{ADDRESS}/{row.id}", params=query))
        assert [member["passport_expires_on"] for member in everything["members"]] == [expires, None]
        internal = await make_client(Role.READER, Confidentiality.INTERNAL)
        found = record(await internal.get(f"{ADDRESS}/{row.id}", params=query))
        assert (found["partners"], found["plan_item"]) == ([], None)
        assert [(member["full_name"], member["passport_expires_on"]) for member in found["members"]] == [
            ("Ai Đó", None)
        ]

    async def test_costs_one_statement_however_many_rows(
        self, client: httpx.AsyncClient, session: AsyncSession, statements: Statements, trip: Trip
    ) -> None:
        for number in range(5):
            await make_delegation(session, code=f"T-{number}", partner_ids=[trip.partner.id])
        statements.clear()
        answer = await client.get(ADDRESS, params={"expand": "org_unit,partners,members,plan_item"})
        assert len(ids(answer)) == 5
        assert len(statements) == 1


class TestVisibility:
    async def test_is_by_unit_and_clearance(self, make_client: MakeClient, session: AsyncSession, trip: Trip) -> None:
        ours = await make_delegation(session, code="ours", org_unit_id=trip.unit.id)
        public = await make_delegation(session, code="public", confidentiality=Confidentiality.PUBLIC)
        await make_delegation(session, code="theirs")
        kept: dict[str, Any] = {"org_unit_id": trip.unit.id, "confidentiality": Confidentiality.RESTRICTED}
        hidden = await make_delegation(session, code="hidden", **kept)
        caller = await make_client(Role.READER, Confidentiality.INTERNAL, [trip.unit.id])
        assert ids(await caller.get(ADDRESS)) == [ours.id, public.id]
        for path in ("", "/history", "/members", "/opinions", "/clashes"):
            assert (await caller.get(f"{ADDRESS}/{hidden.id}{path}")).status_code == 404

    async def test_of_other_units_follows_their_scope(self, make_client: MakeClient, session: AsyncSession) -> None:
        province = await make_org_unit(session)
        below = await make_org_unit(session, parent_id=province.id)
        row = await make_delegation(session, org_unit_id=below.id)
        caller = await make_client(Role.READER, Confidentiality.INTERNAL, [province.id])
        assert ids(await caller.get(ADDRESS)) == [row.id]
