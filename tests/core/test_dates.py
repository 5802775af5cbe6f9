"""Partial dates, whole dates, their order, and what day it is where."""

from datetime import UTC, date, datetime
from typing import Literal
from zoneinfo import ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, TypeAdapter, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.core.dates import (
    CalendarDate,
    PartialDate,
    check_calendar_date,
    check_order,
    check_partial_date,
    compare,
    contains,
    first_day,
    last_day,
    precision_of,
    today_in,
)

DAYS = st.dates(date(1000, 1, 1), date(2999, 12, 31))
PARTIAL_DATES = st.builds(lambda day, length: day.isoformat()[:length], DAYS, st.sampled_from([4, 7, 10]))

NO_SUCH_DAYS = ["2015-06-31", "2015-06-00", "2023-02-29", "1900-02-29", "0999-01-01", "3000-01-01"]
TOO_LITTLE = ["", "0999", "3000", "215", "2015-", "2015-6", "2015-13", "2015-00", "2015-06-1", "2015-06-1٢"]
TOO_MUCH = [" 2015", "+2015", "2015\n", "2015-06-12\n", "2015-06-12T00:00:00Z", "năm 2015"]
WRONG_SHAPES = [*TOO_LITTLE, *TOO_MUCH, "20150612", "2015-W24", "2015-163", "12/06/2015", "2015/06"]
NOT_TEXT = [0, 1434067200, 1.5, True, None, b"2015-06-12", datetime(2015, 6, 12, tzinfo=UTC)]


class Visit(BaseModel):
    """A model as the slices write them."""

    begun_on: PartialDate | None = Field(default=None, description="When it began.")
    ended_on: PartialDate | None = None

    @field_validator("ended_on")
    @classmethod
    def end_after_start(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Refuse an end that certainly comes first."""
        check_order(info.data["begun_on"], value)
        return value


def errors_of(adapter: TypeAdapter[str] | TypeAdapter[date], value: object) -> list[str]:
    """Return the types of the errors that a value meets."""
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python(value)
    return [error["type"] for error in caught.value.errors()]


class TestCheckPartialDate:
    @pytest.mark.parametrize("text", ["1000", "2999", "2015", "2015-06", "2015-12", "2015-06-12", "2024-02-29"])
    def test_the_three_shapes_pass_unchanged(self, text: str) -> None:
        assert check_partial_date(text) == text

    @pytest.mark.parametrize(
        "text",
        [*WRONG_SHAPES, *NO_SUCH_DAYS],
    )
    def test_every_other_text_is_refused(self, text: str) -> None:
        with pytest.raises(PydanticCustomError) as caught:
            check_partial_date(text)
        assert caught.value.type == "invalid_date"

    @given(PARTIAL_DATES)
    def test_every_day_month_and_year_of_the_range_passes(self, text: str) -> None:
        assert check_partial_date(text) == text


class TestPartialDate:
    def test_it_stays_text(self) -> None:
        assert Visit(begun_on="2015-06").model_dump() == {"begun_on": "2015-06", "ended_on": None}

    def test_an_impossible_date_has_the_code_invalid_date(self) -> None:
        assert errors_of(TypeAdapter(PartialDate), "2015-02-30") == ["invalid_date"]

    def test_a_number_is_no_text(self) -> None:
        assert errors_of(TypeAdapter(PartialDate), 2015) == ["string_type"]

    def test_its_schema_tells_the_pattern_examples_and_meaning(self) -> None:
        schema = TypeAdapter(PartialDate).json_schema()
        assert schema["type"] == "string"
        assert schema["pattern"].startswith("^[12][0-9]{3}(-")
        assert schema["examples"] == ["2015", "2015-06", "2015-06-12"]
        assert "reduced precision" in schema["description"]

    def test_a_field_may_give_its_own_description(self) -> None:
        begun_on = Visit.model_json_schema()["properties"]["begun_on"]
        assert begun_on["description"] == "When it began."
        assert "pattern" in begun_on["anyOf"][0]


class TestCalendarDate:
    @pytest.mark.parametrize("value", ["2024-02-29", date(2024, 2, 29)])
    def test_the_one_shape_and_dates_themselves_pass(self, value: object) -> None:
        assert TypeAdapter(CalendarDate).validate_python(value) == date(2024, 2, 29)

    @pytest.mark.parametrize(
        "value",
        [*WRONG_SHAPES, *NO_SUCH_DAYS, "2015", "2015-06", *NOT_TEXT],
    )
    def test_everything_else_is_an_invalid_date(self, value: object) -> None:
        assert errors_of(TypeAdapter(CalendarDate), value) == ["invalid_date"]

    def test_json_is_read_the_same_way(self) -> None:
        adapter = TypeAdapter(CalendarDate)
        assert adapter.validate_json('"2015-06-12"') == date(2015, 6, 12)
        assert adapter.dump_json(date(2015, 6, 12)) == b'"2015-06-12"'

    def test_its_schema_is_that_of_a_date(self) -> None:
        schema = TypeAdapter(CalendarDate).json_schema()
        assert (schema["type"], schema["format"]) == ("string", "date")

    @given(DAYS)
    def test_every_day_comes_back(self, day: date) -> None:
        assert check_calendar_date(day.isoformat()) == day


class TestPrecisionOf:
    @pytest.mark.parametrize(("text", "precision"), [("2015", "year"), ("2015-06", "month"), ("2015-06-12", "day")])
    def test_each_shape_has_its_precision(self, text: str, precision: str) -> None:
        assert precision_of(text) == precision


class TestFirstAndLastDay:
    @pytest.mark.parametrize(
        ("text", "first", "last"),
        [
            ("2015", date(2015, 1, 1), date(2015, 12, 31)),
            ("2015-06", date(2015, 6, 1), date(2015, 6, 30)),
            ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
            ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
            ("2015-12", date(2015, 12, 1), date(2015, 12, 31)),
            ("2015-06-12", date(2015, 6, 12), date(2015, 6, 12)),
        ],
    )
    def test_a_partial_date_spans_all_it_can_mean(self, text: str, first: date, last: date) -> None:
        """R9: a year alone ends on 31 December."""
        assert (first_day(text), last_day(text)) == (first, last)

    @given(PARTIAL_DATES)
    def test_the_first_never_follows_the_last(self, text: str) -> None:
        assert first_day(text) <= last_day(text)

    @given(PARTIAL_DATES)
    def test_both_ends_read_as_the_text_itself(self, text: str) -> None:
        ends = first_day(text), last_day(text)
        assert {end.isoformat()[: len(text)] for end in ends} == {text}


class TestContains:
    @pytest.mark.parametrize(
        ("text", "day", "expected"),
        [
            ("2015", date(2015, 12, 31), True),
            ("2015", date(2016, 1, 1), False),
            ("2015-06", date(2015, 5, 31), False),
            ("2015-06-12", date(2015, 6, 12), True),
        ],
    )
    def test_a_day_is_inside_or_not(self, text: str, day: date, expected: bool) -> None:  # noqa: FBT001
        assert contains(text, day) is expected

    @given(PARTIAL_DATES, DAYS)
    def test_it_is_the_beginning_of_the_day_as_written(self, text: str, day: date) -> None:
        assert contains(text, day) == day.isoformat().startswith(text)


class TestCompare:
    @pytest.mark.parametrize(
        ("left", "right", "expected"),
        [
            ("2015", "2016", -1),
            ("2016-01", "2015", 1),
            ("2015", "2015-06-12", 0),
            ("2015-06", "2015", 0),
            ("2015-06-12", "2015-06-12", 0),
            ("2015-06-12", "2015-06-13", -1),
            ("2015-12-31", "2016", -1),
        ],
    )
    def test_only_a_certain_order_counts(self, left: str, right: str, expected: Literal[-1, 0, 1]) -> None:
        assert compare(left, right) == expected

    @given(PARTIAL_DATES, PARTIAL_DATES)
    def test_the_other_way_round_is_the_opposite(self, left: str, right: str) -> None:
        assert compare(left, right) == -compare(right, left)


class TestCheckOrder:
    @pytest.mark.parametrize(
        ("start", "end"),
        [
            (None, "2015"),
            ("2015", None),
            ("2015-06-12", "2015"),
            ("2015-06-12", "2015-06"),
            ("2015-06-12", date(2015, 6, 12)),
            (date(2015, 6, 12), date(2015, 6, 13)),
        ],
    )
    def test_an_order_that_may_be_right_passes(self, start: str | date | None, end: str | date | None) -> None:
        assert check_order(start, end) is None  # type: ignore[func-returns-value]

    @pytest.mark.parametrize(
        ("start", "end"),
        [("2015", "2014"), ("2015-06-12", "2015-05"), (date(2015, 6, 12), "2015-06-11"), ("2016", date(2015, 12, 31))],
    )
    def test_an_end_certainly_first_is_refused(self, start: str | date, end: str | date) -> None:
        with pytest.raises(PydanticCustomError) as caught:
            check_order(start, end)
        assert caught.value.type == "end_before_start"
        assert caught.value.context == {"start": str(start), "end": str(end)}

    def test_a_model_reports_it_at_the_end(self) -> None:
        with pytest.raises(ValidationError) as caught:
            Visit(begun_on="2015-06-12", ended_on="2015-05")
        assert [(error["type"], error["loc"]) for error in caught.value.errors()] == [
            ("end_before_start", ("ended_on",))
        ]


class TestTodayIn:
    def test_the_day_is_that_of_the_place(self) -> None:
        instant = datetime(2026, 6, 30, 17, 30, tzinfo=UTC)
        assert today_in("Asia/Ho_Chi_Minh", instant) == date(2026, 7, 1)
        assert today_in("UTC", instant) == date(2026, 6, 30)

    def test_an_instant_without_offset_is_refused(self) -> None:
        with pytest.raises(ValueError, match="without its UTC offset"):
            today_in("Asia/Ho_Chi_Minh", datetime(2026, 6, 30))  # noqa: DTZ001

    def test_an_unknown_zone_is_refused(self) -> None:
        with pytest.raises(ZoneInfoNotFoundError):
            today_in("Asia/Hue", datetime(2026, 6, 30, tzinfo=UTC))
