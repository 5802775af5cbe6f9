"""Which format a file is in, by what it holds, never by its name."""

import codecs
import zipfile
from pathlib import Path
from typing import Final

from app.imports.reading.raw import UnreadableFile

FORMATS: Final = ("csv", "xlsx", "ndjson")
_HEAD: Final = 1 << 16
_COMPOUND: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_OTHERS: Final = (
    b"%pdf",
    b"\x1f\x8b",
    b"<?xml",
    b"<html",
    b"<!doctype",
    b"<table",
    b"{\\rtf",
    b"\x89png",
    b"\xff\xd8\xff",
)


def find_format(path: Path, wanted: str) -> str:
    """Return "csv", "xlsx" or "ndjson"; what the caller says decides between csv and ndjson.

    Raises UnreadableFile: `unknown_format`, `old_workbook`, `encrypted_workbook`, `workbook_broken`,
    `empty_file`, `unknown_value`.
    """
    if wanted not in {"auto", *FORMATS}:
        raise UnreadableFile("unknown_value", allowed=", ".join(FORMATS))
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise UnreadableFile("empty_file")
    if head.startswith(_COMPOUND):
        raise UnreadableFile("encrypted_workbook" if _holds(path, _ENCRYPTED) else "old_workbook")
    if head.startswith(b"PK"):
        return _require_workbook(path, wanted)
    text = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if wanted == "xlsx" or text.lower().startswith(_OTHERS):
        raise UnreadableFile("unknown_format")
    if wanted != "auto":
        return wanted
    return "ndjson" if text.startswith(b"{") else "csv"


def _require_workbook(path: Path, wanted: str) -> str:
    """Other containers of the kind are documents, presentations, and spreadsheets of other programs."""
    try:
        with zipfile.ZipFile(path) as archive:
            is_workbook = "xl/workbook.xml" in archive.NameToInfo
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError):  # the last for what zipfile does not support
        raise UnreadableFile("workbook_broken") from None
    if not is_workbook or wanted not in {"auto", "xlsx"}:
        raise UnreadableFile("unknown_format")
    return "xlsx"


def _holds(path: Path, wanted: bytes) -> bool:
    with path.open("rb") as file:
        kept = b""
        while block := file.read(1 << 20):
            if wanted in kept + block:
                return True
            kept = block[-len(wanted) :]
    return False
