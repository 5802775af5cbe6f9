"""The yearly list: the occurrences of a year, each with the greeting that the asking units have for it."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any

from app.anniversaries.schemas.occurrences import OccurrenceQuery, OccurrenceRow
from app.anniversaries.service import occurrences
from app.anniversaries.service.occurrences import Reading, SortKey
from app.greetings.queries.planning import greetings_for
from app.greetings.schemas.planning import PlanQuery


def window_of(query: PlanQuery) -> OccurrenceQuery:
    """The same question as one about the occurrences from New Year's Day to New Year's Eve."""
    first, last = date(query.year, 1, 1), date(query.year, 12, 31)
    return OccurrenceQuery(from_=first, to=last, **query.model_dump(exclude={"year"}))


async def read_plan_page(
    reading: Reading, query: PlanQuery, after: Sequence[str] | None
) -> tuple[list[OccurrenceRow], SortKey | None]:
    """A page of the list, and the key to go on from, None at the end."""
    rows, key = await occurrences.read_page(reading, window_of(query), after)
    return await _with_greetings(reading, query, rows), key


async def stream_plan(reading: Reading, query: PlanQuery) -> AsyncIterator[list[OccurrenceRow]]:
    """The whole list, in order, part by part."""
    async for rows in occurrences.stream_occurrences(reading, window_of(query)):
        yield await _with_greetings(reading, query, rows)


async def _with_greetings(reading: Reading, query: PlanQuery, rows: list[OccurrenceRow]) -> list[OccurrenceRow]:
    """The newest greeting of each: one statement, however many rows."""
    if not rows:
        return rows
    ids, dates = sorted({row.anniversary_id for row in rows}), sorted({row.date for row in rows})
    statement = greetings_for(reading.principal, ids, dates, query.org_unit_id)
    greetings: Any = await reading.reader.rows(statement, {})
    newest = {(anniversary, on): (id_, status.value) for anniversary, on, id_, status in greetings}
    chosen = [newest.get((row.anniversary_id, row.date), (None, None)) for row in rows]
    return [
        row._replace(greeting_id=id_, greeting_status=status) for row, (id_, status) in zip(rows, chosen, strict=True)
    ]
