"""Members of a delegation as the API takes and shows them."""

from typing import Annotated

from pydantic import MISSING, AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.core.dates import CalendarDate
from app.core.i18n import Label
from app.core.listing import SearchQuery
from app.core.meta import Restricted
from app.core.schema import Name, RecordCreate, RecordId, RecordRead, RecordUpdate, split_commas
from app.delegations.models import ManagementLevel, MemberRole, PassportType
from app.delegations.passports import normalize_number
from app.partners.schemas import CountryCode


def _passport_number(text: str) -> str:
    number = normalize_number(text)
    if number is None:
        code = "invalid_format"
        raise PydanticCustomError(code, "not a passport number")
    return number


Order = Annotated[
    int, Field(ge=1, le=9_999, description="place in the list; the last if absent"), Label("Thứ tự", "Order")
]
Role = Annotated[
    MemberRole,
    Field(description="a delegation has one leader at most (R21)"),
    Label("Vai trò", "Role in the delegation"),
]
FullName = Annotated[Name, Label("Họ tên", "Full name")]
Nationality = Annotated[CountryCode, Label("Quốc tịch", "Nationality")]
Position = Annotated[Name, Label("Chức vụ", "Position")]
Organization = Annotated[Name, Label("Cơ quan", "Organization")]
ManagementLevelField = Annotated[ManagementLevel, Label("Diện quản lý", "Management level")]
Participated = Annotated[
    bool, Field(description="whether the member went; null while nobody has said"), Label("Thực đi", "Participated")
]
PassportNumber = Annotated[
    str,
    StringConstraints(max_length=60),
    AfterValidator(_passport_number),
    Field(
        description="6 to 20 letters and digits; kept encrypted. The mask `•••1234` sent back changes nothing",
        examples=["C1234567"],
    ),
    Restricted(),
    Label("Số hộ chiếu", "Passport number"),
]
PassportTypeField = Annotated[PassportType, Label("Loại hộ chiếu", "Passport type")]
PassportExpiresOn = Annotated[CalendarDate, Restricted(), Label("Hộ chiếu hết hạn", "Passport expires on")]


class DelegationMemberCreate(RecordCreate):
    """A new member, in the post held then."""

    order: Order | None = None
    role: Role = MemberRole.MEMBER
    full_name: FullName
    nationality: Nationality | None = None
    position: Position | None = None
    organization: Organization | None = None
    management_level: ManagementLevelField | None = None
    participated: Participated | None = None
    passport_number: PassportNumber | None = None
    passport_type: PassportTypeField | None = None
    passport_expires_on: PassportExpiresOn | None = None


class DelegationMemberUpdate(RecordUpdate):
    """A merge patch of a member. From who is not cleared, a null for a restricted field changes nothing."""

    order: Order | MISSING = MISSING
    role: Role | MISSING = MISSING
    full_name: FullName | MISSING = MISSING
    nationality: Nationality | MISSING | None = MISSING
    position: Position | MISSING | None = MISSING
    organization: Organization | MISSING | None = MISSING
    management_level: ManagementLevelField | MISSING | None = MISSING
    participated: Participated | MISSING | None = MISSING
    passport_number: PassportNumber | MISSING | None = MISSING
    passport_type: PassportTypeField | MISSING | None = MISSING
    passport_expires_on: PassportExpiresOn | MISSING | None = MISSING


class DelegationMemberRead(RecordRead):
    """A member. `passport_expires_on` is null to who is not cleared for restricted data."""

    delegation_id: Annotated[RecordId, Label("Mã bản ghi đoàn", "Delegation id")]
    order: int
    role: MemberRole
    full_name: str
    nationality: str | None
    position: str | None
    organization: str | None
    management_level: ManagementLevel | None
    participated: bool | None
    passport_number: Annotated[
        str | None,
        Field(
            description="the mask `•••1234`; the number itself only to a cleared caller who reads the member or the "
            "list, and that reading is audited"
        ),
    ]
    passport_type: PassportType | None
    passport_expires_on: CalendarDate | None


class DelegationMemberQuery(SearchQuery):
    """Filters of one delegation's members."""

    role: Annotated[list[MemberRole] | None, BeforeValidator(split_commas)] = None
    nationality: Annotated[list[CountryCode] | None, BeforeValidator(split_commas)] = None
    management_level: Annotated[list[ManagementLevel] | None, BeforeValidator(split_commas)] = None
    participated: bool | None = None
