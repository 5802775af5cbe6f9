"""Có đi có lại: what went out and came in, counted by counterpart in one statement."""

from typing import Any

from sqlalchemy import Column, Date, Integer, Select, String, Text, and_, case, cast, column, func, null, select, table

from app.auth.principal import Principal
from app.core.db.types import Id
from app.core.filters import filtered
from app.core.listing import Listing
from app.core.sorting import Row
from app.greetings.models import Greeting, GreetingDirection, GreetingStatus
from app.greetings.queries import GONE_OUT, readable
from app.greetings.schemas.reciprocity import Reciprocity, ReciprocityQuery
from app.partners import queries as partners

_counted = table(
    "counted",
    column("counterpart", Text),
    column("partner_id", Id),
    column("country", String(2)),
    column("sent", Integer),
    column("answered", Integer),
    column("unanswered", Integer),
    column("received", Integer),
    column("replied_to", Integer),
    column("not_replied_to", Integer),
    Column("last_sent_on", Date, nullable=True),
    Column("last_received_on", Date, nullable=True),
)
_FIELDS = {name: _counted.c[name] for name in Reciprocity.model_fields}


def _partner(principal: Principal) -> Row:
    return partners.label_of(principal, _counted.c.partner_id)


LISTING = Listing(
    id=_counted.c.counterpart,
    fields=_FIELDS,
    sorts={name: column_ for name, column_ in _FIELDS.items() if name not in ("partner_id", "country")},
    default_sort="-unanswered",
    expands={"partner": _partner},
)
_FILTERS = {name: getattr(Greeting, name) for name in ("org_unit_id", "partner_id", "country", "updated_at")}


def count_reciprocity(principal: Principal, query: ReciprocityQuery) -> Select[Any]:
    """A row a counterpart, of the greetings that the caller may know of."""
    partner = Greeting.partner_id
    place = case((partner.is_(None), Greeting.country), else_=null())
    counted = _in_time(filtered(readable(principal), query, _FILTERS), query).where(Greeting.reply_to_id.is_(None))
    ours, theirs = Greeting.direction == GreetingDirection.SENT, Greeting.direction == GreetingDirection.RECEIVED
    went = and_(ours, Greeting.status.in_(GONE_OUT))
    answered = Greeting.status == GreetingStatus.ANSWERED
    columns: list[Any] = [
        func.coalesce(cast(partner, Text), place).label("counterpart"),
        partner.label("partner_id"),
        func.max(Greeting.country).label("country"),
        _count(went).label("sent"),
        _count(and_(went, answered)).label("answered"),
        _count(and_(went, ~answered)).label("unanswered"),
        _count(theirs).label("received"),
        _count(and_(theirs, answered)).label("replied_to"),
        _count(and_(theirs, ~answered)).label("not_replied_to"),
        func.max(case((went, Greeting.sent_on))).label("last_sent_on"),
        func.max(case((theirs, Greeting.received_on))).label("last_received_on"),
    ]
    counted = counted.where(went | theirs).with_only_columns(*columns).group_by(partner, place)
    return select(_counted.c.counterpart).add_cte(counted.cte(_counted.name))


def _count(condition: Row) -> Row:
    return func.sum(case((condition, 1), else_=0))


def _in_time(statement: Select[Any], query: ReciprocityQuery) -> Select[Any]:
    day = case((Greeting.direction == GreetingDirection.SENT, Greeting.sent_on), else_=Greeting.received_on)
    if query.from_ is not None:
        statement = statement.where(day >= query.from_)
    return statement if query.to is None else statement.where(day <= query.to)
