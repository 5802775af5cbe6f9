"""`/v1/relationships` over HTTP: one record at a time, and batches."""

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.core.schema import Confidentiality
from tests.conftest import MakeClient
from tests.factories.documents import make_document
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.factories.relationships import claim, make_relationship
from tests.relationships.conftest import ADDRESS, MISSING_ID, URL, Pair, faults, ids


class TestCreate:
    async def test_answers_the_whole_record_with_its_address_and_version(
        self, client: httpx.AsyncClient, pair: Pair
    ) -> None:
        body = pair.body(fields=["Giáo dục"], mechanisms=["Họp thường niên"], lead_unit_id=pair.unit.id)
        answer = await client.post(ADDRESS, json=body)
        assert answer.status_code == 201, answer.text
        assert answer.headers["location"] == f"{ADDRESS}/{answer.json()['id']}"
        assert answer.headers["etag"] == '"1"'
        assert answer.json().items() >= body.items()
        assert answer.json()["established_on"] is None

    async def test_takes_its_date_from_the_chosen_claim_as_imprecise_as_it_is(
        self, client: httpx.AsyncClient, pair: Pair
    ) -> None:
        claims = [{"date": "2015", "basis": "báo chí", "citation": {"url": URL}, "chosen": True}, {"date": "2016-05"}]
        answer = await client.post(ADDRESS, json=pair.body(origin_claims=claims))
        assert answer.json()["established_on"] == "2015"
        assert [told["chosen"] for told in answer.json()["origin_claims"]] == [True, False]

    async def test_keeps_disputed_claims_without_choosing(self, client: httpx.AsyncClient, pair: Pair) -> None:
        """Ulyanovsk: 2007, since the 1990s, over 30 years (domain.md 4.2)."""
        claims = [{"date": "2007"}, {"date": None, "basis": "từ những năm 1990"}, {"basis": "hơn 30 năm"}]
        answer = await client.post(ADDRESS, json=pair.body(origin_claims=claims))
        assert len(answer.json()["origin_claims"]) == 3
        assert answer.json()["established_on"] is None

    async def test_refuses_two_chosen_claims(self, client: httpx.AsyncClient, pair: Pair) -> None:
        claims = [{"date": "2007", "chosen": True}, {"date": "2017", "chosen": True}]
        answer = await client.post(ADDRESS, json=pair.body(origin_claims=claims))
        assert faults(answer) == [("/origin_claims", "several_chosen")]

    async def test_refuses_a_chosen_claim_without_a_date(self, client: httpx.AsyncClient, pair: Pair) -> None:
        answer = await client.post(ADDRESS, json=pair.body(origin_claims=[{"chosen": True}]))
        assert faults(answer) == [("/origin_claims/0/chosen", "chosen_without_date")]

    async def test_tells_the_impossible_date_of_a_chosen_claim_once(
        self, client: httpx.AsyncClient, pair: Pair
    ) -> None:
        answer = await client.post(ADDRESS, json=pair.body(origin_claims=[{"date": "2023-02-29", "chosen": True}]))
        assert faults(answer) == [("/origin_claims/0/date", "invalid_date")]

    async def test_does_not_take_the_date_itself(self, client: httpx.AsyncClient, pair: Pair) -> None:
        answer = await client.post(ADDRESS, json=pair.body(established_on="2015"))
        assert faults(answer) == [("/established_on", "unknown_field")]

    async def test_names_every_reference_that_does_not_exist(self, client: httpx.AsyncClient, pair: Pair) -> None:
        cited = {"document_id": MISSING_ID}
        body = pair.body(
            org_unit_id=MISSING_ID,
            partner_id=MISSING_ID,
            lead_unit_id=MISSING_ID,
            inherited_from=MISSING_ID,
            citations=[{"url": URL}, cited],
            origin_claims=[{"date": "2007"}, {"date": "2010", "citation": cited}],
        )
        assert faults(await client.post(ADDRESS, json=body)) == [
            (place, "unknown_reference")
            for place in (
                "/org_unit_id",
                "/partner_id",
                "/lead_unit_id",
                "/inherited_from",
                "/citations/1/document_id",
                "/origin_claims/1/citation/document_id",
            )
        ]

    async def test_takes_a_document_that_exists(
        self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair
    ) -> None:
        cited = {"document_id": (await make_document(session)).id}
        body = pair.body(citations=[cited], origin_claims=[{"date": "2007", "citation": cited}])
        assert (await client.post(ADDRESS, json=body)).status_code == 201

    async def test_finds_a_hidden_partner_as_unknown_as_a_missing_one(
        self, make_client: MakeClient, session: AsyncSession, pair: Pair
    ) -> None:
        pair.partner = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        answer = await editor.post(ADDRESS, json=pair.body())
        assert faults(answer) == [("/partner_id", "unknown_reference")]

    async def test_stores_nothing_when_only_validating(self, client: httpx.AsyncClient, pair: Pair) -> None:
        answer = await client.post(ADDRESS, json=pair.body(), params={"validate_only": True})
        assert answer.status_code == 201
        assert ids(await client.get(ADDRESS)) == []

    async def test_is_not_for_readers(self, make_client: MakeClient, pair: Pair) -> None:
        reader = await make_client(Role.READER)
        assert (await reader.post(ADDRESS, json=pair.body())).status_code == 403


class TestUpdate:
    async def test_follows_the_claim_that_is_chosen_anew(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_relationship(session, origin_claims=[claim("2007", chosen=True), claim("2017")])
        claims = [{"date": "2007"}, {"date": "2017", "chosen": True}]
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"origin_claims": claims})
        assert (answer.json()["established_on"], answer.json()["version"]) == ("2017", 2)

    async def test_makes_no_version_of_no_change(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_relationship(session, origin_claims=[claim("2007", chosen=True)])
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"stage": row.stage.value})
        assert (answer.status_code, answer.json()["version"]) == (200, 1)

    async def test_clears_what_may_be_absent_and_refuses_null_elsewhere(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_relationship(session, lead_unit_id=(await make_org_unit(session)).id)
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"lead_unit_id": None})
        assert answer.json()["lead_unit_id"] is None
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"stage": None})
        assert faults(answer) == [("/stage", "null_not_allowed")]

    async def test_may_inherit_from_another(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        old, new = await make_relationship(session), await make_relationship(session)
        answer = await client.patch(f"{ADDRESS}/{new.id}", json={"inherited_from": old.id})
        assert (answer.status_code, answer.json()["inherited_from"]) == (200, old.id)

    async def test_refuses_to_inherit_from_itself(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_relationship(session)
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"inherited_from": row.id})
        assert (answer.status_code, answer.json()["code"]) == (409, "relationship_cycle")

    async def test_refuses_to_inherit_from_its_heir(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        first = await make_relationship(session)
        second = await make_relationship(session, inherited_from=first.id)
        third = await make_relationship(session, inherited_from=second.id)
        answer = await client.patch(f"{ADDRESS}/{first.id}", json={"inherited_from": third.id})
        assert answer.json()["code"] == "relationship_cycle"

    async def test_may_leave_what_is_hidden_from_the_caller_as_it_is(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        hidden = await make_document(session, confidentiality=Confidentiality.RESTRICTED)
        row = await make_relationship(session, citations=[{"document_id": hidden.id}])
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        answer = await editor.patch(f"{ADDRESS}/{row.id}", json={"stage": "dormant"})
        assert answer.status_code == 200, answer.text

    async def test_of_a_stale_version_tells_what_changed_since(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_relationship(session)
        await client.patch(f"{ADDRESS}/{row.id}", json={"stage": "dormant"})
        stale = {"If-Match": '"1"'}
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"stage": "ended"}, headers=stale)
        assert (answer.status_code, answer.json()["changed_fields"]) == (412, ["stage"])


class TestUpsert:
    async def test_creates_and_then_replaces(self, client: httpx.AsyncClient, pair: Pair) -> None:
        address = f"{ADDRESS}/by-external-id/plans/rel-1"
        answer = await client.put(address, json=pair.body(mechanisms=["Họp"]))
        assert (answer.status_code, answer.json()["external_id"]) == (201, "rel-1")
        answer = await client.put(address, json=pair.body())
        assert (answer.status_code, answer.json()["mechanisms"]) == (200, [])


class TestBatch:
    async def test_runs_every_verb_in_order(self, client: httpx.AsyncClient, session: AsyncSession, pair: Pair) -> None:
        row = await make_relationship(session)
        operations = [
            {"op": "create", "data": pair.body()},
            {"op": "upsert", "source_system": "plans", "external_id": "1", "data": pair.body()},
            {"op": "update", "id": row.id, "data": {"stage": "dormant"}},
            {"op": "delete", "id": row.id},
        ]
        answer = await client.post(f"{ADDRESS}/batch", json={"operations": operations})
        assert [result["status"] for result in answer.json()["results"]] == [201, 201, 200, 204]


class TestDelete:
    async def test_hides_the_relationship_until_it_is_restored(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_relationship(session)
        assert (await client.delete(f"{ADDRESS}/{row.id}")).status_code == 204
        assert (await client.get(f"{ADDRESS}/{row.id}")).status_code == 404
        assert (await client.post(f"{ADDRESS}/{row.id}/restore")).status_code == 200
        assert (await client.get(f"{ADDRESS}/{row.id}")).status_code == 200

    async def test_is_refused_while_another_inherits_from_it(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_relationship(session)
        await make_relationship(session, inherited_from=row.id)
        answer = await client.delete(f"{ADDRESS}/{row.id}")
        assert (answer.status_code, answer.json()["code"]) == (409, "still_referenced")


class TestHistory:
    async def test_tells_every_change_newest_first_also_of_a_deleted_one(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_relationship(session)
        await client.patch(f"{ADDRESS}/{row.id}", json={"stage": "dormant"})
        await client.delete(f"{ADDRESS}/{row.id}")
        answer = await client.get(f"{ADDRESS}/{row.id}/history")
        assert [item["action"] for item in answer.json()["items"]] == ["delete", "update", "create"]
