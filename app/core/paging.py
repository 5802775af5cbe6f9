"""Keyset paging: `paginate` runs a list and answers it; every row comes once, whatever is inserted meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, func, or_, select, tuple_
from starlette.requests import Request
from starlette.responses import Response

from app.core.cursors import CursorSigner
from app.core.db.reader import Reader, reader_of
from app.core.listing import Listing, ListQuery, Viewer
from app.core.sorting import Key, Row
from app.core.statements import Kept, sight_of

_pages = Kept()
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
    """A page before it is an answer: each item is JSON in UTF-8."""

    items: Sequence[bytes]
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
    reader = reader_of(request)
    signer: CursorSigner = request.app.state.cursor_signer
    binding = _binding(request, query)
    seen = signer.read(binding, query.cursor) if query.cursor is not None else []
    nulls = [value is None for value in seen]
    build = partial(select_page, statement, listing.record(query, principal), keys, nulls)
    shape = (statement, listing, tuple(query.sort or ()), tuple(nulls), sight_of(principal))
    is_kept = query.is_plain and statement.get_execution_options().get("is_kept")
    page = _pages.find(shape, build) if is_kept else build()
    values = [_typed(key, value) for key, value in zip(keys, seen, strict=False)]
    seen_values = {f"seen_{index}": value for index, value in enumerate(values)}
    rows = await reader.rows(page, {"rows": query.limit + 1, **seen_values, **query.parameters})
    cursor = signer.sign(binding, list(rows[query.limit - 1][1:])) if len(rows) > query.limit else None
    total = await _count(reader, statement, listing, query) if query.count else None
    return RenderedPage([row[0] for row in rows[: query.limit]], cursor, total)


def select_page(statement: Select[Any], record: Row, keys: Sequence[Key], nulls: Sequence[bool]) -> Select[Any]:
    """The rows of a page and one more, as records and sort keys; `nulls` tells which keys of the cursor are null."""
    page = statement.with_only_columns(record, *(key.column for key in keys))
    page = page.order_by(*(term for key in keys for term in key.ordering())).limit(bindparam("rows", type_=Integer))
    return page.where(_after(keys, nulls)) if nulls else page


async def _count(reader: Reader, statement: Select[Any], listing: Listing, query: ListQuery) -> int:
    counted = statement.with_only_columns(listing.id).order_by(None).subquery()
    return int((await reader.execute(select(func.count()).select_from(counted), query.parameters)).scalar_one())


def answer_page(request: Request, page: RenderedPage) -> Response:
    """The page as JSON, with `Link` to the next one."""
    cursor = page.next_cursor
    tail = b'"next_cursor":"%b"' % cursor.encode() if cursor else b'"next_cursor":null'
    if page.count is not None:
        tail += b',"count":%d' % page.count
    headers = {}
    if cursor:
        parameters = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
        address = f"{request.url.path}?{urlencode([*parameters, ('cursor', cursor)])}"
        headers["link"] = f'<{address}>; rel="next"'
    return Response(b'{"items":[%b],%b}' % (b",".join(page.items), tail), 200, headers, "application/json")


def _binding(request: Request, query: ListQuery) -> str:
    given = query.model_dump(mode="json", exclude=_NOT_BINDING, exclude_none=True)
    return f"{request.url.path}?{sorted(given.items())}"


def _after(keys: Sequence[Key], nulls: Sequence[bool]) -> ColumnElement[bool]:
    """Rows after the one whose key values are the parameters `seen_0`, `seen_1`..., in the keys' order."""
    types = [key.column.type for key in keys]  # type: ignore[attr-defined]  # every column has one
    seen = [None if is_null else bindparam(f"seen_{index}", type_=types[index]) for index, is_null in enumerate(nulls)]
    same_way = len({key.descending for key in keys}) == 1
    if same_way and not any(key.is_nullable for key in keys):
        # A row value comparison is the form that both databases answer from an index range.
        left, right = tuple_(*(key.column for key in keys)), tuple_(*seen, types=types)
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
    column: Any = key.column
    python_type = column.expression.type.python_type  # the attribute itself would look for its type each time
    if python_type is datetime:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if python_type is date else value
