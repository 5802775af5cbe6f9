"""New delegations and their members, many at once: rows, audit and all by COPY, past the sessions' listeners.

Making rows is Python's work and storing them the database's. `build` and `load` run in a thread for one chunk while
the chunk before is stored; `check`, between the two, asks the database of what is not stored yet too.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Date, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.bulk import creation_entries
from app.audit.models import AuditEntry
from app.core.bulk import Bulk, Load, table_of
from app.core.errors import AlreadyExists, InvalidRequest
from app.core.problems import Fault, Problem
from app.delegations.models import Delegation, DelegationMember
from app.delegations.schemas.delegations import DelegationCreate
from app.delegations.schemas.members import DelegationMemberCreate
from app.delegations.service.bulk import BulkDelegations, taken_external_ids
from app.delegations.service.bulk_rows import Row, complete_delegation, finish_delegation, member_row
from app.imports.models import ImportRow, RowAction
from app.imports.work.field_checks import defaults_of
from app.imports.work.jobs import Run

_DELEGATIONS, _MEMBERS = table_of(Delegation), table_of(DelegationMember)
_AUDIT: Final = table_of(AuditEntry)
_ROWS: Any = table_of(ImportRow)
_DATES: Final = [column.name for column in _DELEGATIONS.c if isinstance(column.type, Date)]
_MEMBER_DATES: Final = [column.name for column in _MEMBERS.c if isinstance(column.type, Date)]
_DEFAULTS, _MEMBER_DEFAULTS = defaults_of(DelegationCreate), defaults_of(DelegationMemberCreate)
_MANY: Final = 500
"""So many rows in a chunk: more are likely to follow."""
_day: Final = lru_cache(maxsize=8_192)(date.fromisoformat)


@dataclass
class Built:
    """A chunk's rows by line, and the lines that the rules refuse now."""

    delegations: dict[int, Row] = field(default_factory=dict)
    members: dict[int, list[Row]] = field(default_factory=dict)
    refused: list[tuple[int, Problem]] = field(default_factory=list)
    heads: dict[int, int] = field(default_factory=dict)
    """By line that adds to one, the line of its delegation."""


class Newcomers:
    """Writes within one transaction."""

    def __init__(self, run: Run, session: AsyncSession) -> None:
        self._run = run
        self._session = session
        self._bulk = Bulk(session)
        self._delegations = BulkDelegations(session, run.principal, run.terms)
        self._member_ids: deque[set[tuple[str, str]]] = deque(maxlen=2)
        """By which other systems know the members of the last two chunks: the database may not know them yet."""
        self._has_counted = run.job.committed_through > 0

    async def begin(self) -> None:
        """Before the first row."""
        if self._run.target.takes_members:
            await self._bulk.prepare()

    async def end(self) -> None:
        """After the last one: what was gathered is sorted in."""
        if self._run.target.takes_members:
            await self._bulk.finish([_DELEGATIONS, _MEMBERS])

    def takes(self, row: Any) -> bool:  # noqa: ANN401  # a staged row
        """Whether the row is a new delegation, or a member of one that this import made."""
        if not self._run.target.takes_members or row.action is not RowAction.CREATE:
            return False
        return row.head_line is None or bool(row.values.get("is_new"))

    def build(self, staged: Sequence[Any]) -> Built:
        """The rows of those that this takes; no database is asked."""
        built, terms = Built(), self._run.terms
        for line in staged:
            if not self.takes(line):
                continue
            values, delegation_id = dict(line.values), line.record_id
            members = values.pop("members", ())
            if line.head_line is None:
                try:
                    row = complete_delegation(_restored(_DEFAULTS, values, _DATES), self._run.principal, terms)
                except Problem as problem:
                    built.refused.append((line.line, problem))
                    continue
                built.delegations[line.line] = finish_delegation(self._session, row, delegation_id)
            else:
                delegation_id, built.heads[line.line] = values["delegation_id"], line.head_line
            if members:
                built.members[line.line] = [self._member(member, delegation_id) for member in members]
        return built

    def _member(self, operation: Mapping[str, Any], delegation_id: str) -> Row:
        stored = _restored(_MEMBER_DEFAULTS, operation["values"], _MEMBER_DATES)
        return member_row(self._session, stored | {"id": operation["id"]}, delegation_id)

    async def check(self, built: Built) -> list[tuple[int, Problem]]:
        """Hold it against what is there, take out the lines that cannot be stored, and say why; give codes."""
        if not (built.delegations or built.members or built.refused):
            return []
        refused, lines = list(built.refused), list(built.delegations)
        rows = [built.delegations[line] for line in lines]
        refused += [(lines[place], problem) for place, problem in (await self._delegations.refuse(rows)).items()]
        refused += await self._known_members(built)
        refused += await self._left_alone(built, {line for line, _ in refused})
        for line, _ in refused:
            built.delegations.pop(line, None)
            built.members.pop(line, None)
        await self._delegations.give_codes(built.delegations.values())
        return refused

    def load(self, built: Built) -> list[Load]:
        """What was checked, with its audit, as the database takes it; no database is asked."""
        rows = list(built.delegations.values())
        people = [member for members in built.members.values() for member in members]
        audit = creation_entries(self._session, Delegation, rows)
        audit += creation_entries(self._session, DelegationMember, people)
        return [self._bulk.load(*each) for each in ((_DELEGATIONS, rows), (_MEMBERS, people), (_AUDIT, audit))]

    async def store(self, loads: Sequence[Load]) -> None:
        """Write what was made ready; after the first of many, count: what follows is looked up among it."""
        for load in loads:
            await self._bulk.store(load)
        if not self._has_counted and any(len(load.records) >= _MANY for load in loads):
            self._has_counted = True
            for table in (_DELEGATIONS, _MEMBERS):
                await self._bulk.count(table)

    async def _known_members(self, built: Built) -> list[tuple[int, Problem]]:
        """The lines with a member whose external id another member has."""
        people = [(line, member) for line, members in built.members.items() for member in members]
        taken = await taken_external_ids(self._session, DelegationMember, [member for _, member in people])
        taken = taken.union(*self._member_ids)
        refused, new = {}, set()
        for line, member in people:
            key = member["source_system"], member["external_id"]
            if key in taken or key in new:
                refused[line] = AlreadyExists(errors=[Fault("already_used", "/member.external_id")])
            elif key[1]:
                new.add(key)
        self._member_ids.append(new)
        return list(refused.items())

    async def _left_alone(self, built: Built, refused: AbstractSet[int]) -> list[tuple[int, Problem]]:
        """The lines whose delegation was refused, now or in a chunk before, and so is not there."""
        before = set(built.heads.values()) - built.delegations.keys() - refused
        if before:
            here = _ROWS.c.import_id == self._run.job.id, _ROWS.c.line.in_(before)
            failed = select(_ROWS.c.line).where(*here, _ROWS.c.action == RowAction.FAIL)
            refused = refused | set((await self._session.execute(failed)).scalars())
        return [(line, _without(head)) for line, head in built.heads.items() if head in refused]


def _without(line: int) -> Problem:
    return InvalidRequest(errors=[Fault("head_line_failed", "", values={"line": line})])


def _restored(defaults: Mapping[str, Any], values: Mapping[str, Any], dates: Sequence[str]) -> Row:
    """Stored values again, from the JSON of a staged row."""
    row = {**defaults, **values}
    for name in dates:
        if type(row.get(name)) is str:
            row[name] = _day(row[name])
    return row
