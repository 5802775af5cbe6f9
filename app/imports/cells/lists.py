"""Cells that hold several values, or JSON.

A JSON array is taken as it is. Else `;` and line breaks part the items, and bullets before lines are dropped. Where the
items are codes, choices or countries, a comma, a slash, a dash between spaces and the word for "and" part them too,
unless the whole is one item: `Sở, ban, ngành` is one level, `Antigua và Barbuda` one country.
"""

import re
from collections.abc import Callable
from typing import Any, Final

import orjson

from app.imports.cells.words import clean, remember
from app.imports.drafts import Cell, CellFault

_ITEMS: Final = re.compile(r"[;\r\n]+")
_CLOSE_ITEMS: Final = re.compile(r"\s*(?:[,/&]|\s[-–—]\s|\s(?:và|and)\s)\s*")  # dashes of all lengths
_BULLET: Final = re.compile(r"^\s*(?:[-–—+*•●▪◦·]|[0-9]{1,3}[.)])\s+")
_MOST_DEPTH: Final = 32

Reader = Callable[[Cell], Any]


def read_json(cell: Cell) -> Any:  # noqa: ANN401  # any JSON
    """An object or a list of them. Raises CellFault: unreadable_value, nul_character."""
    value = _parse(cell) if isinstance(cell, str) else cell
    if not isinstance(value, dict | list):
        raise CellFault("unreadable_value")
    _inspect(value, 0)
    return value


def _parse(text: str) -> Any:  # noqa: ANN401
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise CellFault("unreadable_value") from None


def _inspect(value: object, depth: int) -> None:
    """Refuse what the API's body refuses: bottomless nesting, NUL."""
    if depth > _MOST_DEPTH:
        raise CellFault("unreadable_value")
    if isinstance(value, str) and "\x00" in value:
        raise CellFault("nul_character")
    children = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
    for child in children:
        _inspect(child, depth + 1)


def read_whole(part: str, read: Reader) -> list[Any]:
    """One item: of texts, which may hold commas."""
    return [read(part)]


def read_each(part: str, read: Reader) -> list[Any]:
    """The items between commas and the like: of codes."""
    return [read(item) for item in split_closely(part)]


def read_named(part: str, read: Reader) -> list[Any]:
    """One item if the whole is one, else those between commas and the like: of names."""
    try:
        return [read(part)]
    except CellFault:
        if len(split_closely(part)) == 1:
            raise
        return read_each(part, read)


def list_reader(read: Reader, read_part: Callable[[str, Reader], list[Any]]) -> Callable[[Cell], list[Any]]:
    """Reads a list whose items `read` reads, after `read_part` parted them more closely. Raises CellFault."""

    @remember
    def read_text(text: str) -> tuple[Any, ...]:
        return tuple(item for part in split_items(text) for item in read_part(part, read))

    def read_list(cell: Cell) -> list[Any]:
        if isinstance(cell, str) and not cell.lstrip().startswith("["):
            return list(read_text(cell))
        if not isinstance(cell, str | list):
            return [read(cell)]
        return [read(item) if isinstance(item, str) else item for item in read_json(cell)]

    return read_list


def split_items(text: str) -> list[str]:
    """The items between `;` and line breaks, bullets before lines dropped, empty ones left out."""
    has_lines = "\n" in text or "\r" in text
    parts = (_BULLET.sub("", part) if has_lines else part for part in _ITEMS.split(text))
    return [item for part in parts if (item := clean(part))]


def split_closely(text: str) -> list[str]:
    """The items between commas, slashes, `&`, dashes between spaces and the word for "and"."""
    return [item for part in _CLOSE_ITEMS.split(" ".join(text.split())) if (item := clean(part))]
