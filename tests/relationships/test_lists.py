"""`/v1/relationships` over HTTP: lists, of all and of one partner."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.core.schema import Confidentiality
from app.relationships.models import Channel, Pillar, RelationshipType, Stage
from tests.conftest import MakeClient, Statements
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.factories.relationships import claim, make_relationship
from tests.relationships.conftest import ADDRESS, MISSING_ID, Pair, ids


class TestList:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"channel": "council"}, True),
            ({"channel": "party,commune"}, False),
            ({"pillar": "people,state"}, True),
            ({"pillar": "party"}, False),
            ({"type": "project"}, True),
            ({"type": "twinning"}, False),
            ({"stage": "dormant"}, True),
            ({"stage": "ended"}, False),
            ({"country": "LA,KH"}, True),
            ({"country": "KR"}, False),
            ({"inherited": "false"}, True),
            ({"inherited": "true"}, False),
            ({"org_unit_id": MISSING_ID}, False),
            ({"partner_id": MISSING_ID}, False),
            ({"lead_unit_id": MISSING_ID}, False),
            ({"updated_since": "2020-01-01T00:00:00Z"}, True),
            ({"updated_since": "2999-01-01T00:00:00Z"}, False),
        ],
    )
    async def test_can_be_narrowed(
        self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair, query: dict[str, str], *, found: bool
    ) -> None:
        row = await make_relationship(
            session,
            org_unit_id=pair.unit.id,
            partner_id=pair.partner.id,
            channel=Channel.COUNCIL,
            type=RelationshipType.PROJECT,
            stage=Stage.DORMANT,
        )
        assert ids(await client.get(ADDRESS, params=query)) == ([row.id] if found else [])

    async def test_can_be_narrowed_to_sides_and_to_inherited_ones(
        self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair
    ) -> None:
        old = await make_relationship(session, partner_id=pair.partner.id)
        new = await make_relationship(session, org_unit_id=pair.unit.id, inherited_from=old.id)
        assert ids(await client.get(ADDRESS, params={"inherited": "true"})) == [new.id]
        assert ids(await client.get(ADDRESS, params={"partner_id": pair.partner.id})) == [old.id]
        assert ids(await client.get(ADDRESS, params={"org_unit_id": f"{pair.unit.id},{MISSING_ID}"})) == [new.id]

    @pytest.mark.parametrize(
        ("established_from", "established_to", "found"),
        [
            ("2015", "2015", True),
            ("2015-06-12", None, True),
            (None, "2015-01-01", True),
            ("2016", None, False),
            (None, "2014-12", False),
        ],
    )
    async def test_counts_a_date_known_to_its_year_wherever_it_may_be(
        self,
        client: httpx.AsyncClient,
        session: AsyncSession,
        established_from: str | None,
        established_to: str | None,
        *,
        found: bool,
    ) -> None:
        await make_relationship(session)
        row = await make_relationship(session, origin_claims=[claim("2015", chosen=True)])
        bounds = {"established_from": established_from, "established_to": established_to}
        query = {name: value for name, value in bounds.items() if value}
        assert ids(await client.get(ADDRESS, params=query)) == ([row.id] if found else [])

    @pytest.mark.parametrize("q", ["xieng khoang", "Xiangkhouang", "XIÊNG-KHOẢNG", "nghe an", "NGHE-AN"])
    async def test_finds_by_the_names_of_both_sides(
        self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair, q: str
    ) -> None:
        await make_relationship(session)
        row = await make_relationship(session, org_unit_id=pair.unit.id, partner_id=pair.partner.id)
        assert ids(await client.get(ADDRESS, params={"q": q})) == [row.id]

    async def test_ranks_by_the_better_of_the_two_names(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        names = ("Tỉnh Lào Cai", "Lao Cai", "Lào Cai")
        by_partner = [
            await make_relationship(session, partner_id=(await make_partner(session, name_vi=name)).id)
            for name in names
        ]
        unit = await make_org_unit(session, name_vi="Lào Cai")
        by_unit = await make_relationship(session, org_unit_id=unit.id)
        found = ids(await client.get(ADDRESS, params={"q": "Lào Cai"}))
        assert found == [by_partner[2].id, by_unit.id, by_partner[1].id, by_partner[0].id]

    async def test_expands_both_sides_the_lead_unit_and_its_source(
        self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair
    ) -> None:
        old = await make_relationship(session)
        row = await make_relationship(
            session,
            org_unit_id=pair.unit.id,
            partner_id=pair.partner.id,
            lead_unit_id=pair.unit.id,
            inherited_from=old.id,
        )
        query = {"expand": "org_unit,partner,lead_unit,inherited_from"}
        answer = (await client.get(f"{ADDRESS}/{row.id}", params=query)).json()
        assert [answer[name]["name_vi"] for name in ("org_unit", "partner", "lead_unit")] == [
            "Nghệ An",
            "Xiêng Khoảng",
            "Nghệ An",
        ]
        assert (answer["inherited_from"]["id"], answer["inherited_from"]["partner_id"]) == (old.id, old.partner_id)

    async def test_expands_to_null_what_the_caller_may_not_see(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        old = await make_relationship(session, confidentiality=Confidentiality.RESTRICTED)
        await make_relationship(session, inherited_from=old.id)
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        answer = await reader.get(ADDRESS, params={"expand": "inherited_from,lead_unit"})
        assert [(item["inherited_from"], item["lead_unit"]) for item in answer.json()["items"]] == [(None, None)]

    async def test_pages_by_date_with_the_unknown_last(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        claims: list[list[dict[str, Any]]] = [[], [claim("2015", chosen=True)], [], [claim("2007", chosen=True)]]
        rows = [await make_relationship(session, origin_claims=told) for told in claims]
        seen: list[str] = []
        query: dict[str, Any] = {"sort": "established_on", "limit": 1, "count": "exact"}
        while True:
            answer = await client.get(ADDRESS, params=query)
            seen += ids(answer)
            assert answer.json()["count"] == 4
            if answer.json()["next_cursor"] is None:
                break
            query["cursor"] = answer.json()["next_cursor"]
        assert seen == [rows[3].id, rows[1].id, rows[0].id, rows[2].id]

    async def test_refuses_a_country_that_does_not_exist(self, client: httpx.AsyncClient) -> None:
        answer = await client.get(ADDRESS, params={"country": "XX"})
        assert answer.json()["errors"][0]["code"] == "unknown_country"

    async def test_refuses_an_unknown_expansion(self, client: httpx.AsyncClient) -> None:
        answer = await client.get(ADDRESS, params={"expand": "friends"})
        assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")

    async def test_costs_the_same_for_one_row_as_for_fifty(
        self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair, statements: Statements
    ) -> None:
        sides: dict[str, Any] = {"org_unit_id": pair.unit.id, "partner_id": pair.partner.id}
        await make_relationship(session, **sides)
        query = {"expand": "org_unit,partner,lead_unit,inherited_from"}
        await client.get(ADDRESS, params=query)
        statements.clear()
        await client.get(ADDRESS, params=query)
        for_one = len(statements)
        for _ in range(49):
            await make_relationship(session, **sides)
        statements.clear()
        await client.get(ADDRESS, params=query)
        assert len(statements) == for_one == 1


class TestOfOnePartner:
    async def test_lists_them_with_the_same_filters(
        self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair
    ) -> None:
        await make_relationship(session)
        party = await make_relationship(session, partner_id=pair.partner.id, pillar=Pillar.PARTY)
        state = await make_relationship(session, partner_id=pair.partner.id, org_unit_id=pair.unit.id)
        address = f"/v1/partners/{pair.partner.id}/relationships"
        assert ids(await client.get(address)) == [party.id, state.id]
        assert ids(await client.get(address, params={"pillar": "party"})) == [party.id]
        assert ids(await client.get(address, params={"q": "nghe an"})) == [state.id]

    async def test_leaves_the_filters_of_partners_to_the_whole_list(
        self, client: httpx.AsyncClient, pair: Pair
    ) -> None:
        answer = await client.get(f"/v1/partners/{pair.partner.id}/relationships", params={"partner_id": MISSING_ID})
        assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")

    async def test_is_absent_with_its_partner(
        self, make_client: MakeClient, session: AsyncSession, client: httpx.AsyncClient
    ) -> None:
        hidden = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        assert (await client.get(f"/v1/partners/{hidden.id}/relationships")).status_code == 200
        assert (await reader.get(f"/v1/partners/{hidden.id}/relationships")).status_code == 404
        assert (await reader.get(f"/v1/partners/{MISSING_ID}/relationships")).status_code == 404
