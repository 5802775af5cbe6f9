"""What falls on the days of a delegation: holidays on either side, and whoever is busy then."""

from datetime import date
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.core.schema import Confidentiality
from app.delegations.models import Delegation, DelegationStatus, MemberRole
from tests.conftest import MakeClient, Statements
from tests.factories.delegation_members import make_member
from tests.factories.delegations import make_delegation
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner

CALENDAR = "/v1/calendar/clashes"
UNKNOWN_ID = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"
OCTOBER: dict[str, Any] = {"actual_from": date(2026, 10, 5), "actual_to": date(2026, 10, 9)}
"""Days without a holiday in Vietnam."""


async def clashes_of(client: httpx.AsyncClient, delegation: Delegation, **headers: str) -> dict[str, Any]:
    answer = await client.get(f"/v1/delegations/{delegation.id}/clashes", headers=headers)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def ask(client: httpx.AsyncClient, **query: str) -> list[dict[str, Any]]:
    window = {"from": "2026-10-05", "to": "2026-10-09"}
    answer = await client.get(CALENDAR, params=window | {name.rstrip("_"): value for name, value in query.items()})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


class TestHolidays:
    async def test_are_those_of_vietnam_and_of_each_country(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        days: dict[str, Any] = {"planned_from": "2026-11-30", "planned_to": "2026-12-02"}
        found = await clashes_of(client, await make_delegation(session, countries=["LA", "VN"], **days))
        assert (found["from"], found["to"]) == ("2026-11-30", "2026-12-02")
        national_day = found["items"][-1]
        assert national_day.items() >= {"type": "holiday", "from": "2026-12-02", "country": "LA", "reasons": []}.items()
        assert {item["country"] for item in await ask(client, from_="2026-09-01", to="2026-09-03")} == {"VN"}

    async def test_are_named_in_both_languages_and_titled_in_the_callers(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        delegation = await make_delegation(session, planned_from="2026-09-02")
        vietnamese = (await clashes_of(client, delegation))["items"][0]
        english = (await clashes_of(client, delegation, **{"accept-language": "en"}))["items"][0]
        assert vietnamese["title"] == vietnamese["name_vi"] == "Quốc khánh"
        assert english["title"] == english["name_en"] == "National Day"

    async def test_come_by_day(self, client: httpx.AsyncClient) -> None:
        items = await ask(client, from_="2025-12-25", to="2026-12-31", country="LA,KH")
        days = [item["from"] for item in items]
        assert days == sorted(days)
        assert {item["country"] for item in items} == {"VN", "LA", "KH"}

    async def test_of_a_year_that_nobody_knows_are_none(self, client: httpx.AsyncClient) -> None:
        assert await ask(client, from_="1000-01-01", to="1000-12-31", country="LA") == []
        assert isinstance(await ask(client, from_="2999-01-01", to="2999-12-31", country="LA"), list)


class TestDelegations:
    async def test_are_those_of_the_same_partner_unit_or_leader(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        partner = await make_partner(session)
        mine = await make_delegation(session, partner_ids=[partner.id], **OCTOBER)
        await make_member(session, delegation_id=mine.id, role=MemberRole.LEADER, full_name="Nguyễn Thị Ánh")
        by_partner = await make_delegation(session, code="A", title="A", partner_ids=[partner.id], **OCTOBER)
        by_unit = await make_delegation(session, code="B", title="B", org_unit_id=mine.org_unit_id, **OCTOBER)
        by_leader = await make_delegation(session, code="C", title="C", **OCTOBER)
        await make_member(session, delegation_id=by_leader.id, role=MemberRole.LEADER, full_name="NGUYEN THI ANH")
        others = await make_delegation(session, code="D", title="D", **OCTOBER)
        await make_member(session, delegation_id=others.id, full_name="Nguyễn Thị Ánh")
        found = await clashes_of(client, mine)
        assert [(item["delegation_id"], item["code"], item["reasons"]) for item in found["items"]] == [
            (by_partner.id, "A", ["partner"]),
            (by_unit.id, "B", ["unit"]),
            (by_leader.id, "C", ["leader"]),
        ]
        assert (
            found["items"][0].items() >= {"type": "delegation", "title": "A", "country": None, "name_vi": None}.items()
        )

    async def test_tell_every_reason(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        partner = await make_partner(session)
        mine = await make_delegation(session, partner_ids=[partner.id], **OCTOBER)
        other = await make_delegation(
            session, code="A", partner_ids=[partner.id], org_unit_id=mine.org_unit_id, **OCTOBER
        )
        for row in (mine, other):
            await make_member(session, delegation_id=row.id, role=MemberRole.LEADER)
        (item,) = (await clashes_of(client, mine))["items"]
        assert item["reasons"] == ["partner", "unit", "leader"]

    @pytest.mark.parametrize(
        ("days", "meets"),
        [
            ({"actual_from": date(2026, 10, 1), "actual_to": date(2026, 10, 5)}, True),
            ({"actual_from": date(2026, 10, 9), "actual_to": date(2026, 10, 20)}, True),
            ({"actual_from": date(2026, 10, 6), "actual_to": date(2026, 10, 7)}, True),
            ({"actual_from": date(2026, 10, 1), "actual_to": date(2026, 10, 4)}, False),
            ({"actual_from": date(2026, 10, 10), "actual_to": date(2026, 10, 12)}, False),
            ({"planned_from": "2026-10"}, True),
            ({"planned_from": "2026"}, True),
            ({"planned_from": "2026-11"}, False),
            ({"planned_from": "2026-09", "planned_to": "2026-10"}, True),
            ({}, False),
        ],
    )
    async def test_meet_on_any_day_that_both_may_have(
        self, client: httpx.AsyncClient, session: AsyncSession, days: dict[str, Any], *, meets: bool
    ) -> None:
        mine = await make_delegation(session, **OCTOBER)
        await make_delegation(session, code="A", org_unit_id=mine.org_unit_id, **days)
        assert bool((await clashes_of(client, mine))["items"]) is meets

    async def test_that_will_never_be_do_not_count(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        mine = await make_delegation(session, **OCTOBER)
        for status in DelegationStatus:
            await make_delegation(session, code=status, org_unit_id=mine.org_unit_id, status=status, **OCTOBER)
        codes = {item["code"] for item in (await clashes_of(client, mine))["items"]}
        assert codes == set(DelegationStatus) - {DelegationStatus.CANCELLED, DelegationStatus.REJECTED}

    async def test_that_the_caller_may_not_know_of_stay_hidden(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        restricted = {"confidentiality": Confidentiality.RESTRICTED}
        mine = await make_delegation(session, **OCTOBER)
        await make_delegation(session, code="A", org_unit_id=mine.org_unit_id, **restricted | OCTOBER)
        other = await make_delegation(session, code="B", **OCTOBER)
        await make_member(session, delegation_id=mine.id, role=MemberRole.LEADER)
        hidden = await make_member(
            session, delegation_id=other.id, role=MemberRole.LEADER, confidentiality=Confidentiality.RESTRICTED
        )
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        assert (await clashes_of(reader, mine))["items"] == []
        assert await ask(reader, leader=hidden.full_name, exclude=mine.id) == []

    async def test_without_any_date_clash_with_nothing(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        found = await clashes_of(client, await make_delegation(session))
        assert found == {"from": None, "to": None, "items": []}

    async def test_that_the_caller_may_not_know_of_are_not_found(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        hidden = await make_delegation(session, confidentiality=Confidentiality.RESTRICTED, **OCTOBER)
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        for id_ in (hidden.id, UNKNOWN_ID):
            assert (await reader.get(f"/v1/delegations/{id_}/clashes")).status_code == 404

    async def test_cost_two_statements_however_many(
        self, client: httpx.AsyncClient, session: AsyncSession, statements: Statements
    ) -> None:
        mine = await make_delegation(session, **OCTOBER)
        for number in range(10):
            await make_delegation(session, code=f"A{number}", org_unit_id=mine.org_unit_id, **OCTOBER)
        statements.clear()
        assert len((await clashes_of(client, mine))["items"]) == 10
        assert len(statements) == 2


class TestCalendar:
    async def test_asks_for_days_before_there_is_a_delegation(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        partner, unit = await make_partner(session), await make_org_unit(session)
        rows = [
            await make_delegation(session, code="A", partner_ids=[partner.id], **OCTOBER),
            await make_delegation(session, code="B", org_unit_id=unit.id, **OCTOBER),
            await make_delegation(session, code="C", **OCTOBER),
        ]
        await make_member(session, delegation_id=rows[2].id, role=MemberRole.LEADER, full_name="Lê Đức")
        queries = ({"partner_id": partner.id}, {"org_unit_id": unit.id}, {"leader": "le duc"})
        assert [[item["code"] for item in await ask(client, **query)] for query in queries] == [["A"], ["B"], ["C"]]
        together = await ask(client, partner_id=partner.id, org_unit_id=unit.id, leader="lê đức", exclude=rows[0].id)
        assert [item["code"] for item in together] == ["B", "C"]

    async def test_finds_no_delegation_without_being_told_whose(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_delegation(session, **OCTOBER)
        await make_member(session, delegation_id=row.id, role=MemberRole.LEADER)
        assert await ask(client) == []
        assert await ask(client, leader="…") == []

    async def test_looks_at_four_hundred_days_and_no_more(self, client: httpx.AsyncClient) -> None:
        window = {"from": "2026-01-01", "to": "2027-02-04"}
        assert (await client.get(CALENDAR, params=window)).status_code == 200
        answer = await client.get(CALENDAR, params=window | {"to": "2027-02-05"})
        body = answer.json()
        assert (answer.status_code, body["code"], body["most_days"]) == (422, "window_too_long", 400)

    async def test_says_of_a_longer_delegation_that_it_is_too_long(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_delegation(session, planned_from="2026", planned_to="2027")
        answer = await client.get(f"/v1/delegations/{row.id}/clashes")
        assert (answer.status_code, answer.json()["code"]) == (422, "window_too_long")

    @pytest.mark.parametrize(
        ("query", "parameter", "code"),
        [
            ({"from": "2026-10-10", "to": "2026-10-09"}, "to", "end_before_start"),
            ({"from": "2026-10", "to": "2026-10-09"}, "from", "invalid_date"),
            ({"from": "2026-10-01"}, "to", "missing"),
            ({"from": "2026-10-01", "to": "2026-10-09", "country": "XX"}, "country.0", "unknown_country"),
            ({"from": "2026-10-01", "to": "2026-10-09", "leader": ""}, "leader", "too_short"),
            ({"from": "2026-10-01", "to": "2026-10-09", "exclude": "x"}, "exclude", "invalid_format"),
        ],
    )
    async def test_refuses_what_it_cannot_use(
        self, client: httpx.AsyncClient, query: dict[str, str], parameter: str, code: str
    ) -> None:
        answer = await client.get(CALENDAR, params=query)
        fault = answer.json()["errors"][0]
        assert (answer.status_code, fault["parameter"], fault["code"]) == (422, parameter, code)
