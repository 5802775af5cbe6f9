"""`/v1/delegations`: the record itself."""

from typing import Annotated

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
from app.delegations import queries, rules, service
from app.delegations.models import Delegation
from app.delegations.schemas.delegations import DelegationCreate, DelegationQuery, DelegationRead, DelegationUpdate
from app.delegations.schemas.verbs import DelegationAdjustment, DelegationTransition
from app.delegations.service import changes, transitions

ADDRESS = "/v1/delegations"
router = SliceRouter(ADDRESS, "delegations")
COLLECTION = Collection(
    "delegations", DelegationCreate, DelegationRead, DelegationQuery, queries.LISTING, states=rules.TRANSITIONS
)


async def _load(id_: PathId, caller: MayWrite, write: Writing, accepted: IfMatch) -> Delegation:
    readable = queries.readable(caller).where(Delegation.id == id_)
    return await load_for_change(write.session, Delegation, readable, accepted)


Loaded = Annotated[Delegation, Depends(_load, scope="function")]


def _location(row: Delegation) -> str:
    return f"{ADDRESS}/{row.id}"


@router.get("", response_model=Page[DelegationRead])
async def list_delegations(request: Request, caller: MayRead, query: Annotated[DelegationQuery, Query()]) -> Response:
    """Delegations, outbound and inbound."""
    today = today_in(request.app.state.settings.time_zone, now())
    found = queries.narrow_overdue(queries.search_delegations(caller, query), query, today)
    return await paginate(request, found, queries.LISTING, query, caller, rank=queries.rank_delegations(query))


@router.post("", response_model=DelegationRead, **CREATED)
async def create_delegation(values: DelegationCreate, caller: MayWrite, write: Writing) -> Response:
    """Add a delegation; without a code it gets the next one of its unit and year."""
    row = await service.create_delegation(write.session, caller, values, write.terms)
    return await write.created(queries.read_delegation(caller, row.id), _location(row))


@router.post("/batch", response_model=BatchAnswer)
async def batch_delegations(request: Request, batch: BatchRequest, caller: MayWrite, write: Writing) -> Response:
    """Up to 500 operations, atomic or partial."""
    language = preferred_language(request.headers.get("accept-language", ""))
    verbs = service.delegation_verbs(write.session, caller, write.terms)
    return await write.done(await run_batch(write.session, batch, verbs, language))


@router.put("/by-external-id/{source_system}/{external_id}", response_model=DelegationRead, **RECORD)
async def put_delegation(
    source_system: str, external_id: str, values: DelegationCreate, caller: MayWrite, write: Writing, accepted: IfMatch
) -> Response:
    """Create the delegation, or put the whole record in place of the one with this external id.

    An absent status stays; another one must be a transition that is allowed.
    """
    key = source_system, external_id
    row, is_new = await service.upsert_delegation(write.session, caller, key, values, write.terms, accepted)
    statement = queries.read_delegation(caller, row.id)
    return await (write.created(statement, _location(row)) if is_new else write.changed(statement))


@router.get("/{id}", response_model=DelegationRead, **DETAIL)
async def read_delegation(request: Request, id_: PathId, caller: MayRead) -> Response:
    """One delegation."""
    return await answer_record(request, queries.read_delegation(caller, id_, wanted_of(request)))


@router.patch("/{id}", response_model=DelegationRead, **RECORD)
async def update_delegation(values: DelegationUpdate, row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Change a delegation (JSON merge patch); its status moves by `transitions`, what was approved by `changes`."""
    await service.update_delegation(write.session, caller, row, values, write.terms)
    return await write.changed(queries.read_delegation(caller, row.id))


@router.delete("/{id}", **NO_CONTENT)
async def delete_delegation(row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Delete a delegation, its members and opinions; `restore` brings them back."""
    await service.delete_delegation(write.session, caller, row)
    return await write.deleted()


@router.post("/{id}/restore", response_model=DelegationRead, **RECORD)
async def restore_delegation(id_: PathId, caller: MayWrite, write: Writing) -> Response:
    """Bring a deleted delegation back, with the members and opinions that went with it."""
    deleted = queries.readable(caller, deleted=True).where(Delegation.id == id_)
    row = await load_for_write(write.session, Delegation, deleted)
    await service.restore_delegation(write.session, caller, row, write.terms)
    return await write.changed(queries.read_delegation(caller, row.id))


@router.post("/{id}/transitions", response_model=DelegationRead, **RECORD)
async def move_delegation(values: DelegationTransition, row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Move a delegation on in its life; only an approver lets it become `approved` or `rejected`."""
    await transitions.move_delegation(write.session, caller, row, values, write.terms)
    return await write.changed(queries.read_delegation(caller, row.id))


@router.post("/{id}/changes", response_model=DelegationRead, **RECORD)
async def adjust_delegation(values: DelegationAdjustment, row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Change what was approved (điều chỉnh); the record keeps each value before and after, and the reason."""
    await changes.adjust_delegation(write.session, caller, row, values, write.terms)
    return await write.changed(queries.read_delegation(caller, row.id))


@router.get("/{id}/history", response_model=Page[HistoryItem])
async def list_delegation_history(
    request: Request, id_: PathId, caller: MayRead, query: Annotated[HistoryQuery, Query()]
) -> Response:
    """Every change of the delegation, newest first; a deleted one keeps its history."""
    seen = [queries.readable(caller, deleted=gone).where(Delegation.id == id_) for gone in (False, True)]
    await require_any(request, seen)
    return await paginate(request, history_of(id_), HISTORY, query, caller)
