"""`/v1/audit` and `/v1/changes`."""

from typing import Annotated

import orjson
from fastapi import Query, Request
from starlette.responses import Response

from app.audit import queries
from app.audit.queries.changes import BEGINNING, Position
from app.audit.schemas import AuditItem, AuditQuery, ChangePage, ChangeQuery
from app.audit.service.changes import read_changes
from app.auth.deps import MayRead, MayReadAudit
from app.core.cursors import CursorSigner
from app.core.db.reader import reader_of
from app.core.documentation import Page
from app.core.paging import paginate
from app.core.routing import SliceRouter

router = SliceRouter("", "audit")
_BINDING = "/v1/changes"
"""A place in the feed is good for every choice of types: it is bound to no query."""


@router.get("/v1/audit", response_model=Page[AuditItem])
async def list_audit(request: Request, caller: MayReadAudit, query: Annotated[AuditQuery, Query()]) -> Response:
    """Every change of every record, newest first; for administrators."""
    return await paginate(request, queries.search_audit(query), queries.AUDIT, query, caller)


@router.get(_BINDING, response_model=ChangePage)
async def list_changes(request: Request, caller: MayRead, query: Annotated[ChangeQuery, Query()]) -> Response:
    """Every change in the order of transactions, each once and none left out, to be read again from any place.

    What the caller may know of no more appears as deleted, what they never could does not appear. A change shows
    once no transaction that began before it still runs. Keep `next_after`: it stays good.
    """
    signer: CursorSigner = request.app.state.cursor_signer
    after = Position(*signer.read(_BINDING, query.after)) if query.after is not None else BEGINNING
    found = await read_changes(reader_of(request), caller, after, query.types, query.limit)
    items = [item | {"cursor": signer.sign(_BINDING, list(place))} for place, item in found.items]
    next_after = signer.sign(_BINDING, list(found.next_after))
    body = orjson.dumps({"items": items, "next_after": next_after, "has_more": found.has_more})
    return Response(body, media_type="application/json")
