"""The one fold, the Vietnamese sort key, likeness and highlights."""

import re
import unicodedata
from html import unescape
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.likeness import similarity
from app.core.text import SORT_KEY_LENGTH, fold, highlight, normalize_text, sort_key_vi

FORMS: tuple[Literal["NFC", "NFD", "NFKC", "NFKD"], ...] = ("NFC", "NFD", "NFKC", "NFKD")
LATIN_AND_MARKS = st.text(st.sampled_from("aAăÂđĐêơƯyzßœ1-' \u0301\u0323\u0302\u031b"))
ANY_TEXT = st.text() | LATIN_AND_MARKS

# The spellings of one place as ISO, officials and the press write it, and the fold that each must have.
ALIASES = [
    ("Xiangkhouang", "xiangkhouang"),
    ("Xiêng Khoảng", "xiengkhoang"),
    ("Xieng Khouang", "xiengkhouang"),
    ("Bolikhamxai", "bolikhamxai"),
    ("Bo Ly Khăm Xay", "bolykhamxay"),
    ("Bôlykhămxay", "bolykhamxay"),
    ("Hủa Phăn", "huaphan"),
    ("Khăm Muộn", "khammuon"),
    ("Sa Vẳn Na Khệt", "savannakhet"),
    ("Savannakhét", "savannakhet"),
    ("Viêng Chăn", "viengchan"),
    ("Thủ đô Viêng Chăn", "thudoviengchan"),
    ("Xaisômboun", "xaisomboun"),
    ("Xay Sổm Bun", "xaysombun"),
    ("Chăm Pa Sắc", "champasac"),
    ("Attapu", "attapu"),
    ("Kan-đan", "kandan"),
    ("Tà Keo", "takeo"),
    ("Takeo", "takeo"),
    ("Gyeonggi-do", "gyeonggido"),
    ("경기도", "gyeonggido"),
    ("Gwangju-gwangyeoksi", "gwangjugwangyeoksi"),
    ("U-li-a-nốp", "ulianop"),
    ("Ul'yanovskaya oblast'", "ulyanovskayaoblast"),
    ("Ульяновская область", "ulyanovskayaoblast"),
    ("Quảng Tây", "quangtay"),
    ("广西", "guangxi"),
    ("廣西", "guangxi"),
    ("Hồ Nam", "honam"),
    ("Hà Nam", "hanam"),
    ("ギフ", "gifu"),
    ("Nouvelle-Aquitaine", "nouvelleaquitaine"),
    ("ແຂວງຊຽງຂວາງ", "ekhvngxyngkhvang"),
    ("ខេត្តកណ្ដាល", "khettkndal"),
    ("นครพนม", "nkhrphnm"),
]

DICTIONARY_ORDER = [
    "7 tháng 5",
    "an",
    "An",
    "àn",
    "ản",
    "ãn",
    "án",
    "ạn",
    "An Giang",
    "An-Giang 2",
    "anh",
    "Ăn",
    "Ấn Độ",
    "ba",
    "Cần Thơ",
    "Da Lat",
    "Đà Lạt",
    "Đà Nẵng",
    "em",
    "êm",
    "Hà Giang",
    "Hà Nội",
    "Hải Dương",
    "Hòa Bình",
    "Lào",
    "Lào Cai",
    "ông",
    "ơn",
    "Phú Thọ",
    "Quảng Nam",
    "Quảng Ngãi",
    "thu",
    "Thừa Thiên",
    "Yên Bái",
    "Zürich",
    "Ульяновск",
]


class TestNormalizeText:
    def test_it_composes_and_strips_the_ends(self) -> None:
        assert normalize_text(unicodedata.normalize("NFD", " \tHuế\u00a0\n")) == "Huế"

    def test_it_leaves_the_inside_as_typed(self) -> None:
        assert normalize_text("Số  12 … ½") == "Số  12 … ½"

    @given(ANY_TEXT)
    def test_twice_is_once(self, text: str) -> None:
        assert normalize_text(normalize_text(text)) == normalize_text(text)


class TestFold:
    @pytest.mark.parametrize(("name", "folded"), ALIASES)
    def test_every_known_spelling_folds_as_listed(self, name: str, folded: str) -> None:
        assert fold(name) == folded

    @pytest.mark.parametrize("name", ["xieng khoang", "Xiêng-Khoảng", "XIÊNG KHOẢNG", " xiêng  khoảng. "])
    def test_marks_case_spaces_and_hyphens_do_not_count(self, name: str) -> None:
        assert fold(name) == "xiengkhoang"

    @pytest.mark.parametrize("letter", ["đ", "Đ", "ð", "Ð"])
    def test_each_letter_that_looks_like_d_with_a_stroke_is_d(self, letter: str) -> None:
        assert fold(letter) == "d"

    def test_neighbouring_chinese_provinces_stay_apart(self) -> None:
        assert len({fold(name) for name in ("Hồ Nam", "Hà Nam", "Hải Nam")}) == 3

    def test_signs_and_pictures_are_dropped(self) -> None:
        assert fold("€ © 🇻🇳 🙂 — “…”\ud800") == ""

    def test_digits_of_every_script_are_kept(self) -> None:
        assert fold("Khoản 12, ໑໒ ၃") == "khoan12123"

    @given(ANY_TEXT)
    def test_only_ascii_letters_and_digits_remain(self, text: str) -> None:
        assert re.fullmatch("[a-z0-9]*", fold(text))

    @given(ANY_TEXT)
    def test_twice_is_once(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)

    @given(ANY_TEXT)
    def test_every_normal_form_folds_alike(self, text: str) -> None:
        assert {fold(unicodedata.normalize(form, text)) for form in FORMS} == {fold(text)}

    @given(ANY_TEXT)
    def test_either_case_folds_alike(self, text: str) -> None:
        assert fold(text.upper()) == fold(text.lower()) == fold(text.casefold()) == fold(text)


class TestSortKeyVi:
    @pytest.mark.parametrize(("earlier", "later"), list(pairwise(DICTIONARY_ORDER)))
    def test_keys_keep_the_order_of_the_dictionary(self, earlier: str, later: str) -> None:
        assert sort_key_vi(earlier).encode() < sort_key_vi(later).encode()

    def test_the_letters_follow_the_alphabet(self) -> None:
        alphabet = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
        assert sorted(alphabet, key=sort_key_vi) == alphabet

    def test_the_tones_run_ngang_huyen_hoi_nga_sac_nang(self) -> None:
        assert sorted("ỗộốôổồ", key=sort_key_vi) == list("ôồổỗốộ")

    def test_a_later_letter_outweighs_an_earlier_tone(self) -> None:
        assert sort_key_vi("hạ bi") < sort_key_vi("hà bo")

    def test_other_scripts_follow_by_their_romanisation(self) -> None:
        names = ["zz", "Вологда", "ギフ", "경기도", "Ульяновск"]
        assert sorted(names, key=sort_key_vi) == ["zz", "ギフ", "경기도", "Ульяновск", "Вологда"]

    def test_punctuation_at_the_ends_and_apostrophes_do_not_count(self) -> None:
        assert sort_key_vi(" “Ul\N{RIGHT SINGLE QUOTATION MARK}yanovskaya” ") == sort_key_vi("Ul'yanovskaya")

    def test_a_foreign_mark_comes_after_the_plain_letter(self) -> None:
        assert sort_key_vi("Zurich") < sort_key_vi("Zürich")

    def test_marks_of_other_scripts_part_no_words(self) -> None:
        assert "-" not in sort_key_vi("ນ້ຳ")

    def test_names_without_letters_come_first(self) -> None:
        assert sort_key_vi("— …") == ""

    @given(ANY_TEXT)
    def test_the_key_is_printable_ascii_of_bounded_length(self, text: str) -> None:
        key = sort_key_vi(text * 20)
        assert key.isascii()
        assert not key or key.isprintable()
        assert len(key) <= SORT_KEY_LENGTH

    @given(ANY_TEXT)
    def test_every_normal_form_has_one_key(self, text: str) -> None:
        assert {sort_key_vi(unicodedata.normalize(form, text)) for form in FORMS} == {sort_key_vi(text)}


class TestSimilarity:
    def test_spellings_of_one_name_are_the_same(self) -> None:
        assert similarity("Xiêng-Khoảng", "XIENG KHOANG") == 1

    def test_the_order_of_words_does_not_count(self) -> None:
        assert similarity("Champasak Province", "Province Champasak") == 1

    def test_another_romanisation_is_close(self) -> None:
        assert similarity("Bo Ly Khăm Xay", "Borikhamxay") > 0.8

    def test_a_name_inside_another_is_not_that_name(self) -> None:
        assert similarity("Lào", "Lào Cai") < 0.7

    @pytest.mark.parametrize("name", ["", " — "])
    def test_names_without_letters_are_like_nothing(self, name: str) -> None:
        assert similarity(name, name) == 0

    @given(ANY_TEXT, ANY_TEXT)
    def test_it_is_symmetric_and_between_nothing_and_one(self, left: str, right: str) -> None:
        assert similarity(left, right) == similarity(right, left)
        assert 0 <= similarity(left, right) <= 1


class TestHighlight:
    def test_it_marks_the_words_as_written(self) -> None:
        assert highlight("Tỉnh Xiêng-Khoảng (Lào)", "xieng khoang") == "Tỉnh <em>Xiêng-Khoảng</em> (Lào)"

    def test_it_marks_every_place(self) -> None:
        assert highlight("Hà Nam, Hồ Nam", "nam") == "Hà <em>Nam</em>, Hồ <em>Nam</em>"

    def test_it_escapes_the_rest_and_the_match(self) -> None:
        assert highlight('<b>"A&B"', "ab") == "&lt;b&gt;&quot;<em>A&amp;B</em>&quot;"

    def test_it_answers_none_without_a_match(self) -> None:
        assert highlight("Hà Nam", "ha noi") is None

    @pytest.mark.parametrize("query", ["", " - "])
    def test_it_answers_none_to_a_query_without_letters(self, query: str) -> None:
        assert highlight("Hà Nam", query) is None

    def test_a_character_that_the_match_ends_in_is_marked_whole(self) -> None:
        assert highlight("北京市", "eij") == "<em>北京</em>市"

    def test_decomposed_text_keeps_its_marks_inside(self) -> None:
        assert highlight(unicodedata.normalize("NFD", "Quế x\u0302a"), "x") == "Quế <em>x\u0302</em>a"

    def test_half_width_marks_stay_with_their_letter(self) -> None:
        assert highlight("ｷﾞﾌ県", "gifu") == "<em>ｷﾞﾌ</em>県"

    @given(ANY_TEXT, st.data())
    def test_it_marks_whatever_part_of_the_fold_is_asked_for(self, text: str, data: st.DataObject) -> None:
        folded = fold(text)
        start = data.draw(st.integers(0, len(folded)))
        query = folded[start : data.draw(st.integers(start, len(folded)))]
        html = highlight(text, query)
        assert (html is None) == (query == "")
        marked = re.findall("(?s)<em>(.*?)</em>", html or "")
        assert all(query in fold(unescape(part)) for part in marked)
