"""`/v1/partners`."""

from typing import Annotated, Any

import orjson
from fastapi import Depends, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from app.audit.queries import HISTORY, history_of
from app.audit.schemas import HistoryItem, HistoryQuery
from app.auth.deps import MayMerge, MayRead, MayWrite
from app.auth.principal import Principal
from app.core.answers import answer_record, wanted_of
from app.core.batch import BatchAnswer, BatchRequest, run_batch
from app.core.concurrency import IfMatch
from app.core.db.reader import reader_of
from app.core.documentation import CREATED, NO_CONTENT, RECORD, Page
from app.core.errors import NotFound
from app.core.i18n import preferred_language
from app.core.meta import Collection
from app.core.paging import paginate
from app.core.records import PathId, require_any
from app.core.routing import SliceRouter
from app.core.writing import Writing
from app.partners import queries, service
from app.partners.models import Partner
from app.partners.queries.redirects import REDIRECTED, redirect_if_merged
from app.partners.schemas import PartnerCreate, PartnerQuery, PartnerRead, PartnerUpdate
from app.partners.schemas.duplicates import (
    PartnerCandidates,
    PartnerDuplicateQuery,
    PartnerLikenessQuery,
    PartnerPairs,
)
from app.partners.schemas.merging import MergeAnswer, PartnerMerge, UnmergeAnswer
from app.partners.service import duplicates, merging

ADDRESS = "/v1/partners"
router = SliceRouter(ADDRESS, "partners")
COLLECTION = Collection("partners", PartnerCreate, PartnerRead, PartnerQuery, queries.LISTING)


async def _load(id_: PathId, caller: MayWrite, write: Writing, accepted: IfMatch) -> Partner:
    return await service.load_partner(write.session, caller, id_, accepted)


Loaded = Annotated[Partner, Depends(_load, scope="function")]


def _location(row: Partner) -> str:
    return f"{ADDRESS}/{row.id}"


@router.get("", response_model=Page[PartnerRead])
async def list_partners(request: Request, caller: MayRead, query: Annotated[PartnerQuery, Query()]) -> Response:
    """Partners; those that were merged into others are not among them."""
    found, rank = queries.search_partners(caller, query), queries.rank_partners(query)
    return await paginate(request, found, queries.LISTING, query, caller, rank=rank)


@router.post("", response_model=PartnerRead, **CREATED)
async def create_partner(values: PartnerCreate, caller: MayWrite, write: Writing) -> Response:
    """Add a partner; `POST /v1/partners/duplicates` tells beforehand whether it is there already."""
    row = await service.create_partner(write.session, caller, values)
    return await write.created(queries.read_partner(caller, row.id), _location(row))


@router.post("/batch", response_model=BatchAnswer)
async def batch_partners(request: Request, batch: BatchRequest, caller: MayWrite, write: Writing) -> Response:
    """Up to 500 operations, atomic or partial."""
    language = preferred_language(request.headers.get("accept-language", ""))
    verbs = service.partner_verbs(write.session, caller)
    return await write.done(await run_batch(write.session, batch, verbs, language))


@router.get("/duplicates")
async def list_partner_duplicates(
    request: Request, caller: MayRead, query: Annotated[PartnerDuplicateQuery, Query()]
) -> PartnerPairs:
    """Pairs that may be one partner, the likeliest first."""
    return await duplicates.find_duplicates(reader_of(request), caller, query)


@router.post("/duplicates")
async def list_duplicates_of_new_partner(
    request: Request, values: PartnerCreate, caller: MayWrite, query: Annotated[PartnerLikenessQuery, Query()]
) -> PartnerCandidates:
    """The partners that a would-be one may be, the likeliest first; nothing is stored."""
    return await duplicates.find_candidates(reader_of(request), caller, values, query)


@router.put("/by-external-id/{source_system}/{external_id}", response_model=PartnerRead, **RECORD)
async def put_partner(
    source_system: str, external_id: str, values: PartnerCreate, caller: MayWrite, write: Writing, accepted: IfMatch
) -> Response:
    """Create the partner, or put the whole record in place of the one with this external id."""
    row, is_new = await service.upsert_partner(write.session, caller, source_system, external_id, values, accepted)
    statement = queries.read_partner(caller, row.id)
    return await (write.created(statement, _location(row)) if is_new else write.changed(statement))


@router.get("/{id}", response_model=PartnerRead, responses=RECORD["responses"] | REDIRECTED)
async def read_partner(request: Request, id_: PathId, caller: MayRead) -> Response:
    """One partner; one that was merged answers 308 with the address of the partner it went up in."""
    try:
        return await answer_record(request, queries.read_partner(caller, id_, wanted_of(request)))
    except NotFound:
        if redirect := await redirect_if_merged(request, caller, id_):
            return redirect
        raise


@router.patch("/{id}", response_model=PartnerRead, **RECORD)
async def update_partner(values: PartnerUpdate, row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Change a partner (JSON merge patch, `profile` at every depth)."""
    await service.update_partner(write.session, caller, row, values)
    return await write.changed(queries.read_partner(caller, row.id))


@router.delete("/{id}", **NO_CONTENT)
async def delete_partner(row: Loaded, write: Writing) -> Response:
    """Delete a partner that nothing points to; `restore` brings it back."""
    await service.delete_partner(write.session, row)
    return await write.deleted()


@router.post("/{id}/restore", response_model=PartnerRead, **RECORD)
async def restore_partner(id_: PathId, caller: MayWrite, write: Writing) -> Response:
    """Bring a deleted partner back."""
    row = await service.restore_partner(write.session, caller, id_)
    return await write.changed(queries.read_partner(caller, row.id))


@router.post("/{id}/merge", response_model=MergeAnswer)
async def merge_partners(
    id_: PathId, values: PartnerMerge, caller: MayMerge, write: Writing, accepted: IfMatch
) -> Response:
    """Merge another partner into this one; with `validate_only`, tell what would move."""
    merge = await merging.merge_partners(write.session, caller, id_, values, accepted)
    winner = await _rendered(write.session, caller, merge.winner)
    body = {"winner": winner, "loser_id": merge.loser.id, "moved": merge.moved, "aliases_added": merge.aliases_added}
    return await write.done(orjson.dumps(body))


@router.post("/{id}/unmerge", response_model=UnmergeAnswer)
async def unmerge_partners(
    id_: PathId, values: PartnerMerge, caller: MayMerge, write: Writing, accepted: IfMatch
) -> Response:
    """Undo a merge into this partner; what changed since stays, and is named as a conflict."""
    merge = await merging.unmerge_partners(write.session, caller, id_, values, accepted)
    sides = {name: await _rendered(write.session, caller, getattr(merge, name)) for name in ("winner", "loser")}
    return await write.done(orjson.dumps({**sides, "moved": merge.moved, "conflicts": merge.conflicts}))


async def _rendered(session: AsyncSession, caller: Principal, row: Partner) -> Any:  # noqa: ANN401  # an orjson.Fragment
    winner = queries.read_partner(caller, row.id)
    record = (await session.execute(winner.statement, winner.parameters)).one()
    return orjson.Fragment(record[0])


@router.get("/{id}/history", response_model=Page[HistoryItem])
async def list_partner_history(
    request: Request, id_: PathId, caller: MayRead, query: Annotated[HistoryQuery, Query()]
) -> Response:
    """Every change of the partner, newest first; a deleted or merged one keeps its history."""
    seen = [queries.readable(caller), queries.readable(caller, deleted=True), queries.merged(caller)]
    await require_any(request, [statement.where(Partner.id == id_) for statement in seen])
    return await paginate(request, history_of(id_), HISTORY, query, caller)
