"""The table of tasks."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db.list_index import CodeList
from app.core.i18n import Labelled
from app.core.names import Named, name_index
from app.relationships.models import Pillar


class TaskKind(Labelled):
    """Loại mục của kế hoạch (domain.md 12.11)."""

    TASK = "task", "Nhiệm vụ", "Task"
    OUTBOUND_DELEGATION = "outbound_delegation", "Đoàn ra", "Outbound delegation"
    INBOUND_DELEGATION = "inbound_delegation", "Đoàn vào", "Inbound delegation"
    CONFERENCE = "conference", "Hội nghị, hội thảo", "Conference"
    SIGNING = "signing", "Ký kết", "Signing"
    ANNIVERSARY = "anniversary", "Kỷ niệm", "Anniversary"


class Frequency(Labelled):
    """Tần suất."""

    ONCE = "once", "Một lần", "Once"
    ONGOING = "ongoing", "Thường xuyên", "Ongoing"
    MONTHLY = "monthly", "Hằng tháng", "Monthly"
    QUARTERLY = "quarterly", "Hằng quý", "Quarterly"
    HALF_YEARLY = "half_yearly", "6 tháng", "Half-yearly"
    YEARLY = "yearly", "Hằng năm", "Yearly"


class TaskState(Labelled):
    """Tiến độ; overdue (quá hạn) is not one of them but follows from the day."""

    NOT_STARTED = "not_started", "Chưa thực hiện", "Not started"
    IN_PROGRESS = "in_progress", "Đang thực hiện", "In progress"
    COMPLETED = "completed", "Hoàn thành", "Completed"
    CANCELLED = "cancelled", "Hủy", "Cancelled"


class Task(Named):
    """Nhiệm vụ: a numbered item of a plan.

    `progress` [{on, percent, text, document_id}]; `linked` [{type, id}] names partners, relationships, documents,
    delegations and agreements; `linked_ids` are their ids, `expires_on` the last day of `due_on`.
    """

    __tablename__ = "tasks"
    more_table_args: ClassVar[tuple[Any, ...]] = (
        name_index("tasks"),
        Index(None, "document_id", "number"),
        Index(None, "lead_unit_id"),
        Index(None, "expires_on"),
    )
    unit_columns: ClassVar[tuple[str, ...]] = ("lead_unit_id",)
    unit_lists: ClassVar[tuple[str, ...]] = ("coordinating_unit_ids",)
    sides: ClassVar[tuple[str, ...]] = ("document_id",)
    reference_lists: ClassVar[dict[str, tuple[str, ...]]] = {
        "coordinating_unit_ids": ("org_units",),
        "linked_ids": ("partners", "relationships", "documents", "delegations", "agreements"),
    }

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"))
    section_path: Mapped[str | None] = mapped_column(String(50))
    number: Mapped[int | None]
    kind: Mapped[TaskKind]
    title: Mapped[str]
    pillar: Mapped[Pillar | None]
    lead_unit_id: Mapped[str | None] = mapped_column(ForeignKey("org_units.id"))
    coordinating_unit_ids: Mapped[list[Any]] = mapped_column(CodeList, default=list)
    due_on: Mapped[str | None] = mapped_column(String(10))
    frequency: Mapped[Frequency]
    output: Mapped[str | None]
    linked: Mapped[list[Any]] = mapped_column(default=list)
    linked_ids: Mapped[list[Any]] = mapped_column(CodeList, default=list, info={"unaudited": True})
    progress: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[TaskState]
    unplanned: Mapped[bool] = mapped_column(default=False)
    change_reason: Mapped[str | None]
    expires_on: Mapped[date | None] = mapped_column(info={"unaudited": True})

    def repoint(self, name: str, old: str, new: str) -> None:
        """What it links to, when that went up in another."""
        super().repoint(name, old, new)
        moved = [{**link, "id": new} if link["id"] == old else link for link in self.linked]
        self.assign(linked=list({(link["type"], link["id"]): link for link in moved}.values()))

    def names(self) -> list[str | None]:
        """A task is known by its title."""
        return [self.title]

    def other_names(self) -> list[str]:
        """And looked up by its section."""
        return [self.section_path] if self.section_path else []
