"""Reading the opinions asked for about agreements; the filters are those of delegations."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from app.agreements import queries
from app.agreements.models import Agreement, AgreementOpinion
from app.agreements.schemas.opinions import AgreementOpinionRead
from app.auth.principal import Principal
from app.auth.visibility import visible
from app.core.listing import DetailQuery, Listing
from app.core.schema import read_columns
from app.core.sorting import Row
from app.core.statements import WHOLE, OneRecord, one_record
from app.delegations.queries.opinions import filter_opinions
from app.delegations.schemas.opinions import OpinionQuery
from app.org_units import queries as org_units

FIELDS = read_columns(AgreementOpinionRead, AgreementOpinion)


def _agency(principal: Principal) -> Row:
    return org_units.label_of(principal, AgreementOpinion.agency_id)


_SORTS = ("id", "sent_on", "due_on", "answered_on", "verdict", "created_at", "updated_at")
OPINIONS = Listing(
    id=AgreementOpinion.id,
    fields=FIELDS,
    sorts={name: FIELDS[name] for name in _SORTS},
    default_sort="due_on",
    expands={"agency": _agency},
)


def readable_opinions(principal: Principal, *, deleted: bool = False) -> Select[Any]:
    """The opinions that the caller may know of: those about agreements that they may know of too."""
    agreement = queries.readable(principal).where(Agreement.id == AgreementOpinion.agreement_id)
    seen = visible(AgreementOpinion, principal, deleted=deleted)
    return select(AgreementOpinion.id).where(seen, agreement.correlate(AgreementOpinion).exists())


def opinion_on(principal: Principal, agreement_id: str, id_: str, *, deleted: bool = False) -> Select[Any]:
    """One opinion about this agreement."""
    ours = AgreementOpinion.agreement_id == agreement_id, AgreementOpinion.id == id_
    return readable_opinions(principal, deleted=deleted).where(*ours)


def search_opinions(principal: Principal, agreement_id: str, query: OpinionQuery, today: date) -> Select[Any]:
    """The opinions about one agreement, with the filters."""
    ours = readable_opinions(principal).where(AgreementOpinion.agreement_id == agreement_id)
    return filter_opinions(ours, AgreementOpinion, query, today)


def read_opinion(principal: Principal, agreement_id: str, id_: str, query: DetailQuery = WHOLE) -> OneRecord:
    """One opinion's answer."""
    one = one_record(readable_opinions, AgreementOpinion, OPINIONS, principal, id_, query)
    return replace(one, statement=one.statement.where(AgreementOpinion.agreement_id == agreement_id))
