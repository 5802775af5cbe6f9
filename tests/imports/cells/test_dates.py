"""Days as people write them."""

import re
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.imports.cells.date_columns import AmbiguousOrder, DateColumn, MixedOrder
from app.imports.cells.dates import DateOrder, read_date, read_partial_date
from app.imports.drafts import Cell, CellFault
from tests.imports.cells.faults import code_of, fault_of

DAYS = st.dates(date(1000, 1, 1), date(2999, 12, 31))
ORDERS = st.sampled_from([*DateOrder, None])
DMY, MDY, YMD = DateOrder
THE_DAY: list[Cell] = [
    "2026-05-12",
    "2026/5/12",
    "2026.05.12",
    " 2026-05-12 ",
    "2026-05-12T08:30",
    "2026-05-12 08:30:00.000",
    "2026-05-12T08:30:00+07:00",
    "12 tháng 5 năm 2026",
    "ngày 12 tháng 5 năm 2026",
    "Ngày 12 tháng Năm năm 2026",
    "ngày 12 tháng 5, 2026",
    "12 tháng 5/2026",
    "12 May 2026",
    "12th of May, 2026",
    "May 12, 2026",
    "Tuesday, 12 May 2026",
    "12-May-2026",
    date(2026, 5, 12),
    datetime(2026, 5, 12, 8, 30),  # noqa: DTZ001  # as a spreadsheet holds it
]
IN_FIGURES = ["12/05/2026", "12/5/2026", "12-5-2026", "12.05.2026", "12 / 5 / 2026", "Thứ Ba, ngày 12/5/2026 08h30"]
THE_MONTH = ["5/2026", "05/2026", "5-2026", "2026-05", "2026/5", "tháng 5/2026", "Tháng 5 năm 2026", "tháng năm 2026"]
THE_YEAR: list[Cell] = ["2026", "năm 2026", 2026.0]
NO_DATES = ["", "12/05/26", "45000", "đầu tháng 5/2026", "1.2026", "2026-05-12T08:30Z", "hôm nay", "12/5", "12/05-2026"]
NO_TYPED_DATES: list[Cell] = [45001, 45000.5, 2026.5, 999, True, time(8, 30), ["2026"], float("nan")]
NOT_IN_THE_CALENDAR = [
    "31/02/2026",
    "2026-02-30",
    "29/2/2025",
    "13/2026",
    "00/2026",
    "0999",
    "3000",
    "0/5/2026",
    "99/99/2026",
]


class TestReadPartialDate:
    @pytest.mark.parametrize("order", [*DateOrder, None])
    @pytest.mark.parametrize("cell", THE_DAY)
    def test_a_day_that_leaves_no_choice_needs_no_order(self, cell: Cell, order: DateOrder | None) -> None:
        assert read_partial_date(cell, order) == "2026-05-12"

    @pytest.mark.parametrize("text", IN_FIGURES)
    def test_figures_follow_the_order_of_their_column(self, text: str) -> None:
        assert read_partial_date(text, DMY) == "2026-05-12"
        assert read_partial_date(text, MDY) == "2026-12-05"
        assert code_of(read_partial_date, text, YMD) == "invalid_date"

    @pytest.mark.parametrize("text", [*THE_MONTH, "T5/2026", "t5-2026", "May 2026", "May, 2026"])
    def test_a_month_stays_a_month(self, text: str) -> None:
        assert read_partial_date(text, DMY) == "2026-05"

    @pytest.mark.parametrize(
        ("text", "month"), [("tháng mười 2026", "10"), ("tháng mười hai năm 2026", "12"), ("Sept 2026", "09")]
    )
    def test_months_have_names(self, text: str, month: str) -> None:
        assert read_partial_date(text, DMY) == f"2026-{month}"

    @pytest.mark.parametrize("cell", THE_YEAR)
    def test_a_year_stays_a_year(self, cell: Cell) -> None:
        assert read_partial_date(cell, DMY) == "2026"

    @pytest.mark.parametrize("year", [1000, 2026, 2999])
    def test_a_number_may_be_a_year(self, year: int) -> None:
        assert read_partial_date(year, DMY) == str(year)

    @pytest.mark.parametrize("cell", [*NO_DATES, *NO_TYPED_DATES])
    def test_what_would_be_a_guess_is_refused(self, cell: Cell) -> None:
        assert code_of(read_partial_date, cell, DMY) == "unreadable_date"

    @pytest.mark.parametrize("text", NOT_IN_THE_CALENDAR)
    def test_a_day_that_does_not_exist_is_refused(self, text: str) -> None:
        assert code_of(read_partial_date, text, DMY) == "invalid_date"

    def test_a_page_of_text_is_no_date(self) -> None:
        assert code_of(read_partial_date, "1 " * 10_000, DMY) == "too_long"

    def test_without_an_order_both_readings_are_told(self) -> None:
        fault = fault_of(read_partial_date, "03/04/2026", None)
        assert fault.code == "ambiguous_date"
        assert (fault.values["first"], fault.values["second"]) == ("3 April 2026", "4 March 2026")
        assert fault.values["first_vi"] == "ngày 3 tháng 4 năm 2026"

    @pytest.mark.parametrize(
        ("text", "day"), [("28/4/2026", "2026-04-28"), ("4/28/2026", "2026-04-28"), ("5/5/2026", "2026-05-05")]
    )
    def test_without_an_order_figures_that_leave_no_choice_are_read(self, text: str, day: str) -> None:
        assert read_partial_date(text, None) == day

    @given(DAYS, ORDERS)
    def test_an_iso_day_is_itself_under_any_order(self, day: date, order: DateOrder | None) -> None:
        assert read_partial_date(day.isoformat(), order) == day.isoformat()

    @given(DAYS, st.sampled_from("/-."))
    def test_a_day_written_in_its_order_comes_back(self, day: date, mark: str) -> None:
        assert read_partial_date(f"{day.day}{mark}{day.month}{mark}{day.year}", DMY) == day.isoformat()
        assert read_partial_date(f"{day.month}{mark}{day.day}{mark}{day.year}", MDY) == day.isoformat()

    @given(
        st.from_regex(r"[0-9]{1,4}( ?[-/. ] ?| tháng |-)[0-9]{1,4}( ?[-/. ] ?| năm )[0-9]{1,4}", fullmatch=True), ORDERS
    )
    def test_no_date_is_invented(self, text: str, order: DateOrder | None) -> None:
        try:
            found = read_partial_date(text, order)
        except CellFault:
            return
        assert {int(part) for part in found.split("-")} <= {int(figures) for figures in re.findall("[0-9]+", text)}


class TestReadDate:
    @pytest.mark.parametrize("cell", THE_DAY)
    def test_a_whole_day_is_read(self, cell: Cell) -> None:
        assert read_date(cell, DMY) == "2026-05-12"

    @pytest.mark.parametrize("cell", [*THE_MONTH, *THE_YEAR, *NO_DATES])
    def test_a_month_or_a_year_is_not_enough(self, cell: Cell) -> None:
        assert code_of(read_date, cell, DMY) == "unreadable_date"


def order_of(*cells: Cell, wanted: str = "auto") -> object:
    """What a column of these cells, from line 2 on, says of its order."""
    column = DateColumn()
    for line, cell in enumerate(cells, start=2):
        column.observe(line, cell)
    return column.settle(wanted)


class TestDateColumn:
    @pytest.mark.parametrize(
        "text",
        ["28/04/2026", "28/4 - 03/5/2026", "03-05/4/2026", "3 - 5/4/2026", "ngày 3/4/2026", "từ 3/4 đến 5/4/2026"],
    )
    def test_one_date_that_can_only_be_day_first_decides(self, text: str) -> None:
        assert order_of("03/04/2026", text) is DMY

    @pytest.mark.parametrize("text", ["4/28/2026", "04-28-2026", "4/28 - 5/3/2026", "ngày 4/28/2026"])
    def test_one_date_that_can_only_be_month_first_decides(self, text: str) -> None:
        assert order_of("03/04/2026", text) is MDY

    def test_where_every_date_fits_both_the_column_is_ambiguous(self) -> None:
        found = order_of("05/05/2026", " 03/04/2026", "06/07/2026")
        assert found == AmbiguousOrder(
            "3 April 2026", "4 March 2026", "ngày 3 tháng 4 năm 2026", "ngày 4 tháng 3 năm 2026", "03/04/2026", 3
        )

    def test_where_some_fit_one_alone_and_some_the_other_it_is_mixed(self) -> None:
        assert order_of("4/28/2026", "03/04/2026", "28/04/2026") == MixedOrder("28/04/2026", 4, "4/28/2026", 2)

    def test_the_first_of_each_kind_is_told(self) -> None:
        assert order_of("4/28/2026", "28/4/2026", "29/4/2026", "4/29/2026") == MixedOrder(
            "28/4/2026", 3, "4/28/2026", 2
        )

    @pytest.mark.parametrize(
        "cell",
        [*THE_DAY, *THE_MONTH, *THE_YEAR, "5/5/2026", "tháng 5-6/2026", "99/99/2026", "", None, "3/4/2026 " * 100],
    )
    def test_what_needs_no_order_decides_nothing(self, cell: Cell) -> None:
        assert order_of(cell) is None
        assert order_of(cell, "4/28/2026") is MDY

    @pytest.mark.parametrize("order", DateOrder)
    def test_an_order_that_was_asked_for_is_obeyed(self, order: DateOrder) -> None:
        assert order_of("28/04/2026", "4/28/2026", wanted=order.value) is order

    def test_ten_thousand_different_cells_do_not_lose_what_was_seen(self) -> None:
        days = [date.fromordinal(730_000 + number) for number in range(12_000)]
        first, *rest = (f"{day.day}/{day.month}/{day.year}" for day in days)
        assert order_of("28/04/2026", first, *rest) is DMY
