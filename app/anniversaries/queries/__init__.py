"""Reading anniversaries: `readable` first, everything else from it."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased

from app.agreements import queries as agreements
from app.agreements.models import Agreement
from app.anniversaries.models import Anniversary
from app.anniversaries.schemas import AnniversaryLabel, AnniversaryQuery, AnniversaryRead
from app.auth.principal import Principal
from app.auth.visibility import visible
from app.core.db.json_sql import JsonObject
from app.core.db.list_index import lists_any
from app.core.filters import filtered
from app.core.listing import DetailQuery, Listing
from app.core.names import matches_name, name_rank
from app.core.schema import read_columns
from app.core.sorting import Row
from app.core.statements import WHOLE, OneRecord, kept_unfiltered, one_record
from app.org_units import queries as org_units
from app.partners import queries as partners
from app.partners.models import Partner
from app.relationships import queries as relationships
from app.relationships.models import Relationship

FIELDS = read_columns(AnniversaryRead, Anniversary)


def readable(principal: Principal, *, deleted: bool = False) -> Select[Any]:
    """The anniversaries that the caller may know of: those whose partner, relationship or agreement they may too."""
    return select(Anniversary.id).where(
        visible(Anniversary, principal, deleted=deleted),
        *_with_its_subject(principal, deleted=deleted),
    )


def _with_its_subject(principal: Principal, *, deleted: bool) -> list[ColumnElement[bool]]:
    """A deleted anniversary may have gone with its subject, so that a deleted subject will do for it."""
    states = (False, True) if deleted else (False,)
    tie = Relationship.id == Anniversary.relationship_id
    ties = [relationships.readable(principal, deleted=gone).where(tie) for gone in states]
    paper = Agreement.id == Anniversary.agreement_id
    papers = [agreements.readable(principal, deleted=gone).where(paper) for gone in states]
    sides = or_(*(partners.known(Partner, principal, deleted=gone) for gone in states))
    partner = select(Partner.id).where(Partner.id == Anniversary.partner_id, sides)
    return [
        or_(Anniversary.partner_id.is_(None), partner.correlate(Anniversary).exists()),
        or_(Anniversary.relationship_id.is_(None), *(found.correlate(Anniversary).exists() for found in ties)),
        or_(Anniversary.agreement_id.is_(None), *(found.correlate(Anniversary).exists() for found in papers)),
    ]


def label_of(principal: Principal, id_column: Row) -> Row:
    """The anniversary that `id_column` names, as JSON for an expansion; null where the caller may not see it."""
    named = aliased(Anniversary)
    label = JsonObject(read_columns(AnniversaryLabel, named))
    seen = named.id.in_(readable(principal).where(Anniversary.id == named.id).correlate(named))
    return select(label).where(named.id == id_column, seen).scalar_subquery()


def _partner(principal: Principal) -> Row:
    return partners.label_of(principal, Anniversary.partner_id)


def _lead_unit(principal: Principal) -> Row:
    return org_units.label_of(principal, Anniversary.lead_unit_id)


LISTING = Listing(
    id=Anniversary.id,
    fields=FIELDS,
    sorts={
        "title": Anniversary.name_sort,
        **{name: FIELDS[name] for name in ("id", "kind", "origin_date", "created_at", "updated_at")},
    },
    expands={"partner": _partner, "lead_unit": _lead_unit},
)
_FILTERS = {name: FIELDS[name] for name in ("kind", "calendar", "pillar", "updated_at")}


@kept_unfiltered
def search_anniversaries(principal: Principal, query: AnniversaryQuery) -> Select[Any]:
    """The list with its filters."""
    statement = filtered(readable(principal), query, _FILTERS).where(*concerning(query))
    if query.subject_type is not None:
        statement = statement.where(Anniversary.subject["type"].as_string().in_(query.subject_type))
    if query.derived is not None:
        source = Anniversary.derived_id
        statement = statement.where(source.is_not(None) if query.derived else source.is_(None))
    return statement if query.q is None else statement.where(matches_name(Anniversary, query.q))


def concerning(query: Any) -> list[ColumnElement[bool]]:  # noqa: ANN401  # any query with these three filters
    """Whom the anniversaries concern. An agreement of several partners or countries concerns each of them."""
    conditions: list[ColumnElement[bool]] = []
    if query.country is not None:
        conditions.append(or_(Anniversary.country.in_(query.country), _of_papers("countries", query.country)))
    if query.partner_id is not None:
        conditions.append(
            or_(Anniversary.partner_id.in_(query.partner_id), _of_papers("partner_ids", query.partner_id))
        )
    if query.org_unit_id is not None:
        conditions.append(lists_any(Anniversary, "org_unit_ids", query.org_unit_id))
    return conditions


def _of_papers(name: str, values: list[str]) -> ColumnElement[bool]:
    papers = select(Agreement.id).where(lists_any(Agreement, name, values))
    return and_(Anniversary.agreement_id.is_not(None), Anniversary.agreement_id.in_(papers))


def rank_anniversaries(query: AnniversaryQuery) -> Row | None:
    """The order of hits, if the query searches."""
    return name_rank(Anniversary) if query.q is not None else None


def read_anniversary(principal: Principal, id_: str, query: DetailQuery = WHOLE) -> OneRecord:
    """One anniversary's answer."""
    return one_record(readable, Anniversary, LISTING, principal, id_, query)
