"""Reading delegations: `readable` first, everything else from it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, not_, null, select
from sqlalchemy.orm import aliased

from app.auth.principal import Principal
from app.auth.visibility import visible
from app.core.db.json_sql import JsonObject, json_list
from app.core.db.list_index import lists_any
from app.core.filters import filtered
from app.core.listing import DetailQuery, Listing
from app.core.names import matches_name, name_rank
from app.core.references import referred_class
from app.core.schema import read_columns
from app.core.sorting import Row
from app.core.statements import WHOLE, OneRecord, kept_unfiltered, one_record
from app.delegations.models import (
    Delegation,
    DelegationMember,
    DelegationOpinion,
    DelegationStatus,
    MemberRole,
)
from app.delegations.schemas.delegations import DelegationQuery, DelegationRead
from app.delegations.schemas.members import DelegationMemberRead
from app.org_units import queries as org_units
from app.partners import queries as partners

FIELDS = read_columns(DelegationRead, Delegation)
PARTS: tuple[type[DelegationMember | DelegationOpinion], ...] = (DelegationMember, DelegationOpinion)
_MEMBER = read_columns(DelegationMemberRead, DelegationMember)
_RESTRICTED = [name for name, column in _MEMBER.items() if column.info.get("restricted")]
_CALLED_OFF = (DelegationStatus.CANCELLED, DelegationStatus.REJECTED)


def readable(principal: Principal, *, deleted: bool = False) -> Select[Any]:
    """The delegations that the caller may know of."""
    return select(Delegation.id).where(visible(Delegation, principal, deleted=deleted))


def _org_unit(principal: Principal) -> Row:
    return org_units.label_of(principal, FIELDS["org_unit_id"])


def _partners(principal: Principal) -> Row:
    return partners.labels_in(principal, FIELDS["partner_ids"])


def _members(principal: Principal) -> Row:
    """Passport numbers as masks, whoever looks; other restricted fields for who is cleared."""
    member = aliased(DelegationMember)
    columns = read_columns(DelegationMemberRead, member)
    if not principal.is_cleared:
        columns |= dict.fromkeys(_RESTRICTED, null())
    found = select(JsonObject(columns)).where(member.delegation_id == Delegation.id, visible(member, principal))
    return json_list(found.order_by(member.order, member.id).correlate(Delegation))


def _plan_item(principal: Principal) -> Row:
    """The plan is kept by a slice above this one."""
    item: Any = aliased(referred_class(Delegation, "plan_item_id"))
    label = JsonObject({"id": item.id, "title": item.title})
    return select(label).where(item.id == Delegation.plan_item_id, visible(item, principal)).scalar_subquery()


_SORTS = ("id", "code", "direction", "status", "report_due_on", "actual_to", "created_at", "updated_at")
LISTING = Listing(
    id=Delegation.id,
    fields=FIELDS,
    sorts={
        "start_date": Delegation.starts_on,
        "title": Delegation.name_sort,
        **{name: FIELDS[name] for name in _SORTS},
    },
    expands={"org_unit": _org_unit, "partners": _partners, "members": _members, "plan_item": _plan_item},
)
_EQUAL = ("code", "direction", "status", "pillar", "visit_type", "org_unit_id", "plan_item_id", "in_plan", "updated_at")
_FILTERS = {name: FIELDS[name] for name in _EQUAL}
_LISTED = {"country": "countries", "partner_id": "partner_ids"}


@kept_unfiltered
def search_delegations(principal: Principal, query: DelegationQuery) -> Select[Any]:
    """The list with its filters, but for `report_overdue`, which depends on the day."""
    statement = filtered(readable(principal), query, _FILTERS)
    for parameter, column in _LISTED.items():
        if (wanted := getattr(query, parameter)) is not None:
            statement = statement.where(lists_any(Delegation, column, wanted))
    if query.start_from is not None:
        statement = statement.where(Delegation.starts_by >= query.start_from)
    if query.start_to is not None:
        statement = statement.where(Delegation.starts_on <= query.start_to)
    if query.member is not None:
        statement = statement.where(Delegation.id.in_(_with_member(principal, query.member)))
    return statement if query.q is None else statement.where(matches_name(Delegation, query.q))


def _with_member(principal: Principal, name: str) -> Select[Any]:
    seen = visible(DelegationMember, principal)
    return select(DelegationMember.delegation_id).where(seen, matches_name(DelegationMember, name, "member"))


def narrow_overdue(statement: Select[Any], query: DelegationQuery, today: date) -> Select[Any]:
    """`statement` with the filter `report_overdue`, if it was given."""
    if query.report_overdue is None:
        return statement
    late = _is_overdue(today)
    return statement.where(late if query.report_overdue else not_(late))


def _is_overdue(today: date) -> ColumnElement[bool]:
    return and_(
        Delegation.report_due_on.is_not(None),
        Delegation.report_due_on < today,
        Delegation.report_submitted_on.is_(None),
        Delegation.status.not_in(_CALLED_OFF),
    )


def rank_delegations(query: DelegationQuery) -> Row | None:
    """The order of hits, if the query searches."""
    return name_rank(Delegation) if query.q is not None else None


def read_delegation(principal: Principal, id_: str, query: DetailQuery = WHOLE) -> OneRecord:
    """One delegation's answer."""
    return one_record(readable, Delegation, LISTING, principal, id_, query)


def leaders_of(delegation_id: str) -> Select[Any]:
    """The live leaders of a delegation, whoever looks."""
    return select(DelegationMember.id).where(
        DelegationMember.delegation_id == delegation_id,
        DelegationMember.role == MemberRole.LEADER,
        DelegationMember.deleted_at.is_(None),
    )


def plan_item(principal: Principal, id_: str) -> Select[Any]:
    """The task of a plan that a delegation may name."""
    item: Any = referred_class(Delegation, "plan_item_id")
    return select(item.id).where(item.id == id_, visible(item, principal))


def parts_of(model: type[DelegationMember | DelegationOpinion], id_: str, deleted_at: datetime | None) -> Select[Any]:
    """The members or opinions of a delegation that are live, or were deleted at this very moment."""
    return select(model).where(model.delegation_id == id_, model.deleted_at.is_not_distinct_from(deleted_at))


def with_code(org_unit_id: str, code: str) -> Select[Any]:
    """The delegations of a unit with this code, deleted ones too, for those may come back."""
    return select(Delegation.id).where(Delegation.org_unit_id == org_unit_id, Delegation.code == code)


def others_with_code(row: Delegation) -> Select[Any]:
    """Another live delegation of the same unit and code."""
    others = Delegation.deleted_at.is_(None), Delegation.id.is_distinct_from(row.id)
    return with_code(row.org_unit_id, row.code).where(*others)
