"""Movable feasts by dated tables: a government declares them year by year, and no formula binds it.

`data/movable_feasts.json` gives for each feast the first day of every year that a source confirms, with that source.
A year that is not in the table has no date, and so no occurrence, until a later release adds it.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

_DATA: Final = Path(__file__).parent / "data" / "movable_feasts.json"


@lru_cache(maxsize=1)
def _first_days() -> dict[str, dict[int, str]]:
    feasts = json.loads(_DATA.read_text(encoding="utf-8"))["feasts"]
    return {
        name: {int(entry["date"][:4]): entry["date"] for entry in feast["first_days"]} for name, feast in feasts.items()
    }


def names() -> tuple[str, ...]:
    """Return the names that an anniversary of the calendar `table` may give."""
    return tuple(_first_days())


def first_days(name: str | None) -> Mapping[int, str]:
    """Return the first day (ISO text) of a feast by year; nothing for a name that is in no table."""
    return _first_days().get(name or "", {})
