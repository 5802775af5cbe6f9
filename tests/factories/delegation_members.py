"""Members of delegations, and opinions on them, for tests."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.model import new_id
from app.delegations.models import DelegationMember, DelegationOpinion, MemberRole
from app.delegations.passports import PassportSealer
from app.delegations.service.members import put_passport

NUMBER, MASK = "C1234567", "•••4567"
SEALER = PassportSealer(b"test-secret", {})
"""The sealer of an application whose settings are those of tests/conftest.py."""


async def make_member(
    session: AsyncSession,
    *,
    delegation_id: str,
    full_name: str = "Nguyễn Thử",
    role: MemberRole = MemberRole.MEMBER,
    order: int = 1,
    passport_number: str | None = None,
    **values: Any,
) -> DelegationMember:
    """A flushed member; the passport number is sealed as a write does it."""
    given = {"full_name": full_name, "role": role, "order": order, "citations": []}
    row = DelegationMember(id=new_id(), delegation_id=delegation_id, **given | values)
    put_passport(row, passport_number, SEALER)
    session.add(row)
    await session.flush()
    return row


async def make_opinion(
    session: AsyncSession,
    *,
    delegation_id: str,
    agency_name: str | None = "Cơ quan Thử",
    sent_on: date = date(2026, 3, 2),
    due_on: date = date(2026, 3, 11),
    **values: Any,
) -> DelegationOpinion:
    """A flushed opinion."""
    given: dict[str, Any] = {"agency_name": agency_name, "sent_on": sent_on, "due_on": due_on, "citations": []}
    row = DelegationOpinion(delegation_id=delegation_id, **given | values)
    session.add(row)
    await session.flush()
    return row
