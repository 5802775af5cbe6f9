"""The fields of a delegation and what they are made of, as the API takes them."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from app.core.dates import CalendarDate, PartialDate
from app.core.i18n import Label, Labelled
from app.core.money import Money
from app.core.schema import LongText, Name, RecordId, Schema, ShortText
from app.delegations.models import DelegationLevel, DelegationStatus, Direction, VisitType
from app.partners.schemas import CountryCode
from app.relationships.models import Pillar

_MOST_PEOPLE = 100_000


class FundingSource(Labelled):
    """Nguồn kinh phí."""

    STATE_BUDGET = "state_budget", "Ngân sách nhà nước", "State budget"
    PARTNER = "partner", "Đối tác đài thọ", "Partner"
    SELF = "self", "Tự túc", "Self-financed"
    SPONSOR = "sponsor", "Tài trợ", "Sponsor"
    OTHER = "other", "Khác", "Other"


class Invitation(Schema):
    """Thư mời: who invited, by which letter."""

    sender: ShortText | None = None
    number: ShortText | None = None
    on: PartialDate | None = None
    document_id: RecordId | None = None


class ItineraryDay(Schema):
    """One line of the programme (chương trình theo ngày)."""

    date: CalendarDate
    place: ShortText | None = None
    activity: Annotated[LongText, StringConstraints(min_length=1, max_length=2_000)] | None = None
    host: ShortText | None = None


class FundingShare(Schema):
    """What one source was to pay and paid."""

    source: FundingSource
    planned: Money | None = None
    actual: Money | None = None


def _once_each(values: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(values))


Text = Annotated[LongText, StringConstraints(min_length=1)]
Headcount = Annotated[int, Field(ge=0, le=_MOST_PEOPLE, strict=True)]

Code = Annotated[
    str,
    StringConstraints(pattern=r"^\w[\w./-]*$", max_length=100),
    Field(description="made by the server when absent: DR-2026-0014, DV-2026-0003", examples=["DR-2026-0014"]),
    Label("Mã đoàn", "Code"),
]
DirectionField = Annotated[Direction, Label("Chiều", "Direction")]
Title = Annotated[Name, Label("Tên đoàn", "Title")]
Capacity = Annotated[ShortText, Label("Danh nghĩa", "Capacity")]
VisitTypeField = Annotated[VisitType, Label("Loại chuyến thăm", "Visit type")]
PillarField = Annotated[Pillar, Label("Trụ cột", "Pillar")]
Level = Annotated[DelegationLevel, Label("Cấp đoàn", "Level")]
OrgUnitId = Annotated[RecordId, Label("Đơn vị chủ trì", "Org unit")]
PartnerIds = Annotated[list[RecordId], Field(max_length=200), AfterValidator(_once_each), Label("Đối tác", "Partners")]
Countries = Annotated[list[CountryCode], Field(max_length=100), AfterValidator(_once_each), Label("Nước", "Countries")]
Purpose = Annotated[Text, Label("Mục đích, nội dung", "Purpose")]
PlannedFrom = Annotated[PartialDate, Label("Dự kiến từ", "Planned from")]
PlannedTo = Annotated[PartialDate, Label("Dự kiến đến", "Planned to")]
ActualFrom = Annotated[CalendarDate, Label("Thực tế từ", "Actually from")]
ActualTo = Annotated[CalendarDate, Label("Thực tế đến", "Actually to")]
HeadcountPlanned = Annotated[Headcount, Label("Số người dự kiến", "Planned headcount")]
HeadcountActual = Annotated[Headcount, Label("Số người thực tế", "Actual headcount")]
InPlan = Annotated[
    bool,
    Field(strict=True, description="in the year's plan; else `unplanned_reason` says why not (R18)"),
    Label("Trong kế hoạch", "In plan"),
]
PlanItemId = Annotated[RecordId, Field(description="the task of the plan"), Label("Mục kế hoạch", "Plan item")]
UnplannedReason = Annotated[Text, Label("Lý do phát sinh", "Reason, if unplanned")]
InvitationField = Annotated[Invitation, Label("Thư mời", "Invitation")]
Itinerary = Annotated[
    list[ItineraryDay],
    Field(max_length=500, description="days of the planned or of the actual trip"),
    Label("Chương trình", "Itinerary"),
]
Funding = Annotated[list[FundingShare], Field(max_length=50), Label("Kinh phí", "Funding")]
ReceivingLeader = Annotated[ShortText, Label("Lãnh đạo tiếp", "Receiving leader")]
Outcomes = Annotated[Text, Label("Kết quả", "Outcomes")]
StatusField = Annotated[DelegationStatus, Label("Trạng thái", "Status")]
ReportSubmittedOn = Annotated[CalendarDate, Label("Ngày nộp báo cáo", "Report submitted on")]
