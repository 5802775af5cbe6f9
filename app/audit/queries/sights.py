"""Which records a caller may know of, and might once: for the records of a page, in a few statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select

from app.audit.queries.changes import Position, changes_after_creation
from app.auth.principal import Principal
from app.auth.visibility import visible, would_see
from app.core.db.reader import Reader
from app.core.model import Record
from app.core.references import referred_class

Named = tuple[type[Record], str]
"""A record by its class and id."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A record as it is now: whether the caller may know of it for itself, and what decides that."""

    model: type[Record]
    is_seen: bool
    values: Mapping[str, Any]


class Sights:
    """What one caller may know of; a deleted record is known to whom it was known before."""

    def __init__(self, reader: Reader, principal: Principal) -> None:
        self._reader = reader
        self._principal = principal
        self._now: dict[str, _Known] = {}
        self._past: dict[str, list[tuple[Position, dict[str, Any]]]] = {}

    async def learn(self, named: Iterable[Named]) -> None:
        """Read these records, and the sides without which they are not shown. One statement a table, and depth."""
        while ids := self._unknown(named):
            found = [known for model, new in ids.items() for known in await self._read(model, new)]
            named = [side for known in found for side in _sides(known.model, known.values)]

    def _unknown(self, named: Iterable[Named]) -> Mapping[type[Record], Collection[str]]:
        ids: defaultdict[type[Record], set[str]] = defaultdict(set)
        for model, id_ in named:
            if id_ not in self._now:
                ids[model].add(id_)
        return ids

    async def _read(self, model: type[Record], ids: Collection[str]) -> list[_Known]:
        rows = await self._reader.execute(_state_of(model, self._principal, ids))
        found = {row["id"]: _Known(model, bool(row["is_seen"]), dict(row)) for row in rows.mappings()}
        self._now.update(found)
        return list(found.values())

    def sees(self, record_id: str) -> bool:
        """Whether the caller may know of the record, which was learnt before."""
        known = self._now.get(record_id)
        return (
            known is not None and known.is_seen and all(self.sees(id_) for _, id_ in _sides(known.model, known.values))
        )

    async def look_back(self, record_ids: Collection[str]) -> None:
        """Read what became of these records, and of all that they have had as sides. One statement a depth."""
        pending = set(record_ids)
        while pending:
            for id_ in pending:
                self._past[id_] = []
            named = await self._read_past(pending)
            await self.learn(named)
            pending = {id_ for _, id_ in named} - self._past.keys()

    async def _read_past(self, record_ids: Collection[str]) -> list[Named]:
        """The sides that these records have, or had."""
        known = {id_: found for id_ in record_ids if (found := self._now.get(id_))}
        named = [side for found in known.values() for side in _sides(found.model, found.values)]
        for row in (await self._reader.execute(changes_after_creation(known))).all():
            model = known[row.record_id].model
            before = {name: row.changes[name][0] for name in deciding_columns(model) if name in row.changes}
            if before:
                self._past[row.record_id].append((Position(row.tx, row.id), before))
                named += _sides(model, before)
        return named

    def saw(self, record_id: str, at: Position) -> bool:
        """Whether the caller would have known of the record right after this entry; both were looked back to before."""
        known = self._now.get(record_id)
        if known is None:
            return False
        values = dict(known.values)
        for position, before in self._past[record_id]:
            if position <= at:
                break
            values |= before
        sides = _sides(known.model, values)
        return would_see(self._principal, known.model, values) and all(self.saw(id_, at) for _, id_ in sides)


def deciding_columns(model: type[Record]) -> tuple[str, ...]:
    """The attributes that decide who may know of a row."""
    return ("confidentiality", *dict.fromkeys((*model.unit_columns, *model.unit_lists, *model.sides)))


def _state_of(model: Any, principal: Principal, ids: Collection[str]) -> Select[Any]:  # noqa: ANN401  # a Record class
    seen = or_(*(visible(model, principal, deleted=gone) for gone in (False, True)))
    columns = (getattr(model, name) for name in deciding_columns(model))
    return select(model.id, seen.label("is_seen"), *columns).where(model.id.in_(sorted(ids)))


def _sides(model: type[Record], values: Mapping[str, Any]) -> list[Named]:
    return [(referred_class(model, name), id_) for name in model.sides if (id_ := values.get(name)) is not None]
