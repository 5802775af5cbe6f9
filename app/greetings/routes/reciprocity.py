"""`/v1/greetings/reciprocity`: who greeted whom, and who answered."""

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from app.auth.deps import MayRead
from app.core.documentation import Page
from app.core.paging import paginate
from app.core.routing import SliceRouter
from app.greetings.queries import reciprocity
from app.greetings.schemas.reciprocity import Reciprocity, ReciprocityQuery

router = SliceRouter("/v1/greetings", "greetings")


@router.get("/reciprocity", response_model=Page[Reciprocity])
async def list_greeting_reciprocity(
    request: Request, caller: MayRead, query: Annotated[ReciprocityQuery, Query()]
) -> Response:
    """Whom we greeted and who did not answer, and the reverse, by counterpart; the least answered first."""
    found = reciprocity.count_reciprocity(caller, query)
    return await paginate(request, found, reciprocity.LISTING, query, caller)
