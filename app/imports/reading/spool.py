"""Rows of a workbook on their way between two processes: one JSON array a line, with marks for what JSON has not."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import orjson

from app.imports.reading.raw import NO_VALUE, CellError, NoValue, Record

INDEX: Final = "workbook.json"
_OPTIONS: Final = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_APPEND_NEWLINE
_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "error": CellError,
    "formula": lambda _: NO_VALUE,
}


def spool_path(folder: Path, sheet: int) -> Path:
    return folder / f"sheet-{sheet}.ndjson"


def dump_record(record: Record) -> bytes:
    return orjson.dumps(list(record), default=_mark, option=_OPTIONS)


def load_records(path: Path) -> Iterator[Record]:
    with path.open("rb") as file:
        for text in file:
            line, cells, filled, hidden = orjson.loads(text)
            yield Record(line, _unmark(cells), _unmark(filled) if filled is not None else None, hidden)


def _mark(cell: object) -> object:
    match cell:
        case datetime():
            return {"datetime": cell.isoformat()}
        case date():
            return {"date": cell.isoformat()}
        case time():
            return {"time": cell.isoformat()}
        case timedelta():
            return str(cell)
        case CellError():
            return {"error": cell.text}
        case NoValue():
            return {"formula": 0}
    raise TypeError(type(cell))


def _unmark(cells: list[Any]) -> list[Any]:
    return [_read_mark(cell) if isinstance(cell, dict) else cell for cell in cells]


def _read_mark(marked: dict[str, Any]) -> Any:  # noqa: ANN401  # any cell
    ((kind, text),) = marked.items()
    return _READERS[kind](text)
