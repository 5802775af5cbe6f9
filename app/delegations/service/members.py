"""Changing the members of a delegation. Adding one leaves the delegation's own version as it is."""

from collections.abc import Collection
from typing import Any

from pydantic import MISSING
from sqlalchemy import Select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.service import find_for_change, load_for_change
from app.auth.principal import Principal
from app.auth.visibility import require_scope
from app.core.batch import Verbs
from app.core.errors import InvalidRequest
from app.core.integrity import problem_of
from app.core.model import new_id
from app.core.problems import Fault, Problem
from app.core.records import (
    by_external_id,
    delete_record,
    load_for_write,
    require_references,
    with_external_id,
)
from app.core.schema import stored_values
from app.delegations import queries as delegations
from app.delegations.models import Delegation, DelegationMember, DelegationStatus, MemberRole
from app.delegations.passports import PassportSealer, is_mask, mask_of
from app.delegations.queries import members as queries
from app.delegations.schemas.members import DelegationMemberCreate, DelegationMemberUpdate
from app.documents.queries import citation_references

_RESTRICTED = {column.name for column in DelegationMember.__table__.columns if column.info.get("restricted")}
_HIDDEN = _RESTRICTED | {"passport_number"}
_LED = (
    DelegationStatus.APPROVED,
    DelegationStatus.IN_PROGRESS,
    DelegationStatus.COMPLETED,
    DelegationStatus.REPORTED,
)


class SecondLeader(Problem):
    """R21."""

    code = "second_leader"
    status = 409
    title = ("Đoàn đã có trưởng đoàn", "Second leader")
    detail = (
        "Mỗi đoàn có đúng một trưởng đoàn; hãy đổi vai trò của người kia trước.",
        "A delegation has exactly one leader: change the other member's role first.",
    )


class LeaderRequired(Problem):
    """R21."""

    code = "leader_required"
    status = 409
    title = ("Đoàn đã duyệt phải có trưởng đoàn", "Leader required")
    detail = (
        "Không xóa trưởng đoàn của đoàn đã được phê duyệt; hãy đổi vai trò trước.",
        "The leader of an approved delegation is not deleted: give the role to another member first.",
    )


async def load_parent(session: AsyncSession, principal: Principal, delegation_id: str) -> Delegation:
    """The delegation, locked, so that its members and opinions are written one after the other.

    Raises NotFound, or OutOfScope for another unit's.
    """
    row = await load_for_write(
        session, Delegation, delegations.readable(principal).where(Delegation.id == delegation_id)
    )
    require_scope(principal, row)
    return row


async def create_member(
    session: AsyncSession,
    principal: Principal,
    delegation: Delegation,
    values: DelegationMemberCreate,
    sealer: PassportSealer,
) -> DelegationMember:
    """Insert a member, at the end unless `order` says where. Raises SecondLeader, InvalidRequest."""
    stored = stored_values(values)
    number = stored.pop("passport_number")
    if stored["order"] is None:
        stored["order"] = (await session.execute(queries.next_order(delegation.id))).scalar_one()
    row = DelegationMember(**stored, id=new_id(), delegation_id=delegation.id)
    put_passport(row, number, sealer)
    await _check(session, principal, row)
    session.add(row)
    return await store_member(session, row)


async def update_member(
    session: AsyncSession,
    principal: Principal,
    row: DelegationMember,
    values: DelegationMemberUpdate | DelegationMemberCreate,
    sealer: PassportSealer,
) -> DelegationMember:
    """Apply a merge patch, or a whole record in place of the old, which keeps its place if `values` names none.

    Callers who are not cleared see no restricted value: a null that they send for one changes nothing.
    """
    held = {citation["document_id"] for citation in row.citations}
    stored = stored_values(values)
    if not principal.is_cleared:
        stored = {name: value for name, value in stored.items() if value is not None or name not in _HIDDEN}
    if stored.get("order", 0) is None:
        del stored["order"]
    number = stored.pop("passport_number", MISSING)
    row.assign(**stored)
    if number is not MISSING:
        put_passport(row, number, sealer)
    await _check(session, principal, row, held)
    return await store_member(session, row)


async def upsert_member(
    session: AsyncSession,
    principal: Principal,
    delegation: Delegation,
    key: tuple[str, str],
    values: DelegationMemberCreate,
    sealer: PassportSealer,
) -> tuple[DelegationMember, bool]:
    """Create the member with this (source system, external id), or put `values` in its place; True if it is new."""
    values = with_external_id(values, *key)
    mine = by_external_id(queries.members_of(principal, delegation.id), DelegationMember, *key)
    row = await find_for_change(session, DelegationMember, mine, None)
    if row is None:
        return await create_member(session, principal, delegation, values, sealer), True
    return await update_member(session, principal, row, values, sealer), False


async def delete_member(session: AsyncSession, delegation: Delegation, row: DelegationMember) -> None:
    """Raises LeaderRequired for the leader of a delegation that was approved."""
    if row.role is MemberRole.LEADER and delegation.status in _LED:
        raise LeaderRequired
    await delete_record(session, row)


async def restore_member(session: AsyncSession, row: DelegationMember) -> None:
    """Bring a deleted member back. Raises SecondLeader if another leads meanwhile."""
    await _require_one_leader(session, row)
    row.deleted_at = None
    await store_member(session, row)


def member_verbs(
    session: AsyncSession, principal: Principal, delegation: Delegation, sealer: PassportSealer
) -> Verbs[DelegationMember, DelegationMemberCreate, DelegationMemberUpdate]:
    """What a batch may do with the members of one delegation."""

    def one(id_: str) -> Select[Any]:
        return queries.members_of(principal, delegation.id).where(DelegationMember.id == id_)

    return Verbs(
        create_schema=DelegationMemberCreate,
        update_schema=DelegationMemberUpdate,
        create=lambda values: create_member(session, principal, delegation, values, sealer),
        load=lambda id_, accepted: load_for_change(session, DelegationMember, one(id_), accepted),
        update=lambda row, values: update_member(session, principal, row, values, sealer),
        upsert=lambda source, external, values: upsert_member(
            session, principal, delegation, (source, external), values, sealer
        ),
        delete=lambda row: delete_member(session, delegation, row),
    )


def put_passport(row: DelegationMember, number: str | None, sealer: PassportSealer) -> None:
    """Seal the number; the one that is there, and its mask, change nothing. Raises InvalidRequest for another mask."""
    if number is None:
        row.assign(passport_number=None, passport_sealed=None)
    elif is_mask(number):
        if number != row.passport_number:
            raise InvalidRequest(errors=[Fault("mask_of_another", "/passport_number")])
    elif not sealer.is_of(row.passport_sealed, number):
        row.assign(passport_number=mask_of(number), passport_sealed=sealer.seal(number, row.id))


async def store_member(session: AsyncSession, row: DelegationMember) -> DelegationMember:
    """Write it now. Raises SecondLeader where the index finds a second one, which the check before should have."""
    try:
        await session.flush()
    except IntegrityError as error:
        if [fault.place for fault in problem_of(error).errors] == ["/delegation_id"]:
            raise _second_leader() from error
        raise
    return row


async def _check(
    session: AsyncSession, principal: Principal, row: DelegationMember, held: Collection[str | None] = ()
) -> None:
    await require_references(session, citation_references(principal, row.citations, held))
    await _require_one_leader(session, row)


async def _require_one_leader(session: AsyncSession, row: DelegationMember) -> None:
    others = queries.leaders_of(row.delegation_id).where(DelegationMember.id != row.id)
    if row.role is MemberRole.LEADER and (await session.execute(others)).first() is not None:
        raise _second_leader()


def _second_leader() -> SecondLeader:
    return SecondLeader(errors=[Fault("already_used", "/role")])
