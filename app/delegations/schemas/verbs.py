"""What a delegation's verbs take: a transition of its status, a change of what was approved."""

from typing import Annotated

from pydantic import MISSING, Field

from app.core.dates import CalendarDate
from app.core.schema import RecordId, Schema, ShortText
from app.delegations.models import DelegationStatus
from app.delegations.schemas import parts


class DelegationTransition(Schema):
    """The next status, since when, by whose decision; `on` is today if absent."""

    to: DelegationStatus
    on: CalendarDate | None = None
    authority: Annotated[ShortText | None, Field(description="who decided (cấp quyết định)")] = None
    on_behalf_of: Annotated[ShortText | None, Field(description="in whose name, if authorised to")] = None
    decision_number: ShortText | None = None
    reason: Annotated[parts.Text | None, Field(description="why rejected, postponed or cancelled")] = None


class ApprovedValues(Schema):
    """The approved fields that are to change, and their new values."""

    direction: parts.DirectionField | MISSING = MISSING
    title: parts.Title | MISSING = MISSING
    capacity: parts.Capacity | MISSING | None = MISSING
    level: parts.Level | MISSING | None = MISSING
    partner_ids: parts.PartnerIds | MISSING = MISSING
    countries: parts.Countries | MISSING = MISSING
    purpose: parts.Purpose | MISSING | None = MISSING
    planned_from: parts.PlannedFrom | MISSING | None = MISSING
    planned_to: parts.PlannedTo | MISSING | None = MISSING
    headcount_planned: parts.HeadcountPlanned | MISSING | None = MISSING
    receiving_leader: parts.ReceivingLeader | MISSING | None = MISSING


class DelegationAdjustment(Schema):
    """Điều chỉnh: why what was approved changes, by which document, since when; `on` is today if absent."""

    values: ApprovedValues
    reason: parts.Text
    document_id: RecordId | None = None
    on: CalendarDate | None = None
