"""The table of relationships."""

from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.i18n import Labelled
from app.core.model import Record


class Channel(Labelled):
    """Kênh."""

    GOVERNMENT = "government", "Chính quyền (UBND)", "Government"
    COUNCIL = "council", "Hội đồng nhân dân", "Council"
    PARTY = "party", "Đảng", "Party"
    MASS_ORGANIZATION = "mass_organization", "Mặt trận, đoàn thể", "Mass organization"
    DEPARTMENT = "department", "Sở, ngành", "Department"
    COMMUNE = "commune", "Xã, bản", "Commune"
    BORDER_POST = "border_post", "Đồn biên phòng", "Border post"


class Pillar(Labelled):
    """Trụ cột đối ngoại (CT 12-CT/TW)."""

    PARTY = "party", "Đối ngoại Đảng", "Party"
    STATE = "state", "Ngoại giao Nhà nước", "State"
    PEOPLE = "people", "Đối ngoại nhân dân", "People"


class RelationshipType(Labelled):
    """Loại quan hệ (domain.md 9.2: the four classes of RGRE, and two of ours)."""

    TWINNING = "twinning", "Kết nghĩa", "Twinning"
    FRIENDSHIP_COOPERATION = "friendship_cooperation", "Hữu nghị hợp tác", "Friendship and cooperation"
    PROJECT = "project", "Hợp tác dự án", "Project"
    CONTACT = "contact", "Tiếp xúc", "Contact"
    BORDER_NEIGHBOUR = "border_neighbour", "Láng giềng biên giới", "Border neighbour"
    MULTILATERAL = "multilateral", "Cơ chế đa phương", "Multilateral"


class Stage(Labelled):
    """Giai đoạn."""

    EXPLORING = "exploring", "Tìm hiểu", "Exploring"
    SOUNDING = "sounding", "Thăm dò", "Sounding"
    SURVEYING = "surveying", "Khảo sát", "Surveying"
    NEGOTIATING = "negotiating", "Đàm phán", "Negotiating"
    SIGNED = "signed", "Ký kết", "Signed"
    IMPLEMENTING = "implementing", "Triển khai", "Implementing"
    DORMANT = "dormant", "Tạm lắng", "Dormant"
    ENDED = "ended", "Kết thúc", "Ended"


class Relationship(Record):
    """Quan hệ.

    `origin_claims` [{date, basis, citation, chosen}]: disputed dates keep their sources, at most one is chosen.
    """

    __tablename__ = "relationships"
    more_table_args: ClassVar[tuple[Any, ...]] = (
        Index(None, "org_unit_id"),
        Index(None, "partner_id"),
        Index(None, "lead_unit_id"),
        Index(None, "inherited_from"),
    )
    unit_columns: ClassVar[tuple[str, ...]] = ("org_unit_id", "lead_unit_id")
    sides: ClassVar[tuple[str, ...]] = ("org_unit_id", "partner_id")

    org_unit_id: Mapped[str] = mapped_column(ForeignKey("org_units.id"))
    partner_id: Mapped[str] = mapped_column(ForeignKey("partners.id"))
    channel: Mapped[Channel]
    pillar: Mapped[Pillar]
    type: Mapped[RelationshipType]
    stage: Mapped[Stage]
    origin_claims: Mapped[list[Any]] = mapped_column(default=list)
    established_on: Mapped[str | None] = mapped_column(String(10))
    fields: Mapped[list[Any]] = mapped_column(default=list)
    mechanisms: Mapped[list[Any]] = mapped_column(default=list)
    lead_unit_id: Mapped[str | None] = mapped_column(ForeignKey("org_units.id"))
    inherited_from: Mapped[str | None] = mapped_column(ForeignKey("relationships.id"))
