"""Lists of ids in a record: found by item, refused to dangle, part of what a caller may see."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.db.list_index import lists_any
from app.core.errors import StillReferenced
from app.core.records import delete_record
from app.core.references import referred_class, referring_lists
from app.delegations.models import Delegation, DelegationStatus, Direction
from app.partners.models import Partner
from app.tasks.models import Task
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner


async def make_row(session: AsyncSession, **values: Any) -> Delegation:
    unit = await make_org_unit(session)
    row = Delegation(
        **{
            "code": "DR-2026-0001",
            "direction": Direction.OUTBOUND,
            "title": "Đoàn thử",
            "org_unit_id": unit.id,
            "in_plan": True,
            "status": DelegationStatus.PROPOSED,
            "citations": [],
            **values,
        }
    )
    session.add(row)
    await session.flush()
    return row


async def found(session: AsyncSession, *values: str) -> list[str]:
    return list(
        (await session.execute(select(Delegation.id).where(lists_any(Delegation, "countries", values)))).scalars()
    )


class TestFinding:
    async def test_finds_a_row_by_any_item(self, session: AsyncSession) -> None:
        row = await make_row(session, countries=["LA", "KH"])
        assert await found(session, "KH") == [row.id]
        assert await found(session, "CN", "LA") == [row.id]
        assert await found(session, "CN") == []

    async def test_follows_a_change(self, session: AsyncSession) -> None:
        row = await make_row(session, countries=["LA"])
        row.assign(countries=["CN", "CN"])
        await session.flush()
        assert (await found(session, "LA"), await found(session, "CN")) == ([], [row.id])

    async def test_forgets_a_row_that_is_gone(self, session: AsyncSession) -> None:
        row = await make_row(session, countries=["LA"])
        await session.delete(row)
        await session.flush()
        assert await found(session, "LA") == []


class TestReferences:
    def test_are_known_by_the_table_that_they_name(self) -> None:
        assert (Delegation, "partner_ids") in referring_lists(Partner)
        assert (Task, "linked_ids") in referring_lists(Partner)

    def test_a_key_to_a_slice_above_names_its_class(self) -> None:
        assert referred_class(Delegation, "plan_item_id") is Task

    async def test_keep_what_they_name_from_being_deleted(self, session: AsyncSession) -> None:
        partner = await make_partner(session)
        row = await make_row(session, partner_ids=[partner.id])
        with pytest.raises(StillReferenced) as caught:
            await delete_record(session, partner)
        assert caught.value.values == {"collection": "delegations", "field": "partner_ids"}
        await delete_record(session, row)
        await delete_record(session, partner)

    async def test_follow_a_merge(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        winner, loser = await make_partner(session, name_vi="Hai"), await make_partner(session, name_vi="Một")
        row = await make_row(session, partner_ids=[loser.id, winner.id])
        answer = await client.post(f"/v1/partners/{winner.id}/merge", json={"loser_id": loser.id})
        assert answer.status_code == 200, answer.text
        await session.refresh(row)
        assert row.partner_ids == [winner.id]
        answer = await client.post(f"/v1/partners/{winner.id}/unmerge", json={"loser_id": loser.id})
        await session.refresh(row)
        assert row.partner_ids == [loser.id, winner.id]
