"""Relationships for tests."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.relationships.models import Channel, Pillar, Relationship, RelationshipType, Stage
from app.relationships.rules import chosen_date
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner


def claim(date: str | None, *, chosen: bool = False, **values: Any) -> dict[str, Any]:
    """One claim of an origin, as the table stores it."""
    return {"date": date, "basis": None, "citation": None, "chosen": chosen, **values}


async def make_relationship(
    session: AsyncSession,
    *,
    org_unit_id: str | None = None,
    partner_id: str | None = None,
    type: RelationshipType = RelationshipType.FRIENDSHIP_COOPERATION,
    stage: Stage = Stage.IMPLEMENTING,
    **values: Any,
) -> Relationship:
    """A flushed relationship, between a new unit and a new partner unless they are given."""
    sides = {
        "org_unit_id": org_unit_id or (await make_org_unit(session)).id,
        "partner_id": partner_id or (await make_partner(session)).id,
    }
    kind = {"channel": Channel.GOVERNMENT, "pillar": Pillar.STATE, "type": type, "stage": stage}
    lists: dict[str, Any] = {"origin_claims": [], "fields": [], "mechanisms": [], "citations": []}
    row = Relationship(**sides | kind | lists | values)
    row.established_on = chosen_date(row.origin_claims)
    session.add(row)
    await session.flush()
    return row
