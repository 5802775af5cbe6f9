"""What an export writes, an import reads back: the very file sent in again changes nothing."""

import csv
import io
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.auth.rules import Role
from app.core.schema import Confidentiality
from tests.conftest import MakeClient
from tests.imports.registry import COLLECTIONS, Registry, fill_registry
from tests.imports.sending import InlineImporter, Sender, codes

FORMS = [("csv", {}), ("xlsx", {"lang": "vi"}), ("xlsx", {"lang": "en"}), ("ndjson", {})]


@pytest.fixture
async def registry(client: httpx.AsyncClient) -> Registry:
    return await fill_registry(client)


async def download(client: httpx.AsyncClient, folder: Path, collection: str, form: str, **query: str) -> Path:
    """The export as a file."""
    answer = await client.get(f"/v1/exports/{collection}", params={"format": form, **query})
    assert answer.status_code == 200, answer.text
    path = folder / f"{collection}.{form}"
    path.write_bytes(answer.content)
    return path


def seen(rows: list[dict[str, Any]]) -> list[Any]:
    """What a failure should show."""
    return [(row["line"], row["errors"], row["diff"], row["raw"]) for row in rows if row["action"] != "unchanged"]


async def assert_unchanged(sender: Sender, path: Path, collection: str, count: int, **spec: Any) -> None:
    told = await sender.send(path, collection, **spec)
    assert told["state"] == "validated", told["error"]
    assert seen(await sender.rows(told["id"])) == []
    assert told["counters"]["unchanged"] == told["counters"]["rows_read"] == count
    assert told["detected"]["unknown_columns"] == []


class TestExport:
    @pytest.mark.parametrize(("form", "query"), FORMS, ids=["csv", "xlsx in Vietnamese", "xlsx in English", "ndjson"])
    async def test_sent_in_again_changes_nothing(
        self, sender: Sender, registry: Registry, tmp_path: Path, form: str, query: dict[str, str]
    ) -> None:
        for collection in COLLECTIONS:
            count = len(await sender.listed(f"/v1/{collection}"))
            assert count >= len(registry.ids[collection])
            path = await download(sender.client, tmp_path, collection, form, **query)
            await assert_unchanged(sender, path, collection, count)
            if form != "xlsx":
                await assert_unchanged(sender, path, collection, count, blank="clear")

    @pytest.mark.parametrize(
        ("form", "query", "people"),
        [("xlsx", {"lang": "vi"}, 2), ("xlsx", {"lang": "en"}, 2), ("ndjson", {}, 0)],
        ids=["xlsx in Vietnamese", "xlsx in English", "ndjson"],
    )
    async def test_with_members_changes_nothing(
        self, sender: Sender, registry: Registry, tmp_path: Path, form: str, query: dict[str, str], people: int
    ) -> None:
        """A workbook has a line for each of the people, an object has them inside."""
        path = await download(sender.client, tmp_path, "delegations", form, members="true", **query)
        await assert_unchanged(sender, path, "delegations", len(registry.ids["delegations"]) + people)

    @pytest.mark.parametrize("form", ["csv", "ndjson"])
    async def test_of_who_is_not_cleared_changes_nothing(
        self, registry: Registry, inline_importer: InlineImporter, make_client: MakeClient, tmp_path: Path, form: str
    ) -> None:
        editor = Sender(await make_client(Role.EDITOR, Confidentiality.INTERNAL), inline_importer)
        for collection in COLLECTIONS:
            query = {"members": "true"} if collection == "delegations" and form != "csv" else {}
            path = await download(editor.client, tmp_path, collection, form, **query)
            count = len(await editor.listed(f"/v1/{collection}"))
            assert count > 0, collection
            await assert_unchanged(editor, path, collection, count, blank="clear")
        contacts = await registry.client.get("/v1/contacts", params={"org_unit_id": registry.ids["org-units"][0]})
        assert [item["phone"] for item in contacts.json()["items"]] == ["+842383844522"]


@pytest.fixture
async def elsewhere(live_app: FastAPI, live_client: httpx.AsyncClient, tmp_path: Path) -> Sender:
    """Another office's registry, which is empty."""
    state = live_app.state
    settings = state.settings.model_copy(update={"data_dir": tmp_path / "elsewhere"})
    state.importer = InlineImporter(settings, state.database, state.passports)
    return Sender(live_client, state.importer)


@pytest.fixture
async def units(client: httpx.AsyncClient, tmp_path: Path) -> Path:
    """The export of two units that another system knows."""
    for number, name in enumerate(("Tỉnh Thử", "Sở Thử")):
        body = {"name_vi": name, "kind": "other", "source_system": "so-tay", "external_id": str(number)}
        assert (await client.post("/v1/org-units", json=body)).status_code == 201
    return await download(client, tmp_path, "org-units", "csv")


def ids_in(path: Path) -> set[str]:
    """The ids in an export as CSV."""
    return {row["id"] for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))}


class TestExportOfAnotherRegistry:
    async def test_names_records_that_are_not_here(self, elsewhere: Sender, units: Path) -> None:
        told = await elsewhere.send(units, "org-units")
        rows = await elsewhere.rows(told["id"])
        assert [codes(row) for row in rows] == [["record_missing"]] * 2
        assert {error["column"] for row in rows for error in row["errors"]} == {"id"}

    async def test_is_taken_over_under_ids_of_our_own(self, elsewhere: Sender, units: Path) -> None:
        theirs = ids_in(units)
        made = await elsewhere.commit(units, "org-units", mode="create")
        assert made["counters"]["created"] == 2
        kept = await elsewhere.listed("/v1/org-units")
        assert {item["name_vi"] for item in kept} == {"Tỉnh Thử", "Sở Thử"}
        assert theirs.isdisjoint(item["id"] for item in kept)
        again = await elsewhere.send(units, "org-units", mode="create")
        assert [codes(row) for row in await elsewhere.rows(again["id"])] == [["record_exists"]] * 2

    async def test_is_matched_by_what_the_spec_says_instead_of_ids(self, elsewhere: Sender, units: Path) -> None:
        by = {"match_on": [["source_system", "external_id"]]}
        made = await elsewhere.commit(units, "org-units", **by)
        assert made["counters"]["created"] == 2
        again = await elsewhere.commit(units, "org-units", **by)
        assert again["counters"]["unchanged"] == 2


class TestCreating:
    async def test_refuses_a_record_that_the_file_names_by_its_id(self, sender: Sender, units: Path) -> None:
        told = await sender.send(units, "org-units", mode="create")
        assert [codes(row) for row in await sender.rows(told["id"])] == [["record_exists"]] * 2
