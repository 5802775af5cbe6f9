"""ETag, If-Match and If-None-Match; soft deletes, restores, and unique values that are free again."""

import asyncio

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.concurrency import etag
from tests.conftest import MakeClient
from tests.factories.org_units import make_org_unit

ADDRESS = "/v1/org-units"
BODY = {"name_vi": "Nghệ An", "kind": "province"}


@pytest.fixture
async def unit(session: AsyncSession) -> str:
    return f"{ADDRESS}/{(await make_org_unit(session, code='NA')).id}"


class TestIfNoneMatch:
    @pytest.mark.parametrize("header", ['"1"', 'W/"1"', '"0", "1"', "*", ' "1" '])
    async def test_spares_a_read(self, client: httpx.AsyncClient, unit: str, header: str) -> None:
        answer = await client.get(unit, headers={"if-none-match": header})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", '"1"')

    @pytest.mark.parametrize("header", ['"2"', "1", "", '"11"', "x"])
    async def test_names_another_version(self, client: httpx.AsyncClient, unit: str, header: str) -> None:
        assert (await client.get(unit, headers={"if-none-match": header})).status_code == 200

    async def test_answers_404_for_what_is_gone(self, client: httpx.AsyncClient, unit: str) -> None:
        await client.delete(unit)
        assert (await client.get(unit, headers={"if-none-match": "*"})).status_code == 404


class TestIfMatch:
    async def test_lets_the_version_known_through(self, client: httpx.AsyncClient, unit: str) -> None:
        answer = await client.patch(unit, json={"note": "x"}, headers={"if-match": '"1"'})
        assert (answer.status_code, answer.headers["etag"], answer.json()["version"]) == (200, '"2"', 2)

    async def test_tells_what_changed_since(self, client: httpx.AsyncClient, unit: str) -> None:
        await client.patch(unit, json={"note": "x"})
        await client.patch(unit, json={"name_en": "Nghe An", "kind": "city"})
        for since, changed in (('"1"', ["kind", "name_en", "note"]), ('"2"', ["kind", "name_en"])):
            for answer in (
                await client.patch(unit, json={"note": "y"}, headers={"if-match": since}),
                await client.delete(unit, headers={"if-match": since}),
            ):
                assert (answer.status_code, answer.json()["code"]) == (412, "precondition_failed")
                assert answer.json()["current_version"] == 3
                assert answer.json()["changed_fields"] == changed
                assert answer.headers["etag"] == '"3"'
        assert (await client.get(unit)).json()["note"] == "x"

    @pytest.mark.parametrize("header", ["*", '"1", "7"', 'W/"1"'])
    async def test_may_name_several_or_any(self, client: httpx.AsyncClient, unit: str, header: str) -> None:
        assert (await client.patch(unit, json={}, headers={"if-match": header})).status_code == 200

    @pytest.mark.parametrize("header", ['"0"', '"x"', '"-1"', '""', '"' + "9" * 30 + '"', '"' + "9" * 5_000 + '"'])
    async def test_of_no_version_of_ours_is_stale(self, client: httpx.AsyncClient, unit: str, header: str) -> None:
        answer = await client.patch(unit, json={"note": "y"}, headers={"if-match": header})
        assert (answer.status_code, answer.json().get("current_version")) == (412, 1), answer.text

    @pytest.mark.parametrize("header", ["1", "", "x", '"'])
    async def test_must_be_quoted(self, client: httpx.AsyncClient, unit: str, header: str) -> None:
        answer = await client.patch(unit, json={"note": "y"}, headers={"if-match": header})
        assert (answer.status_code, answer.json()["errors"][0]["header"]) == (422, "If-Match")

    async def test_guards_a_put_by_external_id(self, client: httpx.AsyncClient) -> None:
        address = f"{ADDRESS}/by-external-id/old/7"
        assert (await client.put(address, json=BODY)).status_code == 201
        assert (await client.put(address, json=BODY | {"note": "x"}, headers={"if-match": '"1"'})).status_code == 200
        stale = await client.put(address, json=BODY | {"note": "y"}, headers={"if-match": '"1"'})
        assert (stale.status_code, stale.json()["changed_fields"]) == (412, ["note"])

    async def test_is_demanded_of_a_key_made_so(self, make_client: MakeClient, unit: str) -> None:
        careful = await make_client(require_if_match=True)
        for answer in (
            await careful.patch(unit, json={"note": "x"}),
            await careful.delete(unit),
            await careful.put(f"{ADDRESS}/by-external-id/old/7", json=BODY),
        ):
            assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")
        assert (await careful.patch(unit, json={"note": "x"}, headers={"if-match": '"1"'})).status_code == 200
        assert (await careful.post(ADDRESS, json=BODY)).status_code == 201


class TestVersions:
    async def test_count_writes_that_change_something(self, client: httpx.AsyncClient, unit: str) -> None:
        for body, version in (({"note": "x"}, 2), ({"note": "x"}, 2), ({}, 2), ({"note": None}, 3)):
            answer = await client.patch(unit, json=body)
            assert (answer.json()["version"], answer.headers["etag"]) == (version, etag(version))

    async def test_do_not_move_in_a_dry_run(self, client: httpx.AsyncClient, unit: str) -> None:
        dry = await client.patch(f"{unit}?validate_only=true", json={"note": "x"})
        assert (dry.json()["version"], dry.json()["note"]) == (2, "x")
        assert (await client.delete(f"{unit}?validate_only=true")).status_code == 204
        assert (await client.get(unit)).json()["version"] == 1

    async def test_lose_no_write_of_two_at_once(self, live_client: httpx.AsyncClient) -> None:
        unit = (await live_client.post(ADDRESS, json=BODY)).headers["location"]
        answers = await asyncio.gather(
            *(live_client.patch(unit, json={"note": str(number)}, headers={"if-match": '"1"'}) for number in range(8))
        )
        assert sorted(answer.status_code for answer in answers) == [200] + [412] * 7
        answers = await asyncio.gather(*(live_client.patch(unit, json={"note": f"n{n}"}) for n in range(8)))
        assert {answer.status_code for answer in answers} == {200}
        assert sorted(answer.json()["version"] for answer in answers) == list(range(3, 11))


class TestDelete:
    async def test_hides_the_record_but_not_its_history(self, client: httpx.AsyncClient, unit: str) -> None:
        assert (await client.delete(unit)).status_code == 204
        assert (await client.get(unit)).status_code == 404
        assert (await client.delete(unit)).status_code == 404
        assert (await client.patch(unit, json={})).status_code == 404
        assert (await client.get(ADDRESS)).json()["items"] == []
        actions = [item["action"] for item in (await client.get(f"{unit}/history")).json()["items"]]
        assert actions == ["delete", "create"]

    async def test_frees_unique_values(self, client: httpx.AsyncClient, unit: str) -> None:
        taken = BODY | {"code": "NA"}
        assert (await client.post(ADDRESS, json=taken)).status_code == 409
        await client.delete(unit)
        assert (await client.post(ADDRESS, json=taken)).status_code == 201
        answer = await client.post(f"{unit}/restore")
        assert (answer.status_code, answer.json()["code"]) == (409, "already_exists")
        assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/code"]

    async def test_frees_an_external_id(self, client: httpx.AsyncClient) -> None:
        address = f"{ADDRESS}/by-external-id/old/7"
        first = await client.put(address, json=BODY)
        await client.delete(f"{ADDRESS}/{first.json()['id']}")
        second = await client.put(address, json=BODY)
        assert (second.status_code, second.json()["id"] == first.json()["id"]) == (201, False)
        restored = await client.post(f"{ADDRESS}/{first.json()['id']}/restore")
        assert {fault["pointer"] for fault in restored.json()["errors"]} == {"/source_system", "/external_id"}

    async def test_is_undone_by_restore(self, client: httpx.AsyncClient, unit: str) -> None:
        assert (await client.post(f"{unit}/restore")).status_code == 404
        await client.delete(unit)
        answer = await client.post(f"{unit}/restore")
        assert (answer.status_code, answer.json()["version"], answer.headers["etag"]) == (200, 3, '"3"')
        assert (await client.get(unit)).status_code == 200

    async def test_waits_until_nothing_points_to_the_record(self, client: httpx.AsyncClient, unit: str) -> None:
        child = await client.post(ADDRESS, json=BODY | {"kind": "department", "parent_id": unit.rpartition("/")[2]})
        answer = await client.delete(unit)
        assert (answer.status_code, answer.json()["code"]) == (409, "still_referenced")
        await client.delete(child.headers["location"])
        assert (await client.delete(unit)).status_code == 204
