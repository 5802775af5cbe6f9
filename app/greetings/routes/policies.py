"""`/v1/greeting-policies`: everybody reads the table, administrators write it."""

from typing import Annotated

from fastapi import Depends, Query, Request
from starlette.responses import Response

from app.audit.queries import HISTORY, history_of
from app.audit.schemas import HistoryItem, HistoryQuery
from app.audit.service import load_for_change
from app.auth.deps import MayManagePolicies, MayRead
from app.core.answers import answer_record, wanted_of
from app.core.batch import BatchAnswer, BatchRequest, run_batch
from app.core.concurrency import IfMatch
from app.core.documentation import CREATED, DETAIL, NO_CONTENT, RECORD, Page
from app.core.i18n import preferred_language
from app.core.meta import Collection
from app.core.paging import paginate
from app.core.records import PathId, delete_record, load_for_write, require_any
from app.core.routing import SliceRouter
from app.core.writing import Writing
from app.greetings.models import GreetingPolicy
from app.greetings.queries import policies as queries
from app.greetings.schemas.policies import (
    GreetingPolicyCreate,
    GreetingPolicyQuery,
    GreetingPolicyRead,
    GreetingPolicyUpdate,
)
from app.greetings.service import policies as service

ADDRESS = "/v1/greeting-policies"
router = SliceRouter(ADDRESS, "greeting-policies")
COLLECTION = Collection(
    "greeting-policies", GreetingPolicyCreate, GreetingPolicyRead, GreetingPolicyQuery, queries.LISTING
)


async def _load(id_: PathId, caller: MayManagePolicies, write: Writing, accepted: IfMatch) -> GreetingPolicy:
    readable = queries.readable(caller).where(GreetingPolicy.id == id_)
    return await load_for_change(write.session, GreetingPolicy, readable, accepted)


Loaded = Annotated[GreetingPolicy, Depends(_load, scope="function")]


def _location(row: GreetingPolicy) -> str:
    return f"{ADDRESS}/{row.id}"


@router.get("", response_model=Page[GreetingPolicyRead])
async def list_greeting_policies(
    request: Request, caller: MayRead, query: Annotated[GreetingPolicyQuery, Query()]
) -> Response:
    """What anniversaries ask for, by kind, tier, year class and pillar; the most exact line wins."""
    found = queries.search_greeting_policies(caller, query)
    return await paginate(request, found, queries.LISTING, query, caller)


@router.post("", response_model=GreetingPolicyRead, **CREATED)
async def create_greeting_policy(values: GreetingPolicyCreate, caller: MayManagePolicies, write: Writing) -> Response:
    """Add a line; there is one for the same kind, tier, year class and pillar."""
    row = await service.create_greeting_policy(write.session, caller, values)
    return await write.created(queries.read_greeting_policy(caller, row.id), _location(row))


@router.post("/batch", response_model=BatchAnswer)
async def batch_greeting_policies(
    request: Request, batch: BatchRequest, caller: MayManagePolicies, write: Writing
) -> Response:
    """Up to 500 operations, atomic or partial."""
    language = preferred_language(request.headers.get("accept-language", ""))
    verbs = service.greeting_policy_verbs(write.session, caller)
    return await write.done(await run_batch(write.session, batch, verbs, language))


@router.put("/by-external-id/{source_system}/{external_id}", response_model=GreetingPolicyRead, **RECORD)
async def put_greeting_policy(
    source_system: str,
    external_id: str,
    values: GreetingPolicyCreate,
    caller: MayManagePolicies,
    write: Writing,
    accepted: IfMatch,
) -> Response:
    """Create the line, or put the whole record in place of the one with this external id."""
    row, is_new = await service.upsert_greeting_policy(
        write.session, caller, source_system, external_id, values, accepted
    )
    one = queries.read_greeting_policy(caller, row.id)
    return await (write.created(one, _location(row)) if is_new else write.changed(one))


@router.get("/{id}", response_model=GreetingPolicyRead, **DETAIL)
async def read_greeting_policy(request: Request, id_: PathId, caller: MayRead) -> Response:
    """One line."""
    return await answer_record(request, queries.read_greeting_policy(caller, id_, wanted_of(request)))


@router.patch("/{id}", response_model=GreetingPolicyRead, **RECORD)
async def update_greeting_policy(
    values: GreetingPolicyUpdate, row: Loaded, caller: MayManagePolicies, write: Writing
) -> Response:
    """Change a line (JSON merge patch)."""
    await service.update_greeting_policy(write.session, caller, row, values)
    return await write.changed(queries.read_greeting_policy(caller, row.id))


@router.delete("/{id}", **NO_CONTENT)
async def delete_greeting_policy(row: Loaded, write: Writing) -> Response:
    """Delete a line; `restore` brings it back."""
    await delete_record(write.session, row)
    return await write.deleted()


@router.post("/{id}/restore", response_model=GreetingPolicyRead, **RECORD)
async def restore_greeting_policy(id_: PathId, caller: MayManagePolicies, write: Writing) -> Response:
    """Bring a deleted line back."""
    deleted = queries.readable(caller, deleted=True).where(GreetingPolicy.id == id_)
    row = await load_for_write(write.session, GreetingPolicy, deleted)
    await service.restore_greeting_policy(write.session, caller, row)
    return await write.changed(queries.read_greeting_policy(caller, row.id))


@router.get("/{id}/history", response_model=Page[HistoryItem])
async def list_greeting_policy_history(
    request: Request, id_: PathId, caller: MayRead, query: Annotated[HistoryQuery, Query()]
) -> Response:
    """Every change of the line, newest first; a deleted one keeps its history."""
    seen = [queries.readable(caller, deleted=gone).where(GreetingPolicy.id == id_) for gone in (False, True)]
    await require_any(request, seen)
    return await paginate(request, history_of(id_), HISTORY, query, caller)
