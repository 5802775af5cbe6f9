"""Counting trips, person-trips and persons (R17): two statements, however many rows."""

from typing import Any

from sqlalchemy import CTE, Select, case, func, literal_column, null, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from app.auth.principal import Principal
from app.auth.visibility import visible
from app.core.db.list_index import lists_any
from app.core.filters import filtered
from app.delegations import queries as delegations
from app.delegations.models import Delegation, DelegationMember, DelegationStatus
from app.delegations.passports import FINGERPRINT_LENGTH
from app.delegations.schemas.figures import FiguresQuery

TOOK_PLACE = (DelegationStatus.IN_PROGRESS, DelegationStatus.COMPLETED, DelegationStatus.REPORTED)
_FILTERS = {
    "direction": Delegation.direction,
    "org_unit_id": Delegation.org_unit_id,
    "pillar": Delegation.pillar,
    "visit_type": Delegation.visit_type,
}


def _trips(principal: Principal, query: FiguresQuery) -> CTE:
    """The delegations that count: what the list gives for the same days, where a month or a year may lie among them."""
    found = filtered(delegations.readable(principal), query, _FILTERS)
    found = found.where(
        Delegation.starts_on <= query.start_to,
        Delegation.starts_by >= query.start_from,
        Delegation.status.in_(query.status or TOOK_PLACE),
    )
    if query.country is not None:
        found = found.where(lists_any(Delegation, "countries", query.country))
    columns = Delegation.id, Delegation.direction, Delegation.headcount_actual, Delegation.headcount_planned
    return found.with_only_columns(*columns).cte("trips")


def _went() -> ColumnElement[bool]:
    return DelegationMember.participated.is_not(False)


def count_trips(principal: Principal, query: FiguresQuery) -> Select[Any]:
    """A row a direction and basis of the count: delegations, person_trips."""
    trips = _trips(principal, query)
    recorded = (
        select(DelegationMember.delegation_id, func.count().filter(_went()).label("went"))
        .where(visible(DelegationMember, principal), DelegationMember.delegation_id.in_(select(trips.c.id)))
        .group_by(DelegationMember.delegation_id)
        .cte("recorded")
    )
    actual, planned = trips.c.headcount_actual, trips.c.headcount_planned
    # Constants in the statement: PostgreSQL groups by an expression only if its text is the same.
    basis = case(
        (recorded.c.went.is_not(None), literal_column("'members'")),
        (actual.is_not(None), literal_column("'headcount_actual'")),
        (planned.is_not(None), literal_column("'headcount_planned'")),
        else_=literal_column("'unknown'"),
    )
    return (
        select(
            trips.c.direction,
            basis.label("basis"),
            func.count().label("delegations"),
            func.sum(func.coalesce(recorded.c.went, actual, planned, 0)).label("person_trips"),
        )
        .join_from(trips, recorded, recorded.c.delegation_id == trips.c.id, isouter=True)
        .group_by(trips.c.direction, basis)
    )


def count_persons(principal: Principal, query: FiguresQuery) -> Select[Any]:
    """A row a direction, and one of direction null for all: how many different people the members are.

    People are told apart by folded name and nationality; those of one name and nationality by their passports, and who
    has none recorded is taken for one of them.
    """
    trips = _trips(principal, query)
    passport = func.substr(DelegationMember.passport_sealed, 1, FINGERPRINT_LENGTH)
    name = (DelegationMember.search_text, DelegationMember.nationality)
    members = (
        select(trips.c.direction, *name, passport.label("passport"))
        .join_from(DelegationMember, trips, trips.c.id == DelegationMember.delegation_id)
        .where(visible(DelegationMember, principal), _went())
        .cte("members")
    )
    namesakes = members.c.search_text, members.c.nationality
    passports = func.count(members.c.passport.distinct())
    persons = case((passports > literal_column("0"), passports), else_=literal_column("1")).label("persons")
    each = select(members.c.direction, persons).group_by(members.c.direction, *namesakes)
    every = select(null().label("direction"), persons).group_by(*namesakes)
    groups = union_all(each, every).subquery()
    return select(groups.c.direction, func.sum(groups.c.persons).label("persons")).group_by(groups.c.direction)
