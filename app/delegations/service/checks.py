"""What holds for a delegation whoever changes it how, and what its dates amount to."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.auth.rules import Permission
from app.auth.visibility import require_scope
from app.core.dates import compare, first_day
from app.core.errors import InvalidRequest, NotPermitted
from app.core.problems import Fault
from app.core.records import require_references
from app.core.terms import Terms
from app.core.workdays import NoWorkdayCalendar, add_working_days
from app.delegations import queries, rules
from app.delegations.models import Delegation
from app.documents import queries as documents
from app.documents.models import Document
from app.org_units import queries as org_units
from app.org_units.models import OrgUnit
from app.partners import queries as partners
from app.partners.models import Partner


async def check_delegation(
    session: AsyncSession,
    principal: Principal,
    row: Delegation,
    terms: Terms,
    held: Collection[str] = (),
    *,
    with_itinerary: bool = True,
) -> None:
    """Raises OutOfScope, or InvalidRequest for values that contradict each other or unknown references.

    Ids in `held` were named before and stay as they are. The itinerary is held against the days only where a caller
    could mend it: a change of what was approved moves the trip alone.
    """
    require_scope(principal, row)
    faults = list(contradictions(row, terms.today))
    if with_itinerary:
        faults += itinerary_faults(row)
    if faults:
        raise InvalidRequest(errors=faults)
    named = [named for named in records_named(row) if named.id not in held]
    references = {each.pointer: _referred(principal, each.field, each.id) for each in named}
    references |= documents.citation_references(principal, row.citations, held)
    await require_references(session, references)
    derive(row, terms)


def require_approver(principal: Principal) -> None:
    """Raises NotPermitted."""
    if Permission.REGISTRY_APPROVE not in principal.permissions:
        raise NotPermitted(permission=Permission.REGISTRY_APPROVE.value)


def derive(row: Delegation, terms: Terms) -> None:
    """The days of the trip as far as they are known, and the day of its report.

    Where that is so many working days off, in a year whose days off nobody has announced, there is none yet.
    """
    span = rules.span_of(row.planned_from, row.planned_to, row.actual_from, row.actual_to)
    due = _report_due_on(row, terms)
    row.assign(starts_on=span.starts_on, starts_by=span.starts_by, ends_on=span.ends_on, report_due_on=due)


def _report_due_on(row: Delegation, terms: Terms) -> date | None:
    if row.actual_to is None:
        return None
    settings = terms.settings
    general = settings.report_due_days, settings.report_due_unit
    term = rules.report_term(row.visit_type, *general, settings.report_due_by_visit_type)
    try:
        return rules.report_due(row.actual_to, term, add_working_days)
    except NoWorkdayCalendar:
        return None


def contradictions(row: Delegation, today: date) -> Iterator[Fault]:
    if row.planned_from and row.planned_to and compare(row.planned_from, row.planned_to) > 0:
        yield Fault("end_before_start", "/planned_to")
    if row.actual_from and row.actual_to and row.actual_from > row.actual_to:
        yield Fault("end_before_start", "/actual_to")
    for name in ("actual_from", "actual_to", "report_submitted_on"):
        day = getattr(row, name)
        if day and day > today:
            yield Fault("date_in_future", f"/{name}")
    if row.invitation and row.invitation["on"] and first_day(row.invitation["on"]) > today:
        yield Fault("date_in_future", "/invitation/on")
    if not row.in_plan and not row.unplanned_reason:
        yield Fault("missing", "/unplanned_reason")
    if not row.in_plan and row.plan_item_id:
        yield Fault("invalid_value", "/plan_item_id")
    if rules.lacks_decision(row.transitions, in_plan=row.in_plan):
        yield Fault("decision_number_missing", "/in_plan")


def itinerary_faults(row: Delegation) -> list[Fault]:
    days = [date.fromisoformat(item["date"]) for item in row.itinerary]
    outside = rules.days_outside(days, row.planned_from, row.planned_to, row.actual_from, row.actual_to)
    return [Fault("out_of_range", f"/itinerary/{index}/date") for index in outside]


class Named(NamedTuple):
    """A record that a delegation names: in which field, where in it (`""`: it is the field's own value), and its id."""

    field: str
    place: str
    id: str

    @property
    def pointer(self) -> str:
        """RFC 6901."""
        return f"/{self.field}{self.place}"


def named_ids(row: Delegation) -> set[str]:
    """Every id that the record names."""
    cited = {citation["document_id"] for citation in row.citations if citation["document_id"]}
    return {*(named.id for named in records_named(row)), *cited}


def records_named(row: Delegation) -> list[Named]:
    """The records that it names in fields of its own."""
    named = [Named("org_unit_id", "", row.org_unit_id)]
    if row.plan_item_id is not None:
        named.append(Named("plan_item_id", "", row.plan_item_id))
    for index, id_ in enumerate(row.partner_ids):
        named.append(Named("partner_ids", f"/{index}", id_))
    if row.invitation and row.invitation.get("document_id") is not None:
        named.append(Named("invitation", "/document_id", row.invitation["document_id"]))
    return named


def _referred(principal: Principal, field: str, id_: str) -> Select[Any]:
    if field == "org_unit_id":
        return org_units.readable(principal).where(OrgUnit.id == id_)
    if field == "plan_item_id":
        return queries.plan_item(principal, id_)
    if field == "invitation":
        return documents.readable(principal).where(Document.id == id_)
    return partners.readable(principal).where(Partner.id == id_)
