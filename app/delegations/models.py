"""The tables of delegations, their members, the opinions asked for them, and the numbering of their codes."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db.list_index import CodeList
from app.core.db.types import Id
from app.core.i18n import Labelled
from app.core.model import Base, Record
from app.core.names import Named, name_index
from app.relationships.models import Pillar

_LIVE = text("deleted_at IS NULL")


class Direction(Labelled):
    """Chiều."""

    OUTBOUND = "outbound", "Đoàn ra", "Outbound"
    INBOUND = "inbound", "Đoàn vào", "Inbound"


class VisitType(Labelled):
    """Loại chuyến thăm (NĐ 18/2022; domain.md 12.4)."""

    OFFICIAL_VISIT = "official_visit", "Thăm chính thức", "Official visit"
    WORKING_VISIT = "working_visit", "Thăm làm việc", "Working visit"
    COURTESY_CALL = "courtesy_call", "Chào xã giao", "Courtesy call"
    EVENT = "event", "Dự sự kiện", "Event"
    SURVEY = "survey", "Khảo sát", "Survey"
    TRAINING = "training", "Đào tạo, bồi dưỡng", "Training"
    PROMOTION = "promotion", "Xúc tiến", "Promotion"
    AID = "aid", "Viện trợ", "Aid"
    PRESS = "press", "Báo chí", "Press"
    PRIVATE = "private", "Việc riêng", "Private"
    OTHER = "other", "Khác", "Other"


class DelegationLevel(Labelled):
    """Cấp đoàn [I]."""

    CENTRAL = "central", "Trung ương", "Central"
    PROVINCIAL_LEADER = "provincial_leader", "Lãnh đạo tỉnh", "Provincial leaders"
    DEPARTMENT = "department", "Sở, ban, ngành", "Department"
    COMMUNE = "commune", "Xã, phường, đặc khu", "Commune"
    ORGANIZATION = "organization", "Đoàn thể, tổ chức", "Organization"
    EXPERT = "expert", "Chuyên viên, chuyên gia", "Expert"
    OTHER = "other", "Khác", "Other"


class DelegationStatus(Labelled):
    """Trạng thái (domain.md 2.6)."""

    PROPOSED = "proposed", "Đề xuất", "Proposed"
    CONSULTING = "consulting", "Lấy ý kiến, thẩm định", "Consulting"
    SUBMITTED = "submitted", "Đã trình", "Submitted"
    APPROVED = "approved", "Được phê duyệt", "Approved"
    REJECTED = "rejected", "Không phê duyệt", "Rejected"
    IN_PROGRESS = "in_progress", "Đang thực hiện", "In progress"
    COMPLETED = "completed", "Đã kết thúc", "Completed"
    REPORTED = "reported", "Đã báo cáo", "Reported"
    POSTPONED = "postponed", "Hoãn", "Postponed"
    CANCELLED = "cancelled", "Hủy", "Cancelled"


class MemberRole(Labelled):
    """Vai trò trong đoàn."""

    LEADER = "leader", "Trưởng đoàn", "Leader"
    DEPUTY_LEADER = "deputy_leader", "Phó trưởng đoàn", "Deputy leader"
    MEMBER = "member", "Thành viên", "Member"
    SECRETARY = "secretary", "Thư ký", "Secretary"
    INTERPRETER = "interpreter", "Phiên dịch", "Interpreter"


class ManagementLevel(Labelled):
    """Diện quản lý: it decides who allows the trip (domain.md 2.3)."""

    CENTRAL = "central", "Trung ương", "Central"
    STANDING_COMMITTEE = "standing_committee", "Ban Thường vụ Tỉnh ủy", "Provincial Party standing committee"
    PEOPLE_COMMITTEE = "people_committee", "UBND tỉnh", "Provincial People's Committee"
    UNIT = "unit", "Đơn vị", "Unit"
    NONE = "none", "Không thuộc diện", "None"


class PassportType(Labelled):
    """Loại hộ chiếu."""

    DIPLOMATIC = "diplomatic", "Ngoại giao", "Diplomatic"
    OFFICIAL = "official", "Công vụ", "Official"
    ORDINARY = "ordinary", "Phổ thông", "Ordinary"


class Verdict(Labelled):
    """Ý kiến trả lời."""

    AGREE = "agree", "Đồng ý", "Agree"
    AGREE_WITH_COMMENTS = "agree_with_comments", "Đồng ý, có góp ý", "Agree with comments"
    DISAGREE = "disagree", "Không đồng ý", "Disagree"


class Delegation(Named):
    """Đoàn ra, đoàn vào.

    JSON lists: `itinerary` [{date, place, activity, host}], `funding` [{source, planned, actual}], `transitions`
    [{from, to, on, authority, on_behalf_of, decision_number, reason, by, at}], `changes` [{what, old, new, reason,
    document_id, on, by, at}]. Planned dates may be partial; `starts_on`, `starts_by` and `ends_on` are what they and
    the actual ones amount to as whole days: the first and last day on which it may begin, the last on which it may end.
    """

    __tablename__ = "delegations"
    more_table_args: ClassVar[tuple[Any, ...]] = (
        name_index("delegations"),
        Index(
            "uq_delegations_org_unit_id_code",
            "org_unit_id",
            "code",
            unique=True,
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        ),
        Index(None, "code"),
        Index(None, "starts_on", "id"),
        Index(None, "report_due_on"),
        Index(None, "plan_item_id"),
    )
    unit_columns: ClassVar[tuple[str, ...]] = ("org_unit_id",)
    reference_lists: ClassVar[dict[str, tuple[str, ...]]] = {"partner_ids": ("partners",)}

    code: Mapped[str] = mapped_column(String(100))
    direction: Mapped[Direction]
    title: Mapped[str]
    capacity: Mapped[str | None]
    visit_type: Mapped[VisitType | None]
    pillar: Mapped[Pillar | None]
    level: Mapped[DelegationLevel | None]
    org_unit_id: Mapped[str] = mapped_column(ForeignKey("org_units.id"))
    partner_ids: Mapped[list[Any]] = mapped_column(CodeList, default=list)
    countries: Mapped[list[Any]] = mapped_column(CodeList, default=list)
    purpose: Mapped[str | None]
    planned_from: Mapped[str | None] = mapped_column(String(10))
    planned_to: Mapped[str | None] = mapped_column(String(10))
    actual_from: Mapped[date | None]
    actual_to: Mapped[date | None]
    headcount_planned: Mapped[int | None]
    headcount_actual: Mapped[int | None]
    in_plan: Mapped[bool]
    plan_item_id: Mapped[str | None] = mapped_column(ForeignKey("tasks.id"))
    unplanned_reason: Mapped[str | None]
    invitation: Mapped[dict[str, Any] | None]
    itinerary: Mapped[list[Any]] = mapped_column(default=list)
    funding: Mapped[list[Any]] = mapped_column(default=list)
    receiving_leader: Mapped[str | None]
    outcomes: Mapped[str | None]
    agreement_ids: Mapped[list[Any]] = mapped_column(default=list)
    status: Mapped[DelegationStatus]
    report_due_on: Mapped[date | None]
    report_submitted_on: Mapped[date | None]
    transitions: Mapped[list[Any]] = mapped_column(default=list)
    changes: Mapped[list[Any]] = mapped_column(default=list)
    starts_on: Mapped[date | None] = mapped_column(info={"unaudited": True})
    starts_by: Mapped[date | None] = mapped_column(info={"unaudited": True})
    ends_on: Mapped[date | None] = mapped_column(info={"unaudited": True})

    def names(self) -> list[str | None]:
        """A delegation is known by its title."""
        return [self.title]

    def other_names(self) -> list[str]:
        """And looked up by its code."""
        return [self.code] if self.code else []


class DelegationMember(Named):
    """Thành viên đoàn, in the post held then.

    The passport number lies encrypted in `passport_sealed`; `passport_number` is its mask, `•••1234`.
    """

    __tablename__ = "delegation_members"
    more_table_args: ClassVar[tuple[Any, ...]] = (
        Index(None, "delegation_id", "order"),
        Index(
            "uq_delegation_members_leader",
            "delegation_id",
            unique=True,
            postgresql_where=text("role = 'leader' AND deleted_at IS NULL"),
            sqlite_where=text("role = 'leader' AND deleted_at IS NULL"),
        ),
    )
    sides: ClassVar[tuple[str, ...]] = ("delegation_id",)

    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"))
    order: Mapped[int]
    role: Mapped[MemberRole]
    full_name: Mapped[str]
    nationality: Mapped[str | None] = mapped_column(String(2))
    position: Mapped[str | None]
    organization: Mapped[str | None]
    management_level: Mapped[ManagementLevel | None]
    participated: Mapped[bool | None]
    passport_number: Mapped[str | None] = mapped_column(String(20))
    passport_sealed: Mapped[str | None] = mapped_column(info={"secret": True})
    passport_type: Mapped[PassportType | None]
    passport_expires_on: Mapped[date | None] = mapped_column(info={"restricted": True})

    def names(self) -> list[str | None]:
        """A member is known by name."""
        return [self.full_name]


class DelegationOpinion(Record):
    """Ý kiến của cơ quan được hỏi về một đoàn."""

    __tablename__ = "delegation_opinions"
    more_table_args: ClassVar[tuple[Any, ...]] = (
        Index(None, "delegation_id"),
        Index(None, "agency_id"),
        Index(None, "document_id"),
    )
    sides: ClassVar[tuple[str, ...]] = ("delegation_id",)

    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"))
    agency_id: Mapped[str | None] = mapped_column(ForeignKey("org_units.id"))
    agency_name: Mapped[str | None]
    sent_on: Mapped[date]
    due_on: Mapped[date]
    answered_on: Mapped[date | None]
    verdict: Mapped[Verdict | None]
    document_id: Mapped[str | None] = mapped_column(ForeignKey("documents.id"))


class CodeCounter(Base):
    """The last number given out to a unit's codes of one prefix in one year: its row is the lock of the next."""

    __tablename__ = "code_counters"

    org_unit_id: Mapped[str] = mapped_column(Id, primary_key=True)
    prefix: Mapped[str] = mapped_column(String(10), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
