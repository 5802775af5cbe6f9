"""The life of a delegation, step by step."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.auth.visibility import require_scope
from app.core.db.types import instant_text
from app.core.errors import InvalidRequest
from app.core.i18n import Labelled
from app.core.problems import Fault, Problem
from app.core.schema import stored_values
from app.core.terms import Terms
from app.delegations import queries, rules
from app.delegations.models import Delegation, DelegationStatus, Direction
from app.delegations.schemas.verbs import DelegationTransition
from app.delegations.service.checks import derive, require_approver


class IllegalTransition(Problem):
    code = "illegal_transition"
    status = 409
    title = ("Không thể chuyển trạng thái", "Illegal transition")
    detail = ("Không thể chuyển từ “{from}” sang “{to}”.", "It cannot go from “{from}” to “{to}”.")

    def __init__(self, current: Labelled, to: Labelled, allowed: Sequence[str]) -> None:
        told: dict[str, Any] = {"from": current, "to": to, "allowed": list(allowed)}
        super().__init__(**told)


class LeaderMissing(Problem):
    """R21."""

    code = "leader_missing"
    status = 409
    title = ("Chưa có trưởng đoàn", "Leader missing")
    detail = (
        "Đoàn ra phải có đúng một trưởng đoàn trong danh sách thành viên trước khi trình hay phê duyệt.",
        "An outbound delegation needs its one leader among the members before it is submitted or approved.",
    )


async def move_delegation(
    session: AsyncSession, principal: Principal, row: Delegation, values: DelegationTransition, terms: Terms
) -> None:
    """One step. Raises NotPermitted, IllegalTransition, LeaderMissing, InvalidRequest, OutOfScope."""
    on = values.on or terms.today
    said = {name: value for name, value in stored_values(values).items() if name not in ("to", "on")}
    await _require_passage(session, principal, row, values.to)
    if faults := [*_unsaid(row, values), *_misdated(row, values.to, on, terms.today)]:
        raise InvalidRequest(errors=faults)
    _record_step(session, row, values.to, on, said)
    derive(row, terms)
    session.info["action"] = "transition"
    await session.flush()


async def follow_status(
    session: AsyncSession, principal: Principal, row: Delegation, to: DelegationStatus, terms: Terms
) -> None:
    """One step that another system took: today, and by whom and why is known there alone.

    Raises as `move_delegation` does; an unplanned delegation is not approved so, for its decision has a number (R18).
    """
    await _require_passage(session, principal, row, to)
    if to is DelegationStatus.APPROVED and not row.in_plan:
        raise InvalidRequest(errors=[Fault("decision_number_missing", "/status")])
    said = dict.fromkeys(("authority", "on_behalf_of", "decision_number", "reason"))
    _record_step(session, row, to, terms.today, said)
    derive(row, terms)


async def _require_passage(session: AsyncSession, principal: Principal, row: Delegation, to: DelegationStatus) -> None:
    require_scope(principal, row)
    if to in rules.DECIDED:
        require_approver(principal)
    if to not in (allowed := rules.TRANSITIONS[row.status]):
        raise IllegalTransition(row.status, to, allowed)
    if to in rules.NEEDS_LEADER and row.direction is Direction.OUTBOUND:
        leaders = (await session.execute(queries.leaders_of(row.id))).all()
        if len(leaders) != 1:
            raise LeaderMissing


def _unsaid(row: Delegation, values: DelegationTransition) -> Iterator[Fault]:
    is_approval = values.to is DelegationStatus.APPROVED
    if values.to in rules.NEEDS_REASON and values.reason is None:
        yield Fault("missing", "/reason")
    if is_approval and values.authority is None:
        yield Fault("missing", "/authority")
    if is_approval and not row.in_plan and values.decision_number is None:
        yield Fault("decision_number_missing", "/decision_number")


def _misdated(row: Delegation, to: DelegationStatus, on: date, today: date) -> Iterator[Fault]:
    """A step lies neither in the future (R20) nor before the step before, nor turns the trip round."""
    if on > today:
        yield Fault("date_in_future", "/on")
    if row.transitions and on < date.fromisoformat(row.transitions[-1]["on"]):
        yield Fault("before_previous", "/on")
    days = {"actual_from": row.actual_from, "actual_to": row.actual_to} | _days_set(row, to, on)
    if days["actual_from"] and days["actual_to"] and days["actual_from"] > days["actual_to"]:
        yield Fault("end_before_start", "/on")


_SETS = {
    DelegationStatus.IN_PROGRESS: "actual_from",
    DelegationStatus.COMPLETED: "actual_to",
    DelegationStatus.REPORTED: "report_submitted_on",
}


def _days_set(row: Delegation, to: DelegationStatus, on: date) -> dict[str, date]:
    """What a step says of the trip's own days, where nobody has said it yet."""
    name = _SETS.get(to)
    return {name: on} if name is not None and getattr(row, name) is None else {}


def _record_step(session: AsyncSession, row: Delegation, to: DelegationStatus, on: date, said: dict[str, Any]) -> None:
    step = {"from": row.status.value, "to": to.value, "on": on.isoformat(), **said}
    by = {"by": session.info["actor"], "at": instant_text(session.info["now"])}
    row.assign(**_days_set(row, to, on), status=to, transitions=[*row.transitions, step | by])
