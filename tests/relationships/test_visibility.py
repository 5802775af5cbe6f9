"""Who may know of a relationship, and who may write it."""

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.core.schema import Confidentiality
from app.org_units.models import OrgUnitKind
from app.partners.schemas import RelatedPillar
from app.relationships.models import Pillar
from tests.conftest import MakeClient
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.factories.relationships import make_relationship
from tests.relationships.conftest import ADDRESS, Pair, ids


class TestVisibility:
    @pytest.mark.parametrize("hidden", ["relationship", "partner", "org_unit"])
    async def test_needs_the_relationship_and_both_its_sides(
        self, make_client: MakeClient, session: AsyncSession, client: httpx.AsyncClient, hidden: str
    ) -> None:
        level = dict.fromkeys(("relationship", "partner", "org_unit"), Confidentiality.INTERNAL)
        level[hidden] = Confidentiality.RESTRICTED
        row = await make_relationship(
            session,
            org_unit_id=(await make_org_unit(session, confidentiality=level["org_unit"])).id,
            partner_id=(await make_partner(session, confidentiality=level["partner"])).id,
            confidentiality=level["relationship"],
        )
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        for path in ("", "/history"):
            assert (await client.get(f"{ADDRESS}/{row.id}{path}")).status_code == 200
            assert (await reader.get(f"{ADDRESS}/{row.id}{path}")).status_code == 404
        assert ids(await reader.get(ADDRESS)) == []

    async def test_of_another_provinces_internal_relationship_is_none(
        self, make_client: MakeClient, session: AsyncSession, pair: Pair
    ) -> None:
        ours = await make_relationship(session, org_unit_id=pair.unit.id)
        led = await make_relationship(session, lead_unit_id=pair.unit.id)
        theirs = await make_relationship(session)
        scoped = await make_client(Role.READER, org_unit_ids=[pair.unit.id])
        assert ids(await scoped.get(ADDRESS)) == [ours.id, led.id]
        assert (await scoped.get(f"{ADDRESS}/{theirs.id}")).status_code == 404


class TestScope:
    async def test_lets_nobody_write_for_another_province(
        self, make_client: MakeClient, session: AsyncSession, pair: Pair
    ) -> None:
        mine = await make_org_unit(session, kind=OrgUnitKind.PROVINCE)
        editor = await make_client(Role.EDITOR, org_unit_ids=[mine.id])
        answer = await editor.post(ADDRESS, json=pair.body())
        assert (answer.status_code, answer.json()["code"]) == (403, "out_of_scope")
        assert (await editor.post(ADDRESS, json=pair.body(org_unit_id=mine.id))).status_code == 201

    async def test_lets_nobody_change_take_delete_or_restore_what_is_public_elsewhere(
        self, make_client: MakeClient, session: AsyncSession, client: httpx.AsyncClient
    ) -> None:
        mine = await make_org_unit(session)
        row = await make_relationship(session, confidentiality=Confidentiality.PUBLIC)
        editor = await make_client(Role.EDITOR, org_unit_ids=[mine.id])
        address = f"{ADDRESS}/{row.id}"
        assert (await editor.get(address)).status_code == 200
        assert (await editor.patch(address, json={"org_unit_id": mine.id})).status_code == 403
        assert (await editor.delete(address)).status_code == 403
        await client.delete(address)
        assert (await editor.post(f"{address}/restore")).status_code == 403


def test_partners_know_the_pillars_of_relationships() -> None:
    known, ours = [[(item.value, item.label_vi, item.label_en) for item in kind] for kind in (RelatedPillar, Pillar)]
    assert known == ours
