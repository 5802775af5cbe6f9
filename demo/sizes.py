"""How much of everything, and how it spreads over the years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

DAYS_AHEAD = 120
"""How far into the future trips are planned."""
_GROWTH = 0.05
_SHUT = {2020: 0.35, 2021: 0.15, 2022: 0.6}
"""In a pandemic hardly anybody travels."""


class Size(StrEnum):
    """What `doitac demo --size` takes."""

    SMALL = "small"
    OFFICE = "office"
    MINISTRY = "ministry"


@dataclass(frozen=True, slots=True)
class Plan:
    """Totals over all units. `skew` is how rare large delegations are: a fourth power leaves three people on average.

    `is_lean`: of a million delegations each has its leader alone, no programme, and no history of its own.
    """

    years: int
    delegations: int
    skew: float
    agreements: int
    contacts: int
    places: int
    is_lean: bool = False


PLANS = {
    Size.SMALL: Plan(years=3, delegations=200, skew=5, agreements=40, contacts=60, places=4),
    Size.OFFICE: Plan(years=20, delegations=6_000, skew=1.65, agreements=400, contacts=300, places=12),
    Size.MINISTRY: Plan(
        years=20, delegations=1_000_000, skew=1.65, agreements=13_600, contacts=2_000, places=12, is_lean=True
    ),
}
"""One province but for the last, which has them all."""


class Span(NamedTuple):
    """The days of one year that there are records of."""

    first: date
    last: date


def spans_of(plan: Plan, today: date) -> list[Span]:
    """Year by year, until `DAYS_AHEAD`."""
    end = today + timedelta(days=DAYS_AHEAD)
    years = range(today.year - plan.years + 1, end.year + 1)
    return [Span(date(year, 1, 1), min(date(year, 12, 31), end)) for year in years]


def share_out(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in these proportions whose sum is just `total`."""
    whole, passed, shares = sum(weights), 0.0, []
    given = 0
    for weight in weights:
        passed += weight
        upto = round(total * passed / whole)
        shares.append(upto - given)
        given = upto
    return shares


def weigh_years(spans: Sequence[Span]) -> list[float]:
    """More from year to year, but for the years when borders were shut."""
    return [
        (1 + _GROWTH * place) * _SHUT.get(span.first.year, 1.0) * ((span.last - span.first).days + 1) / 366
        for place, span in enumerate(spans)
    ]
