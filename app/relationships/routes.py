"""`/v1/relationships`, and those of one partner."""

from typing import Annotated

from fastapi import Depends, Query, Request
from starlette.responses import Response

from app.audit.queries import HISTORY, history_of
from app.audit.schemas import HistoryItem, HistoryQuery
from app.audit.service import load_for_change
from app.auth.deps import MayRead, MayWrite
from app.core.answers import answer_record, wanted_of
from app.core.batch import BatchAnswer, BatchRequest, run_batch
from app.core.concurrency import IfMatch
from app.core.documentation import CREATED, DETAIL, NO_CONTENT, RECORD, Page
from app.core.i18n import preferred_language
from app.core.meta import Collection
from app.core.paging import paginate
from app.core.records import PathId, load_for_write, require_any
from app.core.routing import SliceRouter
from app.core.writing import Writing
from app.partners.queries.redirects import REDIRECTED, redirect_if_merged
from app.relationships import queries, service
from app.relationships.models import Relationship
from app.relationships.schemas import (
    PartnerRelationshipQuery,
    RelationshipCreate,
    RelationshipQuery,
    RelationshipRead,
    RelationshipUpdate,
)

ADDRESS = "/v1/relationships"
router = SliceRouter(ADDRESS, "relationships")
partner_router = SliceRouter("/v1/partners", "partners")
COLLECTION = Collection("relationships", RelationshipCreate, RelationshipRead, RelationshipQuery, queries.LISTING)


async def _load(id_: PathId, caller: MayWrite, write: Writing, accepted: IfMatch) -> Relationship:
    return await load_for_change(
        write.session, Relationship, queries.readable(caller).where(Relationship.id == id_), accepted
    )


Loaded = Annotated[Relationship, Depends(_load, scope="function")]


def _location(row: Relationship) -> str:
    return f"{ADDRESS}/{row.id}"


@router.get("", response_model=Page[RelationshipRead])
async def list_relationships(
    request: Request, caller: MayRead, query: Annotated[RelationshipQuery, Query()]
) -> Response:
    """Relationships between our units and partners."""
    found, rank = queries.search_relationships(caller, query), queries.rank_relationships(query)
    return await paginate(request, found, queries.LISTING, query, caller, rank=rank)


@router.post("", response_model=RelationshipRead, **CREATED)
async def create_relationship(values: RelationshipCreate, caller: MayWrite, write: Writing) -> Response:
    """Add a relationship."""
    row = await service.create_relationship(write.session, caller, values)
    return await write.created(queries.read_relationship(caller, row.id), _location(row))


@router.post("/batch", response_model=BatchAnswer)
async def batch_relationships(request: Request, batch: BatchRequest, caller: MayWrite, write: Writing) -> Response:
    """Up to 500 operations, atomic or partial."""
    language = preferred_language(request.headers.get("accept-language", ""))
    verbs = service.relationship_verbs(write.session, caller)
    return await write.done(await run_batch(write.session, batch, verbs, language))


@router.put("/by-external-id/{source_system}/{external_id}", response_model=RelationshipRead, **RECORD)
async def put_relationship(
    source_system: str,
    external_id: str,
    values: RelationshipCreate,
    caller: MayWrite,
    write: Writing,
    accepted: IfMatch,
) -> Response:
    """Create the relationship, or put the whole record in place of the one with this external id."""
    row, is_new = await service.upsert_relationship(write.session, caller, source_system, external_id, values, accepted)
    statement = queries.read_relationship(caller, row.id)
    return await (write.created(statement, _location(row)) if is_new else write.changed(statement))


@router.get("/{id}", response_model=RelationshipRead, **DETAIL)
async def read_relationship(request: Request, id_: PathId, caller: MayRead) -> Response:
    """One relationship."""
    return await answer_record(request, queries.read_relationship(caller, id_, wanted_of(request)))


@router.patch("/{id}", response_model=RelationshipRead, **RECORD)
async def update_relationship(values: RelationshipUpdate, row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Change a relationship (JSON merge patch)."""
    await service.update_relationship(write.session, caller, row, values)
    return await write.changed(queries.read_relationship(caller, row.id))


@router.delete("/{id}", **NO_CONTENT)
async def delete_relationship(row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Delete a relationship that none inherits from; `restore` brings it back."""
    await service.delete_relationship(write.session, caller, row)
    return await write.deleted()


@router.post("/{id}/restore", response_model=RelationshipRead, **RECORD)
async def restore_relationship(id_: PathId, caller: MayWrite, write: Writing) -> Response:
    """Bring a deleted relationship back."""
    deleted = queries.readable(caller, deleted=True).where(Relationship.id == id_)
    row = await load_for_write(write.session, Relationship, deleted)
    await service.restore_relationship(write.session, caller, row)
    return await write.changed(queries.read_relationship(caller, row.id))


@router.get("/{id}/history", response_model=Page[HistoryItem])
async def list_relationship_history(
    request: Request, id_: PathId, caller: MayRead, query: Annotated[HistoryQuery, Query()]
) -> Response:
    """Every change of the relationship, newest first; a deleted one keeps its history."""
    seen = [queries.readable(caller, deleted=gone).where(Relationship.id == id_) for gone in (False, True)]
    await require_any(request, seen)
    return await paginate(request, history_of(id_), HISTORY, query, caller)


@partner_router.get("/{id}/relationships", response_model=Page[RelationshipRead], responses=REDIRECTED)
async def list_partner_relationships(
    request: Request,
    id_: PathId,
    caller: MayRead,
    query: Annotated[PartnerRelationshipQuery, Query()],
) -> Response:
    """The relationships of one partner."""
    if redirect := await redirect_if_merged(request, caller, id_):
        return redirect
    found, rank = queries.relationships_of(caller, id_, query), queries.rank_relationships(query)
    return await paginate(request, found, queries.LISTING, query, caller, rank=rank)
