"""Answers of one record: the whole record as the database rendered it, with its ETag, or 304."""

from typing import Any

from sqlalchemy import Select
from starlette.requests import Request
from starlette.responses import Response

from app.core.concurrency import etag, is_unchanged
from app.core.db.engine import reader_of
from app.core.errors import NotFound
from app.core.listing import DetailQuery, Listing, Row, Viewer

WHOLE = DetailQuery()


def whole(
    statement: Select[Any], listing: Listing, version: Row, principal: Viewer | None, query: DetailQuery = WHOLE
) -> Select[Any]:
    """`statement` narrowed to what an answer needs: the record as JSON text, then its version."""
    columns: list[Any] = [listing.record(query, principal), version]
    return statement.with_only_columns(*columns)


async def answer_record(request: Request, statement: Select[Any]) -> Response:
    """200 with the record of a `whole` statement, or 304. Raises NotFound when the caller may not know of it."""
    row: Any = (await reader_of(request).execute(statement)).first()
    if row is None:
        raise NotFound
    body, version = row
    tag = etag(version)
    if is_unchanged(request, tag):
        return Response(status_code=304, headers={"etag": tag})
    return Response(body, 200, {"etag": tag}, "application/json")
