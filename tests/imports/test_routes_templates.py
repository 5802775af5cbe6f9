"""Templates: a file to fill in for every collection, in both languages."""

import csv
import io

import httpx
import pytest
from python_calamine import CalamineWorkbook

from app.imports.targets import TARGETS
from tests.test_contract import assert_is_problem


def address_of(collection: str, kind: str) -> str:
    return f"/v1/import-templates/{collection}.{kind}"


class TestTemplates:
    @pytest.mark.parametrize("collection", TARGETS)
    async def test_are_there_for_every_collection(self, client: httpx.AsyncClient, collection: str) -> None:
        for lang in ("vi", "en"):
            answer = await client.get(address_of(collection, "csv"), params={"lang": lang})
            assert answer.status_code == 200, answer.text
            header, *examples = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
            assert len(examples) == 2
            named = f'attachment; filename="{collection}-{lang}.csv"'
            assert answer.headers["content-disposition"] == named
            book = (await client.get(address_of(collection, "xlsx"), params={"lang": lang})).content
            sheets = CalamineWorkbook.from_filelike(io.BytesIO(book))
            assert sheets.get_sheet_by_index(0).to_python()[0] == header
            assert len(sheets.sheet_names) == (4 if collection == "delegations" else 3)

    async def test_speak_vietnamese_unless_asked_for_english(self, client: httpx.AsyncClient) -> None:
        silent = await client.get(address_of("partners", "csv"))
        asked = await client.get(address_of("partners", "csv"), params={"lang": "vi"})
        assert silent.content == asked.content

    async def test_are_absent_for_what_takes_no_files(self, client: httpx.AsyncClient) -> None:
        for collection, kind in (("feeds", "csv"), ("ships", "xlsx"), ("partners", "pdf")):
            assert_is_problem(await client.get(address_of(collection, kind)), 404, "not_found")

    async def test_speak_two_languages(self, client: httpx.AsyncClient) -> None:
        answer = await client.get(address_of("partners", "csv"), params={"lang": "fr"})
        body = assert_is_problem(answer, 422, "invalid_request")
        assert body["errors"][0]["parameter"] == "lang"
