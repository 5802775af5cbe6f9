"""Delimited text: its delimiter, and its records with the line on which each begins."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from app.core.tabular import unguard_formula
from app.imports.reading.cell_text import clean_text
from app.imports.reading.raw import ERROR_TEXTS, CellError, Record, UnreadableFile

FIELD_LIMIT: Final = 1 << 20
COLUMN_LIMIT: Final = 1 << 14  # As many as a workbook may have.
DELIMITERS: Final = (",", ";", "\t", "|")
_NAMED: Final = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
_FIRST_LINES: Final = 200
_SEP = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)
_THE_END: Final = "\0"
_GREEK_QUESTION_MARK: Final = "\u037e"  # It is composed to a semicolon, which would part a cell in two.


@dataclass(frozen=True, slots=True)
class DelimitedTable:
    """A file whose encoding has been verified. `first` is the number of lines before the records: 1 after `sep=`."""

    path: Path
    encoding: str
    delimiter: str
    first: int

    def records(self) -> Iterator[Record]:
        """Raises UnreadableFile `field_too_long` and `unclosed_quote`, with the line of the record."""
        with self.path.open(encoding=self.encoding, newline="") as file:
            lines = _CleanLines(file, self.first)
            for line, cells in _split(lines, self.delimiter, self.first):
                if lines.take_special():
                    yield Record(line, [_read_special(cell) if cell else cell for cell in cells])
                else:
                    yield Record(line, [cell.strip() for cell in cells])


class _CleanLines:
    """The lines from a place on, composed and with plain spaces: cheaper by the line than by the cell."""

    def __init__(self, file: TextIO, first: int) -> None:
        self._lines = islice(_lines(file), first, None)
        self._special = False

    def take_special(self) -> bool:
        """Say whether a line since the last call may hold a guarded cell or an error of a spreadsheet."""
        special, self._special = self._special, False
        return special

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            if "'" in line or "#" in line:
                self._special = True
            if line.isascii() or _GREEK_QUESTION_MARK in line:
                yield line
            else:
                yield unicodedata.normalize("NFC", line).replace("\N{NO-BREAK SPACE}", " ")
        # A line that no file holds, for NUL was refused: it is a record of its own unless a quote is still open.
        yield _THE_END


def open_delimited(path: Path, encoding: str, delimiter: str) -> DelimitedTable:
    with path.open(encoding=encoding, newline="") as file:
        lines = list(islice(_lines(file), _FIRST_LINES))
    said = _SEP.fullmatch(lines[0])
    if delimiter == "auto":
        delimiter = said[1] if said else _agreed_delimiter(lines)
    delimiter = _NAMED.get(delimiter, delimiter)
    if len(delimiter) != 1 or delimiter.isalnum() or delimiter in "\"'\r\n \0":
        raise UnreadableFile("unknown_value", allowed=", ".join([*DELIMITERS, *_NAMED]))
    return DelimitedTable(path, encoding, delimiter, 1 if said else 0)


def _lines(file: TextIO) -> Iterator[str]:
    """The lines of the file, without the mark that UTF-16 may begin with."""
    yield next(file, "").removeprefix("\ufeff")
    yield from file


def _split(lines: Iterable[str], delimiter: str, before: int) -> Iterator[tuple[int, list[str]]]:
    """Records with the line that each begins on. A quote left open would swallow every record after it: refused."""
    csv.field_size_limit(FIELD_LIMIT)
    reader = csv.reader(lines, delimiter=delimiter)
    begins = before + 1
    try:
        for cells in reader:
            if cells and cells[-1].endswith(_THE_END):
                if len(cells) > 1 or cells[0] != _THE_END:
                    raise UnreadableFile("unclosed_quote", line=begins)
                return
            if len(cells) > COLUMN_LIMIT:
                raise UnreadableFile("too_many_columns", limit=COLUMN_LIMIT)
            yield begins, cells
            begins = before + reader.line_num + 1
    except csv.Error:
        raise UnreadableFile("field_too_long", line=begins, limit=FIELD_LIMIT) from None


def _read_special(text: str) -> str | CellError:
    if text in ERROR_TEXTS:
        return CellError(text)
    return clean_text(unguard_formula(text))


def _agreed_delimiter(lines: list[str]) -> str:
    """The delimiter by which most records have the same number of cells, more than one; among equals the more cells."""
    return max(DELIMITERS, key=lambda delimiter: _agreement(lines, delimiter))


def _agreement(lines: list[str], delimiter: str) -> tuple[float, int]:
    csv.field_size_limit(FIELD_LIMIT)
    try:
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter) if any(cells))
    except csv.Error:
        return 0, 0
    width, records = max(((w, n) for w, n in widths.items() if w > 1), key=lambda item: item[::-1], default=(0, 0))
    return records / max(1, sum(widths.values())), width
