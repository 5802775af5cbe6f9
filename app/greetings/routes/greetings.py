"""`/v1/greetings`."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request
from starlette.responses import Response

from app.audit.queries import HISTORY, history_of
from app.audit.schemas import HistoryItem, HistoryQuery
from app.audit.service import load_for_change
from app.auth.deps import MayRead, MayWrite
from app.core.answers import answer_record, wanted_of
from app.core.batch import BatchAnswer, BatchRequest, run_batch
from app.core.clock import now
from app.core.concurrency import IfMatch
from app.core.dates import today_in
from app.core.documentation import CREATED, DETAIL, NO_CONTENT, RECORD, Page
from app.core.i18n import preferred_language
from app.core.meta import Collection
from app.core.paging import paginate
from app.core.records import PathId, load_for_write, require_any
from app.core.routing import SliceRouter
from app.core.writing import Writing
from app.greetings import queries, rules
from app.greetings.models import Greeting
from app.greetings.schemas.greetings import (
    GreetingCreate,
    GreetingQuery,
    GreetingRead,
    GreetingTransition,
    GreetingUpdate,
)
from app.greetings.service import greetings as service
from app.greetings.service.transitions import move_greeting

ADDRESS = "/v1/greetings"
router = SliceRouter(ADDRESS, "greetings")
COLLECTION = Collection(
    "greetings", GreetingCreate, GreetingRead, GreetingQuery, queries.LISTING, states=rules.TRANSITIONS
)
_WARNINGS = {
    "X-Warnings": {
        "description": f"`{service.RANK_WARNING}`: the ranks of the two lie more than one step apart (R24)",
        "schema": {"type": "string"},
    }
}


def _warned(of: dict[str, Any], status: int) -> dict[str, Any]:
    """The documentation of an operation, with the header that its good answer may carry."""
    told = of["responses"][status]
    return {**of, "responses": {**of["responses"], status: {**told, "headers": {**told["headers"], **_WARNINGS}}}}


async def _load(id_: PathId, caller: MayWrite, write: Writing, accepted: IfMatch) -> Greeting:
    readable = queries.readable(caller).where(Greeting.id == id_)
    return await load_for_change(write.session, Greeting, readable, accepted)


Loaded = Annotated[Greeting, Depends(_load, scope="function")]


def _location(row: Greeting) -> str:
    return f"{ADDRESS}/{row.id}"


@router.get("", response_model=Page[GreetingRead])
async def list_greetings(request: Request, caller: MayRead, query: Annotated[GreetingQuery, Query()]) -> Response:
    """Greetings sent and received; `overdue` asks for the day of the request."""
    today = today_in(request.app.state.settings.time_zone, now())
    return await paginate(request, queries.search_greetings_on(today, caller, query), queries.LISTING, query, caller)


@router.post("", response_model=GreetingRead, **_warned(CREATED, 201))
async def create_greeting(values: GreetingCreate, caller: MayWrite, write: Writing) -> Response:
    """Add a greeting. One of ours that begins as signed, or beyond, needs the permission to approve."""
    row = await service.create_greeting(write.session, caller, values, write.terms)
    write.warnings = service.warnings_of(row)
    return await write.created(queries.read_greeting(caller, row.id), _location(row))


@router.post("/batch", response_model=BatchAnswer)
async def batch_greetings(request: Request, batch: BatchRequest, caller: MayWrite, write: Writing) -> Response:
    """Up to 500 operations, atomic or partial."""
    language = preferred_language(request.headers.get("accept-language", ""))
    verbs = service.greeting_verbs(write.session, caller, write.terms)
    return await write.done(await run_batch(write.session, batch, verbs, language))


@router.put("/by-external-id/{source_system}/{external_id}", response_model=GreetingRead, **_warned(RECORD, 200))
async def put_greeting(
    source_system: str, external_id: str, values: GreetingCreate, caller: MayWrite, write: Writing, accepted: IfMatch
) -> Response:
    """Create the greeting, or put the whole record in place of the one with this external id.

    What transitions set (status, days, number) stays where it is absent; another status must be one step on.
    """
    key = (source_system, external_id)
    row, is_new = await service.upsert_greeting(write.session, caller, key, values, write.terms, accepted)
    write.warnings = service.warnings_of(row)
    one = queries.read_greeting(caller, row.id)
    return await (write.created(one, _location(row)) if is_new else write.changed(one))


@router.get("/{id}", response_model=GreetingRead, **DETAIL)
async def read_greeting(request: Request, id_: PathId, caller: MayRead) -> Response:
    """One greeting."""
    return await answer_record(request, queries.read_greeting(caller, id_, wanted_of(request)))


@router.patch("/{id}", response_model=GreetingRead, **_warned(RECORD, 200))
async def update_greeting(values: GreetingUpdate, row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Change a greeting (JSON merge patch); its status moves by `transitions`."""
    await service.update_greeting(write.session, caller, row, values, write.terms)
    write.warnings = service.warnings_of(row)
    return await write.changed(queries.read_greeting(caller, row.id))


@router.delete("/{id}", **NO_CONTENT)
async def delete_greeting(row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Delete a greeting that no other answers; `restore` brings it back."""
    await service.delete_greeting(write.session, caller, row)
    return await write.deleted()


@router.post("/{id}/restore", response_model=GreetingRead, **RECORD)
async def restore_greeting(id_: PathId, caller: MayWrite, write: Writing) -> Response:
    """Bring a deleted greeting back."""
    deleted = queries.readable(caller, deleted=True).where(Greeting.id == id_)
    row = await load_for_write(write.session, Greeting, deleted)
    await service.restore_greeting(write.session, caller, row, write.terms)
    return await write.changed(queries.read_greeting(caller, row.id))


@router.post("/{id}/transitions", response_model=GreetingRead, **RECORD)
async def move_greeting_on(values: GreetingTransition, row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Move it one step: draft, submitted, signed, sent, answered; cancelled until it is sent; received, answered.

    To sign needs the permission to approve: what is signed speaks for the office, whoever prepared it.
    """
    await move_greeting(write.session, caller, row, values, write.terms)
    return await write.changed(queries.read_greeting(caller, row.id))


@router.get("/{id}/history", response_model=Page[HistoryItem])
async def list_greeting_history(
    request: Request, id_: PathId, caller: MayRead, query: Annotated[HistoryQuery, Query()]
) -> Response:
    """Every change of the greeting, newest first; a deleted one keeps its history."""
    seen = [queries.readable(caller, deleted=gone).where(Greeting.id == id_) for gone in (False, True)]
    await require_any(request, seen)
    return await paginate(request, history_of(id_), HISTORY, query, caller)
