"""The life of an activity, step by step."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from app.activities import rules
from app.activities.models import Activity, ActivityStatus
from app.activities.schemas import ActivityTransition
from app.activities.service.checks import derive
from app.auth.principal import Principal
from app.auth.visibility import require_scope
from app.core.dates import first_day
from app.core.errors import InvalidRequest
from app.core.problems import Fault
from app.core.terms import Terms
from app.delegations.service.checks import require_approver
from app.delegations.service.transitions import IllegalTransition

_SETS = {
    ActivityStatus.SUBMITTED: "file_submitted_on",
    ActivityStatus.APPROVED: "decision_on",
    ActivityStatus.REJECTED: "decision_on",
    ActivityStatus.REPORTED: "report_submitted_on",
}


async def move_activity(
    session: AsyncSession, principal: Principal, row: Activity, values: ActivityTransition, terms: Terms
) -> None:
    """One step; its reason joins the comment in the history.

    Raises NotPermitted, IllegalTransition, InvalidRequest, OutOfScope.
    """
    require_scope(principal, row)
    require_passage(principal, row, values.to)
    on = values.on or _day_known(row, values.to) or terms.today
    if faults := [*_missaid(values), *_misdated(row, values.to, on, terms.today)]:
        raise InvalidRequest(errors=faults)
    _apply_step(row, values, on)
    derive(row, terms)
    said = [part for part in (values.reason, session.info.get("comment")) if part]
    session.info.update(action="transition", comment="; ".join(said) or None)
    await session.flush()


def require_passage(principal: Principal, row: Activity, to: ActivityStatus) -> None:
    """Raises NotPermitted for a decision of who is no approver, IllegalTransition for a step that is none."""
    if to in rules.DECIDED:
        require_approver(principal)
    if to not in (allowed := rules.next_statuses(row.kind, row.status)):
        raise IllegalTransition(row.status, to, allowed)


def _day_known(row: Activity, to: ActivityStatus) -> date | None:
    known: date | None = getattr(row, _SETS[to]) if to in _SETS else None
    return known


def _missaid(values: ActivityTransition) -> Iterator[Fault]:
    if values.to in rules.NEEDS_REASON and values.reason is None:
        yield Fault("missing", "/reason")
    if values.to not in rules.DECIDED and values.decision_number is not None:
        yield Fault("invalid_value", "/decision_number")


def _misdated(row: Activity, to: ActivityStatus, on: date, today: date) -> Iterator[Fault]:
    """A step lies neither in the future (R20) nor before the one that it follows from."""
    if on > today:
        yield Fault("date_in_future", "/on")
    before = row.file_submitted_on if to in rules.DECIDED else None
    if to in rules.TOOK_PLACE and (start := row.held_from or row.held_to):
        before = first_day(start)
    if before is not None and on < before:
        yield Fault("before_previous", "/on")


def _apply_step(row: Activity, values: ActivityTransition, on: date) -> None:
    if values.to in _SETS:
        row.assign(**{_SETS[values.to]: on})
    if values.to is ActivityStatus.HELD and row.held_from is None:
        row.assign(held_from=row.held_to or on.isoformat())
    row.assign(status=values.to, decision_number=values.decision_number or row.decision_number)
