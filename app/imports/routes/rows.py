"""`/v1/imports/{id}/rows`: every line as it was staged."""

from typing import Annotated

import orjson
from fastapi import Query, Request
from starlette.responses import Response

from app.auth.deps import MayRead
from app.core.documentation import Page
from app.core.paging import RenderedPage, answer_page, read_page
from app.core.records import PathId
from app.core.routing import SliceRouter
from app.imports import queries
from app.imports.routes.door import language_of, read_stored
from app.imports.schemas import ADDRESS, ImportRowQuery, ImportRowRead
from app.imports.service.telling import Sheets, hidden_from, tell_row

row_router = SliceRouter(ADDRESS, "imports")


@row_router.get("/{id}/rows", response_model=Page[ImportRowRead])
async def list_import_rows(
    request: Request, caller: MayRead, id_: PathId, query: Annotated[ImportRowQuery, Query()]
) -> Response:
    """The staged lines in the file's order: cells, values, faults, the record matched, and what would change in it."""
    job = await read_stored(request, caller, id_)
    shown = list(queries.SHOWN_ROW.columns(query, caller))
    listing, whole = queries.row_listing(job), query.model_copy(update={"fields": None})
    page = await read_page(request, queries.search_rows(job, query, listing), listing, whole, caller)
    sheets, language = Sheets(job), language_of(request)
    hidden = hidden_from(caller, job["collection"])
    rows = [tell_row(orjson.loads(item), sheets, language, hidden) for item in page.items]
    items = [orjson.dumps({name: row[name] for name in shown}) for row in rows]
    return answer_page(request, RenderedPage(items, page.next_cursor, page.count))
