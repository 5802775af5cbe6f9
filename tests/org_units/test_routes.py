"""`/v1/org-units` over HTTP."""

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from app.org_units.models import OrgUnitKind
from tests.conftest import MakeClient, Statements
from tests.factories.org_units import make_org_unit

ADDRESS = "/v1/org-units"
NGHE_AN = {"name_vi": "Nghệ An", "kind": "province", "code": "NGHE-AN", "admin_code": "40"}


class TestCreate:
    async def test_answers_the_whole_record_with_its_address_and_version(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(ADDRESS, json=NGHE_AN)
        assert answer.status_code == 201, answer.text
        assert answer.headers["location"] == f"{ADDRESS}/{answer.json()['id']}"
        assert answer.headers["etag"] == '"1"'
        assert answer.json()["name_vi"] == "Nghệ An"
        assert answer.json()["created_at"].endswith("Z")

    async def test_refuses_a_code_that_a_live_unit_has(self, client: httpx.AsyncClient) -> None:
        await client.post(ADDRESS, json=NGHE_AN)
        answer = await client.post(ADDRESS, json=NGHE_AN)
        assert answer.status_code == 409
        assert answer.json()["errors"][0]["pointer"] == "/code"

    async def test_refuses_a_parent_that_does_not_exist(self, client: httpx.AsyncClient) -> None:
        missing = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"
        answer = await client.post(ADDRESS, json=NGHE_AN | {"parent_id": missing})
        assert answer.status_code == 422
        assert [fault["code"] for fault in answer.json()["errors"]] == ["unknown_reference"]

    async def test_refuses_an_end_before_its_start(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(ADDRESS, json=NGHE_AN | {"valid_from": "2025-07", "valid_to": "2024"})
        assert answer.json()["errors"][0]["code"] == "end_before_start"


class TestUpdate:
    async def test_refuses_a_unit_below_itself(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        province = await make_org_unit(session)
        department = await make_org_unit(session, kind=OrgUnitKind.DEPARTMENT, parent_id=province.id)
        answer = await client.patch(f"{ADDRESS}/{province.id}", json={"parent_id": department.id})
        assert (answer.status_code, answer.json()["code"]) == (409, "org_unit_cycle")


class TestList:
    async def test_shows_the_units_that_existed_on_a_day(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        await make_org_unit(session, name_vi="Lào Cai", valid_to="2025-06-30")
        await make_org_unit(session, name_vi="Lào Cai", valid_from="2025-07-01")
        for day, count in (("2025-06-30", 1), ("2025-07-01", 1)):
            answer = await client.get(ADDRESS, params={"as_of": day, "count": "exact"})
            assert answer.json()["count"] == count, answer.text

    async def test_sorts_as_a_vietnamese_dictionary(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        for name in ("Đắk Lắk", "Cần Thơ", "An Giang", "Điện Biên", "Đồng Tháp"):
            await make_org_unit(session, name_vi=name)
        answer = await client.get(ADDRESS, params={"sort": "name_vi"})
        names = [item["name_vi"] for item in answer.json()["items"]]
        assert names == ["An Giang", "Cần Thơ", "Đắk Lắk", "Điện Biên", "Đồng Tháp"]

    async def test_costs_the_same_for_one_row_as_for_fifty(
        self, client: httpx.AsyncClient, session: AsyncSession, statements: Statements
    ) -> None:
        await make_org_unit(session)
        await client.get(ADDRESS)
        statements.clear()
        await client.get(ADDRESS)
        for_one = len(statements)
        for _ in range(49):
            await make_org_unit(session)
        statements.clear()
        await client.get(ADDRESS, params={"expand": "parent"})
        assert len(statements) == for_one


class TestScope:
    async def test_shows_every_unit_and_changes_only_its_own(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        ours, theirs = await make_org_unit(session), await make_org_unit(session)
        scoped = await make_client(org_unit_ids=[ours.id])
        assert (await scoped.get(f"{ADDRESS}/{theirs.id}")).status_code == 200
        assert (await scoped.patch(f"{ADDRESS}/{ours.id}", json={"note": "a"})).status_code == 200
        refused = await scoped.patch(f"{ADDRESS}/{theirs.id}", json={"note": "a"})
        assert (refused.status_code, refused.json()["code"]) == (403, "out_of_scope")
        assert (await scoped.delete(f"{ADDRESS}/{theirs.id}")).status_code == 403

    async def test_adds_units_below_its_own_only(self, make_client: MakeClient, session: AsyncSession) -> None:
        ours, theirs = await make_org_unit(session), await make_org_unit(session)
        scoped = await make_client(org_unit_ids=[ours.id])
        department = {"name_vi": "Sở Ngoại vụ", "kind": "department"}
        for parent, status in ((ours.id, 201), (theirs.id, 403), (None, 403)):
            answer = await scoped.post(ADDRESS, json=department | {"parent_id": parent})
            assert answer.status_code == status, answer.text

    async def test_restores_only_its_own(self, make_client: MakeClient, session: AsyncSession) -> None:
        ours, theirs = await make_org_unit(session), await make_org_unit(session)
        everywhere, scoped = await make_client(), await make_client(org_unit_ids=[ours.id])
        await everywhere.delete(f"{ADDRESS}/{theirs.id}")
        assert (await scoped.post(f"{ADDRESS}/{theirs.id}/restore")).status_code == 403
        assert (await everywhere.post(f"{ADDRESS}/{theirs.id}/restore")).status_code == 200
