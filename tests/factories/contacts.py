"""Contacts for tests."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.contacts.models import Contact

EMAIL, PHONE = "lienhe@example.la", "+85621212345"
PERSON = {"full_name": "Khăm-phủi Thử", "role": "leader", "position_vi": "Tỉnh trưởng", "email": EMAIL, "phone": PHONE}


async def make_contact(session: AsyncSession, *, full_name: str = "Người Thử", **values: Any) -> Contact:
    """A flushed contact; name its `partner_id` or its `org_unit_id`."""
    row = Contact(**{"full_name": full_name, "citations": [], **values})
    session.add(row)
    await session.flush()
    return row
