"""Reading feeds, and what they tell of beside occurrences: days that came off, and when anything last changed."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, cast, func, or_, select

from app.agreements.models import Agreement
from app.anniversaries import queries as anniversaries
from app.anniversaries.models import Anniversary
from app.anniversaries.schemas.occurrences import OccurrenceFilters
from app.audit.models import AuditEntry
from app.auth.models import ApiKey
from app.auth.principal import Principal
from app.auth.rules import Permission
from app.core.db.reader import Reader
from app.core.filters import filtered
from app.core.listing import DetailQuery, Listing
from app.core.schema import read_columns
from app.core.statements import WHOLE, OneRecord, kept_unfiltered, one_record
from app.feeds.models import Feed
from app.feeds.schemas import FeedQuery, FeedRead
from app.greetings.models import Greeting, GreetingPolicy
from app.org_units.models import OrgUnit
from app.partners.models import Partner
from app.relationships.models import Relationship

FIELDS = read_columns(FeedRead, Feed)
LISTING = Listing(
    id=Feed.id,
    fields=FIELDS,
    sorts={name: FIELDS[name] for name in ("id", "name", "created_at", "updated_at", "last_used_at")},
)
_FILTERS = {name: FIELDS[name] for name in ("owner_key_id", "updated_at")}
_TOLD_OF = (Agreement, Anniversary, ApiKey, Feed, Greeting, GreetingPolicy, OrgUnit, Partner, Relationship)
DATING = ("origin_date", "calendar", "feb29", "lunar", "table", "valid_from", "valid_to")
"""What decides when an anniversary comes round."""
_FORMER = (*("id", "kind", "title_vi", "title_en", "country", "partner_id", "org_unit_ids"), *DATING)


class FeedViewer(NamedTuple):
    """Whoever reads feeds. Statements are kept by sight, and whose feeds one sees is a sight of its own."""

    owner_key_id: str | None
    """None sees those of every key."""
    is_cleared: bool = True

    @property
    def sight(self) -> str | None:
        """Decides what is seen."""
        return self.owner_key_id


def viewer_of(principal: Principal) -> FeedViewer:
    """Who manages keys sees what every key left behind, others what they made."""
    return FeedViewer(None if Permission.KEYS_MANAGE in principal.permissions else principal.id)


def readable(viewer: FeedViewer, *, deleted: bool = False) -> Select[Any]:
    """The feeds that this viewer may know of."""
    gone = Feed.deleted_at
    statement = select(Feed.id).where(gone.is_not(None) if deleted else gone.is_(None))
    mine = Feed.owner_key_id == viewer.owner_key_id
    return statement if viewer.owner_key_id is None else statement.where(mine)


@kept_unfiltered
def search_feeds(viewer: FeedViewer, query: FeedQuery) -> Select[Any]:
    """The list with its filters."""
    return filtered(readable(viewer), query, _FILTERS)


def read_feed(viewer: FeedViewer, id_: str, query: DetailQuery = WHOLE) -> OneRecord:
    """One feed's answer."""
    return one_record(readable, Feed, LISTING, viewer, id_, query)


async def find_feed(reader: Reader, digest: str) -> Any:  # noqa: ANN401  # a Row of Feed's columns
    """The row of the feed with a token of this digest, or None."""
    found = select(Feed.__table__).where(Feed.digest == digest, Feed.deleted_at.is_(None))
    return (await reader.execute(found)).first()


def newest_changes() -> Select[Any]:
    """When anything that decides what feeds show last changed: one moment a table, each from the end of an index."""
    moments: list[Any] = [select(func.max(model.updated_at)).scalar_subquery() for model in _TOLD_OF]
    return select(*moments)


def moved_since(principal: Principal, filters: OccurrenceFilters, since: datetime) -> Select[Any]:
    """Anniversaries whose days were changed since then, as (columns now, version, at, changes), newest change first."""
    names = {name: getattr(Anniversary, name) for name in ("kind", "pillar")}
    changes = cast(AuditEntry.changes, Text)
    found = filtered(anniversaries.readable(principal), filters, names).join(
        AuditEntry, AuditEntry.record_id == Anniversary.id
    )
    found = found.where(
        *anniversaries.concerning(filters),
        Anniversary.updated_at >= since,
        AuditEntry.at >= since,
        AuditEntry.action != "create",
        or_(*(changes.contains(f'"{name}"') for name in DATING)),
    )
    shown = [getattr(Anniversary, name) for name in _FORMER]
    told = (AuditEntry.version.label("changed_to"), AuditEntry.at, AuditEntry.changes)
    return found.with_only_columns(*shown, *told).order_by(Anniversary.id, AuditEntry.version.desc())
