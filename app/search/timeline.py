"""Everything that touches one partner, as one UNION ALL: each branch tells of one kind of event."""

from typing import Any

from sqlalchemy import (
    Select,
    Text,
    column,
    select,
    table,
    union_all,
)

from app.auth.principal import Principal
from app.core.db.types import Id, Instant
from app.core.filters import filtered
from app.core.listing import Listing
from app.core.validity import may_lie_between
from app.search.branches import BRANCHES, DATE
from app.search.schemas import TimelineEvent, TimelineQuery

_events = table(
    "events",
    column("key", Text),
    column("day", Text),
    column("on", DATE),
    column("at", Instant),
    column("type", Text),
    column("collection", Text),
    column("record_id", Id),
    column("title", Text),
    column("detail", Text),
)
LISTING = Listing(
    id=_events.c.key,
    fields={name: _events.c[name] for name in TimelineEvent.model_fields},
    sorts={"on": _events.c.day},
    default_sort="-on",
)


def timeline_of(principal: Principal, partner_id: str, query: TimelineQuery) -> Select[Any]:
    """The events of a partner that the caller has been shown."""
    branches = [branch for make in BRANCHES for branch in make(principal, partner_id)]
    found = select(_events.c.key).add_cte(union_all(*branches).cte(_events.name))
    found = filtered(found, query, {"type": _events.c.type, "updated_at": _events.c.at})
    if query.on_from is not None or query.on_to is not None:
        found = found.where(may_lie_between(_events.c.on, query.on_from, query.on_to))
    return found
