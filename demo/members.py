"""Who went: people of made-up names, in the order of a decision's list."""

from collections.abc import Iterator

from app.delegations.models import (
    DelegationMember,
    DelegationStatus,
    Direction,
    ManagementLevel,
    MemberRole,
    PassportType,
)
from demo import wording
from demo.delegations import UnitYear
from demo.dice import weigh
from demo.lives import TOOK_PLACE
from demo.names import name_person
from demo.partners import Host
from demo.rows import Row, blank, search_columns_of_person

_LEVELS = weigh(
    {
        ManagementLevel.PEOPLE_COMMITTEE: 20,
        ManagementLevel.UNIT: 60,
        ManagementLevel.STANDING_COMMITTEE: 10,
        ManagementLevel.NONE: 10,
    }
)
_NEVER_CAME = 0.03
_WITH_DEPUTY, _WITH_INTERPRETER = 4, 5


def list_members(year: UnitYear, trip: Row, hosts: dict[str, Host]) -> Iterator[Row]:
    """One leader (R21), and the others; of a lean plan the leader alone."""
    listed = 1 if year.plan.is_lean else trip["headcount_planned"]
    for order in range(1, listed + 1):
        yield _make_member(year, trip, hosts[trip["partner_ids"][0]], order)


def _make_member(year: UnitYear, trip: Row, host: Host, order: int) -> Row:
    dice, is_ours = year.dice, trip["direction"] is Direction.OUTBOUND
    nationality = "VN" if is_ours else host.country
    full_name = name_person(dice, nationality).full_name
    return {
        **blank(DelegationMember),
        "id": year.ids.next(),
        "external_id": f"{trip['external_id']}-{order}",
        "delegation_id": trip["id"],
        "order": order,
        "role": _role(order, trip["headcount_planned"]),
        "full_name": full_name,
        **search_columns_of_person(full_name),
        "nationality": nationality,
        "position": dice.pick(wording.POSITIONS_VI if is_ours else wording.POSITIONS_FOREIGN),
        "organization": dice.pick(wording.BODIES_VI) if is_ours else host.name,
        "management_level": dice.draw(_LEVELS) if is_ours else None,
        "participated": _participated(year, trip, order),
        "passport_type": PassportType.OFFICIAL if is_ours else PassportType.ORDINARY,
    }


def _role(order: int, listed: int) -> MemberRole:
    if order == 1:
        return MemberRole.LEADER
    if order == 2 and listed >= _WITH_DEPUTY:  # noqa: PLR2004  # the second of the list
        return MemberRole.DEPUTY_LEADER
    if order == listed and listed >= _WITH_INTERPRETER:
        return MemberRole.INTERPRETER
    return MemberRole.SECRETARY if order == listed - 1 and listed >= _WITH_INTERPRETER else MemberRole.MEMBER


def _participated(year: UnitYear, trip: Row, order: int) -> bool | None:
    if trip["status"] not in TOOK_PLACE or trip["status"] is DelegationStatus.IN_PROGRESS:
        return None
    return order == 1 or not year.dice.happens(_NEVER_CAME)
