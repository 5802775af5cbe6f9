"""The zip file and the XML of a workbook, looked at before anything loads it: how large it is, and what is hidden.

The directory of a zip file may lie about sizes, so each part is also read through, to its end and its checksum.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import Final
from xml.parsers import expat

from app.imports.reading.raw import ERROR_TEXTS, NO_VALUE, CellError, NoValue, UnreadableFile

UNZIPPED_LIMIT: Final = 512 << 20
RATIO_LIMIT: Final = 200
SHEET_LIMIT: Final = 64
_RATIO_FROM: Final = 16 << 20
_BLOCK: Final = 1 << 18
_PLACE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
# Most sheets hold neither, and then need not be parsed a second time.
_TOKENS: Final = (b"hidden=", b"<f", b":f", b't="e"', b"t='e'")
_WIDEST: Final = max(map(len, _TOKENS))
_TRUE: Final = frozenset({"1", "true"})

Start = Callable[[str, dict[str, str]], None]


@dataclass(slots=True)
class SheetMarks:
    """What the values of a sheet do not tell. Rows and columns count from 0."""

    hidden: set[int] = field(default_factory=set)
    cells: dict[int, dict[int, NoValue | CellError]] = field(default_factory=dict)


def check_archive(archive: zipfile.ZipFile) -> None:
    """Raises UnreadableFile `workbook_too_large`, `encrypted_workbook`."""
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableFile("encrypted_workbook")
    unzipped = sum(member.file_size for member in members)
    zipped = sum(member.compress_size for member in members)
    if unzipped > UNZIPPED_LIMIT or (unzipped > _RATIO_FROM and unzipped > RATIO_LIMIT * zipped):
        raise UnreadableFile("workbook_too_large")


def list_sheets(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Every sheet's name, and the member that holds it. Raises UnreadableFile `too_many_sheets`."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def take(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            targets[attributes["Id"]] = normpath(join("/xl", attributes["Target"])).lstrip("/")
        elif name == "sheet":
            key = next(value for key, value in attributes.items() if key.endswith(":id"))
            sheets.append((attributes["name"], key))

    for member in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        _parse(archive, member, take)
    if len(sheets) > SHEET_LIMIT:
        raise UnreadableFile("too_many_sheets", limit=SHEET_LIMIT)
    return [(name, targets.get(key, "")) for name, key in sheets]


def read_through(archive: zipfile.ZipFile) -> None:
    """Every part to its end: the length and the checksum that the directory states are true."""
    for member in archive.infolist():
        for _ in _blocks(archive, member.filename):
            pass


def scan_sheet(archive: zipfile.ZipFile, member: str) -> SheetMarks:
    """Rows that are hidden, and cells with an error or with a formula without value."""
    scan = _SheetScan()
    if _holds_token(archive, member):
        _parse(archive, member, scan.start, scan.end, scan.text)
    return scan.marks


class _SheetScan:
    def __init__(self) -> None:
        self.marks = SheetMarks()
        self._row = self._column = -1
        self._kind = ""
        self._formula = self._value = self._in_value = False
        self._text = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._column, self._kind = self._column_of(attributes), attributes.get("t", "")
            self._formula = self._value = False
            self._text = ""
        elif name == "f":
            self._formula = True
        elif name == "v":
            self._value = self._in_value = True
        elif name == "row":
            self._row, self._column = int(attributes.get("r", self._row + 2)) - 1, -1
            if attributes.get("hidden") in _TRUE:
                self.marks.hidden.add(self._row)

    def text(self, text: str) -> None:
        if self._in_value:
            self._text = (self._text + text)[:_WIDEST_ERROR]

    def end(self, name: str) -> None:
        if name == "v":
            self._in_value = False
        elif name == "c" and (mark := self._mark()):
            self.marks.cells.setdefault(self._row, {})[self._column] = mark

    def _column_of(self, attributes: dict[str, str]) -> int:
        place = _PLACE.fullmatch(attributes.get("r", ""))
        return _column_number(place[1]) if place else self._column + 1

    def _mark(self) -> NoValue | CellError | None:
        """`=IF(A1="","",1)` has an empty text for its value; a program that does not compute leaves no value at all."""
        if self._kind == "e":
            return CellError(self._text or "#N/A")
        missing = not self._text and not (self._kind == "str" and self._value)
        return NO_VALUE if self._formula and missing else None


_WIDEST_ERROR: Final = max(map(len, ERROR_TEXTS))


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _holds_token(archive: zipfile.ZipFile, member: str) -> bool:
    kept = b""
    for block in _blocks(archive, member):
        text = kept + block
        if any(token in text for token in _TOKENS):
            return True
        kept = block[-_WIDEST:]
    return False


def _blocks(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    with archive.open(member) as file:
        while block := file.read(_BLOCK):
            yield block


def _parse(
    archive: zipfile.ZipFile,
    member: str,
    start: Start,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Names come without their prefix. A document type is refused: no workbook has one, and entities need one."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if end:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text:
        parser.CharacterDataHandler = text
    for block in _blocks(archive, member):
        parser.Parse(block)
    parser.Parse(b"", True)  # noqa: FBT003  # the signature is expat's


def _refuse_doctype(*_: object) -> None:
    raise UnreadableFile("workbook_broken")
