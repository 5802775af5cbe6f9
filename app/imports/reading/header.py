"""Hàng tiêu đề: where the header of a table stands, below titles, in one row or two, above a row of column numbers."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from app.imports.reading.raw import CellError, Record, UnreadableFile, is_blank

FIRST_ROWS: Final = 30
_TITLE_LENGTH: Final = 120
_MOST: Final = 0.7
_FOLLOWING: Final = 5
_FEW: Final = 3
_NUMERIC: Final = re.compile(r"[\d\s.,%/:()+-]*")
_COLUMN_NUMBER: Final = re.compile(r"\(?\s*(\d{1,3}|[A-ZĐ])\s*\)?(?:\s*=.*)?")
Known = Callable[[str], bool]


class Header(NamedTuple):
    """`line` is where it begins; the records after it begin below line `ends`."""

    texts: list[str]
    line: int
    ends: int


def find_header(records: Sequence[Record], known: Known | None = None) -> Header:
    """Find the header among the first records of a table; `known` says whether a text is a header that we know.

    Raises UnreadableFile `no_header`.
    """
    rows = [record for record in records if not all(map(is_blank, record.cells))]
    place = _known_place(rows, known) if known else None
    if place is None:
        place = _likely_place(rows)
    # The names may be split over this row and the next, or over the one before and this.
    for first in (place, place - 1):
        if first >= 0 and (joined := _join(rows[first : first + 2])):
            return _header(joined, rows, first, first + 1)
    return _header([_text(cell) for cell in rows[place].filled or rows[place].cells], rows, place, place)


def _header(texts: list[str], rows: Sequence[Record], first: int, last: int) -> Header:
    while texts and not texts[-1]:
        texts.pop()
    if len(rows) > last + 1 and _is_numbering(rows[last + 1].cells, len(texts)):
        last += 1
    return Header(texts, rows[first].line, rows[last].line)


def _known_place(rows: Sequence[Record], known: Known) -> int | None:
    """The row with the most headers that we know; one alone is enough only where the row holds nothing else."""
    best, place = 0, None
    for index, row in enumerate(rows):
        texts = _titles(row.cells)
        number = sum(map(known, texts))
        if number > best and (number > 1 or len(texts) == 1):
            best, place = number, index
    return place


def _likely_place(rows: Sequence[Record]) -> int:
    """The first row that has about as many different short texts as any, and under which the rows are as wide."""
    numbers = [len(_titles(row.cells)) for row in rows]
    enough = max(1, _MOST * max(numbers, default=0))
    likely = [index for index, number in enumerate(numbers) if number >= enough]
    if not likely:
        raise UnreadableFile("no_header")
    return next((index for index in likely if _is_followed(rows, index)), likely[0])


def _is_followed(rows: Sequence[Record], index: int) -> bool:
    """One of the next rows fills half of its columns."""
    columns = [place for place, cell in enumerate(rows[index].cells) if not is_blank(cell)]
    following = rows[index + 1 : index + 1 + _FOLLOWING]
    return not following or any(
        2 * sum(place < len(row.cells) and not is_blank(row.cells[place]) for place in columns) >= len(columns)
        for row in following
    )


def _titles(cells: Sequence[Any]) -> set[str]:
    return {text for cell in cells if (text := _title(cell))}


def _title(cell: object) -> str | None:
    """A text that may name a column: short, and not a number or a date."""
    fits = isinstance(cell, str) and len(cell) <= _TITLE_LENGTH and not _NUMERIC.fullmatch(cell)
    return _text(cell) if fits else None


def _text(cell: object) -> str:
    """On one line, for a header is wrapped where its cell is narrow."""
    if isinstance(cell, CellError):
        return cell.text
    return "" if is_blank(cell) else " ".join(str(cell).split())


def _join(pair: Sequence[Record]) -> list[str] | None:
    """`Thời gian | (blank)` above `Từ | Đến` as `Thời gian / Từ`, `Thời gian / Đến`; None if they are no such pair.

    The lower row fills every gap of the upper one, and names parts of what stands left of a gap, nothing else.
    """
    width = max(len(row.cells) for row in pair)
    rows = [[*row.cells, *[None] * (width - len(row.cells))] for row in pair]
    if len(rows) == 1 or any(not is_blank(cell) and not _title(cell) for row in rows for cell in row):
        return None
    columns = [(_text(above), _text(below)) for above, below in zip(*rows, strict=True)]
    while not any(columns[-1]):
        columns.pop()
    gaps = [not above for above, _ in columns]
    split = [place for place, (_, below) in enumerate(columns) if below]
    needed = [place for place in range(len(columns)) if gaps[place] or gaps[place + 1 : place + 2] == [True]]
    return _joined(columns) if split == needed and split and split[0] > 0 and len(split) < len(columns) else None


def _joined(columns: Sequence[tuple[str, str]]) -> list[str]:
    texts: list[str] = []
    group = ""
    for above, part in columns:
        group = above or group
        texts.append(f"{group} / {part}" if part else group)
    return texts


def _is_numbering(cells: Sequence[Any], width: int) -> bool:
    """`1 | 2 | 3` or `(A) | (1) | (2)` under the header."""
    found = [_COLUMN_NUMBER.fullmatch(_text(cell)) for cell in cells if not is_blank(cell)]
    if len(found) < max(_FEW, width / 2) or not all(found):
        return False
    numbers = [int(one[1]) for one in found if one and one[1].isdigit()]
    return len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))
