"""Periods as plans write them."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.imports.cells.dates import DateOrder
from app.imports.cells.periods import Period, read_period, split_length
from app.imports.drafts import CellFault
from tests.imports.cells.faults import code_of

DMY = DateOrder.DMY
PERIODS = [
    ("quý III/2026", "2026-07", "2026-09"),
    ("Quý 3 năm 2026", "2026-07", "2026-09"),
    ("Q3/2026", "2026-07", "2026-09"),
    ("quy iv, 2026", "2026-10", "2026-12"),
    ("quý II-III/2026", "2026-04", "2026-09"),
    ("quý I - quý II/2026", "2026-01", "2026-06"),
    ("6 tháng đầu năm 2026", "2026-01", "2026-06"),
    ("06 tháng cuối năm 2026", "2026-07", "2026-12"),
    ("9 tháng đầu năm 2026", "2026-01", "2026-09"),
    ("tháng 5/2026", "2026-05", "2026-05"),
    ("T5/2026", "2026-05", "2026-05"),
    ("Dự kiến: tháng 5/2026", "2026-05", "2026-05"),
    ("2026", "2026", "2026"),
    ("Trong năm 2026", "2026", "2026"),
    ("cả năm 2026", "2026", "2026"),
    ("2026-2027", "2026", "2027"),
    ("tháng 5-6/2026", "2026-05", "2026-06"),
    ("T5-T6/2026", "2026-05", "2026-06"),
    ("từ tháng 5 đến tháng 6 năm 2026", "2026-05", "2026-06"),
    ("11/2026 - 02/2027", "2026-11", "2027-02"),
    ("tháng 5/2026 - quý III/2026", "2026-05", "2026-09"),
    ("12-15/5/2026", "2026-05-12", "2026-05-15"),
    ("12 – 15/5/2026", "2026-05-12", "2026-05-15"),
    ("từ 12/5 đến 15/5/2026", "2026-05-12", "2026-05-15"),
    ("từ ngày 12 đến hết ngày 15 tháng 5 năm 2026", "2026-05-12", "2026-05-15"),
    ("từ 28 tháng 4 đến 3 tháng 5 năm 2026", "2026-04-28", "2026-05-03"),
    ("28/4 - 03/5/2026", "2026-04-28", "2026-05-03"),
    ("12/05/2026 - 15/05/2026", "2026-05-12", "2026-05-15"),
    ("12/05/2026-15/05/2026", "2026-05-12", "2026-05-15"),
    ("12-05-2026 - 15-05-2026", "2026-05-12", "2026-05-15"),
    ("2026-05-12 đến 2026-05-15", "2026-05-12", "2026-05-15"),
    ("28/12/2026 - 03/01/2027", "2026-12-28", "2027-01-03"),
    ("12 - 15 May 2026", "2026-05-12", "2026-05-15"),
    ("From 28 April to 3 May 2026", "2026-04-28", "2026-05-03"),
    ("12 to 15 October 2026", "2026-10-12", "2026-10-15"),
    ("12/5/2026", "2026-05-12", "2026-05-12"),
    ("12/5/2026 (01 ngày)", "2026-05-12", "2026-05-12"),
    ("12/5/2026 (5 ngày)", "2026-05-12", None),
    ("từ 12/5/2026", "2026-05-12", None),
    ("từ quý III/2026", "2026-07", None),
    ("tháng 5/2026, 05 ngày", "2026-05", "2026-05"),
    ("Quý III/2026 (07 ngày)", "2026-07", "2026-09"),
    ("05 ngày (từ 12/5 đến 16/5/2026)", "2026-05-12", "2026-05-16"),
    ("từ 12/5 đến 16/5/2026, 5 ngày 4 đêm", "2026-05-12", "2026-05-16"),
]
VAGUE = [
    "nửa đầu tháng 5/2026",
    "đầu tháng 5/2026",
    "cuối năm",
    "cuối năm 2026",
    "khoảng tháng 5/2026",
    "05 ngày",
    "tháng 5",
]
UNCLEAR = [
    "10-12/2026",
    "12-15-5-2026",
    "12/5",
    "quý V/2026",
    "quý III",
    "đến 5/2026",
    "tuần 2 tháng 5/2026",
    "từ",
    "đến",
    "-",
    "",
]
HALF_SAID = [
    "quý II - tháng 9/2026",
    "tháng 4 - quý III/2026",
    "x - 15/5/2026",
    "12 abc - 15/5/2026",
    "tháng 4 - 15/5/2026",
]


class TestReadPeriod:
    @pytest.mark.parametrize(("text", "start", "end"), PERIODS)
    def test_a_period_is_what_it_names(self, text: str, start: str, end: str | None) -> None:
        assert read_period(text, DMY) == Period(start, end)

    @pytest.mark.parametrize("text", [*VAGUE, *UNCLEAR, *HALF_SAID])
    def test_what_names_no_day_month_or_year_is_refused(self, text: str) -> None:
        assert code_of(read_period, text, DMY) == "unreadable_date"

    @pytest.mark.parametrize(
        "text",
        ["31/4 - 03/5/2026", "31-32/5/2026", "13 tháng đầu năm 2026", "0 tháng cuối năm 2026", "4/28 - 5/3/2026"],
    )
    def test_what_the_calendar_does_not_have_is_refused(self, text: str) -> None:
        assert code_of(read_period, text, DMY) == "invalid_date"

    @pytest.mark.parametrize(
        "text", ["28/12 - 03/01/2027", "15-12/5/2026", "tháng 6-5/2026", "2027-2026", "quý III-II/2026"]
    )
    def test_an_end_before_its_beginning_is_refused_not_moved_by_a_year(self, text: str) -> None:
        assert code_of(read_period, text, DMY) == "end_before_start"

    def test_a_column_that_puts_the_month_first_is_read_so(self) -> None:
        assert read_period("4/28 - 5/3/2026", DateOrder.MDY) == Period("2026-04-28", "2026-05-03")

    def test_without_an_order_both_readings_are_told(self) -> None:
        assert code_of(read_period, "3/4/2026 - 5/4/2026", None) == "ambiguous_date"

    def test_a_day_that_a_spreadsheet_holds_is_that_day(self) -> None:
        assert read_period(date(2026, 5, 12), None) == Period("2026-05-12", "2026-05-12")

    def test_a_number_that_is_no_year_is_refused(self) -> None:
        assert code_of(read_period, 45000, DMY) == "unreadable_date"

    @given(st.text(alphabet="0123456789/-. quýIVtháng", max_size=25), st.sampled_from([*DateOrder, None]))
    def test_no_day_or_year_is_invented(self, text: str, order: DateOrder | None) -> None:
        try:
            period = read_period(text, order)
        except CellFault:
            return
        written = {int(figures) for figures in re.findall("[0-9]+", text)}
        for told in (part for part in period if part):
            year, _, rest = told.partition("-")
            assert int(year) in written
            assert all(int(day) in written for day in rest.split("-")[1:])


class TestSplitLength:
    @pytest.mark.parametrize(
        ("text", "rest", "days"),
        [
            ("Tháng 5/2026 (05 ngày)", "thang 5/2026", 5),
            ("07 ngày, quý III/2026", "quy iii/2026", 7),
            ("quý III/2026", "quy iii/2026", None),
            ("ngày 12/5/2026", "ngay 12/5/2026", None),
            ("10 days", "", 10),
        ],
    )
    def test_the_days_are_told_apart(self, text: str, rest: str, days: int | None) -> None:
        assert split_length(text) == (rest, days)
