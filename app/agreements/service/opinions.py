"""Asking agencies about an agreement, and what they answer (Luật 70/2020/QH14, Điều 19 and 27; R2, R3)."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.agreements.models import Agreement, AgreementOpinion
from app.agreements.rules.deadlines import CONSULTATION_WORKING_DAYS
from app.agreements.service.signing import PrimeMinisterConsentMissing
from app.auth.principal import Principal
from app.core import records
from app.core.records import add_record
from app.core.schema import stored_values
from app.delegations.models import Verdict
from app.delegations.schemas.opinions import OpinionCreate, OpinionUpdate
from app.delegations.service.opinions import check_opinion, named_in, opinion_due_on


async def ask_opinion(
    session: AsyncSession, principal: Principal, agreement: Agreement, values: OpinionCreate
) -> AgreementOpinion:
    """Insert an opinion, due 7 working days after sending unless `values` names a day (R2). Raises InvalidRequest."""
    due_on = values.due_on or opinion_due_on(values.sent_on, CONSULTATION_WORKING_DAYS)
    row = AgreementOpinion(**stored_values(values) | {"due_on": due_on, "agreement_id": agreement.id})
    await check_opinion(session, principal, row)
    return await add_record(session, row)


async def correct_opinion(
    session: AsyncSession, principal: Principal, row: AgreementOpinion, values: OpinionUpdate
) -> None:
    """Apply a merge patch; the day it is due stays unless the patch names another. Raises InvalidRequest."""
    held = set(named_in(row).values())
    row.assign(**stored_values(values))
    await check_opinion(session, principal, row, held)
    await session.flush()


async def delete_opinion(session: AsyncSession, row: AgreementOpinion) -> None:
    """Soft, as everything."""
    await records.delete_record(session, row)


async def restore_opinion(session: AsyncSession, row: AgreementOpinion) -> None:
    """Bring a deleted opinion back."""
    await records.restore_record(session, row)


def warnings_of(agreement: Agreement, row: AgreementOpinion) -> list[str]:
    """An agency that disagrees once the paper is signed changes nothing of the signing, but the office is told (R3)."""
    is_late = agreement.signed_on is not None and agreement.prime_minister_consent is None
    return [PrimeMinisterConsentMissing.code] if is_late and row.verdict is Verdict.DISAGREE else []
