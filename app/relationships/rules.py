"""What the claims of an origin amount to."""

from collections.abc import Mapping, Sequence
from typing import Any


def chosen_date(origin_claims: Sequence[Mapping[str, Any]]) -> str | None:
    """The partial date of the chosen claim; a disputed origin with none chosen has no date (domain.md 4.2)."""
    return next((claim["date"] for claim in origin_claims if claim["chosen"]), None)
