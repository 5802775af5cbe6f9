"""What holds for an activity whoever changes it how, and what its dates amount to."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.activities import queries, rules
from app.activities.models import Activity, ActivityKind, ConferenceAuthority
from app.auth.principal import Principal
from app.auth.visibility import require_scope
from app.core.dates import compare, first_day
from app.core.errors import InvalidRequest
from app.core.problems import Fault
from app.core.records import require_references
from app.core.terms import Terms
from app.delegations import queries as delegations
from app.delegations.models import Delegation
from app.documents.queries import citation_references
from app.org_units import queries as org_units
from app.org_units.models import OrgUnit
from app.partners import queries as partners
from app.partners.models import Partner

_PAST = ("file_submitted_on", "decision_on", "report_submitted_on")


async def check_activity(
    session: AsyncSession, principal: Principal, row: Activity, terms: Terms, held: Collection[str] = ()
) -> None:
    """Raises OutOfScope, or InvalidRequest for dates that cannot be or unknown references.

    Ids in `held` were named before and stay as they are.
    """
    require_scope(principal, row)
    if faults := list(_impossible_dates(row, terms.today)):
        raise InvalidRequest(errors=faults)
    new = {pointer: id_ for pointer, id_ in _named(row).items() if id_ not in held}
    references = {pointer: _referred(principal, pointer, id_) for pointer, id_ in new.items()}
    await require_references(session, references | citation_references(principal, row.citations, held))
    derive(row, terms)


def derive(row: Activity, terms: Terms) -> None:
    """Who allows a conference, and by when it is filed and reported (R19); other kinds have none of these."""
    if row.kind is not ActivityKind.CONFERENCE:
        row.assign(authority=None, file_due_on=None, report_due_on=None)
        return
    topics = {"minister_level_guest": row.minister_level_guest, "sensitive_topic": row.sensitive_topic}
    authority = ConferenceAuthority(rules.authority_for(**topics))
    start, days = row.held_from or row.held_to, terms.settings.conference_report_days
    row.assign(
        authority=authority,
        file_due_on=rules.file_due(row.held_from, authority) if row.held_from else None,
        report_due_on=rules.report_due(start, row.held_to, days) if start else None,
    )


def _impossible_dates(row: Activity, today: date) -> Iterator[Fault]:
    if row.held_from and row.held_to and compare(row.held_from, row.held_to) > 0:
        yield Fault("end_before_start", "/held_to")
    if row.status in rules.TOOK_PLACE and row.held_from and first_day(row.held_from) > today:
        yield Fault("date_in_future", "/held_from")
    for name in _PAST:
        if (day := getattr(row, name)) is not None and day > today:
            yield Fault("date_in_future", f"/{name}")


def named_ids(row: Activity) -> set[str]:
    """Every id that the record names."""
    cited = {citation["document_id"] for citation in row.citations if citation["document_id"]}
    return {*_named(row).values(), *cited}


def _named(row: Activity) -> dict[str, str]:
    """The records that it names in fields of its own, by pointer."""
    named = {f"/{name}": getattr(row, name) for name in ("org_unit_id", "delegation_id", "plan_item_id")}
    named |= {f"/partner_ids/{index}": id_ for index, id_ in enumerate(row.partner_ids)}
    return {pointer: id_ for pointer, id_ in named.items() if id_ is not None}


def _referred(principal: Principal, pointer: str, id_: str) -> Select[Any]:
    if pointer == "/org_unit_id":
        return org_units.readable(principal).where(OrgUnit.id == id_)
    if pointer == "/delegation_id":
        return delegations.readable(principal).where(Delegation.id == id_)
    if pointer == "/plan_item_id":
        return queries.plan_item(principal, id_)
    return partners.readable(principal).where(Partner.id == id_)
