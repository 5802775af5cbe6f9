"""`/v1/partners/duplicates` over HTTP."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.core.schema import Confidentiality
from app.partners.models import AdminLevel, PartnerKind
from app.partners.service import duplicates
from tests.conftest import MakeClient
from tests.factories.partners import make_partner

ADDRESS = "/v1/partners/duplicates"
SEED = Path(__file__).parents[2] / "seed" / "data" / "partners.yaml"


def alias(name: str) -> dict[str, Any]:
    return {"name": name, "lang": None, "script": None, "kind": "short"}


async def pairs(client: httpx.AsyncClient, **parameters: str) -> list[set[str]]:
    answer = await client.get(ADDRESS, params=parameters)
    assert answer.status_code == 200, answer.text
    return [{partner["name_vi"] for partner in item["partners"]} for item in answer.json()["items"]]


class TestPairs:
    async def test_are_found_by_any_spelling_within_one_subdivision(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        place: dict[str, Any] = {"country": "CN", "subdivision": "CN-GX"}
        await make_partner(session, name_vi="Quảng Tây", **place)
        await make_partner(session, name_vi="Khu tự trị dân tộc Choang", aliases=[alias("Quang Tay")], **place)
        answer = await client.get(ADDRESS)
        assert answer.json()["complete"]
        item = answer.json()["items"][0]
        assert item["score"] == 1
        assert [(reason["code"], {reason["left"], reason["right"]}) for reason in item["reasons"]] == [
            ("same_name", {"Quảng Tây", "Quang Tay"}),
            ("same_country", {"CN"}),
            ("same_subdivision", {"CN-GX"}),
        ]
        assert item["partners"][0].keys() == {"id", "kind", "name_vi", "name_en", "country", "subdivision"}

    @pytest.mark.parametrize("names", [("Xiêng Khoảng", "Xieng-Khoang"), ("Bolikhamxay", "Bolikhamxai")])
    async def test_are_found_where_one_has_no_subdivision(
        self, client: httpx.AsyncClient, session: AsyncSession, names: tuple[str, str]
    ) -> None:
        await make_partner(session, name_vi=names[0], country="LA", subdivision="LA-XI")
        await make_partner(session, name_vi=names[1], country="LA")
        assert await pairs(client) == [set(names)]

    async def test_are_found_once_by_either_name(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_partner(session, name_vi="U-li-a-nốp", name_en="Ulyanovsk Oblast", country="RU")
        await make_partner(session, name_vi="Ulyanovsk", name_en="Ulyanovsk Oblast", country="RU")
        assert await pairs(client) == [{"U-li-a-nốp", "Ulyanovsk"}]

    async def test_need_no_country(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        for name in ("Hiệp hội Thử", "Hiệp Hội  Thử"):
            await make_partner(session, name_vi=name, kind=PartnerKind.MULTILATERAL_MECHANISM)
        assert len(await pairs(client)) == 1

    async def test_weigh_a_shared_website_and_another_level(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        place: dict[str, Any] = {"country": "LA", "subdivision": "LA-CH"}
        web: dict[str, Any] = {"website": "https://example.la"}
        await make_partner(session, name_vi="Bachiang", admin_level=AdminLevel.DISTRICT, **place, **web)
        await make_partner(session, name_vi="Ba Chieng", admin_level=AdminLevel.DISTRICT, **place, **web)
        await make_partner(session, name_vi="Bachiang", admin_level=AdminLevel.VILLAGE, **place)
        answer = (await client.get(ADDRESS, params={"threshold": "0.5"})).json()["items"]
        assert [reason["code"] for reason in answer[0]["reasons"]][-1] == "same_website"
        assert [item["score"] for item in answer] == sorted((item["score"] for item in answer), reverse=True)
        assert {item["score"] for item in answer[1:]} >= {0.8}
        assert len(await pairs(client)) == 1

    async def test_are_never_of_two_kinds_countries_or_subdivisions(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        await make_partner(session, name_vi="Gwangju", country="KR", subdivision="KR-29")
        await make_partner(session, name_vi="Gwangju", country="KR", subdivision="KR-41")
        await make_partner(session, name_vi="Hồ Nam", name_en="Hunan", country="CN", subdivision="CN-HN")
        await make_partner(session, name_vi="Hà Nam", name_en="Henan", country="CN", subdivision="CN-HA")
        await make_partner(session, name_vi="Champasak", country="LA")
        await make_partner(session, name_vi="Champasak", country="LA", kind=PartnerKind.POLITICAL_PARTY)
        await make_partner(session, name_vi="Champasak", country="KH")
        assert await pairs(client, threshold="0.5") == []

    async def test_are_never_a_partner_and_its_superior_or_successor(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        place: dict[str, Any] = {"country": "FR", "subdivision": "FR-NAQ"}
        parent = await make_partner(session, name_vi="Aquitaine", **place)
        successor = await make_partner(session, name_vi="Aquitaine", **place, parent_id=parent.id)
        listed = [{"partner_id": id_, "basis": None, "on": None} for id_ in (parent.id, successor.id)]
        await make_partner(session, name_vi="Aquitaine", **place, successors=listed)
        assert await pairs(client) == []

    async def test_leave_out_what_is_deleted_merged_or_hidden(
        self, client: httpx.AsyncClient, make_client: MakeClient, session: AsyncSession
    ) -> None:
        place: dict[str, Any] = {"country": "LA", "subdivision": "LA-XI"}
        rows = [await make_partner(session, name_vi="Xiêng Khoảng", **place) for _ in range(3)]
        await make_partner(session, name_vi="Xiêng Khoảng", **place, confidentiality=Confidentiality.RESTRICTED)
        internal = await make_client(Role.READER, Confidentiality.INTERNAL)
        assert (len(await pairs(client)), len(await pairs(internal))) == (6, 3)
        await client.post(f"/v1/partners/{rows[0].id}/merge", json={"loser_id": rows[1].id})
        assert len(await pairs(internal)) == 1
        await client.delete(f"/v1/partners/{rows[2].id}")
        assert await pairs(internal) == []

    async def test_are_narrowed_by_kind_country_threshold_and_limit(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        for country in ("LA", "KH"):
            for name in ("Kandal", "Kandaal"):
                await make_partner(session, name_vi=name, country=country)
        assert len(await pairs(client)) == 2
        assert len(await pairs(client, country="LA")) == 1
        assert len(await pairs(client, kind="ngo")) == 0
        assert len(await pairs(client, limit="1")) == 1
        assert len(await pairs(client, threshold="1")) == 0

    async def test_say_when_there_was_too_much_to_compare(
        self, client: httpx.AsyncClient, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _ in range(3):
            await make_partner(session, name_vi="Xiêng Khoảng", country="LA", subdivision="LA-XI")
        monkeypatch.setattr(duplicates, "MOST_COMPARED", 2)
        answer = await client.get(ADDRESS)
        assert (answer.json()["complete"], len(answer.json()["items"])) == (False, 2)

    @pytest.mark.parametrize(
        "parameters", [{"threshold": "0.4"}, {"threshold": "1.1"}, {"limit": "0"}, {"limit": "201"}]
    )
    async def test_refuse_a_threshold_or_limit_out_of_range(
        self, client: httpx.AsyncClient, parameters: dict[str, str]
    ) -> None:
        answer = await client.get(ADDRESS, params=parameters)
        assert answer.json()["errors"][0]["code"] == "out_of_range"


class TestSeed:
    async def test_holds_no_partner_twice(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        names = ("name_en", "name_local", "country", "subdivision", "website")
        for item in yaml.safe_load(SEED.read_text(encoding="utf-8")):
            values: dict[str, Any] = {name: item.get(name) for name in names}
            aliases = item.get("aliases", [])
            await make_partner(
                session, name_vi=item["name_vi"], kind=PartnerKind(item["kind"]), aliases=aliases, **values
            )
        answer = await client.get(ADDRESS, params={"limit": "200"})
        found = [[partner["name_vi"] for partner in pair["partners"]] for pair in answer.json()["items"]]
        assert found == []


class TestCandidates:
    async def test_are_the_partners_that_a_new_one_may_be(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        known = await make_partner(
            session, name_vi="Bo Ly Khăm Xay", aliases=[alias("Borikhamxay")], country="LA", subdivision="LA-BL"
        )
        await make_partner(session, name_vi="Khăm Muộn", country="LA", subdivision="LA-KH")
        would_be = {"kind": "local_government", "name_vi": "Bolikhamxay", "aliases": [{"name": "Borikhamxai"}]}
        answer = await client.post(ADDRESS, json=would_be)
        assert answer.status_code == 200, answer.text
        (item,) = answer.json()["items"]
        assert item["partner"]["id"] == known.id
        assert item["reasons"][0] == {"code": "similar_name", "left": "Borikhamxai", "right": "Borikhamxay"}
        placed = await client.post(ADDRESS, json=would_be | {"country": "LA", "subdivision": "LA-BL"})
        assert placed.json()["items"][0]["score"] > item["score"]

    async def test_include_one_of_the_same_place_under_quite_another_name(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        await make_partner(session, name_vi="Tỉnh Hủa Phăn", country="LA", subdivision="LA-HO")
        body = {"kind": "local_government", "name_vi": "Hua Phan", "country": "LA", "subdivision": "LA-HO"}
        answer = await client.post(ADDRESS, json=body, params={"threshold": "0.7"})
        assert len(answer.json()["items"]) == 1

    async def test_are_none_in_another_place(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_partner(session, name_vi="Gwangju", country="KR", subdivision="KR-29")
        body = {"kind": "local_government", "name_vi": "Gwangju", "country": "KR", "subdivision": "KR-41"}
        assert (await client.post(ADDRESS, json=body)).json() == {"items": [], "complete": True}

    async def test_are_none_for_a_name_without_letters(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_partner(session)
        answer = await client.post(ADDRESS, json={"kind": "local_government", "name_vi": "!!!"})
        assert answer.json()["items"] == []

    async def test_are_checked_as_a_new_partner_is(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(ADDRESS, json={"kind": "local_government", "name_vi": "X", "country": "XX"})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown_country")

    async def test_store_nothing(self, client: httpx.AsyncClient) -> None:
        await client.post(ADDRESS, json={"kind": "ngo", "name_vi": "Tổ chức Thử"})
        assert (await client.get("/v1/partners")).json()["items"] == []
