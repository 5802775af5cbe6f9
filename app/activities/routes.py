"""`/v1/activities`."""

from typing import Annotated

from fastapi import Depends, Query, Request
from starlette.responses import Response

from app.activities import queries, rules, service
from app.activities.models import Activity
from app.activities.schemas import ActivityCreate, ActivityQuery, ActivityRead, ActivityTransition, ActivityUpdate
from app.activities.service.transitions import move_activity
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

ADDRESS = "/v1/activities"
router = SliceRouter(ADDRESS, "activities")
COLLECTION = Collection(
    "activities", ActivityCreate, ActivityRead, ActivityQuery, queries.LISTING, states=rules.TRANSITIONS
)


async def _load(id_: PathId, caller: MayWrite, write: Writing, accepted: IfMatch) -> Activity:
    return await load_for_change(write.session, Activity, queries.readable(caller).where(Activity.id == id_), accepted)


Loaded = Annotated[Activity, Depends(_load, scope="function")]


def _location(row: Activity) -> str:
    return f"{ADDRESS}/{row.id}"


@router.get("", response_model=Page[ActivityRead])
async def list_activities(request: Request, caller: MayRead, query: Annotated[ActivityQuery, Query()]) -> Response:
    """Meetings, exchanges, conferences and the like; `file_late` and `report_overdue` are as of today."""
    today = today_in(request.app.state.settings.time_zone, now())
    found, rank = queries.search_activities_on(today, caller, query), queries.rank_activities(query)
    return await paginate(request, found, queries.LISTING, query, caller, rank=rank)


@router.post("", response_model=ActivityRead, **CREATED)
async def create_activity(values: ActivityCreate, caller: MayWrite, write: Writing) -> Response:
    """Add an activity."""
    row = await service.create_activity(write.session, caller, values, write.terms)
    return await write.created(queries.read_activity(caller, row.id), _location(row))


@router.post("/batch", response_model=BatchAnswer)
async def batch_activities(request: Request, batch: BatchRequest, caller: MayWrite, write: Writing) -> Response:
    """Up to 500 operations, atomic or partial."""
    language = preferred_language(request.headers.get("accept-language", ""))
    verbs = service.activity_verbs(write.session, caller, write.terms)
    return await write.done(await run_batch(write.session, batch, verbs, language))


@router.put("/by-external-id/{source_system}/{external_id}", response_model=ActivityRead, **RECORD)
async def put_activity(
    source_system: str, external_id: str, values: ActivityCreate, caller: MayWrite, write: Writing, accepted: IfMatch
) -> Response:
    """Create the activity, or put the whole record in place of the old by its external id; an absent status stays."""
    key = source_system, external_id
    row, is_new = await service.upsert_activity(write.session, caller, key, values, write.terms, accepted)
    statement = queries.read_activity(caller, row.id)
    return await (write.created(statement, _location(row)) if is_new else write.changed(statement))


@router.get("/{id}", response_model=ActivityRead, **DETAIL)
async def read_activity(request: Request, id_: PathId, caller: MayRead) -> Response:
    """One activity."""
    return await answer_record(request, queries.read_activity(caller, id_, wanted_of(request)))


@router.patch("/{id}", response_model=ActivityRead, **RECORD)
async def update_activity(values: ActivityUpdate, row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Change an activity (JSON merge patch); its status moves by `transitions`."""
    await service.update_activity(write.session, caller, row, values, write.terms)
    return await write.changed(queries.read_activity(caller, row.id))


@router.delete("/{id}", **NO_CONTENT)
async def delete_activity(row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Delete an activity; `restore` brings it back."""
    await service.delete_activity(write.session, caller, row)
    return await write.deleted()


@router.post("/{id}/restore", response_model=ActivityRead, **RECORD)
async def restore_activity(id_: PathId, caller: MayWrite, write: Writing) -> Response:
    """Bring a deleted activity back."""
    deleted = queries.readable(caller, deleted=True).where(Activity.id == id_)
    row = await load_for_write(write.session, Activity, deleted)
    await service.restore_activity(write.session, caller, row, write.terms)
    return await write.changed(queries.read_activity(caller, row.id))


@router.post("/{id}/transitions", response_model=ActivityRead, **RECORD)
async def transit_activity(values: ActivityTransition, row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Move the activity on: planned, submitted, approved or rejected, held, reported.

    Only an approver approves and rejects; a conference is not held before it is approved.
    """
    await move_activity(write.session, caller, row, values, write.terms)
    return await write.changed(queries.read_activity(caller, row.id))


@router.get("/{id}/history", response_model=Page[HistoryItem])
async def list_activity_history(
    request: Request, id_: PathId, caller: MayRead, query: Annotated[HistoryQuery, Query()]
) -> Response:
    """Every change of the activity, newest first; a deleted one keeps its history."""
    seen = [queries.readable(caller, deleted=gone).where(Activity.id == id_) for gone in (False, True)]
    await require_any(request, seen)
    return await paginate(request, history_of(id_), HISTORY, query, caller)
