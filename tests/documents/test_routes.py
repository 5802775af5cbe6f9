"""`/v1/documents` over HTTP: changing documents."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.core.dates import today_in
from app.core.schema import Confidentiality
from tests.conftest import MakeClient
from tests.factories.documents import make_document
from tests.factories.org_units import make_org_unit
from tests.factories.relationships import claim, make_relationship

ADDRESS = "/v1/documents"
MISSING_ID = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"
PLAN = {
    "number": "716/KH-UBND",
    "type": "plan",
    "issuer": "UBND tỉnh Nghệ An",
    "issued_on": "2022-10-14",
    "subject": "Công tác đối ngoại nhân dân",
}


def fault_places(answer: httpx.Response) -> list[tuple[str, str]]:
    """(pointer, code) of every fault."""
    return [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]]


class TestCreate:
    async def test_answers_the_whole_record_with_its_address_and_version(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(ADDRESS, json=PLAN)
        assert answer.status_code == 201, answer.text
        assert answer.headers["location"] == f"{ADDRESS}/{answer.json()['id']}"
        assert answer.headers["etag"] == '"1"'
        assert answer.json().items() >= PLAN.items()
        assert answer.json()["dates_as_printed"] == {}

    @pytest.mark.parametrize("issued_on", ["tomorrow", "2999", "2999-01"])
    async def test_refuses_a_date_after_the_day_of_recording(
        self, client: httpx.AsyncClient, session: AsyncSession, issued_on: str
    ) -> None:
        """R20."""
        if issued_on == "tomorrow":
            today = today_in("Asia/Ho_Chi_Minh", session.info["now"])
            issued_on = (today + timedelta(days=1)).isoformat()
        answer = await client.post(ADDRESS, json=PLAN | {"issued_on": issued_on})
        assert answer.status_code == 422
        assert fault_places(answer) == [("/issued_on", "date_in_future")]

    async def test_refuses_a_date_after_publication_and_tells_all_that_is_wrong_with_it(
        self, client: httpx.AsyncClient
    ) -> None:
        """R20."""
        answer = await client.post(ADDRESS, json=PLAN | {"issued_on": "2999-01-01", "published_on": "2022-05-13"})
        assert fault_places(answer) == [("/issued_on", "date_in_future"), ("/issued_on", "after_publication")]

    @pytest.mark.parametrize("issued_on", [None, "2022", "2022-05", "2022-05-13"])
    async def test_takes_a_date_that_may_be_right(self, client: httpx.AsyncClient, issued_on: str | None) -> None:
        answer = await client.post(ADDRESS, json=PLAN | {"issued_on": issued_on, "published_on": "2022-05-13"})
        assert answer.status_code == 201, answer.text

    async def test_keeps_the_impossible_printed_date_beside_the_right_one(self, client: httpx.AsyncClient) -> None:
        """The press summary of 13 May 2022 prints 12/8/2022."""
        printed = {"issued_on": "ngày 12/8/2022"}
        values = PLAN | {"issued_on": "2021-08-12", "dates_as_printed": printed}
        answer = await client.post(ADDRESS, json=values)
        assert (answer.json()["issued_on"], answer.json()["dates_as_printed"]) == ("2021-08-12", printed)

    async def test_refuses_a_printed_date_of_no_field(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(ADDRESS, json=PLAN | {"dates_as_printed": {"signed_on": "12/8/2022"}})
        assert fault_places(answer) == [("/dates_as_printed/signed_on", "unknown_field")]

    async def test_refuses_references_that_do_not_exist(self, client: httpx.AsyncClient) -> None:
        values = {
            "issuer_id": MISSING_ID,
            "implements": [MISSING_ID],
            "replaces": [MISSING_ID],
            "citations": [{"document_id": MISSING_ID}],
        }
        answer = await client.post(ADDRESS, json=PLAN | values)
        places = {place for place, code in fault_places(answer) if code == "unknown_reference"}
        assert places == {"/issuer_id", "/implements/0", "/replaces/0", "/citations/0/document_id"}

    async def test_finds_a_document_that_the_caller_cannot_see_as_unknown_as_none(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        hidden = await make_document(session, confidentiality=Confidentiality.RESTRICTED)
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        answer = await editor.post(ADDRESS, json=PLAN | {"implements": [hidden.id]})
        assert fault_places(answer) == [("/implements/0", "unknown_reference")]

    async def test_names_a_document_once(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        directive = await make_document(session)
        answer = await client.post(ADDRESS, json=PLAN | {"implements": [directive.id, directive.id]})
        assert answer.json()["implements"] == [directive.id]

    async def test_stores_nothing_on_a_dry_run(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(ADDRESS, json=PLAN, params={"validate_only": "true"})
        assert answer.status_code == 201
        assert (await client.get(ADDRESS)).json()["items"] == []

    async def test_is_not_for_readers(self, make_client: MakeClient) -> None:
        reader = await make_client(Role.READER)
        assert (await reader.post(ADDRESS, json=PLAN)).status_code == 403

    async def test_is_not_for_another_unit(self, make_client: MakeClient, session: AsyncSession) -> None:
        ours, theirs = await make_org_unit(session), await make_org_unit(session)
        editor = await make_client(Role.EDITOR, org_unit_ids=[ours.id])
        answer = await editor.post(ADDRESS, json=PLAN | {"issuer_id": theirs.id})
        assert (answer.status_code, answer.json()["code"]) == (403, "out_of_scope")


class TestUpdate:
    @pytest.mark.parametrize("chain", ["implements", "replaces"])
    async def test_refuses_a_document_above_itself(
        self, client: httpx.AsyncClient, session: AsyncSession, chain: str
    ) -> None:
        directive = await make_document(session)
        plan = await make_document(session, **dict[str, Any]({chain: [directive.id]}))
        for target in (plan, directive):
            answer = await client.patch(f"{ADDRESS}/{directive.id}", json={chain: [target.id]})
            assert (answer.status_code, answer.json()["code"]) == (409, "document_cycle"), answer.text
            assert answer.json()["field"] == chain

    async def test_lets_one_document_implement_what_another_replaces(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        """The two chains are apart."""
        old = await make_document(session)
        new = await make_document(session, replaces=[old.id])
        answer = await client.patch(f"{ADDRESS}/{old.id}", json={"implements": [new.id]})
        assert answer.status_code == 200, answer.text

    async def test_merges_the_printed_dates(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        document = await make_document(session, dates_as_printed={"issued_on": "12/8/2022", "published_on": "31/2"})
        patch = {"dates_as_printed": {"issued_on": "12/8/22", "published_on": None}}
        answer = await client.patch(f"{ADDRESS}/{document.id}", json=patch)
        assert answer.json()["dates_as_printed"] == {"issued_on": "12/8/22"}

    async def test_leaves_alone_what_the_caller_cannot_see(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        hidden = await make_document(session, confidentiality=Confidentiality.RESTRICTED)
        plan = await make_document(session, implements=[hidden.id], citations=[{"document_id": hidden.id}])
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        answer = await editor.patch(f"{ADDRESS}/{plan.id}", json={"signer": "Nguyễn Văn A"})
        assert answer.status_code == 200, answer.text
        assert answer.json()["implements"] == [hidden.id]

    async def test_says_what_changed_since_a_stale_version(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        document = await make_document(session)
        address = f"{ADDRESS}/{document.id}"
        await client.patch(address, json={"number": "12-CT/TW"})
        answer = await client.patch(address, json={"signer": None}, headers={"if-match": '"1"'})
        assert answer.status_code == 412
        assert (answer.json()["current_version"], answer.json()["changed_fields"]) == (2, ["number"])

    async def test_does_not_let_another_unit_take_a_public_document(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        ours, theirs = await make_org_unit(session), await make_org_unit(session)
        public = await make_document(session, issuer_id=theirs.id, confidentiality=Confidentiality.PUBLIC)
        editor = await make_client(Role.EDITOR, org_unit_ids=[ours.id])
        address = f"{ADDRESS}/{public.id}"
        assert (await editor.get(address)).status_code == 200
        assert (await editor.patch(address, json={"issuer_id": ours.id})).status_code == 403
        assert (await editor.delete(address)).status_code == 403


class TestPut:
    async def test_creates_then_replaces(self, client: httpx.AsyncClient) -> None:
        address = f"{ADDRESS}/by-external-id/plans/doc-716"
        first = await client.put(address, json=PLAN)
        second = await client.put(address, json={"type": "plan", "subject": "Khác"})
        assert (first.status_code, second.status_code) == (201, 200)
        assert second.json()["id"] == first.json()["id"]
        assert (second.json()["number"], second.json()["version"]) == (None, 2)


class TestBatch:
    async def test_does_every_kind_of_operation(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        kept, gone = await make_document(session), await make_document(session)
        operations = [
            {"op": "create", "data": PLAN},
            {"op": "upsert", "source_system": "plans", "external_id": "doc-1", "data": PLAN},
            {"op": "update", "id": kept.id, "if_match": 1, "data": {"number": "12-CT/TW"}},
            {"op": "delete", "id": gone.id},
            {"op": "create", "data": PLAN | {"issued_on": "2999"}},
        ]
        answer = await client.post(f"{ADDRESS}/batch", json={"mode": "partial", "operations": operations})
        assert [result["status"] for result in answer.json()["results"]] == [201, 201, 200, 204, 422]
        problem = answer.json()["results"][4]["problem"]
        assert problem["errors"][0]["pointer"] == "/operations/4/data/issued_on"


class TestDelete:
    async def test_hides_the_document_until_it_is_restored(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        document = await make_document(session)
        address = f"{ADDRESS}/{document.id}"
        assert (await client.delete(address)).status_code == 204
        assert (await client.get(address)).status_code == 404
        assert (await client.post(f"{address}/restore")).status_code == 200
        assert (await client.get(address)).status_code == 200

    async def test_refuses_while_a_disputed_origin_rests_on_it(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        source = await make_document(session)
        await make_relationship(session, origin_claims=[claim("2007", citation={"document_id": source.id})])
        answer = await client.delete(f"{ADDRESS}/{source.id}")
        assert (answer.json()["collection"], answer.json()["field"]) == ("relationships", "origin_claims")

    @pytest.mark.parametrize("field", ["implements", "replaces", "citations"])
    async def test_refuses_while_another_record_names_it(
        self, client: httpx.AsyncClient, session: AsyncSession, field: str
    ) -> None:
        directive = await make_document(session)
        value = {"document_id": directive.id} if field == "citations" else directive.id
        plan = await make_document(session, **dict[str, Any]({field: [value]}))
        answer = await client.delete(f"{ADDRESS}/{directive.id}")
        assert (answer.status_code, answer.json()["code"]) == (409, "still_referenced")
        assert (answer.json()["collection"], answer.json()["field"]) == ("documents", field)
        await client.delete(f"{ADDRESS}/{plan.id}")
        assert (await client.delete(f"{ADDRESS}/{directive.id}")).status_code == 204

    async def test_lets_a_document_go_that_only_cites_itself(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        document = await make_document(session)
        address = f"{ADDRESS}/{document.id}"
        cited = await client.patch(address, json={"citations": [{"document_id": document.id, "locator": "II.3.a"}]})
        assert cited.status_code == 200, cited.text
        assert (await client.delete(address)).status_code == 204

    async def test_does_not_restore_what_names_a_document_gone_meanwhile(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        directive = await make_document(session)
        plan = await make_document(session, implements=[directive.id])
        await client.delete(f"{ADDRESS}/{plan.id}")
        await client.delete(f"{ADDRESS}/{directive.id}")
        answer = await client.post(f"{ADDRESS}/{plan.id}/restore")
        assert fault_places(answer) == [("/implements/0", "unknown_reference")]
