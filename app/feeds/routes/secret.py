"""`/feeds/{token}.ics`, `.json` and `.csv`: the address is the key, and nothing else is asked."""

import asyncio
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Annotated, Any

from fastapi import Path, Request
from pydantic import AfterValidator
from starlette.background import BackgroundTask
from starlette.responses import Response

from app.auth.rate import address_of
from app.core.clock import now
from app.core.concurrency import is_unchanged
from app.core.db.reader import reader_of
from app.core.errors import NotFound
from app.core.routes import Nothing
from app.core.routing import SliceRouter
from app.feeds.rendering import FORMS, RenderedFeeds
from app.feeds.service.reading import Opened, last_change, mark_used, open_feed, read_content

_MAX_AGE = 300
_rendered = RenderedFeeds()


def _known_form(form: str) -> str:
    if form not in FORMS:
        raise NotFound
    return form


Token = Annotated[str, Path(description="the feed's secret")]
Form = Annotated[str, Path(json_schema_extra={"enum": list(FORMS)}), AfterValidator(_known_form)]
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {media.partition(";")[0]: {"schema": {"type": "string"}} for media, _ in FORMS.values()}},
    304: {"description": "Nothing has changed"},
}
secret_router = SliceRouter("/feeds", "feeds")


@secret_router.get("/{token}.{form}", response_class=Response, responses=_ANSWERS)
async def show_feed(request: Request, token: Token, form: Form, _: Nothing) -> Response:
    """What the feed's owner may see now, as iCalendar, JSON or CSV. No login: the address is the secret."""
    return await _answer(request, token, form)


@secret_router.head("/{token}.{form}", response_class=Response, responses=_ANSWERS)
async def check_feed(request: Request, token: Token, form: Form, _: Nothing) -> Response:
    """The headers of the same answer."""
    return await _answer(request, token, form)


async def _answer(request: Request, token: str, form: str) -> Response:
    state, reader, moment = request.app.state, reader_of(request), now()
    opened = await _open(request, token)
    limits = state.limit.hit(opened.feed.id)
    zone = state.settings.time_zone
    changed_at = await last_change(reader, moment, zone)  # first: a change in between must not look older than it is
    content = await read_content(reader, opened, form, moment, zone)
    rendered = await asyncio.to_thread(_rendered.render, opened.feed.id, form, content)
    headers = dict(limits) | {
        "etag": rendered.etag,
        "last-modified": format_datetime(changed_at, usegmt=True),
        "cache-control": f"private, max-age={_MAX_AGE}",
    }
    task = BackgroundTask(mark_used, state.database, opened.feed, moment)
    if _is_fresh(request, rendered.etag, changed_at):
        return Response(None, 304, headers, background=task)
    headers["content-disposition"] = f'inline; filename="doitac.{form}"'
    headers["content-length"] = str(len(rendered.body))
    body = b"" if request.method == "HEAD" else rendered.body
    return Response(body, 200, headers, FORMS[form][0], background=task)


async def _open(request: Request, token: str) -> Opened:
    """Raises NotFound, or TooManyRequests to an address that tries many tokens."""
    try:
        return await open_feed(reader_of(request), request.app.state.authenticator, token)
    except NotFound:
        request.app.state.stranger_limit.hit(address_of(request.scope))
        raise


def _is_fresh(request: Request, etag: str, changed_at: datetime) -> bool:
    """Whether the caller's copy is still good; a date counts only where no tag is given (RFC 9110, 13.2.2)."""
    if "if-none-match" in request.headers:
        return is_unchanged(request, etag)
    try:
        return parsedate_to_datetime(request.headers.get("if-modified-since", "")) >= changed_at
    except (TypeError, ValueError):  # no date, one that cannot be read, or one without its zone
        return False
