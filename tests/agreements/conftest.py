"""What the tests of agreements share: two sides, a body, and how an answer is read."""

from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.org_units.models import OrgUnit
from app.partners.models import Partner
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner

ADDRESS = "/v1/agreements"
MISSING_ID = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"


@dataclass
class Sides:
    """Two sides, and the body of an agreement between them."""

    unit: OrgUnit
    partner: Partner

    def parties(self) -> list[dict[str, Any]]:
        ours = {"side": "vietnamese", "org_unit_id": self.unit.id, "name_as_signed": "UBND tỉnh Nghệ An"}
        return [ours, {"side": "foreign", "partner_id": self.partner.id}]

    def body(self, **values: Any) -> dict[str, Any]:
        kind = {"name_type": "ban_ghi_nho", "signing_capacity": "provincial_people_committee"}
        return {"title_vi": "Bản ghi nhớ hợp tác", **kind, "parties": self.parties(), **values}


@pytest.fixture
async def sides(session: AsyncSession) -> Sides:
    unit = await make_org_unit(session, name_vi="Nghệ An", code="NGHE-AN")
    partner = await make_partner(session, name_vi="Xiêng Khoảng", country="LA")
    return Sides(unit, partner)


def created(answer: httpx.Response) -> dict[str, Any]:
    """The record that was made."""
    assert answer.status_code == 201, answer.text
    record: dict[str, Any] = answer.json()
    return record


def faults(answer: httpx.Response) -> list[tuple[str, str]]:
    """(pointer, code) of every fault."""
    assert answer.status_code == 422, answer.text
    return [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]]


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """The status and code of a problem."""
    return answer.status_code, answer.json()["code"]


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]
