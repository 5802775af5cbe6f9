"""The kinds of events that touch a partner: each function gives the selects of one, all of the same columns.

A slice joins by adding its branch to `BRANCHES`: a select of what the caller may read, told by `_tell`.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    Select,
    String,
    Text,
    cast,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from app.activities import queries as activities
from app.activities.models import Activity
from app.agreements import queries as agreements
from app.agreements.models import Agreement, AgreementAct
from app.audit.models import AuditEntry
from app.auth.principal import Principal
from app.contacts import queries as contacts
from app.contacts.models import Contact
from app.core.db.json_lists import elements_of
from app.core.db.list_index import lists_any
from app.core.db.types import Id
from app.core.model import Record
from app.core.sorting import Row
from app.delegations import queries as delegations
from app.delegations.models import Delegation, Direction
from app.documents import queries as documents
from app.documents.models import Document
from app.greetings import queries as greetings
from app.greetings.models import Greeting
from app.org_units.models import OrgUnit
from app.partners import queries as partners
from app.partners.models import Partner
from app.relationships import queries as relationships
from app.relationships.models import Relationship
from app.search.schemas import EventType

DATE = String(10)
_UNKNOWN: Row = cast(null(), DATE)
_NOTHING: Row = cast(null(), Text)


def _tell(
    source: Select[Any],
    type: EventType,
    record: type[Record],
    *,
    on: Row,
    title: Row,
    detail: Row,
    place: Row | None = None,
) -> Select[Any]:
    """One event a row of `source`; `place` tells the events of one record and type apart.

    A day known to its month or year comes before the days in it, an unknown one before all; what the registry wrote
    down on a day comes after what happened then.
    """
    key = literal(f"{type.value}:") + cast(record.id, Text)
    return source.with_only_columns(
        (key if place is None else key + ":" + cast(place, Text)).label("key"),
        cast(func.coalesce(on, ""), Text).label("day"),
        cast(on, DATE).label("on"),
        record.updated_at.label("at"),
        literal(type.value).label("type"),
        literal(record.__tablename__).label("collection"),
        record.id.label("record_id"),
        cast(title, Text).label("title"),
        cast(detail, Text).label("detail"),
    )


def _relationships(principal: Principal, partner_id: str) -> list[Select[Any]]:
    """Each claim of an origin, the chosen one apart from the others."""
    claim, unit = elements_of(Relationship.origin_claims), aliased(OrgUnit)
    value = claim.c.value
    ours = relationships.readable(principal).where(Relationship.partner_id == partner_id)
    ours = ours.join(claim, true()).join(unit, unit.id == Relationship.org_unit_id)
    chosen, told = value["chosen"].as_boolean(), {"title": unit.name_vi, "detail": value["basis"].as_string()}
    told |= {"on": value["date"].as_string(), "place": claim.c.key}
    return [
        _tell(ours.where(chosen), EventType.RELATIONSHIP_ESTABLISHED, Relationship, **told),
        _tell(ours.where(~chosen), EventType.RELATIONSHIP_CLAIMED, Relationship, **told),
    ]


def _contacts(principal: Principal, partner_id: str) -> list[Select[Any]]:
    """Terms of office of the partner's people."""
    ours = contacts.readable(principal).where(Contact.partner_id == partner_id)
    terms = [(EventType.CONTACT_TERM_BEGAN, Contact.term_from), (EventType.CONTACT_TERM_ENDED, Contact.term_to)]
    return [
        _tell(ours.where(on.is_not(None)), kind, Contact, on=on, title=Contact.full_name, detail=Contact.position_vi)
        for kind, on in terms
    ]


def _validity(principal: Principal, partner_id: str) -> list[Select[Any]]:
    """When the partner itself came and went."""
    itself = partners.readable(principal).where(Partner.id == partner_id)
    ends = [(EventType.PARTNER_BEGAN, Partner.valid_from), (EventType.PARTNER_ENDED, Partner.valid_to)]
    return [
        _tell(itself.where(on.is_not(None)), kind, Partner, on=on, title=Partner.name_vi, detail=_NOTHING)
        for kind, on in ends
    ]


def _successions(principal: Principal, partner_id: str) -> list[Select[Any]]:
    """Who took over from the partner, and from whom it took over."""
    step, other = elements_of(Partner.successors), aliased(Partner)
    value, to = step.c.value, cast(step.c.value["partner_id"].as_string(), Id)
    told = {"on": value["on"].as_string(), "detail": value["basis"].as_string(), "place": step.c.key}
    steps = partners.readable(principal).join(step, true())
    after = steps.where(Partner.id == partner_id).join(other, (other.id == to) & partners.known(other, principal))
    before = steps.where(cast(Partner.successors, Text).contains(partner_id), to == partner_id)
    return [
        _tell(after, EventType.PARTNER_SUCCEEDED_BY, other, title=other.name_vi, **told),
        _tell(before, EventType.PARTNER_SUCCEEDS, Partner, title=Partner.name_vi, **told),
    ]


def _documents(principal: Principal, partner_id: str) -> list[Select[Any]]:
    """Documents that the partner, its relationships or the claims of their origins cite; each once."""
    itself = partners.readable(principal).where(Partner.id == partner_id)
    ours = relationships.readable(principal).where(Relationship.partner_id == partner_id)
    cited = union_all(
        _cited(itself, Partner.citations, "document_id"),
        _cited(ours, Relationship.citations, "document_id"),
        _cited(ours, Relationship.origin_claims, ("citation", "document_id")),
    )
    found = documents.readable(principal).where(Document.id.in_(cited))
    on, title, number = Document.issued_on, Document.subject, Document.number
    return [_tell(found, EventType.DOCUMENT_ISSUED, Document, on=on, title=title, detail=number)]


def _cited(source: Select[Any], column: Row, path: str | tuple[str, str]) -> Select[Any]:
    item = elements_of(column)
    return source.join(item, true()).with_only_columns(cast(item.c.value[path].as_string(), Id))


def _recorded(_principal: Principal, partner_id: str) -> list[Select[Any]]:
    """Every entry of the partner's own history: the action, and the comment that came with it."""
    columns: list[Any] = [
        (literal(f"{EventType.RECORDED.value}:") + cast(AuditEntry.id, Text)).label("key"),
        cast(AuditEntry.at, Text).label("day"),
        _UNKNOWN.label("on"),
        AuditEntry.at,
        literal(EventType.RECORDED.value).label("type"),
        AuditEntry.collection,
        AuditEntry.record_id,
        AuditEntry.action.label("title"),
        AuditEntry.comment.label("detail"),
    ]
    return [select(*columns).where(AuditEntry.record_id == partner_id)]


def _delegations(principal: Principal, partner_id: str) -> list[Select[Any]]:
    """Delegations to or from the partner, on the day when they set out or are to."""
    ours = delegations.readable(principal).where(lists_any(Delegation, "partner_ids", [partner_id]))
    on = func.coalesce(cast(Delegation.actual_from, Text), Delegation.planned_from)
    told = {"on": on, "title": Delegation.title, "detail": Delegation.code}
    ways = [(EventType.DELEGATION_OUT, Direction.OUTBOUND), (EventType.DELEGATION_IN, Direction.INBOUND)]
    return [_tell(ours.where(Delegation.direction == way), kind, Delegation, **told) for kind, way in ways]


def _agreements(principal: Principal, partner_id: str) -> list[Select[Any]]:
    """Agreements with the partner as they were signed, and what was done to them since."""
    ours = agreements.readable(principal).where(lists_any(Agreement, "partner_ids", [partner_id]))
    signed = ours.where(Agreement.signed_on.is_not(None))
    acts = ours.join(AgreementAct, AgreementAct.agreement_id == Agreement.id).where(AgreementAct.deleted_at.is_(None))
    title, on = Agreement.title_vi, cast(AgreementAct.effective_on, Text)
    return [
        _tell(signed, EventType.AGREEMENT_SIGNED, Agreement, on=Agreement.signed_on, title=title, detail=_NOTHING),
        _tell(
            acts,
            EventType.AGREEMENT_ACT,
            Agreement,
            on=on,
            title=title,
            detail=AgreementAct.kind,
            place=AgreementAct.id,
        ),
    ]


def _activities(principal: Principal, partner_id: str) -> list[Select[Any]]:
    """Meetings, conferences and the like with the partner."""
    ours = activities.readable(principal).where(lists_any(Activity, "partner_ids", [partner_id]))
    told = {"on": Activity.held_from, "title": Activity.title, "detail": Activity.kind}
    return [_tell(ours, EventType.ACTIVITY_HELD, Activity, **told)]


def _greetings(principal: Principal, partner_id: str) -> list[Select[Any]]:
    """Letters that went and came."""
    ours = greetings.readable(principal).where(Greeting.partner_id == partner_id)
    ways = [(EventType.GREETING_SENT, Greeting.sent_on), (EventType.GREETING_RECEIVED, Greeting.received_on)]
    title = func.coalesce(Greeting.occasion, Greeting.type)
    return [
        _tell(ours.where(day.is_not(None)), kind, Greeting, on=cast(day, Text), title=title, detail=Greeting.type)
        for kind, day in ways
    ]


BRANCHES: tuple[Callable[[Principal, str], list[Select[Any]]], ...] = (
    _relationships,
    _agreements,
    _delegations,
    _activities,
    _greetings,
    _contacts,
    _validity,
    _successions,
    _documents,
    _recorded,
)
