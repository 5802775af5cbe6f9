"""Judged rows into the staging table, and what the table says of the file as a whole."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Select, and_, case, delete, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.bulk import Bulk, table_of
from app.imports.matching.lines import SameRecord, duplicates, rivals
from app.imports.matching.queries import slices
from app.imports.models import ImportRow, RowAction
from app.imports.rules import counters_of
from app.imports.work.drafting import Drafted

_ROWS: Any = table_of(ImportRow)


def staged(import_id: str, drafted: Drafted) -> dict[str, Any]:
    """The row of the staging table."""
    return {
        "import_id": import_id,
        "line": drafted.line,
        "action": drafted.action,
        "status": None,
        "record_id": drafted.record_id,
        "version": drafted.version,
        "head_line": drafted.head_line,
        "match_key": drafted.match_key,
        "raw": drafted.raw,
        "values": drafted.values,
        "diff": drafted.diff,
        "errors": drafted.errors or None,
        "warnings": drafted.warnings or None,
        "candidates": drafted.candidates or None,
    }


async def stage(session: AsyncSession, import_id: str, chunk: Sequence[Drafted]) -> None:
    """Insert a chunk."""
    await Bulk(session).add(_ROWS, [staged(import_id, drafted) for drafted in chunk])


async def restage(session: AsyncSession, import_id: str, drafted: Drafted) -> None:
    """Put a line that was judged anew in place of what it was."""
    row = staged(import_id, drafted)
    here = _ROWS.c.import_id == import_id, _ROWS.c.line == drafted.line
    await session.execute(update(_ROWS).where(*here).values(**_plain(row)))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Dates inside JSON as text, whichever road writes it."""
    return {
        name: orjson.loads(orjson.dumps(value)) if isinstance(value, list | dict) else value
        for name, value in row.items()
    }


async def refuse_duplicates(
    session: AsyncSession, import_id: str, unique: Sequence[Sequence[str]], headers: Mapping[str, str]
) -> None:
    """Of lines that mean one record, or claim what only one may have, the first stays; the others fail and name it.

    Every line is staged. `unique`: the fields of which no two records have the same values; `headers`: their columns.
    """
    await Bulk(session).count(_ROWS)
    await _refuse_all_but_first(session, import_id, await duplicates(session.execute, import_id), {})
    for names in unique:
        place = {"column": headers.get(names[-1]), "field": names[-1]}
        await _refuse_all_but_first(session, import_id, await rivals(session.execute, import_id, names), place)


async def _refuse_all_but_first(
    session: AsyncSession, import_id: str, doubled: Sequence[SameRecord], place: Mapping[str, str | None]
) -> None:
    for found in doubled:
        values = {"line": found.first_line}
        fault = {"column": None, "field": None, **place, "code": "duplicate_in_file", "values": values}
        for line in found.lines:
            here = _ROWS.c.import_id == import_id, _ROWS.c.line == line
            await session.execute(update(_ROWS).where(*here).values(action=RowAction.FAIL, errors=[fault]))
    await _refuse_under(session, import_id, [line for found in doubled for line in found.lines])


async def _refuse_under(session: AsyncSession, import_id: str, heads: Sequence[int]) -> None:
    """The lines that add to the delegations of these, which failed."""
    good = _ROWS.c.import_id == import_id, _ROWS.c.action != RowAction.FAIL
    for some in slices(heads):
        under = select(_ROWS.c.line, _ROWS.c.head_line).where(*good, _ROWS.c.head_line.in_(some))
        for line, head in (await session.execute(under)).all():
            fault = {"column": None, "field": None, "code": "head_line_failed", "values": {"line": head}}
            here = _ROWS.c.import_id == import_id, _ROWS.c.line == line
            await session.execute(update(_ROWS).where(*here).values(action=RowAction.FAIL, errors=[fault]))


async def count_rows(session: AsyncSession, import_id: str) -> dict[str, int]:
    """The counters, from the rows themselves."""
    counted: Select[Any] = select(_ROWS.c.action, func.count()).where(_ROWS.c.import_id == import_id)
    numbers = (await session.execute(counted.group_by(_ROWS.c.action))).all()
    return counters_of({str(action.value): int(number) for action, number in numbers})


async def count_written(session: AsyncSession, import_id: str, through: int) -> dict[str, int]:
    """The counters of an import that ends on its way: what was not written any more counts as skipped."""
    unwritten = and_(_ROWS.c.line > through, _ROWS.c.action.in_([RowAction.CREATE, RowAction.UPDATE]))
    done = case((unwritten, literal(RowAction.SKIP, _ROWS.c.action.type)), else_=_ROWS.c.action).label("done")
    counted = select(done, func.count()).where(_ROWS.c.import_id == import_id).group_by(done)
    return counters_of({str(action.value): int(number) for action, number in (await session.execute(counted)).all()})


async def unstage_last_head(session: AsyncSession, import_id: str) -> int | None:
    """Take back the last line that speaks of a delegation, with the lines under it: whoever goes on must have seen it.

    Returns the last line that is still staged, None if there is no such line.
    """
    mine = _ROWS.c.import_id == import_id
    heads = mine, _ROWS.c.head_line.is_(None), _ROWS.c.action.not_in([RowAction.SKIP, RowAction.BLANK])
    last = (await session.execute(select(func.max(_ROWS.c.line)).where(*heads))).scalar()
    if last is None:
        return None
    await session.execute(delete(_ROWS).where(mine, _ROWS.c.line >= last))
    return int(last) - 1
