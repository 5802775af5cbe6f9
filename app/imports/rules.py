"""The life of an import and the numbers that it tells: pure."""

from collections.abc import Mapping
from typing import Final

ACTIVE: Final = frozenset({"uploaded", "parsing", "validating", "committing", "undoing"})
"""Where a worker is at it, or about to be; without one the import is interrupted."""
ENDED: Final = frozenset({"completed", "completed_with_errors", "cancelled", "undone", "partly_undone"})
MAY_CANCEL: Final = frozenset({"uploaded", "parsing", "validating", "validated", "committing", "failed"})
MAY_UNDO: Final = frozenset({"completed", "completed_with_errors"})
ACTIONS: Final = {
    "create": "created",
    "update": "updated",
    "unchanged": "unchanged",
    "skip": "skipped",
    "fail": "failed",
    "blank": "blank",
}
"""Each action of a row, and the counter that counts it."""
MOST_SPEC_BYTES: Final = 65_536
BESIDE_FILE_BYTES: Final = 2 * MOST_SPEC_BYTES
"""What the form of an upload may hold beside its file."""
ADDED: Final = ("_line", "_column", "_code", "_message")
"""What tables of refused rows have beside the file's own columns. They come back, corrected."""
SHEET: Final = "_sheet"
"""One more, where the file has a sheet of members."""


def counters_of(numbers: Mapping[str, int]) -> dict[str, int]:
    """The counters of so many rows of each action; they add up to `rows_read`, always (api.md, 3)."""
    counted = {counter: numbers.get(action, 0) for action, counter in ACTIONS.items()}
    return {"rows_read": sum(counted.values()), **counted}


def error_rate(counters: Mapping[str, int]) -> float:
    """The part of the rows that hold something which failed."""
    held = counters["rows_read"] - counters["blank"] - counters["skipped"]
    return counters["failed"] / held if held else 0.0
