"""One search statement serves every text: nobody gets the hits of another's."""

import httpx
import pytest
from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import system_principal
from app.core.db.engine import Database
from app.partners.queries import search_partners
from app.partners.schemas import PartnerQuery
from tests.conftest import Statements
from tests.factories.delegation_members import make_member
from tests.factories.delegations import make_delegation
from tests.factories.partners import make_partner

NAMES = ["Hủa Phăn", "Hủa_Phăn", "Xiêng Khoảng", "100 % Mẫu", "A/B"]


@pytest.fixture
async def partners(session: AsyncSession) -> None:
    for name in NAMES:
        await make_partner(session, name_vi=name)


def searched(q: str) -> Select[tuple[str]]:
    return search_partners(system_principal("test"), PartnerQuery(q=q))


class TestKept:
    def test_serves_two_texts(self) -> None:
        assert searched("hua phan") is searched("xieng khoang")
        assert searched("hua phan") is not search_partners(system_principal("test"), PartnerQuery())


@pytest.mark.usefixtures("partners")
class TestOneStatement:
    async def test_finds_nothing_without_a_text(self, database: Database) -> None:
        searched("hua phan")
        assert (await database.reader.execute(searched("hua phan"))).all() == []

    @pytest.mark.parametrize("address", ["/v1/partners", "/v1/search"])
    async def test_answers_each_with_its_own(self, client: httpx.AsyncClient, address: str) -> None:
        found = []
        for q in ("hua phan", "xieng khoang", "hua phan"):
            answer = await client.get(address, params={"q": q, "limit": 1})
            more = await client.get(answer.links["next"]["url"]) if "next" in answer.links else None
            pages = [answer, *([more] if more is not None else [])]
            found.append(sorted(item["id"] for page in pages for item in page.json()["items"]))
        assert [len(ids) for ids in found] == [2, 1, 2]
        assert found[0] == found[2]

    @pytest.mark.parametrize(
        ("q", "first"), [("hủa_phăn", "Hủa_Phăn"), ("hủa phăn", "Hủa Phăn"), ("100 %", "100 % Mẫu"), ("a/b", "A/B")]
    )
    async def test_ranks_signs_of_a_pattern_as_themselves(self, client: httpx.AsyncClient, q: str, first: str) -> None:
        items = (await client.get("/v1/partners", params={"q": q})).json()["items"]
        assert items[0]["name_vi"] == first

    async def test_is_counted_by_the_text(self, client: httpx.AsyncClient) -> None:
        answers = [await client.get("/v1/partners", params={"q": q, "count": "exact"}) for q in ("hua phan", "xieng")]
        assert [answer.json()["count"] for answer in answers] == [2, 1]

    async def test_is_exported_by_the_text(self, client: httpx.AsyncClient) -> None:
        for q, rows in (("hua phan", 2), ("xieng", 1), ("khong co", 0)):
            answer = await client.get("/v1/exports/partners", params={"q": q, "format": "ndjson"})
            assert len(answer.text.splitlines()) == rows
            book = await client.get("/v1/exports/partners", params={"q": q, "format": "xlsx"})
            assert book.status_code == 200

    async def test_costs_one_statement(self, client: httpx.AsyncClient, statements: Statements) -> None:
        await client.get("/v1/search", params={"q": "hua"})
        assert len(statements) == 1


class TestTwoTexts:
    async def test_are_looked_for_together(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        for title, name in (("Đoàn Một", "Người Hai"), ("Đoàn Một", "Người Ba"), ("Đoàn Bốn", "Người Hai")):
            delegation = await make_delegation(session, title=title)
            await make_member(session, delegation_id=delegation.id, full_name=name)
        found = (await client.get("/v1/delegations", params={"q": "doan mot", "member": "nguoi hai"})).json()["items"]
        assert [item["title"] for item in found] == ["Đoàn Một"]
