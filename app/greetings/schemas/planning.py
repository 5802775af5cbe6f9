"""The yearly list: what comes round in a year, and which greeting there is for it."""

from typing import Annotated

from pydantic import Field

from app.anniversaries.schemas.occurrences import MOST_ROWS, OccurrenceFilters


class PlanQuery(OccurrenceFilters):
    """Occurrences of one year; with `org_unit_id`, those of these units, and the greetings that these units send."""

    year: Annotated[int, Field(ge=1900, le=2999)]
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS, description="occurrences a page of JSON")] = 200
    cursor: Annotated[str | None, Field(max_length=2_000, description="`next_cursor` of the page before")] = None
