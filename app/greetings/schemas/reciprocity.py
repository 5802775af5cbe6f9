"""Who greeted whom, and who answered."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, ValidationInfo, field_validator

from app.core.dates import CalendarDate, check_order
from app.core.listing import ListQuery
from app.core.schema import RecordId, split_commas
from app.partners.schemas import CountryCode


class ReciprocityQuery(ListQuery):
    """Of greetings that went out, or came in, in a time; one whose day nobody wrote down belongs to no time."""

    from_: Annotated[CalendarDate | None, Field(alias="from", description="sent or received then or later")] = None
    to: Annotated[CalendarDate | None, Field(description="sent or received then or earlier")] = None
    org_unit_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    partner_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    country: Annotated[list[CountryCode] | None, BeforeValidator(split_commas)] = None

    @field_validator("to")
    @classmethod
    def _end_after_start(cls, to: CalendarDate | None, info: ValidationInfo) -> CalendarDate | None:
        check_order(info.data.get("from_"), to)
        return to


class Reciprocity(BaseModel):
    """Có đi có lại: what passed between us and one partner, or a country where no partner was named.

    A reply counts with the letter that it answers, not as a greeting of its own, for nobody owes it an answer.
    """

    counterpart: Annotated[str, Field(description="the partner's id, else the country's code")]
    partner_id: RecordId | None
    country: Annotated[str | None, Field(description="where the partner is, too")]
    sent: int
    answered: Annotated[int, Field(description="of those sent")]
    unanswered: Annotated[int, Field(description="of those sent")]
    received: int
    replied_to: Annotated[int, Field(description="of those received")]
    not_replied_to: Annotated[int, Field(description="of those received")]
    last_sent_on: CalendarDate | None
    last_received_on: CalendarDate | None
