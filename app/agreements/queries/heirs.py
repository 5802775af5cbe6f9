"""Who took over from a unit that is no more, followed through dated successions to units of today (domain.md 8)."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, String, and_, case, cast, func, literal, null, or_, select, true
from sqlalchemy.orm import aliased

from app.core.db.json_lists import elements_of
from app.core.db.types import Id
from app.core.validity import valid_on
from app.org_units.models import OrgUnit, OrgUnitKind

REFORM = date(2025, 7, 1)
"""63 provinces became 34, and districts were no more (NĐ 177/2025/NĐ-CP)."""
_LAST_DAY_BEFORE = "2025-06-30"
_DISTRICT_BASIS = "NĐ 177/2025/NĐ-CP"
_NEVER = "9999"
_TAIL = "-99"  # an end known to its month or year is its last day; the tail sorts after every day of either


def heirs_of(unit_ids: Collection[str], today: date) -> Select[Any]:
    """(unit_id, heir_id, basis, on) of these units, as `heirs`."""
    line = heirs(OrgUnit.id.in_(unit_ids), today)
    return select(line.c.unit_id, line.c.heir_id, line.c.basis, line.c.on).order_by(line.c.unit_id, line.c.heir_id)


def heirs(units: ColumnElement[bool], today: date) -> CTE:
    """(unit_id, heir_id, basis, on): the units in effect today that took over from each of `units`.

    `basis` and `on` are of the last step. A unit in effect is its own heir, with neither; a historical district
    without a successor of its own goes the way of its province.
    """
    line = _line(units, today)
    heir = aliased(OrgUnit)
    in_effect = and_(heir.deleted_at.is_(None), valid_on(heir.valid_from, heir.valid_to, today), ~_is_over(heir, today))
    columns = (line.c.unit_id, line.c.at_id.label("heir_id"), line.c.basis, line.c.on)
    return select(*columns).distinct().join(heir, heir.id == line.c.at_id).where(in_effect).cte("heirs")


def _line(units: ColumnElement[bool], today: date) -> CTE:
    """Every unit on the way from each of `units`, itself first; what was passed already ends a circle."""
    nothing = cast(null(), String)
    start = select(OrgUnit.id.label("unit_id"), OrgUnit.id.label("at_id"), nothing.label("basis"), nothing.label("on"))
    line = start.where(units).cte("line", recursive=True)
    passed = aliased(OrgUnit)
    step = elements_of(passed.successors)
    named = and_(step.c.value.is_not(None), _is_past(step.c.value, today))
    goes_up = and_(step.c.key.is_(None), passed.kind == OrgUnitKind.DISTRICT_HISTORICAL)
    told = {
        "at_id": case((named, cast(step.c.value["org_unit_id"].as_string(), Id)), (goes_up, passed.parent_id)),
        "basis": case((named, step.c.value["basis"].as_string()), else_=_DISTRICT_BASIS),
        "on": case((named, step.c.value["on"].as_string()), else_=REFORM.isoformat()),
    }
    follow = select(line.c.unit_id, *(value.label(name) for name, value in told.items())).select_from(line)
    follow = follow.join(passed, passed.id == line.c.at_id).outerjoin(step, true())
    return line.union(follow.where(told["at_id"].is_not(None)))


def _is_past(succession: Any, today: date) -> ColumnElement[bool]:  # noqa: ANN401  # JSON of one successor
    on = succession["on"].as_string()
    return or_(on.is_(None), on <= today.isoformat())


def _succeeded(unit: Any, today: date, since: str | None = None) -> ColumnElement[bool]:  # noqa: ANN401  # OrgUnit or an alias
    step = elements_of(unit.successors)
    found = select(literal(1)).select_from(step).where(_is_past(step.c.value, today))
    if since is not None:
        found = found.where(step.c.value["on"].as_string() + _TAIL >= since)
    return found.correlate(unit).exists()


def _last_day(unit: Any) -> ColumnElement[str]:  # noqa: ANN401  # OrgUnit or an alias; text that sorts as the last day does
    return func.coalesce(unit.valid_to, _NEVER) + _TAIL


def _is_over(unit: Any, today: date) -> ColumnElement[bool]:  # noqa: ANN401
    """Whether a unit is no more: its last day is past, another took over, or it is a district."""
    return or_(
        _last_day(unit) < today.isoformat(),
        unit.kind == OrgUnitKind.DISTRICT_HISTORICAL,
        _succeeded(unit, today),
    )


def ended_in_reform(unit: Any, today: date) -> ColumnElement[bool]:  # noqa: ANN401
    """Whether the unit came to its end in the reform of July 2025, or later."""
    last = _last_day(unit)
    return or_(
        and_(last >= _LAST_DAY_BEFORE, last < today.isoformat()),
        unit.kind == OrgUnitKind.DISTRICT_HISTORICAL,
        _succeeded(unit, today, REFORM.isoformat()),
    )
