"""`/v1/org-units`."""

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
from app.org_units import queries, service
from app.org_units.models import OrgUnit
from app.org_units.schemas import OrgUnitCreate, OrgUnitQuery, OrgUnitRead, OrgUnitUpdate

ADDRESS = "/v1/org-units"
router = SliceRouter(ADDRESS, "org-units")
COLLECTION = Collection("org-units", OrgUnitCreate, OrgUnitRead, OrgUnitQuery, queries.LISTING)


async def _load(id_: PathId, caller: MayWrite, write: Writing, accepted: IfMatch) -> OrgUnit:
    return await load_for_change(write.session, OrgUnit, queries.readable(caller).where(OrgUnit.id == id_), accepted)


Loaded = Annotated[OrgUnit, Depends(_load, scope="function")]


def _location(row: OrgUnit) -> str:
    return f"{ADDRESS}/{row.id}"


@router.get("", response_model=Page[OrgUnitRead])
async def list_org_units(request: Request, caller: MayRead, query: Annotated[OrgUnitQuery, Query()]) -> Response:
    """Org units, old and new; `as_of` gives those that existed on a day."""
    found, rank = queries.search_org_units(caller, query), queries.rank_org_units(query)
    return await paginate(request, found, queries.LISTING, query, caller, rank=rank)


@router.post("", response_model=OrgUnitRead, **CREATED)
async def create_org_unit(values: OrgUnitCreate, caller: MayWrite, write: Writing) -> Response:
    """Add a unit."""
    row = await service.create_org_unit(write.session, caller, values)
    return await write.created(queries.read_org_unit(caller, row.id), _location(row))


@router.post("/batch", response_model=BatchAnswer)
async def batch_org_units(request: Request, batch: BatchRequest, caller: MayWrite, write: Writing) -> Response:
    """Up to 500 operations, atomic or partial."""
    language = preferred_language(request.headers.get("accept-language", ""))
    verbs = service.org_unit_verbs(write.session, caller)
    return await write.done(await run_batch(write.session, batch, verbs, language))


@router.put("/by-external-id/{source_system}/{external_id}", response_model=OrgUnitRead, **RECORD)
async def put_org_unit(
    source_system: str, external_id: str, values: OrgUnitCreate, caller: MayWrite, write: Writing, accepted: IfMatch
) -> Response:
    """Create the unit, or put the whole record in place of the one with this external id."""
    row, is_new = await service.upsert_org_unit(write.session, caller, source_system, external_id, values, accepted)
    statement = queries.read_org_unit(caller, row.id)
    return await (write.created(statement, _location(row)) if is_new else write.changed(statement))


@router.get("/{id}", response_model=OrgUnitRead, **DETAIL)
async def read_org_unit(request: Request, id_: PathId, caller: MayRead) -> Response:
    """One unit."""
    return await answer_record(request, queries.read_org_unit(caller, id_, wanted_of(request)))


@router.patch("/{id}", response_model=OrgUnitRead, **RECORD)
async def update_org_unit(values: OrgUnitUpdate, row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Change a unit (JSON merge patch)."""
    await service.update_org_unit(write.session, caller, row, values)
    return await write.changed(queries.read_org_unit(caller, row.id))


@router.delete("/{id}", **NO_CONTENT)
async def delete_org_unit(row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Delete a unit that nothing points to; `restore` brings it back."""
    await service.delete_org_unit(write.session, caller, row)
    return await write.deleted()


@router.post("/{id}/restore", response_model=OrgUnitRead, **RECORD)
async def restore_org_unit(id_: PathId, caller: MayWrite, write: Writing) -> Response:
    """Bring a deleted unit back."""
    deleted = queries.readable(caller, deleted=True).where(OrgUnit.id == id_)
    row = await load_for_write(write.session, OrgUnit, deleted)
    await service.restore_org_unit(write.session, caller, row)
    return await write.changed(queries.read_org_unit(caller, row.id))


@router.get("/{id}/history", response_model=Page[HistoryItem])
async def list_org_unit_history(
    request: Request, id_: PathId, caller: MayRead, query: Annotated[HistoryQuery, Query()]
) -> Response:
    """Every change of the unit, newest first; a deleted unit keeps its history."""
    seen = [queries.readable(caller, deleted=gone).where(OrgUnit.id == id_) for gone in (False, True)]
    await require_any(request, seen)
    return await paginate(request, history_of(id_), HISTORY, query, caller)
