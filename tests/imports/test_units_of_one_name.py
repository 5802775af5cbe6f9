"""The old and the new unit of one name (domain.md, 8): the day of a row tells which of them it means."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.org_units.models import OrgUnitKind
from tests.factories.org_units import make_org_unit
from tests.imports.sending import Sender, codes, csv_of

HEADER = ("org_unit", "direction", "title", "planned_from", "actual_from")


@pytest.fixture
async def units(session: AsyncSession) -> dict[str, str]:
    """Lào Cai until the mergers of 2025, and since."""
    province: dict[str, Any] = {"name_vi": "Lào Cai", "kind": OrgUnitKind.PROVINCE}
    old = await make_org_unit(session, **province, valid_to="2025-06-30")
    new = await make_org_unit(session, **province, valid_from="2025-07-01")
    return {"old": old.id, "new": new.id}


async def judged(sender: Sender, *days: str) -> tuple[str | None, list[str]]:
    """The unit that the row means, and what it is refused for."""
    told = await sender.send(csv_of(HEADER, ("Tỉnh Lào Cai", "outbound", "Đoàn một", *days)))
    [row] = await sender.rows(told["id"])
    return row["values"].get("org_unit_id"), codes(row)


class TestDelegation:
    @pytest.mark.parametrize(
        ("days", "unit"),
        [
            (("2025-06-30", ""), "old"),
            (("2025-07-01", ""), "new"),
            (("2018", ""), "old"),
            (("tháng 8/2025", ""), "new"),
            (("", "2025-06-15"), "old"),
            (("2025-05-12", "2025-06-02"), "old"),
        ],
    )
    async def test_means_the_unit_that_there_was(
        self, sender: Sender, units: dict[str, str], days: tuple[str, str], unit: str
    ) -> None:
        assert await judged(sender, *days) == (units[unit], [])

    @pytest.mark.parametrize("days", [("", ""), ("2025", ""), ("2025-05-12", "2025-08-02")])
    async def test_of_no_day_or_of_both_times_is_ambiguous(
        self, sender: Sender, units: dict[str, str], days: tuple[str, str]
    ) -> None:
        assert await judged(sender, *days) == (None, ["ambiguous_match"])

    async def test_is_ambiguous_still_where_two_were_there(
        self, sender: Sender, units: dict[str, str], session: AsyncSession
    ) -> None:
        await make_org_unit(session, name_vi="Lào Cai", kind=OrgUnitKind.PROVINCE)
        assert await judged(sender, "2025-07-01", "") == (None, ["ambiguous_match"])

    @pytest.mark.parametrize("ended", [None, "2025-06-30"])
    async def test_is_not_of_who_merely_begins_with_the_name(
        self, sender: Sender, session: AsyncSession, ended: str | None
    ) -> None:
        """Other offices begin so too, which are in no registry of ours."""
        office: dict[str, Any] = {"name_vi": "Sở Ngoại vụ tỉnh Lào Cai", "kind": OrgUnitKind.DEPARTMENT}
        await make_org_unit(session, **office)
        if ended is not None:
            await make_org_unit(session, **office, valid_to=ended)
        row = ("Sở Ngoại vụ", "outbound", "Đoàn một", "2025-08-01", "")
        [told] = await sender.rows((await sender.send(csv_of(HEADER, row)))["id"])
        assert (told["values"].get("org_unit_id"), codes(told)) == (None, ["ambiguous_match"])

    async def test_says_which_in_brackets_whatever_the_day(self, sender: Sender, units: dict[str, str]) -> None:
        told = await sender.send(csv_of(HEADER, ("Lào Cai (cũ)", "outbound", "Đoàn một", "2025-08-01", "")))
        [row] = await sender.rows(told["id"])
        assert (row["values"]["org_unit_id"], codes(row)) == (units["old"], [])

    async def test_that_gets_its_day_by_a_correction_means_that_unit(
        self, sender: Sender, units: dict[str, str]
    ) -> None:
        told = await sender.send(csv_of(HEADER, ("Lào Cai", "outbound", "Đoàn một", "", "")))
        row = await sender.correct(told["id"], 2, planned_from="2025-07-02")
        assert (row["values"]["org_unit_id"], row["errors"]) == (units["new"], [])


class TestOthers:
    async def test_go_by_days_of_their_own(self, sender: Sender, units: dict[str, str]) -> None:
        header = ("kind", "org_unit", "title", "held_from")
        told = await sender.send(csv_of(header, ("meeting", "Lào Cai", "Họp", "2026-03-01")), "activities")
        [row] = await sender.rows(told["id"])
        assert (row["values"]["org_unit_id"], codes(row)) == (units["new"], [])

    async def test_without_days_are_ambiguous(self, sender: Sender, units: dict[str, str]) -> None:
        told = await sender.send(csv_of(("title", "lead_unit"), ("Việc một", "Lào Cai")), "tasks")
        [row] = await sender.rows(told["id"])
        assert "ambiguous_match" in codes(row)
