"""The table of org units."""

from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.i18n import Labelled
from app.core.names import Named, name_index


class OrgUnitKind(Labelled):
    """Loại đơn vị."""

    PROVINCE = "province", "Tỉnh", "Province"
    CITY = "city", "Thành phố trực thuộc Trung ương", "Centrally run city"
    PEOPLE_COMMITTEE = "people_committee", "Ủy ban nhân dân", "People's Committee"
    PEOPLE_COUNCIL = "people_council", "Hội đồng nhân dân", "People's Council"
    DEPARTMENT = "department", "Sở, ban, ngành", "Department"
    PARTY_BODY = "party_body", "Cơ quan Đảng", "Party body"
    FRONT_OR_UNION = "front_or_union", "Mặt trận, đoàn thể", "Front or mass organisation"
    FRIENDSHIP_UNION = "friendship_union", "Liên hiệp các tổ chức hữu nghị", "Union of friendship organisations"
    COMMUNE = "commune", "Xã, phường, đặc khu", "Commune"
    DISTRICT_HISTORICAL = "district_historical", "Huyện (trước 01/07/2025)", "District (before 1 July 2025)"
    BORDER_POST = "border_post", "Đồn biên phòng", "Border post"
    OTHER = "other", "Khác", "Other"


_LIVE = text("deleted_at IS NULL")


class OrgUnit(Named):
    """Đơn vị Việt Nam.

    The old and the new unit of one name are two records, tied by `successors` [{org_unit_id, basis, on}]: 63 provinces
    became 34 on 1 July 2025 (domain.md 8).
    """

    __tablename__ = "org_units"
    more_table_args: ClassVar[tuple[Any, ...]] = (
        name_index("org_units"),
        Index("uq_org_units_code", "code", unique=True, postgresql_where=_LIVE, sqlite_where=_LIVE),
        Index(None, "parent_id"),
    )

    code: Mapped[str | None] = mapped_column(String(100))
    name_vi: Mapped[str]
    name_en: Mapped[str | None]
    kind: Mapped[OrgUnitKind]
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("org_units.id"))
    admin_code: Mapped[str | None] = mapped_column(String(10))
    valid_from: Mapped[str | None] = mapped_column(String(10))
    valid_to: Mapped[str | None] = mapped_column(String(10))
    successors: Mapped[list[Any]] = mapped_column(default=list)

    def names(self) -> list[str | None]:
        """In both languages."""
        return [self.name_vi, self.name_en]

    def other_names(self) -> list[str]:
        """Units are also looked up by their code."""
        return [self.code] if self.code else []
