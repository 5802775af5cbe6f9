"""The life of an activity, and the terms of an international conference (QĐ 06/2020/QĐ-TTg; domain.md 5, R19).

The 15 days in which the agencies asked for an opinion answer are theirs: they stand in the dossier, not here.
"""

from datetime import date
from typing import Final

from app.core.dates import first_day, last_day

TRANSITIONS: Final[dict[str, list[str]]] = {
    "planned": ["submitted", "held", "cancelled"],
    "submitted": ["approved", "rejected", "cancelled"],
    "approved": ["held", "cancelled"],
    "rejected": [],
    "held": ["reported"],
    "reported": [],
    "cancelled": [],
}
"""Each status, and those that may follow it; a conference is not held before it is allowed."""
DECIDED: Final = frozenset({"approved", "rejected"})
"""What only an approver says."""
NEEDS_REASON: Final = frozenset({"rejected", "cancelled"})
TOOK_PLACE: Final = frozenset({"held", "reported"})
_CONFERENCE: Final = "conference"
_FILED_BEFORE: Final = {"prime_minister": 40, "competent_person": 30}


def next_statuses(kind: str, status: str) -> list[str]:
    """What may follow."""
    following = TRANSITIONS[status]
    if kind == _CONFERENCE and status == "planned":
        return [to for to in following if to != "held"]
    return following


def presupposes_decision(kind: str, status: str) -> bool:
    """Whether somebody must have decided before an activity of this kind comes to this status."""
    return status in DECIDED or (kind == _CONFERENCE and status in TOOK_PLACE)


def authority_for(*, minister_level_guest: bool, sensitive_topic: bool) -> str:
    """Who allows a conference: for such a guest or topic the Prime Minister, else the competent person."""
    return "prime_minister" if minister_level_guest or sensitive_topic else "competent_person"


def file_due(held_from: str, authority: str) -> date:
    """The last day to file: 40 days before a conference for the Prime Minister, 30 for the competent person.

    They count from the first day on which it may begin.
    """
    return _days_after(first_day(held_from), -_FILED_BEFORE[authority])


def report_due(held_from: str, held_to: str | None, days: int) -> date:
    """The last day for the report, so many days after the last on which it may end; without an end, it was one day."""
    return _days_after(last_day(held_to or held_from), days)


def _days_after(day: date, days: int) -> date:
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))
