"""What the tests of activities share: a unit, and how an answer is read."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.org_units.models import OrgUnit
from tests.factories.org_units import make_org_unit

ADDRESS = "/v1/activities"
MISSING_ID = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"


@pytest.fixture
async def unit(session: AsyncSession) -> OrgUnit:
    return await make_org_unit(session, name_vi="Sở Ngoại vụ")


def body_of(unit: OrgUnit, **values: Any) -> dict[str, Any]:
    return {"org_unit_id": unit.id, "kind": "meeting", "title": "Gặp mặt đầu xuân", **values}


def faults(answer: httpx.Response) -> list[tuple[str, str]]:
    """(pointer, code) of every fault."""
    assert answer.status_code == 422, answer.text
    return [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]]


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]
