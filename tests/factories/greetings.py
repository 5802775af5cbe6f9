"""Greetings and lines of the policy table for tests."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.anniversaries.models import AnniversaryKind
from app.greetings.models import Greeting, GreetingDirection, GreetingPolicy, GreetingStatus, GreetingType
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner

SENT = GreetingDirection.SENT
RECEIVED = GreetingDirection.RECEIVED
_BEGINS = {SENT: GreetingStatus.DRAFT, RECEIVED: GreetingStatus.RECEIVED}
_OUT = {GreetingStatus.SENT, GreetingStatus.ANSWERED}
_PARTY: dict[str, Any] = dict.fromkeys(("org_unit_id", "partner_id", "contact_id", "name", "position", "rank"))


def party(**values: Any) -> dict[str, Any]:
    """One side of a letter, as the table stores it."""
    return {**_PARTY, **values}


async def make_greeting(
    session: AsyncSession,
    *,
    direction: GreetingDirection = SENT,
    type: GreetingType = GreetingType.LETTER,
    org_unit_id: str | None = None,
    partner_id: str | None = None,
    **values: Any,
) -> Greeting:
    """A flushed greeting on some occasion, of a new unit, with a new partner unless it or a country is given."""
    if partner_id is None and "country" not in values:
        partner_id = (await make_partner(session)).id
    given = {
        "direction": direction,
        "type": type,
        "status": _BEGINS[direction],
        "org_unit_id": org_unit_id or (await make_org_unit(session)).id,
        "partner_id": partner_id,
        "sender": party(),
        "recipient": party(),
        "languages": [],
        "citations": [],
        **values,
    }
    if given.get("anniversary_id") is None:
        given.setdefault("occasion", "Nhậm chức")
    if direction is SENT and given["status"] in _OUT:
        given.setdefault("sent_on", date(2026, 1, 5))
    row = Greeting(**given)
    session.add(row)
    await session.flush()
    return row


async def make_greeting_policy(
    session: AsyncSession, *, kind: AnniversaryKind = AnniversaryKind.NATIONAL_DAY, **values: Any
) -> GreetingPolicy:
    """A flushed line of the policy table."""
    row = GreetingPolicy(**{"kind": kind, "actions": ["letter"], "citations": [], **values})
    session.add(row)
    await session.flush()
    return row
