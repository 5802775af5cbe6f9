"""What the tests of exports share: how a file is read."""

import csv
import io
from typing import Any

import httpx
import orjson
from python_calamine import CalamineWorkbook

from app.core.tabular import BOM


def address_of(collection: str) -> str:
    return f"/v1/exports/{collection}"


async def export(client: httpx.AsyncClient, collection: str, form: str, **query: str) -> httpx.Response:
    """The answer, which is a file."""
    answer = await client.get(address_of(collection), params={"format": form, **query})
    assert answer.status_code == 200, answer.text
    return answer


async def ndjson(client: httpx.AsyncClient, collection: str, **query: str) -> list[dict[str, Any]]:
    content = (await export(client, collection, "ndjson", **query)).content
    return [orjson.loads(line) for line in content.splitlines()]


async def csv_rows(client: httpx.AsyncClient, collection: str, **query: str) -> list[list[str]]:
    """The header and the rows."""
    content = (await export(client, collection, "csv", **query)).content
    assert content.startswith(BOM)
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


async def xlsx_sheets(client: httpx.AsyncClient, collection: str, **query: str) -> dict[str, list[list[Any]]]:
    """Each sheet's header and rows."""
    book = CalamineWorkbook.from_filelike(io.BytesIO((await export(client, collection, "xlsx", **query)).content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
