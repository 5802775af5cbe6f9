"""What is wrong with an import's rows: grouped for a table, or row by row for a file to be corrected and sent again."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Select

from app.core.db.reader import Reader
from app.core.i18n import Language
from app.imports import queries
from app.imports.rules import ADDED, SHEET
from app.imports.service.telling import Sheets, shown_cell, words_of

AT_ONCE: Final = 1_000
RESULTS: Final = ("_line", "_status", "_id", "_version")
_MOST_EXAMPLES, _MOST_SPANS, _MOST_GROUPS = 3, 50, 1_000


@dataclass
class Lines:
    """Line numbers as they come, kept as spans: `5-9, 12`."""

    spans: list[list[int]] = field(default_factory=list)
    is_cut: bool = False

    def add(self, line: int) -> None:
        """Lines come in order; one may come twice."""
        if self.spans and line <= self.spans[-1][1] + 1 and not self.is_cut:
            self.spans[-1][1] = line
        elif len(self.spans) < _MOST_SPANS:
            self.spans.append([line, line])
        else:
            self.is_cut = True

    def __str__(self) -> str:
        told = [str(first) if first == last else f"{first}-{last}" for first, last in self.spans]
        return ", ".join([*told, "…"] if self.is_cut else told)


@dataclass
class Group:
    """All refusals of one code in one column."""

    first: Mapping[str, Any]
    sheet: str | None = None
    count: int = 0
    lines: Lines = field(default_factory=Lines)
    examples: list[dict[str, Any]] = field(default_factory=list)

    def add(self, line: int, value: Any) -> None:  # noqa: ANN401  # a cell
        self.count += 1
        self.lines.add(line)
        if len(self.examples) < _MOST_EXAMPLES:
            self.examples.append({"line": line, "value": value})

    def tell(self, language: Language) -> dict[str, Any]:
        """As ErrorGroup; the words are those of the first refusal."""
        told = {"sheet": self.sheet, **{name: self.first.get(name) for name in ("code", "column", "field")}}
        told |= {"detail": words_of(self.first, language), "count": self.count, "lines": str(self.lines)}
        return told | {"examples": self.examples}


async def group_errors(reader: Reader, job: Mapping[str, Any], language: Language) -> list[dict[str, Any]]:
    """The groups, the most frequent first; memory grows with their number, not with that of the rows."""
    sheets = Sheets(job)
    groups: dict[tuple[str | None, str, str | None], Group] = {}
    async for rows in refused_slices(reader, job["id"]):
        for line, raw, errors in rows:
            for error in errors or ():
                key = sheets.sheet(line), error["code"], error.get("column")
                group = groups.get(key)
                if group is None:
                    if len(groups) >= _MOST_GROUPS:
                        continue
                    group = groups[key] = Group(error, key[0])
                place = sheets.place(line, error.get("column"))
                group.add(line, shown_cell(raw[place]) if place is not None and place < len(raw) else None)
    return [group.tell(language) for group in sorted(groups.values(), key=lambda group: -group.count)]


def refused_slices(reader: Reader, import_id: str) -> AsyncIterator[Sequence[Any]]:
    """The failed rows, a thousand at a time, as (line, raw, errors)."""
    return _slices(reader, lambda line: queries.refused_after(import_id, line, AT_ONCE))


def result_slices(reader: Reader, job: Mapping[str, Any]) -> AsyncIterator[Sequence[Any]]:
    """Every row, a thousand at a time, as RESULTS has its columns."""
    return _slices(reader, lambda line: queries.results_after(job, line, AT_ONCE))


async def _slices(reader: Reader, rows_after: Callable[[int], Select[Any]]) -> AsyncIterator[Sequence[Any]]:
    line = -1
    while rows := (await reader.execute(rows_after(line))).all():
        line = rows[-1][0]
        yield rows


def result_header(sheets: Sheets) -> list[str]:
    """The columns of results, with the sheet where there are two."""
    return [*RESULTS, *([SHEET] if sheets.is_second else [])]


def result_cells(row: Sequence[Any], sheets: Sheets) -> list[Any]:
    """One row under `result_header`."""
    return [*row, *([sheets.sheet(row[0])] if sheets.is_second else [])]


def refusal_header(names: Sequence[str], sheets: Sheets) -> list[str]:
    """These columns of the file and those that say what is wrong."""
    return [*names, *([SHEET] if sheets.is_second else []), *ADDED]


def refusal_cells(row: Sequence[Any], names: Sequence[str], sheets: Sheets, language: Language) -> list[Any]:
    """One refused row as cells under `refusal_header`; several refusals are joined by `; `."""
    line, raw, errors = row
    told = dict(zip(sheets.names(line), map(shown_cell, raw), strict=False))
    cells = [*(told.get(name) for name in names), *([sheets.sheet(line)] if sheets.is_second else [])]
    joined = [
        "; ".join(dict.fromkeys(said))
        for said in (
            [error["column"] for error in errors or () if error.get("column")],
            [error["code"] for error in errors or ()],
            [words_of(error, language) for error in errors or ()],
        )
    ]
    return [*cells, line, *joined]
