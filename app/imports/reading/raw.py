"""What reading hands on: the lines of a file as they stand, what is known of the file, and why it cannot be read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    # In name only: the child that reads workbooks must not load the whole registry.
    from app.imports.drafts import Cell


class UnreadableFile(Exception):  # noqa: N818  # it says what is wrong with a file, as Fault does with a body
    """A file, or the rest of one, that cannot be read: a code of FAULTS and the values of its words."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class NoValue:
    """A cell with a formula whose result the file does not hold."""


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that shows an error of the spreadsheet: `#REF!`."""

    text: str


class BadLine(NamedTuple):
    """The only cell of a line that is not a JSON object. `reason`: "json", "object" or "encoding"."""

    reason: str


NO_VALUE: Final = NoValue()
ERROR_TEXTS: Final = frozenset(
    {"#REF!", "#N/A", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#VALUE!", "#GETTING_DATA", "#SPILL!", "#CALC!"}
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How the caller says the file is to be read; "auto" and None leave it to what the file shows."""

    format: str = "auto"
    encoding: str = "auto"
    delimiter: str = "auto"
    sheet: str | int | None = None
    """A sheet's name, or its place counted from 0."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What was found; None where the format has no such thing."""

    format: str
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    header_line: int | None


class RawRow(NamedTuple):
    """One line below the header.

    `line` is the one that the spreadsheet or text editor shows. `cells` follow the header: as many or, where the line
    holds more than the header names, more; empty for a blank line. `skip` says why the line is no record
    (`total_row`, `group_row`, `header_row`, `footer_row`, `hidden_row`).
    """

    line: int
    cells: "list[Cell | NoValue | CellError | BadLine]"
    skip: str | None


class Record(NamedTuple):
    """One line of a table before its header is known; `filled` are its cells with merged areas filled in."""

    line: int
    cells: list[Any]
    filled: list[Any] | None = None
    hidden: bool = False


class Table(Protocol):
    """Lines of a file or of one sheet, as often as asked for."""

    def records(self) -> Iterator[Record]: ...


def is_blank(cell: object) -> bool:
    return cell is None or cell == ""
