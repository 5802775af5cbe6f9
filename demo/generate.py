"""Everything of one size, block by block: pure, and the same again for the same seed, day and units."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from app.agreements.models import Agreement, AgreementAct
from app.contacts.models import Contact
from app.core.model import Record
from app.delegations.models import Delegation, DelegationMember, Direction
from app.partners.models import Partner
from app.relationships.models import Relationship
from demo.agreements import make_papers
from demo.delegations import ReportDue, UnitYear, make_trips
from demo.dice import Dice, Ids
from demo.members import list_members
from demo.partners import Host, host_of, make_contacts, make_partners, make_relationships
from demo.rows import Row
from demo.sizes import Plan, Span, share_out, spans_of, weigh_years

_YEARS_OF_FRIENDSHIP = 30

Numbers = dict[tuple[str, Direction, int], int]
"""The last number given out, by unit, direction and year."""


class Unit(NamedTuple):
    """A province that the registry knows."""

    id: str
    code: str


@dataclass(slots=True)
class Block:
    """What is stored together, by class, in the order in which rows name each other; and the codes given out in it."""

    rows: dict[type[Record], list[Row]]
    numbers: Numbers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for; `taken` are the codes that the units gave out before."""

    plan: Plan
    units: Sequence[Unit]
    today: date
    seed: int
    report_due: ReportDue
    taken: Mapping[tuple[str, Direction, int], int]


def generate(order: Order) -> Iterator[Block]:
    """Partners, contacts and ties first, then the trips and papers of each unit and year."""
    ids = Ids(order.today, order.seed, 0)
    partners = make_partners(order.seed, ids, order.plan.places, order.today)
    hosts = [host_of(row) for row in partners]
    yield Block({Partner: partners, **_ties(order, ids, hosts)})
    spans = spans_of(order.plan, order.today)
    places = [(unit, span) for unit in order.units for span in spans]
    trips = share_out(order.plan.delegations, weigh_years(spans) * len(order.units))
    papers = share_out(order.plan.agreements, _weigh_signing(order, spans) * len(order.units))
    for number, ((unit, span), *counts) in enumerate(zip(places, trips, papers, strict=True), 1):
        year = UnitYear(
            plan=order.plan,
            unit_id=unit.id,
            code=unit.code,
            span=span,
            today=order.today,
            hosts=hosts,
            report_due=order.report_due,
            dice=Dice(order.seed, unit.code, span.first.year),
            ids=Ids(order.today, order.seed, number),
        )
        yield _make_block(year, order, *counts)


def _ties(order: Order, ids: Ids, hosts: Sequence[Host]) -> dict[type[Record], list[Row]]:
    since = order.today.year - _YEARS_OF_FRIENDSHIP
    ties = [tie for unit in order.units for tie in make_relationships(order.seed, ids, unit, hosts, since)]
    contacts = list(make_contacts(order.seed, ids, hosts, order.plan.contacts, order.today))
    return {Relationship: ties, Contact: contacts}


def _weigh_signing(order: Order, spans: Sequence[Span]) -> list[float]:
    """Nothing is signed in a year to come."""
    return [0.0 if span.first > order.today else weight for span, weight in zip(spans, weigh_years(spans), strict=True)]


def _make_block(year: UnitYear, order: Order, trip_count: int, paper_count: int) -> Block:
    keys = {direction: (year.unit_id, direction, year.span.first.year) for direction in Direction}
    numbers = {direction: order.taken.get(key, 0) for direction, key in keys.items()}
    trips = list(make_trips(year, trip_count, numbers))
    papers = make_papers(year, trips, paper_count)
    hosts = {host.id: host for host in year.hosts}
    members = [member for trip in trips for member in list_members(year, trip, hosts)]
    return Block(
        {Delegation: trips, DelegationMember: members, Agreement: papers.agreements, AgreementAct: papers.acts},
        {keys[direction]: last for direction, last in numbers.items()},
    )
