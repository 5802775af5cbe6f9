"""Which record each line of a chunk means: by its id, its external id, its code, or the columns that the spec names."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, Boolean, ColumnElement, Date, Integer, Select, Text, Uuid, func, or_

from app.auth.principal import Principal
from app.core.bulk import table_of
from app.core.db.json_lists import is_any_of
from app.core.names import Named
from app.core.text import normalize_text
from app.imports.drafts import ImportTarget
from app.imports.matching.describing import NAMES, candidate_of, json_value, shown_columns
from app.imports.matching.outcomes import Execute, Found, Many, Match, Missing, New
from app.imports.matching.queries import columns_of, is_storable, read_rows, slices

__all__ = ["Found", "Many", "Match", "Missing", "New", "match_rows", "matchable"]

_FEW: Final = 10
_LARGEST: Final = 2**31 - 1
Key = tuple[str, ...]
Values = tuple[str, ...]
_Compare = Callable[[Any], str | None]
_EXTERNAL: Final = ("source_system", "external_id")
_ANY_IF_BLANK: Final = {"greeting-policies": ("tier", "year_class", "pillar")}
"""Columns where a blank is a value: such a policy holds for any."""


def matchable(target: ImportTarget, principal: Principal) -> frozenset[str]:
    """The columns that the caller's `match_on` may name: those that a file fills, hold one value, and show to them."""
    columns = table_of(target.model).columns
    return frozenset(
        name
        for name in ("id", *target.collection.create.model_fields)
        if name in columns
        and not isinstance(columns[name].type, JSON)
        and (principal.is_cleared or not columns[name].info.get("restricted"))
    )


async def match_rows(
    execute: Execute,
    target: ImportTarget,
    principal: Principal,
    keys: Sequence[Key],
    rows: Sequence[Mapping[str, Any]],
) -> list[Match]:
    """What each row means, as JSON values with the ids of the records that it names.

    A row goes by the first of `keys` that it has a value for in every column; a row with none is new. In the
    target's `whole` key blanks are values.
    """
    compare = {key: [_comparison_of(target, name, key) for name in key] for key in keys}
    sought = [_sought(compare, row) for row in rows]
    by_key: dict[Key, dict[Values, None]] = {}
    for pair in sought:
        if pair is not None:
            by_key.setdefault(pair[0], {})[pair[1]] = None
    held: dict[Key, dict[Values, list[str]]] = {}
    for key, wanted in by_key.items():
        held[key] = await _read(execute, target.readable(principal), target, key, list(wanted))
    several = [id_ for found in held.values() for ids in found.values() if len(ids) > 1 for id_ in ids]
    candidates = await _describe(execute, target, principal, several)
    return [
        _match(*pair, held[pair[0]].get(pair[1], []), candidates) if pair else Match(New(), None) for pair in sought
    ]


def _sought(compare: Mapping[Key, Sequence[_Compare]], row: Mapping[str, Any]) -> tuple[Key, Values] | None:
    """The key that the row goes by, with its values as they are compared."""
    for key, ways in compare.items():
        values = tuple([one(row.get(name)) for name, one in zip(key, ways, strict=True)])
        if None not in values:
            return key, values  # type: ignore[return-value]  # none of them is None
    return None


def _comparison_of(target: ImportTarget, name: str, key: Key) -> _Compare:
    """Makes a value a text that is equal for equal ones: a record's first name in whatever case; None for a blank."""
    is_value = _may_lack(target, name) if key == target.whole else name in _ANY_IF_BLANK.get(target.name, ())
    blank = "" if is_value else None
    # An id is the same in either case.
    folds = _is_first_name(target, name) or isinstance(table_of(target.model).columns[name].type, Uuid)

    def compare(value: Any) -> str | None:  # noqa: ANN401  # JSON, or what is stored
        if value is None or value == "":
            return blank
        text = normalize_text(value) if type(value) is str else str(json_value(value))
        return text.casefold() if folds else text

    return compare


def _may_lack(target: ImportTarget, name: str) -> bool:
    create: type[Any] = target.collection.create
    return not create.model_fields[name].is_required()


def _is_first_name(target: ImportTarget, name: str) -> bool:
    return issubclass(target.model, Named) and NAMES[target.name][0] == name


async def _read(
    execute: Execute, readable: Select[Any], target: ImportTarget, key: Key, wanted: Sequence[Values]
) -> dict[Values, list[str]]:
    """By values of the key, the ids of the records among `readable`."""
    compare = [_comparison_of(target, name, key) for name in key]
    statement = readable.add_columns(*columns_of(target, key))
    found: dict[Values, list[str]] = {}
    for some in slices(wanted):
        # Each column is asked apart: what that lets in beside the wanted is told from it by the whole key.
        columns = zip(key, zip(*some, strict=True), strict=True)
        narrowed = statement.where(*(_is_one_of(target, name, values) for name, values in columns))
        rows: Sequence[Any] = (await execute(narrowed)).all()
        for row in rows:
            values = tuple([one(value) or "" for one, value in zip(compare, row[1:], strict=True)])
            found.setdefault(values, []).append(row[0])
    return found


def _is_one_of(target: ImportTarget, name: str, values: Sequence[str]) -> ColumnElement[bool]:
    model: Any = target.model
    asked = list(dict.fromkeys(values))
    if _is_first_name(target, name):
        first_name = func.substr(model.name_key, 2, func.length(getattr(model, name)), type_=Text)
        return is_any_of(first_name, [text for text in asked if is_storable(text)])
    column = getattr(model, name)
    held = _stored(target, name, [text for text in asked if text])
    found: ColumnElement[bool] = column.in_(held) if len(held) <= _FEW else is_any_of(column, held)
    return or_(found, column.is_(None)) if "" in asked else found


def _stored(target: ImportTarget, name: str, texts: Sequence[str]) -> list[Any]:
    """The texts as the column's type takes them, without those that it cannot hold."""
    held = table_of(target.model).columns[name].type
    read = next((read for type_, read in _READ.items() if isinstance(held, type_)), None)
    if read is None:
        return [text for text in texts if is_storable(text)]
    values = []
    for text in texts:
        with suppress(ValueError, KeyError):
            values.append(read(text))
    return values


def _whole_number(text: str) -> int:
    number = int(text)
    if abs(number) > _LARGEST:
        raise ValueError(text)
    return number


_READ: Final[Mapping[type[Any], Callable[[str], Any]]] = {
    Uuid: lambda text: str(UUID(text)),
    Date: date.fromisoformat,
    Boolean: {"True": True, "False": False}.__getitem__,
    Integer: _whole_number,
}


async def _describe(
    execute: Execute, target: ImportTarget, principal: Principal, ids: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Candidates by id."""
    model: Any = target.model
    shown = target.readable(principal).with_only_columns(*columns_of(target, shown_columns(target.name)))
    found: dict[str, dict[str, Any]] = {}
    for some in slices(ids):
        rows = await read_rows(execute, shown.where(model.id.in_(some)))
        found |= {row["id"]: candidate_of(target.name, row) for row in rows}
    return found


def _match(key: Key, values: Values, ids: Sequence[str], candidates: Mapping[str, dict[str, Any]]) -> Match:
    if len(ids) == 1:
        return Match(Found(ids[0]), f"id:{ids[0]}")
    if ids:
        return Match(Many(tuple(candidates[id_] for id_ in ids)), _text_of(key, values))
    return Match(Missing(values[0]) if key == ("id",) else New(), _text_of(key, values))


def _text_of(key: Key, values: Values) -> str:
    name = "external_id" if key == _EXTERNAL else "+".join(key)
    return ":".join([name, *(value.replace("\\", "\\\\").replace(":", "\\:") for value in values)])
