"""`/v1/delegations/{id}/opinions`."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request
from pydantic import AfterValidator
from starlette.responses import Response

from app.audit.queries import HISTORY, history_of
from app.audit.schemas import HistoryItem, HistoryQuery
from app.audit.service import load_for_change
from app.auth.deps import MayRead, MayWrite
from app.core.answers import answer_record, wanted_of
from app.core.clock import now
from app.core.concurrency import IfMatch
from app.core.dates import today_in
from app.core.documentation import CREATED, DETAIL, NO_CONTENT, RECORD, Page
from app.core.paging import paginate
from app.core.records import PathId, id_or_not_found, load_for_write, require_any
from app.core.routing import SliceRouter
from app.core.writing import Writing
from app.delegations import queries as delegations
from app.delegations.models import Delegation, DelegationOpinion
from app.delegations.queries import opinions as queries
from app.delegations.routes.members import ADDRESS, Parent
from app.delegations.schemas.opinions import DelegationOpinionRead, OpinionCreate, OpinionQuery, OpinionUpdate
from app.delegations.service import opinions as service

router = SliceRouter(ADDRESS, "delegations")

OpinionId = Annotated[str, Path(alias="opinion_id", description="the opinion's id"), AfterValidator(id_or_not_found)]


async def _load(
    opinion_id: OpinionId, parent: Parent, caller: MayWrite, write: Writing, accepted: IfMatch
) -> DelegationOpinion:
    one = queries.opinions_on(caller, parent.id).where(DelegationOpinion.id == opinion_id)
    return await load_for_change(write.session, DelegationOpinion, one, accepted)


Loaded = Annotated[DelegationOpinion, Depends(_load, scope="function")]


@router.get("/{id}/opinions", response_model=Page[DelegationOpinionRead])
async def list_opinions(
    request: Request, id_: PathId, caller: MayRead, query: Annotated[OpinionQuery, Query()]
) -> Response:
    """The agencies asked, those who must answer first first."""
    await require_any(request, [delegations.readable(caller).where(Delegation.id == id_)])
    today = today_in(request.app.state.settings.time_zone, now())
    found = queries.search_opinions(caller, id_, query, today)
    return await paginate(request, found, queries.LISTING, query, caller)


@router.post("/{id}/opinions", response_model=DelegationOpinionRead, **CREATED)
async def create_opinion(values: OpinionCreate, parent: Parent, caller: MayWrite, write: Writing) -> Response:
    """Ask an agency; without `due_on` it has the setting's working days to answer."""
    row = await service.create_opinion(write.session, caller, parent, values, write.terms)
    location = f"{ADDRESS}/{parent.id}/opinions/{row.id}"
    return await write.created(queries.read_opinion(caller, parent.id, row.id), location)


@router.get("/{id}/opinions/{opinion_id}", response_model=DelegationOpinionRead, **DETAIL)
async def read_opinion(request: Request, id_: PathId, opinion_id: OpinionId, caller: MayRead) -> Response:
    """One opinion."""
    return await answer_record(request, queries.read_opinion(caller, id_, opinion_id, wanted_of(request)))


@router.patch("/{id}/opinions/{opinion_id}", response_model=DelegationOpinionRead, **RECORD)
async def update_opinion(values: OpinionUpdate, row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Change an opinion (JSON merge patch): above all, put in the answer, `answered_on` and `verdict` together."""
    await service.update_opinion(write.session, caller, row, values)
    return await write.changed(queries.read_opinion(caller, row.delegation_id, row.id))


@router.delete("/{id}/opinions/{opinion_id}", **NO_CONTENT)
async def delete_opinion(row: Loaded, write: Writing) -> Response:
    """Delete an opinion; `restore` brings it back."""
    await service.delete_opinion(write.session, row)
    return await write.deleted()


@router.post("/{id}/opinions/{opinion_id}/restore", response_model=DelegationOpinionRead, **RECORD)
async def restore_opinion(opinion_id: OpinionId, parent: Parent, caller: MayWrite, write: Writing) -> Response:
    """Bring a deleted opinion back."""
    deleted = queries.opinions_on(caller, parent.id, deleted=True).where(DelegationOpinion.id == opinion_id)
    row = await load_for_write(write.session, DelegationOpinion, deleted)
    await service.restore_opinion(write.session, row)
    return await write.changed(queries.read_opinion(caller, parent.id, row.id))


@router.get("/{id}/opinions/{opinion_id}/history", response_model=Page[HistoryItem])
async def list_opinion_history(
    request: Request, id_: PathId, opinion_id: OpinionId, caller: MayRead, query: Annotated[HistoryQuery, Query()]
) -> Response:
    """Every change of the opinion, newest first; a deleted one keeps its history."""
    await require_any(request, queries.ever_known(caller, id_, opinion_id))
    return await paginate(request, history_of(opinion_id), HISTORY, query, caller)
