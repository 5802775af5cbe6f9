"""`/v1/delegations/{id}/clashes` and `/v1/calendar/clashes`."""

from typing import Annotated, Any

import orjson
from fastapi import Query, Request
from starlette.responses import Response

from app.auth.deps import MayRead
from app.core.db.reader import reader_of
from app.core.i18n import Language, preferred_language
from app.core.records import PathId
from app.core.routes import Nothing
from app.core.routing import SliceRouter
from app.delegations.schemas.clashes import ClashAnswer, ClashQuery
from app.delegations.service import clashes

router = SliceRouter("/v1/delegations", "delegations")
calendar_router = SliceRouter("/v1/calendar", "calendar")


def _language_of(request: Request) -> Language:
    return preferred_language(request.headers.get("accept-language", ""))


def _answer(found: dict[str, Any], language: Language) -> Response:
    headers = {"content-language": language, "vary": "Accept-Language"}
    return Response(orjson.dumps(found), 200, headers, "application/json")


@router.get("/{id}/clashes", response_model=ClashAnswer)
async def list_delegation_clashes(request: Request, id_: PathId, caller: MayRead, _: Nothing) -> Response:
    """What falls on the delegation's days: holidays of Vietnam and of its countries, and other delegations."""
    language = _language_of(request)
    return _answer(await clashes.clashes_of(reader_of(request), caller, id_, language), language)


@calendar_router.get("/clashes", response_model=ClashAnswer)
async def list_clashes(request: Request, caller: MayRead, query: Annotated[ClashQuery, Query()]) -> Response:
    """What falls on any days: to be asked before a delegation is planned."""
    language = _language_of(request)
    occasion = clashes.occasion_of(query)
    return _answer(await clashes.find_clashes(reader_of(request), caller, occasion, language), language)
