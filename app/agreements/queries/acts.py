"""Reading the acts of agreements."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from app.agreements import queries
from app.agreements.models import Agreement, AgreementAct
from app.agreements.schemas.acts import ActQuery, ActRead
from app.auth.principal import Principal
from app.auth.visibility import visible
from app.core.db.json_sql import JsonObject
from app.core.filters import filtered
from app.core.listing import DetailQuery, Listing
from app.core.schema import read_columns
from app.core.sorting import Row
from app.core.statements import WHOLE, OneRecord, one_record
from app.documents.models import Document
from app.documents.schemas import DocumentLabel
from app.org_units import queries as org_units

FIELDS = read_columns(ActRead, AgreementAct)


def readable_acts(principal: Principal, *, deleted: bool = False) -> Select[Any]:
    """The acts that the caller may know of: those of agreements that they may know of too."""
    agreement = queries.readable(principal).where(Agreement.id == AgreementAct.agreement_id)
    seen = visible(AgreementAct, principal, deleted=deleted)
    return select(AgreementAct.id).where(seen, agreement.correlate(AgreementAct).exists())


def _to_unit(principal: Principal) -> Row:
    return org_units.label_of(principal, AgreementAct.to_unit_id)


def _document(principal: Principal) -> Row:
    document = aliased(Document)
    label = JsonObject(read_columns(DocumentLabel, document))
    named = document.id == AgreementAct.document_id
    return select(label).where(named, visible(document, principal)).correlate(AgreementAct).scalar_subquery()


ACTS = Listing(
    id=AgreementAct.id,
    fields=FIELDS,
    sorts={name: FIELDS[name] for name in ("id", "effective_on", "sequence", "kind", "created_at", "updated_at")},
    default_sort="effective_on",
    expands={"to_unit": _to_unit, "document": _document},
)
_FILTERS = {
    "kind": AgreementAct.kind,
    "effective": AgreementAct.effective_on,
    "updated_at": AgreementAct.updated_at,
}


def acts_of(principal: Principal, agreement_id: str, query: ActQuery) -> Select[Any]:
    """The acts of one agreement, with the filters."""
    return filtered(readable_acts(principal), query, _FILTERS).where(AgreementAct.agreement_id == agreement_id)


def act_of(principal: Principal, agreement_id: str, id_: str, *, deleted: bool = False) -> Select[Any]:
    """One act of this agreement."""
    ours = AgreementAct.agreement_id == agreement_id, AgreementAct.id == id_
    return readable_acts(principal, deleted=deleted).where(*ours)


def read_act(principal: Principal, agreement_id: str, id_: str, query: DetailQuery = WHOLE) -> OneRecord:
    """One act's answer."""
    one = one_record(readable_acts, AgreementAct, ACTS, principal, id_, query)
    return replace(one, statement=one.statement.where(AgreementAct.agreement_id == agreement_id))


def live_acts(agreement_id: str) -> Select[Any]:
    """Every act of an agreement, whoever looks: rules go by all of them."""
    return select(AgreementAct).where(AgreementAct.agreement_id == agreement_id, AgreementAct.deleted_at.is_(None))
