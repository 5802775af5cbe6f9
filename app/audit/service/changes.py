"""Reading the feed of changes for one caller."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from app.audit.queries.changes import BEGINNING, Position, entries_between, last_settled
from app.audit.queries.sights import Sights
from app.audit.rules import EVENTS, collection_of, is_wanted, noun_of, type_of, types_of
from app.auth.principal import Principal
from app.auth.rules import Role
from app.core.db.reader import Reader
from app.core.db.types import instant_text
from app.core.errors import InvalidCursor, UnknownParameter
from app.core.model import Record
from app.core.problems import Fault
from app.core.references import record_classes

_FURTHER = (500,) * 20
"""How many entries are looked through, and how often, for a caller who may know of few of the first."""
_MARK = "deleted_at"

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FeedPart:
    """Items with their places, where to go on, and whether there may be more now."""

    items: Sequence[tuple[Position, Item]]
    next_after: Position
    has_more: bool


async def read_changes(
    reader: Reader, principal: Principal, after: Position, types: list[str] | None, limit: int
) -> FeedPart:
    """At most `limit` changes that the caller may know of, after this place.

    Raises UnknownParameter for a type that there is not, and InvalidCursor for a place after the end: it is of another
    database, or of this one before it was put back to an earlier day.
    """
    tables = _tables_of(types)
    end = await _end_of(reader)
    if after > end:
        raise InvalidCursor
    found: list[tuple[Position, Item]] = []
    for most in (limit + 1, *_FURTHER):
        entries = (await reader.execute(entries_between(after, end, tables, most))).all()
        told = zip(entries, await _tell(reader, principal, entries), strict=True)
        found += [(_place(entry), item) for entry, item in told if item and is_wanted(item["type"], types)]
        if len(found) > limit:
            return FeedPart(found[:limit], found[limit - 1][0], has_more=True)
        if len(entries) < most:
            return FeedPart(found, end, has_more=False)
        after = _place(entries[-1])
    return FeedPart(found, after, has_more=True)


async def _end_of(reader: Reader) -> Position:
    last = (await reader.execute(last_settled())).first()
    return BEGINNING if last is None else _place(last)


def _place(entry: Any) -> Position:  # noqa: ANN401  # a row of the log
    return Position(entry.tx, entry.id)


def _tables_of(types: list[str] | None) -> AbstractSet[str]:
    tables = EVENTS | {name for name, model in record_classes().items() if not model.is_private}
    if types is None:
        return tables
    allowed = sorted(type_ for table in tables for type_ in types_of(table))
    if unknown := [type_ for type_ in types if type_ not in allowed]:
        fault = Fault("unknown_value", "types", "parameter", {"allowed": ", ".join(allowed)})
        raise UnknownParameter(errors=[fault], unknown=unknown, allowed=allowed)
    nouns = {type_.partition(".")[0] for type_ in types}
    return {table for table in tables if noun_of(table) in nouns}


async def _tell(reader: Reader, principal: Principal, entries: Sequence[Any]) -> list[Item | None]:
    """What each entry tells: a change, a tombstone of what the caller may know of no more, or nothing."""
    classes = record_classes()
    sights = Sights(reader, principal)
    of_records = [entry for entry in entries if entry.collection in classes]
    await sights.learn((classes[entry.collection], entry.record_id) for entry in of_records)
    await sights.look_back({entry.record_id for entry in of_records if not sights.sees(entry.record_id)})
    return [
        _of_record(principal, classes[entry.collection], entry, sights)
        if entry.collection in classes
        else _of_event(principal, entry)
        for entry in entries
    ]


def _of_event(principal: Principal, entry: Any) -> Item | None:  # noqa: ANN401  # a row of the log
    if entry.actor != principal.id and Role.ADMINISTRATOR not in principal.roles:
        return None
    return _item(entry, type_of(entry.collection, entry.action), sorted(entry.changes), deleted=False)


def _of_record(principal: Principal, model: type[Record], entry: Any, sights: Sights) -> Item | None:  # noqa: ANN401
    if sights.sees(entry.record_id):
        named = {*entry.changes, *(entry.restricted_changes if principal.is_cleared else ())}
        gone = any(entry.changes.get(name, (None, None))[1] is not None for name in model.gone_by)
        return _item(entry, type_of(entry.collection, entry.action), sorted(named - {_MARK}), deleted=gone)
    just_before = Position(entry.tx, entry.id - 1)
    if sights.saw(entry.record_id, just_before) or sights.saw(entry.record_id, _place(entry)):
        return _item(entry, type_of(entry.collection, "delete"), [], deleted=True)
    return None


def _item(entry: Any, type_: str, changed: list[str], *, deleted: bool) -> Item:  # noqa: ANN401  # a row of the log
    return {
        "cursor": None,
        "at": instant_text(entry.at),
        "type": type_,
        "collection": collection_of(entry.collection),
        "id": entry.record_id,
        "version": entry.version,
        "changed": changed,
        "deleted": deleted,
    }
