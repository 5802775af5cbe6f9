"""Occurrences as the API asks for them and shows them."""

import datetime as dt
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.anniversaries.models import AnniversaryKind
from app.anniversaries.rules import YearClass
from app.core.dates import CalendarDate, Precision, check_order
from app.core.schema import RecordId, split_commas
from app.partners.schemas import CountryCode
from app.relationships.models import Pillar

MOST_YEARS = 10
MOST_ROWS = 1_000


class OccurrenceFilters(BaseModel):
    """What an occurrence may be chosen by; a feed keeps these."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, defer_build=True)

    country: Annotated[list[CountryCode] | None, BeforeValidator(split_commas)] = None
    partner_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    org_unit_id: Annotated[
        list[RecordId] | None, BeforeValidator(split_commas), Field(description="of one of these units")
    ] = None
    kind: Annotated[list[AnniversaryKind] | None, BeforeValidator(split_commas)] = None
    year_class: Annotated[
        list[YearClass] | None,
        BeforeValidator(split_commas),
        Field(description="`round` ends in 0, `five` in 5; an occurrence without a number has none"),
    ] = None
    pillar: Annotated[list[Pillar] | None, BeforeValidator(split_commas)] = None


class OccurrenceWindow(OccurrenceFilters):
    """Occurrences of whole days from one to another, both inclusive."""

    from_: Annotated[CalendarDate, Field(alias="from", description="first day")]
    to: Annotated[CalendarDate, Field(description=f"last day, at most {MOST_YEARS} years on")]

    @field_validator("to")
    @classmethod
    def _fit(cls, to: dt.date, info: ValidationInfo) -> dt.date:
        start: dt.date | None = info.data.get("from_")
        check_order(start, to)
        if start is not None and (to.year - MOST_YEARS, to.month, to.day) > (start.year, start.month, start.day):
            code = "out_of_range"
            raise PydanticCustomError(code, "the window is too long")
        return to


class OccurrenceQuery(OccurrenceWindow):
    """A window, in pages."""

    limit: Annotated[int, Field(ge=1, le=MOST_ROWS, description="occurrences a page of JSON")] = 200
    cursor: Annotated[str | None, Field(max_length=2_000, description="`next_cursor` of the page before")] = None


class YearsQuery(BaseModel):
    """How far to look."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    years: Annotated[int, Field(ge=1, le=MOST_YEARS, description="years from today")] = 5


class OccurrenceRow(NamedTuple):
    """An occurrence with all that is told of it; the last two tell calendars which version of it this is."""

    date: str
    number: int | None
    year_class: YearClass | None
    milestone: bool
    precision: Precision
    title: str
    anniversary_id: str
    kind: str
    country: str | None
    partner_id: str | None
    org_unit_ids: list[str]
    prepare_from: str | None
    recommended_actions: list[str]
    greeting_id: str | None
    greeting_status: str | None
    version: int
    updated_at: dt.datetime


SHOWN = OccurrenceRow._fields[:-2]
"""The fields of the API, in the order of JSON and CSV."""


class OccurrenceRead(BaseModel):
    """One coming round. `date` is `YYYY-MM-DD`, or `YYYY-MM` or `YYYY` where the origin is known no better."""

    date: str
    number: Annotated[int | None, Field(description="how many years it is; null without an origin")]
    year_class: YearClass | None
    milestone: bool
    precision: Literal["year", "month", "day"]
    title: Annotated[str, Field(description="the anniversary's own, in the caller's language; the number apart")]
    anniversary_id: RecordId
    kind: AnniversaryKind
    country: str | None
    partner_id: RecordId | None
    org_unit_ids: list[RecordId]
    prepare_from: Annotated[dt.date | None, Field(description="`lead_days` working days before, by both calendars")]
    recommended_actions: list[str]
    greeting_id: RecordId | None
    greeting_status: str | None


class OccurrenceList(BaseModel):
    """In the order of time, then of kind and title."""

    items: list[OccurrenceRead]
    next_cursor: str | None
