"""What else lies on given days: other delegations of the same partner, unit or leader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select

from app.auth.principal import Principal
from app.auth.visibility import visible
from app.core.db.list_index import lists_any
from app.core.text import fold
from app.delegations import queries as delegations
from app.delegations.models import Delegation, DelegationMember, DelegationStatus, MemberRole

_NEVER = (DelegationStatus.CANCELLED, DelegationStatus.REJECTED)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Days, both included, and who is busy on them; `countries` have public holidays."""

    start: date
    end: date
    countries: Sequence[str] = ()
    partner_ids: Sequence[str] = ()
    org_unit_ids: Sequence[str] = ()
    leader: str | None = None
    exclude: str | None = None


def read_occasion(principal: Principal, delegation_id: str) -> Select[Any]:
    """One delegation's own: starts_on, ends_on, countries, partner_ids, org_unit_id, and its leader's name."""
    leader = _leaders(principal).with_only_columns(DelegationMember.full_name).scalar_subquery()
    columns = Delegation.starts_on, Delegation.ends_on, Delegation.countries, Delegation.partner_ids
    return (
        delegations.readable(principal)
        .where(Delegation.id == delegation_id)
        .with_only_columns(*columns, Delegation.org_unit_id, leader.label("leader"))
    )


def find_clashing(principal: Principal, occasion: Occasion) -> Select[Any]:
    """Delegations whose days may meet the occasion's: id, code, title, starts_on, ends_on, partner, unit, leader.

    The last three tell what they have in common. A trip of a partial date may lie on any of its days.
    """
    reasons = _reasons(principal, occasion)
    found = delegations.readable(principal).where(
        Delegation.status.not_in(_NEVER),
        Delegation.starts_on <= occasion.end,
        Delegation.ends_on >= occasion.start,
        or_(*reasons.values()),
    )
    if occasion.exclude is not None:
        found = found.where(Delegation.id != occasion.exclude)
    columns: list[Any] = [getattr(Delegation, name) for name in ("id", "code", "title", "starts_on", "ends_on")]
    return found.with_only_columns(*columns, *(reason.label(name) for name, reason in reasons.items()))


def _reasons(principal: Principal, occasion: Occasion) -> dict[str, ColumnElement[bool]]:
    folded = fold(occasion.leader or "")
    led = _leaders(principal).where(DelegationMember.search_text == f"|{folded}|#|").exists()
    return {
        "partner": lists_any(Delegation, "partner_ids", occasion.partner_ids) if occasion.partner_ids else false(),
        "unit": Delegation.org_unit_id.in_(occasion.org_unit_ids) if occasion.org_unit_ids else false(),
        "leader": led if folded else false(),
    }


def _leaders(principal: Principal) -> Select[Any]:
    """The leader of the delegation around it, if the caller may know who leads."""
    return (
        select(DelegationMember.id)
        .where(
            DelegationMember.delegation_id == Delegation.id,
            DelegationMember.role == MemberRole.LEADER,
            visible(DelegationMember, principal),
        )
        .correlate(Delegation)
    )
