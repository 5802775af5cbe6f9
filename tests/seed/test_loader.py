"""The facts of the plans: loaded whole, once, and never over an official's own work."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from sqlalchemy.ext.asyncio import AsyncSession

from seed.loader import DATA, SHELVES, load_seed
from tests.conftest import Statements

FILES = {path.stem: path for path in DATA.glob("*.yaml")}
RECORDS: dict[str, list[dict[str, Any]]] = {
    name: yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)  # the safe loader, in C
    for name, path in FILES.items()
}
KEYS = {record["key"] for records in RECORDS.values() for record in records}
NOTHING = dict.fromkeys(SHELVES, 0)


def address_of(name: str) -> str:
    """`org_units` is served under `/v1/org-units`."""
    return f"/v1/{name.replace('_', '-')}"


async def list_all(client: httpx.AsyncClient, name: str, **query: str) -> list[dict[str, Any]]:
    """Every record that the list gives, page after page; anniversaries that relationships make are of no file."""
    query |= {"derived": "false"} if name == "anniversaries" else {}
    page = (await client.get(address_of(name), params={"limit": "200", **query})).json()
    items: list[dict[str, Any]] = page["items"]
    while page["next_cursor"]:
        parameters = {"limit": "200", **query, "cursor": page["next_cursor"]}
        page = (await client.get(address_of(name), params=parameters)).json()
        items += page["items"]
    return items


async def find(client: httpx.AsyncClient, name: str, key: str) -> dict[str, Any]:
    """The one record of this key."""
    (found,) = [record for record in await list_all(client, name) if record["external_id"] == key]
    return found


def references_in(value: Any) -> set[str]:
    """The keys that "@key" names, anywhere inside."""
    if isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value
        return set().union(*map(references_in, parts))
    return {value[1:]} if isinstance(value, str) and value.startswith("@") else set()


class TestFiles:
    def test_each_collection_has_its_file(self) -> None:
        assert FILES.keys() == SHELVES.keys()

    def test_no_key_is_given_twice(self) -> None:
        assert len(KEYS) == sum(map(len, RECORDS.values()))

    def test_every_reference_names_a_record(self) -> None:
        assert references_in(list(RECORDS.values())) <= KEYS


class TestFirstLoad:
    @pytest.mark.parametrize("name", SHELVES)
    async def test_every_record_is_there(self, client: httpx.AsyncClient, name: str) -> None:
        found = await list_all(client, name, fields="id,external_id,source_system")
        assert {record["source_system"] for record in found} == {"plans"}
        assert sorted(record["external_id"] for record in found) == sorted(record["key"] for record in RECORDS[name])

    @pytest.mark.parametrize("name", SHELVES)
    async def test_every_record_is_public(self, client: httpx.AsyncClient, name: str) -> None:
        found = await list_all(client, name)
        assert {record["confidentiality"] for record in found} == {"public"}

    @pytest.mark.parametrize("name", SHELVES)
    async def test_every_field_is_as_the_file_has_it(self, client: httpx.AsyncClient, name: str) -> None:
        keys = {record["id"]: record["external_id"] for shelf in SHELVES for record in await list_all(client, shelf)}
        found = {record["external_id"]: record for record in await list_all(client, name)}
        for record in RECORDS[name]:
            stored = found[record["key"]]
            given = {field: value for field, value in record.items() if field != "key"}
            assert {field: as_written(stored[field], keys) for field in given} == as_written(given, keys)

    @pytest.mark.parametrize("name", SHELVES)
    async def test_every_record_cites_its_source(self, client: httpx.AsyncClient, name: str) -> None:
        found = await list_all(client, name, fields="id,citations")
        assert all(record["citations"] for record in found)

    async def test_each_history_says_where_the_record_came_from(self, client: httpx.AsyncClient) -> None:
        plan = await find(client, "documents", "doc-716-kh-ubnd")
        entries = (await client.get(f"/v1/documents/{plan['id']}/history")).json()["items"]
        assert {entry["comment"] for entry in entries} == {"seed: facts of the published plans"}


def as_written(value: Any, keys: dict[str, str]) -> Any:
    """The value with "@key" for each id and without nulls, as a file writes it."""
    if isinstance(value, dict):
        return {name: as_written(item, keys) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [as_written(item, keys) for item in value]
    return f"@{keys[value]}" if value in keys else value


class TestFacts:
    @pytest.mark.parametrize(("day", "count"), [("2025-06-30", 63), ("2025-07-01", 34)])
    async def test_the_provinces_of_a_day(self, client: httpx.AsyncClient, day: str, count: int) -> None:
        query = {"kind": "province,city", "as_of": day, "count": "exact"}
        assert (await client.get("/v1/org-units", params=query)).json()["count"] == count

    async def test_a_merged_province_names_its_successor(self, client: httpx.AsyncClient) -> None:
        old = await find(client, "org_units", "vn-yen-bai")
        (succession,) = old["successors"]
        new = (await client.get(f"/v1/org-units/{succession['org_unit_id']}")).json()
        assert (new["name_vi"], succession["on"]) == ("Lào Cai", "2025-07-01")

    async def test_the_impossible_date_is_kept_as_printed_beside_the_right_one(self, client: httpx.AsyncClient) -> None:
        (found,) = (await client.get("/v1/documents", params={"number": "12-KL/TW"})).json()["items"]
        assert found["issued_on"] == "2021-08-12"
        assert found["dates_as_printed"] == {"issued_on": "2022-08-12"}

    async def test_a_plan_leads_to_the_directive_that_it_implements(self, client: httpx.AsyncClient) -> None:
        plan = await find(client, "documents", "doc-716-kh-ubnd")
        chain = (await client.get(f"/v1/documents/{plan['id']}/chain")).json()
        assert "12-CT/TW" in [link["number"] for link in chain["implements"]]

    @pytest.mark.parametrize("spelling", ["xieng khoang", "Xiangkhouang", "XIÊNG-KHOẢNG"])
    async def test_a_partner_is_found_however_it_is_spelt(self, client: httpx.AsyncClient, spelling: str) -> None:
        found = (await client.get("/v1/partners", params={"q": spelling})).json()["items"]
        assert [partner["name_vi"] for partner in found] == ["Xiêng Khoảng"]

    async def test_the_partners_of_a_province_are_listed(self, client: httpx.AsyncClient) -> None:
        nghe_an = await find(client, "org_units", "vn-nghe-an")
        found = await list_all(client, "partners", org_unit_id=nghe_an["id"])
        assert {"Xiêng Khoảng", "Bo Ly Khăm Xay", "Hủa Phăn"} <= {partner["name_vi"] for partner in found}

    async def test_a_disputed_origin_keeps_its_three_claims_and_none_is_chosen(self, client: httpx.AsyncClient) -> None:
        found = await find(client, "relationships", "rel-nghe-an-ulyanovsk")
        assert [claim["date"] for claim in found["origin_claims"]] == ["2007", None, None]
        assert [claim["chosen"] for claim in found["origin_claims"]] == [False, False, False]
        assert found["established_on"] is None

    async def test_a_relationship_of_a_merged_province_goes_on_in_the_new_one(self, client: httpx.AsyncClient) -> None:
        heirs = [record for record in await list_all(client, "relationships") if record["inherited_from"]]
        stages = [(await client.get(f"/v1/relationships/{heir['inherited_from']}")).json()["stage"] for heir in heirs]
        assert len(heirs) == 23
        assert set(stages) == {"ended"}


class TestSecondLoad:
    async def test_creates_nothing_and_asks_once(self, session: AsyncSession, statements: Statements) -> None:
        assert await load_seed(session) == NOTHING
        assert len(statements) == 1

    async def test_keeps_an_officials_edit(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        address = f"/v1/org-units/{(await find(client, 'org_units', 'vn-nghe-an'))['id']}"
        await client.patch(address, json={"note": "Our own words."})
        await load_seed(session)
        assert (await client.get(address)).json()["note"] == "Our own words."

    async def test_brings_no_deleted_record_back(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        contact = (await list_all(client, "contacts"))[0]
        await client.delete(f"/v1/contacts/{contact['id']}")
        assert await load_seed(session) == NOTHING

    async def test_knows_a_record_under_another_external_id(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        address = f"/v1/org-units/{(await find(client, 'org_units', 'vn-nghe-an'))['id']}"
        await client.patch(address, json={"source_system": "so-ngoai-vu", "external_id": "40"})
        assert await load_seed(session) == NOTHING

    async def test_leaves_the_comment_of_the_session_as_it_was(self, session: AsyncSession, tmp_path: Path) -> None:
        session.info["comment"] = "the caller's"
        await load_seed(session, with_files(tmp_path, documents=[LETTER]))
        assert session.info["comment"] == "the caller's"


LETTER = {"key": "letter", "type": "letter", "subject": "A letter", "confidentiality": "public"}
UNIT = {"key": "new-unit", "kind": "other", "name_vi": "Đơn vị mới", "confidentiality": "public"}


def with_files(folder: Path, **records: list[dict[str, Any]]) -> Path:
    """A seed folder with these records and otherwise empty files."""
    for name in SHELVES:
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(records.get(name, []), sort_keys=False), encoding="utf-8")
    return folder


class TestLaterSeed:
    """A release may bring new records to a registry that officials have worked in."""

    async def test_adds_what_is_new(self, client: httpx.AsyncClient, session: AsyncSession, tmp_path: Path) -> None:
        letter = LETTER | {"issuer_id": "@vn-nghe-an"}
        assert await load_seed(session, with_files(tmp_path, documents=[letter])) == NOTHING | {"documents": 1}
        assert (await find(client, "documents", "letter"))["issuer_id"] is not None

    async def test_ties_records_that_name_each_other(
        self, client: httpx.AsyncClient, session: AsyncSession, tmp_path: Path
    ) -> None:
        letter = LETTER | {"issuer_id": "@new-unit", "citations": [{"document_id": "@letter"}]}
        unit = UNIT | {"citations": [{"document_id": "@letter", "locator": "I"}]}
        await load_seed(session, with_files(tmp_path, documents=[letter], org_units=[unit]))
        stored = await find(client, "documents", "letter")
        assert stored["citations"][0]["document_id"] == stored["id"]
        assert (await find(client, "org_units", "new-unit"))["citations"][0]["document_id"] == stored["id"]

    async def test_leaves_out_what_this_registry_refuses(
        self, client: httpx.AsyncClient, session: AsyncSession, tmp_path: Path
    ) -> None:
        units = [UNIT | {"code": "NGHE-AN"}, UNIT | {"key": "newer-unit", "parent_id": "@new-unit"}]
        assert await load_seed(session, with_files(tmp_path, org_units=units)) == NOTHING | {"org_units": 1}
        assert (await find(client, "org_units", "newer-unit"))["parent_id"] is None
