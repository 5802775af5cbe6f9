"""What the tests of delegations share: a unit, a partner, today, and how an answer is read."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import now
from app.core.dates import today_in
from app.org_units.models import OrgUnit
from app.partners.models import Partner
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner

ADDRESS = "/v1/delegations"
MISSING_ID = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"
TODAY = today_in("Asia/Ho_Chi_Minh", now())
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@dataclass
class Trip:
    """A unit that travels, the partner that it visits, and the body of such a delegation."""

    unit: OrgUnit
    partner: Partner

    def body(self, **values: Any) -> dict[str, Any]:
        return {
            "direction": "outbound",
            "title": "Đoàn công tác đi Xiêng Khoảng",
            "org_unit_id": self.unit.id,
            "partner_ids": [self.partner.id],
            "countries": ["LA"],
            "planned_from": "2026-05",
            **values,
        }


@pytest.fixture
async def trip(session: AsyncSession) -> Trip:
    unit = await make_org_unit(session, name_vi="Nghệ An", code="NGHE-AN")
    return Trip(unit, await make_partner(session, name_vi="Xiêng Khoảng", country="LA"))


def faults(answer: httpx.Response, status: int = 422) -> list[tuple[str, str]]:
    """(pointer, code) of every fault."""
    assert answer.status_code == status, answer.text
    return [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]]


def told(answer: httpx.Response, status: int) -> str:
    """The code of a problem."""
    assert answer.status_code == status, answer.text
    return str(answer.json()["code"])


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


def record(answer: httpx.Response, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found
