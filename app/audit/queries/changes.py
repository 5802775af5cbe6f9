"""The log as a feed: in the order of transactions, up to where nothing can come in between any more."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Select, Update, exists, literal, select, tuple_, update
from sqlalchemy.orm import aliased

from app.audit.models import AuditEntry
from app.audit.rules import READING
from app.core.db.commit_order import NextTransaction, OldestRunning

_PLACE: tuple[Any, ...] = (AuditEntry.tx, AuditEntry.id)
_TYPES = [column.type for column in _PLACE]
_TOLD = (
    *_PLACE,
    AuditEntry.collection,
    AuditEntry.record_id,
    AuditEntry.version,
    AuditEntry.at,
    AuditEntry.actor,
    AuditEntry.action,
    AuditEntry.changes,
    AuditEntry.restricted_changes,
)


class Position(NamedTuple):
    """An entry's place in the order."""

    tx: int
    id: int


BEGINNING = Position(0, 0)


def last_settled() -> Select[Any]:
    """The last entry before which no running transaction can put another: (tx, id)."""
    backwards = (column.desc() for column in _PLACE)
    return select(*_PLACE).where(AuditEntry.tx < OldestRunning()).order_by(*backwards).limit(1)


def entries_between(after: Position, through: Position, tables: Collection[str], most: int) -> Select[Any]:
    """The changes of records of these tables, in order, `after` left out and `through` included."""
    place = tuple_(*_PLACE)
    return (
        select(*_TOLD)
        .where(place > _at(after), place <= _at(through))
        .where(AuditEntry.collection.in_(sorted(tables)), AuditEntry.action != READING)
        .order_by(*_PLACE)
        .limit(most)
    )


def changes_after_creation(record_ids: Collection[str]) -> Select[Any]:
    """(record_id, tx, id, changes) of these records, the newest first."""
    columns = AuditEntry.record_id, *_PLACE, AuditEntry.changes
    later = AuditEntry.action.not_in(("create", READING))
    found = select(*columns).where(AuditEntry.record_id.in_(sorted(record_ids)), later)
    return found.order_by(AuditEntry.tx.desc(), AuditEntry.id.desc())


def without_foreign_numbers() -> Update:
    """Take the numbers off the log if there is one that no transaction of this cluster can have had."""
    numbered = aliased(AuditEntry)
    foreign = exists(select(numbered.tx).where(numbered.tx >= NextTransaction()))
    return update(AuditEntry).where(AuditEntry.tx != 0, foreign).values(tx=0)


def _at(position: Position) -> Any:  # noqa: ANN401  # a row value
    return tuple_(*(literal(value, type_) for value, type_ in zip(position, _TYPES, strict=True)), types=_TYPES)
