"""Who took over from a unit that is no more."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.agreements.queries.heirs import heirs_of
from app.org_units.models import OrgUnit, OrgUnitKind
from tests.factories.org_units import make_org_unit

TODAY = date(2026, 11, 22)


def succeeded_by(*units: OrgUnit, on: str | None = "2025-07-01") -> dict[str, Any]:
    return {"successors": [{"org_unit_id": unit.id, "basis": "Nghị quyết 202/2025/QH15", "on": on} for unit in units]}


async def heir_ids(session: AsyncSession, unit: OrgUnit, today: date = TODAY) -> list[str]:
    return [heir.heir_id for heir in (await session.execute(heirs_of([unit.id], today))).all()]


class TestHeirs:
    async def test_of_a_unit_in_effect_is_itself(self, session: AsyncSession) -> None:
        unit = await make_org_unit(session)
        rows = (await session.execute(heirs_of([unit.id], TODAY))).all()
        assert [tuple(row) for row in rows] == [(unit.id, unit.id, None, None)]

    async def test_are_followed_from_one_to_the_next_and_tell_the_last_basis(self, session: AsyncSession) -> None:
        last = await make_org_unit(session, valid_from="2025-07-01")
        middle = await make_org_unit(session, valid_to="2025-06-30", **succeeded_by(last))
        first = await make_org_unit(session, valid_to="2008", **succeeded_by(middle, on="2008-08"))
        rows = (await session.execute(heirs_of([first.id, middle.id], TODAY))).all()
        assert {tuple(row) for row in rows} == {
            (unit.id, last.id, "Nghị quyết 202/2025/QH15", "2025-07-01") for unit in (first, middle)
        }

    async def test_are_several_where_a_unit_was_divided(self, session: AsyncSession) -> None:
        one, other = await make_org_unit(session), await make_org_unit(session)
        divided = await make_org_unit(session, valid_to="2025-06-30", **succeeded_by(one, other))
        assert await heir_ids(session, divided) == sorted([one.id, other.id])

    async def test_wait_for_the_day_of_the_succession(self, session: AsyncSession) -> None:
        new = await make_org_unit(session)
        old = await make_org_unit(session, valid_to="2026-12-31", **succeeded_by(new, on="2027-01-01"))
        assert await heir_ids(session, old) == [old.id]
        assert await heir_ids(session, old, date(2027, 1, 1)) == [new.id]

    async def test_need_no_day(self, session: AsyncSession) -> None:
        new = await make_org_unit(session)
        old = await make_org_unit(session, **succeeded_by(new, on=None))
        assert await heir_ids(session, old) == [new.id]

    async def test_of_a_district_without_a_successor_are_those_of_its_province(self, session: AsyncSession) -> None:
        new = await make_org_unit(session)
        old = await make_org_unit(session, valid_to="2025-06-30", **succeeded_by(new))
        district = await make_org_unit(session, kind=OrgUnitKind.DISTRICT_HISTORICAL, parent_id=old.id)
        assert await heir_ids(session, district) == [new.id]

    async def test_of_a_district_in_an_unchanged_province_are_the_province_by_the_decree(
        self, session: AsyncSession
    ) -> None:
        province = await make_org_unit(session)
        district = await make_org_unit(session, kind=OrgUnitKind.DISTRICT_HISTORICAL, parent_id=province.id)
        rows = (await session.execute(heirs_of([district.id], TODAY))).all()
        assert [tuple(row) for row in rows] == [(district.id, province.id, "NĐ 177/2025/NĐ-CP", "2025-07-01")]

    async def test_of_a_unit_that_just_ended_are_none(self, session: AsyncSession) -> None:
        ended = await make_org_unit(session, valid_to="2025", parent_id=(await make_org_unit(session)).id)
        assert await heir_ids(session, ended) == []

    async def test_of_a_circle_are_none(self, session: AsyncSession) -> None:
        one = await make_org_unit(session)
        other = await make_org_unit(session, **succeeded_by(one))
        one.successors = succeeded_by(other)["successors"]
        await session.flush()
        assert await heir_ids(session, one) == []
