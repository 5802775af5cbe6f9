"""Activities as the API takes and shows them."""

from typing import Annotated

from pydantic import MISSING, BeforeValidator, Field, StringConstraints

from app.activities.models import ActivityKind, ActivityMode, ActivityStatus, ConferenceAuthority
from app.core.dates import CalendarDate, PartialDate
from app.core.i18n import Label
from app.core.listing import SearchQuery
from app.core.schema import (
    LongText,
    Name,
    RecordCreate,
    RecordId,
    RecordRead,
    RecordUpdate,
    Schema,
    ShortText,
    split_commas,
)
from app.delegations.schemas.parts import Countries, Funding, FundingShare, Headcount, PartnerIds
from app.partners.schemas import CountryCode
from app.relationships.models import Pillar
from app.relationships.schemas import PillarField

Text = Annotated[LongText, StringConstraints(min_length=1)]
Names = Annotated[list[Name], Field(max_length=50)]

Kind = Annotated[ActivityKind, Label("Loại hoạt động", "Kind")]
Title = Annotated[Name, Label("Tên hoạt động", "Title")]
OrgUnitId = Annotated[RecordId, Label("Đơn vị tổ chức", "Org unit")]
Purpose = Annotated[Text, Label("Lý do, mục đích", "Purpose")]
HeldFrom = Annotated[PartialDate, Label("Tổ chức từ", "Held from")]
HeldTo = Annotated[PartialDate, Label("Tổ chức đến", "Held to")]
Place = Annotated[Name, Label("Địa điểm", "Place")]
Mode = Annotated[ActivityMode, Label("Hình thức", "Mode")]
CoOrganizers = Annotated[Names, Label("Đơn vị phối hợp", "Co-organizers")]
Sponsors = Annotated[Names, Label("Đơn vị tài trợ", "Sponsors")]
AttendeesVietnamese = Annotated[Headcount, Label("Số đại biểu Việt Nam", "Vietnamese attendees")]
AttendeesForeign = Annotated[Headcount, Label("Số đại biểu nước ngoài", "Foreign attendees")]
HighestGuest = Annotated[Name, Label("Chức vụ cao nhất của khách", "Highest guest")]
MinisterLevelGuest = Annotated[
    bool, Field(strict=True), Label("Có khách cấp bộ trưởng trở lên", "Guest of minister level or above")
]
SensitiveTopic = Annotated[
    bool,
    Field(strict=True, description="sovereignty, security, defence, ethnicity, religion, human rights, state secrets"),
    Label("Nội dung nhạy cảm", "Sensitive topic"),
]
FileSubmittedOn = Annotated[CalendarDate, Label("Ngày trình hồ sơ", "File submitted on")]
DecisionNumber = Annotated[
    ShortText, StringConstraints(max_length=100), Label("Số văn bản cho phép", "Decision number")
]
DecisionOn = Annotated[CalendarDate, Label("Ngày văn bản cho phép", "Decision on")]
StatusField = Annotated[ActivityStatus, Label("Trạng thái", "Status")]
Results = Annotated[Text, Label("Kết quả", "Results")]
ReportSubmittedOn = Annotated[CalendarDate, Label("Ngày nộp báo cáo", "Report submitted on")]
DelegationId = Annotated[RecordId, Label("Đoàn", "Delegation")]
PlanItemId = Annotated[RecordId, Field(description="the task of the plan"), Label("Mục kế hoạch", "Plan item")]
Authority = Annotated[
    ConferenceAuthority | None,
    Field(description="of a conference: the Prime Minister for a guest of minister level or a sensitive topic (R19)"),
    Label("Thẩm quyền cho phép", "Authority"),
]
FileDueOn = Annotated[
    CalendarDate | None,
    Field(description="of a conference: 40 days before it for the Prime Minister, else 30 (R19)"),
    Label("Hạn trình hồ sơ", "File due on"),
]
ReportDueOn = Annotated[
    CalendarDate | None,
    Field(description="of a conference: its last day and the days of the setting"),
    Label("Hạn báo cáo", "Report due on"),
]


class ActivityCreate(RecordCreate):
    """A new activity."""

    kind: Kind
    title: Title
    pillar: PillarField | None = None
    org_unit_id: OrgUnitId
    partner_ids: PartnerIds = []
    countries: Countries = []
    purpose: Purpose | None = None
    held_from: HeldFrom | None = None
    held_to: HeldTo | None = None
    place: Place | None = None
    mode: Mode | None = None
    co_organizers: CoOrganizers = []
    sponsors: Sponsors = []
    attendees_vietnamese: AttendeesVietnamese | None = None
    attendees_foreign: AttendeesForeign | None = None
    highest_guest: HighestGuest | None = None
    minister_level_guest: MinisterLevelGuest = False
    sensitive_topic: SensitiveTopic = False
    funding: Funding = []
    file_submitted_on: FileSubmittedOn | None = None
    decision_number: DecisionNumber | None = None
    decision_on: DecisionOn | None = None
    status: Annotated[StatusField, Field(description="planned, or what it was, if absent")] | MISSING = MISSING
    results: Results | None = None
    report_submitted_on: ReportSubmittedOn | None = None
    delegation_id: DelegationId | None = None
    plan_item_id: PlanItemId | None = None


class ActivityUpdate(RecordUpdate):
    """A merge patch of an activity; its status moves by `transitions` alone."""

    kind: Kind | MISSING = MISSING
    title: Title | MISSING = MISSING
    pillar: PillarField | MISSING | None = MISSING
    org_unit_id: OrgUnitId | MISSING = MISSING
    partner_ids: PartnerIds | MISSING = MISSING
    countries: Countries | MISSING = MISSING
    purpose: Purpose | MISSING | None = MISSING
    held_from: HeldFrom | MISSING | None = MISSING
    held_to: HeldTo | MISSING | None = MISSING
    place: Place | MISSING | None = MISSING
    mode: Mode | MISSING | None = MISSING
    co_organizers: CoOrganizers | MISSING = MISSING
    sponsors: Sponsors | MISSING = MISSING
    attendees_vietnamese: AttendeesVietnamese | MISSING | None = MISSING
    attendees_foreign: AttendeesForeign | MISSING | None = MISSING
    highest_guest: HighestGuest | MISSING | None = MISSING
    minister_level_guest: MinisterLevelGuest | MISSING = MISSING
    sensitive_topic: SensitiveTopic | MISSING = MISSING
    funding: Funding | MISSING = MISSING
    file_submitted_on: FileSubmittedOn | MISSING | None = MISSING
    decision_number: DecisionNumber | MISSING | None = MISSING
    decision_on: DecisionOn | MISSING | None = MISSING
    results: Results | MISSING | None = MISSING
    report_submitted_on: ReportSubmittedOn | MISSING | None = MISSING
    delegation_id: DelegationId | MISSING | None = MISSING
    plan_item_id: PlanItemId | MISSING | None = MISSING


class ActivityTransition(Schema):
    """The next status, and since when: the day of filing, decision, holding or report; today if not known."""

    to: ActivityStatus
    on: CalendarDate | None = None
    decision_number: Annotated[DecisionNumber | None, Field(description="of what allows or refuses it")] = None
    reason: Annotated[Text | None, Field(description="why rejected or cancelled; kept in the history")] = None


class ActivityRead(RecordRead):
    """An activity."""

    kind: ActivityKind
    title: str
    pillar: Pillar | None
    org_unit_id: RecordId
    partner_ids: list[RecordId]
    countries: list[str]
    purpose: str | None
    held_from: str | None
    held_to: str | None
    place: str | None
    mode: ActivityMode | None
    co_organizers: list[str]
    sponsors: list[str]
    attendees_vietnamese: int | None
    attendees_foreign: int | None
    highest_guest: str | None
    minister_level_guest: bool
    sensitive_topic: bool
    funding: list[FundingShare]
    authority: Authority
    file_due_on: FileDueOn
    file_submitted_on: CalendarDate | None
    decision_number: str | None
    decision_on: CalendarDate | None
    status: ActivityStatus
    results: str | None
    report_due_on: ReportDueOn
    report_submitted_on: CalendarDate | None
    delegation_id: RecordId | None
    plan_item_id: RecordId | None


class ActivityQuery(SearchQuery):
    """Filters of the list."""

    kind: Annotated[list[ActivityKind] | None, BeforeValidator(split_commas)] = None
    status: Annotated[list[ActivityStatus] | None, BeforeValidator(split_commas)] = None
    pillar: Annotated[list[Pillar] | None, BeforeValidator(split_commas)] = None
    org_unit_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    partner_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    country: Annotated[list[CountryCode] | None, BeforeValidator(split_commas)] = None
    delegation_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    plan_item_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    date_from: Annotated[
        PartialDate | None, Field(description="goes on then or later; a date known to its year counts where it may be")
    ] = None
    date_to: Annotated[PartialDate | None, Field(description="begins then or earlier")] = None
    file_late: Annotated[
        bool | None, Field(description="filed after `file_due_on`, or still only planned after it")
    ] = None
    report_overdue: Annotated[
        bool | None, Field(description="no report by `report_due_on`; what was called off owes none")
    ] = None
