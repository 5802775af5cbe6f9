"""What falls on the same days as a delegation, or as any days that the caller names."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.core.dates import CalendarDate
from app.core.schema import Answer, Name, RecordId, split_commas
from app.partners.schemas import CountryCode

Reason = Literal["partner", "unit", "leader"]


class ClashQuery(BaseModel):
    """The days, and whose."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    start: Annotated[CalendarDate, Field(alias="from", description="the first day")]
    end: Annotated[CalendarDate, Field(alias="to", description="the last day, at most 400 days in all")]
    country: Annotated[
        list[CountryCode] | None, BeforeValidator(split_commas), Field(description="countries beside Vietnam")
    ] = None
    partner_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    org_unit_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    leader: Annotated[Name | None, Field(description="a leader's name, accents and spaces apart")] = None
    exclude: Annotated[RecordId | None, Field(description="a delegation that does not count")] = None


class Clash(Answer):
    """A public holiday, or another delegation of the same partner, unit or leader."""

    type: Literal["holiday", "delegation"]
    start: Annotated[date, Field(alias="from")]
    end: Annotated[date, Field(alias="to")]
    country: Annotated[str | None, Field(description="of a holiday")]
    name_vi: Annotated[str | None, Field(description="of a holiday")]
    name_en: Annotated[str | None, Field(description="of a holiday")]
    delegation_id: RecordId | None
    code: Annotated[str | None, Field(description="of a delegation")]
    title: Annotated[str, Field(description="the holiday's name in the caller's language, or the delegation's title")]
    reasons: Annotated[list[Reason], Field(description="what a delegation has in common with the one asked about")]


class ClashAnswer(Answer):
    """The days asked about, null for a delegation without any, and what falls on them, by day."""

    start: Annotated[date | None, Field(alias="from")]
    end: Annotated[date | None, Field(alias="to")]
    items: list[Clash]
