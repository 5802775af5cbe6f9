"""CSV as spreadsheets, databases and people write it."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.tabular import guard_formula
from app.imports.reading import CellError
from tests.imports.reading.conftest import Desk, cells


class TestDelimiter:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_is_the_one_by_which_lines_agree(self, desk: Desk, delimiter: str) -> None:
        lines = [["Tên đoàn", "Nước", "Số"], ["Đoàn A, B", "Lào; Thái", "1,5"], ["Đoàn C", "Lào", "2,5"]]
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter).writerows(lines)
        source = desk.open(text.getvalue())
        assert (source.facts.delimiter, [source.header, *cells(source)]) == (delimiter, lines)

    def test_is_not_the_comma_of_decimal_numbers(self, desk: Desk) -> None:
        source = desk.open("Tên;Kinh phí;Ghi chú\n" + "A;1,5;x\nB;2,25;y\n" * 20)
        assert source.facts.delimiter == ";"

    def test_is_said_by_a_first_line_as_excel_writes_it(self, desk: Desk) -> None:
        source = desk.open("sep=|\r\nTên|Số, ngày QĐ\r\nA|1,2\r\n")
        assert (source.facts.delimiter, source.header, source.facts.header_line) == ("|", ["Tên", "Số, ngày QĐ"], 2)
        assert [row.line for row in source.rows()] == [3]

    def test_is_what_the_caller_says(self, desk: Desk) -> None:
        assert desk.open("a;b,c\n1;2,3\n", delimiter=";").header == ["a", "b,c"]
        assert desk.open("a\tb,c\n", delimiter="tab").header == ["a", "b,c"]

    @pytest.mark.parametrize("delimiter", ["ab", '"', "x", ""])
    def test_is_refused_if_it_cannot_be_one(self, desk: Desk, delimiter: str) -> None:
        assert desk.refusal("a,b\n", delimiter=delimiter)[0] == "unknown_value"

    def test_is_a_comma_where_there_is_one_column(self, desk: Desk) -> None:
        source = desk.open("Tên đoàn\nĐoàn A\n")
        assert (source.facts.delimiter, cells(source)) == (",", [["Đoàn A"]])


class TestRecords:
    def test_keep_line_breaks_in_quotes_and_the_line_on_which_they_begin(self, desk: Desk) -> None:
        source = desk.open('Tên,Ghi chú\r\n"A","một\r\nhai"\r\n\r\nB,ba\r\n')
        assert [(row.line, row.cells) for row in source.rows()] == [
            (2, ["A", "một\r\nhai"]),
            (4, []),
            (5, ["B", "ba"]),
        ]

    def test_are_blank_where_only_delimiters_stand(self, desk: Desk) -> None:
        source = desk.open("Tên;Nước\nA;Lào\n;\n ; \n")
        assert [row.cells for row in source.rows()] == [["A", "Lào"], [], []]

    def test_are_padded_to_the_header_and_longer_only_where_they_say_more(self, desk: Desk) -> None:
        source = desk.open("Tên,Nước,Số\nA\nB,Lào,1,,\nC,Lào,1,x,\n")
        assert cells(source) == [["A", None, None], ["B", "Lào", "1"], ["C", "Lào", "1", "x"]]

    def test_lose_one_guard_of_a_formula(self, desk: Desk) -> None:
        source = desk.open("Tên,Số\n'=1+1,'+84\n''-x,'quoted'\n'\tx,'@a\n")
        assert cells(source) == [["=1+1", "+84"], ["'-x", "'quoted'"], ["x", "@a"]]

    def test_show_the_errors_of_the_spreadsheet_that_wrote_them(self, desk: Desk) -> None:
        assert cells(desk.open("Tên,Số\n#REF!,#1\n")) == [[CellError("#REF!"), "#1"]]

    def test_have_plain_spaces_and_none_at_the_ends(self, desk: Desk) -> None:
        assert cells(desk.open("Tên,Số\n\u00a0Đoàn\u00a0A , 1\n")) == [["Đoàn A", "1"]]

    def test_are_not_parted_by_a_mark_that_is_composed_to_a_delimiter(self, desk: Desk) -> None:
        assert cells(desk.open("Tên;Số\nΤι\u037e;1\n")) == [["Τι\u037e", "1"]]

    def test_come_again_when_asked_for_again(self, desk: Desk) -> None:
        source = desk.open("Tên,Số\nA,1")
        assert cells(source) == [["A", "1"]]
        assert list(source.rows()) == list(source.rows())

    def test_are_refused_where_a_quote_would_swallow_the_rest(self, desk: Desk) -> None:
        assert desk.refusal('Tên,Số\nA,1\nB,"2\nC,3\nD,4\n') == ("unclosed_quote", {"line": 3})
        assert desk.refusal('Tên,Số\n"A\n') == ("unclosed_quote", {"line": 2})

    def test_are_refused_where_a_cell_is_endless(self, desk: Desk) -> None:
        content = "Tên,Số\nA,1\n" + '"' + ("x" * 1023 + "\n") * 1100 + '",2\n'
        assert desk.refusal(content) == ("field_too_long", {"line": 3, "limit": 1 << 20})

    def test_are_refused_where_the_columns_are_endless(self, desk: Desk) -> None:
        assert desk.refusal("Tên,Số\nA" + "," * 20_000 + "\n") == ("too_many_columns", {"limit": 1 << 14})

    def test_are_refused_where_the_first_lines_are_endless_already(self, desk: Desk) -> None:
        assert desk.refusal("Tên,Số\n" + "x" * (1 << 21) + ",2\n") == ("field_too_long", {"line": 2, "limit": 1 << 20})

    @given(
        rows=st.lists(
            st.lists(st.text(alphabet="aĐ ,;\t|\"\n='-x1", max_size=8), min_size=3, max_size=3), min_size=1, max_size=8
        )
    )
    def test_are_what_was_written(self, tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
        guarded = [[guard_formula(cell) for cell in row] for row in rows]
        text = io.StringIO()
        csv.writer(text).writerows([["Tên", "Nước", "Ghi chú"], *guarded])
        desk = Desk(tmp_path_factory.mktemp("csv"))
        source = desk.open(text.getvalue(), delimiter=",", known=lambda text: text in {"Tên", "Nước", "Ghi chú"})
        read = [row.cells for row in source.rows()]
        expected = [[cell.strip() for cell in row] for row in rows]
        assert read == [row if any(row) else [] for row in expected]
