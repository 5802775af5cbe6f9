"""Delegations for tests."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.delegations.models import Delegation, DelegationStatus, Direction
from app.delegations.rules import span_of
from tests.factories.org_units import make_org_unit

_LISTS = ("partner_ids", "countries", "itinerary", "funding", "agreement_ids", "transitions", "changes", "citations")


async def make_delegation(
    session: AsyncSession,
    *,
    org_unit_id: str | None = None,
    code: str = "DR-2026-T001",
    title: str = "Đoàn Thử",
    direction: Direction = Direction.OUTBOUND,
    status: DelegationStatus = DelegationStatus.PROPOSED,
    **values: Any,
) -> Delegation:
    """A flushed delegation, of a new unit unless one is given; its days are derived as a write does."""
    unit_id = org_unit_id or (await make_org_unit(session)).id
    given = {"code": code, "title": title, "direction": direction, "status": status, "in_plan": True}
    lists: dict[str, Any] = {name: [] for name in _LISTS}
    row = Delegation(org_unit_id=unit_id, **given | lists | values)
    row.starts_on, row.starts_by, row.ends_on = span_of(
        row.planned_from, row.planned_to, row.actual_from, row.actual_to
    )
    session.add(row)
    await session.flush()
    return row
