"""Lines of one file that mean the same record."""

from typing import NamedTuple

from sqlalchemy import func, select

from app.core.bulk import table_of
from app.imports.matching.outcomes import Execute
from app.imports.models import ImportRow, RowAction
from app.imports.sheets import MEMBERS_FROM

_ROWS = table_of(ImportRow)
_LIVE = [RowAction.CREATE, RowAction.UPDATE, RowAction.UNCHANGED]


class SameRecord(NamedTuple):
    """Lines with one key: the first in the file, and those after it."""

    match_key: str
    first_line: int
    lines: list[int]


async def duplicates(execute: Execute, import_id: str) -> list[SameRecord]:
    """The keys that stand on more than one line that would be written, in the order of their first lines."""
    # The rows of a members' sheet may well name one delegation.
    first = _ROWS.c.import_id == import_id, _ROWS.c.line < MEMBERS_FROM
    live = (*first, _ROWS.c.action.in_(_LIVE), _ROWS.c.match_key.is_not(None))
    # A window over the lines sorts them once; asking for the keys that come again, and then for their lines, would
    # leave the planner to guess at a table that it has no statistics of yet.
    number = func.count().over(partition_by=_ROWS.c.match_key).label("number")
    counted = select(_ROWS.c.match_key, _ROWS.c.line, number).where(*live).subquery()
    lines = select(counted.c.match_key, counted.c.line).where(counted.c.number > 1)
    by_key: dict[str, list[int]] = {}
    for row in (await execute(lines.order_by(counted.c.line))).all():
        by_key.setdefault(row.match_key, []).append(row.line)
    return [SameRecord(key, found[0], found[1:]) for key, found in by_key.items()]
