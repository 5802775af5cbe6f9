from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # as in app/core/workbooks.py
from xlsxwriter.format import Format  # type: ignore[import-untyped]  # as in app/core/workbooks.py
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]  # as in app/core/workbooks.py
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # as in app/core/workbooks.py

from app.imports.reading import Reading, Source, UnreadableFile, open_source
from app.imports.reading.header import Known


class Desk:
    """A place where files are made, and opened as an upload would be."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "upload"

    def open(self, content: bytes | str | None = None, known: Known | None = None, **reading: Any) -> Source:
        if content is not None:
            self.file.write_bytes(content.encode() if isinstance(content, str) else content)
        return open_source(self.file, Reading(**reading), self.folder / "scratch", known)

    def refusal(self, content: bytes | str | None = None, **reading: Any) -> tuple[str, dict[str, object]]:
        """Why the file is refused, at once or at the first line that cannot be passed."""
        with pytest.raises(UnreadableFile) as caught:
            list(self.open(content, **reading).rows())
        return caught.value.code, caught.value.values

    def book(self, fill: Callable[[Workbook, Worksheet], object], **options: Any) -> Source:
        """A workbook with one sheet, filled and opened."""
        self.make_book(fill, **options)
        return self.open()

    def make_book(self, fill: Callable[[Workbook, Worksheet], object], **options: Any) -> None:
        book = xlsxwriter.Workbook(str(self.file), options)
        fill(book, book.add_worksheet("Đoàn ra"))
        book.close()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def cells(source: Source) -> list[list[Any]]:
    """The cells of every line that is a record."""
    return [row.cells for row in source.rows() if row.cells and row.skip is None]


def skips(source: Source) -> list[tuple[int, str]]:
    return [(row.line, row.skip) for row in source.rows() if row.skip is not None]


def write_rows(sheet: Worksheet, *rows: list[Any], first: int = 0, style: Format | None = None) -> None:
    for index, row in enumerate(rows, first):
        sheet.write_row(index, 0, row, style)
