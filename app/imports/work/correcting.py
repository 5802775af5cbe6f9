"""A corrected line, judged again at once; the lines that hang on it with it."""

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.bulk import table_of
from app.imports.models import ImportRow, RowAction
from app.imports.reading import RawRow
from app.imports.work.checking import drafter_of, keys_of
from app.imports.work.jobs import Run
from app.imports.work.judging import Judge
from app.imports.work.staging import count_rows, refuse_duplicates, restage

_ROWS: Any = table_of(ImportRow)


async def revalidate_row(run: Run, session: AsyncSession, line: int) -> None:
    """Judge the staged cells of a line anew, and those of the lines that add members to the same delegation.

    Lines that failed for being second to this one are judged again too. The counters follow.
    """
    rows = await _rows_with(run, session, line)
    drafter = drafter_of(run)
    drafts = [drafter.draft(RawRow(row.line, list(row.raw), _kept_skip(row))) for row in rows]
    await Judge(run, drafter, keys_of(run)).judge(session, drafts)
    for drafted in drafts:
        await restage(session, run.job.id, drafted)
    await refuse_duplicates(session, run.job.id)
    await run.mark(session, counters=await count_rows(session, run.job.id))


async def _rows_with(run: Run, session: AsyncSession, line: int) -> list[Any]:
    mine = _ROWS.c.import_id == run.job.id
    asked = (await session.execute(select(_ROWS).where(mine, _ROWS.c.line == line))).one()
    head = asked.head_line if asked.head_line is not None else line
    together = or_(_ROWS.c.line.in_([line, head]), _ROWS.c.head_line == head)
    if asked.match_key is not None:
        together = or_(together, _ROWS.c.match_key == asked.match_key)
    found = await session.execute(select(_ROWS).where(mine, together).order_by(_ROWS.c.line))
    return list(found.all())


def _kept_skip(row: Any) -> str | None:  # noqa: ANN401  # a staged row
    """Why the file's own shape makes this line none; a correction does not change that."""
    return str(row.warnings[0]["code"]) if row.action is RowAction.SKIP and row.warnings else None
