"""`/v1/anniversaries`, and when they come round."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import orjson
from fastapi import Depends, Query, Request
from fastapi.responses import StreamingResponse
from starlette.responses import Response

from app.anniversaries import queries, service
from app.anniversaries.csv_text import render_header, render_rows
from app.anniversaries.ical import render_calendar
from app.anniversaries.media_types import CALENDAR, CSV, choose_media_type
from app.anniversaries.models import Anniversary
from app.anniversaries.schemas import AnniversaryCreate, AnniversaryQuery, AnniversaryRead, AnniversaryUpdate
from app.anniversaries.schemas.occurrences import SHOWN, OccurrenceList, OccurrenceQuery, OccurrenceRow, YearsQuery
from app.anniversaries.service import occurrences
from app.audit.queries import HISTORY, history_of
from app.audit.schemas import HistoryItem, HistoryQuery
from app.audit.service import load_for_change
from app.auth.deps import MayRead, MayWrite
from app.core.answers import answer_record, wanted_of
from app.core.batch import BatchAnswer, BatchRequest, run_batch
from app.core.clock import now
from app.core.concurrency import IfMatch
from app.core.dates import today_in
from app.core.db.reader import reader_of
from app.core.documentation import CREATED, DETAIL, NO_CONTENT, RECORD, Page
from app.core.i18n import preferred_language
from app.core.meta import Collection
from app.core.paging import RenderedPage, answer_page, paginate
from app.core.problems import MEDIA_TYPE
from app.core.records import PathId, load_for_write, require_any
from app.core.routing import SliceRouter
from app.core.writing import Writing

ADDRESS = "/v1/anniversaries"
router = SliceRouter(ADDRESS, "anniversaries")
COLLECTION = Collection("anniversaries", AnniversaryCreate, AnniversaryRead, AnniversaryQuery, queries.LISTING)
_TEXT: dict[str, Any] = {"schema": {"type": "string"}}
_PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}
_FORMS: dict[int | str, dict[str, Any]] = {
    200: {"content": {CALENDAR: _TEXT, CSV: _TEXT}},
    406: {"description": "Codes: not_acceptable", "content": {MEDIA_TYPE: _PROBLEM}},
}
_VARY = {"vary": "Accept, Accept-Language"}
_CALENDAR_NAMES = {"vi": "Ngày kỷ niệm", "en": "Anniversaries"}


async def _load(id_: PathId, caller: MayWrite, write: Writing, accepted: IfMatch) -> Anniversary:
    return await load_for_change(
        write.session, Anniversary, queries.readable(caller).where(Anniversary.id == id_), accepted
    )


Loaded = Annotated[Anniversary, Depends(_load, scope="function")]


def _location(row: Anniversary) -> str:
    return f"{ADDRESS}/{row.id}"


@router.get("", response_model=Page[AnniversaryRead])
async def list_anniversaries(
    request: Request, caller: MayRead, query: Annotated[AnniversaryQuery, Query()]
) -> Response:
    """Days that come round: of countries, partners, relationships, agreements, units of ours."""
    found, rank = queries.search_anniversaries(caller, query), queries.rank_anniversaries(query)
    return await paginate(request, found, queries.LISTING, query, caller, rank=rank)


@router.post("", response_model=AnniversaryRead, **CREATED)
async def create_anniversary(values: AnniversaryCreate, caller: MayWrite, write: Writing) -> Response:
    """Add an anniversary."""
    row = await service.create_anniversary(write.session, caller, values)
    return await write.created(queries.read_anniversary(caller, row.id), _location(row))


@router.post("/batch", response_model=BatchAnswer)
async def batch_anniversaries(request: Request, batch: BatchRequest, caller: MayWrite, write: Writing) -> Response:
    """Up to 500 operations, atomic or partial."""
    language = preferred_language(request.headers.get("accept-language", ""))
    verbs = service.anniversary_verbs(write.session, caller)
    return await write.done(await run_batch(write.session, batch, verbs, language))


@router.put("/by-external-id/{source_system}/{external_id}", response_model=AnniversaryRead, **RECORD)
async def put_anniversary(
    source_system: str,
    external_id: str,
    values: AnniversaryCreate,
    caller: MayWrite,
    write: Writing,
    accepted: IfMatch,
) -> Response:
    """Create the anniversary, or put the whole record in place of the one with this external id."""
    row, is_new = await service.upsert_anniversary(write.session, caller, source_system, external_id, values, accepted)
    statement = queries.read_anniversary(caller, row.id)
    return await (write.created(statement, _location(row)) if is_new else write.changed(statement))


@router.get("/occurrences", response_model=OccurrenceList, responses=_FORMS)
async def list_occurrences(request: Request, caller: MayRead, query: Annotated[OccurrenceQuery, Query()]) -> Response:
    """When anniversaries come round in a window of at most ten years, with their numbers and what they ask for.

    JSON comes in pages; `text/csv` and `text/calendar` (by `Accept`) hold the whole window, and no paging applies.
    """
    form = choose_media_type(request.headers.get("accept", ""))
    reading = _reading(request, caller)
    if form == CSV:
        headers = _VARY | {"content-disposition": 'attachment; filename="occurrences.csv"'}
        return StreamingResponse(_as_csv(reading, query), 200, headers, CSV)
    if form == CALENDAR:
        rows = await occurrences.read_calendar_rows(reading, query)
        name = _CALENDAR_NAMES[reading.language]
        body = await asyncio.to_thread(render_calendar, name, rows, lang=reading.language)
        return Response(body, 200, _VARY, CALENDAR)
    signer = request.app.state.cursor_signer
    binding = f"{request.url.path}?{query.model_dump_json(exclude={'limit', 'cursor'})}"
    after = signer.read(binding, query.cursor) if query.cursor is not None else None
    page, key = await occurrences.read_page(reading, query, after)
    return _answer_page(request, page, signer.sign(binding, list(key)) if key else None)


@router.get("/{id}/occurrences", response_model=OccurrenceList)
async def list_occurrences_of_one(
    request: Request, id_: PathId, caller: MayRead, query: Annotated[YearsQuery, Query()]
) -> Response:
    """When one anniversary comes round, from today on."""
    await require_any(request, [queries.readable(caller).where(Anniversary.id == id_)])
    today = today_in(request.app.state.settings.time_zone, now())
    rows = await occurrences.read_years_of(_reading(request, caller), id_, today, query.years)
    return _answer_page(request, rows, None)


def _reading(request: Request, caller: MayRead) -> occurrences.Reading:
    language = preferred_language(request.headers.get("accept-language", ""))
    return occurrences.Reading(reader_of(request), caller, language)


async def _as_csv(reading: occurrences.Reading, query: OccurrenceQuery) -> AsyncIterator[bytes]:
    yield render_header()
    async for rows in occurrences.stream_occurrences(reading, query):
        yield render_rows(rows)


def _answer_page(request: Request, rows: list[OccurrenceRow], cursor: str | None) -> Response:
    items = [orjson.dumps(dict(zip(SHOWN, row, strict=False))) for row in rows]
    answer = answer_page(request, RenderedPage(items, cursor, None))
    answer.headers.update(_VARY)
    return answer


@router.get("/{id}", response_model=AnniversaryRead, **DETAIL)
async def read_anniversary(request: Request, id_: PathId, caller: MayRead) -> Response:
    """One anniversary."""
    return await answer_record(request, queries.read_anniversary(caller, id_, wanted_of(request)))


@router.patch("/{id}", response_model=AnniversaryRead, **RECORD)
async def update_anniversary(values: AnniversaryUpdate, row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Change an anniversary (JSON merge patch); a derived one takes titles, lead days, lead unit and note alone."""
    await service.update_anniversary(write.session, caller, row, values)
    return await write.changed(queries.read_anniversary(caller, row.id))


@router.delete("/{id}", **NO_CONTENT)
async def delete_anniversary(row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Delete an anniversary that is not derived and that no greeting names; `restore` brings it back."""
    await service.delete_anniversary(write.session, caller, row)
    return await write.deleted()


@router.post("/{id}/restore", response_model=AnniversaryRead, **RECORD)
async def restore_anniversary(id_: PathId, caller: MayWrite, write: Writing) -> Response:
    """Bring a deleted anniversary back."""
    deleted = queries.readable(caller, deleted=True).where(Anniversary.id == id_)
    row = await load_for_write(write.session, Anniversary, deleted)
    await service.restore_anniversary(write.session, caller, row)
    return await write.changed(queries.read_anniversary(caller, row.id))


@router.get("/{id}/history", response_model=Page[HistoryItem])
async def list_anniversary_history(
    request: Request, id_: PathId, caller: MayRead, query: Annotated[HistoryQuery, Query()]
) -> Response:
    """Every change of the anniversary, newest first; a deleted one keeps its history."""
    seen = [queries.readable(caller, deleted=gone).where(Anniversary.id == id_) for gone in (False, True)]
    await require_any(request, seen)
    return await paginate(request, history_of(id_), HISTORY, query, caller)
