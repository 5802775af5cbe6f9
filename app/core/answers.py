"""Answers of one record: the whole record as the database rendered it, with its ETag, or 304."""

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from app.core.clock import now
from app.core.concurrency import etag, is_unchanged
from app.core.dates import today_in
from app.core.db.reader import reader_of
from app.core.errors import NotFound
from app.core.listing import DetailQuery
from app.core.reading import read_query
from app.core.statements import WHOLE, OneRecord


def wanted_of(request: Request) -> DetailQuery:
    """`fields` and `expand`, which hardly any caller gives: FastAPI's own reading of them costs as much as routing."""
    if not request.scope["query_string"]:
        return WHOLE
    return read_query(DetailQuery, request.query_params)


async def answer_record(request: Request, one: OneRecord) -> Response:
    """200 with the record, or 304. Raises NotFound when the caller may not know of it."""
    rows: Any = await reader_of(request).rows(one.statement, one.parameters)
    if not rows:
        raise NotFound
    body, version, changed_at = rows[0]
    tag = etag(version)
    if is_unchanged(request, tag) and _is_good(request, one, changed_at):
        return Response(status_code=304, headers={"etag": tag})
    return Response(body, 200, {"etag": tag}, "application/json")


def _is_good(request: Request, one: OneRecord, changed_at: datetime) -> bool:
    """Whether a copy of this version says what an answer would say now."""
    if one.good != "today":
        return one.good == "while unchanged"
    zone = request.app.state.settings.time_zone
    return today_in(zone, changed_at) == today_in(zone, now())
