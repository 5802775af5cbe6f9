"""Public holidays of countries, in both languages."""

import subprocess
import sys
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.holidays import PublicHoliday, public_holidays
from app.core.reference import countries

PARTNERS = ["LA", "KH", "KR", "JP", "CN", "RU", "CU", "TH", "AU", "FR", "US"]
FIRST, LAST = date(2000, 1, 1), date(2040, 12, 31)
DAYS = st.dates(FIRST, LAST)


def holidays_on(country: str, day: date) -> list[PublicHoliday]:
    return public_holidays(country, day, day)


def name_of(country: str, day: date) -> tuple[str, str]:
    """Return the names, Vietnamese and English, of a day with one holiday."""
    [holiday] = holidays_on(country, day)
    return holiday.name_vi, holiday.name_en


class TestPublicHolidays:
    def test_a_year_of_laos_has_its_days_in_order_with_both_names(self) -> None:
        days = public_holidays("LA", date(2025, 1, 1), date(2025, 12, 31))
        assert days[0] == PublicHoliday(date(2025, 1, 1), "LA", "Tết Dương lịch", "New Year's Day")
        assert [day.on for day in days if "Tết Lào" in day.name_vi] == [date(2025, 4, day) for day in (14, 15, 16)]
        assert days[-1] == PublicHoliday(date(2025, 12, 2), "LA", "Quốc khánh Lào", "Lao National Day")

    def test_the_window_holds_both_of_its_ends_and_may_cross_years(self) -> None:
        days = public_holidays("FR", date(2024, 12, 25), date(2025, 1, 1))
        assert [day.on for day in days] == [date(2024, 12, 25), date(2025, 1, 1)]

    def test_a_window_that_ends_before_it_starts_has_none(self) -> None:
        assert public_holidays("FR", date(2025, 1, 1), date(2024, 12, 25)) == []
        assert public_holidays("FR", date(2025, 12, 25), date(2025, 1, 1)) == []

    def test_a_day_with_two_reasons_is_two_holidays(self) -> None:
        names = {(day.name_vi, day.name_en) for day in holidays_on("KR", date(2025, 5, 5))}
        assert names == {("Lễ Phật đản", "Buddha's Birthday"), ("Ngày Thiếu nhi", "Children's Day")}

    @pytest.mark.parametrize("code", ["", "XX", "la", "LAO", "UK", "USA", "Laos", "utils", "HolidayBase"])
    def test_an_unknown_country_has_none(self, code: str) -> None:
        assert public_holidays(code, FIRST, LAST) == []

    @pytest.mark.parametrize("year", [1, 1000, 2999, 9999])
    def test_a_year_that_the_library_does_not_know_has_none(self, year: int) -> None:
        assert public_holidays("VN", date(year, 1, 1), date(year, 12, 31)) == []

    def test_every_country_answers_for_a_year_with_both_names_filled(self) -> None:
        days = [day for code in countries() for day in public_holidays(code, date(2040, 1, 1), date(2040, 12, 31))]
        assert len({day.country for day in days}) > 200
        assert all(day.name_vi and day.name_en and day.on.year == 2040 for day in days)

    def test_a_changed_answer_does_not_change_the_next_one(self) -> None:
        public_holidays("LA", FIRST, LAST).clear()
        assert public_holidays("LA", FIRST, LAST)

    @given(st.sampled_from(["VN", *PARTNERS]), DAYS, DAYS)
    def test_a_window_is_that_part_of_the_whole_in_order(self, country: str, one: date, other: date) -> None:
        start, end = sorted((one, other))
        days = public_holidays(country, start, end)
        assert days == [day for day in public_holidays(country, FIRST, LAST) if start <= day.on <= end]
        assert all(left.on <= right.on for left, right in pairwise(days))


class TestNames:
    @pytest.mark.parametrize("country", ["VN", *PARTNERS])
    def test_every_name_from_2000_to_2040_is_in_vietnamese_too(self, country: str) -> None:
        days = public_holidays(country, FIRST, LAST)
        assert len(days) > 250
        assert {day.name_en for day in days if day.name_vi == day.name_en} == set()

    @pytest.mark.parametrize(
        ("day", "name_vi", "name_en"),
        [
            (date(2026, 2, 17), "Tết Nguyên Đán", "Lunar New Year"),
            (date(2026, 4, 26), "Ngày Giỗ Tổ Hùng Vương", "Hung Kings' Commemoration Day"),
            (date(2026, 4, 27), "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)", "Hung Kings' Commemoration Day (observed)"),
            (date(2025, 5, 2), "Ngày nghỉ (thay cho ngày 26/04/2025)", "Day off (substituted from 2025-04-26)"),
        ],
    )
    def test_vietnam_has_its_own_names(self, day: date, name_vi: str, name_en: str) -> None:
        assert name_of("VN", day) == (name_vi, name_en)

    def test_no_day_of_vietnam_has_two_names_which_could_be_paired_wrongly(self) -> None:
        days = [day.on for day in public_holidays("VN", date(1945, 1, 1), date(2100, 12, 31))]
        assert len(days) == len(set(days)) > 1000

    @pytest.mark.parametrize(
        ("country", "day", "name_vi", "name_en"),
        [
            ("LA", date(2025, 3, 10), "Ngày Quốc tế Phụ nữ (nghỉ bù)", "International Women's Rights Day (in lieu)"),
            ("US", date(2026, 7, 3), "Ngày Độc lập (nghỉ bù)", "Independence Day (observed)"),
            (
                "KR",
                date(2025, 3, 3),
                "Ngày Phong trào Độc lập (nghỉ bù)",
                "Alternative holiday for Independence Movement Day",
            ),
            ("GG", date(2005, 1, 3), "Tết Dương lịch (nghỉ bù)", "New Year's Day (substitute day)"),
            ("MV", date(2000, 6, 3), "Quốc khánh (dự kiến)", "National Day (estimated)"),
            ("CN", date(2026, 2, 20), "Ngày nghỉ (thay cho ngày 14/02/2026)", "Day off (substituted from 2026-02-14)"),
            ("TH", date(2011, 10, 27), "Nghỉ khẩn cấp (lũ lụt năm 2011)", "Emergency Lockdown (2011 Thailand Floods)"),
        ],
    )
    def test_a_remark_is_translated_by_rule(self, country: str, day: date, name_vi: str, name_en: str) -> None:
        assert name_of(country, day) == (name_vi, name_en)

    def test_a_name_that_other_countries_share_is_known_for_all(self) -> None:
        assert name_of("DE", date(2025, 12, 25)) == ("Lễ Giáng sinh", "Christmas Day")

    @pytest.mark.parametrize(
        ("country", "day", "name"),
        [
            ("DE", date(2025, 10, 3), "German Unity Day"),
            ("AE", date(2030, 2, 4), "Eid al-Fitr (estimated)"),
        ],
    )
    def test_a_name_of_another_country_stays_english_remark_and_all(self, country: str, day: date, name: str) -> None:
        assert name_of(country, day) == (name, name)

    def test_names_do_not_follow_the_language_of_the_machine(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LANGUAGE", "th")
        assert name_of("TH", date(1999, 12, 10)) == ("Ngày Hiến pháp", "Constitution Day")


class TestImport:
    def test_importing_it_loads_no_country(self) -> None:
        code = "import sys, app.core.holidays; print([name for name in sys.modules if 'holidays.countries.' in name])"
        done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        assert done.stdout == "[]\n"
