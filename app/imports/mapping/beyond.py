"""Targets that are no fields, and fields that officials fill in words: what forms A, B and C hold, taken apart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from app.delegations.schemas.delegations import DelegationCreate
from app.imports.cells.dates import DateOrder
from app.imports.cells.fields import fields_of
from app.imports.drafts import Column, ImportTarget
from app.imports.mapping.forms import (
    HeadcountColumn,
    PeriodColumn,
    PlanColumn,
    ReportColumn,
    StatusColumn,
    StructureColumn,
)
from app.imports.mapping.funding import FundingColumn, FundingSourceColumn
from app.imports.mapping.notes import NoteColumn
from app.imports.mapping.parties import PartiesColumn, SubjectCountryColumn
from app.imports.mapping.people import (
    MEMBER_FIELDS,
    MEMBER_ID,
    LeaderColumn,
    LeaderPositionColumn,
    MemberColumn,
    MemberIdColumn,
    MembersColumn,
)
from app.imports.mapping.places import DestinationColumn, TitleAndCountryColumn

Maker = Callable[[str, DateOrder | None], Column]
_PLANNED, _ACTUAL = ("planned_from", "planned_to"), ("actual_from", "actual_to")
_FIELDS: Final = fields_of(DelegationCreate)


@dataclass(frozen=True, slots=True)
class Beyond:
    """One such target: how its column is made of a header and an order of dates, and which fields it can fill."""

    make: Maker
    fills: tuple[str, ...] = ()
    is_dated: bool = False
    repeats: bool = False
    """Whether several columns may go there."""


def _note_line(target: str, *, repeats: bool = False) -> Beyond:
    return Beyond(lambda header, _: NoteColumn(header, target), ("note",), repeats=repeats)


def _period(target: str, fills: tuple[str, str]) -> Beyond:
    return Beyond(lambda header, order: PeriodColumn(header, target, fills, order), fills, is_dated=True)


def _member(name: str) -> Beyond:
    dated = MEMBER_FIELDS[name].item == "date"
    return Beyond(lambda header, order: MemberColumn(header, name, order), ("members",), is_dated=dated)


def _party(side: str) -> Beyond:
    return Beyond(lambda header, _: PartiesColumn(header, side), ("parties",))


def _plan(target: str) -> Beyond:
    return Beyond(lambda header, _: PlanColumn(header, target), ("in_plan",))


def _headcount(name: str) -> Beyond:
    return Beyond(lambda header, _: HeadcountColumn(header, _FIELDS[name]), (name,))


def _structure(name: str) -> Beyond:
    return Beyond(lambda header, _: StructureColumn(header, _FIELDS[name]), (name,))


_EVERYWHERE: Final = {"note+": _note_line("note+", repeats=True)}
_OF_DELEGATIONS: Final[dict[str, Beyond]] = {
    "title_and_country": Beyond(TitleAndCountryColumn, ("title", "countries")),
    "destination": Beyond(DestinationColumn, ("countries", "partner_ids")),
    "period": _period("period", _PLANNED),
    "actual_period": _period("actual_period", _ACTUAL),
    "headcount_planned": _headcount("headcount_planned"),
    "headcount_actual": _headcount("headcount_actual"),
    "in_plan": _plan("in_plan"),
    "unplanned": _plan("unplanned"),
    "status": Beyond(StatusColumn, ("status",)),
    "report": Beyond(ReportColumn, ("report_submitted_on",), is_dated=True),
    "invitation": _structure("invitation"),
    "itinerary": _structure("itinerary"),
    "leader": Beyond(LeaderColumn, ("members",)),
    "leader.position": Beyond(LeaderPositionColumn, ("members",)),
    "members": Beyond(MembersColumn, ("members",)),
    "funding": Beyond(lambda header, _: FundingColumn(header, "funding", "planned"), ("funding",)),
    "funding_planned": Beyond(lambda header, _: FundingColumn(header, "funding_planned", "planned"), ("funding",)),
    "funding_actual": Beyond(lambda header, _: FundingColumn(header, "funding_actual", "actual"), ("funding",)),
    "funding_source": Beyond(FundingSourceColumn, ("funding",)),
    "decision": _note_line("decision"),
    "decided_by": _note_line("decided_by"),
    "place": _note_line("place"),
    MEMBER_ID: Beyond(MemberIdColumn, ("members",)),
    **{f"member.{name}": _member(name) for name in MEMBER_FIELDS},
}
_OF: Final[dict[str, dict[str, Beyond]]] = {
    "delegations": _EVERYWHERE | _OF_DELEGATIONS,
    "agreements": {**_EVERYWHERE, "parties.vietnamese": _party("vietnamese"), "parties.foreign": _party("foreign")},
    "anniversaries": {**_EVERYWHERE, "subject.country": Beyond(SubjectCountryColumn, ("subject",))},
    "activities": {**_EVERYWHERE, "period": _period("period", ("held_from", "held_to"))},
}


def beyond_fields(target: ImportTarget) -> Mapping[str, Beyond]:
    """What a file of this collection can hold beside its fields, or in words of its own."""
    return _OF.get(target.name, _EVERYWHERE)
