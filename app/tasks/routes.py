"""`/v1/tasks`."""

from datetime import date
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
from app.tasks import queries, service
from app.tasks.models import Task
from app.tasks.schemas import TaskCreate, TaskProgress, TaskQuery, TaskRead, TaskUpdate

ADDRESS = "/v1/tasks"
router = SliceRouter(ADDRESS, "tasks")
# What the list offers is the same on any day.
COLLECTION = Collection("tasks", TaskCreate, TaskRead, TaskQuery, queries.listing_on(date.min))


async def _load(id_: PathId, caller: MayWrite, write: Writing, accepted: IfMatch) -> Task:
    return await load_for_change(write.session, Task, queries.readable(caller).where(Task.id == id_), accepted)


Loaded = Annotated[Task, Depends(_load, scope="function")]


def _location(row: Task) -> str:
    return f"{ADDRESS}/{row.id}"


def _today(request: Request) -> date:
    return today_in(request.app.state.settings.time_zone, now())


@router.get("", response_model=Page[TaskRead])
async def list_tasks(request: Request, caller: MayRead, query: Annotated[TaskQuery, Query()]) -> Response:
    """What the documents give to do; `overdue` asks for the day of the request."""
    today = _today(request)
    found, rank = queries.search_tasks_on(today, caller, query), queries.rank_tasks(query)
    return await paginate(request, found, queries.listing_on(today), query, caller, rank=rank)


@router.post("", response_model=TaskRead, **CREATED)
async def create_task(values: TaskCreate, caller: MayWrite, write: Writing) -> Response:
    """Add a task."""
    row = await service.create_task(write.session, caller, values)
    return await write.created(queries.read_task(write.today, caller, row.id), _location(row))


@router.post("/batch", response_model=BatchAnswer)
async def batch_tasks(request: Request, batch: BatchRequest, caller: MayWrite, write: Writing) -> Response:
    """Up to 500 operations, atomic or partial."""
    language = preferred_language(request.headers.get("accept-language", ""))
    verbs = service.task_verbs(write.session, caller)
    return await write.done(await run_batch(write.session, batch, verbs, language))


@router.put("/by-external-id/{source_system}/{external_id}", response_model=TaskRead, **RECORD)
async def put_task(
    source_system: str, external_id: str, values: TaskCreate, caller: MayWrite, write: Writing, accepted: IfMatch
) -> Response:
    """Create the task, or put the whole record in place of the one with this external id; an absent state stays."""
    row, is_new = await service.upsert_task(write.session, caller, source_system, external_id, values, accepted)
    statement = queries.read_task(write.today, caller, row.id)
    return await (write.created(statement, _location(row)) if is_new else write.changed(statement))


@router.get("/{id}", response_model=TaskRead, **DETAIL)
async def read_task(request: Request, id_: PathId, caller: MayRead) -> Response:
    """One task."""
    return await answer_record(request, queries.read_task(_today(request), caller, id_, wanted_of(request)))


@router.patch("/{id}", response_model=TaskRead, **RECORD)
async def update_task(values: TaskUpdate, row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Change a task (JSON merge patch)."""
    await service.update_task(write.session, caller, row, values)
    return await write.changed(queries.read_task(write.today, caller, row.id))


@router.delete("/{id}", **NO_CONTENT)
async def delete_task(row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Delete a task that is nobody's plan item; `restore` brings it back."""
    await service.delete_task(write.session, caller, row)
    return await write.deleted()


@router.post("/{id}/restore", response_model=TaskRead, **RECORD)
async def restore_task(id_: PathId, caller: MayWrite, write: Writing) -> Response:
    """Bring a deleted task back."""
    deleted = queries.readable(caller, deleted=True).where(Task.id == id_)
    row = await load_for_write(write.session, Task, deleted)
    await service.restore_task(write.session, caller, row)
    return await write.changed(queries.read_task(write.today, caller, row.id))


@router.post("/{id}/progress", response_model=TaskRead, **RECORD)
async def report_task_progress(values: TaskProgress, row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Append a progress report: 100 percent completes the task, less means that it is in progress."""
    await service.report_progress(write.session, caller, row, values, today=write.today)
    return await write.changed(queries.read_task(write.today, caller, row.id))


@router.get("/{id}/history", response_model=Page[HistoryItem])
async def list_task_history(
    request: Request, id_: PathId, caller: MayRead, query: Annotated[HistoryQuery, Query()]
) -> Response:
    """Every change of the task, newest first; a deleted one keeps its history."""
    seen = [queries.readable(caller, deleted=gone).where(Task.id == id_) for gone in (False, True)]
    await require_any(request, seen)
    return await paginate(request, history_of(id_), HISTORY, query, caller)
