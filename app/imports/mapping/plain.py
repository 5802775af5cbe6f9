"""Columns that go into a field as they are: values, ids, names of other records."""

import re
from collections.abc import Sequence
from typing import Final

import orjson

from app.imports.cells.dates import DateOrder
from app.imports.cells.fields import ImportField
from app.imports.cells.lists import read_json, split_closely, split_items
from app.imports.cells.readers import read_text, reader_of
from app.imports.cells.words import remember
from app.imports.drafts import Cell, CellFault, Draft, Naming

_IDS: Final = re.compile(r"[0-9a-f-]{36}(\s*,\s*[0-9a-f-]{36})+", re.IGNORECASE)
ID_FIELD: Final = "id"


class FieldColumn:
    """A column that goes into the field of its name."""

    __slots__ = ("fills", "header", "target", "value_of")

    def __init__(self, header: str, field: ImportField, order: DateOrder | None) -> None:
        self.header = header
        self.target = field.name
        self.fills = (field.name,)
        self.value_of = reader_of(field, order)

    def read(self, cell: Cell, draft: Draft) -> None:
        draft.values[self.target] = self.value_of(cell)


class IdColumn:
    """The record's own id, which it is matched by."""

    __slots__ = ("fills", "header", "target")

    def __init__(self, header: str) -> None:
        self.header = header
        self.target = ID_FIELD
        self.fills = (ID_FIELD,)

    def read(self, cell: Cell, draft: Draft) -> None:
        draft.values[ID_FIELD] = plain_text(cell)


class ReferenceColumn:
    """A column that names another record, or several of them; which, is for the matcher to find."""

    __slots__ = ("_collection", "_is_list", "_split", "fills", "header", "target")

    def __init__(self, header: str, field: ImportField, collection: str) -> None:
        self.header = header
        self.target = field.name
        self.fills = (field.name,)
        self._collection = collection
        self._is_list = field.is_list
        self._split = remember(split_names)

    def read(self, cell: Cell, draft: Draft) -> None:
        if not self._is_list:
            draft.namings.append(Naming(self.target, self._collection, plain_text(cell), self.header))
            return
        draft.values.setdefault(self.target, [])
        for name in self._split(cell):
            draft.namings.append(Naming(self.target, self._collection, name, self.header, is_list=True))


def plain_text(cell: Cell) -> str:
    """The text of a cell that holds a name or an id; a spreadsheet keeps `12` as a number. Raises CellFault."""
    if isinstance(cell, bool) or not isinstance(cell, (str, int, float)):
        raise CellFault("unreadable_value")
    return str(read_text(cell))


def split_names(cell: Cell) -> Sequence[str]:
    """The names in a cell: a JSON list, or a text with `;` or line breaks between them, between ids commas too.

    `Sở Văn hóa, Thể thao và Du lịch` stays one name. Raises CellFault.
    """
    if isinstance(cell, list) or (isinstance(cell, str) and cell.lstrip().startswith("[")):
        found = read_json(cell)
        if not all(isinstance(item, str) for item in found):
            raise CellFault("unreadable_value")
        return list(found)
    text = plain_text(cell)
    return split_closely(text) if _IDS.fullmatch(text) else split_items(text)


def shown_text(cell: Cell) -> str:
    """Any cell as a person reads it, dates by ISO 8601."""
    return orjson.dumps(cell).decode() if isinstance(cell, list | dict) else str(read_text(cell))
