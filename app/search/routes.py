"""`/v1/search`, and the timeline of one partner."""

from dataclasses import replace
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from app.auth.deps import MayRead
from app.core.documentation import Page
from app.core.i18n import preferred_language
from app.core.paging import answer_page, paginate, read_page
from app.core.records import PathId
from app.core.routing import SliceRouter
from app.partners.queries.redirects import REDIRECTED, redirect_if_merged
from app.search import queries, timeline
from app.search.hits import finish_hit
from app.search.schemas import Hit, HitQuery, TimelineEvent, TimelineQuery

router = SliceRouter("", "search")
partner_router = SliceRouter("/v1/partners", "partners")


@router.get("/v1/search", response_model=Page[Hit])
async def search_everything(request: Request, caller: MayRead, query: Annotated[HitQuery, Query()]) -> Response:
    """Records of every collection by name, the best first: exact accents, then prefix, then substring, then alias."""
    found = queries.find_hits(caller, query)
    page = await read_page(request, found, queries.LISTING, query, caller, rank=queries.RANK)
    language = preferred_language(request.headers.get("accept-language", ""))
    return answer_page(request, replace(page, items=[finish_hit(item, query.q, language) for item in page.items]))


@partner_router.get("/{id}/timeline", response_model=Page[TimelineEvent], responses=REDIRECTED)
async def list_partner_timeline(
    request: Request, id_: PathId, caller: MayRead, query: Annotated[TimelineQuery, Query()]
) -> Response:
    """Everything that touches the partner, newest first."""
    if redirect := await redirect_if_merged(request, caller, id_):
        return redirect
    found = timeline.timeline_of(caller, id_, query)
    return await paginate(request, found, timeline.LISTING, query, caller)
