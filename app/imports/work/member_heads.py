"""Whose members the rows of the second sheet are: a line's of the first sheet, else a delegation's of the registry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.bulk import table_of
from app.imports.matching.outcomes import Found, Many
from app.imports.matching.records import match_rows
from app.imports.models import ImportRow, RowAction
from app.imports.reading import RawRow
from app.imports.sheets import MEMBERS_FROM
from app.imports.work.drafting import Drafter
from app.imports.work.jobs import Run
from app.imports.work.judging import Judge
from app.imports.work.naming import Sought, anchor_text

_ROWS: Any = table_of(ImportRow)
_AT_ONCE: Final = 500
_TOLD: Final = ("code", "title")


@dataclass(frozen=True, slots=True)
class Head:
    """One delegation; `line` is None if the first sheet does not have it, `id` if its line is no good."""

    line: int | None
    id: str | None
    is_new: bool = False


Whose = Head | list[dict[str, Any]]
"""One, or the candidates: several, or none at all."""


class MemberHeads:
    """Finds them for the rows of one transaction."""

    def __init__(self, run: Run, judge: Judge, drafter: Drafter, places: Mapping[str, int]) -> None:
        """`judge` and `drafter` are those of the first sheet, where the anchors stand at `places`."""
        self._run = run
        self._judge = judge
        self._drafter = drafter
        self._places = places

    async def find(self, session: AsyncSession, asked: Sequence[Sought]) -> dict[str, Whose]:
        """By match key."""
        soughts = {sought.match_key: sought for sought in asked}
        lines = await self._by_cells(session, list(soughts.values()))
        left = {key: sought for key, sought in soughts.items() if not lines[key]}
        records = await self._in_registry(session, left)
        held = await self._by_records(session, {one["id"] for found in records.values() for one in found})
        found: dict[str, Whose] = {}
        for key in soughts:
            rows = lines[key] or [row for one in records.get(key, ()) for row in held.get(one["id"], ())]
            found[key] = self._whose(rows, records.get(key, []))
        return found

    def _whose(self, rows: Sequence[Any], records: list[dict[str, Any]]) -> Whose:
        if len(rows) == 1:
            row = rows[0]
            return Head(
                row.line, None if row.action is RowAction.FAIL else row.record_id, row.action is RowAction.CREATE
            )
        if rows:
            return [self._told(row) for row in rows]
        return Head(None, records[0]["id"]) if len(records) == 1 else records

    def _told(self, row: Any) -> dict[str, Any]:  # noqa: ANN401  # a staged row
        """A line of the first sheet as a candidate."""
        words = {name: anchor_text(row.raw, self._places.get(name)) for name in _TOLD}
        return {"id": row.record_id if row.action is not RowAction.CREATE else None, "line": row.line, **words}

    async def _by_cells(self, session: AsyncSession, soughts: Sequence[Sought]) -> dict[str, list[Any]]:
        """The lines of the first sheet that each may mean."""
        asked: dict[str, dict[str, None]] = {}
        for sought in soughts:
            if sought.anchor in self._places:
                asked.setdefault(sought.anchor, {})[sought.text] = None
        held: dict[tuple[str, str | None], list[Any]] = {}
        for anchor, texts in asked.items():
            for row in await self._lines(session, _holds(self._places[anchor], list(texts))):
                held.setdefault((anchor, anchor_text(row.raw, self._places[anchor])), []).append(row)
        near = {sought.match_key: held.get((sought.anchor, sought.text), []) for sought in soughts}
        narrowed = [sought for sought in soughts if len(sought.values) > 1 and near[sought.match_key]]
        said = await self._said(session, [row for sought in narrowed for row in near[sought.match_key]])
        fitting = {s.match_key: [row for row in near[s.match_key] if s.fits(said[row.line])] for s in narrowed}
        return near | fitting

    async def _said(self, session: AsyncSession, rows: Sequence[Any]) -> dict[int, Mapping[str, Any]]:
        """By line, the values of the delegation as the first sheet has them."""
        drafts = {row.line: self._drafter.draft(RawRow(row.line, row.raw, None)) for row in rows}
        await self._judge.find_named(session, list(drafts.values()))
        return {line: drafted.draft.values for line, drafted in drafts.items()}

    async def _in_registry(
        self, session: AsyncSession, soughts: Mapping[str, Sought]
    ) -> dict[str, list[dict[str, Any]]]:
        """The records, as candidates, that each may mean."""
        by_key: dict[tuple[str, ...], list[str]] = {}
        for match_key, sought in soughts.items():
            by_key.setdefault(sought.key, []).append(match_key)
        found: dict[str, list[dict[str, Any]]] = {}
        for key, match_keys in by_key.items():
            known = session.execute, self._run.target, self._run.principal
            matches = await match_rows(*known, [key], [soughts[match_key].values for match_key in match_keys])
            for match_key, match in zip(match_keys, matches, strict=True):
                found[match_key] = _candidates(match.result)
        return found

    async def _by_records(self, session: AsyncSession, ids: set[str]) -> dict[str, list[Any]]:
        """By id, the first sheet's lines of these records."""
        held: dict[str, list[Any]] = {}
        listed = sorted(ids)
        for start in range(0, len(listed), _AT_ONCE):
            some = _ROWS.c.record_id.in_(listed[start : start + _AT_ONCE])
            for row in await self._lines(session, some):
                held.setdefault(row.record_id, []).append(row)
        return held

    async def _lines(self, session: AsyncSession, wanted: ColumnElement[bool]) -> Sequence[Any]:
        columns = [_ROWS.c[name] for name in ("line", "action", "record_id", "raw")]
        first = _ROWS.c.import_id == self._run.job.id, _ROWS.c.line < MEMBERS_FROM
        speaking = _ROWS.c.action.not_in([RowAction.SKIP, RowAction.BLANK])
        return (await session.execute(select(*columns).where(*first, speaking, wanted).order_by(_ROWS.c.line))).all()


def _holds(place: int, texts: Sequence[str]) -> ColumnElement[bool]:
    """Whether the cell at this place is one of these; a number is what it is written as."""
    cell = func.replace(cast(_ROWS.c.raw[place].as_string(), Text), "\n", " ")
    return or_(*(cell.in_(texts[start : start + _AT_ONCE]) for start in range(0, len(texts), _AT_ONCE)))


def _candidates(result: object) -> list[dict[str, Any]]:
    if isinstance(result, Many):
        return list(result.candidates)
    return [{"id": result.id}] if isinstance(result, Found) else []
