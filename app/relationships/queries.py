"""Reading relationships: `readable` first, everything else from it."""

from typing import Any

from sqlalchemy import Select, case, select, union
from sqlalchemy.orm import aliased

from app.auth.principal import Principal
from app.auth.visibility import visible
from app.core.db.json_sql import JsonObject
from app.core.filters import filtered
from app.core.listing import DetailQuery, Listing
from app.core.names import matches_name, name_rank
from app.core.schema import read_columns
from app.core.sorting import Row
from app.core.statements import WHOLE, OneRecord, kept_unfiltered, one_record
from app.core.validity import may_lie_between
from app.org_units import queries as org_units
from app.org_units.models import OrgUnit
from app.partners import queries as partners
from app.partners.models import Partner
from app.relationships.models import Relationship
from app.relationships.schemas import PartnerRelationshipQuery, RelationshipLabel, RelationshipQuery, RelationshipRead

FIELDS = read_columns(RelationshipRead, Relationship)


def readable(principal: Principal, *, deleted: bool = False) -> Select[Any]:
    """The relationships that the caller may know of: those whose two sides they may know of too."""
    partner = partners.readable(principal).where(Partner.id == Relationship.partner_id)
    unit = org_units.readable(principal).where(OrgUnit.id == Relationship.org_unit_id)
    return select(Relationship.id).where(
        visible(Relationship, principal, deleted=deleted),
        partner.correlate(Relationship).exists(),
        unit.correlate(Relationship).exists(),
    )


def _org_unit(principal: Principal) -> Row:
    return org_units.label_of(principal, Relationship.org_unit_id)


def _lead_unit(principal: Principal) -> Row:
    return org_units.label_of(principal, Relationship.lead_unit_id)


def _partner(principal: Principal) -> Row:
    return partners.label_of(principal, Relationship.partner_id)


def _inherited_from(principal: Principal) -> Row:
    source = aliased(Relationship)
    label = JsonObject(read_columns(RelationshipLabel, source))
    seen = source.id.in_(readable(principal).where(Relationship.id == source.id).correlate(source))
    return select(label).where(source.id == Relationship.inherited_from, seen).correlate(Relationship).scalar_subquery()


_SORTS = ("id", "channel", "pillar", "type", "stage", "established_on", "created_at", "updated_at")
LISTING = Listing(
    id=Relationship.id,
    fields=FIELDS,
    sorts={name: FIELDS[name] for name in _SORTS},
    expands={
        "org_unit": _org_unit,
        "partner": _partner,
        "lead_unit": _lead_unit,
        "inherited_from": _inherited_from,
    },
)
_EQUAL = ("org_unit_id", "partner_id", "lead_unit_id", "channel", "pillar", "type", "stage", "updated_at")
_FILTERS = {name: FIELDS[name] for name in _EQUAL}


@kept_unfiltered
def search_relationships(principal: Principal, query: PartnerRelationshipQuery) -> Select[Any]:
    """The list with its filters."""
    statement = filtered(readable(principal), query, _FILTERS)
    if query.inherited is not None:
        source = Relationship.inherited_from
        statement = statement.where(source.is_not(None) if query.inherited else source.is_(None))
    if query.established_from is not None or query.established_to is not None:
        between = may_lie_between(Relationship.established_on, query.established_from, query.established_to)
        statement = statement.where(between)
    if isinstance(query, RelationshipQuery) and query.country is not None:
        there = select(Partner.id).where(Partner.country.in_(query.country))
        statement = statement.where(Relationship.partner_id.in_(there))
    return statement if query.q is None else statement.where(matches_sides(query.q))


def matches_sides(q: str) -> Row:
    """Relationships of a partner or of a unit that is found by this name."""
    tie = aliased(Relationship)
    by_partner = select(tie.id).join(Partner, Partner.id == tie.partner_id)
    by_unit = select(tie.id).join(OrgUnit, OrgUnit.id == tie.org_unit_id)
    found = union(
        by_partner.where(matches_name(Partner, q), Partner.deleted_at.is_(None)),
        by_unit.where(matches_name(OrgUnit, q), OrgUnit.deleted_at.is_(None)),
    )
    return Relationship.id.in_(found)


def rank_relationships(query: PartnerRelationshipQuery) -> Row | None:
    """The order of hits, if the query searches: the better rank of the two sides."""
    if query.q is None:
        return None
    partner = select(name_rank(Partner)).where(Partner.id == Relationship.partner_id).scalar_subquery()
    unit = select(name_rank(OrgUnit)).where(OrgUnit.id == Relationship.org_unit_id).scalar_subquery()
    return case((partner < unit, partner), else_=unit)


def relationships_of(principal: Principal, partner_id: str, query: PartnerRelationshipQuery) -> Select[Any]:
    """One partner's relationships, with the filters."""
    return search_relationships(principal, query).where(Relationship.partner_id == partner_id)


def read_relationship(principal: Principal, id_: str, query: DetailQuery = WHOLE) -> OneRecord:
    """One relationship's answer."""
    return one_record(readable, Relationship, LISTING, principal, id_, query)


def sources_of(id_: str) -> Select[Any]:
    """A relationship and all that it descends from, deleted ones too: there must be no loop whoever looks."""
    above = select(Relationship.id, Relationship.inherited_from).where(Relationship.id == id_).cte(recursive=True)
    source = aliased(Relationship)
    above = above.union(select(source.id, source.inherited_from).join(above, source.id == above.c.inherited_from))
    return select(Relationship.id).where(Relationship.id.in_(select(above.c.id)))
