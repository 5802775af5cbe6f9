"""Trips that nobody made, with what an office writes down about one: a year of a unit at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.delegations.models import Delegation, DelegationLevel, DelegationStatus, Direction, VisitType
from app.delegations.rules import code_of, code_prefix, span_of
from app.relationships.models import Pillar
from demo import wording
from demo.dice import Dice, Ids, weigh
from demo.lives import OVER, TOOK_PLACE, decide_status, list_steps
from demo.partners import Host
from demo.rows import Row, blank, search_columns_of_title, with_code
from demo.sizes import Plan, Span

MOST_PEOPLE = 12
ReportDue = Callable[[VisitType, date], date | None]
"""When the report of a trip of this kind that ended on this day is due (R16)."""

_DIRECTIONS = weigh({Direction.OUTBOUND: 45, Direction.INBOUND: 55})
_VISITS = weigh(
    {
        VisitType.WORKING_VISIT: 34,
        VisitType.OFFICIAL_VISIT: 10,
        VisitType.COURTESY_CALL: 10,
        VisitType.EVENT: 14,
        VisitType.SURVEY: 8,
        VisitType.TRAINING: 7,
        VisitType.PROMOTION: 7,
        VisitType.AID: 4,
        VisitType.PRESS: 2,
        VisitType.PRIVATE: 3,
        VisitType.OTHER: 1,
    }
)
_LEVELS = weigh(
    {
        DelegationLevel.DEPARTMENT: 50,
        DelegationLevel.PROVINCIAL_LEADER: 22,
        DelegationLevel.ORGANIZATION: 12,
        DelegationLevel.COMMUNE: 8,
        DelegationLevel.CENTRAL: 5,
        DelegationLevel.EXPERT: 3,
    }
)
_PILLARS = weigh({Pillar.STATE: 70, Pillar.PARTY: 15, Pillar.PEOPLE: 15})
_LENGTHS = weigh({1: 20, 2: 25, 3: 25, 4: 12, 5: 8, 7: 6, 10: 3, 14: 1})
_TWO_PARTNERS, _PLANNED, _MONTH_ALONE, _CUT_SHORT = 0.08, 0.75, 0.3, 0.1
_UNDECIDED = frozenset({DelegationStatus.PROPOSED, DelegationStatus.CONSULTING})
_DONGS_A_HEAD = 4_000_000


@dataclass(frozen=True, slots=True)
class UnitYear:
    """Where and when a block of trips belongs, and what they are made with; `code` is the unit's."""

    plan: Plan
    unit_id: str
    code: str
    span: Span
    today: date
    hosts: Sequence[Host]
    report_due: ReportDue
    dice: Dice
    ids: Ids


def make_trips(year: UnitYear, count: int, last_numbers: dict[Direction, int]) -> Iterator[Row]:
    """So many delegations in the order of their first day. Their codes go on from `last_numbers`, which move on too."""
    dice, days = year.dice, (year.span.last - year.span.first).days
    first = year.span.first.toordinal()
    for start in sorted(first + dice.between(0, days) for _ in range(count)):
        direction = dice.draw(_DIRECTIONS)
        last_numbers[direction] += 1
        yield _make_trip(year, date.fromordinal(start), direction, last_numbers[direction])


def _make_trip(year: UnitYear, start: date, direction: Direction, number: int) -> Row:
    dice, end = year.dice, start
    visit_type, host, topic = dice.draw(_VISITS), dice.pick(year.hosts), dice.pick(wording.TOPICS)
    end = start + timedelta(days=dice.draw(_LENGTHS) - 1)
    code = code_of(code_prefix(direction), start.year, number)
    title = f"{wording.PHRASES[direction][visit_type].format(host.name)}: {topic}"
    hosts = [host] if not dice.happens(_TWO_PARTNERS) else [host, dice.pick(year.hosts)]
    row = {
        **blank(Delegation),
        "id": year.ids.next(),
        "external_id": f"{year.code}-{code}",
        "code": code,
        "direction": direction,
        "title": title,
        **with_code(search_columns_of_title(title), code),
        "visit_type": visit_type,
        "pillar": dice.draw(_PILLARS),
        "level": dice.draw(_LEVELS),
        "org_unit_id": year.unit_id,
        "partner_ids": list(dict.fromkeys(one.id for one in hosts)),
        "countries": list(dict.fromkeys(one.country for one in hosts)),
        "purpose": f"Trao đổi về {topic} (dữ liệu mẫu).",
        "status": decide_status(dice, start, end, year.today),
        "headcount_planned": 1 + int(MOST_PEOPLE * dice.random() ** year.plan.skew),
        "in_plan": dice.happens(_PLANNED),
    }
    _date(row, year, start, end)
    if not row["in_plan"]:
        row["unplanned_reason"] = dice.pick(wording.REASONS)
    if not year.plan.is_lean:
        _detail(row, start, end, host)
    return row


def _date(row: Row, year: UnitYear, start: date, end: date) -> None:
    """Plan, reality, and the days that follow from both."""
    dice, status = year.dice, row["status"]
    row["planned_from"], row["planned_to"] = start.isoformat(), end.isoformat()
    if status in TOOK_PLACE:
        row["actual_from"], row["headcount_actual"] = start, row["headcount_planned"]
        if dice.happens(_CUT_SHORT):
            row["planned_to"] = (end + timedelta(days=1)).isoformat()
    elif status in _UNDECIDED and dice.happens(_MONTH_ALONE):
        row["planned_from"], row["planned_to"] = row["planned_from"][:7], row["planned_to"][:7]
    if status in OVER:
        row["actual_to"], row["outcomes"] = end, dice.pick(wording.OUTCOMES)
        row["report_due_on"] = year.report_due(row["visit_type"], end)
    if status is DelegationStatus.REPORTED:
        row["report_submitted_on"] = min(end + timedelta(days=dice.between(2, 22)), year.today)
    span = span_of(row["planned_from"], row["planned_to"], row["actual_from"], row["actual_to"])
    row["starts_on"], row["starts_by"], row["ends_on"] = span


def _detail(row: Row, start: date, end: date, host: Host) -> None:
    """Programme, money and the history of its status, which a lean plan leaves out."""
    row["transitions"] = list(list_steps(row, start))
    places = ("UBND tỉnh Thử", host.name) if row["direction"] is Direction.INBOUND else (host.name, host.name)
    row["itinerary"] = [
        {"date": day.isoformat(), "place": place, "activity": activity, "host": host.name}
        for day, place, activity in zip(
            (start, end), places, ("Làm việc chính thức", "Tham quan, kết thúc"), strict=True
        )
    ]
    amount = {"amount": f"{row['headcount_planned'] * _DONGS_A_HEAD}.00", "currency": "VND"}
    spent = amount if row["actual_to"] else None
    source = "state_budget" if row["direction"] is Direction.OUTBOUND else "partner"
    row["funding"] = [{"source": source, "planned": amount, "actual": spent}]
    if row["direction"] is Direction.INBOUND:
        row["receiving_leader"] = "Lãnh đạo UBND tỉnh (mẫu)"
        return
    sent_on = (start - timedelta(days=160)).isoformat()
    row["invitation"] = {"sender": host.name, "number": None, "on": sent_on, "document_id": None}
