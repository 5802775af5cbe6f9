"""NDJSON: one JSON object a line; the header is every key in the order in which the keys appear."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from app.imports.reading.cell_text import clean_text
from app.imports.reading.raw import BadLine, RawRow, UnreadableFile

LINE_LIMIT: Final = 1 << 22
KEY_LIMIT: Final = 1_000


@dataclass(frozen=True, slots=True)
class ObjectLines:
    """A file of objects; lines that are none are told as a BadLine of their own."""

    path: Path
    header: list[str]

    def rows(self) -> Iterator[RawRow]:
        header = self.header
        for line, found in _objects(self.path):
            if found is None:
                yield RawRow(line, [], None)
            elif isinstance(found, BadLine):
                yield RawRow(line, [found], None)
            else:
                yield RawRow(line, [_clean(found.get(key)) for key in header], None)


def open_objects(path: Path) -> ObjectLines:
    """Read the file once for its keys. Raises UnreadableFile `no_header`, `too_many_columns`, `field_too_long`."""
    keys: dict[str, None] = {}
    for _, found in _objects(path):
        if isinstance(found, dict) and not found.keys() <= keys.keys():
            keys |= dict.fromkeys(found)
            if len(keys) > KEY_LIMIT:
                raise UnreadableFile("too_many_columns", limit=KEY_LIMIT)
    if not keys:
        raise UnreadableFile("no_header")
    return ObjectLines(path, list(keys))


def _objects(path: Path) -> Iterator[tuple[int, dict[str, Any] | BadLine | None]]:
    with path.open("rb") as file:
        line = 0
        while text := file.readline(LINE_LIMIT + 1):
            line += 1
            if len(text) > LINE_LIMIT:
                raise UnreadableFile("field_too_long", line=line, limit=LINE_LIMIT)
            text = (text.removeprefix(codecs.BOM_UTF8) if line == 1 else text).strip()
            yield line, _read_object(text) if text else None


def _read_object(text: bytes) -> dict[str, Any] | BadLine:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return BadLine("json" if _is_utf8(text) else "encoding")
    return found if isinstance(found, dict) else BadLine("object")


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _clean(value: Any) -> Any:  # noqa: ANN401  # any JSON
    return clean_text(value) if isinstance(value, str) else value
