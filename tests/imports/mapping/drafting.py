"""One line of a file read by its headers, as an import reads it."""

from collections.abc import Mapping
from typing import Any

from app.imports.cells.dates import DateOrder
from app.imports.drafts import Cell, Draft
from app.imports.mapping.columns import compile_columns
from app.imports.mapping.headers import map_columns
from app.imports.targets import TARGETS


def read_line(
    collection: str,
    line: Mapping[str, Cell],
    *,
    explicit: Mapping[str, str | None] | None = None,
    order: DateOrder | None = None,
) -> Draft:
    """Map, compile, read and finish; a CellFault passes through, an unknown header fails."""
    target = TARGETS[collection]
    mapped = map_columns(target, list(line), explicit or {})
    assert mapped.unknown == []
    orders = dict.fromkeys(line, order) if order else {}
    columns = compile_columns(target, mapped.columns, orders)
    draft = Draft()
    for column, cell in zip(columns, line.values(), strict=True):
        if column is not None and cell not in (None, ""):
            column.read(cell, draft)
    for column in columns:
        finish: Any = getattr(column, "finish", None)
        if finish:
            finish(draft)
    return draft


def targets_of(collection: str, *header: str, **explicit: str | None) -> list[str | None]:
    """What each header of a file goes to."""
    return [target for _, target in map_columns(TARGETS[collection], header, explicit).columns]
