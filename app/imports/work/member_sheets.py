"""What a commit would do with each row of the members' sheet, whose first sheet has been judged and staged before.

Nothing of one chunk is remembered for the next but how its last row names its delegation: the rows of one delegation
may lie in several chunks, and an interruption between any two of them. A row that names none adds to the one above.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.bulk import table_of
from app.delegations.models import MemberRole
from app.imports.drafts import ImportTarget
from app.imports.mapping.member_sheets import ANCHORS
from app.imports.mapping.names import header_names
from app.imports.models import ImportRow, RowAction
from app.imports.sheets import MEMBERS_FROM, MembersSheet
from app.imports.work.crews import Crew, Told, put_back, read_crews
from app.imports.work.drafting import Drafted, Drafter
from app.imports.work.jobs import Run
from app.imports.work.judging import Judge
from app.imports.work.member_heads import Head, MemberHeads, Whose
from app.imports.work.members import (
    KnownMembers,
    Operation,
    checked_member,
    creation_of,
    with_sealed_number,
)
from app.imports.work.naming import Naming, Sought

_ROWS: Any = table_of(ImportRow)


class MemberSheetJudge:
    """Judges the chunks of the second sheet."""

    def __init__(self, run: Run, judge: Judge, drafter: Drafter, sheet: MembersSheet) -> None:
        """`judge` and `drafter` are those of the first sheet."""
        places = anchor_places(run.target, sheet.columns)
        self._run = run
        self._judge = judge
        self._naming = Naming(places, run.spec.match_on)
        self._heads = MemberHeads(run, judge, drafter, anchor_places(run.target, run.job.columns))
        self._headers = {anchor: str(sheet.columns[place][0]) for anchor, place in places.items()}
        self._above: tuple[int, Sought | None] | None = None

    async def judge(self, session: AsyncSession, chunk: Sequence[Drafted]) -> None:
        """Settle the action, values and faults of each row; the lines of one import in their order."""
        rows = [drafted for drafted in chunk if drafted.action is None]
        await self._judge.find_named(session, rows)
        lines = {drafted.line for drafted in chunk}
        soughts = {drafted.line: await self._sought(session, drafted, lines) for drafted in rows}
        whose = await self._heads.find(session, [sought for sought in soughts.values() if sought is not None])
        heads: list[tuple[Drafted, Head]] = []
        for drafted in rows:
            head = self._head_of(drafted, soughts[drafted.line], whose)
            if head is not None:
                heads.append((drafted, head))
        await self._judge_members(session, heads)
        for drafted in rows:
            if drafted.errors:
                drafted.action, drafted.values, drafted.diff = RowAction.FAIL, drafted.draft.values, None

    async def _sought(self, session: AsyncSession, drafted: Drafted, lines: AbstractSet[int]) -> Sought | None:
        """How the row names its delegation, or if it names none, the one above."""
        sought = self._naming.sought(drafted.raw, drafted.draft.values)
        if sought is None and self._naming.is_silent(drafted.raw):
            follows = self._above is not None and drafted.line - 1 in lines
            sought = self._above[1] if self._above and follows else await self._sought_above(session, drafted.line)
        self._above = drafted.line, sought
        drafted.match_key = sought.match_key if sought is not None else None
        return sought

    async def _sought_above(self, session: AsyncSession, line: int) -> Sought | None:
        """Of the rows above, which may be staged already, the nearest that names one."""
        after = self._above[0] if self._above is not None else MEMBERS_FROM
        between = _ROWS.c.line > after, _ROWS.c.line < line, _ROWS.c.match_key.is_not(None)
        last = select(_ROWS.c.match_key).where(_ROWS.c.import_id == self._run.job.id, *between)
        staged = (await session.execute(last.order_by(_ROWS.c.line.desc()).limit(1))).scalar()
        if staged is not None:
            return Sought.of(staged)
        return self._above[1] if self._above is not None else None

    def _head_of(self, drafted: Drafted, sought: Sought | None, whose: dict[str, Whose]) -> Head | None:
        """The row's delegation; None if it is none, with the refusal noted."""
        field = sought.anchor if sought is not None else next(iter(self._headers))
        header = self._headers[field]
        found = whose[sought.match_key] if sought is not None else []
        if sought is None:
            drafted.refuse("missing", header=header, field_=field)
        elif not isinstance(found, Head):
            code = "ambiguous_match" if found else "unknown_match"
            drafted.refuse(code, header=header, field_=field, text=sought.text)
            drafted.candidates += [{"field": field, **one} for one in found]
        elif found.id is None:
            drafted.head_line = found.line
            drafted.refuse("head_line_failed", line=found.line)
        elif found.line is None and self._run.spec.mode == "create":
            drafted.refuse("record_exists", header=header, field_=field)
        else:
            drafted.head_line = found.line if found.line is not None else drafted.line
            return found
        return None

    async def _judge_members(self, session: AsyncSession, rows: Sequence[tuple[Drafted, Head]]) -> None:
        known = KnownMembers(self._run.work(session))
        ids = list(dict.fromkeys(head.id for _, head in rows if head.id is not None))
        await known.read(list({head.id for _, head in rows if head.id is not None and not head.is_new}))
        lines = {drafted.line: drafted for drafted, _ in rows}
        crews = await read_crews(session, self._run.job.id, ids, known, lines.keys())
        joined: dict[int, Told] = {}
        for drafted, head in rows:
            if (told := self._judge_member(drafted, head, known, crews[str(head.id)])) is not None:
                joined[told.line] = told
        for line, told in joined.items():
            if line not in lines:
                await put_back(session, self._run.job.id, told)
            elif told.is_idle:
                lines[line].action = RowAction.UNCHANGED

    def _judge_member(self, drafted: Drafted, head: Head, known: KnownMembers, crew: Crew) -> Told | None:
        """Returns the line that tells of the same person, if this one joins it."""
        id_ = str(head.id)
        drafted.values = {"delegation_id": id_, "is_new": head.is_new, "members": []}
        drafted.action, drafted.record_id = RowAction.UNCHANGED, id_
        member = next(iter(drafted.draft.members), None)
        stored = checked_member(drafted, member) if member is not None else None
        if member is None or stored is None:
            return None
        held = None if head.is_new else known.find(stored, id_, member.get("id"))
        told = crew.told_of(stored, None if held is None else held.id)
        person = told.operation["id"] if told is not None else None if held is None else held.id
        role = stored["role"] if "role" in member or person is None else None
        if role == MemberRole.LEADER and crew.has_leader_but(person):
            drafted.refuse("second_leader")
        if drafted.errors:
            return None
        change = known.change(stored, member, held) if held is not None else None
        if told is not None:
            self._join(drafted, told, {name: stored[name] for name in member if name != "id"}, change)
            crew.note_role(told.operation["id"], role)
        elif held is None or change is not None:
            self._add(drafted, change or creation_of(stored, self._run.sealer), crew, is_new=head.is_new)
        return told

    def _join(self, drafted: Drafted, told: Told, more: dict[str, Any], change: Operation | None) -> None:
        """One person told of twice is one operation, at the line that comes first."""
        id_ = told.operation["id"]
        told.join(with_sealed_number(more, id_, self._run.sealer), change)
        drafted.record_id = id_
        drafted.warnings.append({"code": "joins_line", "values": {"line": told.line}})

    def _add(self, drafted: Drafted, operation: Operation, crew: Crew, *, is_new: bool) -> None:
        values = {**(drafted.values or {}), "members": [operation]}
        if is_new:
            operation["values"]["order"] = operation["values"]["order"] or crew.size + 1
        drafted.values, drafted.action, drafted.record_id = values, RowAction(operation["op"]), operation["id"]
        crew.take(drafted.line, values)


def anchor_places(target: ImportTarget, columns: Sequence[Sequence[str | None]]) -> dict[str, int]:
    """Where the columns stand that may name a delegation."""
    names = header_names(target)
    filled = [names.fills(wanted) if wanted is not None else () for _, wanted in columns]
    return {
        anchor: place
        for anchor in ANCHORS
        if (place := next((place for place, fills in enumerate(filled) if anchor in fills), None)) is not None
    }
