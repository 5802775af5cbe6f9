"""A hit as a reader sees it: what the record is, in their language, and the very spelling that was found, marked."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from app.activities.models import ActivityKind
from app.agreements.models import NameType
from app.anniversaries.models import AnniversaryKind
from app.contacts.models import ContactRole
from app.core.i18n import Labelled, Language
from app.core.reference import country_name
from app.core.text import fold, highlight, normalize_text
from app.delegations.models import Direction
from app.documents.models import DocumentType
from app.org_units.models import OrgUnitKind
from app.partners.models import PartnerKind
from app.relationships.models import RelationshipType
from app.tasks.models import TaskKind

_KINDS: Mapping[str, type[Labelled]] = {
    "partners": PartnerKind,
    "org-units": OrgUnitKind,
    "documents": DocumentType,
    "contacts": ContactRole,
    "relationships": RelationshipType,
    "delegations": Direction,
    "agreements": NameType,
    "tasks": TaskKind,
    "activities": ActivityKind,
    "anniversaries": AnniversaryKind,
}


def finish_hit(text: bytes, q: str, language: Language) -> bytes:
    """JSON of a hit, from JSON with `facts` as its subtitle and the record's spellings as `highlight` and `matched`."""
    hit: dict[str, Any] = orjson.loads(text)
    if "subtitle" in hit:
        hit["subtitle"] = _subtitle(hit["subtitle"], language)
    if "matched" in hit:
        hit["matched"] = _found(hit["matched"], q)
    if "highlight" in hit:
        hit["highlight"] = highlight(_found(hit["highlight"], q), q)
    return orjson.dumps(hit)


def _subtitle(facts: Mapping[str, str | None], language: Language) -> str:
    """`Chính quyền địa phương · Lào`."""
    kind, country = facts["kind"], facts.get("country")
    member = None if kind is None else _KINDS[str(facts["type"])](kind)
    label = None if member is None else member.label(language)
    parts = (label, facts.get("text"), None if country is None else country_name(country, language))
    return " · ".join(part for part in parts if part)


def _found(spellings: Mapping[str, Any], q: str) -> str:
    """The spelling that answers the query best, as `name_rank` orders them; the title if they are alike."""
    folded, typed = fold(q), normalize_text(q).casefold()

    def distance(spelling: str) -> tuple[bool, bool, bool]:
        letters = fold(spelling)
        return folded not in letters, spelling.casefold() != typed, not letters.startswith(folded)

    return min(_texts(spellings), key=distance)


def _texts(spellings: Mapping[str, Any]) -> Iterator[str]:
    for value in spellings.values():
        if isinstance(value, list):
            yield from (alias["name"] for alias in value)
        elif value is not None:
            yield value
