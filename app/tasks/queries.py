"""Reading tasks: `readable` first, everything else from it."""

from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal_column, not_, or_, select
from sqlalchemy.orm import aliased

from app.auth.principal import Principal
from app.auth.visibility import visible
from app.core.db.json_lists import is_listed
from app.core.db.json_sql import JsonObject, json_list
from app.core.db.list_index import lists_any
from app.core.filters import filtered
from app.core.listing import DetailQuery, Listing
from app.core.names import matches_name, name_rank
from app.core.schema import read_columns
from app.core.sorting import Row
from app.core.statements import WHOLE, OneRecord, kept_unfiltered, one_record
from app.core.validity import may_lie_between
from app.documents import queries as documents
from app.documents.models import Document
from app.documents.schemas import DocumentLabel
from app.org_units import queries as org_units
from app.org_units.models import OrgUnit
from app.org_units.schemas import OrgUnitLabel
from app.partners import queries as partners
from app.tasks.models import Task, TaskState
from app.tasks.schemas import TaskQuery, TaskRead

_CLOSED: list[ColumnElement[str]] = [
    literal_column(f"'{state.value}'") for state in (TaskState.COMPLETED, TaskState.CANCELLED)
]


def readable(principal: Principal, *, deleted: bool = False) -> Select[Any]:
    """The tasks that the caller may know of: those whose document they may know of too."""
    document = documents.readable(principal).where(Document.id == Task.document_id)
    return select(Task.id).where(visible(Task, principal, deleted=deleted), document.correlate(Task).exists())


def is_overdue(today: date) -> ColumnElement[bool]:
    """True where the last day of the due date is over and the work is not. The day stands in the statement itself."""
    day: ColumnElement[date] = literal_column(f"'{today.isoformat()}'")
    return and_(Task.expires_on.is_not(None), Task.expires_on < day, Task.state.not_in(_CLOSED))


def _document(principal: Principal) -> Row:
    document = aliased(Document)
    label = JsonObject(read_columns(DocumentLabel, document))
    return select(label).where(document.id == Task.document_id, visible(document, principal)).scalar_subquery()


def _lead_unit(principal: Principal) -> Row:
    return org_units.label_of(principal, Task.lead_unit_id)


def _coordinating_units(principal: Principal) -> Row:
    unit = aliased(OrgUnit)
    label = JsonObject(read_columns(OrgUnitLabel, unit))
    found = select(label).where(is_listed(unit.id, Task.coordinating_unit_ids), visible(unit, principal))
    return json_list(found.order_by(unit.name_sort, unit.id).correlate(Task))


def _partners(principal: Principal) -> Row:
    return partners.labels_in(principal, Task.linked_ids)


_SORTS = ("id", "section_path", "number", "due_on", "state", "kind", "frequency", "created_at", "updated_at")


@lru_cache(maxsize=8)
def listing_on(today: date) -> Listing:
    """What tasks are on a day."""
    return Listing(
        id=Task.id,
        fields=read_columns(TaskRead, Task, {"is_overdue": is_overdue(today)}),
        sorts={"title": Task.name_sort, **{name: getattr(Task, name) for name in _SORTS}},
        expands={
            "document": _document,
            "lead_unit": _lead_unit,
            "coordinating_units": _coordinating_units,
            "partners": _partners,
        },
        is_daily=True,
    )


_EQUAL = ("document_id", "lead_unit_id", "kind", "state", "frequency", "pillar", "updated_at")
_FILTERS = {name: getattr(Task, name) for name in _EQUAL}


@kept_unfiltered
def search_tasks(principal: Principal, query: TaskQuery) -> Select[Any]:
    """The list with its filters, but for the one that asks for the day."""
    statement = filtered(readable(principal), query, _FILTERS)
    if (units := query.org_unit_id) is not None:
        takes_part = or_(Task.lead_unit_id.in_(units), lists_any(Task, "coordinating_unit_ids", units))
        statement = statement.where(takes_part)
    if query.due_from is not None or query.due_to is not None:
        statement = statement.where(may_lie_between(Task.due_on, query.due_from, query.due_to))
    for linked in (query.linked_id, query.partner_id):
        if linked is not None:
            statement = statement.where(lists_any(Task, "linked_ids", linked))
    return statement if query.q is None else statement.where(matches_name(Task, query.q))


def search_tasks_on(today: date, principal: Principal, query: TaskQuery) -> Select[Any]:
    """The list with all its filters."""
    statement = search_tasks(principal, query)
    if query.overdue is None:
        return statement
    return statement.where(is_overdue(today) if query.overdue else not_(is_overdue(today)))


def rank_tasks(query: TaskQuery) -> Row | None:
    """The order of hits, if the query searches."""
    return name_rank(Task) if query.q is not None else None


def read_task(today: date, principal: Principal, id_: str, query: DetailQuery = WHOLE) -> OneRecord:
    """One task's answer."""
    return one_record(readable, Task, listing_on(today), principal, id_, query)


def date_of_document(id_: str) -> Select[Any]:
    """When a document was issued, as far as it is known."""
    return select(Document.issued_on).where(Document.id == id_)
