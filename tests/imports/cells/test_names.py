"""Choices, countries, languages, yes and no: words that stand for a value."""

import pytest

from app.agreements.models import NameType
from app.core.i18n import Labelled
from app.core.reference import countries, country_name
from app.core.text import fold
from app.delegations.models import DelegationStatus, Direction
from app.imports.cells.booleans import OWN_WORDS, boolean_reader
from app.imports.cells.choices import OTHER_WORDS, choice_reader, words_of
from app.imports.cells.countries import OTHER_NAMES, find_country, read_country
from app.imports.cells.languages import read_language
from app.imports.drafts import Cell
from tests.imports.cells.faults import code_of, fault_of


def _enums(of: type[Labelled]) -> list[type[Labelled]]:
    return [found for each in of.__subclasses__() for found in (each, *_enums(each))]


class TestChoiceReader:
    @pytest.mark.parametrize(
        "choices", sorted(_enums(Labelled), key=repr), ids=lambda choices: f"{choices.__module__}.{choices.__name__}"
    )
    def test_every_code_is_reached_by_itself_and_by_either_label(self, choices: type[Labelled]) -> None:
        read = choice_reader(choices)
        for member in choices:
            assert [read(text) for text in (member.value, member.label_vi, member.label_en)] == [member.value] * 3

    @pytest.mark.parametrize("choices", OTHER_WORDS)
    def test_no_other_word_is_claimed_twice(self, choices: type[Labelled]) -> None:
        words = words_of(choices)
        for member, others in OTHER_WORDS[choices].items():
            assert {words.get(fold(word)) for word in others.split("; ")} == {member.value}

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("Đã thực hiện", "completed"),
            ("chưa", "proposed"),
            ("HOÃN", "postponed"),
            ("huỷ", "cancelled"),
            ("hủy", "cancelled"),
            ("da bao cao", "reported"),
            ("Not a status", None),
        ],
    )
    def test_the_words_of_form_c_are_known(self, text: str, code: str | None) -> None:
        assert words_of(DelegationStatus).get(fold(text)) == code

    def test_the_accents_may_be_missing(self) -> None:
        assert choice_reader(NameType)("BAN GHI NHO") == "ban_ghi_nho"

    def test_another_word_is_refused_with_all_that_is_allowed(self) -> None:
        fault = fault_of(choice_reader(Direction), "sang ngang")
        assert (fault.code, fault.values["allowed"]) == ("unknown_choice", "Đoàn ra (outbound); Đoàn vào (inbound)")

    def test_a_word_that_two_codes_claim_is_nobodys(self) -> None:
        class Tide(Labelled):
            HIGH = "high", "Nước", "High"
            LOW = "low", "Nước", "Low"

        assert words_of(Tide) == {"high": "high", "low": "low"}


class TestReadCountry:
    @pytest.mark.parametrize("language", ["vi", "en"])
    def test_every_country_is_reached_by_its_code_and_its_name(self, language: str) -> None:
        for code in countries():
            assert read_country(code) == code
            assert read_country(country_name(code, language)) == code  # type: ignore[arg-type]

    def test_every_other_name_is_of_one_country(self) -> None:
        for code, names in OTHER_NAMES.items():
            assert {name: find_country(name) for name in names.split("; ")} == dict.fromkeys(names.split("; "), code)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("  Lào ", "LA"),
            ("nước CHDCND Lào", "LA"),
            ("lao", "LA"),
            ("Căm-pu-chia", "KH"),
            ("Đại Hàn Dân Quốc", "KR"),
            ("CHDCND Triều Tiên", "KP"),
            ("LB Nga", "RU"),
            ("la", "LA"),
            ("Mỹ", "US"),
            ("MỸ", "US"),
            ("MY", "MY"),
            ("Áo", "AT"),
            ("AO", "AO"),
            ("Ý", "IT"),
        ],
    )
    def test_people_have_their_own_ways(self, text: str, code: str) -> None:
        assert read_country(text) == code

    @pytest.mark.parametrize(
        "text", ["my", "Ao", "bi", "Congo", "Korea", "ZZ", "tỉnh Xiêng Khoảng", "Lào và Thái Lan", "", "--"]
    )
    def test_what_names_no_one_country_is_refused(self, text: str) -> None:
        assert code_of(read_country, text) == "unknown_country_name"


class TestReadLanguage:
    @pytest.mark.parametrize(
        ("text", "code"), [("tiếng Lào", "lo"), ("Lào", "lo"), ("English", "en"), ("VI", "vi"), ("xx", "xx")]
    )
    def test_a_language_is_its_code(self, text: str, code: str) -> None:
        assert read_language(text) == code


class TestBooleanReader:
    @pytest.mark.parametrize("cell", ["có", "Yes", "TRUE", "đúng", "x", "X", "✓", "1", 1.0, True])
    def test_yes_is_written_in_many_ways(self, cell: Cell) -> None:
        assert boolean_reader("participated")(cell) is True

    @pytest.mark.parametrize("cell", ["không", "no", "FALSE", "sai", "0", "✗", 0.0, False])
    def test_so_is_no(self, cell: Cell) -> None:
        assert boolean_reader("participated")(cell) is False

    @pytest.mark.parametrize("cell", ["có thể", "2", 3, None, "", "-", [True]])
    def test_all_else_is_refused(self, cell: Cell) -> None:
        assert code_of(boolean_reader("participated"), cell) == "unreadable_boolean"

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("Trong kế hoạch", True),
            ("trong KH", True),
            ("Ngoài kế hoạch", False),
            ("phát sinh", False),
            ("có", True),
            ("không", False),
        ],
    )
    def test_the_plan_has_words_of_its_own(self, text: str, value: bool) -> None:  # noqa: FBT001
        assert boolean_reader("in_plan")(text) is value

    def test_what_is_unplanned_is_not_in_the_plan(self) -> None:
        assert OWN_WORDS["unplanned"] == {word: not value for word, value in OWN_WORDS["in_plan"].items()}
        assert code_of(boolean_reader("sensitive_topic"), "phát sinh") == "unreadable_boolean"
