"""Every collection as a file of each format, as its list shows it."""

import os
import random
import shutil
import time
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.api import COLLECTIONS
from app.auth.rules import Role
from app.core import workbooks
from app.core.meta import Collection
from app.core.schema import Confidentiality
from app.core.tabular import cell_text, guard_formula
from app.exports import schemas
from app.org_units.models import OrgUnit
from tests.conftest import KIND, MakeClient, Statements
from tests.delegations.conftest import TODAY
from tests.exports.conftest import address_of, csv_rows, export, ndjson, xlsx_sheets
from tests.factories.contacts import EMAIL, make_contact
from tests.factories.delegation_members import MASK, NUMBER, make_member
from tests.factories.delegations import make_delegation
from tests.factories.documents import make_document
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.rows import add_rows

EXPORTED = [collection for collection in COLLECTIONS if collection.name != "feeds"]
every_collection = pytest.mark.parametrize("collection", EXPORTED, ids=lambda collection: collection.name)
PAGE = schemas.ExportQuery.limit


def table_of(collection: Collection) -> Table:
    table = collection.listing.id.table  # type: ignore[attr-defined]
    assert isinstance(table, Table)
    return table


async def fill(session: AsyncSession, collection: Collection, count: int = 3) -> None:
    await add_rows(session, table_of(collection), count, random.Random(collection.name))


async def listed(client: httpx.AsyncClient, collection: str, **query: str) -> list[dict[str, Any]]:
    """What the list shows, whole."""
    answer = await client.get(f"/v1/{collection}", params={"limit": 200, **query})
    assert answer.status_code == 200, answer.text
    assert answer.json()["next_cursor"] is None
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


class TestEveryCollection:
    @every_collection
    async def test_tells_in_ndjson_what_its_list_tells(
        self, client: httpx.AsyncClient, session: AsyncSession, collection: Collection
    ) -> None:
        await fill(session, collection)
        items = await listed(client, collection.name)
        assert len(items) >= 3
        assert await ndjson(client, collection.name) == items
        assert list(items[0]) == list(collection.read.model_fields)

    @every_collection
    async def test_tells_the_same_in_csv(
        self, client: httpx.AsyncClient, session: AsyncSession, collection: Collection
    ) -> None:
        await fill(session, collection)
        header, *rows = await csv_rows(client, collection.name)
        assert header == list(collection.read.model_fields)
        cells = [_csv_cells(item) for item in await listed(client, collection.name)]
        assert rows == cells

    @every_collection
    async def test_tells_the_same_in_xlsx_below_labels(
        self, client: httpx.AsyncClient, session: AsyncSession, collection: Collection
    ) -> None:
        await fill(session, collection)
        for language in ("vi", "en"):
            sheets = await xlsx_sheets(client, collection.name, lang=language)
            header, *rows = sheets.pop(collection.name)
            assert sheets == {}
            fields = collection.describe()["fields"]
            assert header == [field[f"label_{language}"] for field in fields]
            items = await listed(client, collection.name)
            assert [[_as_text(cell) for cell in row] for row in rows] == [
                [cell_text(value) for value in item.values()] for item in items
            ]

    @every_collection
    async def test_without_rows_is_a_header_alone(self, client: httpx.AsyncClient, collection: Collection) -> None:
        nobody = {"updated_since": "2999-01-01T00:00:00Z"}
        assert await ndjson(client, collection.name, **nobody) == []
        assert len(await csv_rows(client, collection.name, **nobody)) == 1
        assert len((await xlsx_sheets(client, collection.name, **nobody))[collection.name]) == 1


def leftovers(app: FastAPI) -> list[Path]:
    """What the making of workbooks has left on the disk."""
    return list((app.state.settings.data_dir / "exports").iterdir())


def _csv_cells(item: dict[str, Any]) -> list[str]:
    return [cell_text(value) if isinstance(value, int) else guard_formula(cell_text(value)) for value in item.values()]


def _as_text(cell: Any) -> str:
    """A cell of XLSX as `cell_text` writes its value; a number may come back as 3.0."""
    return cell_text(int(cell)) if isinstance(cell, float) else cell_text(cell)


class TestFile:
    @pytest.mark.parametrize(
        ("form", "media_type"),
        [
            ("csv", "text/csv; charset=utf-8"),
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("ndjson", "application/x-ndjson"),
        ],
    )
    async def test_has_a_type_and_a_name(self, client: httpx.AsyncClient, form: str, media_type: str) -> None:
        answer = await export(client, "greeting-policies", form)
        assert answer.headers["content-type"] == media_type
        name = f"greeting-policies-{TODAY}.{form}"
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'

    async def test_is_csv_unless_asked_otherwise(self, client: httpx.AsyncClient) -> None:
        answer = await client.get(address_of("partners"))
        assert answer.headers["content-type"].startswith("text/csv")

    async def test_has_headers_in_the_language_of_the_caller(self, client: httpx.AsyncClient) -> None:
        heads = []
        for language in ("en", ""):
            client.headers["accept-language"] = language
            heads.append((await xlsx_sheets(client, "partners", fields="id,country"))["partners"][0])
        assert heads == [["Id", "Country"], ["Mã bản ghi", "Nước"]]

    async def test_leaves_nothing_on_the_disk(self, app: FastAPI, client: httpx.AsyncClient) -> None:
        await export(client, "partners", "xlsx")
        assert leftovers(app) == []

    async def test_takes_away_what_a_killed_server_left(self, app: FastAPI, client: httpx.AsyncClient) -> None:
        left, going_on = (app.state.settings.data_dir / "exports" / name for name in ("left", "going on"))
        for folder in (left, going_on):
            folder.mkdir(parents=True)
            (folder / "sheet1.xml").touch()
        os.utime(left, (time.time() - 100_000,) * 2)
        await export(client, "partners", "xlsx")
        assert leftovers(app) == [going_on]
        shutil.rmtree(going_on)

    async def test_has_the_columns_asked_for_in_their_order(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        await make_partner(session, name_vi="Xiêng Khoảng", country="LA")
        fields = {"fields": "country,name_vi,country"}
        assert await csv_rows(client, "partners", **fields) == [["country", "name_vi"], ["LA", "Xiêng Khoảng"]]
        assert await ndjson(client, "partners", **fields) == [{"country": "LA", "name_vi": "Xiêng Khoảng"}]
        sheets = await xlsx_sheets(client, "partners", **fields, lang="en")
        assert sheets["partners"] == [["Country", "Vietnamese name"], ["LA", "Xiêng Khoảng"]]

    async def test_neutralises_formulas_in_csv_alone(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_document(session, subject="=HYPERLINK(1)")
        await make_document(session, subject="'=1")
        query = {"fields": "subject", "sort": "id"}
        assert await csv_rows(client, "documents", **query) == [["subject"], ["'=HYPERLINK(1)"], ["''=1"]]
        assert (await xlsx_sheets(client, "documents", **query))["documents"][1:] == [["=HYPERLINK(1)"], ["'=1"]]
        assert await ndjson(client, "documents", **query) == [{"subject": "=HYPERLINK(1)"}, {"subject": "'=1"}]

    async def test_has_real_dates_in_xlsx_where_days_are_whole(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        for code, begins in (("A", "2026-05-12"), ("B", "2026-05")):
            await make_delegation(session, code=code, planned_from=begins)
        sheets = await xlsx_sheets(client, "delegations", fields="code,planned_from", sort="code")
        assert sheets["delegations"][1:] == [["A", date(2026, 5, 12)], ["B", "2026-05"]]

    async def test_is_one_record_a_line_whatever_breaks_lines_in_the_store(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        unit = await make_org_unit(session, name_vi="Nghệ An", note="một\nhai")
        raw = '[{"url":\n "https://example.org"}]'
        value = "CAST(:raw AS json)" if KIND == "postgresql" else ":raw"
        await session.execute(text(f"UPDATE org_units SET citations = {value}").bindparams(raw=raw))
        content = (await export(client, "org-units", "ndjson")).content
        assert content.count(b"\n") == 1
        found = (await ndjson(client, "org-units"))[0]
        assert (found["id"], found["note"]) == (unit.id, "một\nhai")
        assert found["citations"] == [{"url": "https://example.org"}]


class TestPages:
    @pytest.fixture(autouse=True)
    async def many(self, session: AsyncSession) -> None:
        """Two pages and a half."""
        table = OrgUnit.__table__
        assert isinstance(table, Table)
        await add_rows(session, table, 2 * PAGE + PAGE // 2, random.Random(5))

    @pytest.mark.parametrize("form", ["csv", "ndjson"])
    async def test_cost_one_statement_each(self, client: httpx.AsyncClient, statements: Statements, form: str) -> None:
        await export(client, "org-units", form)
        assert len(statements) == 3

    async def test_of_xlsx_are_counted_first(self, client: httpx.AsyncClient, statements: Statements) -> None:
        await export(client, "org-units", "xlsx", fields="id")
        assert len(statements) == 4

    @pytest.mark.parametrize("sort", ["id", "-name_vi", "code", "-valid_to,kind"])
    async def test_hold_every_row_once_in_order(self, client: httpx.AsyncClient, sort: str) -> None:
        found = [item["id"] for item in await ndjson(client, "org-units", fields="id", sort=sort)]
        expected, query = [], {"limit": 200, "fields": "id", "sort": sort}
        link = str(httpx.URL("/v1/org-units", params=query))
        while link:
            answer = await client.get(link)
            expected += [item["id"] for item in answer.json()["items"]]
            link = answer.links["next"]["url"] if "next" in answer.links else ""
        assert found == expected
        assert len(set(found)) == 2 * PAGE + PAGE // 2

    async def test_are_ranked_as_a_search_ranks_them(self, client: httpx.AsyncClient) -> None:
        found = await ndjson(client, "org-units", q="xieng khoang", fields="id")
        first = (await client.get("/v1/org-units", params={"q": "xieng khoang", "fields": "id", "limit": 20})).json()
        assert found[:20] == first["items"]


class TestMembers:
    @pytest.fixture(autouse=True)
    async def trip(self, session: AsyncSession) -> str:
        row = await make_delegation(session, code="A")
        await make_member(session, delegation_id=row.id, full_name="Lê Thử", passport_number=NUMBER)
        await make_member(session, delegation_id=row.id, full_name="Trần Thử", order=2)
        await make_delegation(session, code="B")
        return row.id

    async def test_are_a_second_sheet(self, client: httpx.AsyncClient, trip: str) -> None:
        sheets = await xlsx_sheets(client, "delegations", members="true", fields="code", sort="code", lang="en")
        assert sheets["delegations"] == [["Code"], ["A"], ["B"]]
        header, *rows = sheets["members"]
        found = [dict(zip(header, row, strict=True)) for row in rows]
        assert [row["Full name"] for row in found] == ["Lê Thử", "Trần Thử"]
        assert [row["Passport number"] for row in found] == [MASK, ""]
        assert {row["Delegation id"] for row in found} == {trip}

    async def test_stand_in_their_record_of_ndjson(self, client: httpx.AsyncClient) -> None:
        found = await ndjson(client, "delegations", members="true", sort="code")
        assert [[member["full_name"] for member in row["members"]] for row in found] == [["Lê Thử", "Trần Thử"], []]
        assert found == await listed(client, "delegations", expand="members", sort="code")

    async def test_have_no_place_in_csv(self, client: httpx.AsyncClient) -> None:
        answer = await client.get(address_of("delegations"), params={"members": "true"})
        assert answer.status_code == 422
        assert [(fault["parameter"], fault["code"]) for fault in answer.json()["errors"]] == [
            ("members", "no_place_in_csv")
        ]

    async def test_stay_out_unless_asked(self, client: httpx.AsyncClient) -> None:
        assert list(await xlsx_sheets(client, "delegations", members="false")) == ["delegations"]


class TestSight:
    async def test_hides_what_the_caller_may_not_know(self, make_client: MakeClient, session: AsyncSession) -> None:
        await make_partner(session, name_vi="Kín", confidentiality=Confidentiality.RESTRICTED)
        await make_partner(session, name_vi="Mở", confidentiality=Confidentiality.PUBLIC)
        public = await make_client(Role.READER, Confidentiality.PUBLIC)
        assert [row["name_vi"] for row in await ndjson(public, "partners")] == ["Mở"]
        assert await csv_rows(public, "partners", fields="name_vi") == [["name_vi"], ["Mở"]]
        assert (await xlsx_sheets(public, "partners", fields="name_vi"))["partners"][1:] == [["Mở"]]

    async def test_blanks_restricted_fields_for_who_is_not_cleared(
        self, client: httpx.AsyncClient, make_client: MakeClient, session: AsyncSession
    ) -> None:
        await make_contact(session, partner_id=(await make_partner(session)).id, email=EMAIL)
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        assert await csv_rows(client, "contacts", fields="email") == [["email"], [EMAIL]]
        assert await csv_rows(reader, "contacts", fields="email,full_name") == [
            ["email", "full_name"],
            ["", "Người Thử"],
        ]
        assert [row["email"] for row in await ndjson(reader, "contacts")] == [None]


class TestRefusals:
    @pytest.mark.parametrize("parameter", ["limit", "cursor", "count", "expand", "bogus"])
    async def test_of_what_a_file_does_not_have(self, client: httpx.AsyncClient, parameter: str) -> None:
        for collection in EXPORTED:
            answer = await client.get(address_of(collection.name), params={parameter: "1"})
            assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")
            allowed = set(answer.json()["allowed"])
            filters = {item["name"] for item in collection.describe()["filters"]}
            assert allowed - {"members"} == filters | {"fields", "sort", "format", "lang"}

    @pytest.mark.parametrize("form", ["csv", "xlsx", "ndjson"])
    @pytest.mark.parametrize("parameter", ["fields", "sort"])
    async def test_of_columns_that_there_are_not(self, client: httpx.AsyncClient, form: str, parameter: str) -> None:
        answer = await client.get(address_of("tasks"), params={"format": form, parameter: "bogus"})
        assert (answer.status_code, answer.json()["unknown"]) == (400, ["bogus"])

    async def test_of_a_format_that_there_is_not(self, client: httpx.AsyncClient) -> None:
        answer = await client.get(address_of("tasks"), params={"format": "pdf"})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["parameter"] == "format"

    async def test_of_collections_that_are_nobodys_registry(self, client: httpx.AsyncClient) -> None:
        for name in ("feeds", "api-keys", "nothing"):
            assert (await client.get(address_of(name))).status_code == 404

    async def test_of_more_rows_than_a_sheet_holds(
        self, client: httpx.AsyncClient, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(workbooks, "MOST_XLSX_ROWS", 1)
        await make_partner(session)
        assert len((await xlsx_sheets(client, "partners"))["partners"]) == 2
        await make_partner(session)
        answer = await client.get(address_of("partners"), params={"format": "xlsx"})
        assert (answer.status_code, answer.json()["code"], answer.json()["limit"]) == (413, "too_many_rows", 1)
        assert "csv" in answer.json()["detail"]

    async def test_of_a_text_that_no_cell_holds_leaves_nothing_behind(
        self, app: FastAPI, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        await make_partner(session, profile="x" * 40_000)
        answer = await client.get(address_of("partners"), params={"format": "xlsx", "lang": "en"})
        assert (answer.status_code, answer.json()["code"]) == (413, "cell_too_long")
        assert leftovers(app) == []
