"""Agreements, acts and opinions for tests."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.agreements.models import (
    ActKind,
    Agreement,
    AgreementAct,
    AgreementOpinion,
    LegalRegime,
    NameType,
    ProcedureType,
    SigningCapacity,
)


def vietnamese(org_unit_id: str | None = None, **values: Any) -> dict[str, Any]:
    """A party of ours, as the table stores it."""
    return _party("vietnamese", org_unit_id=org_unit_id, **values)


def foreign(partner_id: str | None = None, **values: Any) -> dict[str, Any]:
    """A party of theirs, as the table stores it."""
    return _party("foreign", partner_id=partner_id, **values)


def _party(side: str, **values: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("org_unit_id", "partner_id", "name_as_signed", "signer", "position"))
    return {"side": side, **empty, **values}


async def make_agreement(
    session: AsyncSession,
    *,
    title_vi: str = "Bản ghi nhớ Thử",
    signing_capacity: SigningCapacity = SigningCapacity.PROVINCIAL_PEOPLE_COMMITTEE,
    org_unit_id: str | None = None,
    partner_id: str | None = None,
    **values: Any,
) -> Agreement:
    """A flushed agreement of the law of 2020, its parties from the two ids unless `parties` is given.

    Columns that a write derives stay as given: `starts_on` and `expires_on` are whole days.
    """
    kind = {
        "name_type": NameType.BAN_GHI_NHO,
        "legal_regime": LegalRegime.LAW_2020,
        "under_law": True,
        "procedure_type": ProcedureType.ORDINARY,
    }
    sides = {
        "parties": [vietnamese(org_unit_id), foreign(partner_id)],
        "org_unit_ids": [org_unit_id] if org_unit_id else [],
        "partner_ids": [partner_id] if partner_id else [],
        "countries": [],
    }
    lists: dict[str, Any] = {"fields": [], "languages": [], "deadlines": [], "citations": []}
    row = Agreement(title_vi=title_vi, signing_capacity=signing_capacity, **kind | sides | lists | values)
    session.add(row)
    await session.flush()
    return row


async def make_act(
    session: AsyncSession,
    agreement: Agreement,
    *,
    kind: ActKind = ActKind.TERMINATE,
    effective_on: date = date(2026, 1, 1),
    **values: Any,
) -> AgreementAct:
    """A flushed act, the next of its agreement."""
    agreement.act_count = (agreement.act_count or 0) + 1
    given = {"sequence": agreement.act_count, "kind": kind, "effective_on": effective_on, "citations": [], **values}
    row = AgreementAct(agreement_id=agreement.id, **given)
    session.add(row)
    await session.flush()
    return row


async def make_opinion(
    session: AsyncSession, agreement: Agreement, *, sent_on: date = date(2026, 1, 5), **values: Any
) -> AgreementOpinion:
    """A flushed opinion, asked of an agency by name unless `agency_id` is given."""
    agency = {"agency_name": None if values.get("agency_id") else "Bộ Ngoại giao"}
    given = {"due_on": date(2026, 1, 14), "citations": [], **agency, **values}
    row = AgreementOpinion(agreement_id=agreement.id, sent_on=sent_on, **given)
    session.add(row)
    await session.flush()
    return row
