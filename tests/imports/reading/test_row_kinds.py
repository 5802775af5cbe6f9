"""Lines of a form that are no records."""

import pytest

from tests.imports.reading.conftest import Desk, cells, skips

HEADER = "STT,Tên đoàn,Trưởng đoàn,Nước,Số người,Kinh phí,Thời gian,Ghi chú\n"
RECORD = "1,Đoàn A,Nguyễn Văn A,Lào,5,1.000 đ,2026,Mới\n"


def skip_of(desk: Desk, line: str) -> str | None:
    """What the line is, between two records."""
    rows = list(desk.open(HEADER + RECORD + line + "\n" + RECORD).rows())
    assert [rows[0].skip, rows[2].skip] == [None, None]
    return rows[1].skip


class TestTotalRow:
    @pytest.mark.parametrize(
        "line",
        [
            ",Tổng cộng,,,25,1.250.000 đ,,",
            "Cộng:,,,,25,,,",
            'TỔNG SỐ,,,,25 người,"1.250.000,50 đ",,',
            "A,Tổng cộng (đoàn ra),,,25,5,,",
            "Total,1,2,3,4,5,6,7",
            "I. Tổng số đoàn,,,,3,,,",
            "Tổng cộng,Tổng cộng,,,12,1,2,3",
        ],
    )
    def test_sums_up(self, desk: Desk, line: str) -> None:
        assert skip_of(desk, line) == "total_row"

    @pytest.mark.parametrize(
        "line",
        [
            "2,Tổng Lãnh sự quán,A,Lào,5,1,2026,",
            "3,Đoàn B,A,Cộng hòa Liên bang Đức,5,1,,",
            ",Cộng hòa Dân chủ Nhân dân Lào,,,,,,",
            "4,Total,Trần Văn B,Lào,5,,2026,Mới",
            "5,Total SA,,,5,,,",
        ],
    )
    def test_is_not_every_line_with_such_a_word(self, desk: Desk, line: str) -> None:
        assert skip_of(desk, line) is None


class TestGroupRow:
    @pytest.mark.parametrize(
        "line",
        [
            "I,ĐOÀN RA,,,,,,",
            "II.,Đoàn vào,,,12,,,",
            "A,Đoàn cấp cao,1,2,3,4,5,6",
            "III. Đoàn của các huyện,,,,,,,",
            "1. Đoàn lãnh đạo tỉnh,,,,,,,",
            "1.2. Đoàn sở ngành,,,,,,,",
            "ĐOÀN RA,,,,,,,",
        ],
    )
    def test_is_a_heading_amid_the_table(self, desk: Desk, line: str) -> None:
        assert skip_of(desk, line) == "group_row"

    @pytest.mark.parametrize(
        "line",
        [
            "2,Đoàn B,,,,,,",
            ",,Nguyễn Văn B,,,,,",
            ",NGUYỄN VĂN B,,,,,,",
            "I,Đoàn B,Nguyễn Văn B,Lào,5,,,",
            "I,,,,5,,,ghi chú",
            "12,,,,,,,",
        ],
    )
    def test_is_not_a_record_of_which_little_is_known(self, desk: Desk, line: str) -> None:
        assert skip_of(desk, line) is None

    def test_keeps_its_text(self, desk: Desk) -> None:
        source = desk.open(HEADER + RECORD + "I,ĐOÀN RA,,,,,,\n")
        assert [row.cells[:2] for row in source.rows() if row.skip] == [["I", "ĐOÀN RA"]]

    def test_is_looked_for_in_forms_alone(self, desk: Desk) -> None:
        assert cells(desk.open("Mã,Tên\nI,ĐOÀN RA\n")) == [["I", "ĐOÀN RA"]]

    def test_is_not_capitals_where_names_stand(self, desk: Desk) -> None:
        assert len(cells(desk.open("Tên,Nước,Số,Nơi\nĐOÀN A,,,\n"))) == 1


class TestFooterRow:
    def test_goes_on_to_the_end(self, desk: Desk) -> None:
        footer = """,,,,,"Quảng Trị, ngày 12 tháng 5 năm 2026",,
Nơi nhận:,,,,,TM. ỦY BAN NHÂN DÂN,,
- Như trên;,,,,,KT. CHỦ TỊCH,,

Người lập biểu,,,,,GIÁM ĐỐC,,
,,,,,Nguyễn Văn B,,
"""
        source = desk.open(HEADER + RECORD + footer)
        assert [line for line, skip in skips(source) if skip == "footer_row"] == [3, 4, 5, 7, 8]
        assert len(cells(source)) == 1

    def test_ends_where_the_table_goes_on(self, desk: Desk) -> None:
        assert skip_of(desk, "Ghi chú: số liệu tạm tính,,,,,,,") == "footer_row"

    def test_ends_at_a_record_of_numbers(self, desk: Desk) -> None:
        source = desk.open(HEADER + RECORD + "Ghi chú: tạm tính,,,,,,,\n2,3,4,5,6,7,8,9\n,,,Lào,,,,\n")
        assert [row.skip for row in source.rows()] == [None, "footer_row", None, None]

    @pytest.mark.parametrize("line", [",,Nguyễn Văn B,Giám đốc,,,,", ",,NGUYỄN VĂN B,GIÁM ĐỐC,,,,"])
    def test_is_not_a_member_with_an_office(self, desk: Desk, line: str) -> None:
        assert skip_of(desk, line) is None


class TestHeaderRow:
    def test_is_the_header_again_as_on_each_page(self, desk: Desk) -> None:
        assert skip_of(desk, HEADER.strip()) == "header_row"
        source = desk.open("Mã,Tên,Số,Nơi\n1,A,2,B\nMã,Tên,Số,Nơi\n")
        assert skips(source) == [(3, "header_row")]
