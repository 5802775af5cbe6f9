"""Asking agencies for their opinion and recording what they answer; the checks serve agreements too."""

from collections.abc import Collection
from datetime import date
from typing import Any, Protocol

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core import records
from app.core.errors import InvalidRequest
from app.core.problems import Fault
from app.core.records import add_record, require_references
from app.core.schema import stored_values
from app.core.terms import Terms
from app.core.workdays import NoWorkdayCalendar, add_working_days
from app.delegations.models import Delegation, DelegationOpinion, Verdict
from app.delegations.schemas.opinions import OpinionCreate, OpinionUpdate
from app.documents import queries as documents
from app.documents.models import Document
from app.org_units import queries as org_units
from app.org_units.models import OrgUnit


class Opinion(Protocol):
    """A row of any table of opinions."""

    @property
    def agency_id(self) -> str | None: ...
    @property
    def agency_name(self) -> str | None: ...
    @property
    def sent_on(self) -> date: ...
    @property
    def due_on(self) -> date: ...
    @property
    def answered_on(self) -> date | None: ...
    @property
    def verdict(self) -> Verdict | None: ...
    @property
    def document_id(self) -> str | None: ...
    @property
    def citations(self) -> list[Any]: ...


async def create_opinion(
    session: AsyncSession, principal: Principal, delegation: Delegation, values: OpinionCreate, terms: Terms
) -> DelegationOpinion:
    """Insert an opinion, due by the setting if `values` names no day. Raises InvalidRequest."""
    due_on = values.due_on or opinion_due_on(values.sent_on, terms.settings.opinion_due_days)
    row = DelegationOpinion(**stored_values(values) | {"due_on": due_on, "delegation_id": delegation.id})
    await check_opinion(session, principal, row)
    return await add_record(session, row)


async def update_opinion(
    session: AsyncSession, principal: Principal, row: DelegationOpinion, values: OpinionUpdate
) -> DelegationOpinion:
    """Apply a merge patch; the day it is due stays unless the patch names another. Raises InvalidRequest."""
    held = set(named_in(row).values())
    row.assign(**stored_values(values))
    await check_opinion(session, principal, row, held)
    await session.flush()
    return row


async def delete_opinion(session: AsyncSession, row: DelegationOpinion) -> None:
    """Soft, as everything."""
    await records.delete_record(session, row)


async def restore_opinion(session: AsyncSession, row: DelegationOpinion) -> None:
    """Bring a deleted opinion back."""
    await records.restore_record(session, row)


def opinion_due_on(sent_on: date, working_days: int) -> date:
    """So many working days after sending (R2). Raises InvalidRequest where the calendar lacks the year."""
    try:
        return add_working_days(sent_on, working_days)
    except NoWorkdayCalendar as error:
        fault = Fault("no_workday_calendar", "/due_on", values={"year": error.year})
        raise InvalidRequest(errors=[fault]) from error


async def check_opinion(session: AsyncSession, principal: Principal, row: Opinion, held: Collection[str] = ()) -> None:
    """One agency, days in order, a verdict with its day; ids that are not in `held` must be known to the caller.

    Raises InvalidRequest with every fault of the values, then with every unknown id.
    """
    if faults := _faults_of(row):
        raise InvalidRequest(errors=faults)
    new = {pointer: id_ for pointer, id_ in named_in(row).items() if id_ not in held}
    await require_references(session, {pointer: _referred(principal, pointer, id_) for pointer, id_ in new.items()})


def _faults_of(row: Opinion) -> list[Fault]:
    faults = []
    if (row.agency_id is None) is (row.agency_name is None):
        faults.append(Fault("exactly_one", "/agency_id", values={"allowed": "agency_id, agency_name"}))
    if row.due_on < row.sent_on:
        faults.append(Fault("end_before_start", "/due_on"))
    if row.answered_on is not None and row.answered_on < row.sent_on:
        faults.append(Fault("end_before_start", "/answered_on"))
    if row.verdict is not None and row.answered_on is None:
        faults.append(Fault("missing", "/answered_on"))
    if row.verdict is None and row.answered_on is not None:
        faults.append(Fault("missing", "/verdict"))
    return faults


def named_in(row: Opinion) -> dict[str, str]:
    """Every id that an opinion names, by its pointer."""
    named = {"/agency_id": row.agency_id, "/document_id": row.document_id}
    for index, citation in enumerate(row.citations):
        named[f"/citations/{index}/document_id"] = citation["document_id"]
    return {pointer: id_ for pointer, id_ in named.items() if id_ is not None}


def _referred(principal: Principal, pointer: str, id_: str) -> Select[Any]:
    if pointer == "/agency_id":
        return org_units.readable(principal).where(OrgUnit.id == id_)
    return documents.readable(principal).where(Document.id == id_)
