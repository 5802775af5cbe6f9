"""What a write looks up to keep an agreement true, whoever looks: rules go by all there is."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.agreements.models import Agreement, AgreementOpinion
from app.delegations.models import Delegation, Verdict
from app.partners.models import Partner


def countries_of(partner_ids: Collection[str]) -> Select[Any]:
    """The countries of these partners, each once, by code."""
    there = Partner.country.is_not(None), Partner.id.in_(partner_ids)
    return select(Partner.country).where(*there).distinct().order_by(Partner.country)


def disagreements_of(agreement_id: str) -> Select[Any]:
    """The live opinions that disagree with an agreement (R3)."""
    return select(AgreementOpinion.id).where(
        AgreementOpinion.agreement_id == agreement_id,
        AgreementOpinion.verdict == Verdict.DISAGREE,
        AgreementOpinion.deleted_at.is_(None),
    )


def delegation_of(id_: str) -> Select[Any]:
    """The delegation, to be told of what was signed on it."""
    return select(Delegation.id).where(Delegation.id == id_)


def signed_on_delegation(delegation_id: str) -> Select[Any]:
    """The live agreements of a delegation."""
    found = select(Agreement.id).where(Agreement.delegation_id == delegation_id, Agreement.deleted_at.is_(None))
    return found.order_by(Agreement.id)


def line_of(id_: str, link: InstrumentedAttribute[str | None]) -> Select[Any]:
    """An agreement and all that it follows by `link` (predecessor or parent), deleted ones too: no line is a circle."""
    line = select(Agreement.id, link.label("next_id")).where(Agreement.id == id_).cte(recursive=True)
    earlier = aliased(Agreement)
    line = line.union(select(earlier.id, getattr(earlier, link.key)).join(line, earlier.id == line.c.next_id))
    return select(Agreement.id).where(Agreement.id.in_(select(line.c.id)))
