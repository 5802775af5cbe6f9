"""Records found by id, code or external id: IN lists, whatever the number of texts."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.auth.principal import Principal
from app.core.reference import is_subdivision
from app.core.text import normalize_text
from app.imports.cells.words import is_id
from app.imports.drafts import ImportTarget
from app.imports.matching.describing import CODES, shown_columns
from app.imports.matching.outcomes import Execute
from app.imports.matching.queries import columns_of, is_storable, nameable, read_rows, slices

Row = Mapping[str, Any]
Rows = dict[str, list[Row]]


async def find_by_id(execute: Execute, target: ImportTarget, principal: Principal, texts: Sequence[str]) -> Rows:
    """By text, the record whose id it is."""
    ids = {text: text.strip().lower() for text in texts}
    asked = [text for text, id_ in ids.items() if is_id(id_)]
    held = {row["id"]: row for row in await _read(execute, target, principal, "id", [ids[text] for text in asked])}
    return {text: [held[ids[text]]] for text in asked if ids[text] in held}


async def find_by_code(execute: Execute, target: ImportTarget, principal: Principal, texts: Sequence[str]) -> Rows:
    """By text, the records of this code; of partners in one province those that lie in no other of them."""
    column = CODES.get(target.name)
    if column is None:
        return {}
    codes = {text: normalize_text(text) for text in texts}
    if target.name == "partners":
        codes = {text: code for text, code in codes.items() if is_subdivision(code)}
    held: Rows = {}
    for row in await _read(execute, target, principal, column, list(codes.values())):
        held.setdefault(row[column], []).append(row)
    return {text: _topmost(held[code]) for text, code in codes.items() if code in held}


async def find_by_external_id(
    execute: Execute, target: ImportTarget, principal: Principal, texts: Sequence[str]
) -> Rows:
    """By text, `system:id` or the id alone, the records that other systems know by it."""
    asked = list(
        dict.fromkeys(part for text in texts for part in (text.strip(), text.strip().partition(":")[2]) if part)
    )
    held: Rows = {}
    for row in await _read(execute, target, principal, "external_id", asked):
        held.setdefault(f"{row['source_system']}:{row['external_id']}", []).append(row)
        held.setdefault(row["external_id"], []).append(row)
    return {text: held[text.strip()] for text in texts if text.strip() in held}


def columns_read(target: ImportTarget) -> tuple[str, ...]:
    """What is read of a record."""
    beyond = ("parent_id", "merged_into_id") if target.name == "partners" else ()
    code = (CODES[target.name],) if target.name in CODES else ()
    return tuple(dict.fromkeys((*shown_columns(target.name), *code, "source_system", "external_id", *beyond)))


async def _read(
    execute: Execute, target: ImportTarget, principal: Principal, column: str, values: Sequence[str]
) -> list[Row]:
    statement = nameable(target, principal).with_only_columns(*columns_of(target, columns_read(target)))
    rows: list[Row] = []
    for some in slices(list(dict.fromkeys(filter(is_storable, values)))):
        rows += await read_rows(execute, statement.where(getattr(target.model, column).in_(some)))
    return rows


def _topmost(rows: list[Row]) -> list[Row]:
    ids = {row["id"] for row in rows}
    return [row for row in rows if row.get("parent_id") not in ids]
