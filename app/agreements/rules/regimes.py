"""Which law a paper was signed under (chế độ pháp lý), and whether the official list counts it (R7, R8)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from app.core.dates import first_day, last_day

DISTRICTS_END: Final = date(2025, 7, 1)
"""The first day without districts; papers signed by them went to the provinces (NĐ 177/2025/NĐ-CP)."""
LAW_BEGINS: Final = date(2021, 7, 1)
"""Luật 70/2020/QH14 in force."""
BY_DATE: Final = (("law_2020", LAW_BEGINS), ("ordinance_2007", date(2007, 7, 1)), ("earlier", date.min))
"""Regimes by their first day of signing, newest first; the day of Pháp lệnh 33/2007 is not confirmed [M]."""
OUTSIDE_THE_LAW: Final = frozenset({"party_paper", "ngo_aid", "oda", "civil_contract"})
"""Luật 70/2020/QH14, Điều 1.2; Party committees are no Vietnamese party of that law either."""
_HISTORICAL: Final = frozenset({"ordinance_2007", "earlier"})
_PARTY, _DISTRICT = "party_committee", "district_people_committee"


def regime_of_day(day: date) -> str:
    """The law of that day."""
    return next(regime for regime, begins in BY_DATE if begins <= day)


def default_regime(signed_on: str | None, signing_capacity: str) -> str:
    """By the last day that the signing may have been; a draft is of the law in force."""
    if signing_capacity == _PARTY:
        return "party_paper"
    return regime_of_day(last_day(signed_on)) if signed_on else BY_DATE[0][0]


def is_possible(regime: str, signed_on: str | None) -> bool:
    """Whether the day of signing allows the regime; papers outside the law have no day, drafts no law yet."""
    if regime in OUTSIDE_THE_LAW or signed_on is None:
        return True
    order = [known for known, _ in BY_DATE]
    newest, oldest = regime_of_day(last_day(signed_on)), regime_of_day(first_day(signed_on))
    return order.index(newest) <= order.index(regime) <= order.index(oldest)


def is_under_law(regime: str, signing_capacity: str) -> bool:
    """Whether the official list counts the paper (R8)."""
    return regime not in OUTSIDE_THE_LAW and signing_capacity != _PARTY


def may_bear_treaty_name(regime: str, signed_on: str | None) -> bool:
    """Papers of before the law keep the name that they have (R1: historical imports alone)."""
    return regime in _HISTORICAL and signed_on is not None and last_day(signed_on) < LAW_BEGINS


def district_faults(signing_capacity: str, signed_on: str | None) -> Iterator[tuple[str, str]]:
    """(code, pointer) where a district signs on a day when there was none (R7)."""
    if signing_capacity != _DISTRICT:
        return
    if signed_on is None:
        yield "district_abolished", "/signing_capacity"
    elif first_day(signed_on) >= DISTRICTS_END:
        yield "district_abolished", "/signed_on"
