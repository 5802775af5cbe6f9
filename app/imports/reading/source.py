"""A file opened: its format told, its header found, its lines ready to be asked for."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final, Protocol

from app.imports.reading.delimited import open_delimited
from app.imports.reading.encodings import find_encoding
from app.imports.reading.formats import find_format
from app.imports.reading.header import FIRST_ROWS, Header, Known, find_header
from app.imports.reading.legacy import refuse_legacy_font
from app.imports.reading.ndjson import open_objects
from app.imports.reading.raw import FileFacts, RawRow, Reading, Record, Table, UnreadableFile, is_blank
from app.imports.reading.row_kinds import RowSieve
from app.imports.reading.workbook import Sheet, Workbook, open_workbook

_SAMPLE: Final = 1_000
_LINES_TOLD: Final = 100


class _Rows(Protocol):
    def rows(self) -> Iterator[RawRow]: ...


@dataclass(frozen=True, slots=True)
class Source:
    """A file, or one sheet of a workbook. `sheets`: the names of all of its sheets, none for other formats."""

    facts: FileFacts
    header: list[str]
    lines: _Rows
    warnings: list[dict[str, Any]] = field(default_factory=list)
    """{"code": "hidden_rows", "lines": [at most 100], "count"}; {"code": "several_sheets", "sheet", "others"}."""
    sheets: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[RawRow]:
        """Every line below the header, from the beginning each time. Raises UnreadableFile at a line it cannot pass."""
        return self.lines.rows()


@dataclass(frozen=True, slots=True)
class _TableRows:
    table: Table
    header: Header

    def rows(self) -> Iterator[RawRow]:
        texts, ends = self.header.texts, self.header.ends
        width = len(texts)
        skip_of = RowSieve(texts).skip_of
        for line, cells, filled, hidden in self.table.records():
            if line <= ends:
                continue
            if not any(cells) and all(map(is_blank, cells)):
                yield RawRow(line, [], None)
                continue
            skip = "hidden_row" if hidden else skip_of(cells)
            whole = filled if filled is not None and skip is None else cells
            yield RawRow(line, whole if len(whole) == width else _fit(whole, width), skip)


def open_source(path: Path, reading: Reading, folder: Path, known: Known | None = None) -> Source:
    """Open a file; `folder` is a private place where a workbook's rows are kept, and found again by the next call.

    `known` says whether a text is a header that we know. Raises UnreadableFile.
    """
    match find_format(path, reading.format):
        case "xlsx":
            return _open_sheet(open_workbook(path, folder), reading.sheet, known)
        case "ndjson":
            objects = open_objects(path)
            return Source(FileFacts("ndjson", "utf-8", None, None, None), objects.header, objects)
        case _:
            return _open_delimited(path, reading, known)


def _open_delimited(path: Path, reading: Reading, known: Known | None) -> Source:
    encoding = find_encoding(path, reading.encoding)
    table = open_delimited(path, encoding, reading.delimiter)
    header = _header_of(table, known)
    return Source(
        FileFacts("csv", encoding, table.delimiter, None, header.line), header.texts, _TableRows(table, header)
    )


def _open_sheet(workbook: Workbook, wanted: str | int | None, known: Known | None) -> Source:
    sheet, header = _choose_sheet(workbook, wanted, known)
    warnings = _hidden_rows(sheet)
    others = [other.name for other in workbook.sheets if other.visible and other.rows and other is not sheet]
    if others and wanted is None:
        warnings.append({"code": "several_sheets", "sheet": sheet.name, "others": others})
    return _sheet_source(workbook, sheet, header, warnings)


def open_second_sheet(
    path: Path, folder: Path, first: Source, known: Known, is_wanted: Callable[[list[str]], bool]
) -> Source | None:
    """The first of the other visible sheets of a workbook that has a header which is wanted. Raises UnreadableFile."""
    if first.facts.format != "xlsx":
        return None
    workbook = open_workbook(path, folder)
    for sheet in workbook.sheets:
        if not (sheet.visible and sheet.rows) or sheet.name == first.facts.sheet:
            continue
        above: list[Record] = []
        texts = list(_sample_texts(sheet, above))
        with suppress(UnreadableFile):  # whatever the sheets are that nobody asks for
            header = find_header(above, known)
            if is_wanted(header.texts):
                break
    else:
        return None
    refuse_legacy_font(texts)
    return _sheet_source(workbook, sheet, header, _hidden_rows(sheet))


def _sheet_source(workbook: Workbook, sheet: Sheet, header: Header, warnings: list[dict[str, Any]]) -> Source:
    facts = FileFacts("xlsx", None, None, sheet.name, header.line)
    return Source(facts, header.texts, _TableRows(sheet, header), warnings, [one.name for one in workbook.sheets])


def _hidden_rows(sheet: Sheet) -> list[dict[str, Any]]:
    told = sheet.hidden_lines[:_LINES_TOLD]
    return [{"code": "hidden_rows", "lines": told, "count": len(sheet.hidden_lines)}] if told else []


def _choose_sheet(workbook: Workbook, wanted: str | int | None, known: Known | None) -> tuple[Sheet, Header]:
    """The sheet asked for; else the first visible one with a header that we know; else the first that has any."""
    if wanted is not None:
        sheet = workbook.sheet(wanted)
        return sheet, _header_of(sheet, known)
    found: tuple[Sheet, Header] | None = None
    for sheet in workbook.sheets:
        if not (sheet.visible and sheet.rows):
            continue
        try:
            header = _header_of(sheet, known)
        except UnreadableFile as fault:
            if fault.code != "no_header":
                raise
            continue
        if known is None or any(map(known, header.texts)):
            return sheet, header
        found = found or (sheet, header)
    if found is None:
        raise UnreadableFile("no_header" if any(sheet.rows for sheet in workbook.sheets) else "empty_file")
    return found


def _header_of(table: Table, known: Known | None) -> Header:
    first: list[Record] = []
    refuse_legacy_font(_sample_texts(table, first))
    return find_header(first, known)


def _sample_texts(table: Table, first: list[Record]) -> Iterator[str]:
    """Texts of the first records; those among which the header stands are kept in `first`, the rest are let go."""
    for record in islice(table.records(), _SAMPLE):
        if len(first) < FIRST_ROWS and not all(map(is_blank, record.cells)):
            first.append(record)
        yield from (cell for cell in record.cells if isinstance(cell, str))


def _fit(cells: list[Any], width: int) -> list[Any]:
    """As many cells as the header, or more if the line says more."""
    if len(cells) < width:
        return [*cells, *[None] * (width - len(cells))]
    end = len(cells)
    while end > width and is_blank(cells[end - 1]):
        end -= 1
    return cells[:end]
