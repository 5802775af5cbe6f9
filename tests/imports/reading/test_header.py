"""Where the header of a form stands."""

import pytest

from app.imports.reading.header import find_header
from app.imports.reading.raw import Record
from tests.imports.reading.conftest import Desk, cells

FORM_A = """UBND TỈNH QUẢNG TRỊ;;;;;;CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ NGOẠI VỤ;;;;;;Độc lập - Tự do - Hạnh phúc

;;KẾ HOẠCH ĐOÀN RA NĂM 2026;;;;
;;;;;;Đơn vị: đồng
STT;Tên đoàn/danh nghĩa;Trưởng đoàn (họ tên, chức vụ);Số người;"Nước,
đối tác đến";Thời gian;Kinh phí
(1);(2);(3);(4);(5);(6);(7)
1;Đoàn công tác A;Nguyễn Văn A;5;Lào;quý III/2026;1.250.000.000 đ
"""


class TestFindHeader:
    def test_passes_the_titles_above_and_drops_the_column_numbers_below(self, desk: Desk) -> None:
        source = desk.open(FORM_A)
        assert source.header == [
            "STT",
            "Tên đoàn/danh nghĩa",
            "Trưởng đoàn (họ tên, chức vụ)",
            "Số người",
            "Nước, đối tác đến",
            "Thời gian",
            "Kinh phí",
        ]
        assert source.facts.header_line == 6
        assert [(row.line, row.cells[0]) for row in source.rows()] == [(9, "1")]

    def test_drops_column_numbers_that_begin_with_letters(self, desk: Desk) -> None:
        source = desk.open("Tên,Nước,Số,Ghi chú\nA,B,1,2=1+3\nx,y,z,t\n")
        assert cells(source) == [["x", "y", "z", "t"]]

    def test_keeps_a_first_record_of_numbers(self, desk: Desk) -> None:
        assert cells(desk.open("a,b,c\n1,5,3\n")) == [["1", "5", "3"]]
        assert cells(desk.open("a,b\n1,2\n")) == [["1", "2"]]
        assert cells(desk.open("a,b,c,d,e,f,g,h\n1,2,3,,,,,\n")) == [["1", "2", "3", *[""] * 5]]

    def test_joins_a_header_of_two_rows(self, desk: Desk) -> None:
        source = desk.open("STT,Thời gian,,Số người,,Ghi chú,\n,Từ,Đến,Nam,Nữ,,\n1,a,b,2,3,x\n")
        assert source.header == [
            "STT",
            "Thời gian / Từ",
            "Thời gian / Đến",
            "Số người / Nam",
            "Số người / Nữ",
            "Ghi chú",
        ]
        assert [row.line for row in source.rows()] == [3]

    def test_joins_the_row_above_if_only_the_lower_one_is_known(self, desk: Desk) -> None:
        source = desk.open("STT,Thời gian,\n,Từ,Đến\n1,a,b\n", known=lambda text: text in {"Từ", "Đến"})
        assert source.header == ["STT", "Thời gian / Từ", "Thời gian / Đến"]

    @pytest.mark.parametrize(
        "below",
        ["x,Từ,Đến,y", ",Từ,,", ",,Đến,", ",Từ,Đến,Thêm", ",5,Đến,"],
        ids=["whole", "gap left open", "head not parted", "part without group", "number"],
    )
    def test_takes_a_record_below_for_a_record(self, desk: Desk, below: str) -> None:
        source = desk.open(f"STT,Thời gian,,Ghi chú\n{below}\n")
        assert source.header == ["STT", "Thời gian", "", "Ghi chú"]
        assert len(cells(source)) == 1

    def test_prefers_headers_that_are_known(self, desk: Desk) -> None:
        text = "Báo cáo,Sở Ngoại vụ,Quảng Trị\nTên,Nước\nA,Lào\n"
        assert desk.open(text, known=lambda text: text in {"Tên", "Nước"}).facts.header_line == 2
        assert desk.open(text, known=lambda text: text == "Không có").facts.header_line == 1
        assert desk.open("A,B\nTên,B\n", known=lambda text: text == "Tên").facts.header_line == 1
        assert desk.open("A,B\nTên,\n", known=lambda text: text == "Tên").facts.header_line == 2

    def test_wants_lines_below_that_are_as_wide(self, desk: Desk) -> None:
        source = desk.open("TỈNH A,,,Mẫu số 1,Năm\nx\n\ny\nz\nt\nu\nSố,Tên,Nước,Ngày,Nơi\n1,Đoàn A,Lào,1/2,B\n")
        assert source.facts.header_line == 8

    def test_takes_the_first_row_where_none_is_followed_so(self, desk: Desk) -> None:
        assert desk.open("Tên,Nước,Số,Nơi\n\n\nA\n").facts.header_line == 1

    def test_is_refused_where_there_are_numbers_alone(self, desk: Desk) -> None:
        assert desk.refusal("1,2,3\n4,5,6\n")[0] == "no_header"

    def test_is_the_only_line_of_an_empty_table(self, desk: Desk) -> None:
        source = desk.open("Tên,Nước\n")
        assert (source.header, cells(source)) == (["Tên", "Nước"], [])

    def test_takes_the_values_of_merged_cells(self) -> None:
        record = Record(1, ["Tên", "Thời gian", None, 2026], ["Tên", "Thời gian", "Thời gian", 2026])
        assert find_header([record]).texts == ["Tên", "Thời gian", "Thời gian", "2026"]
