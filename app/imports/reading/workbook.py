"""A workbook, read by a process of its own into files of rows; nothing of it is ever loaded here."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from app.imports.reading.raw import Record, UnreadableFile
from app.imports.reading.spool import INDEX, load_records, spool_path

SECONDS: Final = 300
_CHILD: Final = "app.imports.reading.workbook_child"
_ROOT: Final = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet. `rows`: how many hold something; `hidden_lines`: those of them that are hidden."""

    name: str
    visible: bool
    rows: int
    hidden_lines: list[int]
    spool: Path

    def records(self) -> Iterator[Record]:
        return load_records(self.spool)


@dataclass(frozen=True, slots=True)
class Workbook:
    """Its worksheets, in their order."""

    sheets: list[Sheet]

    def sheet(self, wanted: str | int) -> Sheet:
        """Find a sheet by name or by place from 0. Raises UnreadableFile `no_such_sheet`."""
        for place, sheet in enumerate(self.sheets):
            if wanted in {sheet.name, place}:
                return sheet
        raise UnreadableFile("no_such_sheet", allowed=", ".join(sheet.name for sheet in self.sheets))


def open_workbook(path: Path, folder: Path, seconds: float = SECONDS) -> Workbook:
    """Read it into `folder`, unless that has been done. Raises UnreadableFile, and OSError if the disk fails."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _is_spooled(path, folder):
        _run_child(path, folder, seconds)
    index = orjson.loads((folder / INDEX).read_bytes())
    return Workbook([_sheet(folder, entry) for entry in index["sheets"]])


def _sheet(folder: Path, entry: dict[str, Any]) -> Sheet:
    spool = spool_path(folder, entry["number"])
    return Sheet(entry["name"], entry["visible"], entry["rows"], entry["hidden"], spool)


def _is_spooled(path: Path, folder: Path) -> bool:
    """The folder holds the rows of this very file."""
    made = folder / INDEX
    if not made.exists():
        return False
    index, stamp = orjson.loads(made.read_bytes()), path.stat()
    return (index["size"], index["mtime"]) == (stamp.st_size, stamp.st_mtime_ns)


def _run_child(path: Path, folder: Path, seconds: float) -> None:
    """Nothing of our environment goes with it: it reads what a stranger made, and needs no secret of ours."""
    command = [sys.executable, "-m", _CHILD, str(path.resolve()), str(folder.resolve())]
    environment = {"PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(  # noqa: S603  # our own program, and paths of our own making
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFile("workbook_too_large") from None
    if done.returncode == 0:
        return
    if done.stdout:
        told = orjson.loads(done.stdout)
        if "errno" in told:
            raise OSError(told["errno"], os.strerror(told["errno"]), str(folder))
        raise UnreadableFile(told["code"], **told["values"])
    # Killed by a signal: by its own limits, or by the reader, which aborts where it cannot have the memory it asks for.
    raise UnreadableFile("workbook_too_large" if done.returncode < 0 else "workbook_broken")
