"""The table of activities."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db.list_index import CodeList
from app.core.i18n import Labelled
from app.core.names import Named, name_index
from app.relationships.models import Pillar


class ActivityKind(Labelled):
    """Loại hoạt động (api.md, 2)."""

    MEETING = "meeting", "Tiếp xúc, gặp gỡ", "Meeting"
    EXCHANGE = "exchange", "Giao lưu", "Exchange"
    CONFERENCE = "conference", "Hội nghị, hội thảo quốc tế", "International conference"
    BULLETIN = "bulletin", "Bản tin chuyên đề", "Bulletin"
    TRAINING = "training", "Tập huấn, bồi dưỡng", "Training"
    CITIZEN_PROTECTION = "citizen_protection", "Bảo hộ công dân", "Protection of citizens"
    OTHER = "other", "Khác", "Other"


class ActivityMode(Labelled):
    """Hình thức tổ chức."""

    IN_PERSON = "in_person", "Trực tiếp", "In person"
    ONLINE = "online", "Trực tuyến", "Online"
    HYBRID = "hybrid", "Kết hợp", "Hybrid"


class ActivityStatus(Labelled):
    """Trạng thái."""

    PLANNED = "planned", "Dự kiến", "Planned"
    SUBMITTED = "submitted", "Đã trình", "Submitted"
    APPROVED = "approved", "Được phép", "Approved"
    REJECTED = "rejected", "Không được phép", "Rejected"
    HELD = "held", "Đã tổ chức", "Held"
    REPORTED = "reported", "Đã báo cáo", "Reported"
    CANCELLED = "cancelled", "Hủy", "Cancelled"


class ConferenceAuthority(Labelled):
    """Thẩm quyền cho phép (QĐ 06/2020/QĐ-TTg, Điều 3)."""

    PRIME_MINISTER = "prime_minister", "Thủ tướng Chính phủ", "Prime Minister"
    COMPETENT_PERSON = "competent_person", "Người có thẩm quyền", "Competent person"


class Activity(Named):
    """Hoạt động. The fields of conferences follow QĐ 06/2020/QĐ-TTg (domain.md 5, R19).

    `funding` [{source, planned, actual}]; `authority` and `file_due_on` are derived for conferences at each write.
    """

    __tablename__ = "activities"
    more_table_args: ClassVar[tuple[Any, ...]] = (
        name_index("activities"),
        Index(None, "org_unit_id"),
        Index(None, "held_from", "id"),
        Index(None, "delegation_id"),
        Index(None, "plan_item_id"),
        Index(None, "report_due_on"),
    )
    unit_columns: ClassVar[tuple[str, ...]] = ("org_unit_id",)
    reference_lists: ClassVar[dict[str, tuple[str, ...]]] = {"partner_ids": ("partners",)}

    kind: Mapped[ActivityKind]
    title: Mapped[str]
    pillar: Mapped[Pillar | None]
    org_unit_id: Mapped[str] = mapped_column(ForeignKey("org_units.id"))
    partner_ids: Mapped[list[Any]] = mapped_column(CodeList, default=list)
    countries: Mapped[list[Any]] = mapped_column(CodeList, default=list)
    purpose: Mapped[str | None]
    held_from: Mapped[str | None] = mapped_column(String(10))
    held_to: Mapped[str | None] = mapped_column(String(10))
    place: Mapped[str | None]
    mode: Mapped[ActivityMode | None]
    co_organizers: Mapped[list[Any]] = mapped_column(default=list)
    sponsors: Mapped[list[Any]] = mapped_column(default=list)
    attendees_vietnamese: Mapped[int | None]
    attendees_foreign: Mapped[int | None]
    highest_guest: Mapped[str | None]
    minister_level_guest: Mapped[bool] = mapped_column(default=False)
    sensitive_topic: Mapped[bool] = mapped_column(default=False)
    funding: Mapped[list[Any]] = mapped_column(default=list)
    authority: Mapped[ConferenceAuthority | None]
    file_due_on: Mapped[date | None]
    file_submitted_on: Mapped[date | None]
    decision_number: Mapped[str | None] = mapped_column(String(100))
    decision_on: Mapped[date | None]
    status: Mapped[ActivityStatus]
    results: Mapped[str | None]
    report_due_on: Mapped[date | None]
    report_submitted_on: Mapped[date | None]
    delegation_id: Mapped[str | None] = mapped_column(ForeignKey("delegations.id"))
    plan_item_id: Mapped[str | None] = mapped_column(ForeignKey("tasks.id"))

    def names(self) -> list[str | None]:
        """An activity is known by its title."""
        return [self.title]
