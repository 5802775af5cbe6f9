"""Tasks as the API takes and shows them."""

from typing import Annotated

from pydantic import MISSING, AfterValidator, BeforeValidator, Field, StringConstraints

from app.core.dates import CalendarDate, PartialDate
from app.core.i18n import Label, Labelled
from app.core.listing import SearchQuery
from app.core.schema import LongText, RecordCreate, RecordId, RecordRead, RecordUpdate, Schema, ShortText, split_commas
from app.relationships.models import Pillar
from app.relationships.schemas import PillarField
from app.tasks.models import Frequency, TaskKind, TaskState


class LinkType(Labelled):
    """Loại bản ghi liên kết."""

    PARTNER = "partner", "Đối tác", "Partner"
    RELATIONSHIP = "relationship", "Quan hệ", "Relationship"
    DOCUMENT = "document", "Văn bản", "Document"
    DELEGATION = "delegation", "Đoàn", "Delegation"
    AGREEMENT = "agreement", "Thỏa thuận", "Agreement"


class TaskLink(Schema):
    """Liên kết: a record that the task is about."""

    type: LinkType
    id: RecordId


def _links_once_each(links: list[TaskLink]) -> list[TaskLink]:
    return list({(link.type, link.id): link for link in links}.values())


def _once_each(ids: list[str]) -> list[str]:
    return list(dict.fromkeys(ids))


Text = Annotated[LongText, StringConstraints(min_length=1, max_length=2_000)]
Percent = Annotated[int, Field(ge=0, le=100, strict=True)]

DocumentId = Annotated[RecordId, Label("Văn bản giao việc", "Document")]
SectionPath = Annotated[
    ShortText,
    StringConstraints(max_length=50),
    Field(description="as printed", examples=["II.3.a"]),
    Label("Mục", "Section"),
]
Number = Annotated[
    int, Field(ge=1, le=1_000_000, strict=True, description="order within the document"), Label("Số thứ tự", "Number")
]
Kind = Annotated[TaskKind, Label("Loại", "Kind")]
Title = Annotated[Text, Label("Nội dung", "Title")]
LeadUnitId = Annotated[RecordId, Label("Đơn vị chủ trì", "Lead unit")]
CoordinatingUnitIds = Annotated[
    list[RecordId], Field(max_length=100), AfterValidator(_once_each), Label("Đơn vị phối hợp", "Coordinating units")
]
DueOn = Annotated[PartialDate, Label("Thời hạn", "Due on")]
FrequencyField = Annotated[Frequency, Label("Tần suất", "Frequency")]
Output = Annotated[Text, Label("Sản phẩm", "Output")]
Linked = Annotated[
    list[TaskLink], Field(max_length=100), AfterValidator(_links_once_each), Label("Liên kết", "Linked records")
]
StateField = Annotated[TaskState, Label("Tiến độ", "State")]
Unplanned = Annotated[bool, Field(strict=True), Label("Phát sinh ngoài kế hoạch", "Unplanned")]
ChangeReason = Annotated[Text, Label("Lý do phát sinh, điều chỉnh", "Reason of the change")]
IsOverdue = Annotated[
    bool,
    Field(description="today is after the last day of `due_on`, and it is neither completed nor cancelled"),
    Label("Quá hạn", "Overdue"),
]


class TaskProgress(Schema):
    """Báo cáo tiến độ, to the day `on` (today if absent); 100 percent completes the task."""

    on: CalendarDate | None = None
    percent: Percent
    text: Text | None = None
    document_id: RecordId | None = None


class ReportedProgress(TaskProgress):
    """A report as the task keeps it."""

    on: CalendarDate


Progress = Annotated[list[ReportedProgress], Label("Báo cáo tiến độ", "Progress reports")]


class TaskCreate(RecordCreate):
    """A new task."""

    document_id: DocumentId
    section_path: SectionPath | None = None
    number: Number | None = None
    kind: Kind = TaskKind.TASK
    title: Title
    pillar: PillarField | None = None
    lead_unit_id: LeadUnitId | None = None
    coordinating_unit_ids: CoordinatingUnitIds = []
    due_on: DueOn | None = None
    frequency: FrequencyField = Frequency.ONCE
    output: Output | None = None
    linked: Linked = []
    state: Annotated[StateField, Field(description="not_started, or what it was, if absent")] | MISSING = MISSING
    unplanned: Unplanned = False
    change_reason: ChangeReason | None = None


class TaskUpdate(RecordUpdate):
    """A merge patch of a task."""

    document_id: DocumentId | MISSING = MISSING
    section_path: SectionPath | MISSING | None = MISSING
    number: Number | MISSING | None = MISSING
    kind: Kind | MISSING = MISSING
    title: Title | MISSING = MISSING
    pillar: PillarField | MISSING | None = MISSING
    lead_unit_id: LeadUnitId | MISSING | None = MISSING
    coordinating_unit_ids: CoordinatingUnitIds | MISSING = MISSING
    due_on: DueOn | MISSING | None = MISSING
    frequency: FrequencyField | MISSING = MISSING
    output: Output | MISSING | None = MISSING
    linked: Linked | MISSING = MISSING
    state: StateField | MISSING = MISSING
    unplanned: Unplanned | MISSING = MISSING
    change_reason: ChangeReason | MISSING | None = MISSING


class TaskRead(RecordRead):
    """A task."""

    document_id: RecordId
    section_path: str | None
    number: int | None
    kind: TaskKind
    title: str
    pillar: Pillar | None
    lead_unit_id: RecordId | None
    coordinating_unit_ids: list[RecordId]
    due_on: str | None
    frequency: Frequency
    output: str | None
    linked: list[TaskLink]
    progress: Progress
    state: TaskState
    is_overdue: IsOverdue
    unplanned: bool
    change_reason: str | None


class TaskQuery(SearchQuery):
    """Filters of the list."""

    document_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    lead_unit_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    org_unit_id: Annotated[
        list[RecordId] | None, BeforeValidator(split_commas), Field(description="leads or coordinates")
    ] = None
    kind: Annotated[list[TaskKind] | None, BeforeValidator(split_commas)] = None
    state: Annotated[list[TaskState] | None, BeforeValidator(split_commas)] = None
    frequency: Annotated[list[Frequency] | None, BeforeValidator(split_commas)] = None
    pillar: Annotated[list[Pillar] | None, BeforeValidator(split_commas)] = None
    overdue: bool | None = None
    due_from: Annotated[
        PartialDate | None, Field(description="due then or later; a date known to its year counts where it may be")
    ] = None
    due_to: Annotated[PartialDate | None, Field(description="due then or earlier")] = None
    linked_id: Annotated[
        list[RecordId] | None, BeforeValidator(split_commas), Field(description="is about one of these records")
    ] = None
    partner_id: Annotated[
        list[RecordId] | None, BeforeValidator(split_commas), Field(description="is about one of these partners")
    ] = None
