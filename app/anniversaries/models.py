"""The table of anniversaries."""

from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.agreements.models import Agreement
from app.core.db.list_index import CodeList
from app.core.i18n import Labelled
from app.core.names import Named, name_index
from app.relationships.models import Pillar, Relationship

_LIVE = text("deleted_at IS NULL")


class AnniversaryKind(Labelled):
    """Loại ngày kỷ niệm."""

    DIPLOMATIC_RELATIONS = "diplomatic_relations", "Thiết lập quan hệ ngoại giao", "Diplomatic relations"
    NATIONAL_DAY = "national_day", "Quốc khánh", "National day"
    TWINNING = "twinning", "Thiết lập quan hệ địa phương", "Twinning"
    AGREEMENT_SIGNING = "agreement_signing", "Ký văn kiện", "Agreement signing"
    PARTY_FOUNDING = "party_founding", "Thành lập Đảng", "Party founding"
    TRADITIONAL_DAY = "traditional_day", "Ngày truyền thống", "Traditional day"
    NEW_YEAR_FESTIVAL = "new_year_festival", "Tết cổ truyền", "New year festival"
    FRIENDSHIP_YEAR = "friendship_year", "Năm hữu nghị", "Friendship year"
    OTHER = "other", "Khác", "Other"


class SubjectType(Labelled):
    """Chủ thể của ngày kỷ niệm."""

    COUNTRY = "country", "Nước", "Country"
    PARTNER = "partner", "Đối tác", "Partner"
    RELATIONSHIP = "relationship", "Quan hệ", "Relationship"
    AGREEMENT = "agreement", "Thỏa thuận", "Agreement"
    ORG_UNIT = "org_unit", "Đơn vị Việt Nam", "Org unit"
    EVENT = "event", "Sự kiện", "Event"


class Calendar(Labelled):
    """Lịch."""

    GREGORIAN = "gregorian", "Dương lịch", "Gregorian"
    VIETNAMESE_LUNAR = "vietnamese_lunar", "Âm lịch Việt Nam", "Vietnamese lunar"
    TABLE = "table", "Theo bảng ngày", "Dated table"


class Feb29(Labelled):
    """Ngày 29/02 trong năm không nhuận."""

    FEB28 = "feb28", "Ngày 28/02", "28 February"
    MAR1 = "mar1", "Ngày 01/03", "1 March"
    LEAP_YEARS = "leap_years", "Chỉ năm nhuận", "Leap years only"


class Anniversary(Named):
    """Ngày kỷ niệm.

    `subject` {type, id, code}; from it come `country`, `partner_id`, `org_unit_ids`, `relationship_id`, `agreement_id`
    and `pillar`, which the occurrences are filtered by. `lunar` {month, day, leap_month}; `table` names a dated table.
    `month_day` is the key by which a window finds it (month_days.index_key). `derived_from` {collection, id, kept}
    marks one that a relationship or an agreement keeps true by itself, but for the fields that an office `kept`.
    """

    __tablename__ = "anniversaries"
    more_table_args: ClassVar[tuple[Any, ...]] = (
        name_index("anniversaries"),
        Index("ix_anniversaries_month_day", "month_day", "id", postgresql_where=_LIVE, sqlite_where=_LIVE),
        Index(None, "country"),
        Index(None, "partner_id"),
        Index(None, "relationship_id"),
        Index(None, "agreement_id"),
        Index(None, "lead_unit_id"),
        Index(
            "uq_anniversaries_derived",
            "derived_id",
            unique=True,
            postgresql_where=text("derived_id IS NOT NULL AND deleted_at IS NULL"),
            sqlite_where=text("derived_id IS NOT NULL AND deleted_at IS NULL"),
        ),
    )
    unit_columns: ClassVar[tuple[str, ...]] = ("lead_unit_id",)
    unit_lists: ClassVar[tuple[str, ...]] = ("org_unit_ids",)
    reference_lists: ClassVar[dict[str, tuple[str, ...]]] = {"org_unit_ids": ("org_units",)}
    made_from: ClassVar[str | None] = "derived_id"
    sides: ClassVar[tuple[str, ...]] = ("partner_id", "relationship_id", "agreement_id")

    subject: Mapped[dict[str, Any]]
    country: Mapped[str | None] = mapped_column(String(2))
    partner_id: Mapped[str | None] = mapped_column(ForeignKey("partners.id"))
    relationship_id: Mapped[str | None] = mapped_column(ForeignKey("relationships.id"))
    agreement_id: Mapped[str | None] = mapped_column(ForeignKey("agreements.id"))
    org_unit_ids: Mapped[list[Any]] = mapped_column(CodeList, default=list)
    pillar: Mapped[Pillar | None]
    kind: Mapped[AnniversaryKind]
    title_vi: Mapped[str]
    title_en: Mapped[str | None]
    origin_date: Mapped[str | None] = mapped_column(String(10))
    calendar: Mapped[Calendar]
    lunar: Mapped[dict[str, Any] | None]
    table: Mapped[str | None] = mapped_column(String(50))
    feb29: Mapped[Feb29]
    valid_from: Mapped[str | None] = mapped_column(String(10))
    valid_to: Mapped[str | None] = mapped_column(String(10))
    lead_days: Mapped[int | None]
    lead_unit_id: Mapped[str | None] = mapped_column(ForeignKey("org_units.id"))
    derived_from: Mapped[dict[str, Any] | None]
    derived_id: Mapped[str | None] = mapped_column(String(36), info={"unaudited": True})
    month_day: Mapped[int | None] = mapped_column(info={"unaudited": True})

    # Never read: they tell a flush to write a source before the anniversary that is made from it.
    tie: Mapped[Relationship | None] = relationship(lazy="raise")
    paper: Mapped[Agreement | None] = relationship(lazy="raise")

    def names(self) -> list[str | None]:
        """In both languages."""
        return [self.title_vi, self.title_en]

    def repoint(self, name: str, old: str, new: str) -> None:
        """Whose day it is, when that went up in another."""
        super().repoint(name, old, new)
        if self.subject["id"] == old:
            self.assign(subject={**self.subject, "id": new})
