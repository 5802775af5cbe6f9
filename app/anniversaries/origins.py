"""From the columns of an anniversary to the origin that rules.py reckons with."""

from typing import Any

from app.anniversaries.rules import LunarDay, Origin


def lunar_day(stored: dict[str, Any] | None) -> LunarDay | None:
    """The lunar day as the table stores it."""
    return LunarDay(**stored) if stored else None


def origin_of(row: Any) -> Origin:  # noqa: ANN401  # an Anniversary, or a row with its columns
    """What comes round."""
    return Origin(
        row.origin_date, row.calendar, row.feb29, lunar_day(row.lunar), row.table, row.valid_from, row.valid_to
    )
