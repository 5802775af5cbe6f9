"""Reading agreements: `readable` first, everything else from it; status.py tells what one is on a day."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from app.agreements.models import Agreement, AgreementAct
from app.agreements.queries.status import end_on, sortable_end_on, status_on
from app.agreements.schemas.acts import ActLabel
from app.agreements.schemas.agreements import AgreementLabel, AgreementQuery, AgreementRead
from app.auth.principal import Principal
from app.auth.visibility import visible
from app.core.dates import first_day, last_day
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
from app.delegations import queries as delegations
from app.delegations.models import Delegation
from app.delegations.schemas.delegations import DelegationLabel
from app.org_units.models import OrgUnit
from app.org_units.schemas import OrgUnitLabel
from app.partners.models import Partner
from app.partners.queries import known
from app.partners.schemas import PartnerLabel
from app.relationships import queries as relationships
from app.relationships.models import Relationship
from app.relationships.schemas import RelationshipLabel


def readable(principal: Principal, *, deleted: bool = False) -> Select[Any]:
    """The agreements that the caller may know of."""
    return select(Agreement.id).where(visible(Agreement, principal, deleted=deleted))


def _partners(principal: Principal) -> Row:
    partner = aliased(Partner)
    label = JsonObject(read_columns(PartnerLabel, partner))
    found = select(label).where(is_listed(partner.id, Agreement.parties, "partner_id"), known(partner, principal))
    return json_list(found.order_by(partner.name_sort, partner.id).correlate(Agreement))


def _org_units(principal: Principal) -> Row:
    unit = aliased(OrgUnit)
    label = JsonObject(read_columns(OrgUnitLabel, unit))
    found = select(label).where(is_listed(unit.id, Agreement.parties, "org_unit_id"), visible(unit, principal))
    return json_list(found.order_by(unit.name_sort, unit.id).correlate(Agreement))


def _relationship(principal: Principal) -> Row:
    label = JsonObject(read_columns(RelationshipLabel, Relationship))
    seen = relationships.readable(principal).where(Relationship.id == Agreement.relationship_id)
    return seen.with_only_columns(label).correlate(Agreement).scalar_subquery()


def _delegation(principal: Principal) -> Row:
    label = JsonObject(read_columns(DelegationLabel, Delegation))
    seen = delegations.readable(principal).where(Delegation.id == Agreement.delegation_id)
    return seen.with_only_columns(label).correlate(Agreement).scalar_subquery()


def _predecessor(principal: Principal) -> Row:
    earlier = aliased(Agreement)
    label = JsonObject(read_columns(AgreementLabel, earlier))
    seen = earlier.id == Agreement.predecessor_id, visible(earlier, principal)
    return select(label).where(*seen).correlate(Agreement).scalar_subquery()


def _acts(principal: Principal) -> Row:
    act = aliased(AgreementAct)
    label = JsonObject(read_columns(ActLabel, act))
    found = select(label).where(act.agreement_id == Agreement.id, visible(act, principal))
    return json_list(found.order_by(act.effective_on, act.sequence).correlate(Agreement))


_EXPANDS: Final[Mapping[str, Callable[[Principal], Row]]] = {
    "partners": _partners,
    "org_units": _org_units,
    "relationship": _relationship,
    "delegation": _delegation,
    "predecessor": _predecessor,
    "acts": _acts,
}
_SORTS: Final = ("id", "name_type", "signed_on", "starts_on", "next_due_on", "created_at", "updated_at")


@lru_cache(maxsize=8)
def listing_on(day: date, expiring_within_days: int) -> Listing:
    """What a list offers on a day: `status` and `expires_on` are as of then."""
    derived = {"status": status_on(day, expiring_within_days), "expires_on": end_on(day)}
    fields = read_columns(AgreementRead, Agreement, derived)
    sorts = {"title_vi": Agreement.name_sort, **{name: getattr(Agreement, name) for name in _SORTS}}
    return Listing(
        id=Agreement.id,
        fields=fields,
        sorts={**sorts, "expires_on": sortable_end_on(day)},
        expands=_EXPANDS,
        is_daily=True,
    )


_EQUAL = (
    "name_type",
    "signing_capacity",
    "legal_regime",
    "under_law",
    "relationship_id",
    "delegation_id",
    "parent_id",
    "predecessor_id",
    "updated_at",
)
_FILTERS = {name: getattr(Agreement, name) for name in _EQUAL}


@kept_unfiltered
def search_agreements(principal: Principal, query: AgreementQuery) -> Select[Any]:
    """The list with the filters that mean the same on any day."""
    statement = filtered(readable(principal), query, _FILTERS)
    if query.country is not None:
        statement = statement.where(lists_any(Agreement, "countries", query.country))
    if query.partner_id is not None:
        statement = statement.where(lists_any(Agreement, "partner_ids", query.partner_id))
    if query.org_unit_id is not None:
        statement = statement.where(of_units(query.org_unit_id))
    if query.signed_from is not None or query.signed_to is not None:
        statement = statement.where(may_lie_between(Agreement.signed_on, query.signed_from, query.signed_to))
    return statement if query.q is None else statement.where(matches_name(Agreement, query.q))


def narrow_by_day(statement: Select[Any], query: AgreementQuery, day: date, expiring_within_days: int) -> Select[Any]:
    """`statement` with the filters that mean another thing each day."""
    if query.status is not None:
        statement = statement.where(status_on(day, expiring_within_days).in_(query.status))
    if query.ends_from is not None:
        statement = statement.where(end_on(day) >= first_day(query.ends_from))
    if query.ends_to is not None:
        statement = statement.where(end_on(day) <= last_day(query.ends_to))
    return statement


def of_units(unit_ids: list[str]) -> Row:
    """Agreements that one of the units signed, leads, or answers for now."""
    return or_(
        lists_any(Agreement, "org_unit_ids", unit_ids),
        Agreement.lead_unit_id.in_(unit_ids),
        Agreement.responsible_unit_id.in_(unit_ids),
    )


def rank_agreements(query: AgreementQuery) -> Row | None:
    """The order of hits, if the query searches."""
    return name_rank(Agreement) if query.q is not None else None


def read_agreement(principal: Principal, id_: str, listing: Listing, query: DetailQuery = WHOLE) -> OneRecord:
    """One agreement's answer, of the listing of its day."""
    return one_record(readable, Agreement, listing, principal, id_, query)
