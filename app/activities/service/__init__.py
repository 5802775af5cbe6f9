"""Changing activities; transitions.py moves them on."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.activities import queries, rules
from app.activities.models import Activity, ActivityStatus
from app.activities.schemas import ActivityCreate, ActivityUpdate
from app.activities.service.checks import check_activity, named_ids
from app.activities.service.transitions import require_passage
from app.audit.service import find_for_change, load_for_change
from app.auth.principal import Principal
from app.auth.visibility import require_scope
from app.core import records
from app.core.batch import Verbs
from app.core.records import add_record, by_external_id, with_external_id
from app.core.schema import stored_values
from app.core.terms import Terms
from app.delegations.service.checks import require_approver


async def create_activity(
    session: AsyncSession, principal: Principal, values: ActivityCreate, terms: Terms
) -> Activity:
    """Insert an activity, planned unless it is said to be further on; what presupposes a decision, an approver says.

    Raises InvalidRequest, OutOfScope, NotPermitted.
    """
    row = Activity(**{"status": ActivityStatus.PLANNED, **stored_values(values)})
    if rules.presupposes_decision(row.kind, row.status):
        require_approver(principal)
    await check_activity(session, principal, row, terms)
    return await add_record(session, row)


async def update_activity(
    session: AsyncSession, principal: Principal, row: Activity, values: ActivityUpdate | ActivityCreate, terms: Terms
) -> Activity:
    """Apply a merge patch, or a whole record in place of the old; there an absent status stays, another is a step.

    What is made a conference after the fact must have been allowed: an approver says so. Raises IllegalTransition too.
    """
    require_scope(principal, row)
    held, kind, stored = named_ids(row), row.kind, stored_values(values)
    to = stored.get("status", row.status)
    if to != row.status:
        require_passage(principal, row, to)
    row.assign(**stored)
    if row.kind != kind and rules.presupposes_decision(row.kind, row.status):
        require_approver(principal)
    await check_activity(session, principal, row, terms, held)
    await session.flush()
    return row


async def upsert_activity(
    session: AsyncSession,
    principal: Principal,
    key: tuple[str, str],
    values: ActivityCreate,
    terms: Terms,
    accepted: frozenset[int] | None = None,
) -> tuple[Activity, bool]:
    """Create the activity with this external id (`key`: system, id), or put `values` in its place; True if new."""
    values = with_external_id(values, *key)
    mine = by_external_id(queries.readable(principal), Activity, *key)
    row = await find_for_change(session, Activity, mine, accepted)
    if row is None:
        return await create_activity(session, principal, values, terms), True
    return await update_activity(session, principal, row, values, terms), False


async def delete_activity(session: AsyncSession, principal: Principal, row: Activity) -> None:
    """Raises OutOfScope for another unit's activity."""
    require_scope(principal, row)
    await records.delete_record(session, row)


async def restore_activity(session: AsyncSession, principal: Principal, row: Activity, terms: Terms) -> None:
    """Bring a deleted activity back. Raises InvalidRequest if what it names is gone meanwhile."""
    await check_activity(session, principal, row, terms)
    await records.restore_record(session, row)


def activity_verbs(
    session: AsyncSession, principal: Principal, terms: Terms
) -> Verbs[Activity, ActivityCreate, ActivityUpdate]:
    """What a batch may do here."""
    readable = queries.readable(principal)
    return Verbs(
        create_schema=ActivityCreate,
        update_schema=ActivityUpdate,
        create=lambda values: create_activity(session, principal, values, terms),
        load=lambda id_, accepted: load_for_change(session, Activity, readable.where(Activity.id == id_), accepted),
        update=lambda row, values: update_activity(session, principal, row, values, terms),
        upsert=lambda *given: upsert_activity(session, principal, given[:2], given[2], terms),
        delete=lambda row: delete_activity(session, principal, row),
    )
