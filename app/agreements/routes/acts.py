"""`/v1/agreements/{id}/acts`, and what was done about its deadlines."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request
from pydantic import AfterValidator
from starlette.responses import Response

from app.agreements import queries as agreements
from app.agreements.models import Agreement, AgreementAct, DeadlineKind
from app.agreements.queries import acts as queries
from app.agreements.schemas.acts import ActCreate, ActQuery, ActRead, ActUpdate, DeadlineDone
from app.agreements.schemas.agreements import AgreementRead
from app.agreements.service import acts as service
from app.agreements.service.deadlines import finish_deadline
from app.audit.queries import HISTORY, history_of
from app.audit.schemas import HistoryItem, HistoryQuery
from app.audit.service import load_for_change
from app.auth.deps import MayRead, MayWrite
from app.core.answers import answer_record, wanted_of
from app.core.concurrency import IfMatch
from app.core.documentation import CREATED, DETAIL, NO_CONTENT, RECORD, Page
from app.core.paging import paginate
from app.core.records import PathId, id_or_not_found, load_for_write, require_any
from app.core.routing import SliceRouter
from app.core.writing import Writing

ADDRESS = "/v1/agreements"
router = SliceRouter(ADDRESS, "agreements")
_KINDS = ", ".join(kind.value for kind in DeadlineKind)


ActId = Annotated[str, Path(alias="act_id", description="the act's id"), AfterValidator(id_or_not_found)]
PathKind = Annotated[str, Path(alias="kind", description=f"one of: {_KINDS}")]


async def load_agreement(id_: PathId, caller: MayWrite, write: Writing) -> Agreement:
    """The agreement, locked, so that what hangs on it is written one after the other. Raises NotFound."""
    return await load_for_write(write.session, Agreement, agreements.readable(caller).where(Agreement.id == id_))


Parent = Annotated[Agreement, Depends(load_agreement, scope="function")]


async def _load(act_id: ActId, parent: Parent, caller: MayWrite, write: Writing, accepted: IfMatch) -> AgreementAct:
    return await load_for_change(write.session, AgreementAct, queries.act_of(caller, parent.id, act_id), accepted)


Loaded = Annotated[AgreementAct, Depends(_load, scope="function")]


@router.get("/{id}/acts", response_model=Page[ActRead])
async def list_acts(request: Request, id_: PathId, caller: MayRead, query: Annotated[ActQuery, Query()]) -> Response:
    """What became of the agreement, in the order of effect."""
    await require_any(request, [agreements.readable(caller).where(Agreement.id == id_)])
    return await paginate(request, queries.acts_of(caller, id_, query), queries.ACTS, query, caller)


@router.post("/{id}/acts", response_model=ActRead, **CREATED)
async def create_act(values: ActCreate, parent: Parent, caller: MayWrite, write: Writing) -> Response:
    """Add an act to a signed agreement; an amendment, a renewal or a replacement comes with its paper (`child_id`)."""
    row = await service.record_act(write.session, caller, parent, values, write.terms)
    location = f"{ADDRESS}/{parent.id}/acts/{row.id}"
    return await write.created(queries.read_act(caller, parent.id, row.id), location)


@router.get("/{id}/acts/{act_id}", response_model=ActRead, **DETAIL)
async def read_act(request: Request, id_: PathId, act_id: ActId, caller: MayRead) -> Response:
    """One act."""
    return await answer_record(request, queries.read_act(caller, id_, act_id, wanted_of(request)))


@router.patch("/{id}/acts/{act_id}", response_model=ActRead, **RECORD)
async def update_act(values: ActUpdate, row: Loaded, parent: Parent, caller: MayWrite, write: Writing) -> Response:
    """Correct an act (JSON merge patch)."""
    await service.update_act(write.session, caller, parent, row, values, write.terms)
    return await write.changed(queries.read_act(caller, parent.id, row.id))


@router.delete("/{id}/acts/{act_id}", **NO_CONTENT)
async def delete_act(row: Loaded, parent: Parent, caller: MayWrite, write: Writing) -> Response:
    """Delete an act that was recorded by mistake; its paper stays, and `restore` brings it back."""
    await service.delete_act(write.session, caller, parent, row, write.terms)
    return await write.deleted()


@router.post("/{id}/acts/{act_id}/restore", response_model=ActRead, **RECORD)
async def restore_act(act_id: ActId, parent: Parent, caller: MayWrite, write: Writing) -> Response:
    """Bring a deleted act back."""
    deleted = queries.act_of(caller, parent.id, act_id, deleted=True)
    row = await load_for_write(write.session, AgreementAct, deleted)
    await service.restore_act(write.session, caller, parent, row, write.terms)
    return await write.changed(queries.read_act(caller, parent.id, row.id))


@router.get("/{id}/acts/{act_id}/history", response_model=Page[HistoryItem])
async def list_act_history(
    request: Request, id_: PathId, act_id: ActId, caller: MayRead, query: Annotated[HistoryQuery, Query()]
) -> Response:
    """Every change of the act, newest first; a deleted one keeps its history."""
    await require_any(request, [queries.act_of(caller, id_, act_id, deleted=gone) for gone in (False, True)])
    return await paginate(request, history_of(act_id), HISTORY, query, caller)


@router.post("/{id}/deadlines/{kind}/done", response_model=AgreementRead, **RECORD)
async def finish_agreement_deadline(
    kind: PathKind, values: DeadlineDone, parent: Parent, caller: MayWrite, write: Writing
) -> Response:
    """Mark the earliest open deadline of a kind as done; the agreement cites the document that did it."""
    await finish_deadline(write.session, caller, parent, kind, values, write.terms)
    listing = agreements.listing_on(write.today, write.terms.settings.expiring_within_days)
    return await write.changed(agreements.read_agreement(caller, parent.id, listing))
