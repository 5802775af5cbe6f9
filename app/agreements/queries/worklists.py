"""What is to be done across agreements: deadlines, ends that come near, inheritances to decide on."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, func, literal_column, not_, select, true
from sqlalchemy.orm import aliased

from app.agreements import queries
from app.agreements.models import Agreement, AgreementAct
from app.agreements.queries.heirs import ended_in_reform, heirs_of
from app.agreements.queries.status import end_on, status_on
from app.agreements.schemas.worklists import DeadlineItem, DeadlineQuery, ExpiringQuery, InheritedItem, InheritedQuery
from app.auth.principal import Principal
from app.auth.visibility import visible
from app.core.db.json_lists import elements_of, is_listed
from app.core.filters import filtered
from app.core.listing import Listing
from app.core.schema import read_columns
from app.core.sorting import Row
from app.org_units.models import OrgUnit

_UNKNOWN_DAY = "9999"
"""Sorts after every day: a deadline whose day cannot be known comes last."""
_GOING_ON = ("not_in_force", "in_force", "expiring", "suspended")

_ITEM = elements_of(Agreement.deadlines)
_DUE_ON, _DONE_ON = _ITEM.c.value["due_on"].as_string(), _ITEM.c.value["done_on"].as_string()
_KIND = _ITEM.c.value["kind"].as_string()


@lru_cache(maxsize=8)
def deadlines_on(today: date) -> Listing:
    """What a list of deadlines offers on a day."""
    overdue = and_(_DONE_ON.is_(None), func.coalesce(_DUE_ON, _UNKNOWN_DAY) < _text(today.isoformat()))
    told = {"agreement_id": Agreement.id, "kind": _KIND, "due_on": _DUE_ON, "done_on": _DONE_ON, "overdue": overdue}
    told["basis"] = _ITEM.c.value["basis"].as_string()
    return Listing(
        id=cast(Agreement.id, Text) + ":" + cast(_ITEM.c.key, Text),
        fields=read_columns(DeadlineItem, Agreement, told),
        sorts={"due_on": func.coalesce(_DUE_ON, _UNKNOWN_DAY), "kind": _KIND, "title_vi": Agreement.name_sort},
        default_sort="due_on",
        is_daily=True,
    )


def search_deadlines(principal: Principal, query: DeadlineQuery) -> Select[Any]:
    """The deadlines of every agreement that the caller may know of, with the filters."""
    found = _of_units(queries.readable(principal), query.org_unit_id).join(_ITEM, true())
    found = filtered(found, query, {"kind": _KIND, "updated_at": Agreement.updated_at})
    found = found.where(_DONE_ON.is_not(None) if query.done else _DONE_ON.is_(None))
    if query.due_from is not None:
        found = found.where(query.due_from.isoformat() <= _DUE_ON)
    if query.due_to is not None:
        found = found.where(query.due_to.isoformat() >= _DUE_ON)
        if not query.done:  # the index knows the first open day of each agreement
            found = found.where(Agreement.next_due_on <= query.due_to)
    return found


@lru_cache(maxsize=8)
def by_end(listing: Listing) -> Listing:
    """The listing of agreements, sorted by their end unless asked otherwise."""
    return replace(listing, default_sort="expires_on")


def search_expiring(principal: Principal, query: ExpiringQuery, today: date, within_days: int) -> Select[Any]:
    """The agreements that go on, and whose end comes within so many days, suspended or not."""
    found = _of_units(queries.readable(principal), query.org_unit_id)
    found = filtered(found, query, {"updated_at": Agreement.updated_at})
    end, soon = end_on(today), today + timedelta(days=within_days)
    comes = and_(end >= today, end <= soon, not_(Agreement.renews_automatically))
    return found.where(comes, status_on(today, within_days).in_(_GOING_ON))


@lru_cache(maxsize=8)
def inherited_on(today: date, expiring_within_days: int) -> Listing:
    """What the list of inheritances offers on a day; the units on both sides are ids of parties, to be told apart."""
    told = {
        "agreement_id": Agreement.id,
        "status": status_on(today, expiring_within_days),
        "from_units": Agreement.org_unit_ids,
        "to_units": Agreement.org_unit_ids,
        "outcome": _outcome(),
        "decided": _is_decided(),
    }
    return Listing(
        id=Agreement.id,
        fields=read_columns(InheritedItem, Agreement, told),
        sorts={"agreement_id": Agreement.id, "title_vi": Agreement.name_sort, "signed_on": Agreement.signed_on},
        default_sort="agreement_id",
        is_daily=True,
    )


def search_inherited(
    principal: Principal, query: InheritedQuery, today: date, expiring_within_days: int
) -> Select[Any]:
    """Signed agreements of units that came to their end in the reform of July 2025 or later, with the filters."""
    unit = aliased(OrgUnit)
    of_the_past = select(unit.id).where(is_listed(unit.id, Agreement.org_unit_ids), ended_in_reform(unit, today))
    found = queries.readable(principal).where(Agreement.signed_on.is_not(None), of_the_past.exists())
    columns = {"status": status_on(today, expiring_within_days), "updated_at": Agreement.updated_at}
    found = filtered(_of_units(found, query.org_unit_id), query, columns)
    if query.decided is not None:
        found = found.where(_is_decided() if query.decided else not_(_is_decided()))
    return found


def _outcome() -> ColumnElement[Any]:
    """What the latest inheritance came to."""
    act = aliased(AgreementAct)
    ours = and_(act.agreement_id == Agreement.id, act.deleted_at.is_(None), act.kind == _text("inherit"))
    latest = select(act.outcome).where(ours).order_by(act.effective_on.desc(), act.sequence.desc())
    return latest.limit(literal_column("1")).correlate(Agreement).scalar_subquery()


def _is_decided() -> ColumnElement[bool]:
    return func.coalesce(_outcome(), _text("pending")) != _text("pending")


def former_units(principal: Principal, unit_ids: Collection[str], today: date) -> Select[Any]:
    """(id, name_vi, valid_to) of those of the units that came to their end."""
    seen = and_(OrgUnit.id.in_(unit_ids), visible(OrgUnit, principal))
    columns: list[Row] = [OrgUnit.id, OrgUnit.name_vi, OrgUnit.valid_to]
    return select(*columns).where(seen, ended_in_reform(OrgUnit, today))


def named_heirs(principal: Principal, unit_ids: Collection[str], today: date) -> Select[Any]:
    """(unit_id, id, name_vi, basis, on) of the units of today that took over from these."""
    line = heirs_of(unit_ids, today).subquery()
    columns = (line.c.unit_id, OrgUnit.id, OrgUnit.name_vi, line.c.basis, line.c.on)
    heirs = select(*columns).join(line, line.c.heir_id == OrgUnit.id)
    return heirs.where(line.c.unit_id != line.c.heir_id, visible(OrgUnit, principal)).order_by(OrgUnit.id)


def _of_units(found: Select[Any], unit_ids: list[str] | None) -> Select[Any]:
    return found if unit_ids is None else found.where(queries.of_units(unit_ids))


def _text(text: str) -> Row:
    """A constant in the statement, for it is kept whole."""
    return literal_column(f"'{text}'", Text)
