"""Ties of one partner with several former units that came to one unit of today (domain.md 7.2, 8)."""

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    column,
    distinct,
    func,
    literal,
    or_,
    select,
    table,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from app.agreements import queries
from app.agreements.models import Agreement
from app.agreements.queries.heirs import REFORM, ended_in_reform, heirs
from app.agreements.queries.status import status_on
from app.agreements.schemas.worklists import TieItem, TieQuery
from app.auth.principal import Principal
from app.auth.visibility import visible
from app.core.db.json_lists import elements_of
from app.core.db.json_sql import JsonObject, json_list
from app.core.db.types import Id
from app.core.filters import filtered
from app.core.listing import Listing
from app.core.model import Record
from app.core.sorting import Row
from app.org_units.models import OrgUnit
from app.partners import queries as partners
from app.partners.models import Partner
from app.relationships import queries as relationships
from app.relationships.models import Relationship, Stage

_IN_FORCE = ("in_force", "expiring", "suspended")
_tie = table(
    "ties",
    column("collection", Text),
    column("record_id", Id),
    column("unit_id", Id),
    column("partner_id", Id),
    column("heir_id", Id),
)
_meeting = table("meetings", column("partner_id", Id), column("heir_id", Id))


def _met(model: type[Record], fields: dict[str, Row]) -> Row:
    """The ties of one kind that meet, as JSON."""
    here = and_(_tie.c.partner_id == _meeting.c.partner_id, _tie.c.heir_id == _meeting.c.heir_id)
    told = JsonObject({"id": model.id, **fields, "org_unit_id": _tie.c.unit_id})
    ours = select(told).select_from(_tie).join(model, model.id == _tie.c.record_id)
    ours = ours.where(here, _tie.c.collection == model.__tablename__).order_by(_tie.c.record_id, _tie.c.unit_id)
    return json_list(ours.correlate(_meeting))


_FIELDS = {
    "partner_id": _meeting.c.partner_id,
    "partner_name_vi": Partner.name_vi,
    "org_unit_id": _meeting.c.heir_id,
    "org_unit_name_vi": OrgUnit.name_vi,
    "agreements": _met(Agreement, {"title_vi": Agreement.title_vi}),
    "relationships": _met(Relationship, {"type": Relationship.type}),
}
TIES = Listing(
    id=cast(_meeting.c.heir_id, Text) + ":" + cast(_meeting.c.partner_id, Text),
    fields={name: _FIELDS[name] for name in TieItem.model_fields},
    sorts={"partner_name_vi": Partner.name_sort, "org_unit_name_vi": OrgUnit.name_sort},
    default_sort="org_unit_name_vi",
)


def search_ties(principal: Principal, query: TieQuery, today: date) -> Select[Any]:
    """The partners that several former units brought to one unit, with the filters."""
    ties = union_all(_agreements(principal, today), _relationships(principal, today)).cte(_tie.name)
    several = [
        func.count(distinct(case((_tie.c.collection == model.__tablename__, of_tie)))) > 1
        for model in (Agreement, Relationship)
        for of_tie in (_tie.c.unit_id, _tie.c.record_id)
    ]
    pairs = select(_tie.c.partner_id, _tie.c.heir_id).group_by(_tie.c.partner_id, _tie.c.heir_id)
    meetings = pairs.having(or_(and_(*several[:2]), and_(*several[2:]))).cte(_meeting.name)
    found = select(_meeting.c.heir_id).add_cte(ties, meetings).join(OrgUnit, OrgUnit.id == _meeting.c.heir_id)
    found = found.join(Partner, Partner.id == _meeting.c.partner_id)
    found = found.where(partners.known(Partner, principal), visible(OrgUnit, principal))
    columns = {"partner_id": Partner.id, "org_unit_id": OrgUnit.id, "updated_at": Partner.updated_at}
    return filtered(found, query, columns)


def _agreements(principal: Principal, today: date) -> Select[Any]:
    """Each unit of ours beside each partner, in agreements that are in force."""
    ours, theirs, unit = elements_of(Agreement.parties), elements_of(Agreement.parties), aliased(OrgUnit)
    unit_id = cast(ours.c.value["org_unit_id"].as_string(), Id)
    partner_id = cast(theirs.c.value["partner_id"].as_string(), Id)
    in_force = status_on(today, 0).in_(_IN_FORCE)
    found = queries.readable(principal).where(in_force, Agreement.responsible_unit_id.is_not(None))
    found = found.join(ours, true()).join(theirs, true()).join(unit, unit.id == unit_id)
    found = found.where(partner_id.is_not(None), _was_there(unit, today))
    return _as_tie(found, Agreement, unit_id, partner_id, Agreement.responsible_unit_id)


def _relationships(principal: Principal, today: date) -> Select[Any]:
    """Relationships that go on, and that no other has taken over."""
    line, unit, taken = heirs(true(), today), aliased(OrgUnit), aliased(Relationship)
    over = select(taken.id).where(taken.inherited_from == Relationship.id, taken.deleted_at.is_(None))
    found = relationships.readable(principal).where(Relationship.stage != Stage.ENDED, ~over.exists())
    found = found.join(unit, unit.id == Relationship.org_unit_id).join(line, line.c.unit_id == unit.id)
    found = found.where(_was_there(unit, today))
    return _as_tie(found, Relationship, unit.id, Relationship.partner_id, line.c.heir_id)


def _as_tie(found: Select[Any], model: type[Record], unit_id: Row, partner_id: Row, heir_id: Row) -> Select[Any]:
    """In the order of the table's columns."""
    columns: list[Row] = [literal(model.__tablename__).label("collection"), model.id.label("record_id")]
    columns += [unit_id.label("unit_id"), partner_id.label("partner_id"), heir_id.label("heir_id")]
    return found.with_only_columns(*columns)


def _was_there(unit: Any, today: date) -> ColumnElement[bool]:  # noqa: ANN401  # an alias of OrgUnit
    """Whether the unit ended in the reform or was there before it: what a new unit made itself did not meet there."""
    return or_(ended_in_reform(unit, today), func.coalesce(unit.valid_from, "") < REFORM.isoformat())
