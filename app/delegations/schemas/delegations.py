"""The delegation itself as the API takes and shows it."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import MISSING, BeforeValidator, Field, StringConstraints

from app.core.dates import CalendarDate
from app.core.i18n import Label
from app.core.listing import SearchQuery
from app.core.schema import Answer, RecordCreate, RecordId, RecordRead, RecordUpdate, split_commas
from app.delegations.models import DelegationLevel, DelegationStatus, Direction, VisitType
from app.delegations.schemas import parts
from app.partners.schemas import CountryCode
from app.relationships.models import Pillar


class DelegationCreate(RecordCreate):
    """A new delegation. `status` other than `proposed` is for history that is entered afterwards."""

    code: parts.Code | None = None
    direction: parts.DirectionField
    title: parts.Title
    capacity: parts.Capacity | None = None
    visit_type: parts.VisitTypeField | None = None
    pillar: parts.PillarField | None = None
    level: parts.Level | None = None
    org_unit_id: parts.OrgUnitId
    partner_ids: parts.PartnerIds = []
    countries: parts.Countries = []
    purpose: parts.Purpose | None = None
    planned_from: parts.PlannedFrom | None = None
    planned_to: parts.PlannedTo | None = None
    actual_from: parts.ActualFrom | None = None
    actual_to: parts.ActualTo | None = None
    headcount_planned: parts.HeadcountPlanned | None = None
    headcount_actual: parts.HeadcountActual | None = None
    in_plan: parts.InPlan = True
    plan_item_id: parts.PlanItemId | None = None
    unplanned_reason: parts.UnplannedReason | None = None
    invitation: parts.InvitationField | None = None
    itinerary: parts.Itinerary = []
    funding: parts.Funding = []
    receiving_leader: parts.ReceivingLeader | None = None
    outcomes: parts.Outcomes | None = None
    status: parts.StatusField | MISSING = MISSING
    report_submitted_on: parts.ReportSubmittedOn | None = None


class DelegationUpdate(RecordUpdate):
    """A merge patch of a delegation; its status moves by `transitions`, what was approved by `changes`."""

    code: parts.Code | MISSING = MISSING
    direction: parts.DirectionField | MISSING = MISSING
    title: parts.Title | MISSING = MISSING
    capacity: parts.Capacity | MISSING | None = MISSING
    visit_type: parts.VisitTypeField | MISSING | None = MISSING
    pillar: parts.PillarField | MISSING | None = MISSING
    level: parts.Level | MISSING | None = MISSING
    org_unit_id: parts.OrgUnitId | MISSING = MISSING
    partner_ids: parts.PartnerIds | MISSING = MISSING
    countries: parts.Countries | MISSING = MISSING
    purpose: parts.Purpose | MISSING | None = MISSING
    planned_from: parts.PlannedFrom | MISSING | None = MISSING
    planned_to: parts.PlannedTo | MISSING | None = MISSING
    actual_from: parts.ActualFrom | MISSING | None = MISSING
    actual_to: parts.ActualTo | MISSING | None = MISSING
    headcount_planned: parts.HeadcountPlanned | MISSING | None = MISSING
    headcount_actual: parts.HeadcountActual | MISSING | None = MISSING
    in_plan: parts.InPlan | MISSING = MISSING
    plan_item_id: parts.PlanItemId | MISSING | None = MISSING
    unplanned_reason: parts.UnplannedReason | MISSING | None = MISSING
    invitation: parts.InvitationField | MISSING | None = MISSING
    itinerary: parts.Itinerary | MISSING = MISSING
    funding: parts.Funding | MISSING = MISSING
    receiving_leader: parts.ReceivingLeader | MISSING | None = MISSING
    outcomes: parts.Outcomes | MISSING | None = MISSING
    report_submitted_on: parts.ReportSubmittedOn | MISSING | None = MISSING


class DelegationStep(Answer):
    """One transition of a delegation's life: who let it pass, in whose name, and who recorded it when."""

    from_: Annotated[DelegationStatus, Field(alias="from")]
    to: DelegationStatus
    on: CalendarDate
    authority: str | None
    on_behalf_of: str | None
    decision_number: str | None
    reason: str | None
    by: str
    at: datetime


class DelegationChange(Answer):
    """Điều chỉnh: one approved field that was changed afterwards, with the values before and after."""

    what: str
    old: Any
    new: Any
    reason: str
    document_id: RecordId | None
    on: CalendarDate
    by: str
    at: datetime


class DelegationLabel(Answer):
    """A delegation as other records show it when expanded."""

    id: RecordId
    code: str
    direction: Direction
    title: str
    org_unit_id: RecordId
    planned_from: str | None
    actual_from: CalendarDate | None
    status: DelegationStatus


ReportDueOn = Annotated[
    CalendarDate | None,
    Field(description="the day of return and the term of the office's settings (R16); null before the return"),
    Label("Hạn báo cáo", "Report due on"),
]


class DelegationRead(RecordRead):
    """A delegation."""

    code: str
    direction: Direction
    title: str
    capacity: str | None
    visit_type: VisitType | None
    pillar: Pillar | None
    level: DelegationLevel | None
    org_unit_id: RecordId
    partner_ids: list[RecordId]
    countries: list[str]
    purpose: str | None
    planned_from: str | None
    planned_to: str | None
    actual_from: CalendarDate | None
    actual_to: CalendarDate | None
    headcount_planned: int | None
    headcount_actual: int | None
    in_plan: bool
    plan_item_id: RecordId | None
    unplanned_reason: str | None
    invitation: parts.Invitation | None
    itinerary: list[parts.ItineraryDay]
    funding: list[parts.FundingShare]
    receiving_leader: str | None
    outcomes: str | None
    agreement_ids: Annotated[
        list[RecordId], Field(description="the agreements signed on it"), Label("Thỏa thuận đã ký", "Agreements")
    ]
    status: DelegationStatus
    report_due_on: ReportDueOn
    report_submitted_on: CalendarDate | None
    transitions: Annotated[list[DelegationStep], Label("Quá trình xử lý", "Transitions")]
    changes: Annotated[list[DelegationChange], Label("Điều chỉnh", "Changes")]


class DelegationQuery(SearchQuery):
    """Filters of the list; `q` searches titles and codes."""

    code: Annotated[str | None, Field(max_length=100)] = None
    direction: Annotated[list[Direction] | None, BeforeValidator(split_commas)] = None
    status: Annotated[list[DelegationStatus] | None, BeforeValidator(split_commas)] = None
    pillar: Annotated[list[Pillar] | None, BeforeValidator(split_commas)] = None
    visit_type: Annotated[list[VisitType] | None, BeforeValidator(split_commas)] = None
    country: Annotated[list[CountryCode] | None, BeforeValidator(split_commas)] = None
    partner_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    org_unit_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    plan_item_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    start_from: Annotated[
        CalendarDate | None,
        Field(description="begun then or later, else planned to; a plan known to its month counts where it may be"),
    ] = None
    start_to: Annotated[CalendarDate | None, Field(description="begun then or earlier, else planned to")] = None
    in_plan: bool | None = None
    report_overdue: Annotated[
        bool | None, Field(description="no report by the day that it was due; a trip called off owes none")
    ] = None
    member: Annotated[
        str | None,
        StringConstraints(max_length=200),
        Field(description="a member's name, accents and spaces apart"),
    ] = None
