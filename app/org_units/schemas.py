"""Org units as the API takes and shows them."""

from typing import Annotated

from pydantic import MISSING, BeforeValidator, Field, StringConstraints

from app.core.dates import CalendarDate, PartialDate
from app.core.i18n import Label
from app.core.listing import SearchQuery
from app.core.schema import (
    Name,
    RecordCreate,
    RecordId,
    RecordRead,
    RecordUpdate,
    Schema,
    ShortText,
    split_commas,
)
from app.org_units.models import OrgUnitKind

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9./_-]*$", max_length=100), Label("Mã", "Code")]
NameVi = Annotated[Name, Label("Tên tiếng Việt", "Vietnamese name")]
NameEn = Annotated[Name, Label("Tên tiếng Anh", "English name")]
Kind = Annotated[OrgUnitKind, Label("Loại", "Kind")]
ParentId = Annotated[RecordId, Label("Trực thuộc", "Parent")]
AdminCode = Annotated[
    str,
    StringConstraints(pattern=r"^\d{2}(\d{3})?$"),
    Field(description="QĐ 19/2025/QĐ-TTg: 2 digits for a province, 5 for a commune"),
    Label("Mã đơn vị hành chính", "Administrative code"),
]
ValidFrom = Annotated[PartialDate, Label("Có từ", "Valid from")]
ValidTo = Annotated[PartialDate, Label("Đến hết", "Valid to")]


class OrgUnitSuccession(Schema):
    """Kế thừa: the unit that took over, by what, from when."""

    org_unit_id: RecordId
    basis: ShortText | None = None
    on: PartialDate | None = None


Successors = Annotated[list[OrgUnitSuccession], Field(max_length=50), Label("Đơn vị kế thừa", "Successors")]


class OrgUnitCreate(RecordCreate):
    """A new unit."""

    code: Code | None = None
    name_vi: NameVi
    name_en: NameEn | None = None
    kind: Kind
    parent_id: ParentId | None = None
    admin_code: AdminCode | None = None
    valid_from: ValidFrom | None = None
    valid_to: ValidTo | None = None
    successors: Successors = []


class OrgUnitUpdate(RecordUpdate):
    """A merge patch of a unit."""

    code: Code | MISSING | None = MISSING
    name_vi: NameVi | MISSING = MISSING
    name_en: NameEn | MISSING | None = MISSING
    kind: Kind | MISSING = MISSING
    parent_id: ParentId | MISSING | None = MISSING
    admin_code: AdminCode | MISSING | None = MISSING
    valid_from: ValidFrom | MISSING | None = MISSING
    valid_to: ValidTo | MISSING | None = MISSING
    successors: Successors | MISSING = MISSING


class OrgUnitRead(RecordRead):
    """A unit."""

    code: str | None
    name_vi: str
    name_en: str | None
    kind: OrgUnitKind
    parent_id: RecordId | None
    admin_code: str | None
    valid_from: str | None
    valid_to: str | None
    successors: list[OrgUnitSuccession]


class OrgUnitLabel(Schema):
    """A unit as other records show it when expanded."""

    id: RecordId
    code: str | None
    name_vi: str
    name_en: str | None
    kind: OrgUnitKind


class OrgUnitQuery(SearchQuery):
    """Filters of the list."""

    kind: Annotated[list[OrgUnitKind] | None, BeforeValidator(split_commas)] = None
    parent_id: RecordId | None = None
    code: Annotated[str | None, StringConstraints(max_length=100)] = None
    admin_code: Annotated[str | None, StringConstraints(max_length=10)] = None
    as_of: Annotated[CalendarDate | None, Field(description="units that existed on this day")] = None
