"""What has become of a trip by today, and by which steps (domain.md 2.6)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from app.delegations.models import DelegationStatus as Status
from demo.dice import Dice, weigh

AUTHORITY = "Chủ tịch UBND tỉnh (mẫu)"
TOOK_PLACE = frozenset({Status.IN_PROGRESS, Status.COMPLETED, Status.REPORTED})
OVER = frozenset({Status.COMPLETED, Status.REPORTED})
_PAST = weigh(
    {
        Status.REPORTED: 88,
        Status.COMPLETED: 4,
        Status.CANCELLED: 5,
        Status.REJECTED: 2,
        Status.POSTPONED: 1,
    }
)
_RECENT = weigh({Status.REPORTED: 40, Status.COMPLETED: 55, Status.CANCELLED: 5})
_SOON = weigh(
    {
        Status.APPROVED: 65,
        Status.SUBMITTED: 15,
        Status.CONSULTING: 10,
        Status.POSTPONED: 4,
        Status.CANCELLED: 3,
        Status.REJECTED: 3,
    }
)
_LATER = weigh({Status.PROPOSED: 55, Status.CONSULTING: 20, Status.SUBMITTED: 15, Status.APPROVED: 10})
_RECENT_DAYS, _SOON_DAYS = 15, 30
_PATHS = {
    Status.PROPOSED: (),
    Status.CONSULTING: (Status.CONSULTING,),
    Status.SUBMITTED: (Status.CONSULTING, Status.SUBMITTED),
    Status.APPROVED: (Status.SUBMITTED, Status.APPROVED),
    Status.REJECTED: (Status.SUBMITTED, Status.REJECTED),
    Status.POSTPONED: (Status.SUBMITTED, Status.APPROVED, Status.POSTPONED),
    Status.CANCELLED: (Status.SUBMITTED, Status.APPROVED, Status.CANCELLED),
    Status.IN_PROGRESS: (Status.SUBMITTED, Status.APPROVED, Status.IN_PROGRESS),
    Status.COMPLETED: (Status.SUBMITTED, Status.APPROVED, Status.IN_PROGRESS, Status.COMPLETED),
    Status.REPORTED: (
        Status.CONSULTING,
        Status.SUBMITTED,
        Status.APPROVED,
        Status.IN_PROGRESS,
        Status.COMPLETED,
        Status.REPORTED,
    ),
}
_DAYS_BEFORE = {
    Status.CONSULTING: 150,
    Status.SUBMITTED: 140,
    Status.APPROVED: 132,
    Status.REJECTED: 131,
    Status.POSTPONED: 126,
    Status.CANCELLED: 125,
}
"""How long before its first day a trip takes each step: before any that is planned today begins."""
_REASONED = frozenset({Status.REJECTED, Status.POSTPONED, Status.CANCELLED})


def decide_status(dice: Dice, start: date, end: date, today: date) -> Status:
    """Past trips are over, but for those that never were; a few reports are overdue."""
    if end < today:
        return dice.draw(_RECENT if (today - end).days <= _RECENT_DAYS else _PAST)
    if start <= today:
        return Status.IN_PROGRESS
    return dice.draw(_SOON if (start - today).days <= _SOON_DAYS else _LATER)


def list_steps(trip: dict[str, Any], start: date) -> Iterator[dict[str, Any]]:
    """The transitions to a trip's status, as the API would have recorded them."""
    before = Status.PROPOSED
    days = {
        Status.IN_PROGRESS: trip["actual_from"],
        Status.COMPLETED: trip["actual_to"],
        Status.REPORTED: trip["report_submitted_on"],
    }
    for step in _PATHS[trip["status"]]:
        on = days.get(step) or start - timedelta(days=_DAYS_BEFORE[step])
        decided = step in {Status.APPROVED, Status.REJECTED}
        yield {
            "from": before,
            "to": step,
            "on": on.isoformat(),
            "authority": AUTHORITY if decided else None,
            "on_behalf_of": None,
            "decision_number": f"{on.timetuple().tm_yday}/QĐ-MAU" if decided else None,
            "reason": "Lý do mẫu." if step in _REASONED else None,
            "by": "demo",
            "at": f"{on.isoformat()}T02:00:00.000000Z",
        }
        before = step
