"""Answers of one record: the whole record as the database rendered it, with its ETag, or 304."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from app.core.concurrency import etag, is_unchanged
from app.core.db.engine import reader_of
from app.core.errors import NotFound
from app.core.statements import OneRecord


async def answer_record(request: Request, one: OneRecord) -> Response:
    """200 with the record, or 304. Raises NotFound when the caller may not know of it."""
    row: Any = (await reader_of(request).execute(one.statement, one.parameters)).first()
    if row is None:
        raise NotFound
    body, version = row
    tag = etag(version)
    if is_unchanged(request, tag):
        return Response(status_code=304, headers={"etag": tag})
    return Response(body, 200, {"etag": tag}, "application/json")
