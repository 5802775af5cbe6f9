"""The life of a greeting, equal rank (R24), replies, and what a policy may not recommend (R15). Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

TRANSITIONS: Final[dict[str, list[str]]] = {
    "draft": ["submitted", "cancelled"],
    "submitted": ["signed", "cancelled"],
    "signed": ["sent", "cancelled"],
    "sent": ["answered"],
    "received": ["answered"],
    "answered": [],
    "cancelled": [],
}
"""Each status, and those that may follow it (domain.md 12.8)."""
STATUSES: Final[dict[str, tuple[str, ...]]] = {
    "sent": ("draft", "submitted", "signed", "sent", "answered", "cancelled"),
    "received": ("received", "answered"),
}
"""What a greeting of each direction can be; it begins as the first."""
SIGNED: Final = frozenset({"signed", "sent", "answered"})
"""What presupposes a signature, for one that we send."""
GONE_OUT: Final = frozenset({"sent", "answered"})
NOT_GONE_OUT: Final = frozenset({"draft", "submitted", "signed"})
"""What can still be late."""
RANKS: Final = ("head_of_province", "deputy_head", "department_head", "deputy_department_head")
"""From the highest down; any other rank is compared with none."""
_MOST_STEPS: Final = 1
_ROUND: Final = "round"
_CEREMONY: Final = "ceremony"


def is_rank_mismatch(sender: str | None, recipient: str | None) -> bool:
    """Whether the two ranks lie more than one step apart (đối đẳng: NĐ 18/2022/NĐ-CP, Điều 4; R24)."""
    if sender not in RANKS or recipient not in RANKS:
        return False
    return abs(RANKS.index(sender) - RANKS.index(recipient)) > _MOST_STEPS


class Dates(NamedTuple):
    """The days of a letter: signed, sent, received."""

    signed_on: date | None
    sent_on: date | None
    received_on: date | None


def days_turned_round(dates: Dates) -> list[str]:
    """The names of the days that lie before one that must have come first."""
    known = [(name, day) for name, day in dates._asdict().items() if day is not None]
    return [name for index, (name, day) in enumerate(known) if any(before > day for _, before in known[:index])]


def days_missing(direction: str, status: str, dates: Dates) -> list[str]:
    """The days that a status owes: one of ours that was signed has that day, one that went out the other."""
    if direction != "sent":
        return []
    owed = {"signed": "signed_on", "sent": "sent_on", "answered": "sent_on"}.get(status)
    return [owed] if owed is not None and getattr(dates, owed) is None else []


def days_too_early(direction: str, status: str, dates: Dates) -> list[str]:
    """The days that a status cannot have yet: a draft of ours was neither signed nor sent."""
    if direction != "sent":
        return []
    unsigned = status in {"draft", "submitted"} and dates.signed_on is not None
    unsent = status not in GONE_OUT
    found = {"signed_on": unsigned, "sent_on": unsent and dates.sent_on is not None}
    found["received_on"] = unsent and dates.received_on is not None
    return [name for name, is_early in found.items() if is_early]


def stands(direction: str, status: str) -> bool:
    """Whether a letter has reached its reader's side, so that it can be a reply: a draft answers nobody."""
    return direction == "received" or status in GONE_OUT


class Counterpart(NamedTuple):
    """With whom: a partner, its country, or a country alone."""

    partner_id: str | None
    country: str | None


def is_same_counterpart(one: Counterpart, other: Counterpart) -> bool:
    """Whether a reply can be between these: the same partner, or the same country where one names no partner."""
    if one.partner_id is not None and other.partner_id is not None:
        return one.partner_id == other.partner_id
    return one.country is not None and one.country == other.country


def is_ceremony_out_of_place(actions: Iterable[str], year_class: str | None) -> bool:
    """Whether a policy plans ceremonies for other than round years (NĐ 111/2018/NĐ-CP, Điều 4.3, 9.2; R15)."""
    return _CEREMONY in actions and year_class != _ROUND
