"""Numbers and amounts of money as people write them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from app.core.money import Money
from app.imports.cells.amounts import Unit, money_reader, unit_of
from app.imports.cells.numbers import integer_reader, read_decimal, units_of
from app.imports.drafts import Cell
from tests.imports.cells.faults import code_of

read_headcount = integer_reader(units_of("headcount_planned"))
read_money = money_reader(None)
MILLIONS = Unit(10**6, "VND")
NUMBERS = st.integers(0, 10**15 - 1)


class TestIntegerReader:
    @pytest.mark.parametrize(
        ("cell", "number"),
        [
            ("12", 12),
            (" 012 ", 12),
            ("12 người", 12),
            ("12người", 12),
            ("12 lượt khách", 12),
            ("12 PAX", 12),
            ("1.250", 1250),
            ("1,250", 1250),
            ("1 250", 1250),
            ("1.250 người", 1250),
            ("1.250.000", 1_250_000),
            ("12.0", 12),
            ("1.250,00", 1250),
            ("-5", -5),
            (13, 13),
            (13.0, 13),
        ],
    )
    def test_one_whole_number_is_read(self, cell: Cell, number: int) -> None:
        assert read_headcount(cell) == number

    @pytest.mark.parametrize(
        "cell",
        [
            *(
                "khoảng 12",
                "12-15",
                "10+",
                "1.25",
                "0.125",
                "1.250.00",
                "1.250,000",
                "12 ngày",
                "12 người, gồm 2 nữ",
                "",
                "12.",
            ),
            *("9" * 19, 12.5, 1e300, float("nan"), float("inf"), True, None, [12], date(2026, 5, 12)),
        ],
    )
    def test_what_is_not_one_whole_number_is_refused(self, cell: Cell) -> None:
        assert code_of(read_headcount, cell) == "unreadable_number"

    @pytest.mark.parametrize(
        ("name", "text", "number"),
        [
            ("term_months", "24 tháng", 24),
            ("term_months", "2 năm", 24),
            ("lead_days", "15 ngày", 15),
            ("attendees_foreign", "3 khách", 3),
        ],
    )
    def test_a_field_has_units_of_its_own(self, name: str, text: str, number: int) -> None:
        assert integer_reader(units_of(name))(text) == number

    def test_a_field_without_units_takes_the_number_alone(self) -> None:
        assert integer_reader(units_of("order"))("3") == 3
        assert code_of(integer_reader(units_of("order")), "3 người") == "unreadable_number"

    @given(
        NUMBERS, st.sampled_from(["", ",", ".", " ", "\N{NO-BREAK SPACE}"]), st.sampled_from(["", " người", " khách"])
    )
    def test_a_number_survives_every_way_of_grouping(self, number: int, mark: str, unit: str) -> None:
        assert read_headcount(f"{number:,}".replace(",", mark) + unit) == number


class TestReadDecimal:
    @pytest.mark.parametrize(
        ("cell", "number"),
        [
            ("1.250,50", "1250.50"),
            ("1,250.50", "1250.50"),
            ("1,25", "1.25"),
            ("0.125", "0.125"),
            ("1.250", "1250"),
            (1.5, "1.5"),
        ],
    )
    def test_a_decimal_keeps_its_places(self, cell: Cell, number: str) -> None:
        assert read_decimal(cell) == number

    @pytest.mark.parametrize("cell", ["1.250.5", "1,2,3", "abc", "1" * 40, True, None, float("inf")])
    def test_what_is_not_one_number_is_refused(self, cell: Cell) -> None:
        assert code_of(read_decimal, cell) == "unreadable_number"


AMOUNTS = [
    ("1.250.000.000 đ", "1250000000", "VND"),
    ("1,250,000,000 VND", "1250000000", "VND"),
    ("10.000.000 VNĐ.", "10000000", "VND"),
    ("250.000.000", "250000000", "VND"),
    ("12 000 000 ₫", "12000000", "VND"),
    ("1.250,00 đồng", "1250", "VND"),
    ("0 đ", "0", "VND"),
    ("15.000 USD", "15000", "USD"),
    ("$15,000", "15000", "USD"),
    ("US$ 15,000.50", "15000.50", "USD"),
    ("15 000 đô la Mỹ", "15000", "USD"),
    ("USD 15000", "15000", "USD"),
    ("1.25 USD", "1.25", "USD"),
    ("1.250,50 EUR", "1250.50", "EUR"),
    ("15.000.000 kíp", "15000000", "LAK"),
    ("500 CHF", "500", "CHF"),
    ("1,25 tỷ", "1250000000", "VND"),
    ("1.25 tỉ đồng", "1250000000", "VND"),
    ("1.250 tỷ", "1250000000000", "VND"),
    ("0,125 tỷ", "125000000", "VND"),
    ("350 triệu đồng", "350000000", "VND"),
    ("350tr", "350000000", "VND"),
    ("350 trđ", "350000000", "VND"),
    ("500 nghìn đồng", "500000", "VND"),
    ("1 tỷ 250 triệu", "1250000000", "VND"),
    ("2 triệu USD", "2000000", "USD"),
    ("2.5 million USD", "2500000", "USD"),
]


class TestMoneyReader:
    @pytest.mark.parametrize(("text", "amount", "currency"), AMOUNTS)
    def test_an_amount_is_read_with_its_currency(self, text: str, amount: str, currency: str) -> None:
        found = read_money(text)
        assert found == {"amount": amount, "currency": currency}
        assert TypeAdapter(Money).validate_python(found).amount == Decimal(amount)

    @pytest.mark.parametrize("cell", ["1.250", "1250", "1.25", "0", "2 million", 1251, 1.5])
    def test_an_amount_of_nothing_named_is_refused_where_it_may_be_thousands_or_dollars(self, cell: Cell) -> None:
        assert code_of(read_money, cell) == "currency_missing"

    @pytest.mark.parametrize(
        "cell",
        [
            *(
                "1,250 tỷ",
                "1.25 đ",
                "1.250.000,5 đ",
                "khoảng 5 triệu",
                "5-7 triệu",
                "5 triệu/người",
                "¥500",
                "15000 XYZ",
            ),
            *(
                "USD 15000 VND",
                "-5 USD",
                "250 triệu 1 tỷ",
                "1 triệu 2 triệu",
                "1 tỷ 2",
                "1.234,5,6 USD",
                "đ",
                "",
                "9" * 20 + " đ",
            ),
            *("1,23456789012 tỷ", True, None, float("nan")),
        ],
    )
    def test_what_is_no_one_amount_is_refused(self, cell: Cell) -> None:
        assert code_of(read_money, cell) == "unreadable_number"

    def test_a_number_of_a_spreadsheet_is_dong_where_it_is_enough(self) -> None:
        assert read_money(250_000_000.0) == {"amount": "250000000", "currency": "VND"}

    @pytest.mark.parametrize(
        ("cell", "amount", "currency"),
        [
            ("350", "350000000", "VND"),
            ("350,5", "350500000", "VND"),
            ("1.250", "1250000000", "VND"),
            (350.5, "350500000", "VND"),
            ("1,25 tỷ", "1250000000", "VND"),
            ("2 million", "2000000", "VND"),
            ("15.000 USD", "15000", "USD"),
        ],
    )
    def test_the_header_tells_what_the_cell_leaves_out(self, cell: Cell, amount: str, currency: str) -> None:
        assert money_reader(MILLIONS)(cell) == {"amount": amount, "currency": currency}

    def test_a_comma_and_three_figures_under_a_header_of_millions_have_two_readings(self) -> None:
        assert code_of(money_reader(MILLIONS), "1,250") == "unreadable_number"
        assert money_reader(Unit(1, "USD"))("1,250") == {"amount": "1250", "currency": "USD"}

    def test_what_was_read_once_is_not_shared(self) -> None:
        read_money("15.000 USD")["amount"] = "0"
        assert read_money("15.000 USD")["amount"] == "15000"

    @given(NUMBERS, st.sampled_from([",", ".", " "]), st.sampled_from(["đ", "VND", "USD", "EUR"]))
    def test_an_amount_survives_every_way_of_grouping(self, number: int, mark: str, unit: str) -> None:
        assert read_money(f"{number:,}".replace(",", mark) + f" {unit}")["amount"] == str(number)


class TestUnitOf:
    @pytest.mark.parametrize(
        ("header", "unit"),
        [
            ("Kinh phí (triệu đồng)", MILLIONS),
            ("Kinh phí (triệu)", MILLIONS),
            ("Kinh phí, ĐVT: triệu đồng", MILLIONS),
            ("Kinh phí (ĐVT: USD)", Unit(1, "USD")),
            ("Kinh phí dự kiến (nguồn NSNN) (đồng)", Unit(1, "VND")),
            ("Budget (million USD)", Unit(10**6, "USD")),
            ("Budget (million)", None),
            ("Kinh phí (nguồn)", None),
            ("Kinh phí", None),
        ],
    )
    def test_a_header_may_tell_the_unit(self, header: str, unit: Any) -> None:
        assert unit_of(header) == unit
