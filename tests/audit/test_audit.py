"""The audit: every change, field by field, in the write's own transaction; it survives the record."""

import httpx
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.models import AuditEntry
from app.auth.rules import Role
from tests.conftest import MakeClient

ADDRESS = "/v1/org-units"
BODY = {"name_vi": "Nghệ An", "kind": "province", "valid_from": "2025-07"}


async def history_of(client: httpx.AsyncClient, record: str) -> list[dict[str, object]]:
    items: list[dict[str, object]] = (await client.get(f"{record}/history")).json()["items"]
    return items


class TestHistory:
    async def test_tells_who_when_what_and_why(self, client: httpx.AsyncClient) -> None:
        me = (await client.get("/v1/me")).json()["principal_id"]
        created = await client.post(ADDRESS, json=BODY)
        record = created.headers["location"]
        headers = {"x-change-comment": "theo QD 19", "x-request-id": "request-1234"}
        changed = await client.patch(record, json={"name_en": "Nghe An", "valid_from": None}, headers=headers)
        second, first = await history_of(client, record)
        assert first["changes"] == {
            "name_vi": [None, "Nghệ An"],
            "kind": [None, "province"],
            "valid_from": [None, "2025-07"],
            "confidentiality": [None, "internal"],
            "citations": [None, []],
            "successors": [None, []],
        }
        assert (first["version"], first["action"], first["actor"], first["comment"]) == (1, "create", me, None)
        assert first["request_id"] == created.headers["x-request-id"]
        assert second["changes"] == {"name_en": [None, "Nghe An"], "valid_from": ["2025-07", None]}
        assert (second["version"], second["action"], second["comment"]) == (2, "update", "theo QD 19")
        assert (second["request_id"], second["at"]) == ("request-1234", changed.json()["updated_at"])

    async def test_names_deletes_and_restores(self, client: httpx.AsyncClient) -> None:
        record = (await client.post(ADDRESS, json=BODY)).headers["location"]
        await client.delete(record)
        await client.post(f"{record}/restore")
        items = await history_of(client, record)
        assert [(item["version"], item["action"]) for item in items] == [(3, "restore"), (2, "delete"), (1, "create")]

    async def test_survives_the_record(self, client: httpx.AsyncClient) -> None:
        record = (await client.post(ADDRESS, json=BODY)).headers["location"]
        await client.delete(record)
        assert (await client.get(record)).status_code == 404
        assert len(await history_of(client, record)) == 2

    async def test_has_one_entry_for_each_write_of_a_batch(self, client: httpx.AsyncClient) -> None:
        operation = {"op": "upsert", "source_system": "old", "external_id": "1", "data": BODY}
        changed = operation | {"data": BODY | {"note": "x"}}
        answer = await client.post(f"{ADDRESS}/batch", json={"operations": [operation, operation, changed]})
        record = f"{ADDRESS}/{answer.json()['results'][0]['id']}"
        assert [item["version"] for item in await history_of(client, record)] == [2, 1]

    async def test_is_paged(self, client: httpx.AsyncClient) -> None:
        record = (await client.post(ADDRESS, json=BODY)).headers["location"]
        for number in range(5):
            await client.patch(record, json={"note": str(number)})
        page = (await client.get(f"{record}/history", params={"limit": 4})).json()
        rest = (await client.get(f"{record}/history", params={"limit": 4, "cursor": page["next_cursor"]})).json()
        assert [item["version"] for item in page["items"] + rest["items"]] == [6, 5, 4, 3, 2, 1]


class TestTransaction:
    async def test_of_a_refused_write_leaves_no_entry(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await client.post(ADDRESS, json=BODY | {"code": "A"})
        counted = select(func.count()).select_from(AuditEntry)
        before = (await session.execute(counted)).scalar_one()
        for answer in (
            await client.post(ADDRESS, json=BODY | {"code": "A"}),
            await client.post(ADDRESS, json=BODY | {"valid_to": "1999"}),
            await client.post(f"{ADDRESS}?validate_only=true", json=BODY),
            await client.post(
                f"{ADDRESS}/batch", json={"operations": [{"op": "create", "data": BODY}, {"op": "delete", "id": None}]}
            ),
        ):
            assert answer.status_code != 200
        assert (await session.execute(counted)).scalar_one() == before


class TestLog:
    async def test_is_filtered(self, client: httpx.AsyncClient) -> None:
        record = (await client.post(ADDRESS, json=BODY)).json()
        await client.delete(f"{ADDRESS}/{record['id']}")
        query = {"record_id": record["id"], "collection": "org_units", "at_from": record["created_at"]}
        items = (await client.get("/v1/audit", params=query)).json()["items"]
        assert [item["action"] for item in items] == ["delete", "create"]
        assert (await client.get("/v1/audit", params=query | {"action": "merge"})).json()["items"] == []
        early = {"record_id": record["id"], "at_to": "2001-01-01T00:00:00Z"}
        assert (await client.get("/v1/audit", params=early)).json()["items"] == []

    async def test_is_for_administrators(self, make_client: MakeClient) -> None:
        for role in (Role.READER, Role.EDITOR, Role.APPROVER):
            assert (await (await make_client(role)).get("/v1/audit")).status_code == 403
