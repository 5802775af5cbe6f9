"""`/v1/search` over HTTP."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.core.schema import Confidentiality
from app.search.queries import TYPES
from tests.conftest import MakeClient, Statements
from tests.factories.contacts import make_contact
from tests.factories.documents import make_document
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.factories.relationships import make_relationship

ADDRESS = "/v1/search"


async def hits(client: httpx.AsyncClient, q: str, **query: Any) -> list[dict[str, Any]]:
    answer = await client.get(ADDRESS, params={"q": q, **query})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def titles(client: httpx.AsyncClient, q: str, **query: Any) -> list[str]:
    return [hit["title"] for hit in await hits(client, q, **query)]


class TestHits:
    @pytest.mark.parametrize("q", ["xieng khoang", "Xiangkhouang", "XIÊNG-KHOẢNG"])
    async def test_find_a_partner_by_any_spelling(
        self, client: httpx.AsyncClient, session: AsyncSession, q: str
    ) -> None:
        await make_partner(session)
        row = await make_partner(session, name_vi="Xiêng Khoảng", country="LA", aliases=[{"name": "Xiangkhouang"}])
        (hit,) = await hits(client, q)
        assert (hit["type"], hit["id"], hit["title"]) == ("partners", row.id, "Xiêng Khoảng")
        assert hit["subtitle"] == "Chính quyền địa phương · Lào"
        assert hit["highlight"] == f"<em>{hit['matched']}</em>"

    async def test_come_from_every_collection(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        unit = await make_org_unit(session, name_vi="Nghệ An")
        partner = await make_partner(session, name_vi="Hội đồng hương Nghệ An")
        await make_document(session, subject="Kế hoạch của tỉnh Nghệ An")
        await make_contact(session, full_name="Bùi Nghệ An", org_unit_id=unit.id)
        await make_relationship(session, org_unit_id=unit.id, partner_id=partner.id)
        found = await hits(client, "nghe an")
        assert {hit["type"] for hit in found} == {"partners", "org-units", "documents", "contacts", "relationships"}
        assert found[-1]["title"] == "Nghệ An – Hội đồng hương Nghệ An"

    async def test_can_be_narrowed_to_some_collections(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_org_unit(session, name_vi="Nghệ An")
        await make_partner(session, name_vi="Nghệ An")
        await make_document(session, subject="Nghệ An")
        found = await hits(client, "nghe an", types="documents,org-units")
        assert {hit["type"] for hit in found} == {"documents", "org-units"}

    async def test_rank_exact_accents_then_prefix_then_substring_then_alias(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        for name in ("Tỉnh Lào Cai", "Lao Cai", "Lào Cai"):
            await make_org_unit(session, name_vi=name)
        await make_partner(session, name_vi="Bắc Kỳ", aliases=[{"name": "Lào Cai"}])
        found = await hits(client, "Lào Cai")
        assert [hit["title"] for hit in found] == ["Lào Cai", "Lao Cai", "Tỉnh Lào Cai", "Bắc Kỳ"]
        assert [hit["rank"] for hit in found] == [0, 1, 2, 3]
        assert found[-1]["matched"] == "Lào Cai"

    async def test_of_one_rank_come_in_vietnamese_order(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_org_unit(session, name_vi="Sở Đất đai")
        await make_partner(session, name_vi="Sở Dân tộc")
        await make_document(session, subject="Sở Ấm")
        assert await titles(client, "so") == ["Sở Ấm", "Sở Dân tộc", "Sở Đất đai"]

    async def test_are_none_for_punctuation(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_partner(session)
        assert await hits(client, "---") == []

    async def test_follow_the_cursor_once_each(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        for number in range(4):
            await make_partner(session, name_vi=f"Lào {number % 2}")
            await make_document(session, subject=f"Lào {number % 2}")
        whole = [hit["id"] for hit in await hits(client, "lao")]
        seen: list[str] = []
        query: dict[str, Any] = {"q": "lao", "limit": 3, "count": "exact"}
        while True:
            answer = (await client.get(ADDRESS, params=query)).json()
            assert answer["count"] == 8
            seen += [hit["id"] for hit in answer["items"]]
            if answer["next_cursor"] is None:
                break
            query["cursor"] = answer["next_cursor"]
        assert seen == whole

    async def test_can_be_sorted_and_cut_to_fields(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        for name in ("Lào A", "Lào B"):
            await make_partner(session, name_vi=name)
        assert await hits(client, "lao", sort="-title", fields="title") == [{"title": "Lào B"}, {"title": "Lào A"}]
        assert await hits(client, "lao", updated_since="2999-01-01T00:00:00Z") == []

    async def test_speak_the_callers_language(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_partner(session, name_vi="Gifu", country="JP")
        answer = await client.get(ADDRESS, params={"q": "gifu"}, headers={"accept-language": "en"})
        assert answer.json()["items"][0]["subtitle"] == "Local government · Japan"

    async def test_cost_one_statement(
        self, client: httpx.AsyncClient, session: AsyncSession, statements: Statements
    ) -> None:
        for _ in range(5):
            await make_relationship(session)
        statements.clear()
        assert len(await hits(client, "thử")) == 15
        assert len(statements) == 1


class TestVisibility:
    async def test_shows_only_what_each_collection_shows(
        self, make_client: MakeClient, session: AsyncSession, client: httpx.AsyncClient
    ) -> None:
        hidden: dict[str, Any] = {"confidentiality": Confidentiality.RESTRICTED}
        unit = await make_org_unit(session, name_vi="Lào 1", **hidden)
        partner = await make_partner(session, name_vi="Lào 2", **hidden)
        await make_document(session, subject="Lào 3", **hidden)
        await make_contact(session, full_name="Lào 4", org_unit_id=unit.id, **hidden)
        await make_relationship(session, org_unit_id=unit.id, partner_id=partner.id)
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        assert len(await hits(client, "lao")) == 5
        assert await hits(reader, "lao") == []

    async def test_is_not_for_strangers(self, make_client: MakeClient) -> None:
        stranger = await make_client(None)
        assert (await stranger.get(ADDRESS, params={"q": "lao"})).status_code == 401


class TestRefusals:
    @pytest.mark.parametrize(("q", "code"), [(None, "missing"), ("", "too_short"), ("x" * 201, "too_long")])
    async def test_name_the_parameter_that_is_missing_or_too_long(
        self, client: httpx.AsyncClient, q: str | None, code: str
    ) -> None:
        answer = await client.get(ADDRESS, params={} if q is None else {"q": q})
        assert answer.status_code == 422
        assert [(fault["parameter"], fault["code"]) for fault in answer.json()["errors"]] == [("q", code)]

    async def test_tell_which_collections_there_are(self, client: httpx.AsyncClient) -> None:
        answer = await client.get(ADDRESS, params={"q": "lao", "types": "partners,people"})
        assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")
        assert answer.json()["unknown"] == ["people"]
        assert answer.json()["allowed"] == sorted(TYPES)
        assert len(TYPES) > 9
