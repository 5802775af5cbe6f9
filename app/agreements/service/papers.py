"""The paper that an act is written in: it runs the same procedure as the agreement itself (Điều 33; R6)."""

from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from app.agreements import queries, service
from app.agreements.models import ActKind, Agreement, AgreementAct, SigningCapacity
from app.agreements.rules.acts import WITH_PAPER
from app.agreements.rules.regimes import OUTSIDE_THE_LAW
from app.agreements.schemas.agreements import AgreementCreate, AgreementUpdate
from app.auth.principal import Principal
from app.core.errors import InvalidRequest
from app.core.problems import Fault
from app.core.records import find_for_write
from app.core.terms import Terms

_TITLES: Final = {ActKind.AMEND: "Sửa đổi", ActKind.RENEW: "Gia hạn", ActKind.REPLACE: "Thay thế"}
_LONGEST_TITLE: Final = 500


async def provide_paper(
    session: AsyncSession, principal: Principal, agreement: Agreement, act: AgreementAct, terms: Terms
) -> None:
    """Tie the paper that the act names to its agreement, or make one in preparation; `act.child_id` names it then.

    Raises InvalidRequest for a paper that is unknown or another agreement's, AgreementCycle.
    """
    if act.kind not in WITH_PAPER:
        return
    link = "predecessor_id" if act.kind is ActKind.REPLACE else "parent_id"
    if act.child_id is None:
        values = paper_of(agreement, act.kind).model_copy(update={link: agreement.id})
        act.child_id = (await service.create_agreement(session, principal, values, terms)).id
        return
    paper = await find_for_write(session, Agreement, queries.readable(principal).where(Agreement.id == act.child_id))
    if paper is None:
        raise InvalidRequest(errors=[Fault("unknown_reference", "/child_id")])
    if getattr(paper, link) not in (None, agreement.id):
        raise InvalidRequest(errors=[Fault("paper_of_another", "/child_id")])
    tie = AgreementUpdate.model_validate({link: agreement.id})
    await service.update_agreement(session, principal, paper, tie, terms)


def paper_of(agreement: Agreement, kind: ActKind) -> AgreementCreate:
    """The draft of an amendment, a renewal or a replacement, of the same parties.

    Whoever answers for the first unit that signed stands in its place: a unit that is no more signs nothing.
    """
    is_district = agreement.signing_capacity is SigningCapacity.DISTRICT_PEOPLE_COMMITTEE
    return AgreementCreate(
        title_vi=f"{_TITLES[kind]}: {agreement.title_vi}"[:_LONGEST_TITLE],
        name_type=agreement.name_type,
        signing_capacity=SigningCapacity.PROVINCIAL_PEOPLE_COMMITTEE if is_district else agreement.signing_capacity,
        legal_regime=agreement.legal_regime if agreement.legal_regime in OUTSIDE_THE_LAW else None,
        parties=[_party_now(agreement, party) for party in agreement.parties],
        relationship_id=agreement.relationship_id,
        fields=agreement.fields,
        languages=agreement.languages,
        lead_unit_id=agreement.lead_unit_id,
        confidentiality=agreement.confidentiality,
    )


def _party_now(agreement: Agreement, party: dict[str, Any]) -> Any:  # noqa: ANN401  # a Party's fields
    """The party without signers, for nobody has signed yet."""
    party = {**party, "signer": None, "position": None}
    answers = agreement.responsible_unit_id
    first = agreement.org_unit_ids[0] if agreement.org_unit_ids else None
    if answers is not None and answers != first and party["org_unit_id"] == first is not None:
        return {**party, "org_unit_id": answers, "name_as_signed": None}
    return party
