"""What a caller may know of: clearance, and the org units in scope, their children and their predecessors."""

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.queries import units_in_scope
from app.auth.rules import Role, cleared_levels
from app.core.schema import Confidentiality
from tests.conftest import MakeClient
from tests.factories.org_units import make_org_unit

LEVELS = list(Confidentiality)


class TestClearance:
    def test_opens_its_level_and_those_below(self) -> None:
        assert [cleared_levels(level) for level in LEVELS] == [LEVELS[:1], LEVELS[:2], LEVELS]

    @pytest.mark.parametrize("clearance", LEVELS)
    async def test_decides_what_is_listed_read_counted_changed_and_traced(
        self, make_client: MakeClient, session: AsyncSession, clearance: Confidentiality
    ) -> None:
        units = [await make_org_unit(session, name_vi=f"Đơn vị {level}", confidentiality=level) for level in LEVELS]
        caller = await make_client(Role.EDITOR, clearance)
        seen = cleared_levels(clearance)
        listed = (await caller.get("/v1/org-units", params={"count": "exact"})).json()
        assert ({item["confidentiality"] for item in listed["items"]}, listed["count"]) == (set(seen), len(seen))
        found = (await caller.get("/v1/org-units", params={"q": "don vi"})).json()["items"]
        assert len(found) == len(seen)
        for unit in units:
            address = f"/v1/org-units/{unit.id}"
            status = 200 if unit.confidentiality in seen else 404
            assert (await caller.get(address)).status_code == status
            assert (await caller.get(f"{address}/history")).status_code == status
            assert (await caller.patch(address, json={"note": "x"})).status_code == status
            assert (await caller.delete(address)).status_code == (204 if status == 200 else 404)
            assert (await caller.post(f"{address}/restore")).status_code == status

    async def test_hides_a_parent_from_expansion_and_reference(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        parent = await make_org_unit(session, confidentiality=Confidentiality.RESTRICTED)
        child = await make_org_unit(session, parent_id=parent.id)
        caller = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        assert (await caller.get(f"/v1/org-units/{child.id}?expand=parent")).json()["parent"] is None
        answer = await caller.post("/v1/org-units", json={"name_vi": "x", "kind": "city", "parent_id": parent.id})
        assert answer.json()["errors"][0]["code"] == "unknown_reference"


class TestScope:
    async def test_covers_children_and_predecessors(self, session: AsyncSession) -> None:
        new = await make_org_unit(session, name_vi="Lào Cai (mới)")
        old = await make_org_unit(session, successors=[{"org_unit_id": new.id, "basis": None, "on": "2025-07-01"}])
        office = await make_org_unit(session, parent_id=new.id)
        former_office = await make_org_unit(session, parent_id=old.id)
        team = await make_org_unit(session, parent_id=office.id)
        await make_org_unit(session, name_vi="Nơi khác")
        scope = await units_in_scope(session, [new.id])  # type: ignore[arg-type]
        assert set(scope) == {new.id, old.id, office.id, former_office.id, team.id}
        assert set(await units_in_scope(session, [office.id])) == {office.id, team.id}  # type: ignore[arg-type]

    async def test_survives_units_that_succeed_each_other(self, session: AsyncSession) -> None:
        one = await make_org_unit(session)
        two = await make_org_unit(session, successors=[{"org_unit_id": one.id, "basis": None, "on": None}])
        one.successors = [{"org_unit_id": two.id, "basis": None, "on": None}]
        await session.flush()
        assert set(await units_in_scope(session, [one.id])) == {one.id, two.id}  # type: ignore[arg-type]


class TestScopedKeys:
    @pytest.fixture
    async def places(self, client: httpx.AsyncClient) -> dict[str, str]:
        """Two provinces, and a partner with a relationship to each."""
        ids = {}
        for name in ("ours", "theirs"):
            unit = await client.post("/v1/org-units", json={"name_vi": name, "kind": "province"})
            ids[name] = unit.json()["id"]
        body = {"kind": "local_government", "name_vi": "Xiêng Khoảng", "country": "LA"}
        ids["partner"] = (await client.post("/v1/partners", json=body)).json()["id"]
        return ids

    def relationship(self, places: dict[str, str], whose: str, **values: str) -> dict[str, str]:
        return {
            "org_unit_id": places[whose],
            "partner_id": places["partner"],
            "channel": "government",
            "pillar": "state",
            "type": "twinning",
            "stage": "signed",
            **values,
        }

    async def test_see_their_own_and_what_is_public(
        self, client: httpx.AsyncClient, make_client: MakeClient, places: dict[str, str]
    ) -> None:
        seen = {}
        for whose in ("ours", "theirs"):
            for level in ("public", "internal"):
                body = self.relationship(places, whose, confidentiality=level)
                answer = await client.post("/v1/relationships", json=body)
                seen[whose, level] = answer.json()["id"]
        scoped = await make_client(Role.EDITOR, org_unit_ids=[places["ours"]])
        hidden = seen.pop(("theirs", "internal"))
        items = (await scoped.get("/v1/relationships")).json()["items"]
        assert {item["id"] for item in items} == set(seen.values())
        assert (await scoped.get(f"/v1/relationships/{hidden}")).status_code == 404

    async def test_write_for_their_own_alone(
        self, client: httpx.AsyncClient, make_client: MakeClient, places: dict[str, str]
    ) -> None:
        scoped = await make_client(Role.EDITOR, org_unit_ids=[places["ours"]])
        mine = await scoped.post("/v1/relationships", json=self.relationship(places, "ours"))
        assert mine.status_code == 201, mine.text
        body = self.relationship(places, "theirs", confidentiality="public")
        refused = await scoped.post("/v1/relationships", json=body)
        assert (refused.status_code, refused.json()["code"]) == (403, "out_of_scope")
        public = (await client.post("/v1/relationships", json=body)).headers["location"]
        for answer in (
            await scoped.patch(public, json={"stage": "ended"}),
            await scoped.delete(public),
            await scoped.patch(mine.headers["location"], json={"org_unit_id": places["theirs"]}),
        ):
            assert (answer.status_code, answer.json().get("code")) == (403, "out_of_scope"), answer.request
