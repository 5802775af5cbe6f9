"""`/v1/imports`: what files are on their way into the registry, and what is to be done with them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import orjson
from fastapi import Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from app.auth.deps import MayRead, MayWrite
from app.core.db.reader import reader_of
from app.core.documentation import Page
from app.core.paging import RenderedPage, answer_page, read_page
from app.core.records import PathId
from app.core.routing import SliceRouter
from app.core.writing import WriteQuery
from app.imports import queries, service
from app.imports.folders import ask_to_cancel, forget_file
from app.imports.models import ImportState
from app.imports.routes.corrections import correction_router
from app.imports.routes.door import (
    Stored,
    answer_accepted,
    change_state,
    importer_of,
    open_write,
    read_stored,
    set_to_work,
    told,
)
from app.imports.routes.profiles import profile_router
from app.imports.routes.rows import row_router
from app.imports.routes.tables import table_router
from app.imports.routes.templates import template_router
from app.imports.routes.uploads import upload_router
from app.imports.rules import ACTIVE
from app.imports.schemas import ADDRESS, ImportQuery, ImportRead
from app.imports.work.staging import count_written

_EVERY_SECONDS = 0.5
_ACCEPTED: dict[str, Any] = {"response_model": ImportRead, "status_code": 202}
router = SliceRouter(ADDRESS, "imports")
ROUTERS = [upload_router, router, row_router, correction_router, table_router, template_router, profile_router]
Asked = Annotated[WriteQuery, Query()]


@router.get("", response_model=Page[ImportRead])
async def list_imports(request: Request, caller: MayRead, query: Annotated[ImportQuery, Query()]) -> Response:
    """The imports that the caller's key made, the newest first; an administrator sees everybody's."""
    names = list(queries.SHOWN.columns(query, caller))
    active = (await reader_of(request).execute(queries.find_active(caller))).scalars().all()
    importer = importer_of(request)
    interrupted = [id_ for id_ in active if not importer.is_held(id_)]
    found = queries.search_imports(caller, query, interrupted)
    whole = query.model_copy(update={"fields": None})
    page = await read_page(request, found, queries.LISTING, whole, caller)
    jobs = [orjson.loads(item) for item in page.items]
    held = {job["id"]: job["id"] not in interrupted or importer.is_held(job["id"]) for job in jobs}
    items = [told(request, job, is_held=held[job["id"]]) for job in jobs]
    shown = [orjson.dumps({name: item[name] for name in names}) for item in items]
    return answer_page(request, RenderedPage(shown, page.next_cursor, page.count))


@router.get("/{id}", response_model=ImportRead)
async def read_import(request: Request, job: Stored) -> Response:
    """One import: its state, its counters, what the file turned out to be, how far the work is and how fast."""
    return Response(orjson.dumps(told(request, job, is_held=job["is_held"])), media_type="application/json")


@router.get("/{id}/events", response_class=EventSourceResponse)
async def follow_import(request: Request, caller: MayRead, job: Stored) -> AsyncIterator[ServerSentEvent]:
    """The same as server-sent events: one at each change, two a second at most, until there is nothing to wait for."""
    shown = None
    while True:
        now_shown = orjson.dumps(told(request, job, is_held=job["is_held"])).decode()
        if now_shown != shown:
            shown = now_shown
            yield ServerSentEvent(raw_data=shown)
        if not _is_at_work(job):
            return
        await asyncio.sleep(_EVERY_SECONDS)
        job = await read_stored(request, caller, job["id"])


def _is_at_work(job: dict[str, Any]) -> bool:
    return job["state"] in ACTIVE and bool(job["is_held"])


@router.post("/{id}/commit", **_ACCEPTED)
async def commit_import(request: Request, caller: MayWrite, id_: PathId, query: Asked) -> Response:
    """Write what was validated: all in one transaction (`atomic`), or part by part (`partial`)."""
    return await set_to_work(request, caller, id_, query, service.commit_import)


@router.post("/{id}/resume", **_ACCEPTED)
async def resume_import(request: Request, caller: MayWrite, id_: PathId, query: Asked) -> Response:
    """Go on with an import that was interrupted: each row is written once, whatever was done before."""
    return await set_to_work(request, caller, id_, query, service.resume_import)


@router.post("/{id}/undo", **_ACCEPTED)
async def undo_import(request: Request, caller: MayWrite, id_: PathId, query: Asked) -> Response:
    """Take back what the import wrote; a record changed since is left as it is and told as a conflict."""
    return await set_to_work(request, caller, id_, query, service.undo_import)


@router.post("/{id}/cancel", **_ACCEPTED)
async def cancel_import(request: Request, caller: MayWrite, id_: PathId, query: Asked) -> Response:
    """End an import. One at work stops within moments: an atomic commit leaves nothing behind.

    What a `partial` commit wrote stays, the counters tell it, and `undo` takes it back.
    """
    importer = importer_of(request)
    job = await read_stored(request, caller, id_)
    if _is_at_work(job) and job["state"] != ImportState.UNDOING:
        if not query.validate_only:
            ask_to_cancel(importer.folder(id_))
        body = orjson.dumps(told(request, job, is_held=True))
        return Response(body, 202, {"location": f"{ADDRESS}/{id_}"}, "application/json")
    async with open_write(request, query) as write:
        ended = await change_state(write, caller, id_, service.cancel_import, importer)
        ended.counters = await count_written(write.session, id_, ended.committed_through)
        response = await answer_accepted(request, caller, write, id_)
    if not query.validate_only:
        forget_file(importer.folder(id_))
    return response
