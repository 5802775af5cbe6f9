"""Working days of state offices: the announced years, strict clocks, and advice that looks further."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.core import workdays
from app.core.holidays import public_holidays
from app.core.workdays import (
    NoWorkdayCalendar,
    add_working_days,
    has_calendar,
    is_working_day,
    working_days_before,
)

DATA = Path(workdays.__file__).with_name("data") / "workdays_vn.json"
YEARS = range(2012, 2028)
KNOWN_DAYS = st.dates(date(2012, 1, 1), date(2027, 12, 31))
EARLY_ENOUGH = st.dates(date(2012, 1, 1), date(2027, 6, 30))
LATE_ENOUGH = st.dates(date(2012, 7, 1), date(2027, 12, 31))
FEW_DAYS = st.integers(1, 60)

# Weekdays that the library takes for working days, each off by the paper that its year names.
OFF_BY_PAPER_ALONE = {date(2012, 12, 31), date(2014, 1, 28), date(2014, 2, 5), date(2026, 1, 2)}


def span(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def days_off(first: date, last: date) -> set[date]:
    """Return the weekdays of a span on which offices are closed."""
    return {day for day in span(first, last) if day.weekday() < 5 and not is_working_day(day)}


def weekends_worked(year: int) -> list[date]:
    return [day for day in span(date(year, 1, 1), date(year, 12, 31)) if day.weekday() >= 5 and is_working_day(day)]


class TestTheData:
    def test_every_year_names_the_papers_that_it_rests_on(self) -> None:
        entries = json.loads(DATA.read_text(encoding="utf-8"))
        assert [int(year) for year in entries] == list(YEARS)
        assert all(entry["sources"] and all(entry["sources"]) for entry in entries.values())

    def test_days_off_are_weekdays_and_days_worked_are_weekends_of_their_year_in_order(self) -> None:
        for year, entry in json.loads(DATA.read_text(encoding="utf-8")).items():
            off, worked = ([date.fromisoformat(day) for day in entry[key]] for key in ("off", "worked"))
            assert off == sorted(set(off))
            assert worked == sorted(set(worked))
            assert all(day.year == int(year) and day.weekday() < 5 for day in off)
            assert all(day.year == int(year) and day.weekday() >= 5 for day in worked)

    def test_every_holiday_is_off_and_what_else_is_off_was_announced(self) -> None:
        first, last = date(2012, 1, 1), date(2027, 12, 31)
        holidays = {holiday.on for holiday in public_holidays("VN", first, last) if holiday.on.weekday() < 5}
        assert days_off(first, last) - holidays == OFF_BY_PAPER_ALONE
        assert holidays <= days_off(first, last)

    def test_offices_close_for_the_days_that_the_law_grants_and_for_those_worked_another_day(self) -> None:
        granted = {year: 9 if year < 2014 else 10 if year < 2021 else 11 if year < 2026 else 12 for year in YEARS}
        worked = sum(len(weekends_worked(year)) for year in YEARS)
        assert len(days_off(date(2012, 1, 1), date(2027, 12, 31))) == sum(granted.values()) + worked


class TestHasCalendar:
    @pytest.mark.parametrize("year", YEARS)
    def test_the_announced_years_have_one(self, year: int) -> None:
        assert has_calendar(year)

    @pytest.mark.parametrize("year", [1, 1975, 2011, 2028, 9999])
    def test_no_other_year_has_one(self, year: int) -> None:
        assert not has_calendar(year)


class TestIsWorkingDay:
    @pytest.mark.parametrize(
        ("first", "last"),
        [
            (date(2012, 1, 21), date(2012, 1, 29)),
            (date(2012, 12, 29), date(2013, 1, 1)),
            (date(2013, 2, 9), date(2013, 2, 17)),
            (date(2014, 1, 28), date(2014, 2, 5)),
            (date(2015, 2, 15), date(2015, 2, 23)),
            (date(2015, 4, 28), date(2015, 5, 3)),
            (date(2016, 2, 6), date(2016, 2, 14)),
            (date(2017, 1, 26), date(2017, 2, 1)),
            (date(2018, 2, 14), date(2018, 2, 20)),
            (date(2018, 12, 29), date(2019, 1, 1)),
            (date(2019, 2, 2), date(2019, 2, 10)),
            (date(2020, 1, 23), date(2020, 1, 29)),
            (date(2021, 2, 10), date(2021, 2, 16)),
            (date(2022, 1, 29), date(2022, 2, 6)),
            (date(2023, 1, 20), date(2023, 1, 26)),
            (date(2023, 4, 29), date(2023, 5, 3)),
            (date(2024, 2, 8), date(2024, 2, 14)),
            (date(2024, 4, 27), date(2024, 5, 1)),
            (date(2025, 1, 25), date(2025, 2, 2)),
            (date(2025, 4, 30), date(2025, 5, 4)),
            (date(2026, 1, 1), date(2026, 1, 4)),
            (date(2026, 2, 14), date(2026, 2, 22)),
            (date(2026, 8, 29), date(2026, 9, 2)),
            (date(2026, 11, 24), date(2026, 11, 24)),
            (date(2027, 2, 4), date(2027, 2, 10)),
            (date(2027, 9, 2), date(2027, 9, 5)),
        ],
    )
    def test_an_announced_break_is_whole_and_no_longer(self, first: date, last: date) -> None:
        assert not any(is_working_day(day) for day in span(first, last))
        assert is_working_day(first - timedelta(days=1)) or (first - timedelta(days=1)).weekday() >= 5
        assert is_working_day(last + timedelta(days=1)) or (last + timedelta(days=1)).weekday() >= 5

    @pytest.mark.parametrize(
        ("off", "worked"),
        [
            (date(2012, 1, 27), date(2012, 2, 4)),
            (date(2012, 12, 31), date(2013, 1, 5)),
            (date(2013, 2, 15), date(2013, 2, 23)),
            (date(2013, 4, 29), date(2013, 5, 4)),
            (date(2014, 1, 28), date(2014, 1, 25)),
            (date(2014, 1, 29), date(2014, 2, 8)),
            (date(2014, 5, 2), date(2014, 4, 26)),
            (date(2014, 9, 1), date(2014, 9, 6)),
            (date(2015, 1, 2), date(2014, 12, 27)),
            (date(2015, 2, 16), date(2015, 2, 14)),
            (date(2015, 4, 29), date(2015, 4, 25)),
            (date(2018, 12, 31), date(2019, 1, 5)),
            (date(2019, 4, 29), date(2019, 5, 4)),
            (date(2024, 4, 29), date(2024, 5, 4)),
            (date(2025, 5, 2), date(2025, 4, 26)),
            (date(2026, 1, 2), date(2026, 1, 10)),
            (date(2026, 8, 31), date(2026, 8, 22)),
        ],
    )
    def test_a_swapped_day_is_off_and_a_saturday_is_worked_instead(self, off: date, worked: date) -> None:
        assert not is_working_day(off)
        assert worked.weekday() == 5
        assert is_working_day(worked)

    @pytest.mark.parametrize(
        "day", [date(2017, 4, 7), date(2025, 9, 3), date(2026, 4, 28), date(2026, 11, 23), date(2027, 9, 1)]
    )
    def test_a_weekday_beside_a_holiday_that_was_not_swapped_is_worked(self, day: date) -> None:
        assert is_working_day(day)

    def test_a_saturday_that_a_rejected_swap_proposed_is_free(self) -> None:
        assert not is_working_day(date(2026, 11, 28))

    @pytest.mark.parametrize("day", [date(2011, 12, 30), date(2011, 12, 31), date(2028, 1, 1), date(2028, 1, 3)])
    def test_a_year_without_data_is_said_not_guessed(self, day: date) -> None:
        with pytest.raises(NoWorkdayCalendar) as refusal:
            is_working_day(day)
        assert refusal.value.year == day.year
        assert str(day.year) in str(refusal.value)


class TestAddWorkingDays:
    """R2: the opinion is due seven working days after the dossier is complete."""

    def test_r2_the_day_of_the_event_does_not_count(self) -> None:
        assert add_working_days(date(2025, 6, 2), 1) == date(2025, 6, 3)

    def test_r2_seven_working_days_of_a_plain_month_end_on_the_ninth_day(self) -> None:
        assert add_working_days(date(2025, 6, 2), 7) == date(2025, 6, 11)

    def test_r2_seven_working_days_step_over_tet(self) -> None:
        assert add_working_days(date(2026, 2, 11), 7) == date(2026, 2, 27)

    def test_r2_a_saturday_worked_instead_counts_and_the_swapped_day_does_not(self) -> None:
        assert add_working_days(date(2025, 4, 24), 7) == date(2025, 5, 7)

    def test_r2_a_dossier_completed_on_a_day_off_counts_from_the_next_working_day(self) -> None:
        assert add_working_days(date(2025, 5, 3), 1) == date(2025, 5, 5)

    def test_none_is_the_day_itself(self) -> None:
        assert add_working_days(date(2025, 5, 3), 0) == date(2025, 5, 3)

    def test_a_negative_number_is_refused(self) -> None:
        with pytest.raises(ValueError, match="not negative: -1"):
            add_working_days(date(2025, 5, 3), -1)

    def test_a_limit_that_runs_into_a_year_without_data_is_said_not_guessed(self) -> None:
        assert add_working_days(date(2027, 12, 24), 5) == date(2027, 12, 31)
        with pytest.raises(NoWorkdayCalendar) as refusal:
            add_working_days(date(2027, 12, 24), 6)
        assert refusal.value.year == 2028

    def test_the_start_needs_no_data_for_it_does_not_count(self) -> None:
        assert add_working_days(date(2011, 12, 31), 1) == date(2012, 1, 3)

    @given(EARLY_ENOUGH, FEW_DAYS)
    def test_it_lands_on_a_working_day_after_exactly_that_many(self, start: date, days: int) -> None:
        end = add_working_days(start, days)
        assert is_working_day(end)
        assert sum(map(is_working_day, span(start + timedelta(days=1), end))) == days

    @given(EARLY_ENOUGH, EARLY_ENOUGH, FEW_DAYS)
    def test_who_starts_later_never_ends_earlier(self, one: date, other: date, days: int) -> None:
        earlier, later = sorted((one, other))
        assert add_working_days(earlier, days) <= add_working_days(later, days)

    @given(EARLY_ENOUGH, FEW_DAYS, FEW_DAYS)
    def test_two_limits_in_a_row_are_their_sum(self, start: date, one: int, other: int) -> None:
        assert add_working_days(add_working_days(start, one), other) == add_working_days(start, one + other)


class TestWorkingDaysBefore:
    def test_it_goes_back_over_the_weekend_and_the_break(self) -> None:
        assert working_days_before(date(2025, 5, 5), 3) == date(2025, 4, 26)

    def test_the_days_of_the_other_side_are_off_too(self) -> None:
        pi_may = {date(2025, 4, 14), date(2025, 4, 15), date(2025, 4, 16)}
        assert working_days_before(date(2025, 4, 18), 2) == date(2025, 4, 16)
        assert working_days_before(date(2025, 4, 18), 2, pi_may) == date(2025, 4, 11)

    def test_none_is_the_day_itself(self) -> None:
        assert working_days_before(date(2025, 5, 3), 0) == date(2025, 5, 3)

    def test_a_negative_number_is_refused(self) -> None:
        with pytest.raises(ValueError, match="not negative: -2"):
            working_days_before(date(2025, 5, 3), -2)

    def test_a_year_without_data_is_taken_as_weekends_and_public_holidays(self) -> None:
        assert working_days_before(date(2030, 5, 3), 2) == date(2030, 4, 29)
        assert working_days_before(date(2011, 5, 4), 1) == date(2011, 4, 29)

    def test_it_goes_from_a_year_without_data_into_one_with(self) -> None:
        assert working_days_before(date(2028, 1, 4), 2) == date(2027, 12, 30)

    @given(LATE_ENOUGH, FEW_DAYS)
    def test_adding_comes_back_to_the_working_day(self, day: date, days: int) -> None:
        assume(is_working_day(day))
        assert add_working_days(working_days_before(day, days), days) == day

    @given(EARLY_ENOUGH, FEW_DAYS)
    def test_going_back_comes_back_to_the_working_day(self, day: date, days: int) -> None:
        assume(is_working_day(day))
        assert working_days_before(add_working_days(day, days), days) == day

    @given(st.dates(date(1950, 1, 1), date(2099, 12, 31)), FEW_DAYS, st.sets(KNOWN_DAYS))
    def test_it_never_lands_on_a_weekend_that_is_free_nor_on_a_day_of_the_other_side(
        self, day: date, days: int, also_off: set[date]
    ) -> None:
        start = working_days_before(day, days, also_off)
        assert start < day
        assert start not in also_off
        assert start.weekday() < 5 or is_working_day(start)

    @given(LATE_ENOUGH, LATE_ENOUGH, FEW_DAYS)
    def test_who_ends_later_never_starts_earlier(self, one: date, other: date, days: int) -> None:
        earlier, later = sorted((one, other))
        assert working_days_before(earlier, days) <= working_days_before(later, days)
