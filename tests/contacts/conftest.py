"""A partner, a contact of it, and a caller who may not see everything of either."""

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.contacts.models import Contact
from app.core.schema import Confidentiality
from app.partners.models import Partner
from tests.conftest import MakeClient
from tests.factories.contacts import EMAIL, PHONE, make_contact
from tests.factories.partners import make_partner


@pytest.fixture
async def partner(session: AsyncSession) -> Partner:
    """In Laos."""
    return await make_partner(session, country="LA")


@pytest.fixture
async def contact(session: AsyncSession, partner: Partner) -> Contact:
    """Of that partner, with both restricted fields."""
    return await make_contact(session, partner_id=partner.id, email=EMAIL, phone=PHONE)


@pytest.fixture
async def uncleared(make_client: MakeClient) -> httpx.AsyncClient:
    """An editor who may not see restricted data."""
    return await make_client(Role.EDITOR, Confidentiality.INTERNAL)
