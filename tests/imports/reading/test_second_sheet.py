"""The sheet beside the one that is read."""

from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # as in app/core/workbooks.py

from app.imports.reading import Source, UnreadableFile, open_second_sheet
from tests.imports.reading.conftest import Desk, cells, skips, write_rows

FIRST, SECOND = ["Tên đoàn", "Nước"], ["Tên đoàn", "Họ và tên"]


def known(text: str) -> bool:
    return text in {*FIRST, *SECOND}


def open_beside(desk: Desk, *sheets: tuple[str, list[list[Any]]], hidden: str = "") -> Source | None:
    """The sheet that has the second header, beside a first one."""
    book = xlsxwriter.Workbook(str(desk.file))
    for name, rows in (("Đoàn", [FIRST, ["Đoàn A", "Lào"]]), *sheets):
        sheet = book.add_worksheet(name)
        write_rows(sheet, *rows)
        sheet.set_row(3, None, None, {"hidden": True})
        if name == hidden:
            sheet.hide()
    book.close()
    return open_second_sheet(
        desk.file, desk.folder / "scratch", desk.open(known=known), known, lambda header: header == SECOND
    )


class TestSecondSheet:
    def test_is_the_first_that_is_wanted_below_whatever_titles(self, desk: Desk) -> None:
        rows = [["DANH SÁCH"], SECOND, ["Đoàn A", "Một"], ["Đoàn A", "Hai"], ["Đoàn A", "Ba"]]
        source = open_beside(desk, ("Trống", []), ("Số", [[1, 2]]), ("Khác", [FIRST]), ("Người", rows), ("Nữa", rows))
        assert source is not None
        assert (source.facts.sheet, source.facts.header_line, source.header) == ("Người", 2, SECOND)
        assert cells(source) == [["Đoàn A", "Một"], ["Đoàn A", "Ba"]]
        assert skips(source) == [(4, "hidden_row")]
        assert source.warnings == [{"code": "hidden_rows", "lines": [4], "count": 1}]

    def test_is_none_that_is_hidden_or_of_another_format(self, desk: Desk) -> None:
        assert open_beside(desk, ("Người", [SECOND, ["Đoàn A", "Một"]]), hidden="Người") is None
        assert open_beside(desk) is None
        source = desk.open("Tên đoàn,Nước\nĐoàn A,Lào\n")
        assert open_second_sheet(desk.file, desk.folder, source, known, lambda _: True) is None

    def test_is_refused_for_the_fonts_of_old(self, desk: Desk) -> None:
        rows = [SECOND, *[["§oµn c«ng t¸c", "NguyÔn V¨n Hång"]] * 20]
        with pytest.raises(UnreadableFile) as caught:
            open_beside(desk, ("Người", rows))
        assert caught.value.code == "legacy_font"
        assert open_beside(desk, ("Khác", [["STT", "Tªn ®oµn"], *rows[1:]])) is None
