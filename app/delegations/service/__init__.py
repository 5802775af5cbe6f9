"""Changing delegations; transitions.py moves them on, changes.py alters what was approved."""

from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.service import find_for_change, load_for_change
from app.auth.principal import Principal
from app.auth.visibility import require_scope
from app.core import records
from app.core.batch import Verbs
from app.core.records import add_record, by_external_id, patched_values, with_external_id
from app.core.schema import stored_values
from app.core.terms import Terms
from app.delegations import queries, rules
from app.delegations.models import Delegation, DelegationStatus
from app.delegations.schemas.delegations import DelegationCreate, DelegationUpdate
from app.delegations.service.changes import refuse_locked
from app.delegations.service.checks import check_delegation, named_ids, require_approver
from app.delegations.service.codes import give_code
from app.delegations.service.transitions import follow_status

_OURS_ALONE: dict[str, Any] = {"agreement_ids": [], "transitions": [], "changes": []}
_ON_DAYS = ("itinerary", "planned_from", "planned_to")


async def create_delegation(
    session: AsyncSession, principal: Principal, values: DelegationCreate, terms: Terms
) -> Delegation:
    """Insert a delegation, proposed unless it is said to be further on; who says it was decided must be an approver.

    Raises InvalidRequest, OutOfScope, NotPermitted, AlreadyExists for a code in use.
    """
    row = Delegation(**{"status": DelegationStatus.PROPOSED, **_OURS_ALONE, **stored_values(values)})
    if row.status in rules.AFTER_DECISION:
        require_approver(principal)
    await check_delegation(session, principal, row, terms)
    await give_code(session, row, terms.today)
    return await add_record(session, row)


async def update_delegation(
    session: AsyncSession,
    principal: Principal,
    row: Delegation,
    values: DelegationUpdate | DelegationCreate,
    terms: Terms,
) -> Delegation:
    """Apply a merge patch, or a whole record in place of the old.

    There an absent code or status stays, and another status is a step of its life. Raises ApprovedFieldsLocked, and
    what a step raises.
    """
    require_scope(principal, row)
    held, stored = named_ids(row), patched_values(row, values)
    to = stored.pop("status", row.status)
    if stored.get("code") is None:
        stored.pop("code", None)
    refuse_locked(row, stored)
    days, key = _values(row, *_ON_DAYS), _values(row, "org_unit_id", "code")
    row.assign(**stored)
    await check_delegation(session, principal, row, terms, held, with_itinerary=_values(row, *_ON_DAYS) != days)
    if _values(row, "org_unit_id", "code") != key:
        await give_code(session, row, terms.today)
    if to != row.status:
        await follow_status(session, principal, row, to, terms)
    await session.flush()
    return row


def _values(row: Delegation, *names: str) -> list[Any]:
    return [getattr(row, name) for name in names]


async def upsert_delegation(
    session: AsyncSession,
    principal: Principal,
    key: tuple[str, str],
    values: DelegationCreate,
    terms: Terms,
    accepted: frozenset[int] | None = None,
) -> tuple[Delegation, bool]:
    """Create the delegation with this external id (`key`: system, id), or put `values` in its place; True if new."""
    values = with_external_id(values, *key)
    mine = by_external_id(queries.readable(principal), Delegation, *key)
    row = await find_for_change(session, Delegation, mine, accepted)
    if row is None:
        return await create_delegation(session, principal, values, terms), True
    return await update_delegation(session, principal, row, values, terms), False


async def delete_delegation(session: AsyncSession, principal: Principal, row: Delegation) -> None:
    """Its members and opinions go with it. Raises StillReferenced while an agreement or another record names it."""
    require_scope(principal, row)
    await _set_deleted(session, row, since=None, to=session.info["now"])
    await records.delete_record(session, row)


async def restore_delegation(session: AsyncSession, principal: Principal, row: Delegation, terms: Terms) -> None:
    """Bring a deleted delegation back, with what went with it. Raises InvalidRequest if what it names is gone."""
    await check_delegation(session, principal, row, terms, with_itinerary=False)
    await give_code(session, row, terms.today)
    deleted_at = row.deleted_at
    await records.restore_record(session, row)
    await _set_deleted(session, row, since=deleted_at, to=None)


async def _set_deleted(session: AsyncSession, row: Delegation, *, since: Any, to: Any) -> None:  # noqa: ANN401  # two instants or None
    for model in queries.PARTS:
        for part in (await session.execute(queries.parts_of(model, row.id, since))).scalars():
            part.deleted_at = to
    await session.flush()


def delegation_verbs(
    session: AsyncSession, principal: Principal, terms: Terms
) -> Verbs[Delegation, DelegationCreate, DelegationUpdate]:
    """What a batch may do here."""

    def one(id_: str) -> Select[Any]:
        return queries.readable(principal).where(Delegation.id == id_)

    return Verbs(
        create_schema=DelegationCreate,
        update_schema=DelegationUpdate,
        create=lambda values: create_delegation(session, principal, values, terms),
        load=lambda id_, accepted: load_for_change(session, Delegation, one(id_), accepted),
        update=lambda row, values: update_delegation(session, principal, row, values, terms),
        upsert=lambda *given: upsert_delegation(session, principal, given[:2], given[2], terms),
        delete=lambda row: delete_delegation(session, principal, row),
    )
