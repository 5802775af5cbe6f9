"""What a delegation's dates amount to, when its report is due, and which way its life may go."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from app.core.dates import first_day, last_day

TRANSITIONS: Final[dict[str, list[str]]] = {
    "proposed": ["consulting", "submitted", "cancelled"],
    "consulting": ["submitted", "postponed", "cancelled"],
    "submitted": ["approved", "rejected", "consulting", "postponed", "cancelled"],
    "approved": ["in_progress", "postponed", "cancelled"],
    "rejected": ["proposed"],
    "in_progress": ["completed", "cancelled"],
    "completed": ["reported"],
    "postponed": ["proposed", "consulting", "submitted", "approved", "cancelled"],
    "reported": [],
    "cancelled": [],
}
"""Each status, and those that may follow it (domain.md 2.6)."""
DECIDED: Final = frozenset({"approved", "rejected"})
"""What only an approver says."""
AFTER_DECISION: Final = frozenset({"approved", "rejected", "in_progress", "completed", "reported"})
"""What presupposes that somebody decided."""
NEEDS_REASON: Final = frozenset({"rejected", "postponed", "cancelled"})
NEEDS_LEADER: Final = frozenset({"submitted", "approved"})
LOCKED: Final = frozenset({"approved", "in_progress", "postponed", "completed", "reported"})
"""Where what was approved changes only with a reason."""
APPROVED_FIELDS: Final = (
    "direction",
    "title",
    "capacity",
    "level",
    "partner_ids",
    "countries",
    "purpose",
    "planned_from",
    "planned_to",
    "headcount_planned",
    "receiving_leader",
)
_PREFIXES: Final = {"outbound": "DR", "inbound": "DV"}
_TERM: Final = re.compile(r"([0-9]+)(?: (calendar|working))?")


class Span(NamedTuple):
    """The days of a trip, as far as they are known."""

    starts_on: date | None
    """The first day on which it may begin."""
    starts_by: date | None
    """The last day on which it may begin."""
    ends_on: date | None
    """The last day on which it may end."""


def span_of(planned_from: str | None, planned_to: str | None, actual_from: date | None, actual_to: date | None) -> Span:
    """The actual day where there is one, else the planned one, which may be known to its month or year alone.

    A trip with one end known is taken to begin and end then. Never ends before it begins: a plan that the actual days
    have overtaken gives way.
    """
    start, end = _range_of(planned_from, actual_from), _range_of(planned_to, actual_to)
    start, end = start or end, end or start
    if start is None or end is None:
        return Span(None, None, None)
    ends_on = max(end[1], start[0])
    return Span(start[0], min(start[1], ends_on), ends_on)


def _range_of(planned: str | None, actual: date | None) -> tuple[date, date] | None:
    """The first and the last day that it can mean."""
    if actual is not None:
        return actual, actual
    return (first_day(planned), last_day(planned)) if planned else None


def days_outside(
    days: Sequence[date],
    planned_from: str | None,
    planned_to: str | None,
    actual_from: date | None,
    actual_to: date | None,
) -> list[int]:
    """The places of those days that lie neither within the planned trip nor within the actual one."""
    spans = [
        (first_day(planned_from) if planned_from else None, last_day(planned_to) if planned_to else None),
        (actual_from, actual_to),
    ]
    known = [(start or date.min, end or date.max) for start, end in spans if start or end]
    if not known:
        return []
    return [index for index, day in enumerate(days) if not any(start <= day <= end for start, end in known)]


class ReportTerm(NamedTuple):
    """Within how many days of which kind a report is due."""

    days: int
    unit: str


def report_term(visit_type: str | None, days: int, unit: str, by_visit_type: Mapping[str, str]) -> ReportTerm:
    """The term of this kind of visit (`"7 working"`, or `"7"` in the general unit), else the general one."""
    own = _TERM.fullmatch(by_visit_type.get(visit_type or "", ""))
    return ReportTerm(int(own[1]), own[2] or unit) if own else ReportTerm(days, unit)


def report_due(actual_to: date, term: ReportTerm, add_working_days: Callable[[date, int], date]) -> date:
    """The last day for the report, the day of return not counted (R16; TT 03/2023/TT-BNV, Điều 12: 15 days).

    What `add_working_days` raises for a year without a calendar passes through.
    """
    if term.unit == "working":
        return add_working_days(actual_to, term.days)
    return date.fromordinal(min(actual_to.toordinal() + term.days, date.max.toordinal()))


def code_prefix(direction: str) -> str:
    """`DR` (đoàn ra) or `DV` (đoàn vào)."""
    return _PREFIXES[direction]


def code_of(prefix: str, year: int, number: int) -> str:
    """`DR-2026-0014`."""
    return f"{prefix}-{year}-{number:04}"


def lacks_decision(transitions: Sequence[Mapping[str, Any]], *, in_plan: bool) -> bool:
    """Whether an unplanned delegation was approved without the number of a decision (R18)."""
    approvals = [step for step in transitions if step["to"] == "approved"]
    return not in_plan and any(step["decision_number"] is None for step in approvals[-1:])
