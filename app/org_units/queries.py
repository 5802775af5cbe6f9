"""Reading org units: `readable` first, everything else from it."""

from typing import Any

from sqlalchemy import Select, select
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
from app.core.validity import valid_on
from app.org_units.models import OrgUnit
from app.org_units.schemas import OrgUnitLabel, OrgUnitQuery, OrgUnitRead

FIELDS = read_columns(OrgUnitRead, OrgUnit)


def readable(principal: Principal, *, deleted: bool = False) -> Select[Any]:
    """The units that the caller may know of."""
    return select(OrgUnit.id).where(visible(OrgUnit, principal, deleted=deleted))


def label_of(principal: Principal, id_column: Row) -> Row:
    """The unit that `id_column` names, as JSON for an expansion; null where the caller may not see it."""
    unit = aliased(OrgUnit)
    label = JsonObject(read_columns(OrgUnitLabel, unit))
    return select(label).where(unit.id == id_column, visible(unit, principal)).scalar_subquery()


def _parent(principal: Principal) -> Row:
    return label_of(principal, OrgUnit.parent_id)


LISTING = Listing(
    id=OrgUnit.id,
    fields=FIELDS,
    sorts={
        "name_vi": OrgUnit.name_sort,
        **{name: FIELDS[name] for name in ("id", "code", "kind", "admin_code", "valid_from", "valid_to")},
        **{name: FIELDS[name] for name in ("created_at", "updated_at")},
    },
    expands={"parent": _parent},
)
_FILTERS = {name: FIELDS[name] for name in ("kind", "parent_id", "code", "admin_code", "updated_at")}


@kept_unfiltered
def search_org_units(principal: Principal, query: OrgUnitQuery) -> Select[Any]:
    """The list with its filters."""
    statement = filtered(readable(principal), query, _FILTERS)
    if query.as_of is not None:
        statement = statement.where(valid_on(OrgUnit.valid_from, OrgUnit.valid_to, query.as_of))
    if query.q is not None:
        statement = statement.where(matches_name(OrgUnit, query.q))
    return statement


def rank_org_units(query: OrgUnitQuery) -> Row | None:
    """The order of hits, if the query searches."""
    return name_rank(OrgUnit) if query.q is not None else None


def read_org_unit(principal: Principal, id_: str, query: DetailQuery = WHOLE) -> OneRecord:
    """One unit's answer."""
    return one_record(readable, OrgUnit, LISTING, principal, id_, query)


def ancestors_of(id_: str) -> Select[Any]:
    """A unit and all above it, deleted ones too: the tree must have no loop whoever looks."""
    above = select(OrgUnit.id, OrgUnit.parent_id).where(OrgUnit.id == id_).cte("above", recursive=True)
    parent = aliased(OrgUnit)
    above = above.union(select(parent.id, parent.parent_id).join(above, parent.id == above.c.parent_id))
    return select(OrgUnit.id).where(OrgUnit.id.in_(select(above.c.id)))
