"""`/v1/feeds`, and the secret addresses below `/feeds`."""

from typing import Annotated

import orjson
from fastapi import Depends, Query, Request
from starlette.responses import Response

from app.audit.queries import HISTORY, history_of
from app.audit.schemas import HistoryItem, HistoryQuery
from app.audit.service import load_for_change
from app.auth.deps import MayRead
from app.auth.keys import KeyHasher
from app.core.answers import answer_record, wanted_of
from app.core.concurrency import IfMatch
from app.core.documentation import CREATED, DETAIL, NO_CONTENT, RECORD, Page
from app.core.meta import Collection
from app.core.paging import paginate
from app.core.records import PathId, load_for_write, require_any
from app.core.routing import SliceRouter
from app.core.writing import Write, Writing
from app.feeds import queries, service
from app.feeds.models import Feed
from app.feeds.rendering import FORMS
from app.feeds.routes.secret import secret_router
from app.feeds.schemas import FeedCreate, FeedIssued, FeedQuery, FeedRead, FeedUpdate

ADDRESS = "/v1/feeds"
router = SliceRouter(ADDRESS, "feeds")
ROUTERS = [router, secret_router]
COLLECTION = Collection("feeds", FeedCreate, FeedRead, FeedQuery, queries.LISTING)


async def _load(id_: PathId, caller: MayRead, write: Writing, accepted: IfMatch) -> Feed:
    mine = queries.readable(queries.viewer_of(caller)).where(Feed.id == id_)
    return await load_for_change(write.session, Feed, mine, accepted)


Loaded = Annotated[Feed, Depends(_load, scope="function")]


def _hasher(request: Request) -> KeyHasher:
    hasher: KeyHasher = request.app.state.authenticator.hasher
    return hasher


async def _answer_issued(write: Write, caller: MayRead, row: Feed, token: str, *, is_new: bool = False) -> Response:
    """The feed with its addresses; what is kept for the idempotency key is without them."""
    one = queries.read_feed(queries.viewer_of(caller), row.id)
    kept = await (write.created(one, f"{ADDRESS}/{row.id}") if is_new else write.changed(one))
    address = f"{write.request.base_url}feeds/{token}"
    urls = {"url" if form == "ics" else f"{form}_url": f"{address}.{form}" for form in FORMS}
    headers = {name: value for name, value in kept.headers.items() if name not in ("content-length", "content-type")}
    return Response(orjson.dumps(orjson.loads(kept.body) | urls), kept.status_code, headers, "application/json")


@router.get("", response_model=Page[FeedRead])
async def list_feeds(request: Request, caller: MayRead, query: Annotated[FeedQuery, Query()]) -> Response:
    """The feeds that the caller's key made; an administrator sees those of every key."""
    viewer = queries.viewer_of(caller)
    return await paginate(request, queries.search_feeds(viewer, query), queries.LISTING, query, viewer)


@router.post("", response_model=FeedIssued, **CREATED)
async def create_feed(request: Request, values: FeedCreate, caller: MayRead, write: Writing) -> Response:
    """Make a feed of what the caller's key may see. Its addresses are shown this once: a replay answers without."""
    row, token = await service.create_feed(write.session, _hasher(request), caller, values)
    return await _answer_issued(write, caller, row, token, is_new=True)


@router.get("/{id}", response_model=FeedRead, **DETAIL)
async def read_feed(request: Request, id_: PathId, caller: MayRead) -> Response:
    """One feed, without its secret."""
    return await answer_record(request, queries.read_feed(queries.viewer_of(caller), id_, wanted_of(request)))


@router.patch("/{id}", response_model=FeedRead, **RECORD)
async def update_feed(values: FeedUpdate, row: Loaded, caller: MayRead, write: Writing) -> Response:
    """Change a feed (JSON merge patch, within `query` too); its address stays."""
    await service.update_feed(write.session, row, values)
    return await write.changed(queries.read_feed(queries.viewer_of(caller), row.id))


@router.delete("/{id}", **NO_CONTENT)
async def delete_feed(row: Loaded, _caller: MayRead, write: Writing) -> Response:
    """Delete a feed: its address dies at once."""
    await service.delete_feed(write.session, row)
    return await write.deleted()


@router.post("/{id}/restore", response_model=FeedIssued, **RECORD)
async def restore_feed(request: Request, id_: PathId, caller: MayRead, write: Writing) -> Response:
    """Bring a deleted feed back, at another address."""
    deleted = queries.readable(queries.viewer_of(caller), deleted=True).where(Feed.id == id_)
    row = await load_for_write(write.session, Feed, deleted)
    return await _answer_issued(write, caller, row, await service.restore_feed(write.session, _hasher(request), row))


@router.post("/{id}/rotate", response_model=FeedIssued, **RECORD)
async def rotate_feed(request: Request, id_: PathId, caller: MayRead, write: Writing) -> Response:
    """Give a feed another address, shown this once; the old one dies at once."""
    mine = queries.readable(queries.viewer_of(caller)).where(Feed.id == id_)
    row = await load_for_write(write.session, Feed, mine)
    return await _answer_issued(write, caller, row, await service.rotate_feed(write.session, _hasher(request), row))


@router.get("/{id}/history", response_model=Page[HistoryItem])
async def list_feed_history(
    request: Request, id_: PathId, caller: MayRead, query: Annotated[HistoryQuery, Query()]
) -> Response:
    """Every change of the feed, newest first; a deleted one keeps its history, and no secret is in it."""
    viewer = queries.viewer_of(caller)
    await require_any(request, [queries.readable(viewer, deleted=gone).where(Feed.id == id_) for gone in (False, True)])
    return await paginate(request, history_of(id_), HISTORY, query, caller)
