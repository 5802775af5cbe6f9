"""Occurrences as an iCalendar (RFC 5545, RFC 7986): the same rows give the same bytes. Blocking: keep it off the loop.

An imprecise occurrence is no event, for it has no day: the calendar's description says how many such there are.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from app.anniversaries.models import AnniversaryKind
from app.anniversaries.schemas.occurrences import OccurrenceRow
from app.core.i18n import Language

if TYPE_CHECKING:
    from icalendar import Alarm, Calendar, Event

PRODID: Final = "-//Doitac//Anniversaries//EN"
_REFRESH: Final = timedelta(hours=12)
_YEAR_CLASSES: Final[dict[str, dict[Language, str]]] = {
    "round": {"vi": "Năm tròn", "en": "Round year"},
    "five": {"vi": "Năm lẻ 5", "en": "Year ending in 5"},
    "other": {"vi": "Năm khác", "en": "Other year"},
}
_PREPARE: Final[dict[Language, str]] = {"vi": "Chuẩn bị từ {day}", "en": "Prepare from {day}"}
_WITHOUT_DAY: Final[dict[Language, str]] = {
    "vi": "{count} dịp chỉ biết đến tháng hoặc năm, không có trong lịch này.",
    "en": "{count} occasions known to the month or the year alone are not in this calendar.",
}
_TEENS: Final = (11, 12, 13)


def render_calendar(
    name: str,
    rows: Sequence[OccurrenceRow],
    *,
    lang: Language,
    alarms: Sequence[str] = (),
    show_full: bool = True,
    cancelled: Sequence[OccurrenceRow] = (),
) -> bytes:
    """Return a calendar of one all-day event an occurrence, in the order given, the cancelled ones last.

    `alarms` are durations such as `-P7D`, of each event that stands. Without `show_full` an event has its title alone.
    """
    calendar = _empty(name, lang, sum(row.precision != "day" for row in rows))
    for status, chosen in (("CONFIRMED", rows), ("CANCELLED", cancelled)):
        for row in chosen:
            if row.precision == "day":
                event = _event(row, status, lang, show_full=show_full)
                for trigger in alarms if status == "CONFIRMED" else ():
                    event.add_component(_alarm(trigger, row, lang))
                calendar.add_component(event)
    rendered: bytes = calendar.to_ical()
    return rendered


def _icalendar() -> Any:  # noqa: ANN401  # a module
    """Loaded with the first calendar: docs/decisions/0019."""
    return import_module("icalendar")


def _empty(name: str, lang: Language, without_day: int) -> "Calendar":
    library = _icalendar()
    calendar: Calendar = library.Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):
        calendar.add(key, library.vText(name))
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", library.vDuration(_REFRESH))
    if without_day:
        told = _WITHOUT_DAY[lang].format(count=without_day)
        for key in ("description", "x-wr-caldesc"):
            calendar.add(key, library.vText(told))
    return calendar


def _event(row: OccurrenceRow, status: str, lang: Language, *, show_full: bool) -> "Event":
    day = date.fromisoformat(row.date)
    event: Event = _icalendar().Event()
    event.add("uid", f"{row.anniversary_id}-{row.date}@doitac")
    event.add("sequence", row.version - 1)
    event.add("dtstamp", row.updated_at.replace(microsecond=0))
    event.add("last-modified", row.updated_at.replace(microsecond=0))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary_of(row, lang))
    event.add("transp", "TRANSPARENT")
    event.add("status", status)
    if show_full:
        event.add("categories", _categories(row, lang))
        event.add("description", _description(row, lang))
    return event


def summary_of(row: OccurrenceRow, lang: Language) -> str:
    """Return `65 năm · Quan hệ ngoại giao Việt Nam – Lào`, or `Viet Nam – Laos relations (65th)`."""
    if row.number is None:
        return row.title
    return f"{row.number} năm · {row.title}" if lang == "vi" else f"{row.title} ({_ordinal(row.number)})"


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in _TEENS else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _categories(row: OccurrenceRow, lang: Language) -> list[str]:
    kind = AnniversaryKind(row.kind)
    label = kind.label(lang)
    return [label] if row.year_class is None else [label, _YEAR_CLASSES[row.year_class][lang]]


def _description(row: OccurrenceRow, lang: Language) -> str:
    lines = [" · ".join(_categories(row, lang))]
    if row.prepare_from is not None:
        lines.append(_PREPARE[lang].format(day=row.prepare_from))
    return "\n".join(lines)


def _alarm(trigger: str, row: OccurrenceRow, lang: Language) -> "Alarm":
    library = _icalendar()
    alarm: Alarm = library.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", library.vDuration.from_ical(trigger))
    alarm.add("description", summary_of(row, lang))
    return alarm
