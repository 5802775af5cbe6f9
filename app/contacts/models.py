"""The table of contacts."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.i18n import Labelled
from app.core.names import Named, name_index


class ContactRole(Labelled):
    """Vai trò đầu mối."""

    LEADER = "leader", "Lãnh đạo", "Leader"
    FOCAL_POINT = "focal_point", "Đầu mối", "Focal point"
    PROTOCOL = "protocol", "Lễ tân", "Protocol"
    INTERPRETER = "interpreter", "Phiên dịch", "Interpreter"


class ContactChannel(Labelled):
    """Kênh liên lạc."""

    EMAIL = "email", "Thư điện tử", "E-mail"
    PHONE = "phone", "Điện thoại", "Phone"
    POST = "post", "Bưu điện, công hàm", "Post"
    EMBASSY = "embassy", "Qua cơ quan đại diện", "Through the mission"
    OTHER = "other", "Khác", "Other"


class Contact(Named):
    """Đầu mối liên hệ: a person in a post, of a partner or of a unit of ours. E-mail and phone are restricted data."""

    __tablename__ = "contacts"
    more_table_args: ClassVar[tuple[Any, ...]] = (
        name_index("contacts"),
        Index(None, "partner_id"),
        Index(None, "org_unit_id"),
        CheckConstraint("(partner_id IS NULL) <> (org_unit_id IS NULL)", name="one_side"),
    )
    unit_columns: ClassVar[tuple[str, ...]] = ("org_unit_id",)
    sides: ClassVar[tuple[str, ...]] = ("partner_id", "org_unit_id")

    partner_id: Mapped[str | None] = mapped_column(ForeignKey("partners.id"))
    org_unit_id: Mapped[str | None] = mapped_column(ForeignKey("org_units.id"))
    full_name: Mapped[str]
    native_name: Mapped[str | None]
    honorific: Mapped[str | None] = mapped_column(String(100))
    position_vi: Mapped[str | None]
    position_en: Mapped[str | None]
    role: Mapped[ContactRole | None]
    term_from: Mapped[str | None] = mapped_column(String(10))
    term_to: Mapped[str | None] = mapped_column(String(10))
    email: Mapped[str | None] = mapped_column(String(320), info={"restricted": True})
    phone: Mapped[str | None] = mapped_column(String(20), info={"restricted": True})
    preferred_channel: Mapped[ContactChannel | None]
    last_verified_on: Mapped[date | None]

    def names(self) -> list[str | None]:
        """As written here and as written at home."""
        return [self.full_name, self.native_name]
