"""Reading activities: `readable` first, everything else from it."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select
from sqlalchemy.orm import aliased

from app.activities.models import Activity, ActivityStatus
from app.activities.schemas import ActivityQuery, ActivityRead
from app.auth.principal import Principal
from app.auth.visibility import visible
from app.core.dates import first_day, last_day
from app.core.db.json_sql import JsonObject
from app.core.db.list_index import lists_any
from app.core.filters import filtered
from app.core.listing import DetailQuery, Listing
from app.core.names import matches_name, name_rank
from app.core.references import referred_class
from app.core.schema import read_columns
from app.core.sorting import Row
from app.core.statements import WHOLE, OneRecord, kept_unfiltered, one_record
from app.delegations.models import Delegation
from app.delegations.schemas.delegations import DelegationLabel
from app.org_units import queries as org_units
from app.partners import queries as partners

FIELDS = read_columns(ActivityRead, Activity)
_OWES_NO_REPORT = (ActivityStatus.REJECTED, ActivityStatus.CANCELLED, ActivityStatus.REPORTED)


def readable(principal: Principal, *, deleted: bool = False) -> Select[Any]:
    """The activities that the caller may know of."""
    return select(Activity.id).where(visible(Activity, principal, deleted=deleted))


def _org_unit(principal: Principal) -> Row:
    return org_units.label_of(principal, Activity.org_unit_id)


def _partners(principal: Principal) -> Row:
    return partners.labels_in(principal, Activity.partner_ids)


def _delegation(principal: Principal) -> Row:
    trip = aliased(Delegation)
    label = JsonObject(read_columns(DelegationLabel, trip))
    return select(label).where(trip.id == Activity.delegation_id, visible(trip, principal)).scalar_subquery()


def _plan_item(principal: Principal) -> Row:
    """The plan is kept by a slice beside this one."""
    item: Any = aliased(referred_class(Activity, "plan_item_id"))
    label = JsonObject({"id": item.id, "title": item.title})
    return select(label).where(item.id == Activity.plan_item_id, visible(item, principal)).scalar_subquery()


_SORTS = ("id", "kind", "status", "pillar", "held_from", "held_to", "file_due_on", "report_due_on")
LISTING = Listing(
    id=Activity.id,
    fields=FIELDS,
    sorts={
        "title": Activity.name_sort,
        **{name: FIELDS[name] for name in (*_SORTS, "created_at", "updated_at")},
    },
    expands={"org_unit": _org_unit, "partners": _partners, "delegation": _delegation, "plan_item": _plan_item},
)
_EQUAL = ("kind", "status", "pillar", "org_unit_id", "delegation_id", "plan_item_id", "updated_at")
_FILTERS = {name: FIELDS[name] for name in _EQUAL}
_LISTED = {"country": "countries", "partner_id": "partner_ids"}


@kept_unfiltered
def search_activities(principal: Principal, query: ActivityQuery) -> Select[Any]:
    """The list with its filters, but for those that ask for the day."""
    statement = filtered(readable(principal), query, _FILTERS)
    for parameter, column in _LISTED.items():
        if (wanted := getattr(query, parameter)) is not None:
            statement = statement.where(lists_any(Activity, column, wanted))
    if query.date_from is not None:
        ends = func.coalesce(Activity.held_to, Activity.held_from) + "-99"  # sorts after every day of its month or year
        statement = statement.where(ends >= first_day(query.date_from).isoformat())
    if query.date_to is not None:
        begins = func.coalesce(Activity.held_from, Activity.held_to)
        statement = statement.where(begins <= last_day(query.date_to).isoformat())
    return statement if query.q is None else statement.where(matches_name(Activity, query.q))


def search_activities_on(today: date, principal: Principal, query: ActivityQuery) -> Select[Any]:
    """The list with all its filters."""
    statement = search_activities(principal, query)
    for wanted, is_late in ((query.file_late, _is_file_late), (query.report_overdue, _is_report_overdue)):
        if wanted is not None:
            statement = statement.where(is_late(today) if wanted else not_(is_late(today)))
    return statement


def _is_file_late(today: date) -> ColumnElement[bool]:
    """R19: filed after the last day for it; what is only planned could be filed today at the earliest."""
    return and_(
        Activity.file_due_on.is_not(None),
        or_(Activity.file_submitted_on.is_not(None), Activity.status == ActivityStatus.PLANNED),
        func.coalesce(Activity.file_submitted_on, today) > Activity.file_due_on,
    )


def _is_report_overdue(today: date) -> ColumnElement[bool]:
    return and_(
        Activity.report_due_on.is_not(None),
        Activity.report_due_on < today,
        Activity.report_submitted_on.is_(None),
        Activity.status.not_in(_OWES_NO_REPORT),
    )


def rank_activities(query: ActivityQuery) -> Row | None:
    """The order of hits, if the query searches."""
    return name_rank(Activity) if query.q is not None else None


def read_activity(principal: Principal, id_: str, query: DetailQuery = WHOLE) -> OneRecord:
    """One activity's answer."""
    return one_record(readable, Activity, LISTING, principal, id_, query)


def plan_item(principal: Principal, id_: str) -> Select[Any]:
    """The task of a plan that an activity may name."""
    item: Any = referred_class(Activity, "plan_item_id")
    return select(item.id).where(item.id == id_, visible(item, principal))
