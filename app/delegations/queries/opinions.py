"""Reading the opinions asked for: `readable` first, everything else from it."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, not_, select

from app.auth.principal import Principal
from app.auth.visibility import visible
from app.core.filters import filtered
from app.core.listing import DetailQuery, Listing
from app.core.schema import read_columns
from app.core.sorting import Row
from app.core.statements import WHOLE, OneRecord, one_record
from app.delegations import queries as delegations
from app.delegations.models import Delegation, DelegationOpinion
from app.delegations.schemas.opinions import DelegationOpinionRead, OpinionQuery
from app.org_units import queries as org_units

FIELDS = read_columns(DelegationOpinionRead, DelegationOpinion)


def _agency(principal: Principal) -> Row:
    return org_units.label_of(principal, DelegationOpinion.agency_id)


_SORTS = ("id", "sent_on", "due_on", "answered_on", "verdict", "created_at", "updated_at")
LISTING = Listing(
    id=DelegationOpinion.id,
    fields=FIELDS,
    sorts={name: FIELDS[name] for name in _SORTS},
    default_sort="due_on",
    expands={"agency": _agency},
)


def readable(principal: Principal, *, deleted: bool = False, of_deleted: bool = False) -> Select[Any]:
    """The opinions that the caller may know of: those on delegations that they may know of too."""
    delegation = delegations.readable(principal, deleted=of_deleted).where(
        Delegation.id == DelegationOpinion.delegation_id
    )
    return select(DelegationOpinion.id).where(
        visible(DelegationOpinion, principal, deleted=deleted), delegation.correlate(DelegationOpinion).exists()
    )


def opinions_on(principal: Principal, delegation_id: str, *, deleted: bool = False) -> Select[Any]:
    """The opinions on one delegation."""
    return readable(principal, deleted=deleted).where(DelegationOpinion.delegation_id == delegation_id)


def ever_known(principal: Principal, delegation_id: str, id_: str) -> list[Select[Any]]:
    """Finds the one even if it was deleted, or its delegation: history is shown of both."""
    return [
        readable(principal, deleted=gone, of_deleted=all_gone).where(
            DelegationOpinion.id == id_, DelegationOpinion.delegation_id == delegation_id
        )
        for gone in (False, True)
        for all_gone in (False, True)
    ]


def search_opinions(principal: Principal, delegation_id: str, query: OpinionQuery, today: date) -> Select[Any]:
    """The list with its filters."""
    return filter_opinions(opinions_on(principal, delegation_id), DelegationOpinion, query, today)


def filter_opinions(statement: Select[Any], model: Any, query: OpinionQuery, today: date) -> Select[Any]:  # noqa: ANN401  # a table of opinions
    """`statement` with the filters given; `model` is the table of opinions that it selects from."""
    columns = {name: getattr(model, name) for name in ("verdict", "agency_id", "updated_at")}
    statement = filtered(statement, query, columns)
    answered = model.answered_on.is_not(None)
    if query.answered is not None:
        statement = statement.where(answered if query.answered else not_(answered))
    if query.overdue is not None:
        overdue = and_(not_(answered), model.due_on < today)
        statement = statement.where(overdue if query.overdue else not_(overdue))
    return statement


def read_opinion(principal: Principal, delegation_id: str, id_: str, query: DetailQuery = WHOLE) -> OneRecord:
    """One opinion's answer."""
    one = one_record(readable, DelegationOpinion, LISTING, principal, id_, query)
    return replace(one, statement=one.statement.where(DelegationOpinion.delegation_id == delegation_id))
