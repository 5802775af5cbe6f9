"""The Vietnamese lunar calendar, beside an astronomical computation of its own and beside two libraries."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lunar_vn import convert_solar_to_lunar

from app.anniversaries.lunar import LunarDate, month_length, new_year, to_gregorian, to_lunar, to_printed_lunar
from tests.anniversaries import astronomy

FIRST_DAY, LAST_DAY = date(1900, 1, 31), date(2200, 2, 14)
DAYS = st.dates(FIRST_DAY, LAST_DAY)
VIETNAM, CHINA = 7, 8

# A new moon 2.5 seconds from midnight, of a year whose printed calendars followed UTC+8: no computation decides it.
UNDECIDED = astronomy.Month(date(1967, 7, 8), 1967, 6, is_leap=False)
# Where lunar-vn's shorter series puts a new moon on the far side of midnight.
LUNAR_VN_ERRS = {date(1944, 6, 20), date(2072, 12, 9), date(2077, 11, 15)}


@lru_cache(maxsize=2)
def computed_months(hours: int) -> list[astronomy.Month]:
    return [month for month in astronomy.months(hours) if 1900 <= month.year <= 2199]


def months_of_the_table() -> Iterator[astronomy.Month]:
    for year in range(1900, 2200):
        for number in range(1, 13):
            for leap in (False, True):
                day = to_gregorian(year, number, 1, leap=leap)
                if day is not None:
                    yield astronomy.Month(day, year, number, leap)


def chinese_new_year(year: int) -> date:
    return next(month.first_day for month in computed_months(CHINA) if month[1:] == (year, 1, False))


class TestTheTable:
    def test_is_what_astronomy_computes_for_every_month_of_300_years(self) -> None:
        table, computed = list(months_of_the_table()), computed_months(VIETNAM)
        assert len(table) == len(computed) == 3711
        assert set(table) - set(computed) == {UNDECIDED}

    def test_has_one_month_that_astronomy_cannot_decide(self) -> None:
        moment = min(
            (astronomy.new_moon(lunation) for lunation in range(astronomy.FIRST_MOON, astronomy.LAST_MOON)),
            key=lambda moon: abs(moon - astronomy.midnight(UNDECIDED.first_day, VIETNAM)),
        )
        seconds = (moment - astronomy.midnight(UNDECIDED.first_day, VIETNAM)) * 86400
        assert -30 < seconds < 0

    def test_has_every_leap_month_that_astronomy_computes(self) -> None:
        table = [(month.year, month.month) for month in months_of_the_table() if month.is_leap]
        computed = [(month.year, month.month) for month in computed_months(VIETNAM) if month.is_leap]
        assert table == computed
        assert len(table) == 111

    def test_has_the_new_years_of_the_library_holidays_since_1968(self) -> None:
        library = holidays.country_holidays("VN", years=range(1968, 2101), language="en_US")
        assert {year: new_year(year) for year in range(1968, 2101)} == {
            day.year: day for day, name in library.items() if "Lunar New Year" in name.split("; ")
        }

    def test_has_the_months_of_the_library_lunar_vn_but_three(self) -> None:
        months = [month for month in months_of_the_table() if month.year < 2100]
        otherwise = set()
        for month in months:
            day = month.first_day
            found = convert_solar_to_lunar(day.day, day.month, day.year)
            if (found.year, found.month, found.day, bool(found.leap)) != (month.year, month.month, 1, month.is_leap):
                otherwise.add(day)
        assert otherwise == LUNAR_VN_ERRS
        assert otherwise < {month.first_day for month in computed_months(VIETNAM)}


class TestNewYear:
    @pytest.mark.parametrize(
        ("year", "vietnam", "china"),
        [
            (1968, date(1968, 1, 29), date(1968, 1, 30)),
            (1969, date(1969, 2, 16), date(1969, 2, 17)),
            (1985, date(1985, 1, 21), date(1985, 2, 20)),
            (2007, date(2007, 2, 17), date(2007, 2, 18)),
            (2030, date(2030, 2, 2), date(2030, 2, 3)),
            (2053, date(2053, 2, 18), date(2053, 2, 19)),
        ],
    )
    def test_is_vietnams_where_chinas_is_another_day(self, year: int, vietnam: date, china: date) -> None:
        assert new_year(year) == vietnam
        assert chinese_new_year(year) == china

    @pytest.mark.parametrize(("year", "day"), [(2026, date(2026, 2, 17)), (2027, date(2027, 2, 6))])
    def test_is_chinas_day_in_most_years(self, year: int, day: date) -> None:
        assert new_year(year) == chinese_new_year(year) == day

    @pytest.mark.parametrize("year", [1899, 2200])
    def test_is_unknown_outside_the_table(self, year: int) -> None:
        assert new_year(year) is None

    def test_follows_the_last_day_of_the_year_before(self) -> None:
        for year in range(1901, 2200):
            first = new_year(year)
            assert first is not None
            before = to_lunar(first - timedelta(days=1))
            assert before is not None
            assert before[:2] == (year - 1, 12)


class TestToGregorian:
    @pytest.mark.parametrize(
        ("year", "month", "day", "expected"),
        [(2026, 3, 10, date(2026, 4, 26)), (2026, 8, 15, date(2026, 9, 25)), (2033, 12, 30, date(2034, 2, 18))],
    )
    def test_finds_known_feasts(self, year: int, month: int, day: int, expected: date) -> None:
        """Giỗ Tổ Hùng Vương, Tết Trung thu, the last day of the year with a leap 11th month."""
        assert to_gregorian(year, month, day) == expected

    @pytest.mark.parametrize(
        ("year", "month", "expected"),
        [(1985, 2, date(1985, 3, 21)), (1987, 7, date(1987, 8, 24)), (2033, 11, date(2033, 12, 22))],
    )
    def test_finds_leap_months_where_china_has_others_or_none(self, year: int, month: int, expected: date) -> None:
        assert to_gregorian(year, month, 1, leap=True) == expected

    @pytest.mark.parametrize(("month", "day"), [(1, 0), (1, -1), (2, 30), (1, 31), (0, 1), (13, 1)])
    def test_knows_no_day_that_does_not_exist(self, month: int, day: int) -> None:
        """The second month of 2026 has 29 days."""
        assert month_length(2026, 2) == 29
        assert to_gregorian(2026, month, day) is None

    def test_knows_no_leap_month_in_a_year_without_it(self) -> None:
        assert to_gregorian(2026, 7, 1, leap=True) is None
        assert month_length(2026, 7, leap=True) is None

    @given(DAYS)
    def test_gives_back_every_day(self, day: date) -> None:
        found = to_lunar(day)
        assert found is not None
        assert to_gregorian(found.year, found.month, found.day, leap=found.is_leap) == day


class TestToLunar:
    def test_names_the_first_and_the_last_day(self) -> None:
        assert to_lunar(FIRST_DAY) == LunarDate(1900, 1, 1, is_leap=False)
        assert to_lunar(LAST_DAY) == LunarDate(2199, 12, 30, is_leap=False)

    @pytest.mark.parametrize("day", [date(1900, 1, 30), date(2200, 2, 15), date.min, date.max])
    def test_knows_no_day_outside_the_table(self, day: date) -> None:
        assert to_lunar(day) is None

    @given(DAYS)
    def test_counts_within_the_month(self, day: date) -> None:
        found = to_lunar(day)
        assert found is not None
        length = month_length(found.year, found.month, leap=found.is_leap)
        assert length in {29, 30}
        assert 1 <= found.day <= length

    @given(DAYS.filter(lambda day: day < LAST_DAY))
    def test_days_follow_one_another(self, day: date) -> None:
        here, after = to_lunar(day), to_lunar(day + timedelta(days=1))
        assert here is not None
        assert after is not None
        assert after.day in {1, here.day + 1}
        assert after[:2] >= here[:2]


class TestToPrintedLunar:
    def test_follows_utc_8_for_every_month_before_1968(self) -> None:
        months = [month for month in computed_months(CHINA) if month.first_day <= date(1967, 12, 31)]
        assert len(months) == 841
        for month in months:
            assert to_printed_lunar(month.first_day) == LunarDate(month.year, month.month, 1, month.is_leap)

    def test_parts_from_the_calendar_at_utc_7_in_32_months_before_1968(self) -> None:
        months = [month for month in months_of_the_table() if month.year < 1968]
        otherwise = [month for month in months if to_printed_lunar(month.first_day) != to_lunar(month.first_day)]
        assert len(otherwise) == 32

    def test_keeps_the_new_year_that_people_kept(self) -> None:
        assert to_printed_lunar(date(1965, 2, 2)) == LunarDate(1965, 1, 1, is_leap=False)
        assert to_lunar(date(1965, 2, 2)) == LunarDate(1965, 1, 2, is_leap=False)

    def test_passes_to_utc_7_with_the_new_year_of_1968(self) -> None:
        assert (
            to_printed_lunar(date(1968, 1, 29)) == to_lunar(date(1968, 1, 29)) == LunarDate(1968, 1, 1, is_leap=False)
        )
        assert to_printed_lunar(date(1967, 12, 31)) == LunarDate(1967, 12, 1, is_leap=False)

    @given(st.dates(date(1968, 1, 1), LAST_DAY))
    def test_is_the_one_calendar_since(self, day: date) -> None:
        assert to_printed_lunar(day) == to_lunar(day)

    def test_knows_no_day_outside_the_table(self) -> None:
        assert to_printed_lunar(date(1900, 1, 30)) is None
