"""The search for duplicates as the API takes and shows it."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.core.schema import Answer, split_commas
from app.partners.models import PartnerKind
from app.partners.schemas import CountryCode, PartnerLabel


class PartnerLikenessQuery(BaseModel):
    """How alike, and how many at most."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    threshold: Annotated[float, Field(ge=0.5, le=1, description="least score")] = 0.85
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class PartnerDuplicateQuery(PartnerLikenessQuery):
    """Where to look."""

    kind: Annotated[list[PartnerKind] | None, BeforeValidator(split_commas)] = None
    country: Annotated[list[CountryCode] | None, BeforeValidator(split_commas)] = None


class LikenessReason(Answer):
    """What speaks for it; `left` and `right` are the two values that were compared."""

    code: Literal["same_name", "similar_name", "same_country", "same_subdivision", "same_website"]
    left: str
    right: str


class PartnerPair(Answer):
    """Two partners that may be one; `score` is 0 to 1."""

    score: float
    reasons: list[LikenessReason]
    partners: list[PartnerLabel]


class PartnerPairs(Answer):
    """The likeliest first. `complete` is false when there was too much to compare: narrow by kind or country."""

    items: list[PartnerPair]
    complete: bool


class PartnerCandidate(Answer):
    """A partner that the would-be one may be; `left` in its reasons is the would-be one."""

    score: float
    reasons: list[LikenessReason]
    partner: PartnerLabel


class PartnerCandidates(Answer):
    """The likeliest first."""

    items: list[PartnerCandidate]
    complete: bool
