"""Partners for tests."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.partners.models import Partner, PartnerKind

_EMPTY: dict[str, Any] = {"aliases": [], "members": [], "successors": [], "profile": {}, "citations": []}


async def make_partner(
    session: AsyncSession,
    *,
    name_vi: str = "Đối tác Thử",
    kind: PartnerKind = PartnerKind.LOCAL_GOVERNMENT,
    **values: Any,
) -> Partner:
    """A flushed partner."""
    row = Partner(**{"name_vi": name_vi, "kind": kind, **_EMPTY, **values})
    session.add(row)
    await session.flush()
    return row
