"""Merges as the API takes and shows them."""

from app.core.schema import Answer, RecordId, Schema
from app.partners.schemas import PartnerAlias, PartnerRead, Text


class PartnerMerge(Schema):
    """Which partner goes up in the one of the address, and why; the reason joins the history."""

    loser_id: RecordId
    reason: Text | None = None


class MergeAnswer(Answer):
    """What became of it: how many records of each collection the caller sees pointing to the winner now."""

    winner: PartnerRead
    loser_id: RecordId
    moved: dict[str, int]
    aliases_added: list[PartnerAlias]


class UnmergeConflict(Answer):
    """A field that changed since the merge and was left as it is."""

    collection: str
    id: RecordId
    field: str


class UnmergeAnswer(Answer):
    """What went back to the partner that stands by itself again, and what could not."""

    winner: PartnerRead
    loser: PartnerRead
    moved: dict[str, int]
    conflicts: list[UnmergeConflict]
