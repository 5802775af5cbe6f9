"""Coming rounds (lần kỷ niệm) with what they ask for: one road for JSON pages, CSV, calendars, feeds and the terminal.

The order is the date's text, then kind, title, id: a date known to the year stands before those of the year. A long
window is read in parts; what comes round in one part does not in another, but for imprecise dates, which the first
part that meets them tells of.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select

from app.anniversaries.advice import Case, Policy, begin_on, choose_actions, highest_tier
from app.anniversaries.origins import origin_of
from app.anniversaries.queries import occurrences as queries
from app.anniversaries.rules import Occurrence, occurrences_of_many
from app.anniversaries.schemas.occurrences import OccurrenceFilters, OccurrenceQuery, OccurrenceRow, OccurrenceWindow
from app.auth.principal import Principal
from app.core.dates import first_day
from app.core.db.reader import Reader
from app.core.i18n import Language
from app.core.problems import Problem

SortKey = tuple[str, str, str, str]
_FIRST_PART = timedelta(days=7)  # of a page: where many come round, a page of them is full within days
_PART = timedelta(days=366)  # of all that a window holds
_AT_ONCE = 1_000
MOST_EVENTS = 10_000
_MANY = 2_000  # rows whose reckoning leaves the event loop


class TooManyOccurrences(Problem):
    code = "too_many_occurrences"
    status = 422
    title = ("Quá nhiều ngày kỷ niệm", "Too many occurrences")
    detail = (
        "Một lịch có nhiều nhất {most} sự kiện: hãy thu hẹp khoảng ngày hoặc bộ lọc.",
        "A calendar holds at most {most} events: narrow the window or the filters.",
    )


class _Found(NamedTuple):
    key: SortKey
    row: Any
    occurrence: Occurrence


class Reading(NamedTuple):
    """Who reads, from where, in which language."""

    reader: Reader
    principal: Principal
    language: Language

    async def rows(self, statement: Select[Any]) -> Sequence[Any]:
        """Plain rows."""
        return await self.reader.rows(statement, {})


async def read_page(
    reading: Reading, query: OccurrenceQuery, after: Sequence[str] | None
) -> tuple[list[OccurrenceRow], SortKey | None]:
    """At most `limit` occurrences after the sort key `after`, and the key to go on from, None at the end."""
    seen = tuple(after or ())
    start = query.from_ if after is None else max(query.from_, first_day(after[0]))
    first_end = min(query.to, start + _FIRST_PART)
    found = await _find(reading, query, start, first_end, seen)
    if len(found) <= query.limit and first_end < query.to:
        rest = await _find(reading, query, first_end + timedelta(days=1), query.to, seen)
        found = sorted({one.key: one for one in [*found, *rest]}.values(), key=_key)
    page = found[: query.limit]
    rows = await _finish(reading, page, await _read_policies(reading)) if page else []
    return rows, page[-1].key if len(found) > query.limit else None


async def stream_occurrences(
    reading: Reading, query: OccurrenceWindow, *, deleted: bool = False
) -> AsyncIterator[list[OccurrenceRow]]:
    """All that the window holds, in order, a thousand at a time; with `deleted`, of deleted anniversaries instead."""
    policies = await _read_policies(reading)
    start = query.from_
    while start <= query.to:
        end = min(query.to, start + _PART)
        found = await _find(reading, query, start, end, (), deleted=deleted)
        if start > query.from_:
            found = [one for one in found if first_day(one.occurrence.date) >= start]
        for place in range(0, len(found), _AT_ONCE):
            yield await _finish(reading, found[place : place + _AT_ONCE], policies)
        start = end + timedelta(days=1)


async def read_occurrences(
    reader: Reader, principal: Principal, query: OccurrenceWindow, language: Language, *, deleted: bool = False
) -> list[OccurrenceRow]:
    """All that the window holds, in order, titles in `language`; with `deleted`, of deleted anniversaries instead."""
    parts = stream_occurrences(Reading(reader, principal, language), query, deleted=deleted)
    return [row async for rows in parts for row in rows]


async def read_calendar_rows(reading: Reading, query: OccurrenceWindow) -> list[OccurrenceRow]:
    """All that the window holds, for one calendar. Raises TooManyOccurrences."""
    found: list[OccurrenceRow] = []
    async for rows in stream_occurrences(reading, query):
        found += rows
        if len(found) > MOST_EVENTS:
            raise TooManyOccurrences(most=MOST_EVENTS)
    return found


async def read_years_of(reading: Reading, id_: str, today: date, years: int) -> list[OccurrenceRow]:
    """The occurrences of one anniversary from today on; none for one that the caller may not know of."""
    end = date(today.year + years, today.month, 1) + timedelta(days=today.day - 2)
    anything = OccurrenceFilters()
    statement = queries.only(queries.within(reading.principal, anything, today, end), id_)
    found = await _reckon(reading.reader, statement, anything, today, end)
    return await _finish(reading, found, await _read_policies(reading)) if found else []


async def _find(
    reading: Reading,
    filters: OccurrenceFilters,
    start: date,
    end: date,
    seen: tuple[str, ...],
    *,
    deleted: bool = False,
) -> list[_Found]:
    statement = queries.within(reading.principal, filters, start, end, deleted=deleted)
    found = await _reckon(reading.reader, statement, filters, start, end)
    return [one for one in found if one.key > seen]


async def _reckon(
    reader: Reader, statement: Select[Any], filters: OccurrenceFilters, start: date, end: date
) -> list[_Found]:
    rows = await reader.rows(statement, {})
    if len(rows) < _MANY:
        return _expand(rows, filters, start, end)
    return await asyncio.to_thread(_expand, rows, filters, start, end)


def _expand(rows: Sequence[Any], filters: OccurrenceFilters, start: date, end: date) -> list[_Found]:
    origins = ((row, origin_of(row)) for row in rows)
    found = [
        _Found((occurrence.date, row.kind, row.name_sort, row.id), row, occurrence)
        for row, occurrence in occurrences_of_many(origins, start, end)
        if filters.year_class is None or occurrence.year_class in filters.year_class
    ]
    return sorted(found, key=_key)


def _key(found: _Found) -> SortKey:
    return found.key


async def _read_policies(reading: Reading) -> list[Policy]:
    return [Policy(*row) for row in await reading.rows(queries.policies_for(reading.principal))]


async def _read_tiers(reading: Reading, countries: Iterable[str]) -> dict[str, str | None]:
    """The highest tier among a country's partners is that of the country."""
    tiers: dict[str, list[str]] = {}
    for country, tier in await reading.rows(queries.tiers_in(reading.principal, sorted(countries))):
        tiers.setdefault(country, []).append(tier)
    return {country: highest_tier(found) for country, found in tiers.items()}


async def _read_greetings(reading: Reading, found: Sequence[_Found]) -> dict[tuple[str, str], tuple[str, str]]:
    """(id, status) of the newest greeting of each occurrence."""
    ids, dates = {one.row.id for one in found}, {one.occurrence.date for one in found}
    rows = await reading.rows(queries.greetings_of(reading.principal, sorted(ids), sorted(dates)))
    return {(anniversary, on): (id_, status) for anniversary, on, id_, status in rows}


async def _finish(reading: Reading, found: Sequence[_Found], policies: Sequence[Policy]) -> list[OccurrenceRow]:
    """The rows told whole: three statements, however many they are."""
    tiers = await _read_tiers(reading, {one.row.country for one in found if one.row.country is not None})
    greetings = await _read_greetings(reading, found)
    return [
        OccurrenceRow(
            *one.occurrence,
            title=_title(one.row, reading.language),
            anniversary_id=one.row.id,
            kind=one.row.kind.value,
            country=one.row.country,
            partner_id=one.row.partner_id,
            org_unit_ids=one.row.org_unit_ids,
            prepare_from=_prepare_from(one),
            recommended_actions=choose_actions(policies, _case(one, tiers)),
            greeting_id=greeting and greeting[0],
            greeting_status=greeting and greeting[1],
            version=one.row.version,
            updated_at=one.row.updated_at,
        )
        for one in found
        for greeting in (greetings.get((one.row.id, one.occurrence.date)),)
    ]


def _title(row: Any, language: Language) -> str:  # noqa: ANN401  # a row of `within`
    return str(row.title_en or row.title_vi if language == "en" else row.title_vi)


def _prepare_from(found: _Found) -> str | None:
    if found.row.lead_days is None or found.occurrence.precision != "day":
        return None
    return begin_on(date.fromisoformat(found.occurrence.date), found.row.lead_days, found.row.country).isoformat()


def _case(found: _Found, tiers: dict[str, str | None]) -> Case:
    """A partner's day goes by the partner's tier, a country's by the highest of its partners."""
    row = found.row
    tier = row.tier if row.partner_id is not None else tiers.get(row.country)
    return Case(row.kind, tier, found.occurrence.year_class, row.pillar)
