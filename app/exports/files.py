"""An export as an answer: a download, streamed."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.core.clock import now
from app.core.dates import today_in
from app.core.db.reader import reader_of
from app.core.documentation import WORKBOOK_REFUSED, content_of
from app.core.i18n import preferred_language
from app.core.tabular import CSV_TYPE
from app.core.workbooks import XLSX_TYPE, stream_file
from app.exports import service
from app.exports.schemas import Format
from app.exports.service import Export

_TYPES: Final[dict[Format, str]] = {
    "csv": CSV_TYPE,
    "xlsx": XLSX_TYPE,
    "ndjson": "application/x-ndjson",
}
FILE: Final[dict[str, Any]] = {
    "response_class": StreamingResponse,
    "responses": {
        200: {
            "description": "The file, streamed; one whose transfer breaks off is not whole",
            "content": content_of(_TYPES.values()),
            "headers": {"Content-Disposition": {"description": "the file's name", "schema": {"type": "string"}}},
        },
        413: WORKBOOK_REFUSED,
    },
}
"""What the document says of every export."""


def today_of(request: Request) -> date:
    """The day where the office is."""
    return today_in(request.app.state.settings.time_zone, now())


async def answer_export(request: Request, export: Export) -> Response:
    """The first page is read, and a workbook made whole, before the answer begins: until then a problem can be told."""
    form: Format = export.query.format
    name = f"{export.name}-{today_of(request)}.{form}"
    headers = {"content-disposition": f'attachment; filename="{name}"', "vary": "Accept-Language"}
    return StreamingResponse(await _stream(request, export), 200, headers, _TYPES[form])


async def _stream(request: Request, export: Export) -> AsyncIterator[bytes]:
    reader = reader_of(request)
    pages = await service.read_pages(reader, export)
    if export.query.format == "csv":
        return service.stream_csv(export.names, pages)
    if export.query.format == "ndjson":
        return service.stream_ndjson(pages)
    language = export.query.lang or preferred_language(request.headers.get("accept-language", ""))
    head = service.Head(request.app.state.collections[export.name], language)
    folder = request.app.state.settings.data_dir / "exports"
    return stream_file(await service.make_xlsx(reader, export, pages, head, folder))
