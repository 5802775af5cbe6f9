"""Partners as the API takes and shows them."""

from typing import Annotated, Any

from pydantic import MISSING, AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.core.dates import CalendarDate, PartialDate
from app.core.i18n import Label, Labelled
from app.core.listing import SearchQuery
from app.core.reference import is_country, is_time_zone
from app.core.schema import (
    Answer,
    LongText,
    Name,
    RecordCreate,
    RecordId,
    RecordRead,
    RecordUpdate,
    Schema,
    ShortText,
    WebAddress,
    split_commas,
)
from app.partners.models import AdminLevel, PartnerKind, PartnerStatus, PartnerTier


class AliasKind(Labelled):
    """Loại tên gọi khác."""

    OFFICIAL = "official", "Tên chính thức", "Official name"
    SHORT = "short", "Tên gọi tắt", "Short name"
    TRANSLITERATION = "transliteration", "Cách phiên âm", "Transliteration"
    FORMER = "former", "Tên cũ", "Former name"


class RelatedPillar(Labelled):
    """Trụ cột: the pillars of relationships, a slice above this one; a test holds the two lists together."""

    PARTY = "party", "Đối ngoại Đảng", "Party"
    STATE = "state", "Ngoại giao Nhà nước", "State"
    PEOPLE = "people", "Đối ngoại nhân dân", "People"


def _known_country(code: str) -> str:
    if not is_country(code):
        fault = "unknown_country"
        raise PydanticCustomError(fault, "not an ISO 3166-1 code")
    return code


def _known_time_zone(name: str) -> str:
    if not is_time_zone(name):
        fault = "invalid_value"
        raise PydanticCustomError(fault, "not a name of the IANA database")
    return name


def _once_each(ids: list[str]) -> list[str]:
    return list(dict.fromkeys(ids))


CountryCode = Annotated[str, AfterValidator(_known_country), Field(description="ISO 3166-1", examples=["LA"])]
SubdivisionCode = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$"),
    Field(description="ISO 3166-2, of the country", examples=["LA-XI"]),
]
Text = Annotated[LongText, StringConstraints(min_length=1, max_length=2_000)]

Kind = Annotated[PartnerKind, Label("Loại đối tác", "Kind")]
NameVi = Annotated[Name, Label("Tên tiếng Việt", "Vietnamese name")]
NameEn = Annotated[Name, Label("Tên tiếng Anh", "English name")]
NameLocal = Annotated[Name, Label("Tên bản ngữ", "Local name")]
Country = Annotated[CountryCode, Label("Nước", "Country")]
Subdivision = Annotated[SubdivisionCode, Label("Địa phương", "Subdivision")]
Level = Annotated[AdminLevel, Label("Cấp hành chính", "Administrative level")]
ParentId = Annotated[RecordId, Label("Trực thuộc", "Parent")]
Members = Annotated[
    list[RecordId],
    Field(max_length=500, description="of a multilateral mechanism"),
    AfterValidator(_once_each),
    Label("Thành viên", "Members"),
]
BorderAdjacent = Annotated[bool, Field(strict=True), Label("Giáp biên giới", "Border adjacent")]
Jurisdiction = Annotated[Text, Label("Địa bàn phụ trách", "Jurisdiction")]
Tier = Annotated[PartnerTier, Label("Mức ưu tiên", "Tier")]
Status = Annotated[PartnerStatus, Label("Tình trạng quan hệ", "Status")]
ValidFrom = Annotated[PartialDate, Label("Có từ", "Valid from")]
ValidTo = Annotated[PartialDate, Label("Đến hết", "Valid to")]
Profile = Annotated[
    dict[str, Any],
    Field(description="general facts, freely shaped; a PATCH merges it at every depth (RFC 7396)"),
    Label("Thông tin chung", "Profile"),
]
Website = Annotated[WebAddress, Label("Trang web", "Website")]
Address = Annotated[Text, Label("Địa chỉ", "Address")]
TimeZone = Annotated[
    str, AfterValidator(_known_time_zone), Field(examples=["Asia/Vientiane"]), Label("Múi giờ", "Time zone")
]
LastVerifiedOn = Annotated[CalendarDate, Label("Ngày kiểm tra gần nhất", "Last verified on")]


class PartnerAlias(Schema):
    """Tên gọi khác: a spelling that officials type; `lang` is ISO 639-1, `script` ISO 15924."""

    name: Name
    lang: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$"), Field(examples=["lo"])] | None = None
    script: Annotated[str, StringConstraints(pattern=r"^[A-Z][a-z]{3}$"), Field(examples=["Laoo"])] | None = None
    kind: AliasKind = AliasKind.TRANSLITERATION


class PartnerSuccession(Schema):
    """Kế thừa: the partner that took over, by what, from when."""

    partner_id: RecordId
    basis: ShortText | None = None
    on: PartialDate | None = None


Aliases = Annotated[list[PartnerAlias], Field(max_length=200), Label("Tên gọi khác", "Aliases")]
Successors = Annotated[list[PartnerSuccession], Field(max_length=50), Label("Đối tác kế thừa", "Successors")]


class PartnerCreate(RecordCreate):
    """A new partner."""

    kind: Kind
    name_vi: NameVi
    name_en: NameEn | None = None
    name_local: NameLocal | None = None
    aliases: Aliases = []
    country: Country | None = None
    subdivision: Subdivision | None = None
    admin_level: Level | None = None
    parent_id: ParentId | None = None
    members: Members = []
    border_adjacent: BorderAdjacent = False
    jurisdiction: Jurisdiction | None = None
    tier: Tier = PartnerTier.OTHER
    status: Status = PartnerStatus.ACTIVE
    valid_from: ValidFrom | None = None
    valid_to: ValidTo | None = None
    successors: Successors = []
    profile: Profile = {}
    website: Website | None = None
    address: Address | None = None
    time_zone: TimeZone | None = None
    last_verified_on: LastVerifiedOn | None = None


class PartnerUpdate(RecordUpdate):
    """A merge patch of a partner; a null `profile` empties it."""

    kind: Kind | MISSING = MISSING
    name_vi: NameVi | MISSING = MISSING
    name_en: NameEn | MISSING | None = MISSING
    name_local: NameLocal | MISSING | None = MISSING
    aliases: Aliases | MISSING = MISSING
    country: Country | MISSING | None = MISSING
    subdivision: Subdivision | MISSING | None = MISSING
    admin_level: Level | MISSING | None = MISSING
    parent_id: ParentId | MISSING | None = MISSING
    members: Members | MISSING = MISSING
    border_adjacent: BorderAdjacent | MISSING = MISSING
    jurisdiction: Jurisdiction | MISSING | None = MISSING
    tier: Tier | MISSING = MISSING
    status: Status | MISSING = MISSING
    valid_from: ValidFrom | MISSING | None = MISSING
    valid_to: ValidTo | MISSING | None = MISSING
    successors: Successors | MISSING = MISSING
    profile: Profile | MISSING | None = MISSING
    website: Website | MISSING | None = MISSING
    address: Address | MISSING | None = MISSING
    time_zone: TimeZone | MISSING | None = MISSING
    last_verified_on: LastVerifiedOn | MISSING | None = MISSING


class PartnerLabel(Answer):
    """A partner as other records show it when expanded."""

    id: RecordId
    kind: PartnerKind
    name_vi: str
    name_en: str | None
    country: str | None
    subdivision: str | None


class PartnerRead(RecordRead):
    """A partner. `members` and `successors` hold labels when expanded."""

    kind: PartnerKind
    name_vi: str
    name_en: str | None
    name_local: str | None
    aliases: list[PartnerAlias]
    country: str | None
    subdivision: str | None
    admin_level: AdminLevel | None
    parent_id: RecordId | None
    members: list[RecordId | PartnerLabel]
    border_adjacent: bool
    jurisdiction: str | None
    tier: PartnerTier
    status: PartnerStatus
    valid_from: str | None
    valid_to: str | None
    successors: list[PartnerSuccession | PartnerLabel]
    profile: dict[str, Any]
    website: str | None
    address: str | None
    time_zone: str | None
    last_verified_on: CalendarDate | None


class PartnerQuery(SearchQuery):
    """Filters of the list."""

    kind: Annotated[list[PartnerKind] | None, BeforeValidator(split_commas)] = None
    country: Annotated[list[CountryCode] | None, BeforeValidator(split_commas)] = None
    subdivision: Annotated[list[SubdivisionCode] | None, BeforeValidator(split_commas)] = None
    tier: Annotated[list[PartnerTier] | None, BeforeValidator(split_commas)] = None
    status: Annotated[list[PartnerStatus] | None, BeforeValidator(split_commas)] = None
    parent_id: RecordId | None = None
    border_adjacent: bool | None = None
    org_unit_id: Annotated[
        list[RecordId] | None, BeforeValidator(split_commas), Field(description="has a relationship with one of these")
    ] = None
    pillar: Annotated[
        list[RelatedPillar] | None,
        BeforeValidator(split_commas),
        Field(description="has a relationship of one of these; with `org_unit_id`, that same relationship"),
    ] = None
