"""Anniversaries as the API takes and shows them."""

from typing import Annotated

from pydantic import (
    MISSING,
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from app.anniversaries import feasts
from app.anniversaries.models import AnniversaryKind, Calendar, Feb29, SubjectType
from app.core.dates import PartialDate
from app.core.i18n import Label
from app.core.listing import SearchQuery
from app.core.schema import Name, RecordCreate, RecordId, RecordRead, RecordUpdate, Schema, split_commas
from app.partners.schemas import CountryCode
from app.relationships.models import Pillar

_BY_CODE, _BY_NEITHER = (SubjectType.COUNTRY,), (SubjectType.EVENT,)
_LONGEST_LEAD = 366


def _known_table(name: str) -> str:
    if name not in feasts.names():
        code = "unknown_value"
        raise PydanticCustomError(code, "no such table", {"expected": ", ".join(feasts.names())})
    return name


def _require(value: str | None, *, needed: bool, allowed: bool) -> str | None:
    if value is None and needed:
        code = "missing"
        raise PydanticCustomError(code, "the subject is not named")
    if value is not None and not allowed:
        code = "invalid_value"
        raise PydanticCustomError(code, "such a subject is not named so")
    return value


class Subject(Schema):
    """Chủ thể: a country by its `code`; an event by nothing, or the country it concerns; all else by its `id`."""

    type: SubjectType
    id: Annotated[RecordId | None, Field(validate_default=True)] = None
    code: Annotated[CountryCode | None, Field(validate_default=True)] = None

    @field_validator("id")
    @classmethod
    def _name_a_record(cls, value: str | None, info: ValidationInfo) -> str | None:
        kind = info.data.get("type")
        by_id = kind is not None and kind not in (*_BY_CODE, *_BY_NEITHER)
        return _require(value, needed=by_id, allowed=by_id or kind is None)

    @field_validator("code")
    @classmethod
    def _name_a_country(cls, value: str | None, info: ValidationInfo) -> str | None:
        kind = info.data.get("type")
        return _require(value, needed=kind in _BY_CODE, allowed=kind in (*_BY_CODE, *_BY_NEITHER, None))


class LunarDayField(Schema):
    """Ngày âm lịch; `leap_month` when it is of the second month of that number."""

    month: Annotated[int, Field(ge=1, le=12, strict=True)]
    day: Annotated[int, Field(ge=1, le=30, strict=True)]
    leap_month: Annotated[bool, Field(strict=True)] = False


class DerivedFrom(BaseModel):
    """The relationship or agreement that keeps it true; `kept` are the fields changed by hand, which stay so."""

    collection: str
    id: RecordId
    kept: list[str]


SubjectField = Annotated[Subject, Label("Chủ thể", "Subject")]
Kind = Annotated[AnniversaryKind, Label("Loại", "Kind")]
TitleVi = Annotated[Name, Label("Tên tiếng Việt", "Vietnamese title")]
TitleEn = Annotated[Name, Label("Tên tiếng Anh", "English title")]
OriginDate = Annotated[
    PartialDate, Field(description="the Gregorian day, as far as it is known"), Label("Ngày gốc", "Origin date")
]
CalendarField = Annotated[Calendar, Label("Lịch", "Calendar")]
Lunar = Annotated[
    LunarDayField,
    Field(description="of the lunar calendar alone; follows from a whole `origin_date` unless given"),
    Label("Ngày âm lịch", "Lunar day"),
]
Table = Annotated[
    str,
    StringConstraints(max_length=50),
    AfterValidator(_known_table),
    Field(description="of the calendar `table` alone", examples=["bunpimay"]),
    Label("Bảng ngày", "Dated table"),
]
Feb29Field = Annotated[Feb29, Label("Khi gốc là 29/02", "For 29 February")]
ValidFrom = Annotated[PartialDate, Label("Áp dụng từ", "Valid from")]
ValidTo = Annotated[PartialDate, Label("Áp dụng đến hết", "Valid to")]
LeadDays = Annotated[
    int,
    Field(ge=0, le=_LONGEST_LEAD, strict=True, description="working days of preparation"),
    Label("Số ngày làm việc chuẩn bị", "Lead days"),
]
LeadUnitId = Annotated[RecordId, Label("Đơn vị chủ trì", "Lead unit")]


class AnniversaryCreate(RecordCreate):
    """A new anniversary."""

    subject: SubjectField
    kind: Kind
    title_vi: TitleVi
    title_en: TitleEn | None = None
    origin_date: OriginDate | None = None
    calendar: CalendarField = Calendar.GREGORIAN
    lunar: Lunar | None = None
    table: Table | None = None
    feb29: Feb29Field = Feb29.FEB28
    valid_from: ValidFrom | None = None
    valid_to: ValidTo | None = None
    lead_days: LeadDays | None = None
    lead_unit_id: LeadUnitId | None = None


class AnniversaryUpdate(RecordUpdate):
    """A merge patch of an anniversary; a derived one takes titles, lead days, lead unit and note alone."""

    subject: SubjectField | MISSING = MISSING
    kind: Kind | MISSING = MISSING
    title_vi: TitleVi | MISSING = MISSING
    title_en: TitleEn | MISSING | None = MISSING
    origin_date: OriginDate | MISSING | None = MISSING
    calendar: CalendarField | MISSING = MISSING
    lunar: Lunar | MISSING | None = MISSING
    table: Table | MISSING | None = MISSING
    feb29: Feb29Field | MISSING = MISSING
    valid_from: ValidFrom | MISSING | None = MISSING
    valid_to: ValidTo | MISSING | None = MISSING
    lead_days: LeadDays | MISSING | None = MISSING
    lead_unit_id: LeadUnitId | MISSING | None = MISSING


class AnniversaryLabel(BaseModel):
    """An anniversary as other records show it when expanded."""

    id: RecordId
    kind: AnniversaryKind
    title_vi: str
    title_en: str | None
    origin_date: str | None
    calendar: Calendar


class AnniversaryRead(RecordRead):
    """An anniversary; what stands between `subject` and `kind` follows from its subject."""

    subject: Subject
    country: Annotated[str | None, Label("Nước", "Country")]
    partner_id: Annotated[RecordId | None, Label("Đối tác", "Partner")]
    org_unit_ids: Annotated[list[RecordId], Label("Đơn vị Việt Nam", "Org units")]
    relationship_id: Annotated[RecordId | None, Label("Quan hệ", "Relationship")]
    agreement_id: Annotated[RecordId | None, Label("Thỏa thuận", "Agreement")]
    pillar: Annotated[Pillar | None, Label("Trụ cột", "Pillar")]
    kind: AnniversaryKind
    title_vi: str
    title_en: str | None
    origin_date: PartialDate | None
    calendar: Calendar
    lunar: LunarDayField | None
    table: str | None
    feb29: Feb29
    valid_from: PartialDate | None
    valid_to: PartialDate | None
    lead_days: int | None
    lead_unit_id: RecordId | None
    derived_from: Annotated[
        DerivedFrom | None,
        Field(description="set when a relationship or an agreement keeps it true"),
        Label("Sinh từ", "Derived from"),
    ]


class AnniversaryQuery(SearchQuery):
    """Filters of the list."""

    kind: Annotated[list[AnniversaryKind] | None, BeforeValidator(split_commas)] = None
    calendar: Annotated[list[Calendar] | None, BeforeValidator(split_commas)] = None
    country: Annotated[list[CountryCode] | None, BeforeValidator(split_commas)] = None
    partner_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    org_unit_id: Annotated[
        list[RecordId] | None, BeforeValidator(split_commas), Field(description="of one of these units")
    ] = None
    subject_type: Annotated[list[SubjectType] | None, BeforeValidator(split_commas)] = None
    pillar: Annotated[list[Pillar] | None, BeforeValidator(split_commas)] = None
    derived: Annotated[
        bool | None, Field(description="whether a relationship or an agreement keeps it true by itself")
    ] = None
