"""Tìm trùng: partners that may be one, with a score and what speaks for it.

The database names those worth comparing, `similarity` compares their names. Partners of two known subdivisions are two
(the Gwangju of KR-29 and the one in KR-41, Hunan and Henan), and so are a partner and its superior, or its successor.
"""

import asyncio
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any, NamedTuple

from app.auth.principal import Principal
from app.core.db.reader import Reader
from app.core.likeness import similarity
from app.core.schema import stored_values
from app.core.text import fold
from app.partners.models import AdminLevel, PartnerKind
from app.partners.queries.duplicates import COMPARED, likely_pairs, likely_same
from app.partners.schemas import PartnerCreate, PartnerLabel
from app.partners.schemas.duplicates import (
    LikenessReason,
    PartnerCandidate,
    PartnerCandidates,
    PartnerDuplicateQuery,
    PartnerLikenessQuery,
    PartnerPair,
    PartnerPairs,
)

MOST_COMPARED = 5_000
_SAME_SUBDIVISION, _SAME_WEBSITE = 0.25, 0.5
_OTHER_LEVEL = 0.8


class Compared(NamedTuple):
    """The columns `COMPARED`; a would-be partner has an empty id."""

    id: str
    kind: PartnerKind
    name_vi: str
    name_en: str | None
    name_local: str | None
    aliases: Sequence[dict[str, Any]]
    country: str | None
    subdivision: str | None
    admin_level: AdminLevel | None
    parent_id: str | None
    successors: Sequence[dict[str, Any]]
    website: str | None

    def names(self) -> list[str]:
        """Every spelling."""
        own = [name for name in (self.name_vi, self.name_en, self.name_local) if name]
        return own + [alias["name"] for alias in self.aliases]

    def label(self) -> PartnerLabel:
        return PartnerLabel(**{name: getattr(self, name) for name in PartnerLabel.model_fields})


class Likeness(NamedTuple):
    """How alike two partners are."""

    score: float
    reasons: list[LikenessReason]


async def find_duplicates(reader: Reader, principal: Principal, query: PartnerDuplicateQuery) -> PartnerPairs:
    """The likeliest pairs among the partners that the caller may see."""
    rows = (await reader.execute(likely_pairs(principal, query, MOST_COMPARED + 1))).all()
    width = len(COMPARED)
    pairs = [(Compared._make(row[:width]), Compared._make(row[width:])) for row in rows[:MOST_COMPARED]]
    items = [
        PartnerPair(score=like.score, reasons=like.reasons, partners=[left.label(), right.label()])
        for left, right, like in await asyncio.to_thread(rank_pairs, pairs, query)
    ]
    return PartnerPairs(items=items, complete=len(rows) <= MOST_COMPARED)


async def find_candidates(
    reader: Reader, principal: Principal, values: PartnerCreate, query: PartnerLikenessQuery
) -> PartnerCandidates:
    """The partners that a would-be one may be."""
    stored = {"id": "", **stored_values(values)}
    would_be = Compared._make(stored[name] for name in COMPARED)
    found = likely_same(principal, values, would_be.names(), MOST_COMPARED + 1)
    rows = (await reader.execute(found)).all()
    pairs = [(would_be, Compared._make(row)) for row in rows[:MOST_COMPARED]]
    items = [
        PartnerCandidate(score=like.score, reasons=like.reasons, partner=partner.label())
        for _, partner, like in await asyncio.to_thread(rank_pairs, pairs, query)
    ]
    return PartnerCandidates(items=items, complete=len(rows) <= MOST_COMPARED)


def rank_pairs(
    pairs: Iterable[tuple[Compared, Compared]], query: PartnerLikenessQuery
) -> list[tuple[Compared, Compared, Likeness]]:
    """Those over the threshold, each once, the likeliest first."""
    found = {}
    for left, right in pairs:
        like = None if _are_kin(left, right) or _are_kin(right, left) else compare_partners(left, right)
        if like is not None and like.score >= query.threshold:
            found[left.id, right.id] = (left, right, like)
    return sorted(found.values(), key=lambda item: (-item[2].score, item[0].id, item[1].id))[: query.limit]


def compare_partners(left: Compared, right: Compared) -> Likeness:
    """The best likeness of two of their names, raised by a shared place or website, lowered by another level."""
    score, mine, theirs = max((similarity(*names), *names) for names in product(left.names(), right.names()))
    code = "same_name" if fold(mine) == fold(theirs) else "similar_name"
    reasons = [LikenessReason.model_validate({"code": code, "left": mine, "right": theirs})]
    for name, weight in (("country", 0.0), ("subdivision", _SAME_SUBDIVISION), ("website", _SAME_WEBSITE)):
        value, other = getattr(left, name), getattr(right, name)
        if value is not None and value == other:
            score += (1 - score) * weight
            reasons.append(LikenessReason.model_validate({"code": f"same_{name}", "left": value, "right": other}))
    if left.admin_level and right.admin_level and left.admin_level is not right.admin_level:
        score *= _OTHER_LEVEL
    return Likeness(round(score, 3), reasons)


def _are_kin(one: Compared, other: Compared) -> bool:
    """Whether the second lies straight below the first, or follows it."""
    return other.parent_id == one.id or any(item["partner_id"] == other.id for item in one.successors)
