"""What a greeting must be: for an occasion, with a counterpart, from and to the right sides, with days in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from app.anniversaries.origins import origin_of
from app.anniversaries.rules import occurrences
from app.auth.principal import Principal
from app.auth.visibility import require_scope
from app.core.dates import first_day, last_day
from app.core.errors import InvalidRequest
from app.core.problems import Fault
from app.core.records import load_for_write, require_references
from app.core.terms import Terms
from app.greetings import queries, rules
from app.greetings.models import Greeting, GreetingDirection
from app.greetings.schemas.greetings import GreetingCreate, GreetingUpdate
from app.greetings.service.references import Place, named_by, referred

Values = GreetingCreate | GreetingUpdate | None
_DAYS = ("signed_on", "sent_on", "received_on")
_WHOLE = len("2027-09-05")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a greeting said before it changed; what it named then may stay, seen or not."""

    named: frozenset[tuple[Place, str]]
    occurrence: tuple[str | None, str | None]
    counterpart: rules.Counterpart
    reply_to_id: str | None
    answered_id: str | None
    """What it answered, as a reply that stood."""


def snapshot(row: Greeting) -> Snapshot:
    """To be taken before the row is touched."""
    stood = row.deleted_at is None and rules.stands(row.direction, row.status)
    return Snapshot(
        frozenset(named_by(row).values()),
        (row.anniversary_id, row.occurrence_date),
        _counterpart(row),
        row.reply_to_id,
        row.reply_to_id if stood else None,
    )


def _counterpart(row: Greeting) -> rules.Counterpart:
    return rules.Counterpart(row.partner_id, row.country)


async def check_greeting(
    session: AsyncSession,
    principal: Principal,
    row: Greeting,
    values: Values,
    terms: Terms,
    before: Snapshot | None = None,
) -> None:
    """The same for a new row and a changed one; fills in what follows from the rest. `values` is None at a restore."""
    require_scope(principal, row)
    faults = [*_occasion_faults(row), *_status_faults(row), *_side_faults(row), *_day_faults(row, terms.today)]
    if faults:
        raise InvalidRequest(errors=faults)
    anniversary = await _anniversary(session, principal, row)
    _fill_partner(row, anniversary)
    held = before.named if before is not None else frozenset()
    new = {pointer: named for pointer, named in named_by(row).items() if named not in held}
    await require_references(session, {pointer: referred(principal, *named) for pointer, named in new.items()})
    await _fill_country(session, row, values, before)
    if values is not None:
        _require_occurrence(row, anniversary, before)
        _fill_due(row, values, before)
    if row.reply_to_id is not None and (before is None or _moved(row, before)):
        await _require_reply_fits(session, principal, row, row.reply_to_id)


def require_direction(row: Greeting, values: GreetingCreate) -> None:
    """Raises InvalidRequest where a whole record would turn a letter round."""
    if values.direction is not row.direction:
        fault = Fault("unknown_value", "/direction", values={"allowed": row.direction.value})
        raise InvalidRequest(errors=[fault])


def _occasion_faults(row: Greeting) -> Iterator[Fault]:
    if (row.anniversary_id is None) is (row.occasion is None):
        yield Fault("exactly_one", "/anniversary_id", values={"allowed": "anniversary_id, occasion"})
    elif row.anniversary_id is not None and row.occurrence_date is None:
        yield Fault("missing", "/occurrence_date")
    elif row.anniversary_id is None and row.occurrence_date is not None:
        yield Fault("missing", "/anniversary_id")


def _status_faults(row: Greeting) -> Iterator[Fault]:
    if row.status not in (allowed := rules.STATUSES[row.direction]):
        yield Fault("unknown_value", "/status", values={"allowed": ", ".join(allowed)})


def _side_faults(row: Greeting) -> Iterator[Fault]:
    """Our side names units, the other side the partner."""
    ours, theirs = _sides(row)
    if getattr(row, ours).get("partner_id") is not None:
        yield Fault("wrong_side", f"/{ours}/partner_id")
    if getattr(row, theirs).get("org_unit_id") is not None:
        yield Fault("wrong_side", f"/{theirs}/org_unit_id")
    named = getattr(row, theirs).get("partner_id")
    if named is not None and row.partner_id not in (None, named):
        yield Fault("invalid_value", f"/{theirs}/partner_id")


def _sides(row: Greeting) -> tuple[str, str]:
    return ("sender", "recipient") if row.direction is GreetingDirection.SENT else ("recipient", "sender")


def _day_faults(row: Greeting, today: date) -> Iterator[Fault]:
    days = rules.Dates(row.signed_on, row.sent_on, row.received_on)
    found = {
        "date_in_future": [name for name in _DAYS if (day := getattr(row, name)) is not None and day > today],
        "end_before_start": rules.days_turned_round(days),
        "missing": rules.days_missing(row.direction, row.status, days),
        "status_mismatch": rules.days_too_early(row.direction, row.status, days),
    }
    for code, names in found.items():
        yield from (Fault(code, f"/{name}") for name in names)


async def _anniversary(session: AsyncSession, principal: Principal, row: Greeting) -> Row[Any] | None:
    if row.anniversary_id is None:
        return None
    found: Row[Any] | None = (await session.execute(queries.anniversary_of(principal, row.anniversary_id))).first()
    return found


def _fill_partner(row: Greeting, anniversary: Row[Any] | None) -> None:
    """With whom, if the greeting itself does not say."""
    if row.partner_id is None:
        row.assign(partner_id=getattr(row, _sides(row)[1]).get("partner_id"))
    if row.partner_id is None and row.country is None and anniversary is not None:
        row.assign(partner_id=anniversary.partner_id, country=anniversary.country)
    if row.partner_id is None and row.country is None:
        raise InvalidRequest(errors=[Fault("missing", "/partner_id")])


async def _fill_country(session: AsyncSession, row: Greeting, values: Values, before: Snapshot | None) -> None:
    """A partner's country is the greeting's; one that was given and is another is a fault."""
    is_new = before is None or before.counterpart != _counterpart(row)
    if row.partner_id is None or not is_new:
        return
    country = (await session.execute(queries.country_of(row.partner_id))).scalar_one()
    given = values is not None and "country" in values.model_fields_set and row.country is not None
    if country is None:
        return
    if given and row.country != country:
        raise InvalidRequest(errors=[Fault("invalid_value", "/country")])
    row.assign(country=country)


def _require_occurrence(row: Greeting, anniversary: Row[Any] | None, before: Snapshot | None) -> None:
    """An anniversary that is corrected later leaves the greetings of its old days alone."""
    on = row.occurrence_date
    if on is None or anniversary is None or (before and before.occurrence == (row.anniversary_id, on)):
        return
    found = occurrences(origin_of(anniversary), first_day(on), last_day(on))
    if all(occurrence.date != on for occurrence in found):
        raise InvalidRequest(errors=[Fault("no_such_occurrence", "/occurrence_date")])


def _fill_due(row: Greeting, values: GreetingCreate | GreetingUpdate, before: Snapshot | None) -> None:
    """One that we send is due on the whole day of its occurrence, and moves with it, unless another day was given."""
    moves = before is None or isinstance(values, GreetingCreate) or before.occurrence[1] != row.occurrence_date
    if row.direction is not GreetingDirection.SENT or "due_on" in values.model_fields_set or not moves:
        return
    if row.due_on is None or (before and row.due_on == _whole_day(before.occurrence[1])):
        row.assign(due_on=_whole_day(row.occurrence_date))


def _whole_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None and len(text) == _WHOLE else None


def _moved(row: Greeting, before: Snapshot) -> bool:
    return (row.reply_to_id, _counterpart(row)) != (before.reply_to_id, before.counterpart)


async def _require_reply_fits(session: AsyncSession, principal: Principal, row: Greeting, id_: str) -> None:
    """A reply goes the other way, between the same two, and answers what has gone out."""
    answered = await load_for_write(session, Greeting, queries.readable(principal).where(Greeting.id == id_))
    fits = (
        answered.direction is not row.direction
        and rules.stands(answered.direction, answered.status)
        and rules.is_same_counterpart(_counterpart(answered), _counterpart(row))
    )
    if not fits:
        raise InvalidRequest(errors=[Fault("reply_mismatch", "/reply_to_id")])
