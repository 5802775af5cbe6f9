"""Reading the policy table: `readable` first, everything else from it."""

from typing import Any

from sqlalchemy import Select, select

from app.auth.principal import Principal
from app.auth.visibility import visible
from app.core.filters import filtered
from app.core.listing import DetailQuery, Listing
from app.core.schema import read_columns
from app.core.statements import WHOLE, OneRecord, kept_unfiltered, one_record
from app.greetings.models import GreetingPolicy
from app.greetings.schemas.policies import GreetingPolicyQuery, GreetingPolicyRead

FIELDS = read_columns(GreetingPolicyRead, GreetingPolicy)
COLUMNS = ("kind", "tier", "year_class", "pillar")
"""What tells one line from another."""


def readable(principal: Principal, *, deleted: bool = False) -> Select[Any]:
    """The lines that the caller may know of."""
    return select(GreetingPolicy.id).where(visible(GreetingPolicy, principal, deleted=deleted))


LISTING = Listing(
    id=GreetingPolicy.id,
    fields=FIELDS,
    sorts={name: FIELDS[name] for name in ("id", *COLUMNS, "created_at", "updated_at")},
)
_FILTERS = {name: FIELDS[name] for name in (*COLUMNS, "updated_at")}


@kept_unfiltered
def search_greeting_policies(principal: Principal, query: GreetingPolicyQuery) -> Select[Any]:
    """The list with its filters."""
    return filtered(readable(principal), query, _FILTERS)


def read_greeting_policy(principal: Principal, id_: str, query: DetailQuery = WHOLE) -> OneRecord:
    """One line's answer."""
    return one_record(readable, GreetingPolicy, LISTING, principal, id_, query)


def same_line(row: GreetingPolicy) -> Select[Any]:
    """Another live line that names just the same, whoever looks."""
    same = [getattr(GreetingPolicy, name).is_not_distinct_from(getattr(row, name)) for name in COLUMNS]
    other = GreetingPolicy.id.is_distinct_from(row.id)
    return select(GreetingPolicy.id).where(*same, other, GreetingPolicy.deleted_at.is_(None))
