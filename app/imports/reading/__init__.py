"""Đọc tệp: a file of any accepted format as lines of raw cells under a header; no database, no registry."""

from app.imports.reading.raw import (
    NO_VALUE,
    BadLine,
    CellError,
    FileFacts,
    NoValue,
    RawRow,
    Reading,
    UnreadableFile,
)
from app.imports.reading.source import Source, open_second_sheet, open_source

__all__ = [
    "NO_VALUE",
    "BadLine",
    "CellError",
    "FileFacts",
    "NoValue",
    "RawRow",
    "Reading",
    "Source",
    "UnreadableFile",
    "open_second_sheet",
    "open_source",
]
