"""Org units for tests."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.org_units.models import OrgUnit, OrgUnitKind


async def make_org_unit(
    session: AsyncSession, *, name_vi: str = "Tỉnh Thử", kind: OrgUnitKind = OrgUnitKind.PROVINCE, **values: Any
) -> OrgUnit:
    """A flushed unit."""
    row = OrgUnit(**{"name_vi": name_vi, "kind": kind, **values})
    session.add(row)
    await session.flush()
    return row
