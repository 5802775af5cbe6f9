"""What a report says of its task."""

from collections.abc import Mapping, Sequence
from typing import Any

WHOLE = 100


def state_after(state: str, on: str, percent: int, earlier: Sequence[Mapping[str, Any]]) -> str:
    """The state that a report of the day `on` (ISO) leaves a task in.

    The newest day decides: a report entered late leaves the state as it is, and so does one of 0 percent.
    """
    if percent == 0 or any(report["on"] > on for report in earlier):
        return state
    return "completed" if percent == WHOLE else "in_progress"
