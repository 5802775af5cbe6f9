"""A feed's window and its alarms, without a database."""

from datetime import date, timedelta

import pytest

from app.feeds.rules import read_alarm, window_of


class TestWindow:
    def test_reaches_from_the_same_day_to_the_same_day(self) -> None:
        assert window_of(date(2026, 11, 22), 1, 2) == (date(2025, 11, 22), date(2028, 11, 22))

    def test_may_be_today_alone(self) -> None:
        assert window_of(date(2026, 11, 22), 0, 0) == (date(2026, 11, 22), date(2026, 11, 22))

    def test_begins_and_ends_inside_where_there_is_no_29_february(self) -> None:
        assert window_of(date(2028, 2, 29), 1, 1) == (date(2027, 3, 1), date(2029, 2, 28))

    def test_keeps_29_february_of_leap_years(self) -> None:
        assert window_of(date(2028, 2, 29), 4, 4) == (date(2024, 2, 29), date(2032, 2, 29))


class TestAlarm:
    @pytest.mark.parametrize(
        ("text", "before"),
        [
            ("-P7D", timedelta(days=7)),
            ("-P2W", timedelta(weeks=2)),
            ("-PT12H", timedelta(hours=12)),
            ("-P1DT6H30M", timedelta(days=1, hours=6, minutes=30)),
            ("-PT90M", timedelta(minutes=90)),
            ("-PT15S", timedelta(seconds=15)),
        ],
    )
    def test_rings_so_long_before(self, text: str, before: timedelta) -> None:
        assert read_alarm(text) == before

    @pytest.mark.parametrize(
        "text", ["", "P7D", "+P7D", "-P", "-PT", "-P1DT", "-P7", "-7D", "-P1W2D", "-P1Y", "-P1.5D", "-p7d", "-P-7D"]
    )
    def test_is_no_other_text(self, text: str) -> None:
        assert read_alarm(text) is None
