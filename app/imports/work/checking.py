"""From the file to judged rows: `uploaded` → `parsing` (its shape) → `validating` (its rows) → `validated`."""

import asyncio
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from app.imports.cells.date_columns import DateColumn
from app.imports.cells.dates import DateOrder
from app.imports.folders import UPLOAD
from app.imports.mapping.columns import compile_columns
from app.imports.mapping.headers import Mapped, knows_headers, map_columns
from app.imports.matching.lines import unique_keys
from app.imports.models import ImportState
from app.imports.reading import RawRow, Reading, Source, open_source
from app.imports.reading.glance import count_lines
from app.imports.rules import error_rate
from app.imports.sheets import MembersSheet, is_of_members
from app.imports.work.drafting import Drafted, Drafter
from app.imports.work.jobs import Run
from app.imports.work.judging import Judge
from app.imports.work.member_sheets import MemberSheetJudge
from app.imports.work.second_sheet import SecondSheet, member_drafter, open_members
from app.imports.work.staging import count_rows, refuse_duplicates, stage, unstage_last_head

_IN_BULK, _ONE_BY_ONE = 2_000, 50
_TELL_EVERY: Final = 5_000


async def check_import(run: Run) -> None:
    """Ends in `validated`; in `committing` at once if the spec says so and the file is good enough.

    Raises UnreadableFile, UnknownTarget.
    """
    await run.move(ImportState.PARSING)
    source = await asyncio.to_thread(_open, run)
    members = await _look_through(run, source)
    await run.move(ImportState.VALIDATING)
    await _judge_all(run, source, members)
    async with run.writing() as session:
        drafter = drafter_of(run)
        await refuse_duplicates(session, run.job.id, claims_of(run, drafter), drafter.headers)
        counters = await count_rows(session, run.job.id)
        goes_on = run.spec.auto_commit and error_rate(counters) <= run.spec.max_error_rate
        state = ImportState.COMMITTING if goes_on else ImportState.VALIDATED
        await run.mark(session, state=state, counters=counters, rows_total=counters["rows_read"])


def _open(run: Run) -> Source:
    spec = run.spec
    sheet = int(spec.sheet) if spec.sheet and spec.sheet.isdecimal() else spec.sheet
    reading = Reading(spec.format, spec.encoding, spec.delimiter, sheet)
    return open_source(run.folder / UPLOAD, reading, run.folder, knows_headers(run.target, run.spec.columns))


async def _look_through(run: Run, source: Source) -> SecondSheet | None:
    """The first pass: how many lines, which columns, in which order each writes its dates.

    Returns the sheet of members, if there is one beside.
    """
    mapped = map_columns(run.target, source.header, run.spec.columns)
    members = await asyncio.to_thread(open_members, run, source, mapped)
    total, orders, warnings = await asyncio.to_thread(_survey, run, source, mapped)
    facts = asdict(source.facts)
    detected = {
        **facts,
        "date_order": orders,
        "columns": dict(mapped.columns),
        "unknown_columns": mapped.unknown,
    }
    if mapped.missing:
        warnings.append({"code": "missing_column", "fields": ", ".join(mapped.missing)})
    warnings += [{"code": "unknown_column", "header": header} for header in mapped.unknown]
    warnings = [*source.warnings, *mapped.warnings, *warnings]
    if members is not None:
        more, days, others = await asyncio.to_thread(_survey, run, members.source, members.mapped)
        unknown = list(dict.fromkeys([*mapped.unknown, *members.mapped.unknown]))
        detected |= members.kept(days, total) | {"unknown_columns": unknown}
        total, warnings = total + more, members.without_it(warnings) + members.warnings(others)
    async with run.writing() as session:
        await run.mark(
            session,
            detected=detected,
            columns=[list(pair) for pair in mapped.columns],
            orders=orders,
            warnings=[_stored(warning) for warning in warnings],
            rows_total=total,
        )
    return members


def _stored(warning: dict[str, Any]) -> dict[str, Any]:
    """A code, and the values of its words."""
    return {"code": warning["code"], "values": {name: value for name, value in warning.items() if name != "code"}}


def _survey(run: Run, source: Source, mapped: Mapped) -> tuple[int, dict[str, str], list[dict[str, Any]]]:
    dated = [
        (index, header, DateColumn())
        for index, (header, target) in enumerate(mapped.columns)
        if target in mapped.date_targets
    ]
    if (lines := _glance(run, source)) is not None:
        return lines, *_settle(run, dated)
    total = 0
    for row in source.rows():
        total += 1
        for index, _, column in dated if row.skip is None else ():
            if index < len(row.cells):
                column.observe(row.line, row.cells[index])  # type: ignore[arg-type]  # what stands for a cell is no text
        if total % _TELL_EVERY == 0:
            run.progress.tell("parsing", total, None)
    return total, *_settle(run, dated)


def _settle(run: Run, dated: list[tuple[int, str, DateColumn]]) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """The order of each column of dates that has one, and a warning of each that has two."""
    orders, warnings = {}, []
    for _, header, column in dated:
        order = column.settle(run.spec.dates)
        if isinstance(order, DateOrder):
            orders[header] = order.value
        elif order is not None:
            warnings.append({"header": header, **asdict(order)})
    return orders, warnings


def _glance(run: Run, source: Source) -> int | None:
    """About how many rows there are, where that can be told without looking at each; None where it cannot."""
    facts = source.facts
    if facts.format != "csv" or facts.encoding is None or facts.header_line is None:
        return None
    lines = count_lines(run.folder / UPLOAD, facts.encoding)
    return None if lines is None else max(lines - facts.header_line, 0)


def drafter_of(run: Run) -> Drafter:
    """Reads rows by the columns that the first pass settled."""
    orders = {header: DateOrder(order) for header, order in run.job.orders.items()}
    columns = compile_columns(run.target, run.job.columns, orders)
    return Drafter(run.target, columns, run.spec, run.sealer, run.job.id)


def keys_of(run: Run) -> list[tuple[str, ...]]:
    """What records are matched by: as the spec says, else the collection's own."""
    if run.spec.match_on:
        return [tuple(names) for names in run.spec.match_on]
    return [*run.target.keys, *([tuple(run.target.whole)] if run.target.whole else [])]


def claims_of(run: Run, drafter: Drafter) -> list[tuple[str, ...]]:
    """The fields of which no two records may have the same values, as far as the file fills them.

    Without the first that records are matched by: two lines that have the same there mean one record anyway.
    """
    first = next((key for key in keys_of(run) if key != ("id",) or "id" in drafter.headers), None)
    return [key for key in unique_keys(run.target.model) if key != first and key[-1] in drafter.headers]


async def _judge_all(run: Run, source: Source, members: SecondSheet | None) -> None:
    """The second pass; lines that were staged before an interruption are not staged again."""
    drafter = drafter_of(run)
    judge = Judge(run, drafter, keys_of(run))
    await _step_back(run)
    passed = await _judge_rows(run, source.rows(), drafter, judge)
    if members is not None and (sheet := MembersSheet.of(run.job.detected)) is not None:
        of_members = member_drafter(run, sheet)
        await _judge_rows(run, members.rows(), of_members, MemberSheetJudge(run, judge, drafter, sheet), passed)


async def _judge_rows(
    run: Run, rows: Iterator[RawRow], drafter: Drafter, judge: Judge | MemberSheetJudge, passed: int = 0
) -> int:
    """Of one sheet; `passed` rows stand before it, and in what is returned its own are counted too."""
    size = _IN_BULK if run.target.takes_members else _ONE_BY_ONE
    chunk = await asyncio.to_thread(_next_chunk, rows, drafter, size, run.job.staged_through, passed)
    while chunk.drafts:
        run.stop_if_asked()
        through = chunk.drafts[-1].line
        # The next rows are read, in a thread, while the database judges and keeps these.
        reading = asyncio.create_task(asyncio.to_thread(_next_chunk, rows, drafter, size, through, chunk.passed))
        try:
            async with run.writing() as session:
                await judge.judge(session, chunk.drafts)
                await stage(session, run.job.id, chunk.drafts)
                await run.mark(session, staged_through=through)
        finally:
            following = await reading
        run.progress.tell("validating", chunk.passed, run.job.rows_total)
        chunk = following
        await run.breathe()
    return chunk.passed


async def _step_back(run: Run) -> None:
    """An interruption may have come between a delegation and the lines of its members: it is judged with them."""
    if not (run.job.staged_through and run.target.takes_members) or is_of_members(run.job.staged_through):
        return
    async with run.writing() as session:
        if (through := await unstage_last_head(session, run.job.id)) is not None:
            await run.mark(session, staged_through=through)


class _Chunk:
    """The next rows, drafted; `passed` counts those of the whole file so far."""

    def __init__(self, drafts: list[Drafted], passed: int) -> None:
        self.drafts = drafts
        self.passed = passed


def _next_chunk(rows: Iterator[RawRow], drafter: Drafter, size: int, staged_through: int, passed: int = 0) -> _Chunk:
    drafts: list[Drafted] = []
    for row in rows:
        passed += 1
        if row.line > staged_through:
            drafts.append(drafter.draft(row))
            if len(drafts) >= size:
                break
    return _Chunk(drafts, passed)
