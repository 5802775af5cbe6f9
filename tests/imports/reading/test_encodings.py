"""Text in the encodings that Vietnamese offices use."""

import codecs
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.imports.reading.conftest import Desk, cells

VIETNAMESE = "Tên đoàn,Nước\nĐoàn công tác tỉnh Quảng Trị thăm Savannakhet,Lào\nHợp tác hữu nghị,Thái Lan\n"
FRENCH = "Délégation,Pays\nVille où naît la coopération,Côte d’Ivoire\nSénat – été à Huế?,Laos\n".replace("Huế", "Hué")
PORTUGUESE = "Nome,País\nInformação e coração não são só avós,Brasil\nCâmara de Évora,Portugal\n"
ITALIAN = "Nome,Città\nLunedì così può più perché sì,Forlì\n"


def windows_1258(text: str) -> bytes:
    """As Windows writes Vietnamese: the tone after its vowel, the rest of the letter in one."""
    written = b""
    for char in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", char)
        tone = [part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323"]
        letter = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tone))
        written += (letter + "".join(tone)).encode("cp1258")
    return written


class TestFindEncoding:
    @pytest.mark.parametrize(
        ("content", "encoding"),
        [
            (VIETNAMESE.encode(), "utf-8"),
            (codecs.BOM_UTF8 + VIETNAMESE.encode(), "utf-8-sig"),
            (codecs.BOM_UTF16_LE + VIETNAMESE.encode("utf-16-le"), "utf-16-le"),
            (codecs.BOM_UTF16_BE + VIETNAMESE.encode("utf-16-be"), "utf-16-be"),
            (VIETNAMESE.encode("utf-16-le"), "utf-16-le"),
            (VIETNAMESE.encode("utf-16-be"), "utf-16-be"),
            (windows_1258(VIETNAMESE), "cp1258"),
        ],
    )
    def test_reads_the_same_text_in_each(self, desk: Desk, content: bytes, encoding: str) -> None:
        source = desk.open(content)
        assert source.facts.encoding == encoding
        assert [source.header, *cells(source)] == [line.split(",") for line in VIETNAMESE.splitlines()]

    @pytest.mark.parametrize("text", [FRENCH, PORTUGUESE, ITALIAN], ids=["French", "Portuguese", "Italian"])
    def test_takes_western_text_for_windows_1252(self, desk: Desk, text: str) -> None:
        source = desk.open(text.encode("cp1252"))
        assert source.facts.encoding == "cp1252"
        assert [source.header, *cells(source)] == [line.split(",") for line in text.splitlines()]

    def test_composes_text_that_was_typed_decomposed(self, desk: Desk) -> None:
        source = desk.open(unicodedata.normalize("NFD", VIETNAMESE))
        assert [source.header, *cells(source)] == [line.split(",") for line in VIETNAMESE.splitlines()]

    def test_looks_beyond_a_long_beginning_in_plain_letters(self, desk: Desk) -> None:
        beginning = b"name,land\n" + (b"a" * 500 + b",Laos\n") * 2_300
        source = desk.open(beginning + windows_1258("Đoàn tỉnh Quảng Trị,Lào\n"))
        assert source.facts.encoding == "cp1258"
        assert cells(source)[-1] == ["Đoàn tỉnh Quảng Trị", "Lào"]

    def test_tells_the_line_of_a_bad_byte_far_down(self, desk: Desk) -> None:
        content = VIETNAMESE.encode() + "Đoàn,Lào\n".encode() * 150_000 + b"\xff,Lao\n" + "Đoàn,Lào\n".encode()
        assert desk.refusal(content) == ("bad_encoding", {"encoding": "utf-8", "line": 150_004})

    def test_tells_the_line_where_the_last_letter_is_cut_off(self, desk: Desk) -> None:
        assert desk.refusal(VIETNAMESE.encode() + "Đoàn ạ".encode()[:-1])[1]["line"] == 4

    def test_obeys_what_the_caller_says(self, desk: Desk) -> None:
        source = desk.open("a,b\né,d\n".encode("cp1252"), encoding="windows-1252")
        assert (source.facts.encoding, cells(source)) == ("cp1252", [["é", "d"]])
        assert desk.refusal("a,b\né,d\n".encode("cp1252"), encoding="utf-8")[0] == "bad_encoding"
        assert desk.open(codecs.BOM_UTF8 + b"a,b\n", encoding="utf-8").header == ["a", "b"]

    @pytest.mark.parametrize(
        ("content", "encoding"),
        [
            (codecs.BOM_UTF16_BE + "a,b\n1,2\n".encode("utf-16-be"), "utf-16-be"),
            ("a,b\n1,2\n".encode("utf-16-be"), "utf-16-be"),
            ("Đ,Ạ\nậ,ế\n".encode("utf-16-le"), "utf-16-le"),
        ],
    )
    def test_finds_the_order_of_bytes_where_the_caller_says_utf_16(
        self, desk: Desk, content: bytes, encoding: str
    ) -> None:
        assert desk.open(content, encoding="utf-16").facts.encoding == encoding

    @pytest.mark.parametrize("encoding", ["base64", "klingon"])
    def test_refuses_an_encoding_that_it_does_not_know(self, desk: Desk, encoding: str) -> None:
        code, values = desk.refusal("a,b\n", encoding=encoding)
        assert code == "unknown_value"
        assert "windows-1258" in str(values["allowed"])

    def test_refuses_a_nul_and_tells_its_line(self, desk: Desk) -> None:
        assert desk.refusal("a,b\n1,2\n3,\0\n") == ("nul_in_file", {"line": 3})

    def test_refuses_a_line_that_would_fill_the_memory(self, desk: Desk) -> None:
        assert desk.refusal(b"a,b\n1,2\n" + b"x" * (6 << 20))[0] == "field_too_long"
        assert desk.refusal(b"a,b\n1,2\n" + b"x" * (5 << 20) + b"\n1,2\n")[0] == "field_too_long"

    def test_counts_lines_that_end_as_on_the_oldest_machines(self, desk: Desk) -> None:
        source = desk.open(b"a,b\r" + (b"1," + b"x" * 1000 + b"\r") * 5_000)
        assert sum(1 for _ in source.rows()) == 5_000

    @given(text=st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàạảãáằặẳẵắầậẩẫấ ỳỵỷỹýĐÔ", min_size=20, max_size=200))
    def test_reads_any_vietnamese_letters_in_utf_8(self, desk: Desk, text: str) -> None:
        source = desk.open(f"tên,số\n{text},1\n")
        assert source.facts.encoding == "utf-8"
        assert cells(source) == [[text.strip(), "1"]]
