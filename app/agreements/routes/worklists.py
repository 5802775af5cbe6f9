"""`/v1/agreements/deadlines`, `/expiring` and `/inherited`: what is to be done across agreements."""

from datetime import date
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from app.agreements import queries as agreements
from app.agreements.queries import ties
from app.agreements.queries import worklists as queries
from app.agreements.schemas.agreements import AgreementRead
from app.agreements.schemas.worklists import (
    DeadlineItem,
    DeadlineQuery,
    ExpiringQuery,
    InheritedItem,
    InheritedQuery,
    TieItem,
    TieQuery,
)
from app.agreements.service.inheritance import name_units
from app.auth.deps import MayRead
from app.core.clock import now
from app.core.dates import today_in
from app.core.db.reader import reader_of
from app.core.documentation import Page
from app.core.paging import answer_page, paginate, read_page
from app.core.routing import SliceRouter

router = SliceRouter("/v1/agreements", "agreements")


def _today(request: Request) -> date:
    return today_in(request.app.state.settings.time_zone, now())


@router.get("/deadlines", response_model=Page[DeadlineItem])
async def list_deadlines(request: Request, caller: MayRead, query: Annotated[DeadlineQuery, Query()]) -> Response:
    """The deadlines still open, or done, of every agreement; what is due first comes first."""
    found, listing = queries.search_deadlines(caller, query), queries.deadlines_on(_today(request))
    return await paginate(request, found, listing, query, caller)


@router.get("/expiring", response_model=Page[AgreementRead])
async def list_expiring(request: Request, caller: MayRead, query: Annotated[ExpiringQuery, Query()]) -> Response:
    """The agreements whose end comes within so many days, the next to end first."""
    today, setting = _today(request), request.app.state.settings.expiring_within_days
    within = setting if query.within_days is None else query.within_days
    found = queries.search_expiring(caller, query, today, within)
    listing = queries.by_end(agreements.listing_on(today, setting))
    return await paginate(request, found, listing, query, caller)


@router.get("/inherited", response_model=Page[InheritedItem])
async def list_inherited(request: Request, caller: MayRead, query: Annotated[InheritedQuery, Query()]) -> Response:
    """Agreements of units that came to their end in the reform of July 2025 or later, and who may take them over."""
    day = _today(request), request.app.state.settings.expiring_within_days
    found, listing = queries.search_inherited(caller, query, *day), queries.inherited_on(*day)
    page = await read_page(request, found, listing, query, caller)
    return answer_page(request, await name_units(reader_of(request), caller, page, day[0]))


@router.get("/inherited/duplicates", response_model=Page[TieItem])
async def list_inherited_duplicates(request: Request, caller: MayRead, query: Annotated[TieQuery, Query()]) -> Response:
    """Partners whose ties with several former units came to one unit: for a decision, nothing is merged."""
    return await paginate(request, ties.search_ties(caller, query, _today(request)), ties.TIES, query, caller)
