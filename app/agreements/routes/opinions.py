"""`/v1/agreements/{id}/opinions`."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request
from pydantic import AfterValidator
from starlette.responses import Response

from app.agreements import queries as agreements
from app.agreements.models import Agreement, AgreementOpinion
from app.agreements.queries import opinions as queries
from app.agreements.routes.acts import ADDRESS, load_agreement
from app.agreements.schemas.opinions import AgreementOpinionRead
from app.agreements.service import opinions as service
from app.audit.queries import HISTORY, history_of
from app.audit.schemas import HistoryItem, HistoryQuery
from app.audit.service import load_for_change
from app.auth.deps import MayRead, MayWrite
from app.auth.visibility import require_scope
from app.core.answers import answer_record, wanted_of
from app.core.clock import now
from app.core.concurrency import IfMatch
from app.core.dates import today_in
from app.core.documentation import CREATED, DETAIL, NO_CONTENT, RECORD, Page
from app.core.paging import paginate
from app.core.records import PathId, id_or_not_found, load_for_write, require_any
from app.core.routing import SliceRouter
from app.core.writing import Writing
from app.delegations.schemas.opinions import OpinionCreate, OpinionQuery, OpinionUpdate

router = SliceRouter(ADDRESS, "agreements")
OpinionId = Annotated[str, Path(alias="opinion_id", description="the opinion's id"), AfterValidator(id_or_not_found)]


async def _load_parent(id_: PathId, caller: MayWrite, write: Writing) -> Agreement:
    parent = await load_agreement(id_, caller, write)
    require_scope(caller, parent)
    return parent


Parent = Annotated[Agreement, Depends(_load_parent, scope="function")]


async def _load(
    opinion_id: OpinionId, parent: Parent, caller: MayWrite, write: Writing, accepted: IfMatch
) -> AgreementOpinion:
    one = queries.opinion_on(caller, parent.id, opinion_id)
    return await load_for_change(write.session, AgreementOpinion, one, accepted)


Loaded = Annotated[AgreementOpinion, Depends(_load, scope="function")]


@router.get("/{id}/opinions", response_model=Page[AgreementOpinionRead])
async def list_agreement_opinions(
    request: Request, id_: PathId, caller: MayRead, query: Annotated[OpinionQuery, Query()]
) -> Response:
    """The agencies asked, those who must answer first first."""
    await require_any(request, [agreements.readable(caller).where(Agreement.id == id_)])
    today = today_in(request.app.state.settings.time_zone, now())
    found = queries.search_opinions(caller, id_, query, today)
    return await paginate(request, found, queries.OPINIONS, query, caller)


@router.post("/{id}/opinions", response_model=AgreementOpinionRead, **CREATED)
async def create_agreement_opinion(values: OpinionCreate, parent: Parent, caller: MayWrite, write: Writing) -> Response:
    """Ask an agency; without `due_on` it has the law's 7 working days to answer (R2).

    `X-Warnings: prime_minister_consent_missing` where it disagrees with a paper that is signed already.
    """
    row = await service.ask_opinion(write.session, caller, parent, values)
    location = f"{ADDRESS}/{parent.id}/opinions/{row.id}"
    write.warnings = service.warnings_of(parent, row)
    return await write.created(queries.read_opinion(caller, parent.id, row.id), location)


@router.get("/{id}/opinions/{opinion_id}", response_model=AgreementOpinionRead, **DETAIL)
async def read_agreement_opinion(request: Request, id_: PathId, opinion_id: OpinionId, caller: MayRead) -> Response:
    """One opinion."""
    return await answer_record(request, queries.read_opinion(caller, id_, opinion_id, wanted_of(request)))


@router.patch("/{id}/opinions/{opinion_id}", response_model=AgreementOpinionRead, **RECORD)
async def update_agreement_opinion(
    values: OpinionUpdate, row: Loaded, parent: Parent, caller: MayWrite, write: Writing
) -> Response:
    """Change an opinion (JSON merge patch): above all, put in the answer, `answered_on` and `verdict` together.

    `X-Warnings: prime_minister_consent_missing` where it disagrees with a paper that is signed already.
    """
    await service.correct_opinion(write.session, caller, row, values)
    write.warnings = service.warnings_of(parent, row)
    return await write.changed(queries.read_opinion(caller, parent.id, row.id))


@router.delete("/{id}/opinions/{opinion_id}", **NO_CONTENT)
async def delete_agreement_opinion(row: Loaded, write: Writing) -> Response:
    """Delete an opinion; `restore` brings it back."""
    await service.delete_opinion(write.session, row)
    return await write.deleted()


@router.post("/{id}/opinions/{opinion_id}/restore", response_model=AgreementOpinionRead, **RECORD)
async def restore_agreement_opinion(
    opinion_id: OpinionId, parent: Parent, caller: MayWrite, write: Writing
) -> Response:
    """Bring a deleted opinion back."""
    deleted = queries.opinion_on(caller, parent.id, opinion_id, deleted=True)
    row = await load_for_write(write.session, AgreementOpinion, deleted)
    await service.restore_opinion(write.session, row)
    return await write.changed(queries.read_opinion(caller, parent.id, row.id))


@router.get("/{id}/opinions/{opinion_id}/history", response_model=Page[HistoryItem])
async def list_agreement_opinion_history(
    request: Request, id_: PathId, opinion_id: OpinionId, caller: MayRead, query: Annotated[HistoryQuery, Query()]
) -> Response:
    """Every change of the opinion, newest first; a deleted one keeps its history."""
    await require_any(request, [queries.opinion_on(caller, id_, opinion_id, deleted=gone) for gone in (False, True)])
    return await paginate(request, history_of(opinion_id), HISTORY, query, caller)
