"""A corrected line, judged again at once; the lines that hang on it with it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.bulk import table_of
from app.imports.matching.lines import claiming
from app.imports.models import ImportRow, RowAction
from app.imports.reading import RawRow
from app.imports.sheets import MEMBERS_FROM, MembersSheet, is_of_members
from app.imports.work.checking import claims_of, drafter_of, keys_of
from app.imports.work.drafting import Drafted, Drafter
from app.imports.work.jobs import Run
from app.imports.work.judging import Judge
from app.imports.work.member_sheets import MemberSheetJudge, anchor_places
from app.imports.work.naming import anchor_text, beginning
from app.imports.work.second_sheet import member_drafter
from app.imports.work.staging import count_rows, refuse_duplicates, restage

_ROWS: Any = table_of(ImportRow)


async def revalidate_row(run: Run, session: AsyncSession, line: int) -> None:
    """Judge the staged cells of a line anew, and those of the lines that add members to the same delegation.

    Lines that failed for being second to this one are judged again too. The counters follow.
    """
    drafter = drafter_of(run)
    claims = claims_of(run, drafter)
    rows = await _rows_with(run, session, line, claims)
    judge = Judge(run, drafter, keys_of(run))
    await _judge_again(run, session, [row for row in rows if not is_of_members(row.line)], drafter, judge)
    if (sheet := MembersSheet.of(run.job.detected)) is not None:
        of_members, second = member_drafter(run, sheet), MemberSheetJudge(run, judge, drafter, sheet)
        await _judge_again(run, session, [row for row in rows if is_of_members(row.line)], of_members, second)
    await refuse_duplicates(session, run.job.id, claims, drafter.headers)
    await run.mark(session, counters=await count_rows(session, run.job.id))


async def _judge_again(
    run: Run, session: AsyncSession, rows: Sequence[Any], drafter: Drafter, judge: Judge | MemberSheetJudge
) -> None:
    drafts: list[Drafted] = [drafter.draft(RawRow(row.line, list(row.raw), _kept_skip(row))) for row in rows]
    await judge.judge(session, drafts)
    for drafted in drafts:
        await restage(session, run.job.id, drafted)


async def _rows_with(run: Run, session: AsyncSession, line: int, claims: Sequence[tuple[str, ...]]) -> list[Any]:
    """The line, those that may mean the same record or claim the same for another, and all that add to one of these."""
    (asked,) = await _read(run, session, _ROWS.c.line == line)
    near = {line, asked.head_line} - {None}
    near |= {row.line for row in await _read(run, session, or_(*_meaning_the_same(run, asked)))}
    for names in claims:
        near |= {row.line for row in await _read(run, session, claiming(names, asked.values or {}))}
    near |= {row.line for row in await _undecided(run, session) if line in {one.get("line") for one in row.candidates}}
    heads = {row.head_line for row in await _read(run, session, _ROWS.c.line.in_(near))} - {None} | near
    return await _read(run, session, or_(_ROWS.c.line.in_(heads), _ROWS.c.head_line.in_(heads)))


async def _undecided(run: Run, session: AsyncSession) -> list[Any]:
    """The rows of the second sheet that may mean several lines of the first."""
    failed = _ROWS.c.line > MEMBERS_FROM, _ROWS.c.action == RowAction.FAIL, _ROWS.c.candidates.is_not(None)
    return await _read(run, session, and_(*failed))


def _meaning_the_same(run: Run, asked: Any) -> list[ColumnElement[bool]]:  # noqa: ANN401  # a staged row
    """Of one key; of a line of the first sheet, also the rows of the second that look for what it says now."""
    found = [_ROWS.c.line == asked.line]
    if asked.match_key is not None:
        found.append(_ROWS.c.match_key == asked.match_key)
    if MembersSheet.of(run.job.detected) is not None and not is_of_members(asked.line):
        for anchor, place in anchor_places(run.target, run.job.columns).items():
            if (text := anchor_text(asked.raw, place)) is not None:
                start = _ROWS.c.match_key.startswith(beginning(anchor, text), autoescape=True)
                found.append((_ROWS.c.line > MEMBERS_FROM) & start)
    return found


async def _read(run: Run, session: AsyncSession, wanted: ColumnElement[bool]) -> list[Any]:
    found = select(_ROWS).where(_ROWS.c.import_id == run.job.id, wanted)
    return list((await session.execute(found.order_by(_ROWS.c.line))).all())


def _kept_skip(row: Any) -> str | None:  # noqa: ANN401  # a staged row
    """Why the file's own shape makes this line none; a correction does not change that."""
    return str(row.warnings[0]["code"]) if row.action is RowAction.SKIP and row.warnings else None
