"""Reading partners: `readable` first, everything else from it."""

from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, column, literal, select, table
from sqlalchemy.orm import aliased

from app.auth.principal import Principal
from app.auth.visibility import visible
from app.core.db.json_lists import any_element, is_listed
from app.core.db.json_sql import JsonObject, json_list
from app.core.db.types import Id, Instant
from app.core.filters import filtered
from app.core.listing import DetailQuery, Listing
from app.core.model import coded
from app.core.names import matches_name, name_rank
from app.core.schema import Confidentiality, read_columns
from app.core.sorting import Row
from app.core.statements import WHOLE, OneRecord, kept_unfiltered, one_record
from app.partners.models import Partner
from app.partners.schemas import PartnerLabel, PartnerQuery, PartnerRead

FIELDS = read_columns(PartnerRead, Partner)
# The slice above owns this table; the list asks it which partners have a relationship with a unit.
_RELATIONSHIPS = table(
    "relationships",
    column("partner_id", Id),
    column("org_unit_id", Id),
    column("lead_unit_id", Id),
    column("pillar"),
    column("confidentiality", coded(Confidentiality)),
    column("deleted_at", Instant()),
)


def known(model: Any, principal: Principal, *, deleted: bool = False) -> ColumnElement[bool]:  # noqa: ANN401  # Partner or an alias of it
    """Partners that the caller may know of, those apart that were merged into others."""
    return and_(visible(model, principal, deleted=deleted), model.merged_into_id.is_(None))


def readable(principal: Principal, *, deleted: bool = False) -> Select[Any]:
    """The partners that the caller may know of."""
    return select(Partner.id).where(known(Partner, principal, deleted=deleted))


def merged(principal: Principal) -> Select[Any]:
    """The partners that went up in others."""
    return select(Partner.id).where(visible(Partner, principal), Partner.merged_into_id.is_not(None))


def winner_of(principal: Principal, losers: Select[Any]) -> Select[Any]:
    """The partner at the end of the merges that begin with `losers`, a select of merged partners."""
    chain = losers.with_only_columns(Partner.id, Partner.merged_into_id).cte("chain", recursive=True)
    link = aliased(Partner)
    chain = chain.union(select(link.id, link.merged_into_id).join(chain, link.id == chain.c.merged_into_id))
    return readable(principal).where(Partner.id.in_(select(chain.c.id)))


def label_of(principal: Principal, id_column: Row) -> Row:
    """The partner that `id_column` names, as JSON for an expansion; null where the caller may not see it."""
    partner = aliased(Partner)
    label = JsonObject(read_columns(PartnerLabel, partner))
    return select(label).where(partner.id == id_column, known(partner, principal)).scalar_subquery()


def labels_in(principal: Principal, ids: Row, key: str | None = None) -> Row:
    """The partners that a JSON list names, by name, as a JSON list of labels; those the caller may not see left out."""
    partner = aliased(Partner)
    label = JsonObject(read_columns(PartnerLabel, partner))
    found = select(label).where(is_listed(partner.id, ids, key), known(partner, principal))
    return json_list(found.order_by(partner.name_sort, partner.id).correlate_except(partner))


def _parent(principal: Principal) -> Row:
    return label_of(principal, FIELDS["parent_id"])


def _members(principal: Principal) -> Row:
    return labels_in(principal, FIELDS["members"])


def _successors(principal: Principal) -> Row:
    return labels_in(principal, FIELDS["successors"], "partner_id")


LISTING = Listing(
    id=Partner.id,
    fields=FIELDS,
    sorts={
        "name_vi": Partner.name_sort,
        **{name: FIELDS[name] for name in ("id", "kind", "country", "subdivision", "admin_level", "tier", "status")},
        **{name: FIELDS[name] for name in ("valid_from", "valid_to", "last_verified_on", "created_at", "updated_at")},
    },
    expands={"parent": _parent, "members": _members, "successors": _successors},
)
_FILTERS = {
    name: FIELDS[name]
    for name in ("kind", "country", "subdivision", "tier", "status", "parent_id", "border_adjacent", "updated_at")
}


@kept_unfiltered
def search_partners(principal: Principal, query: PartnerQuery) -> Select[Any]:
    """The list with its filters."""
    statement = filtered(readable(principal), query, _FILTERS)
    if query.org_unit_id is not None or query.pillar is not None:
        statement = statement.where(Partner.id.in_(_related(principal, query)))
    if query.q is not None:
        statement = statement.where(matches_name(Partner, query.q))
    return statement


def _related(principal: Principal, query: PartnerQuery) -> Select[Any]:
    """Partners of the relationships that the caller may know of: the filter tells no more than their own list."""
    columns = _RELATIONSHIPS.c
    relationships = SimpleNamespace(
        **dict(columns.items()), unit_columns=("org_unit_id", "lead_unit_id"), unit_lists=()
    )
    related = select(columns.partner_id).where(visible(relationships, principal))
    return filtered(related, query, {name: columns[name] for name in ("org_unit_id", "pillar")})


def rank_partners(query: PartnerQuery) -> Row | None:
    """The order of hits, if the query searches."""
    return name_rank(Partner) if query.q is not None else None


def read_partner(principal: Principal, id_: str, query: DetailQuery = WHOLE) -> OneRecord:
    """One partner's answer."""
    return one_record(readable, Partner, LISTING, principal, id_, query)


def ancestors_of(id_: str) -> Select[Any]:
    """A partner and all above it, deleted ones too: the tree must have no loop whoever looks."""
    above = select(Partner.id, Partner.parent_id).where(Partner.id == id_).cte("above", recursive=True)
    parent = aliased(Partner)
    above = above.union(select(parent.id, parent.parent_id).join(above, parent.id == above.c.parent_id))
    return select(Partner.id).where(Partner.id.in_(select(above.c.id)))


def lists_naming(id_: str) -> dict[str, Select[Any]]:
    """By field, the other partners whose list names this one, deleted ones too."""
    others = select(Partner.id).where(Partner.id != id_)
    return {
        "members": others.where(is_listed(literal(id_, Id), Partner.members)),
        "successors": others.where(any_element(Partner.successors, "partner_id", [id_])),
    }
