"""What the subject of an anniversary says of it: where, whose, and of which pillar (trụ cột)."""

from typing import Any, Final

from sqlalchemy.orm import Session

from app.agreements.models import Agreement, LegalRegime
from app.anniversaries.models import SubjectType
from app.core.model import Record
from app.org_units.models import OrgUnit, OrgUnitKind
from app.partners.models import Partner, PartnerKind
from app.relationships.models import Pillar, Relationship

HOME: Final = "VN"
RECORDS: Final[dict[SubjectType, type[Record]]] = {
    SubjectType.PARTNER: Partner,
    SubjectType.RELATIONSHIP: Relationship,
    SubjectType.AGREEMENT: Agreement,
    SubjectType.ORG_UNIT: OrgUnit,
}
"""The records that a subject may name by id; a country and an event have none."""

Facts = dict[str, Any]
_NOTHING: Final[Facts] = {
    "country": None,
    "partner_id": None,
    "org_unit_ids": [],
    "relationship_id": None,
    "agreement_id": None,
    "pillar": None,
}
_PARTNER_PILLARS: Final = {
    PartnerKind.LOCAL_GOVERNMENT: Pillar.STATE,
    PartnerKind.DIPLOMATIC_MISSION: Pillar.STATE,
    PartnerKind.PARLIAMENT: Pillar.STATE,
    PartnerKind.POLITICAL_PARTY: Pillar.PARTY,
    PartnerKind.PEOPLES_ORGANIZATION: Pillar.PEOPLE,
    PartnerKind.NGO: Pillar.PEOPLE,
    PartnerKind.OVERSEAS_VIETNAMESE_ASSOCIATION: Pillar.PEOPLE,
}
_UNIT_PILLARS: Final = {
    OrgUnitKind.PARTY_BODY: Pillar.PARTY,
    OrgUnitKind.FRONT_OR_UNION: Pillar.PEOPLE,
    OrgUnitKind.FRIENDSHIP_UNION: Pillar.PEOPLE,
}


def read_facts(session: Session, subject: dict[str, Any]) -> Facts:
    """The columns of an anniversary that follow from its subject, which exists."""
    kind = SubjectType(subject["type"])
    if kind not in RECORDS:
        pillar = Pillar.STATE if kind is SubjectType.COUNTRY else None
        return _NOTHING | {"country": subject["code"], "pillar": pillar}
    return facts_of(session, session.get_one(RECORDS[kind], subject["id"]))


def facts_of(session: Session, source: Record) -> Facts:
    """The same, of one whose subject is this record."""
    if isinstance(source, Relationship):
        return _of_relationship(session, source)
    if isinstance(source, Agreement):
        return _of_agreement(session, source)
    if isinstance(source, Partner):
        pillar = _PARTNER_PILLARS.get(source.kind)
        return _NOTHING | {"country": source.country, "partner_id": source.id, "pillar": pillar}
    assert isinstance(source, OrgUnit)  # noqa: S101  # the last of RECORDS
    pillar = _UNIT_PILLARS.get(source.kind, Pillar.STATE)
    return _NOTHING | {"country": HOME, "org_unit_ids": [source.id], "pillar": pillar}


def _of_relationship(session: Session, tie: Relationship) -> Facts:
    partner = session.get(Partner, tie.partner_id)
    return _NOTHING | {
        "country": partner and partner.country,
        "partner_id": tie.partner_id,
        "org_unit_ids": _once([tie.org_unit_id, tie.lead_unit_id]),
        "relationship_id": tie.id,
        "pillar": tie.pillar,
    }


def _of_agreement(session: Session, paper: Agreement) -> Facts:
    """The first foreign party and its country; queries find the agreement's other ones through the agreement."""
    tie = session.get(Relationship, paper.relationship_id) if paper.relationship_id else None
    is_party_paper = paper.legal_regime == LegalRegime.PARTY_PAPER
    return _NOTHING | {
        "country": next(iter(paper.countries or []), None),
        "partner_id": next(iter(paper.partner_ids or []), None),
        "org_unit_ids": _once([*(paper.org_unit_ids or []), paper.lead_unit_id, paper.responsible_unit_id]),
        "agreement_id": paper.id,
        "pillar": tie.pillar if tie else Pillar.PARTY if is_party_paper else Pillar.STATE,
    }


def _once(ids: list[str | None]) -> list[str]:
    return list(dict.fromkeys(id_ for id_ in ids if id_ is not None))
