"""The turns that an agreement can take, told of one signed on a day: each status of the API is the end of one."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from app.agreements.models import ActKind
from app.agreements.rules.spans import add_months
from demo.dice import Dice


class Story(StrEnum):
    """What becomes of it."""

    PREPARING = "preparing"
    EXPIRING = "expiring"
    NOT_IN_FORCE = "not_in_force"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    EXPIRED = "expired"
    FOR_A_TERM = "for_a_term"
    OPEN = "open"
    AMENDED = "amended"
    RENEWED = "renewed"
    AUTOMATIC = "automatic"
    RESUMED = "resumed"


STORIES = (*Story, *(Story.FOR_A_TERM, Story.OPEN) * 6, *(Story.AUTOMATIC, Story.RENEWED) * 2)
"""In turn: each of them once, then those that are usual."""
_ACTS = {
    Story.SUSPENDED: (ActKind.SUSPEND,),
    Story.TERMINATED: (ActKind.TERMINATE,),
    Story.WITHDRAWN: (ActKind.WITHDRAW,),
    Story.REPLACED: (ActKind.REPLACE,),
    Story.AMENDED: (ActKind.AMEND,),
    Story.RENEWED: (ActKind.RENEW,),
    Story.RESUMED: (ActKind.SUSPEND, ActKind.RESUME),
}
_MONTHS = (12, 24, 36, 60, 60)
_SOON_DAYS, _YOUNG_DAYS = 60, 400


class Act(NamedTuple):
    """An act, its day, and of a renewal the new end."""

    kind: ActKind
    on: date
    ends_on: date | None = None


class Terms(NamedTuple):
    """What a paper says of its time, and what was done about it later."""

    signed_on: date | None
    effective_on: date | None = None
    ends_on: date | None = None
    term_months: int | None = None
    renewal: Mapping[str, Any] | None = None
    acts: tuple[Act, ...] = ()


def tell(dice: Dice, story: Story, signed_on: date, today: date) -> Terms:
    """A paper signed long ago is no longer in preparation, nor one of yesterday ended: then it simply holds."""
    age = (today - signed_on).days
    if story in _ACTS:
        return _tell_acts(dice, story, signed_on, age) if age > len(_ACTS[story]) else Terms(signed_on)
    if story is Story.PREPARING:
        return Terms(None if age < _YOUNG_DAYS else signed_on)
    soon = today + timedelta(days=dice.between(5, _SOON_DAYS))
    if story is Story.NOT_IN_FORCE:
        return Terms(signed_on, effective_on=soon if age < _YOUNG_DAYS else None)
    return Terms(signed_on, **_clauses(story, dice.pick(_MONTHS), soon, signed_on + timedelta(days=age // 2)))


def _clauses(story: Story, months: int, soon: date, before: date) -> dict[str, Any]:
    """What the paper says of its end; `soon` is a day to come, `before` one that is past."""
    if story is Story.EXPIRING:
        return {"ends_on": soon}
    if story is Story.EXPIRED:
        return {"ends_on": before}
    if story is Story.AUTOMATIC:
        return {"term_months": months, "renewal": {"automatic": True, "months": months, "notice_days": 90}}
    return {"term_months": months} if story is Story.FOR_A_TERM else {}


def _tell_acts(dice: Dice, story: Story, signed_on: date, age: int) -> Terms:
    """Acts on different days between the signing and today; a renewal comes before the end that it moves."""
    kinds = _ACTS[story]
    if story is Story.RENEWED:
        on = signed_on + timedelta(days=dice.between(1, min(age, 300)))
        end, later = add_months(signed_on, 12), add_months(signed_on, 12 + dice.pick(_MONTHS))
        return Terms(signed_on, ends_on=end, acts=(Act(ActKind.RENEW, on, later),))
    step = age // len(kinds)
    days = [signed_on + timedelta(days=step * turn + dice.between(1, step)) for turn in range(len(kinds))]
    return Terms(signed_on, acts=tuple(Act(kind, on) for kind, on in zip(kinds, days, strict=True)))
