"""Days that came off: what a subscriber may have seen, and must now see cancelled (RFC 5545, 3.8.1.11). Pure."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from app.anniversaries.origins import origin_of
from app.anniversaries.rules import Occurrence, occurrences
from app.anniversaries.schemas.occurrences import OccurrenceRow, OccurrenceWindow
from app.core.i18n import Language
from app.feeds.queries import DATING

_BEFORE: Final = 0


class _Former:
    """An anniversary as it was before its newest changes, for `origin_of`."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values)


def moved_days(changes: Iterable[Any], window: OccurrenceWindow, language: Language) -> list[OccurrenceRow]:
    """Return the days on which anniversaries fell before they were moved or ended.

    `changes` are the rows of `queries.moved_since`. Each day bears the version of the change that took it away, so that
    it outdoes what a calendar had of it.
    """
    found = [
        row for _, entries in groupby(changes, attrgetter("id")) for row in _moved_days(list(entries), window, language)
    ]
    return sorted(found, key=lambda row: (row.date, row.anniversary_id))


def _moved_days(entries: list[Any], window: OccurrenceWindow, language: Language) -> Iterable[OccurrenceRow]:
    """One anniversary's; a day that it has now, or that a newer change took away, is not told again."""
    newest = entries[0]
    state = {name: getattr(newest, name) for name in DATING}
    told = {occurrence.date for occurrence in _fall(state, window)}
    for entry in entries:
        before = {name: change[_BEFORE] for name, change in entry.changes.items() if name in DATING}
        state = state | before
        for occurrence in _fall(state, window):
            if occurrence.date not in told and _is_wanted(occurrence, window):
                yield _row(entry, occurrence, language)
            told.add(occurrence.date)


def _fall(state: Mapping[str, Any], window: OccurrenceWindow) -> list[Occurrence]:
    return occurrences(origin_of(_Former(state)), window.from_, window.to)


def _is_wanted(occurrence: Occurrence, window: OccurrenceWindow) -> bool:
    chosen = window.year_class is None or occurrence.year_class in window.year_class
    return chosen and occurrence.precision == "day"


def _row(entry: Any, occurrence: Occurrence, language: Language) -> OccurrenceRow:  # noqa: ANN401  # a row of `moved_since`
    return OccurrenceRow(
        *occurrence,
        title=entry.title_en or entry.title_vi if language == "en" else entry.title_vi,
        anniversary_id=entry.id,
        kind=entry.kind.value,
        country=entry.country,
        partner_id=entry.partner_id,
        org_unit_ids=entry.org_unit_ids,
        prepare_from=None,
        recommended_actions=[],
        greeting_id=None,
        greeting_status=None,
        version=entry.changed_to,
        updated_at=entry.at,
    )
