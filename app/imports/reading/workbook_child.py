"""The process that loads a workbook: what it is made to do, it does to itself alone.

`python -m app.imports.reading.workbook_child UPLOAD FOLDER` writes the rows of every sheet to FOLDER, then its index. A
refusal is told on standard output as {"code", "values"}, a failure of the disk as {"errno"}. The reader of workbooks
holds a sheet in memory, and is aborted by one whose cells stand far apart: so the limits are for this process, and it
imports little.
"""

import errno
import os
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

import orjson
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from app.imports.reading.archive import SheetMarks, check_archive, list_sheets, read_through, scan_sheet
from app.imports.reading.cell_text import clean_text
from app.imports.reading.raw import Record, UnreadableFile, is_blank
from app.imports.reading.spool import INDEX, dump_record, spool_path

MEMORY: Final = 1 << 30
SECONDS: Final = 120
SPOOL: Final = 2 << 30
_MIDNIGHT: Final = time()
_EXACT: Final = 1 << 53
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    CalamineError,
    LookupError,
    ValueError,
    EOFError,
    RuntimeError,  # zipfile's: a member packed in a way that it does not know
    StopIteration,
)

Merge = tuple[tuple[int, int], tuple[int, int]]


def main(upload: str, folder: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (SPOOL, SPOOL))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o077)
    told = tell_workbook(Path(upload), Path(folder))
    sys.stdout.buffer.write(orjson.dumps(told))
    return 1 if told else 0


def tell_workbook(upload: Path, folder: Path) -> dict[str, Any]:
    """Spool the workbook; return why that could not be done, nothing if it was."""
    try:
        spool_workbook(upload, folder)
    except UnreadableFile as fault:
        return {"code": fault.code, "values": fault.values}
    except OSError as failure:
        return {"errno": failure.errno}
    return {}


def spool_workbook(upload: Path, folder: Path) -> None:
    """Raises UnreadableFile, and OSError if the disk fails; the index is there only once every sheet is."""
    try:
        with zipfile.ZipFile(upload) as archive:
            check_archive(archive)
            sheets = list_sheets(archive)
            read_through(archive)
            index = _spool_sheets(upload, archive, dict(sheets), folder)
    except MemoryError:
        raise UnreadableFile("workbook_too_large") from None
    except _BROKEN:
        raise UnreadableFile("workbook_broken") from None
    except OSError as failure:
        if failure.errno != errno.EFBIG:
            raise
        raise UnreadableFile("workbook_too_large") from None
    stamp = upload.stat()
    made = folder / f"{INDEX}.part"
    made.write_bytes(orjson.dumps({"size": stamp.st_size, "mtime": stamp.st_mtime_ns, "sheets": index}))
    made.replace(folder / INDEX)


def _spool_sheets(
    upload: Path, archive: zipfile.ZipFile, members: dict[str, str], folder: Path
) -> list[dict[str, Any]]:
    workbook = CalamineWorkbook.from_path(upload)
    index = []
    for number, facts in enumerate(workbook.sheets_metadata):
        if facts.typ != SheetTypeEnum.WorkSheet:
            continue
        marks = scan_sheet(archive, members[facts.name])
        rows, hidden = _spool_sheet(workbook.get_sheet_by_index(number), marks, spool_path(folder, number))
        index.append(_index_entry(facts, number, rows, hidden))
    return index


def _index_entry(facts: SheetMetadata, number: int, rows: int, hidden: list[int]) -> dict[str, Any]:
    visible = facts.visible == SheetVisibleEnum.Visible
    return {"name": facts.name, "number": number, "visible": visible, "rows": rows, "hidden": hidden}


def _spool_sheet(sheet: CalamineSheet, marks: SheetMarks, path: Path) -> tuple[int, list[int]]:
    """Return how many rows hold something, and the lines of those that are hidden."""
    rows, hidden = 0, []
    with path.open("wb") as file:
        for record in _records(sheet, marks):
            if not all(map(is_blank, record.cells)):
                rows += 1
                if record.hidden:
                    hidden.append(record.line)
            file.write(dump_record(record))
    return rows, hidden


def _records(sheet: CalamineSheet, marks: SheetMarks) -> Iterator[Record]:
    """Rows from the first of the sheet on, cells from the first column that holds anything."""
    offset = sheet.start[1] if sheet.start else 0
    merges = _MergedAreas(sheet.merged_cell_ranges or [], offset)
    for index, row in enumerate(sheet.iter_rows()):
        cells = [_read_cell(cell) for cell in row]
        for column, mark in marks.cells.get(index, {}).items():
            if 0 <= column - offset < len(cells):
                cells[column - offset] = mark
        yield Record(index + 1, cells, merges.fill(index, cells), index in marks.hidden)


class _MergedAreas:
    """Merged areas, met from the top: the value of each stands in its first cell."""

    def __init__(self, ranges: list[Merge], offset: int) -> None:
        self._coming = sorted(ranges, reverse=True)
        self._offset = offset
        self._open: list[tuple[int, range, Any]] = []

    def fill(self, row: int, cells: list[Any]) -> list[Any] | None:
        """Return the cells with the values of the areas that cover them; None where there is no area."""
        while self._coming and self._coming[-1][0][0] <= row:
            (_, left), (bottom, right) = self._coming.pop()
            columns = range(max(0, left - self._offset), min(right - self._offset + 1, len(cells)))
            if columns and not is_blank(cells[columns[0]]):
                self._open.append((bottom, columns, cells[columns[0]]))
        self._open = [area for area in self._open if area[0] >= row]
        if not self._open:
            return None
        filled = list(cells)
        for _, columns, value in self._open:
            for column in columns:
                filled[column] = value
        return filled


def _read_cell(cell: Any) -> Any:  # noqa: ANN401  # whatever a cell may hold
    if isinstance(cell, str):
        return clean_text(cell)
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < _EXACT else cell
    if isinstance(cell, datetime) and cell.time() == _MIDNIGHT:
        return cell.date()
    return cell


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
