"""Taking an import back, from its last row to its first: what is new is deleted, what changed gets its values back.

A record that somebody changed since is a conflict: it stays as it is, and the row says so.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.service import load_for_change
from app.core.bulk import table_of
from app.delegations.models import DelegationMember
from app.delegations.queries.members import members_of
from app.delegations.schemas.members import DelegationMemberUpdate
from app.delegations.service.members import delete_member, load_parent, update_member
from app.delegations.service.removal import remove_untouched
from app.imports.drafts import Work
from app.imports.models import ImportRow, ImportState, RowAction, RowStatus
from app.imports.work.applying import Refused, refusals_of
from app.imports.work.committing import note_event
from app.imports.work.jobs import Run
from app.imports.work.members import unsealed
from app.imports.work.restoring import remove_delegation, restore_record

_IN_BULK, _ONE_BY_ONE = 500, 50
_ROWS: Any = table_of(ImportRow)


async def undo_import(run: Run) -> None:
    """From `undoing` to `undone`, or `partly_undone` if anything stood in the way."""
    while True:
        chunk = await _next_chunk(run)
        async with run.writing() as session:
            if not chunk:
                await _finish(run, session)
                return
            gone = await _remove_new(run, session, chunk)
            for row in chunk:
                if row.record_id not in gone:
                    await _undo_row(run, session, row)
            await run.mark(session, undone_from=chunk[-1].line)
        done = max((run.job.rows_total or 0) - run.rows_through(chunk[-1].line), 0)
        run.progress.tell("undoing", done, run.job.rows_total)
        await run.breathe()


async def _next_chunk(run: Run) -> Sequence[Any]:
    """The next rows above the mark that were written and are not undone."""
    written = _ROWS.c.action.in_([RowAction.CREATE, RowAction.UPDATE]), _ROWS.c.status.is_(None)
    mark = run.job.undone_from
    above = _ROWS.c.line < mark if mark is not None else _ROWS.c.line <= run.job.committed_through
    most = _IN_BULK if run.target.takes_members else _ONE_BY_ONE
    found = select(_ROWS).where(_ROWS.c.import_id == run.job.id, above, *written)
    return (await run.database.reader.execute(found.order_by(_ROWS.c.line.desc()).limit(most))).all()


async def _remove_new(run: Run, session: AsyncSession, chunk: Sequence[Any]) -> set[str]:
    """The new delegations that nobody has touched go together; what is left is looked at one by one."""
    if not run.target.takes_members:
        return set()
    new = [row.record_id for row in chunk if row.action is RowAction.CREATE and row.head_line is None]
    return await remove_untouched(session, run.principal, new) if new else set()


async def _undo_row(run: Run, session: AsyncSession, row: Any) -> None:  # noqa: ANN401  # a staged row
    savepoint = await session.begin_nested()
    try:
        await _take_back(run, run.work(session), row)
    except Refused as error:
        await savepoint.rollback()
        session.expunge_all()
        await _note_conflict(run, session, row, error)
    else:
        await savepoint.commit()


async def _note_conflict(run: Run, session: AsyncSession, row: Any, error: Exception) -> None:  # noqa: ANN401
    """Of the row, and of those that brought members to the new delegation, which stay with it."""
    here = _ROWS.c.import_id == run.job.id, _ROWS.c.action == row.action
    itself = _ROWS.c.line == row.line
    together = or_(itself, _ROWS.c.head_line == row.line) if row.action is RowAction.CREATE else itself
    conflict = {"status": RowStatus.CONFLICT, "errors": refusals_of(error, {})}
    await session.execute(update(_ROWS).where(*here, together).values(**conflict))


async def _take_back(run: Run, work: Work, row: Any) -> None:  # noqa: ANN401
    """Raises what the services raise; PreconditionFailed for what was changed since."""
    verbs = run.target.verbs(work)
    values = row.values or {}
    operations = values.get("members", []) if run.target.takes_members else []
    if values.get("is_new"):
        return  # it goes with its delegation, whose line is above
    if row.head_line is not None:
        await _take_back_members(work, values["delegation_id"], operations)
    elif row.action is RowAction.CREATE and run.target.takes_members:
        await remove_delegation(run, work, row)
    elif row.action is RowAction.CREATE:
        await verbs.delete(await verbs.load(row.record_id, frozenset({row.version or 1})))
    else:
        await _take_back_members(work, row.record_id, operations)
        if row.diff:
            await restore_record(run, work, row)


async def _take_back_members(work: Work, delegation_id: str, operations: Sequence[Mapping[str, Any]]) -> None:
    if not operations:
        return
    delegation = await load_parent(work.session, work.principal, delegation_id)
    for operation in reversed(operations):
        found = members_of(work.principal, delegation.id).where(DelegationMember.id == operation["id"])
        version = frozenset({operation.get("version") or 1})
        member = await load_for_change(work.session, DelegationMember, found, version)
        if operation["op"] == "create":
            await delete_member(work.session, delegation, member)
        else:
            before = DelegationMemberUpdate.model_validate(unsealed(operation["before"], member.id, work.sealer))
            await update_member(work.session, work.principal, member, before, work.sealer)


async def _finish(run: Run, session: AsyncSession) -> None:
    conflicts = select(func.count()).where(_ROWS.c.import_id == run.job.id, _ROWS.c.status == RowStatus.CONFLICT)
    number = int((await session.execute(conflicts)).scalar_one())
    state = ImportState.PARTLY_UNDONE if number else ImportState.UNDONE
    await note_event(run, session, "undo", {"state": [run.job.state.value, state.value], "conflicts": [None, number]})
    await run.mark(session, state=state, undone_from=0)
