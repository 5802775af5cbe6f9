"""`/v1/greetings/plan`: the year's occurrences, to plan greetings by."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import orjson
from fastapi import Query, Request
from fastapi.responses import StreamingResponse
from starlette.responses import Response

from app.anniversaries.csv_text import render_header, render_rows
from app.anniversaries.media_types import CALENDAR, CSV, JSON, NotAcceptable, choose_media_type
from app.anniversaries.schemas.occurrences import SHOWN, OccurrenceList
from app.anniversaries.service.occurrences import Reading
from app.auth.deps import MayRead
from app.core.db.reader import reader_of
from app.core.i18n import preferred_language
from app.core.paging import RenderedPage, answer_page
from app.core.routing import SliceRouter
from app.greetings.schemas.planning import PlanQuery
from app.greetings.service.planning import read_plan_page, stream_plan

router = SliceRouter("/v1/greetings", "greetings")
_FORMS: dict[int | str, dict[str, Any]] = {200: {"content": {CSV: {"schema": {"type": "string"}}}}}
_VARY = {"vary": "Accept, Accept-Language"}


@router.get("/plan", response_model=OccurrenceList, responses=_FORMS)
async def plan_greetings(request: Request, caller: MayRead, query: Annotated[PlanQuery, Query()]) -> Response:
    """Every occurrence of a year: its number and class, what it asks for, when to begin, and the greeting there is.

    JSON comes in pages; `text/csv` (by `Accept`) holds the whole year, and no paging applies.
    """
    language = preferred_language(request.headers.get("accept-language", ""))
    reading = Reading(reader_of(request), caller, language)
    if _wants_csv(request):
        name = f'attachment; filename="greetings-{query.year}.csv"'
        return StreamingResponse(_as_csv(reading, query), 200, _VARY | {"content-disposition": name}, CSV)
    signer = request.app.state.cursor_signer
    binding = f"{request.url.path}?{query.model_dump_json(exclude={'limit', 'cursor'})}"
    after = signer.read(binding, query.cursor) if query.cursor is not None else None
    rows, key = await read_plan_page(reading, query, after)
    items = [orjson.dumps(dict(zip(SHOWN, row, strict=False))) for row in rows]
    answer = answer_page(request, RenderedPage(items, signer.sign(binding, list(key)) if key else None, None))
    answer.headers.update(_VARY)
    return answer


def _wants_csv(request: Request) -> bool:
    form = choose_media_type(request.headers.get("accept", ""))
    if form == CALENDAR:
        raise NotAcceptable(allowed=f"{JSON}, {CSV}")
    return form == CSV


async def _as_csv(reading: Reading, query: PlanQuery) -> AsyncIterator[bytes]:
    yield render_header()
    async for rows in stream_plan(reading, query):
        yield render_rows(rows)
