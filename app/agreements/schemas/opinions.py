"""Opinions about agreements: asked for and answered as those about delegations are."""

from app.core.schema import RecordId
from app.delegations.schemas.opinions import OpinionRead


class AgreementOpinionRead(OpinionRead):
    """An opinion about an agreement."""

    agreement_id: RecordId
