"""When anniversaries come round: R14, R15 and the vectors of domain.md 7.1."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.anniversaries import feasts
from app.anniversaries.lunar import month_length, to_lunar
from app.anniversaries.month_days import index_key, index_ranges
from app.anniversaries.rules import (
    MILESTONES,
    Calendar,
    Feb29,
    LunarDay,
    Occurrence,
    Origin,
    YearClass,
    classify_year,
    lunar_day_of,
    may_be_lunar_day,
    occurrences,
    occurrences_of_many,
    recommended_scale,
)
from app.core.dates import contains, first_day, last_day, precision_of

TET = Origin(None, "vietnamese_lunar", lunar=LunarDay(1, 1))
BUNPIMAY = Origin(None, "table", table="bunpimay")
FIRST, LAST = date(1901, 1, 1), date(2198, 12, 31)

PARTIAL_DATES = st.builds(
    lambda day, length: day.isoformat()[:length],
    st.dates(date(1890, 1, 1), date(2060, 12, 31)),
    st.sampled_from([4, 7, 10]),
)
LEAP_DAYS = st.sampled_from([f"{year}-02-29" for year in range(1904, 2061, 4)])
ORIGIN_DATES = st.none() | PARTIAL_DATES | LEAP_DAYS
LUNAR_DAYS = st.none() | st.builds(LunarDay, st.integers(1, 12), st.integers(1, 30), st.booleans())
CALENDARS: list[Calendar] = ["gregorian", "vietnamese_lunar", "table"]
POLICIES: list[Feb29] = ["feb28", "mar1", "leap_years"]
ORIGINS = st.builds(
    Origin,
    ORIGIN_DATES,
    st.sampled_from(CALENDARS),
    st.sampled_from(POLICIES),
    LUNAR_DAYS,
    st.sampled_from([None, "bunpimay", "chol_chnam_thmay", "unheard_of"]),
    st.none() | PARTIAL_DATES,
    st.none() | PARTIAL_DATES,
)
WINDOWS = st.builds(
    lambda start, days: (start, start + timedelta(days=days)), st.dates(FIRST, date(2150, 1, 1)), st.integers(0, 3660)
)


def in_year(origin: Origin, year: int) -> list[Occurrence]:
    return occurrences(origin, date(year, 1, 1), date(year, 12, 31))


def dates_of(origin: Origin, start: date, end: date) -> list[str]:
    return [occurrence.date for occurrence in occurrences(origin, start, end)]


class TestNumbersAndYearClasses:
    @pytest.mark.parametrize(
        ("origin_date", "numbers"),
        [
            ("1962-09-05", (64, 65, 68)),
            ("1977-07-18", (49, 50, 53)),
            ("1967-06-24", (59, 60, 63)),
            ("1950-01-18", (76, 77, 80)),
            ("1950-01-30", (76, 77, 80)),
            ("1960-12-02", (66, 67, 70)),
            ("1992-12-22", (34, 35, 38)),
            ("1976-08-06", (50, 51, 54)),
            ("1973-09-21", (53, 54, 57)),
            ("1967", (59, 60, 63)),
        ],
    )
    def test_are_those_of_the_domain_for_2026_2027_and_2030(
        self, origin_date: str, numbers: tuple[int, int, int]
    ) -> None:
        """The vectors of domain.md 7.1."""
        for year, number in zip((2026, 2027, 2030), numbers, strict=True):
            (found,) = in_year(Origin(origin_date), year)
            assert (found.date, found.number) == (f"{year}{origin_date[4:]}", number)

    @pytest.mark.parametrize(
        ("number", "year_class"),
        [(1, "other"), (5, "five"), (10, "round"), (49, "other"), (50, "round"), (65, "five"), (100, "round")],
    )
    def test_the_class_is_that_of_the_number_not_of_the_year(self, number: int, year_class: YearClass) -> None:
        """R14; NĐ 145/2013, Điều 3."""
        assert classify_year(number) == year_class
        (found,) = in_year(Origin("1977-07-18"), 1977 + number)
        assert found.year_class == year_class

    @pytest.mark.parametrize("origin_date", ["2027-05-01", "2027-05", "2027", "2030-01-01"])
    def test_a_number_of_zero_or_less_is_none(self, origin_date: str) -> None:
        """R14: the year of the origin itself is no anniversary."""
        assert in_year(Origin(origin_date), 2027) == []

    def test_the_first_year_after_is_the_first(self) -> None:
        assert in_year(Origin("2026-05-01"), 2027) == [
            Occurrence("2027-05-01", 1, "other", milestone=True, precision="day")
        ]

    @pytest.mark.parametrize(("number", "milestone"), [(1, True), (2, False), (20, False), (60, True), (150, True)])
    def test_some_numbers_are_milestones(self, number: int, milestone: bool) -> None:  # noqa: FBT001
        assert (number in MILESTONES) is milestone
        assert in_year(Origin("1900-05-01"), 1900 + number)[0].milestone is milestone

    def test_a_ceremony_is_advised_in_round_years_alone(self) -> None:
        """R15."""
        classes: list[YearClass | None] = ["round", "five", "other", None]
        advice = [recommended_scale(year_class) for year_class in classes]
        assert advice == ["ceremony", "no_ceremony", "no_ceremony", None]


class TestWindows:
    def test_cross_the_new_year(self) -> None:
        cuba = Origin("1959-01-01")
        assert dates_of(cuba, date(2026, 12, 1), date(2027, 1, 31)) == ["2027-01-01"]
        assert dates_of(Origin("1960-12-02"), date(2026, 12, 1), date(2027, 1, 31)) == ["2026-12-02"]

    def test_hold_both_their_ends(self) -> None:
        laos = Origin("1962-09-05")
        assert dates_of(laos, date(2026, 9, 5), date(2026, 9, 5)) == ["2026-09-05"]
        assert dates_of(laos, date(2026, 9, 6), date(2027, 9, 4)) == []

    def test_of_ten_years_hold_ten(self) -> None:
        found = dates_of(Origin("1962-09-05"), date(2026, 9, 5), date(2036, 9, 4))
        assert found == [f"{year}-09-05" for year in range(2026, 2036)]

    def test_may_lie_far_from_today(self) -> None:
        assert dates_of(Origin("1962-09-05"), date(1963, 1, 1), date(1963, 12, 31)) == ["1963-09-05"]

    @given(ORIGINS, WINDOWS, st.integers(0, 3660))
    def test_split_anywhere_hold_the_same(self, origin: Origin, window: tuple[date, date], cut: int) -> None:
        start, end = window
        middle = min(start + timedelta(days=cut), end)
        parts = [*occurrences(origin, start, middle), *occurrences(origin, middle + timedelta(days=1), end)]
        assert set(parts) == set(occurrences(origin, start, end))

    @given(ORIGINS, WINDOWS)
    def test_hold_only_what_they_meet_in_order_and_once(self, origin: Origin, window: tuple[date, date]) -> None:
        start, end = window
        found = occurrences(origin, start, end)
        for occurrence in found:
            assert first_day(occurrence.date) <= end
            assert last_day(occurrence.date) >= start
            assert occurrence.precision == precision_of(occurrence.date)
            assert occurrence.number is None or occurrence.number > 0
            assert occurrence.year_class == (occurrence.number and classify_year(occurrence.number))
        dates = [occurrence.date for occurrence in found]
        assert dates == sorted(set(dates))
        assert found == occurrences(origin, start, end)

    @given(st.lists(ORIGINS, max_size=5), WINDOWS)
    def test_of_many_origins_hold_what_they_hold_of_each(
        self, origins: list[Origin], window: tuple[date, date]
    ) -> None:
        pairs = [(place, found) for place, origin in enumerate(origins) for found in occurrences(origin, *window)]
        assert list(occurrences_of_many(enumerate(origins), *window)) == pairs

    def test_without_any_date_hold_nothing(self) -> None:
        for calendar in CALENDARS:
            assert occurrences(Origin(None, calendar), FIRST, LAST) == []


class TestImpreciseOrigins:
    def test_a_year_comes_round_as_a_year_in_every_window_that_meets_it(self) -> None:
        gifu = Origin("2015")
        assert occurrences(gifu, date(2026, 3, 1), date(2026, 3, 2)) == [
            Occurrence("2026", 11, "other", milestone=False, precision="year")
        ]
        assert dates_of(gifu, date(2026, 12, 31), date(2027, 1, 1)) == ["2026", "2027"]

    def test_a_month_comes_round_as_a_month_in_every_window_that_meets_it(self) -> None:
        gyeonggi = Origin("2018-04")
        assert occurrences(gyeonggi, date(2028, 4, 30), date(2028, 5, 9)) == [
            Occurrence("2028-04", 10, "round", milestone=True, precision="month")
        ]
        assert dates_of(gyeonggi, date(2028, 3, 1), date(2028, 4, 1)) == ["2028-04"]
        assert dates_of(gyeonggi, date(2028, 5, 1), date(2029, 3, 31)) == []

    def test_february_alone_is_no_leap_day(self) -> None:
        assert dates_of(Origin("2016-02"), date(2027, 1, 1), date(2027, 12, 31)) == ["2027-02"]


class TestTheTwentyNinthOfFebruary:
    @pytest.mark.parametrize(
        ("policy", "expected"),
        [
            ("feb28", ["2027-02-28", "2028-02-29", "2029-02-28"]),
            ("mar1", ["2027-03-01", "2028-02-29", "2029-03-01"]),
            ("leap_years", ["2028-02-29"]),
        ],
    )
    def test_follows_its_policy(self, policy: Feb29, expected: list[str]) -> None:
        assert dates_of(Origin("1996-02-29", feb29=policy), date(2027, 1, 1), date(2029, 12, 31)) == expected

    def test_numbers_leap_years_alone_by_years_too(self) -> None:
        (found,) = in_year(Origin("1996-02-29", feb29="leap_years"), 2028)
        assert (found.number, found.year_class) == (32, "other")

    @pytest.mark.parametrize(("year", "expected"), [(2096, "2096-02-29"), (2100, "2100-02-28"), (2400, "2400-02-29")])
    def test_knows_the_centuries(self, year: int, expected: str) -> None:
        assert [found.date for found in in_year(Origin("1996-02-29"), year)] == [expected]

    @pytest.mark.parametrize("policy", POLICIES)
    def test_touches_no_other_day(self, policy: Feb29) -> None:
        assert dates_of(Origin("1996-02-28", feb29=policy), date(2027, 1, 1), date(2028, 12, 31)) == [
            "2027-02-28",
            "2028-02-28",
        ]


class TestValidity:
    def test_a_national_day_moves_with_the_reign(self) -> None:
        """Japan: 23 December until the abdication of 2019, 23 February since."""
        before = Origin("1933-12-23", valid_from="1989-01-07", valid_to="2019-04-30")
        since = Origin("1960-02-23", valid_from="2019-05-01")
        both = [day for year in range(2018, 2021) for origin in (before, since) for day, *_ in in_year(origin, year)]
        assert both == ["2018-12-23", "2020-02-23"]

    def test_a_country_has_two_national_days(self) -> None:
        """Korea: letters go on 15 August, the embassy celebrates 3 October."""
        days = [in_year(Origin(origin_date), 2026)[0].date for origin_date in ("1945-08-15", "1948-10-03")]
        assert days == ["2026-08-15", "2026-10-03"]

    @pytest.mark.parametrize(
        ("origin_date", "valid_from", "valid_to", "expected"),
        [
            ("2000-06-15", "2020", "2021", ["2020-06-15", "2021-06-15"]),
            ("2000-06-15", "2020-06", "2021-06", ["2020-06-15", "2021-06-15"]),
            ("2000-06-15", "2020-07", "2021-05", []),
            ("2000-06-15", "2020-06-15", "2020-06-15", ["2020-06-15"]),
            ("2000-06-15", "2020-06-16", "2021-06-14", []),
            ("2000", "2020-12-31", "2021-01-01", ["2020", "2021"]),
            ("2000-06", "2020-06-30", "2021-06-01", ["2020-06", "2021-06"]),
            ("2000-06", "2020-07-01", "2021-05-31", []),
        ],
    )
    def test_holds_its_ends_as_far_as_they_are_known(
        self, origin_date: str, valid_from: str, valid_to: str, expected: list[str]
    ) -> None:
        origin = Origin(origin_date, valid_from=valid_from, valid_to=valid_to)
        assert dates_of(origin, date(2019, 1, 1), date(2022, 12, 31)) == expected

    @given(ORIGINS, WINDOWS)
    def test_only_takes_away(self, origin: Origin, window: tuple[date, date]) -> None:
        always = occurrences(origin._replace(valid_from=None, valid_to=None), *window)
        start = first_day(origin.valid_from) if origin.valid_from else date.min
        end = last_day(origin.valid_to) if origin.valid_to else date.max
        expected = [found for found in always if first_day(found.date) <= end and last_day(found.date) >= start]
        assert occurrences(origin, *window) == expected


class TestTheLunarCalendar:
    @pytest.mark.parametrize(
        ("year", "expected"),
        [(1968, "1968-01-29"), (1985, "1985-01-21"), (2007, "2007-02-17"), (2030, "2030-02-02")],
    )
    def test_keeps_vietnams_tet(self, year: int, expected: str) -> None:
        assert in_year(TET, year) == [Occurrence(expected, None, None, milestone=False, precision="day")]

    def test_derives_the_lunar_day_and_counts_lunar_years(self) -> None:
        """17 February 2007 is the first day of lunar 2007."""
        origin = Origin("2007-02-17", "vietnamese_lunar")
        assert lunar_day_of("2007-02-17") == LunarDay(1, 1)
        assert in_year(origin, 2027) == [Occurrence("2027-02-06", 20, "round", milestone=False, precision="day")]

    def test_a_day_of_the_last_month_counts_from_the_year_that_it_ends(self) -> None:
        """20 January 1985 is the last day of lunar 1984, and lunar 2026 ends in February 2027."""
        origin = Origin("1985-01-20", "vietnamese_lunar")
        (found,) = in_year(origin, 2027)
        assert (found.date, found.number) == ("2027-02-05", 2026 - 1984)

    def test_may_come_round_twice_in_a_gregorian_year_or_not_at_all(self) -> None:
        twice = Origin(None, "vietnamese_lunar", lunar=LunarDay(11, 20))
        assert [len(in_year(twice, year)) for year in (2000, 2001, 2002, 2003)] == [1, 0, 2, 1]

    def test_an_origin_before_1968_is_dated_by_the_calendar_of_its_day(self) -> None:
        """2 February 1965 was Tết then; at UTC+7 it would have been the second day."""
        origin = Origin("1965-02-02", "vietnamese_lunar")
        assert in_year(origin, 2027) == [Occurrence("2027-02-06", 62, "other", milestone=False, precision="day")]

    def test_the_thirtieth_of_a_short_month_falls_on_its_last_day(self) -> None:
        """The second month has 29 days in 2026 and 30 in 2023."""
        assert [month_length(year, 2) for year in (2023, 2026)] == [30, 29]
        origin = Origin(None, "vietnamese_lunar", lunar=LunarDay(2, 30))
        days = [date.fromisoformat(found.date) for year in (2023, 2026) for found in in_year(origin, year)]
        found = [to_lunar(day) for day in days]
        assert [day and day[:3] for day in found] == [(2023, 2, 30), (2026, 2, 29)]

    def test_a_day_of_a_leap_month_falls_in_the_ordinary_one_of_other_years(self) -> None:
        """23 March 2023 is the second day of the leap second month."""
        assert lunar_day_of("2023-03-23") == LunarDay(2, 2, leap_month=True)
        origin = Origin("2023-03-23", "vietnamese_lunar")
        assert [to_lunar(date.fromisoformat(found.date)) for found in in_year(origin, 2026)] == [(2026, 2, 2, False)]
        assert [to_lunar(date.fromisoformat(found.date)) for found in in_year(origin, 2042)] == [(2042, 2, 2, True)]

    def test_a_day_of_an_ordinary_month_stays_in_it_in_leap_years(self) -> None:
        origin = Origin(None, "vietnamese_lunar", lunar=LunarDay(2, 2))
        assert [to_lunar(date.fromisoformat(found.date)) for found in in_year(origin, 2023)] == [(2023, 2, 2, False)]

    @pytest.mark.parametrize("origin_date", ["2015", "2015-06"])
    def test_an_imprecise_origin_tells_the_year_alone(self, origin_date: str) -> None:
        assert lunar_day_of(origin_date) is None
        origin = Origin(origin_date, "vietnamese_lunar")
        assert in_year(origin, 2026) == [Occurrence("2026", 11, "other", milestone=False, precision="year")]

    @pytest.mark.parametrize(("origin_date", "number"), [("1890", 137), ("1890-02", 138), ("1890-06-01", 137)])
    def test_a_given_day_needs_no_derived_one(self, origin_date: str, number: int) -> None:
        """Before 1900 too; a last month that falls in February is of the lunar year before."""
        origin = Origin(origin_date, "vietnamese_lunar", lunar=LunarDay(12, 10))
        assert occurrences(origin, date(2027, 6, 1), date(2028, 5, 31))[0].number == number

    def test_ends_with_its_table(self) -> None:
        assert dates_of(TET, date(1895, 1, 1), date(1901, 12, 31)) == ["1900-01-31", "1901-02-19"]
        assert dates_of(TET, date(2199, 1, 1), date(2205, 12, 31)) == ["2199-01-26"]

    @given(st.dates(date(1968, 1, 1), date(2100, 12, 31)), st.integers(1, 60))
    def test_comes_round_once_a_lunar_year_on_its_own_day(self, day: date, years: int) -> None:
        lunar = to_lunar(day)
        assert lunar is not None
        origin = Origin(day.isoformat(), "vietnamese_lunar")
        found = occurrences(origin, day, day + timedelta(days=366 * (years + 1)))
        (mine,) = [occurrence for occurrence in found if occurrence.number == years]
        again = to_lunar(date.fromisoformat(mine.date))
        assert again is not None
        assert (again.year, again.month) == (lunar.year + years, lunar.month)
        assert again.day == lunar.day or (lunar.day, again.day) == (30, 29)


class TestALunarDayBesideAnOrigin:
    @pytest.mark.parametrize(
        ("origin_date", "day", "expected"),
        [
            ("2007-02-17", LunarDay(1, 1), True),
            ("2007-02-17", LunarDay(12, 30), False),
            ("2023-03-23", LunarDay(2, 2, leap_month=True), True),
            ("2023-03-23", LunarDay(2, 2), False),
            ("1965-02-02", LunarDay(1, 1), True),
            ("1965-02-02", LunarDay(1, 2), True),
            ("1965-02-02", LunarDay(1, 3), False),
            ("1890-05-19", LunarDay(4, 1), True),
            ("2015-06", LunarDay(4, 30), True),
            (None, LunarDay(4, 30), True),
        ],
    )
    def test_must_be_its_day_as_printed_or_computed(
        self,
        origin_date: str | None,
        day: LunarDay,
        expected: bool,  # noqa: FBT001
    ) -> None:
        assert may_be_lunar_day(origin_date, day) is expected


class TestTables:
    def test_give_the_declared_first_days(self) -> None:
        assert dates_of(BUNPIMAY, date(2023, 1, 1), date(2025, 12, 31)) == ["2023-04-14", "2024-04-13", "2025-04-14"]
        khmer = Origin(None, "table", table="chol_chnam_thmay")
        assert dates_of(khmer, date(2019, 1, 1), date(2020, 12, 31)) == ["2019-04-14", "2020-04-13"]

    def test_have_no_date_for_a_year_that_no_source_confirms(self) -> None:
        assert dates_of(BUNPIMAY, date(2040, 1, 1), date(2049, 12, 31)) == []
        assert dates_of(Origin("2015", "table", table="unheard_of"), FIRST, LAST) == []

    def test_number_a_feast_that_has_an_origin(self) -> None:
        (found,) = in_year(Origin("2016", "table", table="bunpimay"), 2026)
        assert (found.number, found.year_class, found.precision) == (10, "round", "day")

    @pytest.mark.parametrize("name", feasts.names())
    def test_are_in_the_order_of_time_with_one_date_a_year(self, name: str) -> None:
        days = feasts.first_days(name)
        assert list(days) == sorted(days)
        for year, text in days.items():
            assert date(year, 4, 13) <= date.fromisoformat(text) <= date(year, 4, 14)


class TestIndexKeys:
    @pytest.mark.parametrize(
        ("origin", "key"),
        [
            (Origin("1962-09-05"), 905),
            (Origin("1996-02-29", feb29="mar1"), 229),
            (Origin("2018-04"), 400),
            (Origin("2015"), 0),
            (TET, 0),
            (Origin("2007-02-17", "vietnamese_lunar"), 0),
            (BUNPIMAY, 0),
            (Origin(None), None),
            (Origin(None, "vietnamese_lunar"), None),
        ],
    )
    def test_say_the_day_of_the_year(self, origin: Origin, key: int | None) -> None:
        assert index_key(origin) == key

    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            (date(2026, 9, 5), date(2026, 9, 5), [(0, 0), (900, 900), (905, 905)]),
            (date(2026, 12, 20), date(2027, 1, 10), [(0, 0), (100, 110), (1200, 1200), (1220, 1231)]),
            (date(2027, 3, 1), date(2027, 3, 2), [(0, 0), (229, 229), (300, 300), (301, 302)]),
            (date(2027, 2, 1), date(2027, 2, 28), [(0, 0), (200, 200), (201, 228), (229, 229)]),
            (date(2026, 6, 15), date(2027, 6, 10), [(0, 0), (100, 610), (615, 1231)]),
            (date(2026, 1, 1), date(2026, 12, 31), [(0, 0), (100, 100), (101, 1231)]),
            (date(2026, 6, 1), date(2027, 6, 1), [(0, 1231)]),
            (date(2026, 12, 31), date(2028, 1, 1), [(0, 1231)]),
        ],
    )
    def test_of_a_window_are_few_spans(self, start: date, end: date, expected: list[tuple[int, int]]) -> None:
        assert index_ranges(start, end) == expected

    @given(ORIGINS, WINDOWS)
    def test_find_all_that_comes_round(self, origin: Origin, window: tuple[date, date]) -> None:
        key, spans = index_key(origin), index_ranges(*window)
        found = key is not None and any(low <= key <= high for low, high in spans)
        assert found or occurrences(origin, *window) == []

    @given(ORIGINS, st.dates(FIRST, LAST))
    def test_find_all_that_comes_round_on_one_day(self, origin: Origin, day: date) -> None:
        key, spans = index_key(origin), index_ranges(day, day)
        found = key is not None and any(low <= key <= high for low, high in spans)
        assert found or occurrences(origin, day, day) == []

    @given(WINDOWS)
    def test_are_in_order_and_read_no_key_twice(self, window: tuple[date, date]) -> None:
        spans = index_ranges(*window)
        ends = [end for span in spans for end in span]
        assert ends == sorted(ends)
        assert len({low for low, _ in spans}) == len(spans)


class TestOccurrence:
    @given(ORIGINS, WINDOWS)
    def test_a_whole_day_asked_alone_gives_the_same(self, origin: Origin, window: tuple[date, date]) -> None:
        for found in occurrences(origin, *window)[:3]:
            day = first_day(found.date)
            assert contains(found.date, day)
            assert found in occurrences(origin, day, day)
