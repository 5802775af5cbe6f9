"""What a window of occurrences reads: few columns of the anniversaries that may fall in it, and what goes with them.

Policies and greetings belong to the slice above: their tables are asked as `app.partners.queries` asks relationships.
"""

from collections.abc import Collection
from datetime import date
from types import SimpleNamespace
from typing import Any

from sqlalchemy import JSON, Select, column, or_, select, table

from app.anniversaries.models import Anniversary, Calendar
from app.anniversaries.month_days import index_ranges
from app.anniversaries.queries import concerning, readable
from app.anniversaries.schemas.occurrences import OccurrenceFilters
from app.auth.principal import Principal
from app.auth.visibility import visible
from app.core.db.types import Id, Instant
from app.core.filters import filtered
from app.core.model import coded
from app.core.schema import Confidentiality
from app.partners import queries as partners
from app.partners.models import Partner

_COLUMNS = (
    *("id", "kind", "title_vi", "title_en", "name_sort", "pillar", "country", "partner_id", "org_unit_ids"),
    *("origin_date", "calendar", "feb29", "lunar", "table", "valid_from", "valid_to", "lead_days"),
    *("version", "updated_at"),
)
_FILTERS = {name: getattr(Anniversary, name) for name in ("kind", "pillar")}
_POLICIES = table(
    "greeting_policies",
    *(column(name) for name in ("kind", "tier", "year_class", "pillar")),
    column("id", Id),
    column("actions", JSON),
    column("confidentiality", coded(Confidentiality)),
    column("deleted_at", Instant()),
)
_GREETINGS = table(
    "greetings",
    column("id", Id),
    column("anniversary_id", Id),
    column("org_unit_id", Id),
    column("partner_id", Id),
    *(column(name) for name in ("direction", "occurrence_date", "status")),
    column("confidentiality", coded(Confidentiality)),
    column("deleted_at", Instant()),
)


def within(
    principal: Principal, filters: OccurrenceFilters, start: date, end: date, *, deleted: bool = False
) -> Select[Any]:
    """The anniversaries that may come round from `start` to `end`, found by the index on `month_day`."""
    key = Anniversary.month_day
    spans = [key == low if low == high else key.between(low, high) for low, high in index_ranges(start, end)]
    first, last = start.isoformat(), end.isoformat()
    tier = select(Partner.tier).where(Partner.id == Anniversary.partner_id).scalar_subquery()
    found = filtered(readable(principal, deleted=deleted), filters, _FILTERS).where(
        or_(*spans),
        or_(Anniversary.origin_date.is_(None), Anniversary.origin_date <= last),
        or_(Anniversary.valid_from.is_(None), Anniversary.valid_from <= last),
        or_(Anniversary.valid_to.is_(None), Anniversary.valid_to + "-99" >= first),
        *concerning(filters),
    )
    return found.with_only_columns(*(getattr(Anniversary, name) for name in _COLUMNS), tier.label("tier"))


def only(found: Select[Any], id_: str) -> Select[Any]:
    """`found`, narrowed to one anniversary."""
    return found.where(Anniversary.id == id_)


def lunar_ones(principal: Principal) -> Select[Any]:
    """The ids of those that keep to the lunar calendar."""
    return readable(principal).where(Anniversary.calendar == Calendar.VIETNAMESE_LUNAR)


def tiers_in(principal: Principal, countries: Collection[str]) -> Select[Any]:
    """The tiers of the partners that the caller sees, by country."""
    columns: list[Any] = [Partner.country, Partner.tier]
    return partners.readable(principal).where(Partner.country.in_(countries)).with_only_columns(*columns).distinct()


def policies_for(principal: Principal) -> Select[Any]:
    """Every policy that the caller may know of, the oldest first."""
    columns = _POLICIES.c
    seen = visible(SimpleNamespace(**dict(columns.items()), unit_columns=(), unit_lists=()), principal)
    shown = (columns.kind, columns.tier, columns.year_class, columns.pillar, columns.actions)
    return select(*shown).where(seen).order_by(columns.id)


def greetings_of(principal: Principal, anniversary_ids: Collection[str], dates: Collection[str]) -> Select[Any]:
    """Greetings sent, or to be sent, for these: (anniversary, date, id, status), the newest last."""
    columns = _GREETINGS.c
    seen = visible(SimpleNamespace(**dict(columns.items()), unit_columns=("org_unit_id",), unit_lists=()), principal)
    ours = columns.direction == "sent", columns.status != "cancelled"
    named = columns.anniversary_id.in_(anniversary_ids), columns.occurrence_date.in_(dates)
    found = select(columns.anniversary_id, columns.occurrence_date, columns.id, columns.status)
    partner = partners.readable(principal).where(Partner.id == columns.partner_id).correlate(_GREETINGS).exists()
    return found.where(seen, or_(columns.partner_id.is_(None), partner), *ours, *named).order_by(columns.id)
