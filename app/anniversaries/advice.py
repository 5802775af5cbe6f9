"""What an occurrence asks for: which policy speaks to it, and when to begin. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from app.anniversaries.rules import YearClass, recommended_scale
from app.core.holidays import public_holidays
from app.core.workdays import working_days_before

TIERS: Final = ("special", "traditional", "priority", "other")
"""The highest first."""
_CEREMONY: Final = "ceremony"
_HOME: Final = "VN"


class Policy(NamedTuple):
    """What a kind of anniversary asks for; None means any."""

    kind: str
    tier: str | None
    year_class: str | None
    pillar: str | None
    actions: Sequence[str]


class Case(NamedTuple):
    """What policies look at."""

    kind: str
    tier: str | None
    year_class: YearClass | None
    pillar: str | None


def highest_tier(tiers: Iterable[str]) -> str | None:
    """Return the highest of the tiers, None of none."""
    return min(tiers, key=TIERS.index, default=None)


def choose_actions(policies: Iterable[Policy], case: Case) -> list[str]:
    """Return the actions of the most exact policy, the one that names most; tier before year class before pillar.

    A ceremony is left out of years that are not round, whatever a policy for any year says (R15).
    """
    speaking = [policy for policy in policies if _speaks_to(policy, case)]
    chosen = max(speaking, key=_exactness, default=None)
    if chosen is None:
        return []
    ceremony = recommended_scale(case.year_class) != "no_ceremony"
    return [action for action in chosen.actions if ceremony or action != _CEREMONY]


def _speaks_to(policy: Policy, case: Case) -> bool:
    return policy.kind == case.kind and all(
        wanted in (None, found) for wanted, found in zip(policy[1:4], case[1:], strict=True)
    )


def _exactness(policy: Policy) -> tuple[int, ...]:
    named = [wanted is not None for wanted in policy[1:4]]
    return (sum(named), *named)


@lru_cache(maxsize=65_536)
def begin_on(day: date, lead_days: int, country: str | None) -> date:
    """Return the day with so many working days before the day; days off of the partner's country do not count."""
    foreign = country is not None and country != _HOME
    return working_days_before(day, lead_days, _days_off(country, day.year) if foreign and country else ())


@lru_cache(maxsize=2_048)
def _days_off(country: str, year: int) -> frozenset[date]:
    """Of the year and the two before: no preparation is longer."""
    start, end = date(year, 1, 1) - timedelta(days=732), date(year, 12, 31)
    return frozenset(holiday.on for holiday in public_holidays(country, start, end))
