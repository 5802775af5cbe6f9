"""Relationships as the API takes and shows them."""

from typing import Annotated

from pydantic import (
    MISSING,
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from app.core.dates import PartialDate
from app.core.i18n import Label
from app.core.listing import SearchQuery
from app.core.schema import (
    Answer,
    Citation,
    LongText,
    RecordCreate,
    RecordId,
    RecordRead,
    RecordUpdate,
    Schema,
    ShortText,
    split_commas,
)
from app.partners.schemas import CountryCode
from app.relationships.models import Channel, Pillar, RelationshipType, Stage

OrgUnitId = Annotated[RecordId, Label("Đơn vị Việt Nam", "Org unit")]
PartnerId = Annotated[RecordId, Label("Đối tác", "Partner")]
ChannelField = Annotated[Channel, Label("Kênh", "Channel")]
PillarField = Annotated[Pillar, Label("Trụ cột", "Pillar")]
TypeField = Annotated[RelationshipType, Label("Loại quan hệ", "Type")]
StageField = Annotated[Stage, Label("Giai đoạn", "Stage")]
LeadUnitId = Annotated[RecordId, Label("Đơn vị chủ trì", "Lead unit")]
InheritedFrom = Annotated[RecordId, Label("Kế thừa từ", "Inherited from")]


class OriginClaim(Schema):
    """Một nguồn về ngày thiết lập: what one source says of the origin; the date may be unknown."""

    date: PartialDate | None = None
    basis: Annotated[LongText, StringConstraints(min_length=1, max_length=2_000)] | None = None
    citation: Citation | None = None
    chosen: bool = False

    @field_validator("chosen")
    @classmethod
    def _choose_a_date(cls, chosen: bool, info: ValidationInfo) -> bool:  # noqa: FBT001  # a field's value
        if chosen and info.data.get("date", "") is None:
            code = "chosen_without_date"
            raise PydanticCustomError(code, "a chosen claim has a date")
        return chosen


def _choose_one(claims: list[OriginClaim]) -> list[OriginClaim]:
    if sum(claim.chosen for claim in claims) > 1:
        code = "several_chosen"
        raise PydanticCustomError(code, "at most one claim is chosen")
    return claims


OriginClaims = Annotated[
    list[OriginClaim],
    Field(max_length=50, description="disputed dates keep their sources; at most one is chosen"),
    AfterValidator(_choose_one),
    Label("Ngày thiết lập theo các nguồn", "Origin claims"),
]
Fields = Annotated[list[ShortText], Field(max_length=50), Label("Lĩnh vực", "Fields")]
Mechanisms = Annotated[list[ShortText], Field(max_length=50), Label("Cơ chế", "Mechanisms")]
EstablishedOn = Annotated[
    PartialDate | None, Field(description="the chosen claim's date"), Label("Ngày thiết lập", "Established on")
]


class RelationshipCreate(RecordCreate):
    """A new relationship."""

    org_unit_id: OrgUnitId
    partner_id: PartnerId
    channel: ChannelField
    pillar: PillarField
    type: TypeField
    stage: StageField
    origin_claims: OriginClaims = []
    fields: Fields = []
    mechanisms: Mechanisms = []
    lead_unit_id: LeadUnitId | None = None
    inherited_from: InheritedFrom | None = None


class RelationshipUpdate(RecordUpdate):
    """A merge patch of a relationship."""

    org_unit_id: OrgUnitId | MISSING = MISSING
    partner_id: PartnerId | MISSING = MISSING
    channel: ChannelField | MISSING = MISSING
    pillar: PillarField | MISSING = MISSING
    type: TypeField | MISSING = MISSING
    stage: StageField | MISSING = MISSING
    origin_claims: OriginClaims | MISSING = MISSING
    fields: Fields | MISSING = MISSING
    mechanisms: Mechanisms | MISSING = MISSING
    lead_unit_id: LeadUnitId | MISSING | None = MISSING
    inherited_from: InheritedFrom | MISSING | None = MISSING


class RelationshipLabel(Answer):
    """A relationship as other records show it when expanded."""

    id: RecordId
    org_unit_id: RecordId
    partner_id: RecordId
    channel: Channel
    pillar: Pillar
    type: RelationshipType
    stage: Stage
    established_on: str | None


class RelationshipRead(RecordRead):
    """A relationship. `inherited_from` holds an id, or a label when expanded."""

    org_unit_id: RecordId
    partner_id: RecordId
    channel: Channel
    pillar: Pillar
    type: RelationshipType
    stage: Stage
    origin_claims: list[OriginClaim]
    established_on: EstablishedOn
    fields: list[str]
    mechanisms: list[str]
    lead_unit_id: RecordId | None
    inherited_from: RecordId | RelationshipLabel | None


class PartnerRelationshipQuery(SearchQuery):
    """Filters of one partner's relationships; `q` searches the names of both sides."""

    org_unit_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    lead_unit_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    channel: Annotated[list[Channel] | None, BeforeValidator(split_commas)] = None
    pillar: Annotated[list[Pillar] | None, BeforeValidator(split_commas)] = None
    type: Annotated[list[RelationshipType] | None, BeforeValidator(split_commas)] = None
    stage: Annotated[list[Stage] | None, BeforeValidator(split_commas)] = None
    inherited: Annotated[bool | None, Field(description="whether it was inherited from another relationship")] = None
    established_from: Annotated[
        PartialDate | None,
        Field(description="established then or later; a date known to its year counts where it may be"),
    ] = None
    established_to: Annotated[PartialDate | None, Field(description="established then or earlier")] = None


class RelationshipQuery(PartnerRelationshipQuery):
    """Filters of the list."""

    partner_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    country: Annotated[
        list[CountryCode] | None,
        BeforeValidator(split_commas),
        Field(description="of the partner"),
    ] = None
