"""The columns of an import as objects that read their cells into a draft.

A column with `finish(draft)` has it called after all cells of a line.
"""

from collections.abc import Mapping, Sequence

from app.imports.cells.dates import DateOrder
from app.imports.cells.fields import fields_of
from app.imports.drafts import Cell, Column, Draft, ImportTarget
from app.imports.mapping.beyond import beyond_fields
from app.imports.mapping.headers import implied_values
from app.imports.mapping.plain import ID_FIELD, FieldColumn, IdColumn, ReferenceColumn


def compile_columns(
    target: ImportTarget, columns: Sequence[Sequence[str | None]], orders: Mapping[str, DateOrder]
) -> list[Column | None]:
    """One Column for each `(header, target)` of `map_columns`, None where the target is. `orders` goes by header."""
    compiled = [_compile(target, str(header), name, orders) for header, name in columns]
    if target.takes_members and not any(column and column.target == "direction" for column in compiled):
        _imply(compiled, implied_values([(str(header), name) for header, name in columns]))
    return compiled


def _compile(target: ImportTarget, header: str, name: str | None, orders: Mapping[str, DateOrder]) -> Column | None:
    order = orders.get(header)
    beyond = beyond_fields(target)
    if name is None:
        return None
    if name in beyond:
        return beyond[name].make(header, order)
    if name == ID_FIELD:
        return IdColumn(header)
    field = fields_of(target.collection.create)[name]
    if name in target.references:
        return ReferenceColumn(header, field, target.references[name])
    return FieldColumn(header, field, order)


def _imply(compiled: list[Column | None], values: Mapping[str, str]) -> None:
    """Hang what the form implies on its first column: each line is to have it."""
    place = next((place for place, column in enumerate(compiled) if column is not None), None)
    if place is not None and values:
        compiled[place] = _Implying(compiled[place], values)  # type: ignore[arg-type]  # it is none of the Nones


class _Implying:
    """Another column, and values that every delegation of the form has beside it."""

    __slots__ = ("_column", "_values", "fills", "header", "target")

    def __init__(self, column: Column, values: Mapping[str, str]) -> None:
        self.header = column.header
        self.target = column.target
        self.fills = (*column.fills, *values)
        self._column = column
        self._values = values

    def read(self, cell: Cell, draft: Draft) -> None:
        self._column.read(cell, draft)

    def finish(self, draft: Draft) -> None:
        if hasattr(self._column, "finish"):
            self._column.finish(draft)
        if draft.values or draft.namings:  # a line that only adds a member says nothing of the delegation
            draft.values.update(self._values)
