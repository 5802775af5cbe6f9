"""Contacts as the API takes and shows them."""

from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import MISSING, AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.contacts.models import ContactChannel, ContactRole
from app.core.dates import CalendarDate, PartialDate
from app.core.i18n import Label
from app.core.listing import SearchQuery
from app.core.meta import Restricted
from app.core.schema import Name, RecordCreate, RecordId, RecordRead, RecordUpdate, ShortText, split_commas


def _email(text: str) -> str:
    """Shape only: nobody's mail server is asked while a request waits."""
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        code = "invalid_format"
        raise PydanticCustomError(code, "not an e-mail address") from error


PartnerId = Annotated[RecordId, Label("Đối tác", "Partner")]
OrgUnitId = Annotated[RecordId, Label("Đơn vị", "Org unit")]
FullName = Annotated[Name, Label("Họ tên", "Full name")]
NativeName = Annotated[Name, Label("Họ tên nguyên ngữ", "Native name")]
Honorific = Annotated[ShortText, StringConstraints(max_length=100), Label("Danh xưng", "Honorific")]
PositionVi = Annotated[Name, Label("Chức vụ (tiếng Việt)", "Position in Vietnamese")]
PositionEn = Annotated[Name, Label("Chức vụ (tiếng Anh)", "Position in English")]
Role = Annotated[ContactRole, Label("Vai trò", "Role")]
TermFrom = Annotated[PartialDate, Label("Nhiệm kỳ từ", "Term from")]
TermTo = Annotated[PartialDate, Label("Nhiệm kỳ đến hết", "Term to")]
Email = Annotated[
    str,
    StringConstraints(max_length=320),
    AfterValidator(_email),
    Restricted(),
    Label("Thư điện tử", "E-mail"),
]
Phone = Annotated[
    ShortText,
    StringConstraints(max_length=50),
    Field(
        description="kept as E.164; a number without `+` is read as one of the partner's country, a unit's of Vietnam",
        examples=["+85621212345", "021 212 345"],
    ),
    Restricted(),
    Label("Điện thoại", "Phone"),
]
PreferredChannel = Annotated[ContactChannel, Label("Kênh liên lạc", "Preferred channel")]
LastVerifiedOn = Annotated[CalendarDate, Label("Ngày kiểm tra", "Last verified on")]


class ContactCreate(RecordCreate):
    """A new contact, of a partner or of a unit."""

    partner_id: PartnerId | None = None
    org_unit_id: OrgUnitId | None = None
    full_name: FullName
    native_name: NativeName | None = None
    honorific: Honorific | None = None
    position_vi: PositionVi | None = None
    position_en: PositionEn | None = None
    role: Role | None = None
    term_from: TermFrom | None = None
    term_to: TermTo | None = None
    email: Email | None = None
    phone: Phone | None = None
    preferred_channel: PreferredChannel | None = None
    last_verified_on: LastVerifiedOn | None = None


class ContactUpdate(RecordUpdate):
    """A merge patch of a contact. From who is not shown `email` and `phone`, a null there changes nothing."""

    partner_id: PartnerId | MISSING | None = MISSING
    org_unit_id: OrgUnitId | MISSING | None = MISSING
    full_name: FullName | MISSING = MISSING
    native_name: NativeName | MISSING | None = MISSING
    honorific: Honorific | MISSING | None = MISSING
    position_vi: PositionVi | MISSING | None = MISSING
    position_en: PositionEn | MISSING | None = MISSING
    role: Role | MISSING | None = MISSING
    term_from: TermFrom | MISSING | None = MISSING
    term_to: TermTo | MISSING | None = MISSING
    email: Email | MISSING | None = MISSING
    phone: Phone | MISSING | None = MISSING
    preferred_channel: PreferredChannel | MISSING | None = MISSING
    last_verified_on: LastVerifiedOn | MISSING | None = MISSING


class ContactRead(RecordRead):
    """A contact. `email` and `phone` are null to who is not cleared for restricted data."""

    partner_id: RecordId | None
    org_unit_id: RecordId | None
    full_name: str
    native_name: str | None
    honorific: str | None
    position_vi: str | None
    position_en: str | None
    role: ContactRole | None
    term_from: str | None
    term_to: str | None
    email: str | None
    phone: str | None
    preferred_channel: ContactChannel | None
    last_verified_on: CalendarDate | None


class PartnerContactQuery(SearchQuery):
    """Filters of one partner's contacts."""

    role: Annotated[list[ContactRole] | None, BeforeValidator(split_commas)] = None
    as_of: Annotated[
        CalendarDate | None, Field(description="who held the post on this day; an open end counts as still in post")
    ] = None


class ContactQuery(PartnerContactQuery):
    """Filters of the list."""

    partner_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    org_unit_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
