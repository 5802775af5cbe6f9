"""Words as they are compared, and results that are remembered."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any, Final, TypeVar

from app.core.text import fold
from app.imports.drafts import CellFault

LONGEST: Final = 300
"""Characters of a number, a date or an amount: patterns are never tried on more."""
_MOST_REMEMBERED: Final = 10_000
_LONGEST_REMEMBERED: Final = 200
_SPACES: Final = re.compile(r"\s+")
_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LETTERS: Final = str.maketrans({"đ": "d", **dict.fromkeys("–—−‐‑‒", "-")})  # dashes of all lengths

Given = TypeVar("Given")
Value = TypeVar("Value")


def clean(text: str) -> str:
    """Composed (NFC), without white space at its ends."""
    text = text.strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def is_id(text: str) -> bool:
    """Whether a text is the id of a record, as the API writes it (`core.schema.RecordId`)."""
    return _ID.fullmatch(text) is not None


def unmark(text: str) -> str:
    """In lower case, without the marks on its letters, white space single, dashes short: `Quý  III–IV` → `quy iii-iv`.

    Its figures and the marks between them stay, unlike those of `fold`.
    """
    plain = text.lower()
    if not plain.isascii():
        parts = unicodedata.normalize("NFKD", plain)
        plain = "".join(char for char in parts if unicodedata.category(char) != "Mn").translate(_LETTERS)
    return _SPACES.sub(" ", plain).strip()


def unmark_cell(text: str) -> str:
    """`unmark` of a cell that should be short. Raises CellFault too_long."""
    if len(text) > LONGEST:
        raise CellFault("too_long")
    return unmark(text)


def remember(read: Callable[[Given], Value]) -> Callable[[Given], Value]:
    """The same function, which reads a text that comes again once; what is no text, each time.

    Nobody may change what it returns. Long texts are not remembered, nor what it raises: memory stays within some
    megabytes.
    """
    known: dict[Any, Value] = {}

    def read_once(cell: Given) -> Value:
        if not isinstance(cell, str):
            return read(cell)
        value = known.get(cell)
        if value is None:
            value = read(cell)
            if len(known) >= _MOST_REMEMBERED:
                known.clear()
            if len(cell) <= _LONGEST_REMEMBERED:
                known[cell] = value
        return value

    return read_once


folded = remember(fold)
"""`core.text.fold`, remembered."""
