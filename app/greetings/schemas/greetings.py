"""A greeting as the API takes and shows it."""

from typing import Annotated, Any, Self

from pydantic import MISSING, AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.core.dates import CalendarDate, PartialDate
from app.core.i18n import Label
from app.core.listing import SearchQuery
from app.core.schema import (
    LongText,
    Name,
    RecordCreate,
    RecordId,
    RecordRead,
    RecordUpdate,
    Schema,
    ShortText,
    split_commas,
)
from app.greetings.models import GreetingChannel, GreetingDirection, GreetingStatus, GreetingType, PartyRank
from app.partners.schemas import CountryCode


class GreetingParty(Schema):
    """Người gửi, người nhận: on our side of a unit, on theirs of a partner; `name` and `position` as on the letter."""

    org_unit_id: RecordId | None = None
    partner_id: RecordId | None = None
    contact_id: RecordId | None = None
    name: Name | None = None
    position: Name | None = None
    rank: PartyRank | None = None

    @model_validator(mode="after")
    def stand_on_one_side(self) -> Self:
        if self.org_unit_id is not None and self.partner_id is not None:
            code = "exactly_one"
            raise PydanticCustomError(code, "of a unit or of a partner", {"expected": "org_unit_id, partner_id"})
        return self


def _once_each(codes: list[str]) -> list[str]:
    return list(dict.fromkeys(codes))


Text = Annotated[LongText, StringConstraints(min_length=1)]
DirectionField = Annotated[GreetingDirection, Label("Chiều", "Direction")]
TypeField = Annotated[GreetingType, Label("Loại", "Type")]
AnniversaryId = Annotated[RecordId, Label("Ngày kỷ niệm", "Anniversary")]
OccurrenceDate = Annotated[PartialDate, Label("Ngày của lần kỷ niệm", "Occurrence date")]
Occasion = Annotated[
    ShortText, Field(description="what no anniversary is: an appointment, a disaster"), Label("Dịp", "Occasion")
]
OrgUnitId = Annotated[RecordId, Label("Đơn vị Việt Nam", "Org unit")]
PartnerId = Annotated[
    RecordId, Field(description="from the other side's party or the anniversary if absent"), Label("Đối tác", "Partner")
]
Country = Annotated[
    CountryCode, Field(description="from the partner or the anniversary if absent"), Label("Nước", "Country")
]
ChannelField = Annotated[GreetingChannel, Label("Kênh", "Channel")]
Sender = Annotated[
    GreetingParty, Field(description="a PATCH changes the members that it gives"), Label("Người gửi", "Sender")
]
Recipient = Annotated[
    GreetingParty, Field(description="a PATCH changes the members that it gives"), Label("Người nhận", "Recipient")
]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$"), Field(examples=["vi", "lo"])]
Languages = Annotated[
    list[LanguageCode],
    Field(max_length=20, description="ISO 639-1"),
    AfterValidator(_once_each),
    Label("Ngôn ngữ", "Languages"),
]
Draft = Annotated[Text, Label("Bản thảo", "Draft")]
Translation = Annotated[Text, Label("Bản dịch", "Translation")]
ReferenceNumber = Annotated[ShortText, StringConstraints(max_length=100), Label("Số, ký hiệu", "Reference number")]
DueOn = Annotated[
    CalendarDate,
    Field(description="of one that we send; the whole day of the occurrence if absent"),
    Label("Hạn gửi", "Due on"),
]
SignedOn = Annotated[CalendarDate, Label("Ngày ký", "Signed on")]
SentOn = Annotated[CalendarDate, Label("Ngày gửi", "Sent on")]
ReceivedOn = Annotated[CalendarDate, Label("Ngày nhận", "Received on")]
SentVia = Annotated[ShortText, Field(examples=["công hàm", "Đại sứ quán", "thư điện tử"]), Label("Gửi qua", "Sent via")]
StatusField = Annotated[
    GreetingStatus,
    Field(description="`draft`, or `received`, if absent; another is for history that is entered afterwards"),
    Label("Trạng thái", "Status"),
]
ReplyToId = Annotated[
    RecordId,
    Field(
        description="the letter that this one answers, of the other direction and the same partner or country; that "
        "one is `answered` once this one is received, or sent"
    ),
    Label("Phúc đáp thư", "Reply to"),
]
Publicity = Annotated[Text, StringConstraints(max_length=2_000), Label("Đăng tin", "Publicity")]


class GreetingCreate(RecordCreate):
    """A new greeting, for an occurrence of an anniversary or for another occasion."""

    direction: DirectionField
    type: TypeField
    anniversary_id: AnniversaryId | None = None
    occurrence_date: OccurrenceDate | None = None
    occasion: Occasion | None = None
    org_unit_id: OrgUnitId
    partner_id: PartnerId | None = None
    country: Country | None = None
    channel: ChannelField | None = None
    sender: Sender = GreetingParty()
    recipient: Recipient = GreetingParty()
    languages: Languages = []
    draft: Draft | None = None
    translation: Translation | None = None
    reference_number: ReferenceNumber | None = None
    due_on: DueOn | None = None
    signed_on: SignedOn | None = None
    sent_on: SentOn | None = None
    received_on: ReceivedOn | None = None
    sent_via: SentVia | None = None
    status: StatusField | MISSING = MISSING
    reply_to_id: ReplyToId | None = None
    publicity: Publicity | None = None


class GreetingUpdate(RecordUpdate):
    """A merge patch of a greeting; its status moves by `transitions`, its direction never."""

    type: TypeField | MISSING = MISSING
    anniversary_id: AnniversaryId | MISSING | None = MISSING
    occurrence_date: OccurrenceDate | MISSING | None = MISSING
    occasion: Occasion | MISSING | None = MISSING
    org_unit_id: OrgUnitId | MISSING = MISSING
    partner_id: PartnerId | MISSING | None = MISSING
    country: Country | MISSING | None = MISSING
    channel: ChannelField | MISSING | None = MISSING
    sender: Sender | MISSING = MISSING
    recipient: Recipient | MISSING = MISSING
    languages: Languages | MISSING = MISSING
    draft: Draft | MISSING | None = MISSING
    translation: Translation | MISSING | None = MISSING
    reference_number: ReferenceNumber | MISSING | None = MISSING
    due_on: DueOn | MISSING | None = MISSING
    signed_on: SignedOn | MISSING | None = MISSING
    sent_on: SentOn | MISSING | None = MISSING
    received_on: ReceivedOn | MISSING | None = MISSING
    sent_via: SentVia | MISSING | None = MISSING
    reply_to_id: ReplyToId | MISSING | None = MISSING
    publicity: Publicity | MISSING | None = MISSING

    def party_patch(self, side: str) -> dict[str, Any]:
        """The members that the patch gives of `sender` or `recipient`."""
        party = getattr(self, side)
        return {} if party is MISSING else party.model_dump(mode="json", exclude_unset=True)


class GreetingTransition(Schema):
    """The next status. `on`, today if absent, is kept as `signed_on` of `signed` and as `sent_on` of `sent`."""

    to: GreetingStatus
    on: CalendarDate | None = None
    reference_number: ReferenceNumber | None = None


class GreetingLabel(BaseModel):
    """A greeting as other records show it when expanded."""

    id: RecordId
    direction: GreetingDirection
    type: GreetingType
    occasion: str | None
    occurrence_date: str | None
    reference_number: str | None
    sent_on: CalendarDate | None
    received_on: CalendarDate | None
    status: GreetingStatus


class GreetingRead(RecordRead):
    """A greeting."""

    direction: GreetingDirection
    type: GreetingType
    anniversary_id: RecordId | None
    occurrence_date: str | None
    occasion: str | None
    org_unit_id: RecordId
    partner_id: RecordId | None
    country: str | None
    channel: GreetingChannel | None
    sender: GreetingParty
    recipient: GreetingParty
    languages: list[str]
    draft: str | None
    translation: str | None
    reference_number: str | None
    due_on: CalendarDate | None
    signed_on: CalendarDate | None
    sent_on: CalendarDate | None
    received_on: CalendarDate | None
    sent_via: str | None
    status: GreetingStatus
    reply_to_id: RecordId | None
    publicity: str | None


Ids = Annotated[list[RecordId] | None, BeforeValidator(split_commas)]


class GreetingQuery(SearchQuery):
    """Filters of the list; `q` searches the partners' names."""

    direction: Annotated[list[GreetingDirection] | None, BeforeValidator(split_commas)] = None
    type: Annotated[list[GreetingType] | None, BeforeValidator(split_commas)] = None
    status: Annotated[list[GreetingStatus] | None, BeforeValidator(split_commas)] = None
    channel: Annotated[list[GreetingChannel] | None, BeforeValidator(split_commas)] = None
    anniversary_id: Ids = None
    partner_id: Ids = None
    country: Annotated[list[CountryCode] | None, BeforeValidator(split_commas)] = None
    org_unit_id: Ids = None
    reply_to_id: Annotated[Ids, Field(description="the replies to these")] = None
    occurrence_from: Annotated[
        PartialDate | None,
        Field(description="for an occurrence then or later; one known to its month or year counts where it may be"),
    ] = None
    occurrence_to: Annotated[PartialDate | None, Field(description="for an occurrence then or earlier")] = None
    due_from: CalendarDate | None = None
    due_to: CalendarDate | None = None
    overdue: Annotated[bool | None, Field(description="due before today and not sent yet")] = None
    answered: Annotated[bool | None, Field(description="whether one that was sent or received has been answered")] = (
        None
    )
    rank_mismatch: Annotated[
        bool | None, Field(description="whether the ranks of the two lie more than one step apart (R24)")
    ] = None
