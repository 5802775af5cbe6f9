"""Changing greetings; checks.py holds what they must be, transitions.py how they move."""

from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.service import find_for_change, load_for_change
from app.auth.principal import Principal
from app.auth.visibility import require_scope
from app.core import records
from app.core.batch import Verbs
from app.core.records import add_record, by_external_id, with_external_id
from app.core.schema import stored_values
from app.core.terms import Terms
from app.greetings import queries, rules
from app.greetings.models import Greeting, GreetingStatus
from app.greetings.schemas.greetings import GreetingCreate, GreetingUpdate
from app.greetings.service.checks import check_greeting, require_direction, snapshot
from app.greetings.service.transitions import require_passage, require_signer, settle_answered

_SIDES = ("sender", "recipient")
_MOVED = ("status", "signed_on", "sent_on", "reference_number")
"""What transitions set: absent from a whole record, it stays."""
RANK_WARNING = "greeting_rank_mismatch"


def warnings_of(row: Greeting) -> list[str]:
    """What is allowed and yet to be looked at (R24)."""
    mismatch = rules.is_rank_mismatch(row.sender.get("rank"), row.recipient.get("rank"))
    return [RANK_WARNING] if mismatch else []


async def create_greeting(
    session: AsyncSession, principal: Principal, values: GreetingCreate, terms: Terms
) -> Greeting:
    """Insert a greeting; one that is a reply moves what it answers.

    Raises InvalidRequest for what contradicts itself, days to come, unknown references or an occurrence that is none;
    NotPermitted for one of ours that begins as signed or beyond, from who may not sign; OutOfScope.
    """
    status = GreetingStatus(rules.STATUSES[values.direction][0])
    row = Greeting(**{"status": status, **stored_values(values)})
    require_signer(principal, row)
    await check_greeting(session, principal, row, values, terms)
    await add_record(session, row)
    await settle_answered(session, principal, row)
    return row


async def update_greeting(
    session: AsyncSession, principal: Principal, row: Greeting, values: GreetingUpdate | GreetingCreate, terms: Terms
) -> Greeting:
    """Apply a merge patch, or a whole record in place of the old. Raises IllegalTransition too."""
    require_scope(principal, row)
    before = snapshot(row)
    stored = stored_values(values)
    if isinstance(values, GreetingUpdate):
        stored |= {side: getattr(row, side) | values.party_patch(side) for side in _SIDES}
    else:
        require_direction(row, values)
        stored = {
            name: value for name, value in stored.items() if name in values.model_fields_set or name not in _MOVED
        }
        if stored.get("status", row.status) is not row.status:
            require_passage(principal, row, stored["status"])
    row.assign(**stored)
    await check_greeting(session, principal, row, values, terms, before)
    await session.flush()
    await settle_answered(session, principal, row, before)
    return row


async def upsert_greeting(  # an external id has two parts
    session: AsyncSession,
    principal: Principal,
    key: tuple[str, str],
    values: GreetingCreate,
    terms: Terms,
    accepted: frozenset[int] | None = None,
) -> tuple[Greeting, bool]:
    """Create the greeting with this external id, or put `values` in place of the one there is; True if it is new.

    `key` is (source_system, external_id).
    """
    values = with_external_id(values, *key)
    mine = by_external_id(queries.readable(principal), Greeting, *key)
    row = await find_for_change(session, Greeting, mine, accepted)
    if row is None:
        return await create_greeting(session, principal, values, terms), True
    return await update_greeting(session, principal, row, values, terms), False


async def delete_greeting(session: AsyncSession, principal: Principal, row: Greeting) -> None:
    """Raises StillReferenced while a reply to it stands; a reply leaves what it answered unanswered again."""
    require_scope(principal, row)
    before = snapshot(row)
    await records.delete_record(session, row)
    await settle_answered(session, principal, row, before)


async def restore_greeting(session: AsyncSession, principal: Principal, row: Greeting, terms: Terms) -> None:
    """Bring a deleted greeting back. Raises InvalidRequest if what it names is gone meanwhile."""
    await check_greeting(session, principal, row, None, terms)
    await records.restore_record(session, row)
    await settle_answered(session, principal, row)


def greeting_verbs(
    session: AsyncSession, principal: Principal, terms: Terms
) -> Verbs[Greeting, GreetingCreate, GreetingUpdate]:
    """What a batch may do here."""

    def one(id_: str) -> Select[Any]:
        return queries.readable(principal).where(Greeting.id == id_)

    return Verbs(
        create_schema=GreetingCreate,
        update_schema=GreetingUpdate,
        create=lambda values: create_greeting(session, principal, values, terms),
        load=lambda id_, accepted: load_for_change(session, Greeting, one(id_), accepted),
        update=lambda row, values: update_greeting(session, principal, row, values, terms),
        upsert=lambda source, external, values: upsert_greeting(session, principal, (source, external), values, terms),
        delete=lambda row: delete_greeting(session, principal, row),
    )
