"""The table of partners."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.i18n import Labelled
from app.core.names import Named, name_index


class PartnerKind(Labelled):
    """Loại đối tác (Luật 70/2020/QH14, Điều 2: bên ký kết nước ngoài)."""

    LOCAL_GOVERNMENT = "local_government", "Chính quyền địa phương", "Local government"
    DIPLOMATIC_MISSION = "diplomatic_mission", "Cơ quan đại diện ngoại giao, lãnh sự", "Diplomatic or consular mission"
    POLITICAL_PARTY = "political_party", "Chính đảng", "Political party"
    PARLIAMENT = "parliament", "Nghị viện, hội đồng", "Parliament or council"
    INTERNATIONAL_ORGANIZATION = "international_organization", "Tổ chức quốc tế", "International organization"
    NGO = "ngo", "Tổ chức phi chính phủ nước ngoài", "Foreign NGO"
    PEOPLES_ORGANIZATION = "peoples_organization", "Tổ chức nhân dân", "People's organization"
    OVERSEAS_VIETNAMESE_ASSOCIATION = (
        "overseas_vietnamese_association",
        "Hội đoàn người Việt Nam ở nước ngoài",
        "Overseas Vietnamese association",
    )
    EDUCATION = "education", "Cơ sở giáo dục, đào tạo", "Educational institution"
    BUSINESS = "business", "Doanh nghiệp", "Business"
    MULTILATERAL_MECHANISM = "multilateral_mechanism", "Cơ chế đa phương", "Multilateral mechanism"
    INDIVIDUAL = "individual", "Cá nhân", "Individual"


class AdminLevel(Labelled):
    """Cấp hành chính của địa phương nước ngoài."""

    COUNTRY = "country", "Quốc gia", "Country"
    STATE = "state", "Bang", "State"
    REGION = "region", "Vùng, khu tự trị", "Region"
    PROVINCE = "province", "Tỉnh", "Province"
    PREFECTURE = "prefecture", "Tỉnh, đô đạo phủ huyện", "Prefecture"
    CITY = "city", "Thành phố", "City"
    DISTRICT = "district", "Huyện, quận", "District"
    COMMUNE = "commune", "Xã", "Commune"
    VILLAGE = "village", "Bản, làng", "Village"
    OTHER = "other", "Khác", "Other"


class PartnerTier(Labelled):
    """Mức ưu tiên; chọn hình thức chúc mừng theo nó."""

    SPECIAL = "special", "Đặc biệt", "Special"
    TRADITIONAL = "traditional", "Truyền thống", "Traditional"
    PRIORITY = "priority", "Ưu tiên", "Priority"
    OTHER = "other", "Khác", "Other"


class PartnerStatus(Labelled):
    """Tình trạng quan hệ."""

    ACTIVE = "active", "Đang quan hệ", "Active"
    POTENTIAL = "potential", "Tiềm năng", "Potential"
    DORMANT = "dormant", "Tạm lắng", "Dormant"
    ENDED = "ended", "Đã ngừng", "Ended"


class Partner(Named):
    """Đối tác nước ngoài.

    `aliases` [{name, lang, script, kind}], `successors` [{partner_id, basis, on}], `members` [ids].
    A merged partner keeps its row, with `merged_into_id`, and answers 308 to the winner.
    """

    __tablename__ = "partners"
    more_table_args: ClassVar[tuple[Any, ...]] = (
        name_index("partners"),
        Index(None, "country", "subdivision"),
        Index(None, "parent_id"),
        Index(None, "merged_into_id"),
    )
    gone_by: ClassVar[tuple[str, ...]] = ("deleted_at", "merged_into_id")

    kind: Mapped[PartnerKind]
    name_vi: Mapped[str]
    name_en: Mapped[str | None]
    name_local: Mapped[str | None]
    aliases: Mapped[list[Any]] = mapped_column(default=list)
    country: Mapped[str | None] = mapped_column(String(2))
    subdivision: Mapped[str | None] = mapped_column(String(6))
    admin_level: Mapped[AdminLevel | None]
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("partners.id"))
    members: Mapped[list[Any]] = mapped_column(default=list)
    border_adjacent: Mapped[bool] = mapped_column(default=False)
    jurisdiction: Mapped[str | None]
    tier: Mapped[PartnerTier] = mapped_column(default=PartnerTier.OTHER)
    status: Mapped[PartnerStatus] = mapped_column(default=PartnerStatus.ACTIVE)
    valid_from: Mapped[str | None] = mapped_column(String(10))
    valid_to: Mapped[str | None] = mapped_column(String(10))
    successors: Mapped[list[Any]] = mapped_column(default=list)
    profile: Mapped[dict[str, Any]] = mapped_column(default=dict)
    website: Mapped[str | None]
    address: Mapped[str | None]
    time_zone: Mapped[str | None] = mapped_column(String(64))
    last_verified_on: Mapped[date | None]
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("partners.id"))

    def names(self) -> list[str | None]:
        """In Vietnamese, in English, in its own language."""
        return [self.name_vi, self.name_en, self.name_local]

    def other_names(self) -> list[str]:
        """The spellings that officials type."""
        return [alias["name"] for alias in self.aliases]
