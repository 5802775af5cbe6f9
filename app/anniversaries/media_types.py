"""Which of the three forms of occurrences a caller wants (RFC 9110, 12.5.1)."""

from typing import Final

from app.core.problems import Problem

JSON: Final = "application/json"
CALENDAR: Final = "text/calendar"
CSV: Final = "text/csv"
OFFERED: Final = (JSON, CALENDAR, CSV)


class NotAcceptable(Problem):
    code = "not_acceptable"
    status = 406
    title = ("Không có dạng trả lời này", "Not acceptable")
    detail = ("Accept nhận một trong: {allowed}.", "Accept takes one of: {allowed}.")


def choose_media_type(accept: str) -> str:
    """Return the form wanted most, the first offered of equals; JSON if nothing is said. Raises NotAcceptable."""
    ranges = [_parse(part) for part in accept.lower().split(",") if part.strip()]
    if not ranges:
        return JSON
    qualities = {offered: _quality_of(offered, ranges) for offered in OFFERED}
    best = max(OFFERED, key=qualities.__getitem__)
    if qualities[best] <= 0:
        raise NotAcceptable(allowed=", ".join(OFFERED))
    return best


def _parse(part: str) -> tuple[str, float]:
    """A media range and its quality; one that cannot be read counts as 1."""
    media_range, *parameters = (piece.strip() for piece in part.split(";"))
    quality = next((text[2:] for text in parameters if text.startswith("q=")), "1")
    try:
        return media_range, float(quality)
    except ValueError:
        return media_range, 1.0


def _quality_of(offered: str, ranges: list[tuple[str, float]]) -> float:
    """That of the most exact range that takes it in."""
    for wanted in (offered, offered.partition("/")[0] + "/*", "*/*"):
        for media_range, quality in ranges:
            if media_range == wanted:
                return quality
    return 0.0
