"""Text typed for the fonts of before Unicode."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.imports.reading import UnreadableFile
from app.imports.reading.legacy import refuse_legacy_font
from tests.imports.reading.conftest import Desk, write_rows

TCVN3 = ["§oµn c«ng t¸c tØnh Qu¶ng TrÞ", "NguyÔn V¨n A, Gi¸m ®èc Së Ngo¹i vô", "Céng hoµ D©n chñ Nh©n d©n Lµo"]
VNI = ["Ñoaøn coâng taùc tænh Quaûng Trò", "Nguyeãn Vaên A, Giaùm ñoác Sôû Ngoaïi vuï", "Nöôùc Coäng hoøa"]
TRUE = [
    "Đoàn công tác tỉnh Quảng Trị thăm, làm việc tại Savannakhet; hoà bình, hoá học, khoá họp, toà án, loã thể",
    "Cộng hòa Dân chủ Nhân dân Lào; Uỷ ban nhân dân tỉnh; Sở Ngoại vụ; họ và tên; số lượng; quý III",
    "Délégation française à Hué: où êtes-vous, garçon naïf? «mot», août, maïs, Noël, hôtel, crème brûlée, œuvre",
    "Größe, Straße, Übung, für, schön, Länder, Köln, Mädchen, Öl, ©2026 Müller®, 5 µm, 10 µg",
    "Informação, coração, não, são, só, avô, pé, você, país, saúde, Évora, Câmara, tênis, cônsul, ª, 1º",
    "España, niño, aún, él, sí, más, pingüino, Mª José, Raúl, col·lecció, ¿qué?, ¡hola!",
    "Høgskole, blåbær, må, søk, på, få, år, øl; Työ, yö, päivää, hyvä; göl, söz, ön; lääne, öö, õ, büroo",
]


class TestRefuseLegacyFont:
    @pytest.mark.parametrize(("texts", "font"), [(TCVN3, "TCVN3"), (VNI, "VNI")])
    def test_names_the_family_of_the_font(self, texts: list[str], font: str) -> None:
        with pytest.raises(UnreadableFile) as caught:
            refuse_legacy_font(texts)
        assert (caught.value.code, caught.value.values) == ("legacy_font", {"font": font})

    @pytest.mark.parametrize("text", [*TCVN3, *VNI])
    def test_needs_no_more_than_one_such_cell(self, text: str) -> None:
        with pytest.raises(UnreadableFile):
            refuse_legacy_font(["Tên", text])

    def test_finds_one_such_column_among_good_ones(self) -> None:
        with pytest.raises(UnreadableFile):
            refuse_legacy_font([*TRUE[:2], *TCVN3])

    @pytest.mark.parametrize("text", TRUE)
    def test_leaves_true_text_of_any_language(self, text: str) -> None:
        refuse_legacy_font([text, unicodedata.normalize("NFD", text), text.upper()])
        refuse_legacy_font([word for word in text.split() if word[0].isalpha()])

    def test_leaves_true_text_with_a_stray_sign(self) -> None:
        words = " ".join(first + vowel for first in "bcdđghklmnrstvx" for vowel in "ạảặẩậếệ")
        refuse_legacy_font([words, "§oµn ®i Lµo"])

    @given(
        words=st.lists(
            st.sampled_from(sorted({word for text in TRUE for word in text.split()})), min_size=1, max_size=60
        )
    )
    def test_leaves_any_mixture_of_true_words(self, words: list[str]) -> None:
        refuse_legacy_font([" ".join(words)])

    def test_is_asked_of_text_files_and_workbooks(self, desk: Desk) -> None:
        text = "Tên;Trưởng đoàn;Nước\n" + ";".join(TCVN3) + "\n"
        assert desk.refusal(text) == ("legacy_font", {"font": "TCVN3"})
        desk.make_book(lambda _, sheet: write_rows(sheet, ["Tên", "Người", "Nước"], VNI))
        assert desk.refusal() == ("legacy_font", {"font": "VNI"})

    @pytest.mark.parametrize(("texts", "font"), [(TCVN3, "TCVN3"), (VNI, "VNI")])
    def test_is_asked_of_eight_bit_files_before_their_encoding(self, desk: Desk, texts: list[str], font: str) -> None:
        content = ("Ten;Nguoi;Nuoc\n" + ";".join(texts) + "\n").encode("cp1252")
        assert desk.refusal(content) == ("legacy_font", {"font": font})
