"""What the tests of greetings share: two sides, a day that comes round, and how an answer is read."""

from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.org_units.models import OrgUnit
from app.partners.models import Partner
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner

ADDRESS = "/v1/greetings"
POLICIES = "/v1/greeting-policies"
MISSING_ID = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"


@dataclass
class Pair:
    """Two sides, and the body of a letter from us to them."""

    unit: OrgUnit
    partner: Partner

    def body(self, **values: Any) -> dict[str, Any]:
        sides = {"org_unit_id": self.unit.id, "partner_id": self.partner.id}
        given = {"direction": "sent", "type": "letter", **sides, **values}
        return given if "anniversary_id" in given else {"occasion": "Nhậm chức", **given}

    async def create(self, client: httpx.AsyncClient, **values: Any) -> dict[str, Any]:
        """A letter that the API took."""
        answer = await client.post(ADDRESS, json=self.body(**values))
        assert answer.status_code == 201, answer.text
        created: dict[str, Any] = answer.json()
        return created


@pytest.fixture
async def pair(session: AsyncSession) -> Pair:
    unit = await make_org_unit(session, name_vi="Nghệ An", code="NGHE-AN")
    partner = await make_partner(session, name_vi="Xiêng Khoảng", country="LA")
    return Pair(unit, partner)


async def create_anniversary(client: httpx.AsyncClient, **values: Any) -> str:
    """The id of an anniversary: the national day of Laos unless `values` say otherwise."""
    day = {"subject": {"type": "country", "code": "LA"}, "kind": "national_day", "title_vi": "Quốc khánh Lào"}
    body = {**day, "origin_date": "1975-12-02", "calendar": "gregorian", **values}
    answer = await client.post("/v1/anniversaries", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def move(client: httpx.AsyncClient, id_: str, to: str, **values: Any) -> httpx.Response:
    """One step."""
    return await client.post(f"{ADDRESS}/{id_}/transitions", json={"to": to, **values})


async def move_along(client: httpx.AsyncClient, id_: str, *path: str) -> dict[str, Any]:
    """Step after step; the record after the last."""
    answer = None
    for to in path:
        answer = await move(client, id_, to)
        assert answer.status_code == 200, answer.text
    assert answer is not None
    moved: dict[str, Any] = answer.json()
    return moved


async def status_of(client: httpx.AsyncClient, id_: str) -> str:
    return str((await client.get(f"{ADDRESS}/{id_}")).json()["status"])


def faults(answer: httpx.Response) -> list[tuple[str, str]]:
    """(pointer, code) of every fault."""
    assert answer.status_code == 422, answer.text
    return [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]]


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]
