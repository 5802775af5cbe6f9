"""Keyset paging: `paginate` runs a list and answers it; every row comes once, whatever is inserted meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from starlette.requests import Request
from starlette.responses import Response

from app.core.cursors import CursorSigner
from app.core.db.engine import Reader, reader_of
from app.core.listing import Key, Listing, ListQuery, Row, Viewer

_NOT_BINDING = {"cursor", "limit", "count", "fields", "expand"}


async def paginate(  # values in, a response out
    request: Request,
    statement: Select[Any],
    listing: Listing,
    query: ListQuery,
    principal: Viewer | None,
    *,
    rank: Row | None = None,
) -> Response:
    """Answer `{"items", "next_cursor"}` of `statement`, a select of the readable rows with the caller's filters.

    `rank` is the order of a search that names no other. Costs one SQL statement, two with `count=exact`.
    """
    return answer_page(request, await read_page(request, statement, listing, query, principal, rank=rank))


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page before it is an answer: each item is JSON text."""

    items: Sequence[str]
    next_cursor: str | None
    count: int | None


async def read_page(
    request: Request,
    statement: Select[Any],
    listing: Listing,
    query: ListQuery,
    principal: Viewer | None,
    *,
    rank: Row | None = None,
) -> RenderedPage:
    """As `paginate`, for a route that has still to finish its items before `answer_page`."""
    keys = listing.order(query, rank)
    record = listing.record(query, principal)
    reader = reader_of(request)
    signer: CursorSigner = request.app.state.cursor_signer
    binding = _binding(request, query)
    page = statement.with_only_columns(record, *(key.column for key in keys))
    page = page.order_by(*(term for key in keys for term in key.ordering())).limit(query.limit + 1)
    if query.cursor is not None:
        page = page.where(_after(keys, signer.read(binding, query.cursor)))
    rows = (await reader.execute(page)).all()
    cursor = signer.sign(binding, list(rows[query.limit - 1][1:])) if len(rows) > query.limit else None
    total = await _count(reader, statement, listing) if query.count else None
    return RenderedPage([row[0] for row in rows[: query.limit]], cursor, total)


async def _count(reader: Reader, statement: Select[Any], listing: Listing) -> int:
    counted = statement.with_only_columns(listing.id).order_by(None).subquery()
    return int((await reader.execute(select(func.count()).select_from(counted))).scalar_one())


def answer_page(request: Request, page: RenderedPage) -> Response:
    """The page as JSON, with `Link` to the next one."""
    cursor = page.next_cursor
    tail = f'"next_cursor":"{cursor}"' if cursor else '"next_cursor":null'
    if page.count is not None:
        tail += f',"count":{page.count}'
    headers = {}
    if cursor:
        parameters = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
        address = f"{request.url.path}?{urlencode([*parameters, ('cursor', cursor)])}"
        headers["link"] = f'<{address}>; rel="next"'
    return Response(f'{{"items":[{",".join(page.items)}],{tail}}}', 200, headers, "application/json")


def _binding(request: Request, query: ListQuery) -> str:
    given = query.model_dump(mode="json", exclude=_NOT_BINDING, exclude_none=True)
    return f"{request.url.path}?{sorted(given.items())}"


def _after(keys: Sequence[Key], values: Sequence[Any]) -> ColumnElement[bool]:
    """Rows after the one with these key values, in the keys' order."""
    seen = [_typed(key, value) for key, value in zip(keys, values, strict=True)]
    same_way = len({key.descending for key in keys}) == 1
    if same_way and not any(key.is_nullable for key in keys):
        # A row value comparison is the form that both databases answer from an index range.
        columns = [key.column for key in keys]
        types = [column.type for column in columns]  # type: ignore[attr-defined]  # every column has one
        left, right = tuple_(*columns), tuple_(*seen, types=types)
        return left < right if keys[0].descending else left > right
    branches = []
    for index, key in enumerate(keys):
        follows = key.follows(seen[index])
        if follows is not None:
            same = [other.equals(value) for other, value in zip(keys[:index], seen[:index], strict=True)]
            branches.append(and_(*same, follows))
    return or_(*branches)


def _typed(key: Key, value: Any) -> Any:  # noqa: ANN401  # a JSON scalar in, the column's Python value out
    if value is None:
        return None
    python_type = key.column.type.python_type  # type: ignore[attr-defined]  # every column has one
    if python_type is datetime:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if python_type is date else value
