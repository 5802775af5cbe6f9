"""Writing what was judged: in one transaction (atomic), or chunk by chunk (partial), each chunk with its mark.

New delegations go in bulk (newcomers.py); everything else through the slices' own services. What has changed since it
was judged is refused, never overwritten. The audit, which is the change feed, is written in the same transactions, and
the import's own entry in the last of them.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.models import AuditEntry, entry_of
from app.core.bulk import Load, table_of
from app.core.problems import Problem
from app.imports.matching.outcomes import Execute
from app.imports.models import ImportJob, ImportRow, ImportState, RowAction
from app.imports.work.applying import Refused, apply_create, apply_update, problem_from, refusals_of
from app.imports.work.checking import drafter_of
from app.imports.work.jobs import Run
from app.imports.work.members import apply_members
from app.imports.work.newcomers import Built, Newcomers
from app.imports.work.staging import count_rows

_IN_BULK, _ONE_BY_ONE = 1_000, 50
"""Rows at a time. Of those in bulk, three lots are held at once: read and made, made ready, and being stored."""
_ROWS: Any = table_of(ImportRow)


class RowsRefused(Exception):  # noqa: N818  # it says what happened
    """Rows that were judged good and cannot be written now: (line, why)."""

    def __init__(self, rows: Sequence[tuple[int, Problem]]) -> None:
        super().__init__(*(line for line, _ in rows))
        self.rows = rows


async def commit_import(run: Run) -> None:
    """From `committing` to `completed`; an atomic one goes back to `validated` with the rows that stood in the way."""
    if run.spec.transaction == "partial":
        await _commit_in_parts(run)
        return
    try:
        async with run.writing() as session:
            await _commit_whole(run, session)
    except RowsRefused as refused:
        async with run.writing() as session:
            await _fail_rows(session, run, refused.rows)
            await run.mark(session, state=ImportState.VALIDATED, counters=await count_rows(session, run.job.id))


async def _commit_whole(run: Run, session: AsyncSession) -> None:
    """While one chunk's rows are stored, those of the next are made ready in a thread, and the one after is read."""
    newcomers = Newcomers(run, session)
    await newcomers.begin()
    line, chunk = 0, await _next_chunk(run, session.execute, 0)
    built, ready = await asyncio.to_thread(newcomers.build, chunk), list[Load]()
    while chunk:
        run.stop_if_asked()
        line = chunk[-1].line
        refused = await newcomers.check(built)
        following = await _next_chunk(run, session.execute, line)
        making = asyncio.create_task(asyncio.to_thread(_make, newcomers, built, following))
        try:
            await newcomers.store(ready)
        finally:
            ready, built = await making
        if others := [row for row in chunk if not newcomers.takes(row)]:  # they may be of what is not stored yet
            await newcomers.store(ready)
            ready = []
            refused += await _write_others(run, session, others)
        if refused:
            raise RowsRefused(refused)
        run.progress.tell("committing", run.rows_through(line), run.job.rows_total)
        chunk = following
    await newcomers.store(ready)
    await newcomers.end()
    await _finish(run, session, line)


def _make(newcomers: Newcomers, built: Built, following: Sequence[Any]) -> tuple[list[Load], Built]:
    return newcomers.load(built), newcomers.build(following)


async def _commit_in_parts(run: Run) -> None:
    while True:
        run.stop_if_asked()
        chunk = await _next_chunk(run, run.database.reader.execute, run.job.committed_through)
        async with run.writing() as session:
            newcomers = Newcomers(run, session)
            if not chunk:
                await newcomers.end()
                await _finish(run, session, run.job.committed_through)
                return
            await newcomers.begin()
            built = await asyncio.to_thread(newcomers.build, chunk)
            refused = await newcomers.check(built)
            await newcomers.store(await asyncio.to_thread(newcomers.load, built))
            refused += await _write_others(run, session, [row for row in chunk if not newcomers.takes(row)])
            if refused:
                await _fail_rows(session, run, refused)
            await run.mark(session, committed_through=chunk[-1].line)
        run.progress.tell("committing", run.rows_through(chunk[-1].line), run.job.rows_total)
        await run.breathe()


async def _next_chunk(run: Run, execute: Execute, line: int) -> Sequence[Any]:
    """The next rows that are to be written."""
    wanted = _ROWS.c.import_id == run.job.id, _ROWS.c.line > line
    to_write = _ROWS.c.action.in_([RowAction.CREATE, RowAction.UPDATE])
    columns = [_ROWS.c[name] for name in ("line", "action", "record_id", "version", "head_line", "values")]
    most = _IN_BULK if run.target.takes_members else _ONE_BY_ONE
    found = select(*columns).where(*wanted, to_write).order_by(_ROWS.c.line).limit(most)
    return (await execute(found)).all()


async def _write_others(run: Run, session: AsyncSession, rows: Sequence[Any]) -> list[tuple[int, Problem]]:
    """Write each of these or say why not."""
    problems = [(row.line, await _write_row(run, session, row)) for row in rows]
    return [(line, problem) for line, problem in problems if problem is not None]


async def _write_row(run: Run, session: AsyncSession, row: Any) -> Problem | None:  # noqa: ANN401  # a staged row
    """Through the service, in a savepoint of its own."""
    savepoint = await session.begin_nested()
    try:
        written = await _apply(run, session, row)
    except Refused as error:
        await savepoint.rollback()
        session.expunge_all()
        return problem_from(error)
    await savepoint.commit()
    here = _ROWS.c.import_id == run.job.id, _ROWS.c.line == row.line
    await session.execute(update(_ROWS).where(*here).values(**written))
    return None


async def _apply(run: Run, session: AsyncSession, row: Any) -> dict[str, Any]:  # noqa: ANN401
    """Returns what the staged row then says: record, version, values with the members as they were written."""
    work, values = run.work(session), dict(row.values)
    members, delegation_id = values.pop("members", []), values.pop("delegation_id", None)
    values.pop("is_new", None)
    if not run.target.takes_members:
        values, members = dict(row.values), []
    if delegation_id is not None:
        await apply_members(work, delegation_id, members)
        return {"record_id": members[0]["id"], "version": members[0]["version"], "values": row.values}
    if row.action is RowAction.CREATE:
        record = await apply_create(work, run.target, values)
    elif values:
        record = await apply_update(work, run.target, row.record_id, row.version, values)
    else:
        record = await run.target.verbs(work).load(row.record_id, frozenset({row.version}))
    await apply_members(work, record.id, members)
    await session.flush()
    return {"record_id": record.id, "version": record.version, "values": row.values}


async def _fail_rows(session: AsyncSession, run: Run, refused: Sequence[tuple[int, Problem]]) -> None:
    """They become failed ones, with the reasons."""
    headers = drafter_of(run).headers if refused else {}
    for line, problem in refused:
        here = _ROWS.c.import_id == run.job.id, _ROWS.c.line == line
        errors = refusals_of(problem, headers)
        await session.execute(update(_ROWS).where(*here).values(action=RowAction.FAIL, errors=errors))


async def _finish(run: Run, session: AsyncSession, line: int) -> None:
    """The last transaction's last words: the marks, the state, and the event of the feed."""
    counters = await count_rows(session, run.job.id)
    state = ImportState.COMPLETED_WITH_ERRORS if counters["failed"] else ImportState.COMPLETED
    await note_event(run, session, "complete", {"state": [None, state.value], "counters": [None, counters]})
    through = max(line, run.job.staged_through)
    await run.mark(session, state=state, counters=counters, committed_through=through, undone_from=None)


async def note_event(run: Run, session: AsyncSession, action: str, changes: dict[str, Any]) -> None:
    """The import's own entry in the audit: `import.completed` and `import.undone` of the change feed."""
    entry = entry_of(session, ImportJob, run.job.id, 1, action, changes, {})
    await session.execute(insert(table_of(AuditEntry)), [entry])
