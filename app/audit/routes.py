"""`/v1/audit`."""

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from app.audit import queries
from app.audit.schemas import AuditItem, AuditQuery
from app.auth.deps import MayReadAudit
from app.core.documentation import Page
from app.core.paging import paginate
from app.core.routing import SliceRouter

router = SliceRouter("", "audit")


@router.get("/v1/audit", response_model=Page[AuditItem])
async def list_audit(request: Request, caller: MayReadAudit, query: Annotated[AuditQuery, Query()]) -> Response:
    """Every change of every record, newest first; for administrators."""
    return await paginate(request, queries.search_audit(query), queries.AUDIT, query, caller)
