"""The life of a greeting, step by step, and what a reply does to the letter that it answers."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.auth.rules import Permission
from app.auth.visibility import require_scope
from app.core.errors import InvalidRequest, NotPermitted
from app.core.problems import Fault
from app.core.records import load_for_write
from app.core.terms import Terms
from app.delegations.service.transitions import IllegalTransition
from app.greetings import queries, rules
from app.greetings.models import Greeting, GreetingDirection, GreetingStatus
from app.greetings.schemas.greetings import GreetingTransition
from app.greetings.service.checks import Snapshot, snapshot

_SETS = {GreetingStatus.SIGNED: "signed_on", GreetingStatus.SENT: "sent_on"}


async def move_greeting(
    session: AsyncSession, principal: Principal, row: Greeting, values: GreetingTransition, terms: Terms
) -> None:
    """One step. Raises IllegalTransition, InvalidRequest, OutOfScope; NotPermitted to sign: it binds the office."""
    require_scope(principal, row)
    require_passage(principal, row, values.to)
    on = values.on or terms.today
    if faults := list(_misdated(row, on, terms.today)):
        raise InvalidRequest(errors=faults)
    before = snapshot(row)
    days = {_SETS[values.to]: on} if values.to in _SETS else {}
    number = {} if values.reference_number is None else {"reference_number": values.reference_number}
    row.assign(status=values.to, **days, **number)
    await _flush_transition(session)
    await settle_answered(session, principal, row, before)


def require_passage(principal: Principal, row: Greeting, to: GreetingStatus) -> None:
    """Raises IllegalTransition, or NotPermitted where the step is a signature."""
    allowed = rules.TRANSITIONS[row.status]
    if to not in allowed:
        raise IllegalTransition(row.status, to, allowed)
    if to is GreetingStatus.SIGNED:
        _require_approver(principal)


def require_signer(principal: Principal, row: Greeting) -> None:
    """Raises NotPermitted for one of ours that is entered as signed, or what follows, by who may not sign."""
    if row.direction is GreetingDirection.SENT and row.status in rules.SIGNED:
        _require_approver(principal)


def _require_approver(principal: Principal) -> None:
    """A signed letter speaks for the office: an editor prepares it, an approver lets it be signed."""
    if Permission.REGISTRY_APPROVE not in principal.permissions:
        raise NotPermitted(permission=Permission.REGISTRY_APPROVE.value)


def _misdated(row: Greeting, on: date, today: date) -> Iterator[Fault]:
    if on > today:
        yield Fault("date_in_future", "/on")
    if any(day is not None and on < day for day in (row.signed_on, row.sent_on, row.received_on)):
        yield Fault("before_previous", "/on")


async def settle_answered(
    session: AsyncSession, principal: Principal, row: Greeting, before: Snapshot | None = None
) -> None:
    """Move the letter that a reply answers now to `answered`, and the one that it answers no more back.

    Raises OutOfScope where that letter is another unit's.
    """
    is_now = row.deleted_at is None and rules.stands(row.direction, row.status)
    now = row.reply_to_id if is_now else None
    was = before.answered_id if before is not None else None
    if now == was:
        return
    if was is not None:
        await _leave_unanswered(session, principal, row, was)
    if now is not None:
        (await _load(session, principal, now)).assign(status=GreetingStatus.ANSWERED)
    await _flush_transition(session)


async def _leave_unanswered(session: AsyncSession, principal: Principal, reply: Greeting, id_: str) -> None:
    """Unless another reply to it stands."""
    row = await _load(session, principal, id_)
    if (await session.execute(queries.other_replies(reply, id_))).first() is None:
        is_ours = row.direction is GreetingDirection.SENT
        row.assign(status=GreetingStatus.SENT if is_ours else GreetingStatus.RECEIVED)


async def _load(session: AsyncSession, principal: Principal, id_: str) -> Greeting:
    """What is answered cannot have been deleted while the reply points to it."""
    row = await load_for_write(session, Greeting, queries.greeting_with(id_))
    require_scope(principal, row)
    return row


async def _flush_transition(session: AsyncSession) -> None:
    """The history says of what this writes that it is a transition."""
    session.info["action"] = "transition"
    try:
        await session.flush()
    finally:  # a batch goes on after an operation that was refused
        del session.info["action"]
