"""What is to be done across agreements: deadlines, ends that come near, inheritances to decide."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from app.agreements.models import AgreementStatus, DeadlineKind, InheritanceOutcome
from app.core.dates import CalendarDate
from app.core.listing import ListQuery
from app.core.schema import Answer, RecordId, split_commas

UnitIds = Annotated[
    list[RecordId] | None,
    BeforeValidator(split_commas),
    Field(description="a party, the lead or the responsible unit"),
]


class DeadlineItem(Answer):
    """One deadline; `due_on` is null where the calendar of working days does not reach, and `basis` says so."""

    agreement_id: RecordId
    title_vi: str
    kind: DeadlineKind
    due_on: date | None
    done_on: date | None
    basis: str
    overdue: bool


class DeadlineQuery(ListQuery):
    """Filters of the deadlines."""

    due_from: CalendarDate | None = None
    due_to: CalendarDate | None = None
    kind: Annotated[list[DeadlineKind] | None, BeforeValidator(split_commas)] = None
    done: Annotated[bool, Field(description="false: what is still to do; true: what was done")] = False
    org_unit_id: UnitIds = None


class ExpiringQuery(ListQuery):
    """Filters of the agreements that end soon."""

    within_days: Annotated[
        int | None, Field(ge=0, le=3_660, description="from today; absent: the server's `expiring_within_days`")
    ] = None
    org_unit_id: UnitIds = None


class FormerUnit(Answer):
    """A party's unit that is no more."""

    id: RecordId
    name_vi: str
    valid_to: str | None


class HeirUnit(Answer):
    """A unit of today that took over, by what and from when."""

    id: RecordId
    name_vi: str
    basis: str | None
    on: str | None


class InheritedItem(Answer):
    """An agreement of a unit that came to its end in the reform of July 2025, or later."""

    agreement_id: RecordId
    title_vi: str
    status: AgreementStatus
    from_units: list[FormerUnit]
    to_units: list[HeirUnit]
    responsible_unit_id: RecordId | None
    outcome: InheritanceOutcome | None
    decided: bool


class InheritedQuery(ListQuery):
    """Filters of the inherited agreements."""

    decided: Annotated[bool | None, Field(description="whether an inheritance has an outcome but `pending`")] = None
    status: Annotated[list[AgreementStatus] | None, BeforeValidator(split_commas)] = None
    org_unit_id: UnitIds = None


class TiedAgreement(Answer):
    """An agreement in force that came with a former unit."""

    id: RecordId
    title_vi: str
    org_unit_id: RecordId


class TiedRelationship(Answer):
    """A relationship that came with a former unit."""

    id: RecordId
    type: str
    org_unit_id: RecordId


class TieItem(Answer):
    """One partner whose ties with several former units came to one unit: to be decided on, nothing is merged."""

    partner_id: RecordId
    partner_name_vi: str
    org_unit_id: RecordId
    org_unit_name_vi: str
    agreements: list[TiedAgreement]
    relationships: list[TiedRelationship]


class TieQuery(ListQuery):
    """Filters of the ties that met."""

    partner_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    org_unit_id: Annotated[
        list[RecordId] | None, BeforeValidator(split_commas), Field(description="where they came to")
    ] = None
