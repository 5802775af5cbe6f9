"""What a paper is on a day (tình trạng, R9): from its dates and the acts about it, never set."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, Protocol

from app.core.dates import first_day

ENDINGS: Final[Mapping[str, str]] = {"terminate": "terminated", "withdraw": "withdrawn", "replace": "replaced"}
"""Acts that end a paper, and what it is then. What an inheritance decided is done by an act of its own."""
SUSPEND, RESUME, RENEW = "suspend", "resume", "renew"


class Paper(Protocol):
    """An agreement, as far as its status goes; `starts_on` and `expires_on` are whole days."""

    @property
    def signed_on(self) -> str | None: ...
    @property
    def starts_on(self) -> date | None: ...
    @property
    def expires_on(self) -> date | None: ...
    @property
    def renews_automatically(self) -> bool: ...


class Act(Protocol):
    """One act; `expires_on` is the new end that a renewal gives, None for one without end."""

    @property
    def kind(self) -> str: ...
    @property
    def effective_on(self) -> date: ...
    @property
    def sequence(self) -> int: ...
    @property
    def expires_on(self) -> date | None: ...


def acts_until(day: date, acts: Iterable[Act]) -> list[Act]:
    """Those in effect on the day, in their order."""
    return sorted((act for act in acts if act.effective_on <= day), key=lambda act: (act.effective_on, act.sequence))


def status_on(day: date, paper: Paper, acts: Iterable[Act], expiring_within_days: int) -> str:
    """The code of AgreementStatus, the first that holds.

    In this order: preparing, ended by an act, not yet in force, expired, suspended, expiring, in force. An act ends
    what it ends before its first day too, a suspension stops no clock, and a paper that renews itself neither expires
    nor is expiring.
    """
    if paper.signed_on is None or day < first_day(paper.signed_on):
        return "preparing"
    so_far = acts_until(day, acts)
    ending = next((ENDINGS[act.kind] for act in so_far if act.kind in ENDINGS), None)
    if ending is not None:
        return ending
    if paper.starts_on is not None and day < paper.starts_on:
        return "not_in_force"
    end = None if paper.renews_automatically else _end(paper, so_far)
    if end is not None and end < day:
        return "expired"
    if _latest(so_far, SUSPEND, RESUME) == SUSPEND:
        return "suspended"
    return "expiring" if end is not None and end <= day + timedelta(days=expiring_within_days) else "in_force"


def end_on(day: date, paper: Paper, acts: Iterable[Act]) -> date | None:
    """The last day in force as known on a day: the latest renewal's end, else the paper's own."""
    return _end(paper, acts_until(day, acts))


def _end(paper: Paper, so_far: Sequence[Act]) -> date | None:
    renewals = [act for act in so_far if act.kind == RENEW]
    return renewals[-1].expires_on if renewals else paper.expires_on


def _latest(so_far: Sequence[Act], *kinds: str) -> str | None:
    return next((act.kind for act in reversed(so_far) if act.kind in kinds), None)
