"""Activities for tests."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.activities.models import Activity, ActivityKind, ActivityStatus
from app.activities.service.checks import derive
from app.core.settings import Settings
from app.core.terms import Terms
from tests.factories.org_units import make_org_unit

_LISTS = ("partner_ids", "countries", "co_organizers", "sponsors", "funding", "citations")


async def make_activity(
    session: AsyncSession,
    *,
    org_unit_id: str | None = None,
    kind: ActivityKind = ActivityKind.MEETING,
    title: str = "Hoạt động Thử",
    status: ActivityStatus = ActivityStatus.PLANNED,
    **values: Any,
) -> Activity:
    """A flushed activity, of a new unit unless one is given; derived columns are as a write makes them."""
    lists: dict[str, Any] = {name: [] for name in _LISTS}
    given = {"kind": kind, "title": title, "status": status, "minister_level_guest": False, "sensitive_topic": False}
    row = Activity(org_unit_id=org_unit_id or (await make_org_unit(session)).id, **{**given, **lists, **values})
    derive(row, Terms(date.max, Settings()))
    session.add(row)
    await session.flush()
    return row
