"""Reading members: `readable` first, everything else from it."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Select, func, select

from app.auth.principal import Principal
from app.auth.visibility import visible
from app.core.db.json_sql import JsonObject
from app.core.filters import filtered
from app.core.listing import DetailQuery, Listing
from app.core.names import matches_name, name_rank
from app.core.schema import read_columns
from app.core.sorting import Row
from app.core.statements import WHOLE, OneRecord, one_record
from app.delegations import queries as delegations
from app.delegations.models import Delegation, DelegationMember, MemberRole
from app.delegations.schemas.members import DelegationMemberQuery, DelegationMemberRead

FIELDS = read_columns(DelegationMemberRead, DelegationMember)
_SEALED = JsonObject(
    {"id": DelegationMember.id, "version": DelegationMember.version, "sealed": DelegationMember.passport_sealed}
)
_SORTS = {
    "full_name": DelegationMember.name_sort,
    **{name: FIELDS[name] for name in ("id", "order", "role", "nationality", "created_at", "updated_at")},
}
LISTING = Listing(id=DelegationMember.id, fields=FIELDS, sorts=_SORTS, default_sort="order")
"""With the mask of the passport number."""
SEALED_LISTING = Listing(
    id=DelegationMember.id, fields=FIELDS | {"passport_number": _SEALED}, sorts=_SORTS, default_sort="order"
)
"""With the sealed number, for `reveal_passports` alone: never an answer by itself."""
_FILTERS = {name: FIELDS[name] for name in ("role", "nationality", "management_level", "participated", "updated_at")}


def readable(principal: Principal, *, deleted: bool = False, of_deleted: bool = False) -> Select[Any]:
    """The members that the caller may know of: those of delegations that they may know of too."""
    delegation = delegations.readable(principal, deleted=of_deleted).where(
        Delegation.id == DelegationMember.delegation_id
    )
    return select(DelegationMember.id).where(
        visible(DelegationMember, principal, deleted=deleted), delegation.correlate(DelegationMember).exists()
    )


def members_of(principal: Principal, delegation_id: str, *, deleted: bool = False) -> Select[Any]:
    """The members of one delegation."""
    return readable(principal, deleted=deleted).where(DelegationMember.delegation_id == delegation_id)


def ever_known(principal: Principal, delegation_id: str, id_: str) -> list[Select[Any]]:
    """Finds the one even if it was deleted, or its delegation: history is shown of both."""
    return [
        readable(principal, deleted=gone, of_deleted=all_gone).where(
            DelegationMember.id == id_, DelegationMember.delegation_id == delegation_id
        )
        for gone in (False, True)
        for all_gone in (False, True)
    ]


def search_members(principal: Principal, delegation_id: str, query: DelegationMemberQuery) -> Select[Any]:
    """The list with its filters."""
    statement = filtered(members_of(principal, delegation_id), query, _FILTERS)
    return statement if query.q is None else statement.where(matches_name(DelegationMember, query.q))


def rank_members(query: DelegationMemberQuery) -> Row | None:
    """The order of hits, if the query searches."""
    return name_rank(DelegationMember) if query.q is not None else None


def read_member(
    principal: Principal, delegation_id: str, id_: str, query: DetailQuery = WHOLE, listing: Listing = LISTING
) -> OneRecord:
    """One member's answer, with the mask or, by `SEALED_LISTING`, with the sealed number."""
    one = one_record(readable, DelegationMember, listing, principal, id_, query)
    return replace(one, statement=one.statement.where(DelegationMember.delegation_id == delegation_id))


def shows_numbers(principal: Principal, query: DetailQuery) -> bool:
    """Whether the answer to this query holds passport numbers: the caller is cleared, and does not leave them out."""
    return principal.is_cleared and (query.fields is None or "passport_number" in query.fields)


def next_order(delegation_id: str) -> Select[Any]:
    """The place after the last live member, whoever may see that one."""
    last = func.coalesce(func.max(DelegationMember.order), 0)
    return select(last + 1).where(
        DelegationMember.delegation_id == delegation_id, DelegationMember.deleted_at.is_(None)
    )


def leaders_of(delegation_id: str) -> Select[Any]:
    """The live leader, whoever may see that one (R21)."""
    return select(DelegationMember.id).where(
        DelegationMember.delegation_id == delegation_id,
        DelegationMember.role == MemberRole.LEADER,
        DelegationMember.deleted_at.is_(None),
    )
