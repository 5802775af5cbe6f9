"""Which of many new delegations nobody has touched or named since they were made."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, or_, select

from app.auth.principal import Principal
from app.core.db.json_lists import is_any_of
from app.core.db.list_index import lists_any
from app.core.references import referring_columns, referring_lists
from app.delegations.models import Delegation, DelegationMember, DelegationOpinion
from app.delegations.queries import PARTS, readable


def untouched(principal: Principal, ids: Sequence[str]) -> Select[Any]:
    """(id, unit) of those at their first version, held until the transaction ends."""
    found = readable(principal).where(is_any_of(Delegation.id, ids), Delegation.version == 1)
    columns: list[Any] = [Delegation.id, Delegation.org_unit_id]
    return found.with_only_columns(*columns).with_for_update(of=Delegation)


def members_of_many(ids: Sequence[str]) -> Select[Any]:
    """(id, delegation) of their live members, held too."""
    columns: list[Any] = [DelegationMember.id, DelegationMember.delegation_id]
    found: Select[Any] = select(*columns)
    live = is_any_of(DelegationMember.delegation_id, ids), DelegationMember.deleted_at.is_(None)
    return found.where(*live).with_for_update(of=DelegationMember)


def grown(ids: Sequence[str]) -> list[Select[Any]]:
    """Selects of the ids of those with an opinion, or with members that were added or changed afterwards."""
    mine = DelegationMember.delegation_id == Delegation.id, is_any_of(Delegation.id, ids)
    later = or_(DelegationMember.version > 1, DelegationMember.created_at != Delegation.created_at)
    live = DelegationOpinion.deleted_at.is_(None), is_any_of(DelegationOpinion.delegation_id, ids)
    return [
        select(Delegation.id).where(*mine, DelegationMember.deleted_at.is_(None), later),
        select(DelegationOpinion.delegation_id).where(*live),
    ]


def naming(ids: Sequence[str]) -> list[Select[Any]]:
    """Selects of what other live records name: the id of a delegation, or a list in which there is one."""
    columns = [(model, name) for model, name in referring_columns(Delegation) if model not in PARTS]
    named: list[Select[Any]] = [
        select(getattr(model, name)).where(is_any_of(getattr(model, name), ids), model.deleted_at.is_(None))
        for model, name in columns
    ]
    return named + [
        select(getattr(model, name)).where(lists_any(model, name, ids), model.deleted_at.is_(None))
        for model, name in referring_lists(Delegation)
    ]
