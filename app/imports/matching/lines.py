"""Lines of one file that mean the same record, or claim for two what only one may have."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, false, func, select

from app.core.bulk import table_of
from app.core.model import Record
from app.imports.matching.outcomes import Execute
from app.imports.models import ImportRow, RowAction
from app.imports.sheets import MEMBERS_FROM

_ROWS: Any = table_of(ImportRow)
_LIVE = [RowAction.CREATE, RowAction.UPDATE, RowAction.UNCHANGED]


class SameRecord(NamedTuple):
    """Lines with one key: the first in the file, and those after it."""

    key: tuple[str, ...]
    first_line: int
    lines: list[int]


async def duplicates(execute: Execute, import_id: str) -> list[SameRecord]:
    """The keys that stand on more than one line that would be written, in the order of their first lines."""
    return await _with_one_key(execute, import_id, [_ROWS.c.match_key], _ROWS.c.action.in_(_LIVE))


def unique_keys(model: type[Record]) -> list[tuple[str, ...]]:
    """The fields of which no two records may have the same values, as the indexes of the table tell."""
    return [tuple(column.name for column in index.columns) for index in table_of(model).indexes if index.unique]


async def rivals(execute: Execute, import_id: str, names: Sequence[str]) -> list[SameRecord]:
    """The same of new records, by fields of which no two records may have the same values."""
    values = [_ROWS.c["values"][name].as_string() for name in names]
    return await _with_one_key(
        execute, import_id, values, (_ROWS.c.action == RowAction.CREATE) & _ROWS.c.head_line.is_(None)
    )


def claiming(names: Sequence[str], values: Mapping[str, Any]) -> ColumnElement[bool]:
    """Rows with the same values of these fields; none where one of them is null."""
    wanted = [values.get(name) for name in names]
    if None in wanted:
        return false()
    return and_(*(_ROWS.c["values"][name].as_string() == value for name, value in zip(names, wanted, strict=True)))


async def _with_one_key(
    execute: Execute, import_id: str, key: Sequence[ColumnElement[Any]], wanted: ColumnElement[bool]
) -> list[SameRecord]:
    # The rows of a members' sheet may well name one delegation.
    first = _ROWS.c.import_id == import_id, _ROWS.c.line < MEMBERS_FROM
    parts = [part.label(f"part_{place}") for place, part in enumerate(key)]
    # Set down first: SQLite would sort whole rows in memory, JSON and all, and PostgreSQL read the JSON once for each
    # time that a part is named. Of most files no value comes again, and the window has nothing to sort.
    keys = select(_ROWS.c.line, *parts).where(*first, wanted).cte("keys").prefix_with("MATERIALIZED")
    _, *columns = keys.c
    live = [column.is_not(None) for column in columns]
    again = select(columns[-1]).where(*live).group_by(columns[-1]).having(func.count() > 1)
    number = func.count().over(partition_by=columns).label("number")
    counted = select(number, keys).where(*live, columns[-1].in_(again)).subquery()
    lines = select(counted).where(counted.c.number > 1).order_by(counted.c.line)
    by_key: dict[tuple[str, ...], list[int]] = {}
    for row in (await execute(lines)).all():
        by_key.setdefault(tuple(row)[2:], []).append(row.line)
    return [SameRecord(values, found[0], found[1:]) for values, found in by_key.items()]
