"""One reader for each field: from a cell to the JSON value that the field's schema takes.

    field        a text is read by          a typed cell, of XLSX or NDJSON
    string       itself, composed, trimmed  12.0 → `12`; a day → `2026-05-12`; JSON as it is, for the schema to judge
    integer      `numbers`                  whole numbers
    boolean      `booleans`                 true, false, 1, 0
    date         `dates`                    days
    enum         `choices`
    country      `countries`
    money        `amounts`, or JSON         a number, as far as header and size tell the currency
    object       JSON                       JSON
    list         `lists`, then its items    JSON

What has the type of its field already passes as it is.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from functools import partial
from typing import Any, Final

from app.imports.cells.amounts import Unit, money_reader
from app.imports.cells.booleans import boolean_reader
from app.imports.cells.choices import choice_reader
from app.imports.cells.countries import read_country
from app.imports.cells.dates import DateOrder, read_date, read_partial_date
from app.imports.cells.fields import ImportField
from app.imports.cells.languages import read_language
from app.imports.cells.lists import list_reader, read_each, read_json, read_named, read_whole
from app.imports.cells.numbers import integer_reader, read_decimal, units_of
from app.imports.cells.words import clean, remember
from app.imports.drafts import Cell, CellFault

Reader = Callable[[Cell], Any]
"""Takes a cell that is not blank; raises CellFault."""


def reader_of(field: ImportField, order: DateOrder | None, unit: Unit | None = None) -> Reader:
    """The reader of one column. `order` is that of its dates; `unit` what its header says of amounts of money."""
    read = _item_reader(field, order, unit)
    if not field.is_list or field.item == "object":
        return read
    if field.is_coded:
        return list_reader(read, read_each)
    return list_reader(read, read_named if field.item in _NAMED else read_whole)


def _item_reader(field: ImportField, order: DateOrder | None, unit: Unit | None) -> Reader:
    if field.item == "money":
        return _or_json(money_reader(unit))
    if field.name == "languages":
        return _of_text(read_language)
    read = _remembered_reader(field, order)
    return remember(read) if read is not None else _PLAIN.get(field.item, read_text)


def _remembered_reader(field: ImportField, order: DateOrder | None) -> Reader | None:
    if field.choices is not None:
        return _of_text(choice_reader(field.choices))
    if field.item in _DATES:
        return partial(_DATES[field.item], order=order)
    if field.item == "integer":
        return integer_reader(units_of(field.name))
    return boolean_reader(field.name) if field.item == "boolean" else None


def read_text(cell: Cell) -> Any:  # noqa: ANN401  # JSON passes
    """A text, composed and trimmed; of a number or a day what the spreadsheet shows. Raises CellFault nul_character."""
    if isinstance(cell, str):
        if "\x00" in cell:
            raise CellFault("nul_character")
        return clean(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat(" ", "minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int) else cell


def _of_text(read: Callable[[str], str]) -> Reader:
    """A reader of names: a number or a day is none of them."""
    return lambda cell: read(cell if isinstance(cell, str) else str(read_text(cell)))


def _or_json(read: Reader) -> Reader:
    """An object in JSON passes, for its schema to judge."""
    return lambda cell: read_json(cell) if _is_object(cell) else read(cell)


def _is_object(cell: Cell) -> bool:
    return isinstance(cell, dict | list) or (isinstance(cell, str) and cell.lstrip().startswith("{"))


_NAMED: Final = frozenset({"enum", "country"})
_DATES: Final = {"date": read_date, "partial_date": read_partial_date}
_PLAIN: Final[dict[str, Reader]] = {
    "country": remember(_of_text(read_country)),
    "decimal": read_decimal,
    "number": read_decimal,
    "object": read_json,
}
