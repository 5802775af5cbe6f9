"""`/v1/partners` over HTTP."""

from typing import Any
from unicodedata import normalize
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.core.schema import Confidentiality
from app.partners.models import PartnerKind, PartnerStatus, PartnerTier
from app.relationships.models import Pillar
from tests.conftest import MakeClient, Statements
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.factories.relationships import make_relationship

ADDRESS = "/v1/partners"
UNKNOWN_ID = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"
XIENG_KHOANG: dict[str, Any] = {
    "kind": "local_government",
    "name_vi": "Xiêng Khoảng",
    "name_en": "Xiangkhouang",
    "name_local": "ແຂວງຊຽງຂວາງ",
    "aliases": [{"name": "Xieng Khouang", "lang": "en", "script": "Latn", "kind": "transliteration"}],
    "country": "LA",
    "subdivision": "LA-XI",
    "admin_level": "province",
    "border_adjacent": True,
    "tier": "special",
    "valid_from": "1975",
    "profile": {"area_km2": 15880, "seat": {"vi": "Phonsavan"}},
    "website": "https://example.la",
    "time_zone": "Asia/Vientiane",
    "last_verified_on": "2026-01-31",
}


def codes(answer: httpx.Response) -> dict[str, str]:
    """Fault codes by pointer."""
    return {fault.get("pointer") or fault["parameter"]: fault["code"] for fault in answer.json()["errors"]}


def names(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["name_vi"] for item in answer.json()["items"]]


class TestCreate:
    async def test_answers_the_whole_record_with_its_address_and_version(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(ADDRESS, json=XIENG_KHOANG)
        assert answer.status_code == 201, answer.text
        assert answer.headers["location"] == f"{ADDRESS}/{answer.json()['id']}"
        assert answer.headers["etag"] == '"1"'
        assert answer.json().items() >= XIENG_KHOANG.items()
        assert (answer.json()["status"], answer.json()["members"], answer.json()["successors"]) == ("active", [], [])

    async def test_needs_only_a_kind_and_a_name(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(ADDRESS, json={"kind": "ngo", "name_vi": "Tổ chức Thử"})
        assert answer.status_code == 201
        assert (answer.json()["tier"], answer.json()["profile"], answer.json()["country"]) == ("other", {}, None)

    @pytest.mark.parametrize(
        ("changes", "faults"),
        [
            ({"country": "XX"}, {"/country": "unknown_country"}),
            ({"country": "la"}, {"/country": "unknown_country"}),
            ({"subdivision": "Xiêng Khoảng"}, {"/subdivision": "invalid_format"}),
            ({"time_zone": "Asia/Nowhere"}, {"/time_zone": "invalid_value"}),
            ({"website": "example"}, {"/website": "invalid_format"}),
            ({"border_adjacent": "yes"}, {"/border_adjacent": "not_a_boolean"}),
            ({"profile": []}, {"/profile": "not_an_object"}),
            ({"last_verified_on": "2026-02-30"}, {"/last_verified_on": "invalid_date"}),
            ({"aliases": [{"name": "X", "lang": "lao"}]}, {"/aliases/0/lang": "invalid_format"}),
            ({"aliases": [{"name": "X", "script": "LAOO"}]}, {"/aliases/0/script": "invalid_format"}),
            ({"aliases": [{"name": "X", "kind": "nick"}]}, {"/aliases/0/kind": "unknown_value"}),
            ({"country": "XX", "tier": "best"}, {"/country": "unknown_country", "/tier": "unknown_value"}),
        ],
        ids=str,
    )
    async def test_refuses_what_no_field_may_say(
        self, client: httpx.AsyncClient, changes: dict[str, Any], faults: dict[str, str]
    ) -> None:
        answer = await client.post(ADDRESS, json=XIENG_KHOANG | changes)
        assert (answer.status_code, codes(answer)) == (422, faults)

    @pytest.mark.parametrize(
        ("changes", "faults"),
        [
            ({"country": "KH"}, {"/subdivision": "subdivision_mismatch"}),
            ({"country": None}, {"/subdivision": "subdivision_mismatch"}),
            ({"subdivision": "LA-ZZ"}, {"/subdivision": "subdivision_mismatch"}),
            ({"valid_to": "1974-12"}, {"/valid_to": "end_before_start"}),
            ({"members": [UNKNOWN_ID]}, {"/members": "invalid_value"}),
            (
                {"valid_to": "1974", "subdivision": "KH-8"},
                {"/valid_to": "end_before_start", "/subdivision": "subdivision_mismatch"},
            ),
        ],
        ids=str,
    )
    async def test_refuses_fields_that_contradict_each_other(
        self, client: httpx.AsyncClient, changes: dict[str, Any], faults: dict[str, str]
    ) -> None:
        answer = await client.post(ADDRESS, json=XIENG_KHOANG | changes)
        assert (answer.status_code, codes(answer)) == (422, faults)

    async def test_refuses_every_reference_that_nobody_has(self, client: httpx.AsyncClient) -> None:
        body = {
            "kind": "multilateral_mechanism",
            "name_vi": "Hiệp hội Thử",
            "parent_id": UNKNOWN_ID,
            "members": [UNKNOWN_ID],
            "successors": [{"partner_id": UNKNOWN_ID}],
            "citations": [{"document_id": UNKNOWN_ID}],
        }
        answer = await client.post(ADDRESS, json=body)
        assert answer.status_code == 422
        assert codes(answer) == dict.fromkeys(
            ("/parent_id", "/members/0", "/successors/0/partner_id", "/citations/0/document_id"), "unknown_reference"
        )

    async def test_refuses_a_parent_that_the_caller_may_not_see(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        hidden = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        answer = await editor.post(ADDRESS, json=XIENG_KHOANG | {"parent_id": hidden.id})
        assert codes(answer) == {"/parent_id": "unknown_reference"}

    async def test_stores_nothing_when_only_validating(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(ADDRESS, json=XIENG_KHOANG, params={"validate_only": "true"})
        assert answer.status_code == 201
        assert names(await client.get(ADDRESS)) == []

    async def test_is_not_for_readers(self, make_client: MakeClient) -> None:
        reader = await make_client(Role.READER)
        answer = await reader.post(ADDRESS, json=XIENG_KHOANG)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


class TestUpdate:
    async def test_merges_the_profile_at_every_depth(self, client: httpx.AsyncClient) -> None:
        created = await client.post(ADDRESS, json=XIENG_KHOANG)
        patch = {"profile": {"seat": {"en": "Phonsavan"}, "area_km2": None, "people": 245_000}}
        answer = await client.patch(f"{ADDRESS}/{created.json()['id']}", json=patch)
        assert answer.json()["profile"] == {"seat": {"vi": "Phonsavan", "en": "Phonsavan"}, "people": 245_000}
        assert answer.headers["etag"] == '"2"'

    async def test_empties_the_profile_for_null(self, client: httpx.AsyncClient) -> None:
        created = await client.post(ADDRESS, json=XIENG_KHOANG)
        answer = await client.patch(f"{ADDRESS}/{created.json()['id']}", json={"profile": None})
        assert (answer.status_code, answer.json()["profile"]) == (200, {})

    async def test_refuses_a_partner_below_itself(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        province = await make_partner(session)
        district = await make_partner(session, parent_id=province.id)
        for parent in (district, province):
            answer = await client.patch(f"{ADDRESS}/{province.id}", json={"parent_id": parent.id})
            assert (answer.status_code, answer.json()["code"]) == (409, "partner_cycle")

    async def test_refuses_a_partner_as_its_own_member_or_successor(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_partner(session, kind=PartnerKind.MULTILATERAL_MECHANISM)
        patch = {"members": [row.id], "successors": [{"partner_id": row.id}]}
        answer = await client.patch(f"{ADDRESS}/{row.id}", json=patch)
        assert codes(answer) == {"/members/0": "invalid_value", "/successors/0/partner_id": "invalid_value"}

    async def test_refuses_another_kind_while_there_are_members(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        member = await make_partner(session)
        row = await make_partner(session, kind=PartnerKind.MULTILATERAL_MECHANISM, members=[member.id])
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"kind": "ngo"})
        assert codes(answer) == {"/members": "invalid_value"}

    async def test_leaves_alone_a_parent_that_the_caller_may_not_see(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        hidden = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        row = await make_partner(session, parent_id=hidden.id)
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        answer = await editor.patch(f"{ADDRESS}/{row.id}", json={"note": "Đã kiểm tra"})
        assert (answer.status_code, answer.json()["parent_id"]) == (200, hidden.id)

    async def test_tells_what_changed_since_the_version_that_the_caller_knew(self, client: httpx.AsyncClient) -> None:
        created = await client.post(ADDRESS, json=XIENG_KHOANG)
        address = f"{ADDRESS}/{created.json()['id']}"
        await client.patch(address, json={"tier": "priority"})
        answer = await client.patch(address, json={"tier": "other"}, headers={"if-match": '"1"'})
        assert answer.status_code == 412
        assert (answer.json()["current_version"], answer.json()["changed_fields"]) == (2, ["tier"])

    async def test_answers_404_for_an_id_that_nobody_has(self, client: httpx.AsyncClient) -> None:
        assert (await client.patch(f"{ADDRESS}/{UNKNOWN_ID}", json={})).status_code == 404


class TestPut:
    async def test_creates_then_replaces_by_external_id(self, client: httpx.AsyncClient) -> None:
        address = f"{ADDRESS}/by-external-id/qlda/77"
        first = await client.put(address, json=XIENG_KHOANG)
        second = await client.put(address, json={"kind": "local_government", "name_vi": "Xiêng Khoảng", "profile": {}})
        assert (first.status_code, second.status_code) == (201, 200), second.text
        assert second.json()["id"] == first.json()["id"]
        assert (second.json()["external_id"], second.json()["country"], second.json()["profile"]) == ("77", None, {})

    async def test_knows_an_external_id_whatever_its_spaces_and_composition(self, client: httpx.AsyncClient) -> None:
        made = await client.post(ADDRESS, json=XIENG_KHOANG | {"source_system": "qlda", "external_id": " Hồ sơ 7 "})
        assert made.json()["external_id"] == "Hồ sơ 7"
        for spelled in ("Hồ sơ 7", "Hồ sơ 7 ", normalize("NFD", "Hồ sơ 7")):
            answer = await client.put(f"{ADDRESS}/by-external-id/qlda/{quote(spelled)}", json=XIENG_KHOANG)
            assert (answer.status_code, answer.json()["id"]) == (200, made.json()["id"]), spelled


class TestBatch:
    async def test_creates_updates_puts_and_deletes(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        changed, gone = await make_partner(session), await make_partner(session)
        operations = [
            {"op": "create", "data": XIENG_KHOANG},
            {"op": "update", "id": changed.id, "data": {"tier": "special"}},
            {"op": "upsert", "source_system": "a", "external_id": "1", "data": XIENG_KHOANG},
            {"op": "delete", "id": gone.id},
        ]
        answer = await client.post(f"{ADDRESS}/batch", json={"operations": operations})
        assert [item["status"] for item in answer.json()["results"]] == [201, 200, 201, 204], answer.text

    async def test_points_into_the_operation_that_it_refuses(self, client: httpx.AsyncClient) -> None:
        operations = [{"op": "create", "data": XIENG_KHOANG | {"country": "KH"}}]
        answer = await client.post(f"{ADDRESS}/batch", json={"mode": "atomic", "operations": operations})
        assert (answer.status_code, answer.json()["code"]) == (422, "batch_failed")
        assert codes(answer) == {"/operations/0/data/subdivision": "subdivision_mismatch"}


class TestDelete:
    async def test_frees_and_restores(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_partner(session)
        address = f"{ADDRESS}/{row.id}"
        assert (await client.delete(address)).status_code == 204
        assert (await client.get(address)).status_code == 404
        assert (await client.post(f"{address}/restore")).status_code == 200
        actions = [item["action"] for item in (await client.get(f"{address}/history")).json()["items"]]
        assert actions == ["restore", "delete", "create"]

    @pytest.mark.parametrize("field", ["members", "successors"])
    async def test_refuses_while_another_partner_lists_it(
        self, client: httpx.AsyncClient, session: AsyncSession, field: str
    ) -> None:
        row = await make_partner(session)
        successor = {"partner_id": row.id, "basis": None, "on": None}
        lists: dict[str, Any] = {field: [row.id] if field == "members" else [successor]}
        naming = await make_partner(session, kind=PartnerKind.MULTILATERAL_MECHANISM, **lists)
        answer = await client.delete(f"{ADDRESS}/{row.id}")
        assert (answer.status_code, answer.json()["code"]) == (409, "still_referenced")
        assert (answer.json()["collection"], answer.json()["field"]) == ("partners", field)
        await client.delete(f"{ADDRESS}/{naming.id}")
        assert (await client.delete(f"{ADDRESS}/{row.id}")).status_code == 204
        answer = await client.post(f"{ADDRESS}/{naming.id}/restore")
        assert list(codes(answer).values()) == ["unknown_reference"]

    async def test_restores_nothing_that_was_not_deleted(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_partner(session)
        assert (await client.post(f"{ADDRESS}/{row.id}/restore")).status_code == 404

    async def test_keeps_the_history_of_what_is_gone(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_partner(session)
        await client.delete(f"{ADDRESS}/{row.id}")
        assert (await client.get(f"{ADDRESS}/{row.id}/history")).status_code == 200
        assert (await client.get(f"{ADDRESS}/{UNKNOWN_ID}/history")).status_code == 404


class TestRead:
    async def test_hides_what_the_caller_is_not_cleared_for(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        row = await make_partner(session)
        public = await make_client(Role.READER, Confidentiality.PUBLIC)
        answer = await public.get(f"{ADDRESS}/{row.id}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert names(await public.get(ADDRESS)) == []

    async def test_expands_parent_members_and_successors(
        self, make_client: MakeClient, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        parent = await make_partner(session, name_vi="Hiệp hội mẹ", kind=PartnerKind.MULTILATERAL_MECHANISM)
        first = await make_partner(session, name_vi="Đông", country="LA", subdivision="LA-XI")
        second = await make_partner(session, name_vi="Bắc")
        hidden = await make_partner(session, name_vi="Kín", confidentiality=Confidentiality.RESTRICTED)
        row = await make_partner(
            session,
            kind=PartnerKind.MULTILATERAL_MECHANISM,
            parent_id=parent.id,
            members=[first.id, hidden.id, second.id],
            successors=[{"partner_id": second.id, "basis": "QĐ", "on": "2020"}],
        )
        expanded = {"expand": "parent,members,successors"}
        answer = await client.get(f"{ADDRESS}/{row.id}", params=expanded)
        assert answer.json()["parent"]["name_vi"] == "Hiệp hội mẹ"
        assert [item["name_vi"] for item in answer.json()["members"]] == ["Bắc", "Đông", "Kín"]
        assert answer.json()["members"][1] == {
            "id": first.id,
            "kind": "local_government",
            "name_vi": "Đông",
            "name_en": None,
            "country": "LA",
            "subdivision": "LA-XI",
        }
        assert [item["id"] for item in answer.json()["successors"]] == [second.id]
        internal = await make_client(Role.READER, Confidentiality.INTERNAL)
        answer = await internal.get(f"{ADDRESS}/{row.id}", params=expanded)
        assert [item["name_vi"] for item in answer.json()["members"]] == ["Bắc", "Đông"]

    async def test_answers_304_to_who_has_it_already(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_partner(session)
        answer = await client.get(f"{ADDRESS}/{row.id}", headers={"if-none-match": '"1"'})
        assert answer.status_code == 304


class TestList:
    @pytest.mark.parametrize(
        ("parameters", "found"),
        [
            ({"kind": "ngo"}, ["An"]),
            ({"kind": "ngo,business"}, ["An", "Bình"]),
            ({"country": "LA,KH"}, ["Bình", "Chi"]),
            ({"subdivision": "LA-XI"}, ["Bình"]),
            ({"tier": "special"}, ["Chi"]),
            ({"status": "ended"}, ["An"]),
            ({"border_adjacent": "true"}, ["Chi"]),
            ({"border_adjacent": "false", "country": "LA"}, ["Bình"]),
            ({"q": "chi"}, ["Chi"]),
        ],
        ids=str,
    )
    async def test_filters_by_each_field(
        self, client: httpx.AsyncClient, session: AsyncSession, parameters: dict[str, str], found: list[str]
    ) -> None:
        await make_partner(session, name_vi="An", kind=PartnerKind.NGO, status=PartnerStatus.ENDED)
        await make_partner(session, name_vi="Bình", kind=PartnerKind.BUSINESS, country="LA", subdivision="LA-XI")
        await make_partner(session, name_vi="Chi", country="KH", tier=PartnerTier.SPECIAL, border_adjacent=True)
        assert names(await client.get(ADDRESS, params={"sort": "name_vi", **parameters})) == found

    async def test_filters_by_parent(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        parent = await make_partner(session)
        await make_partner(session, name_vi="Con", parent_id=parent.id)
        assert names(await client.get(ADDRESS, params={"parent_id": parent.id})) == ["Con"]

    @pytest.mark.parametrize("parameters", [{"country": "XX"}, {"subdivision": "x"}, {"kind": "x"}, {"pillar": "x"}])
    async def test_refuses_filters_that_nothing_can_match(
        self, client: httpx.AsyncClient, parameters: dict[str, str]
    ) -> None:
        assert (await client.get(ADDRESS, params=parameters)).status_code == 422

    @pytest.mark.parametrize("q", ["xieng khoang", "Xiêng-Khoảng", "XIÊNG KHOẢNG", "xieng khouang", "Xiangkhouang"])
    async def test_finds_one_partner_by_every_spelling(self, client: httpx.AsyncClient, q: str) -> None:
        await client.post(ADDRESS, json=XIENG_KHOANG)
        await client.post(ADDRESS, json={"kind": "local_government", "name_vi": "Khăm Muộn"})
        assert names(await client.get(ADDRESS, params={"q": q})) == ["Xiêng Khoảng"]

    async def test_ranks_exact_accents_then_prefix_then_inside_then_alias(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        alias = [{"name": "Lào", "lang": "vi", "script": "Latn", "kind": "short"}]
        await make_partner(session, name_vi="Khác", aliases=alias)
        await make_partner(session, name_vi="Bắc Lao")
        await make_partner(session, name_vi="Lao Động")
        await make_partner(session, name_vi="Lào")
        found = await client.get(ADDRESS, params={"q": "Lào"})
        assert names(found) == ["Lào", "Lao Động", "Bắc Lao", "Khác"]

    @pytest.mark.parametrize("sort", ["name_vi", "country", "kind", "tier", "status", "last_verified_on", "valid_from"])
    async def test_pages_through_each_row_once_either_way(
        self, client: httpx.AsyncClient, session: AsyncSession, sort: str
    ) -> None:
        kinds = list(PartnerKind)
        for number in range(7):
            country = ("LA", None, "KH")[number % 3]
            await make_partner(session, name_vi=f"Đối tác {number % 4}", kind=kinds[number], country=country)
        for order in (sort, f"-{sort}"):
            seen: list[str] = []
            cursor: str | None = None
            while cursor is not None or not seen:
                parameters = {"sort": order, "limit": "2", **({"cursor": cursor} if cursor else {})}
                page = (await client.get(ADDRESS, params=parameters)).json()
                seen += [item["id"] for item in page["items"]]
                cursor = page["next_cursor"]
            assert len(seen) == len(set(seen)) == 7

    async def test_costs_the_same_for_one_row_as_for_fifty(
        self, client: httpx.AsyncClient, session: AsyncSession, statements: Statements
    ) -> None:
        parameters = {"expand": "parent,members,successors"}
        first = await make_partner(session)
        await client.get(ADDRESS, params=parameters)
        statements.clear()
        await client.get(ADDRESS, params=parameters)
        for_one = len(statements)
        for _ in range(49):
            await make_partner(session, parent_id=first.id)
        statements.clear()
        assert len(names(await client.get(ADDRESS, params=parameters))) == 50
        assert len(statements) == for_one


class TestListByRelationship:
    async def test_shows_the_partners_of_a_unit_and_pillar(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        nghe_an, an_giang = await make_org_unit(session), await make_org_unit(session)
        lao, khmer = await make_partner(session, name_vi="Lào"), await make_partner(session, name_vi="Miên")
        await make_relationship(session, org_unit_id=nghe_an.id, partner_id=lao.id)
        await make_relationship(session, org_unit_id=nghe_an.id, partner_id=lao.id, pillar=Pillar.PARTY)
        await make_relationship(session, org_unit_id=an_giang.id, partner_id=khmer.id, pillar=Pillar.PEOPLE)
        await make_relationship(session, org_unit_id=nghe_an.id, partner_id=khmer.id, deleted_at=session.info["now"])
        assert names(await client.get(ADDRESS, params={"org_unit_id": nghe_an.id})) == ["Lào"]
        assert names(await client.get(ADDRESS, params={"pillar": "people"})) == ["Miên"]
        assert names(await client.get(ADDRESS, params={"pillar": "people,party", "sort": "name_vi"})) == ["Lào", "Miên"]
        assert names(await client.get(ADDRESS, params={"pillar": "people", "org_unit_id": nghe_an.id})) == []

    async def test_tells_of_no_relationship_that_the_caller_may_not_see(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        ours, theirs = await make_org_unit(session), await make_org_unit(session)
        internal = await make_partner(session, name_vi="Của họ")
        public = await make_partner(session, name_vi="Công khai")
        await make_relationship(session, org_unit_id=theirs.id, partner_id=internal.id)
        await make_relationship(
            session, org_unit_id=theirs.id, partner_id=public.id, confidentiality=Confidentiality.PUBLIC
        )
        hidden = await make_partner(session, name_vi="Kín")
        await make_relationship(
            session, org_unit_id=ours.id, partner_id=hidden.id, confidentiality=Confidentiality.RESTRICTED
        )
        scoped = await make_client(Role.READER, Confidentiality.INTERNAL, [ours.id])
        assert names(await scoped.get(ADDRESS, params={"org_unit_id": theirs.id})) == ["Công khai"]
        assert names(await scoped.get(ADDRESS, params={"org_unit_id": ours.id})) == []
        everyone = await make_client(Role.READER, Confidentiality.RESTRICTED)
        assert len(names(await everyone.get(ADDRESS, params={"org_unit_id": f"{theirs.id},{ours.id}"}))) == 3


class TestDocument:
    async def test_tells_of_the_redirect_of_merged_partners(self, client: httpx.AsyncClient) -> None:
        document = (await client.get("/openapi.json")).json()
        assert "Location" in document["paths"][f"{ADDRESS}/{{id}}"]["get"]["responses"]["308"]["headers"]


class TestMeta:
    async def test_describes_the_collection(self, client: httpx.AsyncClient) -> None:
        described = (await client.get("/v1/meta/partners")).json()
        fields = {field["name"]: field for field in described["fields"]}
        assert fields["kind"]["required"]
        assert (fields["valid_from"]["type"], fields["members"]["type"], fields["profile"]["type"]) == (
            "partial_date",
            "list",
            "object",
        )
        assert {value["code"] for value in fields["tier"]["values"]} == {item.value for item in PartnerTier}
        assert all(field["label_vi"] for field in fields.values())
        assert "last_verified_on" in described["sorts"]
