"""`/v1/delegations/{id}/members`, and the figures made of them."""

from dataclasses import replace
from typing import Annotated

import orjson
from fastapi import Depends, Path, Query, Request
from pydantic import AfterValidator
from starlette.responses import Response

from app.audit.queries import HISTORY, history_of
from app.audit.schemas import HistoryItem, HistoryQuery
from app.audit.service import load_for_change
from app.auth.deps import MayRead, MayWrite
from app.core.answers import answer_record, wanted_of
from app.core.batch import BatchAnswer, BatchRequest, run_batch
from app.core.concurrency import IfMatch
from app.core.db.reader import reader_of
from app.core.documentation import CREATED, DETAIL, NO_CONTENT, RECORD, Page
from app.core.i18n import preferred_language
from app.core.paging import answer_page, paginate, read_page
from app.core.records import PathId, id_or_not_found, load_for_write, require_any
from app.core.routing import SliceRouter
from app.core.writing import Writing
from app.delegations import queries as delegations
from app.delegations.models import Delegation, DelegationMember
from app.delegations.passports import PassportSealer, reveal_passports
from app.delegations.queries import members as queries
from app.delegations.schemas.figures import FiguresAnswer, FiguresQuery
from app.delegations.schemas.members import (
    DelegationMemberCreate,
    DelegationMemberQuery,
    DelegationMemberRead,
    DelegationMemberUpdate,
)
from app.delegations.service import figures
from app.delegations.service import members as service

ADDRESS = "/v1/delegations"
router = SliceRouter(ADDRESS, "delegations")

MemberId = Annotated[str, Path(alias="member_id", description="the member's id"), AfterValidator(id_or_not_found)]


async def _load_parent(id_: PathId, caller: MayWrite, write: Writing) -> Delegation:
    return await service.load_parent(write.session, caller, id_)


Parent = Annotated[Delegation, Depends(_load_parent, scope="function")]


async def _load(
    member_id: MemberId, parent: Parent, caller: MayWrite, write: Writing, accepted: IfMatch
) -> DelegationMember:
    one = queries.members_of(caller, parent.id).where(DelegationMember.id == member_id)
    return await load_for_change(write.session, DelegationMember, one, accepted)


Loaded = Annotated[DelegationMember, Depends(_load, scope="function")]


def _sealer(request: Request) -> PassportSealer:
    sealer: PassportSealer = request.app.state.passports
    return sealer


async def _reveal(request: Request, caller: MayRead, items: list[bytes]) -> list[bytes]:
    state = request.app.state
    return await reveal_passports(state.database, state.passports, caller.id, request.state.request_id, items)


@router.get("/figures", response_model=FiguresAnswer)
async def count_delegations(request: Request, caller: MayRead, query: Annotated[FiguresQuery, Query()]) -> Response:
    """Delegations, person-trips (lượt người) and persons of a window: three figures, of what the caller may see."""
    counted = await figures.count_figures(reader_of(request), caller, query)
    return Response(orjson.dumps(counted, option=orjson.OPT_NON_STR_KEYS), media_type="application/json")


@router.get("/{id}/members", response_model=Page[DelegationMemberRead])
async def list_members(
    request: Request, id_: PathId, caller: MayRead, query: Annotated[DelegationMemberQuery, Query()]
) -> Response:
    """The members, in their order. A cleared caller sees passport numbers, and each that is shown is audited."""
    await require_any(request, [delegations.readable(caller).where(Delegation.id == id_)])
    found, rank = queries.search_members(caller, id_, query), queries.rank_members(query)
    if not queries.shows_numbers(caller, query):
        return await paginate(request, found, queries.LISTING, query, caller, rank=rank)
    page = await read_page(request, found, queries.SEALED_LISTING, query, caller, rank=rank)
    return answer_page(request, replace(page, items=await _reveal(request, caller, list(page.items))))


@router.post("/{id}/members", response_model=DelegationMemberRead, **CREATED)
async def create_member(
    request: Request, values: DelegationMemberCreate, parent: Parent, caller: MayWrite, write: Writing
) -> Response:
    """Add a member. An answer to a write shows the mask of a passport number, whoever writes."""
    row = await service.create_member(write.session, caller, parent, values, _sealer(request))
    location = f"{ADDRESS}/{parent.id}/members/{row.id}"
    return await write.created(queries.read_member(caller, parent.id, row.id), location)


@router.post("/{id}/members/batch", response_model=BatchAnswer)
async def batch_members(
    request: Request, batch: BatchRequest, parent: Parent, caller: MayWrite, write: Writing
) -> Response:
    """Up to 500 operations on the members of one delegation, atomic or partial."""
    language = preferred_language(request.headers.get("accept-language", ""))
    verbs = service.member_verbs(write.session, caller, parent, _sealer(request))
    return await write.done(await run_batch(write.session, batch, verbs, language))


@router.get("/{id}/members/{member_id}", response_model=DelegationMemberRead, **DETAIL)
async def read_member(request: Request, id_: PathId, member_id: MemberId, caller: MayRead) -> Response:
    """One member. A cleared caller sees the passport number, and that is audited."""
    wanted = wanted_of(request)
    if not queries.shows_numbers(caller, wanted):
        return await answer_record(request, queries.read_member(caller, id_, member_id, wanted))
    sealed = queries.read_member(caller, id_, member_id, wanted, queries.SEALED_LISTING)
    answer = await answer_record(request, sealed)
    if answer.status_code == 200:  # noqa: PLR2004  # 304 shows nothing
        answer.body = (await _reveal(request, caller, [bytes(answer.body)]))[0]
        answer.headers["content-length"] = str(len(answer.body))
    return answer


@router.patch("/{id}/members/{member_id}", response_model=DelegationMemberRead, **RECORD)
async def update_member(
    request: Request, values: DelegationMemberUpdate, row: Loaded, caller: MayWrite, write: Writing
) -> Response:
    """Change a member (JSON merge patch). The mask of the passport number, sent back, changes nothing."""
    await service.update_member(write.session, caller, row, values, _sealer(request))
    return await write.changed(queries.read_member(caller, row.delegation_id, row.id))


@router.delete("/{id}/members/{member_id}", **NO_CONTENT)
async def delete_member(row: Loaded, parent: Parent, write: Writing) -> Response:
    """Delete a member; `restore` brings it back. The leader of an approved delegation stays (R21)."""
    await service.delete_member(write.session, parent, row)
    return await write.deleted()


@router.post("/{id}/members/{member_id}/restore", response_model=DelegationMemberRead, **RECORD)
async def restore_member(member_id: MemberId, parent: Parent, caller: MayWrite, write: Writing) -> Response:
    """Bring a deleted member back."""
    deleted = queries.members_of(caller, parent.id, deleted=True).where(DelegationMember.id == member_id)
    row = await load_for_write(write.session, DelegationMember, deleted)
    await service.restore_member(write.session, row)
    return await write.changed(queries.read_member(caller, parent.id, row.id))


@router.get("/{id}/members/{member_id}/history", response_model=Page[HistoryItem])
async def list_member_history(
    request: Request, id_: PathId, member_id: MemberId, caller: MayRead, query: Annotated[HistoryQuery, Query()]
) -> Response:
    """Every change of the member, newest first, and every reading of the passport number; masks alone are shown."""
    await require_any(request, queries.ever_known(caller, id_, member_id))
    return await paginate(request, history_of(member_id), HISTORY, query, caller)
