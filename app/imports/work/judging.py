"""What a commit would do with each row of a chunk: names found, records matched, every rule of the API asked.

A row that would be new is checked in bulk where its slice offers that (delegations), else it is written by the slice's
own service within a savepoint that is rolled back; so is every change of a record that is there.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

import orjson
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.bulk import table_of
from app.core.errors import InvalidRequest
from app.core.model import new_id
from app.core.problems import Problem
from app.core.records import patched_values
from app.core.schema import RecordCreate, RecordUpdate, stored_values
from app.delegations.service.bulk import BulkDelegations
from app.delegations.service.bulk_rows import Row, checked_delegation
from app.imports.drafts import Naming, Work
from app.imports.matching.choosing import of_its_time
from app.imports.matching.outcomes import Found, Many, Match, Missing
from app.imports.matching.records import match_rows
from app.imports.matching.resolver import Resolver
from app.imports.models import RowAction
from app.imports.work.applying import Refused, apply_create, apply_update, is_same, laid_over, refusals_of
from app.imports.work.drafting import Drafted, Drafter
from app.imports.work.field_checks import FieldChecks
from app.imports.work.jobs import Run
from app.imports.work.member_lines import MemberLines, in_place
from app.imports.work.members import KnownMembers, apply_members, new_members

_AT_ONCE: Final = 500
_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Judge:
    """Judges the chunks of one import, in the order of the file."""

    def __init__(self, run: Run, drafter: Drafter, keys: Sequence[tuple[str, ...]]) -> None:
        self._run = run
        self._target = run.target
        self._headers = drafter.headers
        self._keys = keys
        self._create: type[RecordCreate] = run.target.collection.create  # type: ignore[assignment]  # a Create schema
        ways = {name: relation.by for name, relation in run.spec.relations.items()}
        self._resolver = Resolver(run.principal, ways)
        self._lines = MemberLines() if "member.full_name" in drafter.headers else None
        self._checks = FieldChecks(self._create) if run.target.takes_members else None
        self._known: set[tuple[str, str]] = set()
        self._restricted = {c.key for c in table_of(run.target.model).columns if c.info.get("restricted")}

    async def judge(self, session: AsyncSession, chunk: Sequence[Drafted]) -> None:
        """Settle the action, values and faults of each row; nothing of it stays in the registry."""
        work = self._run.work(session)
        open_ = [drafted for drafted in chunk if drafted.action is None]
        heads = self._lines.part(open_) if self._lines is not None else open_
        await self.find_named(session, heads)
        matches = await self._match(session, heads)
        await self._judge_heads(work, [pair for pair in zip(heads, matches, strict=True) if self._is_open(*pair)])
        if self._lines is not None:
            await self._lines.judge(work, open_)
        for drafted in open_:
            if drafted.errors:
                drafted.action = RowAction.FAIL
                drafted.values, drafted.diff = drafted.draft.values, None

    async def find_named(self, session: AsyncSession, rows: Sequence[Drafted]) -> None:
        """Put the ids of the records that cells name into the drafts' values, or refuse."""
        namings = [naming for drafted in rows for naming in drafted.draft.namings]
        if namings:
            await self._resolver.resolve(session.execute, namings)
        for drafted in rows:
            for naming in drafted.draft.namings:
                found = self._resolver.found(naming)
                if isinstance(found, Many):
                    found = of_its_time(found, map(drafted.draft.values.get, self._target.days))
                if isinstance(found, Found):
                    _put(drafted.draft.values, naming.field, found.id, is_list=naming.is_list)
                elif isinstance(found, Many):
                    drafted.refuse("ambiguous_match", header=naming.header, field_=naming.field, text=naming.text)
                    drafted.candidates += [{"field": naming.field, **one} for one in found.candidates]
                elif _ID.fullmatch(naming.text):
                    # The record may hold it already, though the caller may not see what it is of.
                    _put(drafted.draft.values, naming.field, naming.text, is_list=naming.is_list)
                    drafted.unseen.append(naming)
                else:
                    _refuse_unknown(drafted, naming)

    async def _match(self, session: AsyncSession, rows: Sequence[Drafted]) -> list[Match]:
        """The record that each row means; of an id that nobody has a `create` goes on to the other keys."""
        known = session.execute, self._target, self._run.principal
        matches = await match_rows(*known, self._keys, [drafted.draft.values for drafted in rows])
        if self._run.spec.mode == "create":
            places = [place for place, match in enumerate(matches) if isinstance(match.result, Missing)]
            others = [key for key in self._keys if key != ("id",)]
            again = await match_rows(*known, others, [rows[place].draft.values for place in places])
            for place, match in zip(places, again, strict=True):
                matches[place] = match
        return matches

    def _is_open(self, drafted: Drafted, match: Match) -> bool:
        drafted.match_key = match.key
        drafted.draft.values.pop("id", None)
        mode = self._run.spec.mode
        if isinstance(match.result, Missing):
            drafted.refuse("record_missing", header=self._headers.get("id"), field_="id")
        elif isinstance(match.result, Many):
            drafted.refuse("ambiguous_match", text=match.key or "")
            drafted.candidates += match.result.candidates
        elif isinstance(match.result, Found):
            drafted.record_id = match.result.id
            if mode == "create":
                drafted.refuse("record_exists")
        elif mode in {"update", "fill"}:
            drafted.refuse("record_missing")
        if drafted.record_id is None:
            for naming in drafted.unseen:
                _refuse_unknown(drafted, naming)
        return not drafted.errors

    async def _judge_heads(self, work: Work, rows: Sequence[tuple[Drafted, Match]]) -> None:
        new = [drafted for drafted, match in rows if drafted.record_id is None]
        held = [drafted for drafted, match in rows if drafted.record_id is not None]
        if self._checks is not None:
            await self._judge_new_in_bulk(work, new, self._checks)
        else:
            await self._judge_new(work, new)
        await self._judge_held(work, held)

    async def _judge_new_in_bulk(self, work: Work, drafts: Sequence[Drafted], checks: FieldChecks) -> None:
        prepared: list[tuple[Drafted, Row]] = []
        for drafted in drafts:
            stored, faults = checks.check(drafted.draft.values)
            try:
                if faults:
                    raise InvalidRequest(errors=faults)
                row = checked_delegation({**checks.defaults, **stored}, work.principal, work.terms)
            except Problem as error:
                self._note(drafted, error)
                continue
            drafted.values = stored
            if drafted.draft.members:
                drafted.values["members"] = in_place(drafted, new_members(drafted, work.sealer))
            prepared.append((drafted, row))
            drafted.action, drafted.record_id = RowAction.CREATE, new_id()
        delegations = BulkDelegations(work.session, work.principal, work.terms, self._known)
        refused = await delegations.refuse([row for _, row in prepared])
        for index, problem in refused.items():
            self._note(prepared[index][0], problem)

    async def _judge_new(self, work: Work, drafts: Sequence[Drafted]) -> None:
        for drafted in drafts:
            drafted.action, drafted.values = RowAction.CREATE, drafted.draft.values
            savepoint = await work.session.begin_nested()
            try:
                await apply_create(work, self._target, drafted.values)
            except Refused as error:
                self._note(drafted, error)
            await savepoint.rollback()
            work.session.expunge_all()

    async def _judge_held(self, work: Work, drafts: Sequence[Drafted]) -> None:
        ids = [drafted.record_id for drafted in drafts if drafted.record_id is not None]
        rows = await self._read_held(work.session, ids)
        members = KnownMembers(work)
        if any(drafted.draft.members for drafted in drafts):
            await members.read([drafted.record_id for drafted in drafts if drafted.draft.members and drafted.record_id])
        for drafted in drafts:
            row = rows[drafted.record_id]
            drafted.version = row.version
            for naming in drafted.unseen:
                held = getattr(row, naming.field)
                if naming.text not in (held if naming.is_list else [held]):
                    _refuse_unknown(drafted, naming)
            try:
                patch, drafted.diff = self._patch(drafted, row)
            except (ValidationError, Problem) as error:
                self._note(drafted, error)
                continue
            drafted.values = patch
            if drafted.draft.members and (asked := members.operations(drafted, row.id)):
                drafted.values = patch | {"members": asked}
            drafted.action = RowAction.UPDATE if drafted.values else RowAction.UNCHANGED
            if drafted.values and not drafted.errors:
                await self._try_change(work, drafted, patch)

    async def _try_change(self, work: Work, drafted: Drafted, patch: dict[str, Any]) -> None:
        savepoint = await work.session.begin_nested()
        try:
            if patch and drafted.record_id and drafted.version:
                await apply_update(work, self._target, drafted.record_id, drafted.version, patch)
            if drafted.record_id and drafted.values and "members" in drafted.values:
                await apply_members(work, drafted.record_id, orjson.loads(orjson.dumps(drafted.values["members"])))
        except Refused as error:
            self._note(drafted, error)
        await savepoint.rollback()
        work.session.expunge_all()

    async def _read_held(self, session: AsyncSession, ids: Sequence[str]) -> dict[str | None, Any]:
        table = table_of(self._target.model)
        rows: dict[str | None, Any] = {}
        for start in range(0, len(ids), _AT_ONCE):
            found = await session.execute(select(table).where(table.c.id.in_(ids[start : start + _AT_ONCE])))
            rows |= {str(row.id): row for row in found.all()}
        return rows

    def _patch(self, drafted: Drafted, row: Any) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: ANN401  # the record's columns
        """What differs from the record, as JSON, and {field: [before, after]} of it."""
        given = drafted.draft.values
        if self._run.spec.mode == "fill":
            given = {name: value for name, value in given.items() if getattr(row, name) in (None, [], "")}
        if not self._run.principal.is_cleared:  # who may not see a value cannot mean to clear it
            given = {name: value for name, value in given.items() if value is not None or name not in self._restricted}
        values = laid_over(self._target, row, given)
        stored = patched_values(row, values) if isinstance(values, RecordUpdate) else stored_values(values)
        differing = {name: stored[name] for name in given if not is_same(stored[name], getattr(row, name))}
        if not differing:
            return {}, {}
        before = _json({name: getattr(row, name) for name in differing})
        after = _json(differing)
        return after, {name: [before[name], after[name]] for name in differing}

    def _note(self, drafted: Drafted, error: Exception) -> None:
        """Keep what was refused, each fault at its column."""
        drafted.errors += refusals_of(error, self._headers)


def _refuse_unknown(drafted: Drafted, naming: Naming) -> None:
    drafted.refuse("unknown_match", header=naming.header, field_=naming.field, text=naming.text)


def _put(values: dict[str, Any], name: str, id_: str, *, is_list: bool) -> None:
    if not is_list:
        values[name] = id_
    elif id_ not in (held := values.setdefault(name, [])):
        held.append(id_)


def _json(values: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = orjson.loads(orjson.dumps(values))
    return plain
