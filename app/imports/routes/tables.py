"""What is wrong with an import's rows, and what became of them: as groups, as files."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

import orjson
from fastapi import Request
from starlette.responses import Response, StreamingResponse

from app.core.db.reader import Reader, reader_of
from app.core.documentation import WORKBOOK_REFUSED, content_of
from app.core.i18n import Language
from app.core.routing import SliceRouter
from app.core.tabular import CSV_TYPE, csv_header, csv_lines
from app.core.workbooks import XLSX_TYPE, XlsxBook, stream_file
from app.imports.folders import make_folder
from app.imports.routes.door import Stored, importer_of, language_of
from app.imports.schemas import ADDRESS, ErrorGroups
from app.imports.service.refusals import (
    group_errors,
    refusal_cells,
    refusal_header,
    refused_slices,
    result_cells,
    result_header,
    result_slices,
)
from app.imports.service.telling import Sheets
from app.imports.sheets import is_of_members

_CSV: dict[str, Any] = {"response_class": Response, "responses": {200: {"content": content_of([CSV_TYPE])}}}
_XLSX: dict[str, Any] = {
    "response_class": Response,
    "responses": {200: {"content": content_of([XLSX_TYPE])}, 413: WORKBOOK_REFUSED},
}
_TITLES: Final = ("errors", "members")
table_router = SliceRouter(ADDRESS, "imports")


@table_router.get("/{id}/errors", response_model=ErrorGroups)
async def group_import_errors(request: Request, job: Stored) -> Response:
    """The refusals grouped by code and column, the most frequent first, each with its lines and three examples."""
    items = await group_errors(reader_of(request), job, language_of(request))
    return Response(orjson.dumps({"items": items}), media_type="application/json")


@table_router.get("/{id}/errors.csv", **_CSV)
async def download_import_errors(request: Request, job: Stored) -> Response:
    """The refused rows as the file had them, with `_line`, `_column`, `_code`, `_message`: correct and send again.

    Of a workbook with a sheet of members: under the columns of both, with `_sheet`.
    """
    lines = _error_lines(reader_of(request), job, language_of(request))
    return StreamingResponse(lines, headers=_named(job, "errors.csv"), media_type=CSV_TYPE)


@table_router.get("/{id}/errors.xlsx", **_XLSX)
async def download_import_errors_workbook(request: Request, job: Stored) -> Response:
    """The same as a workbook, with a second sheet for rows of the file's sheet of members."""
    folder = importer_of(request).folder(job["id"])
    make_folder(folder)
    with XlsxBook(folder) as book:
        await _fill_workbook(book, reader_of(request), job, language_of(request))
    return StreamingResponse(stream_file(book.file), headers=_named(job, "errors.xlsx"), media_type=XLSX_TYPE)


@table_router.get("/{id}/results.csv", **_CSV)
async def download_import_results(request: Request, job: Stored) -> Response:
    """What became of every line: `_line`, `_status`, `_id`, `_version`; `_sheet` where the file has one of members."""
    lines = _result_lines(reader_of(request), job)
    return StreamingResponse(lines, headers=_named(job, "results.csv"), media_type=CSV_TYPE)


async def _error_lines(reader: Reader, job: Mapping[str, Any], language: Language) -> AsyncIterator[bytes]:
    """Of two sheets the columns of both."""
    sheets = Sheets(job)
    names = sheets.all_names
    yield csv_header(refusal_header(names, sheets))
    async for rows in refused_slices(reader, job["id"]):
        yield csv_lines(refusal_cells(row, names, sheets, language) for row in rows)


async def _result_lines(reader: Reader, job: Mapping[str, Any]) -> AsyncIterator[bytes]:
    sheets = Sheets(job)
    yield csv_header(result_header(sheets))
    async for rows in result_slices(reader, job):
        yield csv_lines(result_cells(row, sheets) for row in rows)


async def _fill_workbook(book: XlsxBook, reader: Reader, job: Mapping[str, Any], language: Language) -> None:
    """A sheet for each of the file's: so it can be sent again."""
    sheets = Sheets(job)
    names = [held for _, held in sheets.sheets]
    made = [book.add_sheet(title, refusal_header(held, sheets)) for title, held in zip(_TITLES, names, strict=False)]
    async for rows in refused_slices(reader, job["id"]):
        for place, sheet in enumerate(made):
            cells = [
                refusal_cells(row, names[place], sheets, language)
                for row in rows
                if is_of_members(row[0]) == bool(place)
            ]
            await asyncio.to_thread(sheet.write, cells)
    await asyncio.to_thread(book.close)


def _named(job: Mapping[str, Any], name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="import-{job["id"]}-{name}"'}
