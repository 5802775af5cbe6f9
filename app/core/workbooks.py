"""Workbooks (XLSX) written row by row: the same cells as in CSV, but real dates and numbers."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import suppress
from datetime import date
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Final, Self

from app.core.errors import CellTooLong, TooManyRows
from app.core.tabular import cell_text

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it has annotations, but does not say so
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # the same

XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_XLSX_ROWS: Final = 1_048_575
"""Of one sheet, beside its header."""
_FIRST_DAY: Final = "1900-03-01"  # spreadsheets believe in 29 February 1900: days before it are not read alike
_NARROWEST, _WIDEST = 10, 40
_LONGEST: Final = 32_767  # UTF-16 units of a cell
_CHUNK: Final = 65_536


def new_workbook(file: IO[bytes], options: dict[str, Any]) -> "Workbook":
    """The library's own; it is loaded with the first (docs/decisions/0019)."""
    return import_module("xlsxwriter").Workbook(file, options)


class XlsxBook:
    """A workbook made row by row, by way of `folder`, which the caller deletes: memory is the same however long it is.

    Blocking: keep it off the event loop. After `close`, `file` is open at its start; it has no name to delete. A `with`
    that raises discards it.
    """

    def __init__(self, folder: Path) -> None:
        self.file: IO[bytes] = TemporaryFile(dir=folder)  # noqa: SIM115  # whoever sends it closes it
        options: dict[str, Any] = {"constant_memory": True, "tmpdir": str(folder), "strings_to_formulas": False}
        options |= {"strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
        self._book = new_workbook(self.file, options)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self.discard()

    def add_sheet(self, name: str, header: Sequence[str], dates: Collection[int] = ()) -> "XlsxSheet":
        """A sheet with its header written; in the columns `dates` (from 0) a whole day becomes a real date."""
        return XlsxSheet(self._book, self._book.add_worksheet(name), header, dates)

    def close(self) -> None:
        self._book.close()
        self.file.seek(0)

    def discard(self) -> None:
        """Close what is open, if the book is not to be finished."""
        for sheet in self._book.worksheets():
            sheet.row_data_fh.close()
        self.file.close()


class XlsxSheet:
    """A sheet of an `XlsxBook`; made by its `add_sheet`."""

    def __init__(self, book: "Workbook", sheet: "Worksheet", header: Sequence[str], dates: Collection[int]) -> None:
        self._sheet, self._header, self._dates = sheet, header, frozenset(dates)
        self._plain = book.add_format()
        self._rows = 0
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for index, title in enumerate(header):
            sheet.set_column(index, index, min(max(len(title) + 4, _NARROWEST), _WIDEST))
            sheet.write_string(0, index, title, bold)
        sheet.autofilter(0, 0, 0, len(header) - 1)

    def write(self, rows: Iterable[Iterable[Any]]) -> None:
        """Add rows of JSON values or dates. Raises TooManyRows and CellTooLong."""
        for row in rows:
            if self._rows >= MOST_XLSX_ROWS:
                raise TooManyRows(limit=MOST_XLSX_ROWS)
            self._rows += 1
            for index, value in enumerate(row):
                if value is not None:
                    self._write_cell(index, value)
        self._sheet.autofilter(0, 0, self._rows, len(self._header) - 1)

    def _write_cell(self, column: int, value: Any) -> None:  # noqa: ANN401  # any JSON value
        if isinstance(value, bool):
            self._sheet.write_boolean(self._rows, column, value)
        elif isinstance(value, (int, float)):
            self._sheet.write_number(self._rows, column, value)
        elif column in self._dates and (day := _whole_day(value)):
            self._sheet.write_datetime(self._rows, column, day)
        elif text := cell_text(value):
            self._write_text(column, text)

    def _write_text(self, column: int, text: str) -> None:
        if len(text) > _LONGEST // 2 and len(text.encode("utf-16-le")) > 2 * _LONGEST:
            raise CellTooLong(column=self._header[column])
        if text.startswith("<r>"):  # the library takes such text for markup of its own, and writes it as it is
            self._sheet.write_rich_string(self._rows, column, self._plain, "<", self._plain, text[1:])
        else:
            self._sheet.write_string(self._rows, column, text)


async def stream_file(file: IO[bytes]) -> AsyncIterator[bytes]:
    """What is left of it; it is closed, and with that deleted, however the reader ends."""
    with file:
        while chunk := await asyncio.to_thread(file.read, _CHUNK):
            yield chunk


def _whole_day(value: Any) -> date | None:  # noqa: ANN401
    text = str(value)
    if len(text) == len(_FIRST_DAY) and text >= _FIRST_DAY:
        with suppress(ValueError):
            return date.fromisoformat(text)
    return None
