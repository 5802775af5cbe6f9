"""The fields of an agreement, each with what officials call it."""

from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from app.agreements.models import (
    DeadlineKind,
    LegalRegime,
    NameType,
    ProcedureType,
    SigningCapacity,
    SigningMode,
)
from app.agreements.rules.titles import treaty_name
from app.core.dates import CalendarDate, PartialDate
from app.core.i18n import Label, Labelled
from app.core.schema import LongText, Name, RecordId, Schema, ShortText

_MOST_MONTHS = 1_200


class Side(Labelled):
    """Bên."""

    VIETNAMESE = "vietnamese", "Bên Việt Nam", "Vietnamese side"
    FOREIGN = "foreign", "Bên nước ngoài", "Foreign side"


_OWN_ID = {Side.VIETNAMESE: "org_unit_id", Side.FOREIGN: "partner_id"}


class Party(Schema):
    """Một bên ký: a unit of ours or a partner, by id where it is known; the name stays as it stands in the paper."""

    side: Side
    org_unit_id: RecordId | None = None
    partner_id: RecordId | None = None
    name_as_signed: Annotated[Name | None, Field(validate_default=True)] = None
    signer: ShortText | None = None
    position: ShortText | None = None

    @field_validator("org_unit_id", "partner_id")
    @classmethod
    def _stand_on_its_side(cls, id_: str | None, info: ValidationInfo) -> str | None:
        side = info.data.get("side")
        if id_ is not None and side is not None and _OWN_ID[side] != info.field_name:
            code = "wrong_side"
            raise PydanticCustomError(code, "ours have an org_unit_id, theirs a partner_id")
        return id_

    @field_validator("name_as_signed")
    @classmethod
    def _be_known(cls, name: str | None, info: ValidationInfo) -> str | None:
        side = info.data.get("side")
        if name is None and side is not None and info.data.get(_OWN_ID[side], "") is None:
            code = "missing"
            raise PydanticCustomError(code, "a party without an id is known by its name")
        return name


class Renewal(Schema):
    """Gia hạn: what the paper itself says of it; by `months` more, unless told `notice_days` before."""

    automatic: Annotated[bool, Field(strict=True)] = False
    months: Annotated[int | None, Field(ge=1, le=_MOST_MONTHS, strict=True)] = None
    notice_days: Annotated[int | None, Field(ge=0, le=3_650, strict=True)] = None


class PrimeMinisterConsent(Schema):
    """Ý kiến đồng ý của Thủ tướng (Luật 70/2020/QH14, Điều 19): by a registered document or its number."""

    document_id: RecordId | None = None
    number: ShortText | None = None
    on: CalendarDate | None = None

    @model_validator(mode="after")
    def _name_the_paper(self) -> Self:
        if self.document_id is None and self.number is None:
            code = "exactly_one"
            raise PydanticCustomError(code, "a document or its number", {"expected": "document_id, number"})
        return self


class Deadline(BaseModel):
    """Thời hạn: `due_on` null where its day cannot be known, which `basis` explains."""

    kind: DeadlineKind
    due_on: CalendarDate | None
    done_on: CalendarDate | None
    basis: str


def _of_both_sides(parties: list[Party]) -> list[Party]:
    if {party.side for party in parties} != set(Side):
        code = "side_missing"
        raise PydanticCustomError(code, "a party of each side")
    return parties


def _no_treaty(value: object) -> object:
    """R1, for a client that has treaty names in its own list of types."""
    if isinstance(value, str) and treaty_name(value.replace("_", " ")):
        code = "treaty_name_refused"
        raise PydanticCustomError(code, "an agreement bears no treaty name")
    return value


def _once_each(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


TitleVi = Annotated[Name, Label("Tên tiếng Việt", "Vietnamese title")]
TitleForeign = Annotated[Name, Label("Tên tiếng nước ngoài", "Foreign title")]
NameTypeField = Annotated[NameType, BeforeValidator(_no_treaty), Label("Loại tên gọi", "Name type")]
Capacity = Annotated[SigningCapacity, Label("Danh nghĩa ký", "Signing capacity")]
Regime = Annotated[
    LegalRegime,
    Field(description="by the day of signing unless it is given"),
    Label("Chế độ pháp lý", "Legal regime"),
]
UnderLaw = Annotated[
    bool,
    Field(strict=True, description="whether the official list counts it (R8); follows from the others"),
    Label("Thuộc phạm vi Luật", "Under the law"),
]
Procedure = Annotated[ProcedureType, Label("Trình tự, thủ tục", "Procedure")]
Parties = Annotated[
    list[Party],
    Field(max_length=50),
    AfterValidator(_of_both_sides),
    Label("Các bên ký", "Parties"),
]
RelationshipId = Annotated[RecordId, Label("Quan hệ", "Relationship")]
Fields = Annotated[list[ShortText], Field(max_length=50), Label("Lĩnh vực", "Fields")]
Summary = Annotated[LongText, Label("Nội dung", "Summary")]
DossierCompleteOn = Annotated[CalendarDate, Label("Ngày đủ hồ sơ lấy ý kiến", "Dossier complete on")]
Consent = Annotated[PrimeMinisterConsent, Label("Ý kiến của Thủ tướng", "Prime Minister's consent")]
SignedOn = Annotated[PartialDate, Label("Ngày ký", "Signed on")]
Place = Annotated[ShortText, Label("Nơi ký", "Place")]
Mode = Annotated[SigningMode, Label("Hình thức ký", "Signing mode")]
DelegationId = Annotated[RecordId, Label("Đoàn ký kết", "Delegation")]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$"), Field(examples=["vi", "lo"])]
Languages = Annotated[
    list[LanguageCode],
    Field(max_length=20, description="ISO 639"),
    AfterValidator(_once_each),
    Label("Ngôn ngữ", "Languages"),
]
EffectiveOn = Annotated[
    PartialDate, Field(description="absent: from signing"), Label("Ngày có hiệu lực", "Effective on")
]
EndsOn = Annotated[PartialDate, Label("Ngày hết hạn", "Ends on")]
TermMonths = Annotated[int, Field(ge=1, le=_MOST_MONTHS, strict=True), Label("Thời hạn (tháng)", "Term in months")]
RenewalField = Annotated[Renewal, Label("Gia hạn theo văn bản", "Renewal clause")]
PredecessorId = Annotated[RecordId, Label("Thay thế cho", "Predecessor")]
ParentId = Annotated[
    RecordId,
    Field(description="the agreement that this one amends or renews"),
    Label("Sửa đổi, gia hạn cho", "Parent"),
]
LeadUnitId = Annotated[RecordId, Label("Cơ quan chủ trì", "Lead unit")]
OriginalLocation = Annotated[
    LongText, StringConstraints(max_length=2_000), Label("Nơi lưu bản gốc", "Original location")
]
