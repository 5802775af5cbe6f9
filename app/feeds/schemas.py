"""Feeds as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import MISSING, AfterValidator, BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.anniversaries.schemas.occurrences import OccurrenceFilters
from app.core.i18n import Label
from app.core.listing import ListQuery
from app.core.schema import RecordId, RecordRead, Schema, ShortText, split_commas
from app.feeds.models import FeedLanguage, FeedShow
from app.feeds.rules import LONGEST_ALARM, MOST_YEARS, read_alarm

_MOST_ALARMS = 5


def _ring_before(text: str) -> str:
    before = read_alarm(text)
    if before is None:
        code = "invalid_format"
        raise PydanticCustomError(code, "not a duration before the day")
    if before > LONGEST_ALARM:
        code = "out_of_range"
        raise PydanticCustomError(code, "too long before the day")
    return text


class FeedSelection(OccurrenceFilters):
    """What a feed shows: the filters of occurrences, and how far it looks; both spans together at most ten years."""

    years_back: Annotated[int, Field(ge=0, le=MOST_YEARS, strict=True)] = 1
    years_ahead: Annotated[int, Field(ge=0, le=MOST_YEARS, strict=True)] = 2

    @model_validator(mode="before")
    @classmethod
    def _take_one_for_a_list(cls, given: Any) -> Any:  # noqa: ANN401  # whatever the body held
        """`"LA,KH"` is what the query string of occurrences takes."""
        if not isinstance(given, dict):
            return given
        lists = OccurrenceFilters.model_fields
        return {name: [value] if name in lists and isinstance(value, str) else value for name, value in given.items()}


FeedName = Annotated[ShortText, Label("Tên lịch", "Name")]
Selection = Annotated[FeedSelection, Label("Bộ lọc", "Query")]
Alarm = Annotated[
    str,
    StringConstraints(max_length=30),
    AfterValidator(_ring_before),
    Field(description="a duration before the day (RFC 5545, 3.3.6)", examples=["-P7D", "-PT12H"]),
]
Alarms = Annotated[list[Alarm], Field(max_length=_MOST_ALARMS), Label("Nhắc trước", "Alarms")]
Show = Annotated[
    FeedShow,
    Field(description="`title_only` tells the day, the number and the title alone"),
    Label("Mức hiển thị", "Show"),
]
Lang = Annotated[FeedLanguage, Label("Ngôn ngữ", "Language")]


class FeedCreate(Schema):
    """A new feed; it shows what the key that makes it may see."""

    name: FeedName
    query: Selection = FeedSelection()
    alarms: Alarms = []
    show: Show = FeedShow.FULL
    lang: Lang = FeedLanguage.VI


class FeedUpdate(Schema):
    """A merge patch of a feed, its query included: a filter that is not named stays, null takes one away."""

    name: FeedName | MISSING = MISSING
    query: Selection | MISSING = MISSING
    alarms: Alarms | MISSING = MISSING
    show: Show | MISSING = MISSING
    lang: Lang | MISSING = MISSING


class FeedRead(RecordRead):
    """A feed without its secret; `prefix` is the beginning of its token."""

    name: str
    owner_key_id: RecordId
    prefix: str
    query: FeedSelection
    alarms: list[str]
    show: FeedShow
    lang: FeedLanguage
    last_used_at: datetime | None


class FeedIssued(FeedRead):
    """A feed with its addresses, shown this once."""

    url: Annotated[str, Field(description="for calendars to subscribe to (RFC 5545)")]
    json_url: str
    csv_url: str


class FeedQuery(ListQuery):
    """Filters of the list."""

    owner_key_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
