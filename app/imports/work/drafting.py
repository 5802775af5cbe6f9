"""From a raw row to a draft: each cell read by its column, every refusal kept with its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final

from app.delegations.passports import PassportSealer
from app.imports.drafts import Cell, CellFault, Column, Draft, ImportTarget, Naming
from app.imports.models import RowAction
from app.imports.reading import BadLine, CellError, NoValue, RawRow
from app.imports.schemas import ImportSpec
from app.imports.work.veiling import Veil


@dataclass(slots=True)
class Drafted:
    """A line on its way. `action` is settled already for what holds no record."""

    line: int
    raw: list[Any]
    draft: Draft = field(default_factory=Draft)
    errors: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    candidates: list[dict[str, Any]] = field(default_factory=list)
    unseen: list[Naming] = field(default_factory=list)
    """Ids that the caller may not know of: they stay if the record holds them already."""
    action: RowAction | None = None
    record_id: str | None = None
    version: int | None = None
    head_line: int | None = None
    match_key: str | None = None
    values: dict[str, Any] | None = None
    diff: dict[str, Any] | None = None
    said: dict[str, Any] = field(default_factory=dict)
    """What a line with members under it says of its delegation, names not yet found."""
    members: list[dict[str, Any]] = field(default_factory=list)
    """The members that this line and those under it bring to a new delegation."""

    def refuse(self, code: str, *, header: str | None = None, field_: str | None = None, **values: Any) -> None:  # noqa: ANN401  # what its words tell
        """One more refusal, as it is stored: the words come with the reader's language."""
        self.errors.append({"column": header, "field": field_, "code": code, "values": values})


class Drafter:
    """Reads rows by the columns of one import."""

    def __init__(
        self,
        target: ImportTarget,
        columns: Sequence[Column | None],
        spec: ImportSpec,
        sealer: PassportSealer,
        import_id: str,
    ) -> None:
        self._columns = list(columns)
        self._taken = [(index, column) for index, column in enumerate(columns) if column is not None]
        self._clear_token = spec.clear_token
        self._finishing: list[Any] = [column for column in columns if column is not None and hasattr(column, "finish")]
        self._veiled = Veil(sealer, import_id).columns(columns)
        empty = _empty_values(target)
        self._clearing = [empty.get(column.target, _KEEP) if column else _KEEP for column in columns]
        self._blank_clears = spec.blank == "clear"
        self.headers: dict[str, str] = {}
        """The column that a field comes from."""
        for column in columns:
            for name in (column.target, *column.fills) if column is not None else ():
                self.headers.setdefault(name, column.header if column is not None else "")

    def draft(self, row: RawRow) -> Drafted:
        """What the row says; blank rows and those that the file marks as no records come back settled."""
        cells: list[Any] = list(row.cells)
        drafted = Drafted(row.line, [cell if type(cell) is str else _json_cell(cell) for cell in cells])
        for index, veil in self._veiled.items():
            if index < len(cells):
                cells[index], drafted.raw[index] = veil(cells[index])
        if row.skip is not None:
            drafted.action = RowAction.SKIP
            drafted.warnings.append({"code": row.skip})
        elif not any(cells) and all(cell is None or cell == "" for cell in cells):
            drafted.action = RowAction.BLANK
        elif isinstance(cells[0], BadLine):
            drafted.refuse("unreadable_line")
        else:
            self._read(cells, drafted)
        return drafted

    def _read(self, cells: list[Any], drafted: Drafted) -> None:
        draft = drafted.draft
        width = len(self._columns)
        if len(cells) < width:
            cells = [*cells, *[None] * (width - len(cells))]
        for index, column in self._taken:
            cell = cells[index]
            try:
                if cell is None or cell == "":
                    if self._blank_clears:
                        self._clear(index, column, draft)
                elif cell == self._clear_token:
                    self._clear(index, column, draft)
                else:
                    column.read(cell if type(cell) is str else _readable(cell), draft)
            except CellFault as fault:
                drafted.refuse(fault.code, header=column.header, field_=column.target, **fault.values)
        self._finish(cells, drafted)

    def _finish(self, cells: list[Any], drafted: Drafted) -> None:
        """What the columns say together, and what the line says beside them."""
        draft = drafted.draft
        for column in self._finishing:
            try:
                column.finish(draft)
            except CellFault as fault:
                drafted.refuse(fault.code, header=column.header, field_=column.target, **fault.values)
        if len(cells) > len(self._columns) and any(cell not in (None, "") for cell in cells[len(self._columns) :]):
            drafted.refuse("unreadable_value")
        if draft.notes:
            note = draft.values.get("note")
            draft.values["note"] = "\n".join([note, *draft.notes] if note else draft.notes)

    def _clear(self, index: int, column: Column, draft: Draft) -> None:
        value = self._clearing[index]
        if value is not _KEEP:
            draft.values[column.target] = list(value) if isinstance(value, list) else value


_KEEP: Final = object()
"""In place of an empty value: the field cannot be empty."""


def _empty_values(target: ImportTarget) -> Mapping[str, Any]:
    """What a cleared field holds: null, an empty list; fields that cannot be empty are not there."""
    fields = target.collection.create.model_fields
    return {
        name: info.default for name, info in fields.items() if not info.is_required() and info.default in (None, [])
    }


def _json_cell(cell: Any) -> Any:  # noqa: ANN401  # a cell, or what stands for one that cannot be read
    if isinstance(cell, date | datetime | time):
        return cell.isoformat()
    if isinstance(cell, CellError):
        return cell.text
    return None if isinstance(cell, NoValue | BadLine) else cell


def _readable(cell: Any) -> Cell:  # noqa: ANN401
    """Raises CellFault for what only stands for a cell."""
    if isinstance(cell, NoValue):
        raise CellFault("formula_without_value")
    if isinstance(cell, CellError):
        raise CellFault("cell_error", text=cell.text)
    return cell  # type: ignore[no-any-return]  # the rest are cells
