"""Reading greetings: `readable` first, everything else from it."""

from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, null, or_, select
from sqlalchemy.orm import aliased

from app.anniversaries import queries as anniversaries
from app.anniversaries.models import Anniversary
from app.auth.principal import Principal
from app.auth.visibility import visible
from app.core.db.json_sql import JsonObject
from app.core.filters import filtered
from app.core.listing import DetailQuery, Listing
from app.core.names import matches_name
from app.core.schema import read_columns
from app.core.sorting import Row
from app.core.statements import WHOLE, OneRecord, kept_unfiltered, one_record
from app.core.validity import may_lie_between
from app.greetings import rules
from app.greetings.models import Greeting, GreetingDirection, GreetingStatus
from app.greetings.schemas.greetings import GreetingLabel, GreetingQuery, GreetingRead
from app.org_units import queries as org_units
from app.org_units.models import OrgUnit
from app.partners import queries as partners
from app.partners.models import Partner

FIELDS = read_columns(GreetingRead, Greeting)
GONE_OUT: Final = tuple(GreetingStatus(status) for status in sorted(rules.GONE_OUT))
_LATE: Final = tuple(GreetingStatus(status) for status in sorted(rules.NOT_GONE_OUT))
_UNANSWERED: Final = (GreetingStatus.SENT, GreetingStatus.RECEIVED)


def readable(principal: Principal, *, deleted: bool = False) -> Select[Any]:
    """The greetings that the caller may know of: those whose unit, and partner if any, they may know of too."""
    unit = org_units.readable(principal).where(OrgUnit.id == Greeting.org_unit_id)
    partner = partners.readable(principal).where(Partner.id == Greeting.partner_id)
    return select(Greeting.id).where(
        visible(Greeting, principal, deleted=deleted),
        unit.correlate(Greeting).exists(),
        or_(Greeting.partner_id.is_(None), partner.correlate(Greeting).exists()),
    )


def _org_unit(principal: Principal) -> Row:
    return org_units.label_of(principal, FIELDS["org_unit_id"])


def _partner(principal: Principal) -> Row:
    return partners.label_of(principal, FIELDS["partner_id"])


def _anniversary(principal: Principal) -> Row:
    return anniversaries.label_of(principal, FIELDS["anniversary_id"])


def _reply_to(principal: Principal) -> Row:
    answered = aliased(Greeting)
    label = JsonObject(read_columns(GreetingLabel, answered))
    seen = answered.id.in_(readable(principal).where(Greeting.id == answered.id).correlate(answered))
    return select(label).where(answered.id == Greeting.reply_to_id, seen).correlate(Greeting).scalar_subquery()


_SORTS = ("id", "direction", "type", "status", "occurrence_date", "due_on", "signed_on", "sent_on", "received_on")
LISTING = Listing(
    id=Greeting.id,
    fields=FIELDS,
    sorts={name: FIELDS[name] for name in (*_SORTS, "country", "created_at", "updated_at")},
    expands={"org_unit": _org_unit, "partner": _partner, "anniversary": _anniversary, "reply_to": _reply_to},
)
_EQUAL = ("direction", "type", "status", "channel", "anniversary_id", "partner_id", "country", "org_unit_id")
_FILTERS = {name: FIELDS[name] for name in (*_EQUAL, "reply_to_id", "updated_at")} | {"due": FIELDS["due_on"]}


@kept_unfiltered
def search_greetings(principal: Principal, query: GreetingQuery) -> Select[Any]:
    """The list with its filters, but for `overdue`, which depends on the day."""
    statement = filtered(readable(principal), query, _FILTERS)
    if query.occurrence_from is not None or query.occurrence_to is not None:
        between = may_lie_between(Greeting.occurrence_date, query.occurrence_from, query.occurrence_to)
        statement = statement.where(between)
    if query.answered is not None:
        statuses = (GreetingStatus.ANSWERED,) if query.answered else _UNANSWERED
        statement = statement.where(Greeting.status.in_(statuses))
    if query.rank_mismatch is not None:
        mismatch = is_rank_mismatch()
        statement = statement.where(mismatch if query.rank_mismatch else not_(mismatch))
    if query.q is not None:
        named = select(Partner.id).where(matches_name(Partner, query.q))
        statement = statement.where(Greeting.partner_id.in_(named))
    return statement


def search_greetings_on(today: date, principal: Principal, query: GreetingQuery) -> Select[Any]:
    """The list with all its filters."""
    statement = search_greetings(principal, query)
    if query.overdue is None:
        return statement
    late = _is_overdue(today)
    return statement.where(late if query.overdue else not_(late))


def _is_overdue(today: date) -> ColumnElement[bool]:
    ours = Greeting.direction == GreetingDirection.SENT
    return and_(Greeting.due_on.is_not(None), Greeting.due_on < today, ours, Greeting.status.in_(_LATE))


def is_rank_mismatch() -> ColumnElement[bool]:
    """As `rules.is_rank_mismatch` of the two parties, never null; a test asks both."""
    sender, recipient = _step(Greeting.sender), _step(Greeting.recipient)
    return func.coalesce(func.abs(sender - recipient) > 1, False)


def _step(party: Row) -> ColumnElement[int]:
    steps = {rank: step for step, rank in enumerate(rules.RANKS)}
    rank: Any = party["rank"]
    return case(steps, value=rank.as_string(), else_=null())


def read_greeting(principal: Principal, id_: str, query: DetailQuery = WHOLE) -> OneRecord:
    """One greeting's answer."""
    return one_record(readable, Greeting, LISTING, principal, id_, query)


def greeting_with(id_: str) -> Select[Any]:
    """A live greeting, whoever looks: one that was answered is so for everybody."""
    return select(Greeting.id).where(Greeting.id == id_, Greeting.deleted_at.is_(None))


def other_replies(reply: Greeting, to: str) -> Select[Any]:
    """The replies to a letter that stand as such, but for one."""
    stands = or_(Greeting.direction == GreetingDirection.RECEIVED, Greeting.status.in_(GONE_OUT))
    others = and_(Greeting.reply_to_id == to, Greeting.id != reply.id, Greeting.deleted_at.is_(None))
    return select(Greeting.id).where(others, stands).limit(1)


def anniversary_of(principal: Principal, id_: str) -> Select[Any]:
    """What a greeting takes from its anniversary: with whom, and when it comes round."""
    columns = ("partner_id", "country", "origin_date", "calendar", "feb29", "lunar", "table", "valid_from", "valid_to")
    seen = anniversaries.readable(principal).where(Anniversary.id == id_)
    return seen.with_only_columns(*(getattr(Anniversary, name) for name in columns))


def country_of(partner_id: str) -> Select[Any]:
    """Where a partner is."""
    return select(Partner.country).where(Partner.id == partner_id)
