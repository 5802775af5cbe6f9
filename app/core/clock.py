"""The clock: read at the edge only, passed on as an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  # the one place that may
