"""Workbooks as officials make them, and as attackers do."""

import os
import struct
import subprocess
import sys
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]  # as in app/core/workbooks.py
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # as in app/core/workbooks.py

from app.imports.reading import NO_VALUE, CellError, UnreadableFile, workbook
from app.imports.reading.archive import SHEET_LIMIT
from tests.imports.reading.conftest import Desk, cells, skips, write_rows

HEADER = ["STT", "Tên đoàn", "Nước", "Số người", "Từ ngày", "Ghi chú"]
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>Tên</t></is></c></row>'
CONTENT_TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>"""
RELATIONS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>"""
RELATION = """<Relationship Id="rId{0}" Target="worksheets/sheet{0}.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>"""
MAIN_RELATION = """<Relationship Id="rId1" Target="xl/workbook.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>"""
BOOK = """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{}</sheets></workbook>"""


def write_archive(path: Path, *sheets: str | bytes, **members: str | bytes) -> None:
    """A workbook part by part, with whatever stands in its sheets."""
    numbers = range(1, len(sheets) + 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", RELATIONS.format(MAIN_RELATION))
        archive.writestr(
            "xl/workbook.xml",
            BOOK.format("".join(f'<sheet name="S{one}" sheetId="{one}" r:id="rId{one}"/>' for one in numbers)),
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", RELATIONS.format("".join(RELATION.format(one) for one in numbers))
        )
        for one, sheet in zip(numbers, sheets, strict=True):
            archive.writestr(f"xl/worksheets/sheet{one}.xml", sheet)
        for name, content in members.items():
            archive.writestr(f"xl/{name}", content)


def fill_form(_: Workbook, sheet: Worksheet) -> None:
    sheet.merge_range("A1:C1", "SỞ NGOẠI VỤ")
    sheet.merge_range("A2:F2", "KẾ HOẠCH ĐOÀN RA NĂM 2026")
    sheet.write_row(3, 0, HEADER)
    sheet.write_row(4, 0, ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"])
    sheet.merge_range("A6:F6", "I. ĐOÀN CẤP CAO")
    sheet.write_row(6, 0, [1, "Đoàn A", "Lào", 5, "05/2026", ""])
    sheet.write_row(8, 0, ["", "Tổng cộng", "", 5, "", ""])
    sheet.write_row(10, 3, ["GIÁM ĐỐC"])


class TestForm:
    def test_is_read_with_the_lines_that_the_spreadsheet_shows(self, desk: Desk) -> None:
        source = desk.book(fill_form)
        assert (source.header, source.facts.header_line, source.facts.sheet) == (HEADER, 4, "Đoàn ra")
        rows = [(row.line, row.cells[:4], row.skip) for row in source.rows()]
        assert rows == [
            (6, ["I. ĐOÀN CẤP CAO", "", "", ""], "group_row"),
            (7, [1, "Đoàn A", "Lào", 5], None),
            (8, [], None),
            (9, ["", "Tổng cộng", "", 5], "total_row"),
            (10, [], None),
            (11, ["", "", "", "GIÁM ĐỐC"], "footer_row"),
        ]

    def test_begins_at_the_column_that_holds_something(self, desk: Desk) -> None:
        def fill(_: Workbook, sheet: Worksheet) -> None:
            sheet.write_row(2, 3, ["Tên", "Nước"])
            sheet.write_row(3, 3, ["Đoàn A", "Lào"])

        source = desk.book(fill)
        assert (source.header, cells(source)) == (["Tên", "Nước"], [["Đoàn A", "Lào"]])

    def test_joins_merged_headers(self, desk: Desk) -> None:
        def fill(_: Workbook, sheet: Worksheet) -> None:
            sheet.merge_range("A1:A2", "STT")
            sheet.merge_range("B1:C1", "Thời gian")
            sheet.write_row(1, 1, ["Từ", "Đến"])
            sheet.merge_range("D1:D2", "Ghi chú")
            sheet.write_row(2, 0, [1, "a", "b", "c"])

        source = desk.book(fill)
        assert source.header == ["STT", "Thời gian / Từ", "Thời gian / Đến", "Ghi chú"]
        assert [(row.line, row.cells) for row in source.rows()] == [(3, [1, "a", "b", "c"])]

    def test_fills_merged_cells_down_and_right(self, desk: Desk) -> None:
        def fill(_: Workbook, sheet: Worksheet) -> None:
            write_rows(
                sheet, HEADER, [1, "", "", 2, "", "A"], ["", "", "", "", "", "B"], [2, "Đoàn B", "Lào", 1, "", "C"]
            )
            sheet.merge_range("B2:B3", "Đoàn A")
            sheet.merge_range("A2:A3", 1)
            sheet.merge_range("C2:D3", "Lào")
            sheet.merge_range("E4:E5", "")

        assert cells(desk.book(fill)) == [
            [1, "Đoàn A", "Lào", "Lào", "", "A"],
            [1, "Đoàn A", "Lào", "Lào", "", "B"],
            [2, "Đoàn B", "Lào", 1, "", "C"],
        ]

    def test_passes_hidden_rows_and_says_so(self, desk: Desk) -> None:
        def fill(_: Workbook, sheet: Worksheet) -> None:
            write_rows(sheet, HEADER, *[[number, "Đoàn", "Lào", 1, "", "x"] for number in range(1, 4)])
            sheet.set_row(2, None, None, {"hidden": True})
            sheet.set_row(4, None, None, {"hidden": True})

        source = desk.book(fill)
        assert skips(source) == [(3, "hidden_row")]
        assert source.warnings == [{"code": "hidden_rows", "lines": [3], "count": 1}]


class TestCells:
    def read(self, desk: Desk, *written: Any, formats: tuple[str | None, ...] = (), **options: Any) -> list[Any]:
        def fill(book: Workbook, sheet: Worksheet) -> None:
            sheet.write_row(0, 0, [f"Cột {chr(97 + place)}" for place in range(len(written))])
            for place, value in enumerate(written):
                style = book.add_format({"num_format": formats[place]}) if formats else None
                sheet.write(1, place, value, style)

        return cells(desk.book(fill, **options))[0]

    @pytest.mark.parametrize("since_1904", [False, True])
    def test_are_dates_of_either_system(self, desk: Desk, since_1904: bool) -> None:  # noqa: FBT001  # both of two
        read = self.read(
            desk,
            datetime(2026, 5, 12),  # noqa: DTZ001  # a spreadsheet knows no zone
            datetime(2026, 5, 12, 13, 30),  # noqa: DTZ001
            time(13, 30),
            1.5,
            formats=("dd/mm/yyyy", "dd/mm/yyyy hh:mm", "hh:mm", "[h]:mm"),
            date_1904=since_1904,
        )
        assert read == [date(2026, 5, 12), datetime(2026, 5, 12, 13, 30), time(13, 30), "1 day, 12:00:00"]  # noqa: DTZ001
        assert type(read[0]) is date

    def test_are_numbers_whole_where_they_are(self, desk: Desk) -> None:
        read = self.read(desk, 3, 2.5, 1250000000, 1e300, *[True])
        assert read == [3, 2.5, 1250000000, 1e300, True]
        assert [type(cell) for cell in read] == [int, float, int, float, bool]

    def test_are_text_as_typed(self, desk: Desk) -> None:
        def fill(_: Workbook, sheet: Worksheet) -> None:
            sheet.write_row(0, 0, ["Mã", "Tên", "Ghi chú"])
            for place, text in enumerate(["007", " \u0110oa\u0300n\u00a0A\n(mới) ", "'=1"]):
                sheet.write_string(1, place, text)

        assert cells(desk.book(fill)) == [["007", "Đoàn A\n(mới)", "'=1"]]

    def test_are_the_results_of_formulas_or_say_that_there_is_none(self, desk: Desk) -> None:
        def fill(_: Workbook, sheet: Worksheet) -> None:
            sheet.write_row(0, 0, ["Mã", "Số", "Tổng", "Lỗi", "Trống"])
            sheet.write(1, 0, "x")
            sheet.write_formula(1, 1, "=1+1", None, 2)
            sheet.write_formula(1, 2, "=B2*2", None, "")
            sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
            sheet.write_formula(1, 4, '=IF(A2="","","y")', None, "y")

        assert cells(desk.book(fill)) == [["x", 2, NO_VALUE, CellError("#DIV/0!"), "y"]]

    def test_tell_a_formula_of_empty_text_from_one_without_value(self, desk: Desk) -> None:
        row = (
            '<row><c t="inlineStr"><is><t>A</t></is></c><c t="inlineStr"><is><t>B</t></is></c>'
            '<c t="inlineStr"><is><t>C</t></is></c><c t="inlineStr"><is><t>D</t></is></c></row>'
            '<row><c t="str"><f>""</f><v></v></c><c><f>1+1</f></c><c t="e"/><c><v>1</v></c><c><f>1</f></c></row>'
        )
        write_archive(desk.file, SHEET.format(row))
        assert cells(desk.open()) == [["", NO_VALUE, CellError("#N/A"), 1]]

    def test_are_read_whatever_the_prefix_of_their_xml(self, desk: Desk) -> None:
        space = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        text = (
            f"<x:worksheet {space}><x:sheetData>"
            '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>Tên</x:t></x:is></x:c></x:row>'
            '<x:row r="2" hidden="true"><x:c r="A2"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
        )
        write_archive(desk.file, text)
        assert skips(desk.open()) == [(2, "hidden_row")]


class TestSheets:
    def fill(self, book: Workbook, sheet: Worksheet) -> None:
        write_rows(sheet, ["Hướng dẫn", "Xem trang sau"])
        write_rows(book.add_worksheet("Ẩn"), ["Tên", "Nước"], ["Đoàn ẩn", "Lào"])
        book.get_worksheet_by_name("Ẩn").hide()
        book.add_chartsheet("Biểu đồ")
        write_rows(book.add_worksheet("Dữ liệu"), ["Tên", "Nước"], ["Đoàn A", "Lào"])
        book.add_worksheet("Trống")

    def test_are_chosen_by_headers_that_are_known(self, desk: Desk) -> None:
        desk.make_book(self.fill)
        source = desk.open(known=lambda text: text in {"Tên", "Nước"})
        assert source.facts.sheet == "Dữ liệu"
        assert source.warnings == [{"code": "several_sheets", "sheet": "Dữ liệu", "others": ["Đoàn ra"]}]
        assert source.sheets == ["Đoàn ra", "Ẩn", "Dữ liệu", "Trống"]

    def test_are_else_the_first_that_shows_something(self, desk: Desk) -> None:
        desk.make_book(self.fill)
        assert desk.open().facts.sheet == "Đoàn ra"
        assert desk.open(known=lambda text: text == "Không có").facts.sheet == "Đoàn ra"

    def test_without_a_header_are_passed_over(self, desk: Desk) -> None:
        def fill(book: Workbook, sheet: Worksheet) -> None:
            write_rows(sheet, [1, 2])
            write_rows(book.add_worksheet("B"), ["Tên", "Nước"])

        assert desk.book(fill).facts.sheet == "B"

    @pytest.mark.parametrize(("wanted", "name"), [("Ẩn", "Ẩn"), (2, "Dữ liệu")])
    def test_are_what_the_caller_says(self, desk: Desk, wanted: str | int, name: str) -> None:
        desk.make_book(self.fill)
        source = desk.open(sheet=wanted)
        assert (source.facts.sheet, source.warnings) == (name, [])

    def test_are_named_where_the_one_asked_for_is_not_there(self, desk: Desk) -> None:
        desk.make_book(self.fill)
        assert desk.refusal(sheet="Khác") == ("no_such_sheet", {"allowed": "Đoàn ra, Ẩn, Dữ liệu, Trống"})

    def test_are_refused_where_none_has_a_header(self, desk: Desk) -> None:
        desk.make_book(lambda _, sheet: write_rows(sheet, [1, 2], [3, 4]))
        assert desk.refusal()[0] == "no_header"
        desk.make_book(lambda _, sheet: sheet.set_row(0, 20))
        assert desk.refusal()[0] == "empty_file"

    def test_are_refused_in_legacy_fonts_whatever_else_there_is(self, desk: Desk) -> None:
        desk.make_book(lambda _, sheet: write_rows(sheet, ["§oµn", "c«ng t¸c", "Lµo"]))
        assert desk.refusal()[0] == "legacy_font"

    def test_are_read_once_for_all_calls(self, desk: Desk) -> None:
        desk.make_book(self.fill)
        desk.open()
        made = (desk.folder / "scratch" / "workbook.json").stat().st_mtime_ns
        desk.open(sheet="Dữ liệu")
        assert (desk.folder / "scratch" / "workbook.json").stat().st_mtime_ns == made

    def test_are_read_again_for_another_file(self, desk: Desk) -> None:
        desk.make_book(self.fill)
        desk.open()
        desk.make_book(fill_form)
        os.utime(desk.file, ns=(1, 1))
        assert desk.open().header == HEADER

    def test_are_kept_from_other_users_of_the_machine(self, desk: Desk) -> None:
        desk.make_book(self.fill)
        desk.open()
        assert {path.stat().st_mode & 0o077 for path in [desk.folder / "scratch", *desk.folder.glob("scratch/*")]} == {
            0
        }


class TestAttacks:
    def test_of_a_cell_that_stands_too_far_away(self, desk: Desk) -> None:
        far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        write_archive(desk.file, SHEET.format(ROW + far))
        assert desk.refusal()[0] == "workbook_too_large"

    def test_of_a_bomb_are_seen_in_the_directory(self, desk: Desk) -> None:
        write_archive(desk.file, SHEET.format(ROW), **{"sharedStrings.xml": b" " * (40 << 20)})
        assert desk.refusal()[0] == "workbook_too_large"

    def test_of_a_directory_that_lies_are_seen_in_the_reading(self, desk: Desk) -> None:
        write_archive(desk.file, SHEET.format(ROW), **{"sharedStrings.xml": b" " * (40 << 20)})
        content = desk.file.read_bytes()
        desk.file.write_bytes(content.replace(struct.pack("<L", 40 << 20), struct.pack("<L", 1 << 10)))
        assert desk.refusal()[0] == "workbook_broken"

    def test_of_many_sheets(self, desk: Desk) -> None:
        write_archive(desk.file, *[SHEET.format(ROW)] * (SHEET_LIMIT + 1))
        assert desk.refusal() == ("too_many_sheets", {"limit": SHEET_LIMIT})

    def test_of_entities(self, desk: Desk) -> None:
        text = '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + SHEET.format(
            ROW.replace("Tên", "&a;").replace('r="1"', 'r="1" hidden="0"')
        )
        write_archive(desk.file, text)
        assert desk.refusal()[0] == "workbook_broken"

    def test_of_a_spool_that_would_fill_the_disk(self, desk: Desk) -> None:
        write_archive(desk.file, SHEET.format(ROW))
        script = (
            "import sys; from app.imports.reading import workbook_child as child; child.SPOOL = 8;"
            "sys.exit(child.main(*sys.argv[1:]))"
        )
        command = [sys.executable, "-c", script, str(desk.file), str(desk.folder)]
        done = subprocess.run(command, capture_output=True, check=False, cwd=Path(__file__).parents[3])
        assert (done.returncode, b"workbook_too_large" in done.stdout) == (1, True)

    def test_is_not_what_a_failing_disk_is_taken_for(self, desk: Desk) -> None:
        desk.make_book(fill_form)
        (desk.folder / "scratch" / "sheet-0.ndjson").mkdir(parents=True)
        with pytest.raises(IsADirectoryError):
            desk.open()

    def test_of_a_damaged_part(self, desk: Desk) -> None:
        write_archive(desk.file, SHEET.format(ROW * 50))
        content = bytearray(desk.file.read_bytes())
        place = content.index(b"xl/worksheets/sheet1.xml") + len("xl/worksheets/sheet1.xml")
        content[place : place + 40] = b"\xff" * 40
        assert desk.refusal(bytes(content))[0] == "workbook_broken"

    def test_of_time(self, desk: Desk) -> None:
        desk.make_book(fill_form)
        with pytest.raises(UnreadableFile) as caught:
            workbook.open_workbook(desk.file, desk.folder / "scratch", seconds=0.001)
        assert caught.value.code == "workbook_too_large"

    @pytest.mark.parametrize("sheet", ["<worksheet><sheetData>", "no XML at all", b"\xff\xfe<"])
    def test_of_broken_sheets(self, desk: Desk, sheet: str | bytes) -> None:
        write_archive(desk.file, sheet)
        assert desk.refusal()[0] in {"workbook_broken", "empty_file"}

    def test_of_a_sheet_that_is_not_there(self, desk: Desk) -> None:
        with zipfile.ZipFile(desk.file, "w") as archive:
            archive.writestr("xl/workbook.xml", BOOK.format('<sheet name="A" sheetId="1" r:id="rId1"/>'))
            archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS.format(""))
        assert desk.refusal()[0] == "workbook_broken"

    def test_of_members_with_a_password(self, desk: Desk) -> None:
        write_archive(desk.file, SHEET.format(ROW))
        content = bytearray(desk.file.read_bytes())
        place = content.index(b"PK\x01\x02")
        content[place + 8] |= 1
        assert desk.refusal(bytes(content))[0] == "encrypted_workbook"

    @pytest.mark.parametrize(("place", "value"), [(6, 99), (8, 0x40), (10, 99)], ids=["version", "cipher", "method"])
    def test_of_members_that_are_packed_in_no_known_way(self, desk: Desk, place: int, value: int) -> None:
        write_archive(desk.file, SHEET.format(ROW))
        content = bytearray(desk.file.read_bytes())
        content[content.index(b"PK\x01\x02") + place] |= value
        assert desk.refusal(bytes(content))[0] == "workbook_broken"
