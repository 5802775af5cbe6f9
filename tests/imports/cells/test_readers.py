"""The reader of each field, and the fields that it is made for."""

import json
from collections.abc import Callable
from datetime import date, datetime, time
from itertools import count
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from app.agreements.schemas.agreements import AgreementCreate
from app.core.i18n import Label
from app.core.money import Money
from app.delegations.models import Direction
from app.delegations.schemas.delegations import DelegationCreate
from app.delegations.schemas.members import DelegationMemberCreate
from app.delegations.schemas.parts import FundingShare
from app.greetings.schemas.policies import GreetingPolicyCreate
from app.imports.cells.amounts import Unit
from app.imports.cells.dates import DateOrder
from app.imports.cells.fields import fields_of
from app.imports.cells.readers import reader_of
from app.imports.cells.words import folded, remember, unmark
from app.imports.drafts import Cell
from tests.imports.cells.faults import code_of

DELEGATION = fields_of(DelegationCreate)


def read(name: str, cell: Cell, schema: type[BaseModel] = DelegationCreate) -> Any:
    """What the reader of that field makes of a cell, in a column that puts the day first."""
    return reader_of(fields_of(schema)[name], DateOrder.DMY)(cell)


def refusal(name: str, cell: Cell, schema: type[BaseModel] = DelegationCreate) -> str:
    """The code of its fault."""
    return code_of(reader_of(fields_of(schema)[name], DateOrder.DMY), cell)


class TestFieldsOf:
    @pytest.mark.parametrize(
        ("name", "item", "is_list"),
        [
            ("title", "string", False),
            ("direction", "enum", False),
            ("planned_from", "partial_date", False),
            ("actual_from", "date", False),
            ("headcount_planned", "integer", False),
            ("in_plan", "boolean", False),
            ("countries", "country", True),
            ("partner_ids", "string", True),
            ("funding", "object", True),
            ("invitation", "object", False),
        ],
    )
    def test_a_field_has_the_word_of_its_type(self, name: str, item: str, is_list: bool) -> None:  # noqa: FBT001
        field = DELEGATION[name]
        assert (field.name, field.item, field.is_list) == (name, item, is_list)

    def test_money_and_countries_have_words_of_their_own(self) -> None:
        assert fields_of(FundingShare)["planned"].item == "money"
        assert fields_of(DelegationMemberCreate)["nationality"].item == "country"

    def test_the_enum_of_choices_is_told(self) -> None:
        assert (DELEGATION["direction"].choices, DELEGATION["title"].choices) == (Direction, None)

    def test_what_must_be_there_is_told(self) -> None:
        assert (DELEGATION["title"].required, DELEGATION["purpose"].required) == (True, False)

    def test_the_label_is_the_fields_own(self) -> None:
        assert DELEGATION["title"].label == Label("Tên đoàn", "Title")
        assert fields_of(FundingShare)["planned"].label == Label("", "")

    def test_ids_are_coded_and_names_are_not(self) -> None:
        assert DELEGATION["partner_ids"].is_coded
        assert not fields_of(AgreementCreate)["fields"].is_coded


class TestText:
    @pytest.mark.parametrize(
        ("cell", "text"),
        [
            ("  Đoàn  A ", "Đoàn  A"),
            ("Đoa\N{COMBINING GRAVE ACCENT}n", "Đoàn"),
            (12.0, "12"),
            (12.5, "12.5"),
            (13, "13"),
            (True, "true"),
            (date(2026, 5, 12), "2026-05-12"),
            (datetime(2026, 5, 13), "2026-05-13"),  # noqa: DTZ001  # as a spreadsheet holds it
            (datetime(2026, 5, 12, 8, 30), "2026-05-12 08:30"),  # noqa: DTZ001
            (time(8, 30), "08:30:00"),
        ],
    )
    def test_a_cell_is_the_text_that_the_spreadsheet_shows(self, cell: Cell, text: str) -> None:
        assert read("title", cell) == text

    def test_json_is_left_to_the_schema(self) -> None:
        assert read("title", ["A"]) == ["A"]

    def test_a_nul_is_refused(self) -> None:
        assert refusal("title", "A\x00B") == "nul_character"


class TestTypedFields:
    def test_each_type_has_its_reader(self) -> None:
        assert read("direction", "Đoàn ra") == "outbound"
        assert read("planned_from", "tháng 5/2026") == "2026-05"
        assert read("actual_from", "12/05/2026") == "2026-05-12"
        assert read("headcount_planned", "12 người") == 12
        assert read("in_plan", "phát sinh") is False
        assert read("nationality", "CHDCND Lào", DelegationMemberCreate) == "LA"

    def test_what_cannot_be_read_is_refused_each_time(self) -> None:
        reader = reader_of(DELEGATION["actual_from"], DateOrder.DMY)
        assert [code_of(reader, "31/02/2026") for _ in range(2)] == ["invalid_date"] * 2

    @pytest.mark.parametrize(("name", "cell"), [("direction", 1), ("direction", True), ("direction", {"a": 1})])
    def test_a_number_is_no_choice(self, name: str, cell: Cell) -> None:
        assert refusal(name, cell) == "unknown_choice"

    def test_an_amount_is_read_or_given_as_json(self) -> None:
        money = {"amount": "15000", "currency": "USD"}
        assert [read("planned", cell, FundingShare) for cell in ("$15,000", json.dumps(money), money)] == [money] * 3

    def test_the_header_may_tell_what_the_amounts_are_of(self) -> None:
        reader = reader_of(fields_of(FundingShare)["planned"], None, Unit(10**6, "VND"))
        assert reader("350") == {"amount": "350000000", "currency": "VND"}

    def test_types_that_no_slice_has_at_its_top_are_read_too(self) -> None:
        assert read("amount", "1.250,50", Money) == "1250.50"


class TestObjects:
    @pytest.mark.parametrize("cell", ['{"sender": "A"}', {"sender": "A"}])
    def test_json_is_read_or_passes(self, cell: Cell) -> None:
        assert read("invitation", cell) == {"sender": "A"}

    @pytest.mark.parametrize("cell", ['[{"source": "self"}]', [{"source": "self"}]])
    def test_so_are_lists_of_objects(self, cell: Cell) -> None:
        assert read("funding", cell) == [{"source": "self"}]

    @pytest.mark.parametrize(
        "cell", ["A", "{", "12", '"A"', "NaN", '["\\ud800"]', 13, "[" * 5_000 + "]" * 5_000, "[" * 40 + "]" * 40]
    )
    def test_other_text_is_refused(self, cell: Cell) -> None:
        assert refusal("invitation", cell) == "unreadable_value"

    @pytest.mark.parametrize("cell", ['{"sender": "\\u0000"}', {"a\x00": 1}, [["\x00"]]])
    def test_a_nul_in_it_is_refused(self, cell: Cell) -> None:
        assert refusal("invitation", cell) == "nul_character"


class TestLists:
    @pytest.mark.parametrize(
        ("cell", "items"),
        [
            ("Du lịch; Nông nghiệp, thủy sản;", ["Du lịch", "Nông nghiệp, thủy sản"]),
            ("- Du lịch\r\n- Nông nghiệp\n\n2. Y tế", ["Du lịch", "Nông nghiệp", "Y tế"]),
            ("- một mục", ["- một mục"]),
            ('["a; b", " c"]', ["a; b", "c"]),
            (["x", 1], ["x", 1]),
            (12.0, ["12"]),
        ],
    )
    def test_texts_are_parted_by_semicolons_and_lines(self, cell: Cell, items: list[Any]) -> None:
        reader = reader_of(fields_of(AgreementCreate)["fields"], None)
        assert reader(cell) == [str(item) if isinstance(cell, float) else item for item in items]

    @pytest.mark.parametrize(
        "text",
        [
            "Lào; Thái Lan",
            "Lào, Thái Lan",
            "LA,TH",
            "Lào và Thái Lan",
            "Lào – Thái Lan",
            "Lào\nThái Lan",
            '["LA", "Thái Lan"]',
        ],
    )
    def test_countries_are_parted_by_commas_too(self, text: str) -> None:
        assert read("countries", text) == ["LA", "TH"]

    @pytest.mark.parametrize(
        ("text", "codes"),
        [("Antigua và Barbuda", ["AG"]), ("Guinea-Bissau, Lào", ["GW", "LA"]), ("Hồng Kông (Trung Quốc)", ["HK"])],
    )
    def test_a_name_that_holds_what_parts_is_one_country(self, text: str, codes: list[str]) -> None:
        assert read("countries", text) == codes

    @pytest.mark.parametrize("text", ["Lào; Atlantis", "Lào, Atlantis", "Atlantis"])
    def test_one_unknown_item_refuses_the_cell(self, text: str) -> None:
        assert refusal("countries", text) == "unknown_country_name"

    def test_choices_and_languages_are_parted_by_commas_too(self) -> None:
        assert read("actions", "Thư mừng, Lẵng hoa", GreetingPolicyCreate) == ["letter", "flowers"]
        assert read("languages", "tiếng Việt, tiếng Lào; en", AgreementCreate) == ["vi", "lo", "en"]

    def test_ids_are_parted_by_commas_too(self) -> None:
        assert read("partner_ids", "a, b;c") == ["a", "b", "c"]

    def test_broken_json_is_refused(self) -> None:
        assert refusal("countries", '["LA"') == "unreadable_value"

    def test_what_was_read_once_is_not_shared(self) -> None:
        reader = reader_of(DELEGATION["countries"], None)
        reader("Lào; Thái Lan").clear()
        assert reader("Lào; Thái Lan") == ["LA", "TH"]

    @given(
        st.lists(st.from_regex(r"[a-zà-ỹ,.()-]{1,8}( [a-zà-ỹ,.()-]{1,8}){0,2}", fullmatch=True), min_size=1, max_size=5)
    )
    def test_texts_joined_as_exports_do_come_back(self, items: list[str]) -> None:
        expected = [as_read(item) for item in items]
        assert reader_of(fields_of(AgreementCreate)["fields"], None)("; ".join(items)) == expected


def counting() -> Callable[[str], int]:
    """Tells how often it was called."""
    calls = count(1)
    return lambda _text: next(calls)


def as_read(text: str) -> str:
    """As the reader leaves a text: composed and trimmed."""
    return str(reader_of(DELEGATION["title"], None)(text))


class TestWords:
    def test_marks_go_and_figures_stay(self) -> None:
        assert unmark("  Quý  III–IV/2026, Đến ") == "quy iii-iv/2026, den"

    def test_a_text_that_comes_again_is_read_once(self) -> None:
        read_once = remember(counting())
        assert [read_once(text) for text in ("a", "b", "a")] == [1, 2, 1]

    def test_after_ten_thousand_texts_it_begins_anew(self) -> None:
        read_once = remember(counting())
        for number in range(10_001):
            read_once(str(number))
        assert read_once("0") == 10_002

    def test_a_long_text_is_not_remembered(self) -> None:
        read_once = remember(counting())
        assert [read_once("a" * 201) for _ in range(2)] == [1, 2]

    def test_folding_is_that_of_the_registry(self) -> None:
        assert folded("Xiêng-Khoảng") == "xiengkhoang"


class Kinds(BaseModel):
    """Kinds of fields that no slice has yet."""

    plain: Annotated[float, Label("Số", "Number")] = 0.0


class TestOtherKinds:
    def test_a_number_is_read_as_its_text(self) -> None:
        assert read("plain", "1,5", Kinds) == "1.5"
