"""What the tests of relationships share: two sides, and how an answer is read."""

from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.org_units.models import OrgUnit
from app.partners.models import Partner
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner

ADDRESS = "/v1/relationships"
MISSING_ID = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"
URL = "https://example.org/press"


@dataclass
class Pair:
    """Two sides, and the body of a relationship between them."""

    unit: OrgUnit
    partner: Partner

    def body(self, **values: Any) -> dict[str, Any]:
        sides = {"org_unit_id": self.unit.id, "partner_id": self.partner.id}
        kind = {"channel": "government", "pillar": "state", "type": "twinning", "stage": "implementing"}
        return {**sides, **kind, **values}


@pytest.fixture
async def pair(session: AsyncSession) -> Pair:
    unit = await make_org_unit(session, name_vi="Nghệ An", code="NGHE-AN")
    partner = await make_partner(session, name_vi="Xiêng Khoảng", country="LA", aliases=[{"name": "Xiangkhouang"}])
    return Pair(unit, partner)


def faults(answer: httpx.Response) -> list[tuple[str, str]]:
    """(pointer, code) of every fault."""
    assert answer.status_code == 422, answer.text
    return [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]]


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]
