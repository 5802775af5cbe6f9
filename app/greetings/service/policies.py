"""Changing the policy table: what an anniversary asks for."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.service import find_for_change, load_for_change
from app.auth.principal import Principal
from app.core import records
from app.core.batch import Verbs
from app.core.db.turns import wait_turn
from app.core.errors import AlreadyExists, InvalidRequest
from app.core.problems import Fault
from app.core.records import add_record, by_external_id, require_references, with_external_id
from app.core.schema import stored_values
from app.documents.queries import citation_references
from app.greetings import rules
from app.greetings.models import GreetingPolicy
from app.greetings.queries import policies as queries
from app.greetings.schemas.policies import GreetingPolicyCreate, GreetingPolicyUpdate


async def create_greeting_policy(
    session: AsyncSession, principal: Principal, values: GreetingPolicyCreate
) -> GreetingPolicy:
    """Insert a line. Raises InvalidRequest for a ceremony outside round years (R15), AlreadyExists for a line twice."""
    row = GreetingPolicy(**stored_values(values))
    await _check(session, principal, row)
    return await add_record(session, row)


async def update_greeting_policy(
    session: AsyncSession,
    principal: Principal,
    row: GreetingPolicy,
    values: GreetingPolicyUpdate | GreetingPolicyCreate,
) -> GreetingPolicy:
    """Apply a merge patch, or a whole record in place of the old. Raises as `create_greeting_policy`."""
    held = {citation["document_id"] for citation in row.citations}
    row.assign(**stored_values(values))
    await _check(session, principal, row, held)
    await session.flush()
    return row


async def upsert_greeting_policy(
    session: AsyncSession,
    principal: Principal,
    source_system: str,
    external_id: str,
    values: GreetingPolicyCreate,
    accepted: frozenset[int] | None = None,
) -> tuple[GreetingPolicy, bool]:
    """Create the line with this external id, or put `values` in place of the one there is; True if it is new."""
    values = with_external_id(values, source_system, external_id)
    mine = by_external_id(queries.readable(principal), GreetingPolicy, source_system, external_id)
    row = await find_for_change(session, GreetingPolicy, mine, accepted)
    if row is None:
        return await create_greeting_policy(session, principal, values), True
    return await update_greeting_policy(session, principal, row, values), False


async def restore_greeting_policy(session: AsyncSession, principal: Principal, row: GreetingPolicy) -> None:
    """Bring a deleted line back. Raises AlreadyExists if another has taken its place."""
    await _check(session, principal, row)
    await records.restore_record(session, row)


def greeting_policy_verbs(
    session: AsyncSession, principal: Principal
) -> Verbs[GreetingPolicy, GreetingPolicyCreate, GreetingPolicyUpdate]:
    """What a batch may do here."""

    def one(id_: str) -> Select[Any]:
        return queries.readable(principal).where(GreetingPolicy.id == id_)

    return Verbs(
        create_schema=GreetingPolicyCreate,
        update_schema=GreetingPolicyUpdate,
        create=lambda values: create_greeting_policy(session, principal, values),
        load=lambda id_, accepted: load_for_change(session, GreetingPolicy, one(id_), accepted),
        update=lambda row, values: update_greeting_policy(session, principal, row, values),
        upsert=lambda source, external, values: upsert_greeting_policy(session, principal, source, external, values),
        delete=lambda row: records.delete_record(session, row),
    )


async def _check(
    session: AsyncSession, principal: Principal, row: GreetingPolicy, held: Collection[str | None] = ()
) -> None:
    if rules.is_ceremony_out_of_place(row.actions, row.year_class):
        raise InvalidRequest(errors=[Fault("ceremony_outside_round_year", "/actions")])
    await require_references(session, citation_references(principal, row.citations, held))
    await wait_turn(session, "greeting_policies.kind")
    if (await session.execute(queries.same_line(row))).first() is not None:
        raise AlreadyExists(errors=[Fault("already_used", f"/{name}") for name in queries.COLUMNS])
