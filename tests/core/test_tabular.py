"""Cells of CSV and XLSX: what is written is read back, and nothing is computed."""

import csv
import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from app.core import workbooks
from app.core.errors import CellTooLong, TooManyRows
from app.core.tabular import BOM, cell_text, csv_header, csv_lines, guard_formula, unguard_formula
from app.core.workbooks import XlsxBook

TEXTS = st.text(st.sampled_from("'=+-@\t\r\n;[ aĐ,\"")) | st.text()
_COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n")


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(book: XlsxBook) -> dict[str, list[list[Any]]]:
    found = CalamineWorkbook.from_filelike(book.file)
    return {name: found.get_sheet_by_name(name).to_python() for name in found.sheet_names}


def sheet_of(folder: Path, rows: list[list[Any]], dates: tuple[int, ...] = ()) -> list[list[Any]]:
    """The rows below the header, as a reader finds them."""
    book = XlsxBook(folder)
    book.add_sheet("rows", [f"c{index}" for index in range(len(rows[0]))], dates).write(rows)
    book.close()
    with book.file:
        return read_xlsx(book)["rows"][1:]


class TestGuarding:
    @given(text=TEXTS)
    def test_is_undone_exactly(self, text: str) -> None:
        assert unguard_formula(guard_formula(text)) == text

    @given(text=TEXTS)
    def test_leaves_nothing_that_a_spreadsheet_computes(self, text: str) -> None:
        assert not guard_formula(text).startswith(_COMPUTED)

    @pytest.mark.parametrize("text", ["#N/A", "#REF!", "#NAME?", "#DIV/0!", "'#N/A", "#GETTING_DATA"])
    def test_leaves_nothing_that_a_spreadsheet_takes_for_an_error(self, text: str) -> None:
        assert guard_formula(text) == f"'{text}"

    @pytest.mark.parametrize("text", ["", "Đoàn Thử", "'quoted'", "''", "a=1", "3-4", "#1", "# một", "#N/A là gì"])
    def test_leaves_plain_text_alone(self, text: str) -> None:
        assert guard_formula(text) == unguard_formula(text) == text


class TestCellText:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (None, ""),
            ("", ""),
            ("  Đoàn  ", "  Đoàn  "),
            (True, "true"),
            (False, "false"),
            (0, "0"),
            (-5, "-5"),
            (1.5, "1.5"),
            (date(2026, 5, 12), "2026-05-12"),
            ([], ""),
            (["LA", "TH"], "LA; TH"),
            (["a, b"], "a, b"),
            ({}, "{}"),
            ({"amount": "1.50", "currency": "USD"}, '{"amount":"1.50","currency":"USD"}'),
            ([{"date": "2026"}], '[{"date":"2026"}]'),
            ([1, 2], "[1,2]"),
        ],
    )
    def test_is_as_the_importer_expects_it(self, value: Any, expected: str) -> None:
        assert cell_text(value) == expected

    @pytest.mark.parametrize("item", ["", "a; b", "a;b", "[x", " a", "a ", "a\nb", "a\rb", "\u00a0a"])
    def test_of_a_list_whose_items_would_not_come_back_is_json(self, item: str) -> None:
        assert orjson.loads(cell_text(["LA", item])) == ["LA", item]

    @given(items=st.lists(TEXTS, min_size=1))
    def test_of_a_list_tells_its_items(self, items: list[str]) -> None:
        text = cell_text(items)
        assert (orjson.loads(text) if text.startswith("[") else text.split("; ")) == items


class TestCsv:
    def test_opens_with_a_byte_order_mark_and_the_names(self) -> None:
        assert csv_header(["id", "title"]) == BOM + b"id,title\r\n"

    @given(rows=st.lists(st.lists(TEXTS.filter(lambda text: "\x00" not in text), min_size=1)))
    def test_is_read_back_unharmed(self, rows: list[list[str]]) -> None:
        found = read_csv(csv_lines(rows))
        assert [[unguard_formula(cell) for cell in row] for row in found] == rows

    def test_guards_lists_and_leaves_numbers_alone(self) -> None:
        assert read_csv(csv_lines([[["=1", "a"], -5, -1.5, True, None]])) == [["'=1; a", "-5", "-1.5", "true", ""]]


class TestXlsx:
    def test_has_real_dates_numbers_and_booleans(self, tmp_path: Path) -> None:
        rows = [["2026-05-12", 7, 1.5, True, False], [date(1900, 3, 1), -7, 0, None, True]]
        found = sheet_of(tmp_path, rows, dates=(0,))
        assert found == [[date(2026, 5, 12), 7, 1.5, True, False], [date(1900, 3, 1), -7, 0, "", True]]

    @pytest.mark.parametrize("text", ["2026-05", "2026", "1900-02-28", "1899-12-31", "2026-02-30", "ngày mai ấy"])
    def test_keeps_what_is_no_whole_day_as_text(self, tmp_path: Path, text: str) -> None:
        assert sheet_of(tmp_path, [[text]], dates=(0,)) == [[text]]

    def test_keeps_days_outside_the_columns_of_dates_as_text(self, tmp_path: Path) -> None:
        assert sheet_of(tmp_path, [["2026-05-12", "2026-05-12"]], dates=(1,)) == [["2026-05-12", date(2026, 5, 12)]]

    @pytest.mark.parametrize(
        "text",
        ["=1+1", "'=1+1", "+84 24", "https://example.org", "007", "<r>bold</r>", "<r><t>a</t></r>", "<r>", " a "],
    )
    def test_takes_text_for_nothing_else(self, tmp_path: Path, text: str) -> None:
        assert sheet_of(tmp_path, [[text, "beside"]]) == [[text, "beside"]]

    def test_joins_lists_and_leaves_nothing_for_null(self, tmp_path: Path) -> None:
        assert sheet_of(tmp_path, [[["LA", "TH"], None, [], "x"]]) == [["LA; TH", "", "", "x"]]

    def test_has_several_sheets_with_bold_frozen_filtered_headers(self, tmp_path: Path) -> None:
        book = XlsxBook(tmp_path)
        first, second = book.add_sheet("a", ["Mã"]), book.add_sheet("b", ["Tên", "Ghi chú"])
        for number in range(3):
            first.write([[number]])
            second.write([[str(number), "x"]])
        book.close()
        with book.file:
            assert read_xlsx(book) == {
                "a": [["Mã"], [0], [1], [2]],
                "b": [["Tên", "Ghi chú"], ["0", "x"], ["1", "x"], ["2", "x"]],
            }
            parts = zipfile.ZipFile(book.file)
            sheet, styles = parts.read("xl/worksheets/sheet2.xml"), parts.read("xl/styles.xml")
        assert b'<autoFilter ref="A1:B4"/>' in sheet
        assert b'state="frozen"' in sheet
        assert b"<b/>" in styles

    def test_refuses_a_row_too_many(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(workbooks, "MOST_XLSX_ROWS", 2)
        book = XlsxBook(tmp_path)
        sheet = book.add_sheet("a", ["n"])
        sheet.write([[1], [2]])
        with pytest.raises(TooManyRows):
            sheet.write([[3]])
        book.discard()

    @pytest.mark.parametrize("start", ["xxx", "<r>"])
    def test_refuses_a_cell_that_would_be_cut(self, tmp_path: Path, start: str) -> None:
        book = XlsxBook(tmp_path)
        sheet = book.add_sheet("a", ["Ghi chú"])
        sheet.write([[start + "x" * 32_764]])
        with pytest.raises(CellTooLong) as refused:
            sheet.write([[start + "x" * 32_765]])
        assert refused.value.values == {"column": "Ghi chú"}
        book.discard()
