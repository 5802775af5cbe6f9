"""Where a partner went: whoever asks below a merged partner is led to the same place below its winner."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from app.auth.principal import Principal
from app.core.db.reader import reader_of
from app.core.errors import NotFound
from app.partners.models import Partner
from app.partners.queries import merged, readable, winner_of

_LOCATION = {"Location": {"description": "the partner that it went up in", "schema": {"type": "string"}}}
REDIRECTED: dict[int | str, dict[str, Any]] = {
    308: {"description": "Merged into another partner", "headers": _LOCATION}
}


async def redirect_if_merged(request: Request, principal: Principal, id_: str) -> Response | None:
    """308 to the winner of a merged partner, None for one that stands. Raises NotFound for any other id."""
    reader = reader_of(request)
    if (await reader.execute(readable(principal).where(Partner.id == id_))).first() is not None:
        return None
    losers = merged(principal).where(Partner.id == id_)
    winner_id = (await reader.execute(winner_of(principal, losers))).scalar_one_or_none()
    if winner_id is None:
        raise NotFound
    asked = f"?{request.url.query}" if request.url.query else ""
    return Response(status_code=308, headers={"location": request.url.path.replace(id_, winner_id) + asked})
