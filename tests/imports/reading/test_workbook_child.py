"""What the process that loads a workbook leaves behind, asked of it in this one."""

import errno
from datetime import date, datetime, time
from pathlib import Path

import orjson
import pytest
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]  # as in app/core/workbooks.py
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # as in app/core/workbooks.py

from app.imports.reading import NO_VALUE, CellError
from app.imports.reading.raw import Record
from app.imports.reading.spool import INDEX, dump_record, load_records, spool_path
from app.imports.reading.workbook_child import tell_workbook
from tests.imports.reading.conftest import Desk, write_rows
from tests.imports.reading.test_workbook import ROW, SHEET, write_archive


class TestTellWorkbook:
    def test_leaves_rows_and_an_index(self, desk: Desk) -> None:
        def fill(book: Workbook, sheet: Worksheet) -> None:
            write_rows(sheet, ["STT", "Tên", "Số"], [1, "", 2.5])
            sheet.merge_range("B2:B3", "Đoàn A")
            sheet.write_formula(2, 2, "=C2*2", None, "")
            sheet.write_formula(3, 2, "=1/0", None, "#DIV/0!")
            sheet.write_datetime(4, 2, datetime(2026, 5, 12), book.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001
            sheet.set_row(4, None, None, {"hidden": True})
            sheet.merge_range("A6:A7", "")
            sheet.write(6, 1, 1.5, book.add_format({"num_format": "[h]:mm"}))
            sheet.write(6, 2, 40000.5, book.add_format({"num_format": "dd/mm/yyyy hh:mm"}))
            book.add_chartsheet("Biểu đồ")
            book.add_worksheet("Trống").hide()

        desk.make_book(fill)
        assert tell_workbook(desk.file, desk.folder) == {}
        assert list(load_records(spool_path(desk.folder, 0))) == [
            Record(1, ["STT", "Tên", "Số"]),
            Record(2, [1, "Đoàn A", 2.5], [1, "Đoàn A", 2.5]),
            Record(3, ["", "", NO_VALUE], ["", "Đoàn A", NO_VALUE]),
            Record(4, ["", "", CellError("#DIV/0!")]),
            Record(5, ["", "", date(2026, 5, 12)], None, hidden=True),
            Record(6, ["", "", ""]),
            Record(7, ["", "1 day, 12:00:00", datetime(2009, 7, 6, 12)]),  # noqa: DTZ001
        ]
        assert orjson.loads((desk.folder / INDEX).read_bytes())["sheets"] == [
            {"name": "Đoàn ra", "number": 0, "visible": True, "rows": 6, "hidden": [5]},
            {"name": "Trống", "number": 2, "visible": False, "rows": 0, "hidden": []},
        ]

    def test_reads_a_formula_of_empty_text_and_cells_without_a_place(self, desk: Desk) -> None:
        text = '<c t="inlineStr"><is><t>{}</t></is></c>'
        rows = (
            f"<row>{text.format('A')}{text.format('B')}{text.format('C')}</row>"
            '<row><c t="str"><f>""</f><v></v></c><c><f>1+1</f></c><c t="e"/><c><f>1</f></c></row>'
        )
        write_archive(desk.file, SHEET.format(rows))
        assert tell_workbook(desk.file, desk.folder) == {}
        assert [record.cells for record in load_records(spool_path(desk.folder, 0))] == [
            ["A", "B", "C"],
            ["", NO_VALUE, CellError("#N/A")],
        ]

    def test_reads_dates_that_are_written_out(self, desk: Desk) -> None:
        row = '<row><c t="d"><v>2026-05-12T00:00:00</v></c><c t="d"><v>2026-05-12</v></c></row>'
        write_archive(desk.file, SHEET.format(row))
        tell_workbook(desk.file, desk.folder)
        (record,) = load_records(spool_path(desk.folder, 0))
        assert record.cells == [date(2026, 5, 12)] * 2

    @pytest.mark.parametrize(
        ("sheets", "members", "code"),
        [
            ([SHEET.format(ROW)], {"sharedStrings.xml": b" " * (40 << 20)}, "workbook_too_large"),
            ([SHEET.format(ROW)] * 65, {}, "too_many_sheets"),
            (["<!DOCTYPE x><a hidden=''/>"], {}, "workbook_broken"),
            (["<worksheet><sheetData><f>"], {}, "workbook_broken"),
            ([SHEET.format(ROW).encode("utf-16")], {}, "workbook_broken"),
        ],
        ids=["bomb", "many sheets", "document type", "cut off", "wide"],
    )
    def test_tells_why_a_workbook_is_refused(
        self, desk: Desk, sheets: list[str | bytes], members: dict[str, bytes], code: str
    ) -> None:
        write_archive(desk.file, *sheets, **members)
        assert tell_workbook(desk.file, desk.folder)["code"] == code
        assert not (desk.folder / INDEX).exists()

    def test_tells_of_a_password(self, desk: Desk) -> None:
        write_archive(desk.file, SHEET.format(ROW))
        content = bytearray(desk.file.read_bytes())
        content[content.index(b"PK\x01\x02") + 8] |= 1
        desk.file.write_bytes(content)
        assert tell_workbook(desk.file, desk.folder)["code"] == "encrypted_workbook"

    def test_tells_of_a_disk_that_fails(self, desk: Desk) -> None:
        write_archive(desk.file, SHEET.format(ROW))
        spool_path(desk.folder, 0).mkdir()
        assert tell_workbook(desk.file, desk.folder) == {"errno": errno.EISDIR}


class TestSpool:
    def test_brings_back_every_kind_of_cell(self, tmp_path: Path) -> None:
        cells = ["Đ", 1, 2.5, True, None, date(2026, 5, 12), datetime(2026, 5, 12, 1, 2), time(3, 4)]  # noqa: DTZ001
        path = tmp_path / "rows"
        path.write_bytes(dump_record(Record(7, [*cells, NO_VALUE, CellError("#N/A")], cells)))
        assert list(load_records(path)) == [Record(7, [*cells, NO_VALUE, CellError("#N/A")], cells)]

    def test_refuses_what_no_cell_is(self) -> None:
        with pytest.raises(TypeError):
            dump_record(Record(1, [object()]))
