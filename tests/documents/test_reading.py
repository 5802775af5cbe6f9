"""`/v1/documents` over HTTP: lists, details, chains, history."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.core.schema import Confidentiality
from app.documents.models import Document, DocumentType
from tests.conftest import MakeClient, Statements
from tests.factories.documents import make_document
from tests.factories.org_units import make_org_unit

ADDRESS = "/v1/documents"


class TestList:
    async def test_searches_subject_and_number(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        directive = await make_document(session, number="12-CT/TW", subject="Đối ngoại nhân dân")
        await make_document(session, number="88-KH/TU", subject="Đối ngoại đảng")
        for words in ("12CT", "doi ngoai nhan dan", "ĐỐI NGOẠI NHÂN"):
            answer = await client.get(ADDRESS, params={"q": words})
            assert [item["id"] for item in answer.json()["items"]] == [directive.id], words

    async def test_filters_by_its_fields(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        unit = await make_org_unit(session)
        wanted = await make_document(
            session, type=DocumentType.DIRECTIVE, number="12-CT/TW", issuer_id=unit.id, signer="Võ Văn Thưởng"
        )
        await make_document(session, type=DocumentType.PLAN)
        filters = {
            "type": "directive,decree",
            "number": "12-CT/TW",
            "issuer_id": unit.id,
            "signer": "Võ Văn Thưởng",
            "count": "exact",
        }
        answer = await client.get(ADDRESS, params=filters)
        assert [item["id"] for item in answer.json()["items"]] == [wanted.id]
        assert answer.json()["count"] == 1

    @pytest.mark.parametrize(
        ("range_", "found"),
        [
            ({"issued_from": "2022-01-05"}, ["2022", "2022-01", "2022-01-05"]),
            ({"issued_to": "2022-01-05"}, ["2021-12", "2022", "2022-01", "2022-01-05"]),
            ({"issued_from": "2022-02"}, ["2022"]),
            ({"issued_from": "2021", "issued_to": "2021"}, ["2021-12"]),
        ],
    )
    async def test_finds_dates_that_may_lie_in_a_range(
        self, client: httpx.AsyncClient, session: AsyncSession, range_: dict[str, str], found: list[str]
    ) -> None:
        for issued_on in (None, "2021-12", "2022", "2022-01", "2022-01-05"):
            await make_document(session, issued_on=issued_on)
        answer = await client.get(ADDRESS, params=range_ | {"sort": "issued_on"})
        assert [item["issued_on"] for item in answer.json()["items"]] == found

    @pytest.mark.parametrize("chain", ["implements", "replaces"])
    async def test_finds_what_implements_or_replaces_a_document(
        self, client: httpx.AsyncClient, session: AsyncSession, chain: str
    ) -> None:
        directive = await make_document(session)
        plan = await make_document(session, **dict[str, Any]({chain: [directive.id]}))
        answer = await client.get(ADDRESS, params={chain: directive.id})
        assert [item["id"] for item in answer.json()["items"]] == [plan.id]

    @pytest.mark.parametrize("column", ["number", "issued_on", "type", "subject", "created_at", "updated_at", "id"])
    async def test_pages_through_every_sort(
        self, client: httpx.AsyncClient, session: AsyncSession, column: str
    ) -> None:
        types = (DocumentType.PLAN, DocumentType.LAW, DocumentType.PLAN)
        made = {(await make_document(session, type=type_, number=type_.value[0])).id for type_ in types}
        for sort in (column, f"-{column}"):
            seen: list[str] = []
            cursor: dict[str, Any] = {}
            for _ in made:
                page = (await client.get(ADDRESS, params={"sort": sort, "limit": "1", **cursor})).json()
                seen += [item["id"] for item in page["items"]]
                cursor = {"cursor": page["next_cursor"]}
            assert (len(seen), set(seen), cursor) == (3, made, {"cursor": None})

    async def test_costs_the_same_for_one_row_as_for_fifty(
        self, client: httpx.AsyncClient, session: AsyncSession, statements: Statements
    ) -> None:
        previous = await make_document(session)
        await client.get(ADDRESS)
        statements.clear()
        await client.get(ADDRESS)
        for_one = len(statements)
        for _ in range(49):
            previous = await make_document(session, implements=[previous.id])
        statements.clear()
        await client.get(ADDRESS, params={"expand": "implements,replaces,issuer_unit"})
        assert len(statements) == for_one

    async def test_hides_another_units_internal_documents(self, make_client: MakeClient, session: AsyncSession) -> None:
        ours, theirs = await make_org_unit(session), await make_org_unit(session)
        made = [await make_document(session, issuer_id=unit) for unit in (ours.id, theirs.id, None)]
        scoped = await make_client(Role.READER, org_unit_ids=[ours.id])
        answer = await scoped.get(ADDRESS)
        assert {item["id"] for item in answer.json()["items"]} == {made[0].id, made[2].id}


class TestRead:
    async def test_expands_issuer_and_both_lists(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        unit = await make_org_unit(session)
        law, old = await make_document(session, number="70/2020/QH14"), await make_document(session)
        plan = await make_document(session, issuer_id=unit.id, implements=[law.id], replaces=[old.id])
        fields = {"fields": "id,implements", "expand": "issuer_unit,implements,replaces"}
        body = (await client.get(f"{ADDRESS}/{plan.id}", params=fields)).json()
        assert set(body) == {"id", "implements", "replaces", "issuer_unit"}
        assert body["issuer_unit"]["id"] == unit.id
        assert [(label["id"], label["number"]) for label in body["implements"]] == [(law.id, "70/2020/QH14")]
        assert [label["id"] for label in body["replaces"]] == [old.id]

    async def test_expands_only_what_the_caller_may_see(self, make_client: MakeClient, session: AsyncSession) -> None:
        hidden = await make_document(session, confidentiality=Confidentiality.RESTRICTED)
        plan = await make_document(session, implements=[hidden.id])
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        answer = await reader.get(f"{ADDRESS}/{plan.id}", params={"expand": "implements"})
        assert answer.json()["implements"] == []

    async def test_answers_304_to_who_has_it(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        document = await make_document(session)
        answer = await client.get(f"{ADDRESS}/{document.id}", headers={"if-none-match": '"1"'})
        assert answer.status_code == 304


class TestChain:
    async def _chain(self, session: AsyncSession) -> list[Document]:
        """Law ← scheme ← directive ← plan, and the law ← plan at once; the plan replaces an older one."""
        law, old = await make_document(session), await make_document(session)
        scheme = await make_document(session, implements=[law.id])
        directive = await make_document(session, implements=[scheme.id])
        plan = await make_document(session, implements=[directive.id, law.id], replaces=[old.id])
        return [law, scheme, directive, plan, old]

    async def test_goes_up_and_down_the_nearest_first(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        law, scheme, directive, plan, old = await self._chain(session)
        chains = (await client.get(f"{ADDRESS}/{plan.id}/chain")).json()
        up = [(link["id"], link["depth"]) for link in chains["implements"]]
        assert up == [(law.id, 1), (directive.id, 1), (scheme.id, 2)]
        assert [link["id"] for link in chains["replaces"]] == [old.id]
        assert (chains["implemented_by"], chains["replaced_by"]) == ([], [])
        chains = (await client.get(f"{ADDRESS}/{scheme.id}/chain")).json()
        assert [link["id"] for link in chains["implements"]] == [law.id]
        down = [(link["id"], link["depth"]) for link in chains["implemented_by"]]
        assert down == [(directive.id, 1), (plan.id, 2)]

    async def test_stops_at_what_the_caller_cannot_see(self, make_client: MakeClient, session: AsyncSession) -> None:
        law, scheme, directive, plan, _ = await self._chain(session)
        scheme.confidentiality = Confidentiality.RESTRICTED
        await session.flush()
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        chains = (await reader.get(f"{ADDRESS}/{plan.id}/chain")).json()
        assert [link["id"] for link in chains["implements"]] == [law.id, directive.id]
        assert (await reader.get(f"{ADDRESS}/{scheme.id}/chain")).status_code == 404

    async def test_takes_no_parameters(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        document = await make_document(session)
        answer = await client.get(f"{ADDRESS}/{document.id}/chain", params={"depth": "2"})
        assert answer.json()["code"] == "unknown_parameter"


class TestHistory:
    async def test_tells_every_change_of_a_deleted_document(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        document = await make_document(session)
        address = f"{ADDRESS}/{document.id}"
        await client.patch(address, json={"signer": "Nguyễn Văn A"})
        await client.delete(address)
        items = (await client.get(f"{address}/history")).json()["items"]
        assert [item["action"] for item in items] == ["delete", "update", "create"]
        assert items[1]["changes"] == {"signer": [None, "Nguyễn Văn A"]}

    async def test_is_hidden_with_the_document(self, make_client: MakeClient, session: AsyncSession) -> None:
        hidden = await make_document(session, confidentiality=Confidentiality.RESTRICTED)
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        assert (await reader.get(f"{ADDRESS}/{hidden.id}/history")).status_code == 404


class TestMeta:
    async def test_labels_every_field(self, client: httpx.AsyncClient) -> None:
        fields = {field["name"]: field for field in (await client.get("/v1/meta/documents")).json()["fields"]}
        assert fields["issued_on"]["type"] == "partial_date"
        assert (fields["subject"]["required"], fields["subject"]["label_vi"]) == (True, "Trích yếu")
        assert [name for name, field in fields.items() if field["label_vi"] == name] == []
