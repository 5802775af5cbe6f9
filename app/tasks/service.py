"""Changing tasks."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.agreements import queries as agreements
from app.agreements.models import Agreement
from app.audit.service import find_for_change, load_for_change
from app.auth.principal import Principal
from app.auth.visibility import require_scope
from app.core import records
from app.core.batch import Verbs
from app.core.dates import last_day
from app.core.errors import InvalidRequest
from app.core.model import Record
from app.core.problems import Fault, Problem
from app.core.records import add_record, by_external_id, require_references, with_external_id
from app.core.schema import stored_values
from app.core.validity import require_order
from app.delegations import queries as delegations
from app.delegations.models import Delegation
from app.documents import queries as documents
from app.documents.models import Document
from app.org_units import queries as org_units
from app.org_units.models import OrgUnit
from app.partners import queries as partners
from app.partners.models import Partner
from app.relationships import queries as relationships
from app.relationships.models import Relationship
from app.tasks import queries
from app.tasks.models import Task, TaskState
from app.tasks.rules import state_after
from app.tasks.schemas import TaskCreate, TaskProgress, TaskUpdate

_Place = tuple[Callable[[Principal], Select[Any]], type[Record]]
_DOCUMENT: _Place = (documents.readable, Document)
_UNIT: _Place = (org_units.readable, OrgUnit)
_LINKED: dict[str, _Place] = {
    "partner": (partners.readable, Partner),
    "relationship": (relationships.readable, Relationship),
    "document": _DOCUMENT,
    "delegation": (delegations.readable, Delegation),
    "agreement": (agreements.readable, Agreement),
}


class TaskCancelled(Problem):
    code = "task_cancelled"
    status = 409
    title = ("Nhiệm vụ đã hủy", "Task cancelled")
    detail = (
        "Nhiệm vụ đã hủy không nhận báo cáo tiến độ; hãy đổi trạng thái trước.",
        "A cancelled task takes no progress report; change its state first.",
    )


async def create_task(session: AsyncSession, principal: Principal, values: TaskCreate) -> Task:
    """Insert a task. Raises InvalidRequest for unknown references or a due date before the document's, OutOfScope."""
    row = Task(**{"state": TaskState.NOT_STARTED, "progress": [], **stored_values(values)})
    await _check(session, principal, row)
    return await add_record(session, row)


async def update_task(session: AsyncSession, principal: Principal, row: Task, values: TaskUpdate | TaskCreate) -> Task:
    """Apply a merge patch, or a whole record in place of the old; an absent state stays even then."""
    require_scope(principal, row)
    held = set(_named(row).values())
    row.assign(**stored_values(values))
    await _check(session, principal, row, held)
    await session.flush()
    return row


async def upsert_task(
    session: AsyncSession,
    principal: Principal,
    source_system: str,
    external_id: str,
    values: TaskCreate,
    accepted: frozenset[int] | None = None,
) -> tuple[Task, bool]:
    """Create the task with this external id, or put `values` in place of the one there is; True if it is new."""
    values = with_external_id(values, source_system, external_id)
    mine = by_external_id(queries.readable(principal), Task, source_system, external_id)
    row = await find_for_change(session, Task, mine, accepted)
    if row is None:
        return await create_task(session, principal, values), True
    return await update_task(session, principal, row, values), False


async def report_progress(
    session: AsyncSession, principal: Principal, row: Task, values: TaskProgress, *, today: date
) -> Task:
    """Append a report; the state follows. Raises TaskCancelled, InvalidRequest for a day to come."""
    require_scope(principal, row)
    if row.state is TaskState.CANCELLED:
        raise TaskCancelled
    on = values.on or today
    if on > today:
        raise InvalidRequest(errors=[Fault("date_in_future", "/on")])
    if values.document_id is not None:
        evidence = documents.readable(principal).where(Document.id == values.document_id)
        await require_references(session, {"/document_id": evidence})
    report = values.model_dump(mode="json") | {"on": on.isoformat()}
    state = state_after(row.state, report["on"], values.percent, row.progress)
    row.assign(progress=[*row.progress, report], state=TaskState(state))
    await session.flush()
    return row


async def delete_task(session: AsyncSession, principal: Principal, row: Task) -> None:
    """Raises StillReferenced while a delegation or an activity names it as its plan item."""
    require_scope(principal, row)
    await records.delete_record(session, row)


async def restore_task(session: AsyncSession, principal: Principal, row: Task) -> None:
    """Bring a deleted task back. Raises InvalidRequest if what it names is gone meanwhile."""
    await _check(session, principal, row)
    await records.restore_record(session, row)


def task_verbs(session: AsyncSession, principal: Principal) -> Verbs[Task, TaskCreate, TaskUpdate]:
    """What a batch may do here."""
    readable = queries.readable(principal)
    return Verbs(
        create_schema=TaskCreate,
        update_schema=TaskUpdate,
        create=lambda values: create_task(session, principal, values),
        load=lambda id_, accepted: load_for_change(session, Task, readable.where(Task.id == id_), accepted),
        update=lambda row, values: update_task(session, principal, row, values),
        upsert=lambda source, external, values: upsert_task(session, principal, source, external, values),
        delete=lambda row: delete_task(session, principal, row),
    )


async def _check(
    session: AsyncSession, principal: Principal, row: Task, held: Collection[tuple[_Place, str]] = ()
) -> None:
    """The same for a new row and a changed one; what is in `held` was named before and stays as it is."""
    require_scope(principal, row)
    if row.unplanned and row.change_reason is None:  # R18's sense
        raise InvalidRequest(errors=[Fault("missing", "/change_reason")])
    new = {pointer: named for pointer, named in _named(row).items() if named not in held}
    references = {
        pointer: readable(principal).where(model.id == id_) for pointer, ((readable, model), id_) in new.items()
    }
    await require_references(session, references)
    issued_on = (await session.execute(queries.date_of_document(row.document_id))).scalar_one()
    require_order(issued_on, row.due_on, "/due_on")
    row.assign(
        linked_ids=[link["id"] for link in row.linked],
        expires_on=None if row.due_on is None else last_day(row.due_on),
    )


def _named(row: Task) -> dict[str, tuple[_Place, str]]:
    """Every record that the task names, by its pointer."""
    named: dict[str, tuple[_Place, str | None]] = {
        "/document_id": (_DOCUMENT, row.document_id),
        "/lead_unit_id": (_UNIT, row.lead_unit_id),
    }
    for index, id_ in enumerate(row.coordinating_unit_ids):
        named[f"/coordinating_unit_ids/{index}"] = (_UNIT, id_)
    for index, link in enumerate(row.linked):
        named[f"/linked/{index}/id"] = (_LINKED[link["type"]], link["id"])
    for index, citation in enumerate(row.citations):
        named[f"/citations/{index}/document_id"] = (_DOCUMENT, citation["document_id"])
    return {pointer: (place, id_) for pointer, (place, id_) in named.items() if id_ is not None}
