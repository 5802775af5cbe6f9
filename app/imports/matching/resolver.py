"""The records that cells name: found many at once, remembered for the chunks to come."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from app.auth.principal import Principal
from app.imports.drafts import ImportTarget, Naming
from app.imports.matching.beginnings import find_by_beginning
from app.imports.matching.describing import candidate_of, shown_columns
from app.imports.matching.lookups import find_by_code, find_by_external_id, find_by_id
from app.imports.matching.naming import find_by_name
from app.imports.matching.outcomes import Execute, Found, Many
from app.imports.matching.queries import columns_of, read_rows, winners_of
from app.imports.targets import TARGETS

__all__ = ["Found", "Many", "Resolver"]

Row = Mapping[str, Any]
_Find = Callable[[Execute, ImportTarget, Principal, Sequence[str]], Awaitable[dict[str, list[Row]]]]
WAYS: Final[Mapping[str, _Find]] = {
    "id": find_by_id,
    "code": find_by_code,
    "external_id": find_by_external_id,
    "name": find_by_name,
}
"""How a text may mean a record, in the order that holds unless the spec says another: the first that finds any."""
REMEMBERED: Final = 20_000


def relation_names(target: ImportTarget) -> frozenset[str]:
    """What the spec may call the fields that name other records."""
    return frozenset(name for field in target.references for name in _names_of(field))


def _names_of(field: str) -> tuple[str, ...]:
    short = field.removesuffix("_ids").removesuffix("_id")
    return (field,) if short == field else (field, short, f"{short}s")


class Resolver:
    """Finds what the cells of one import name, as far as the caller may know of it.

    `ways` {field: ["code", "name"]} says by what, and in which order; a field may go without its `_id` or `_ids`.
    """

    def __init__(self, principal: Principal, ways: Mapping[str, Sequence[str]] | None = None) -> None:
        self._principal = principal
        self._ways = ways or {}
        self._ways_of_fields: dict[str, tuple[str, ...]] = {}
        self._known: dict[tuple[str, tuple[str, ...], str], Found | Many | None] = {}

    async def resolve(self, execute: Execute, namings: Iterable[Naming]) -> None:
        """Find what is not known yet. After more than `REMEMBERED` texts all but the last ones are forgotten."""
        asked = {self._key(naming): None for naming in namings}
        unknown = [key for key in asked if key not in self._known]
        if len(self._known) + len(unknown) > REMEMBERED:
            self._known = {key: self._known[key] for key in asked if key in self._known}
        groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for collection, ways, text in unknown:
            groups.setdefault((collection, ways), []).append(text)
        for (collection, ways), texts in groups.items():
            found = await self._find(execute, TARGETS[collection], ways, texts)
            self._known.update({(collection, ways, text): found.get(text) for text in texts})

    def found(self, naming: Naming) -> Found | Many | None:
        """What `resolve` found: one record, several, or none."""
        return self._known[self._key(naming)]

    def _key(self, naming: Naming) -> tuple[str, tuple[str, ...], str]:
        ways = self._ways_of_fields.get(naming.field)
        if ways is None:
            ways = self._ways_of_fields[naming.field] = self._ways_of(naming.field)
        return naming.collection, ways, naming.text

    def _ways_of(self, field: str) -> tuple[str, ...]:
        return tuple(next((self._ways[name] for name in _names_of(field) if name in self._ways), WAYS))

    async def _find(
        self, execute: Execute, target: ImportTarget, ways: Sequence[str], texts: Sequence[str]
    ) -> dict[str, Found | Many]:
        found: dict[str, list[Row]] = {}
        for way in ways:
            left = [text for text in texts if text not in found]
            rows = await WAYS[way](execute, target, self._principal, left)
            found |= {text: held for text, held in rows.items() if held}
        winners = await self._winners(execute, target, [row for rows in found.values() for row in rows])
        known = {text: outcome for text, rows in found.items() if (outcome := _outcome(target, rows, winners))}
        left = [text for text in texts if text not in found] if "name" in ways else []
        return known | await find_by_beginning(execute, target, self._principal, left)

    async def _winners(self, execute: Execute, target: ImportTarget, rows: Sequence[Row]) -> dict[str, Row]:
        """By id of a merged partner, the candidate that it went up in."""
        losers = list(dict.fromkeys(row["id"] for row in rows if row.get("merged_into_id")))
        if not losers:
            return {}
        shown = columns_of(target, shown_columns(target.name)[1:])
        winners = winners_of(self._principal, losers).add_columns(*shown)
        return {row["loser"]: row for row in await read_rows(execute, winners)}


def _outcome(target: ImportTarget, rows: Sequence[Row], winners: Mapping[str, Row]) -> Found | Many | None:
    standing = [winners.get(row["id"]) if row.get("merged_into_id") else row for row in rows]
    candidates = {row["id"]: candidate_of(target.name, row) for row in standing if row is not None}
    if len(candidates) == 1:
        return Found(next(iter(candidates)))
    return Many(tuple(candidates.values())) if candidates else None
