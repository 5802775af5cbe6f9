"""What the commands say: progress and complaints on standard error, results on standard output."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn
from rich.table import Table
from rich.text import Text

from doitac_client.errors import DoitacError
from doitac_client.imports import ImportResult, OnProgress
from doitac_client.steps import Record

_COUNTED = ("created", "updated", "unchanged", "skipped", "failed", "blank")
_SECONDS_OF_A_MINUTE = 60


class FailOn(StrEnum):
    """What keeps an import from being committed."""

    ERRORS = "errors"
    WARNINGS = "warnings"
    NONE = "none"


@dataclass(slots=True)
class Report:
    """One command's. `watch` None: a bar if people look at a terminal."""

    fail_on: FailOn = FailOn.ERRORS
    as_json: bool = False
    watch: bool | None = None
    seen: str | None = None
    """The id of the import at work."""
    out: Console = field(default_factory=lambda: Console(highlight=False))
    complaints: Console = field(default_factory=lambda: Console(stderr=True, highlight=False))

    def is_good(self, result: ImportResult) -> bool:
        """Whether nothing happened that `fail_on` names; `warnings` are those of the file, and errors are worse."""
        is_clean = self.fail_on is FailOn.NONE or not result.failed
        return is_clean and not (self.fail_on is FailOn.WARNINGS and result.warnings)

    @contextmanager
    def watching(self) -> Iterator[OnProgress]:
        """What to call with each sight of the import."""
        is_seen = self.complaints.is_terminal and not self.as_json if self.watch is None else self.watch
        if not is_seen:
            yield self._note
            return
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
        with Progress(*columns, TextColumn("{task.fields[pace]}"), console=self.complaints) as bar:
            task = bar.add_task("uploading", total=None, pace="")

            def show(job: Record) -> None:
                self._note(job)
                done, total = job["rows_done"], job["rows_total"]
                bar.update(task, description=job["state"], completed=done, total=total, pace=pace_of(job))

            yield show

    def tell_import(self, result: ImportResult, groups: Sequence[Record], *, dry_run: bool) -> None:
        """The import, its numbers, what is wrong, and what can be done next."""
        if self.as_json:
            _print_json({"import": result.job, "committed": result.is_committed, "errors": groups})
            return
        self._tell_numbers(result)
        for warning in result.warnings:
            self.out.print(Text(f"! {warning.get('detail') or warning['code']}", style="yellow"))
        if groups:
            self.out.print(draw_errors(groups))
        self._tell_failure(result)
        if not result.is_committed and result.is_usable:
            why = "a dry run" if dry_run else self._why_not(result)
            self.out.print(f"Nothing was committed ({why}).")

    def tell_undo(self, result: ImportResult, conflicts: Sequence[Record]) -> None:
        """What came of it, and which lines' records were changed since."""
        if self.as_json:
            _print_json({"import": result.job, "conflicts": conflicts})
            return
        self.out.print(f"Import {result.id}: {result.state}", soft_wrap=True)
        for row in conflicts:
            self.out.print(
                f"line {row['line']}: record {row['record_id']} was changed since, and stays", soft_wrap=True
            )
        self._tell_failure(result)

    def tell_refusal(self, error: DoitacError) -> None:
        """What the server refused, or that it was not reached."""
        if self.as_json:
            told = {"status": error.status, "code": error.code, "detail": error.detail, "errors": error.errors}
            _print_json({"error": told | {"request_id": error.request_id}, "import_id": self.seen})
        else:
            self.complaints.print(Text(str(error), style="red"), soft_wrap=True)
            self.tell_where()

    def tell_where(self) -> None:
        """What is left on the server of an import that this command no longer follows."""
        if self.seen is not None:
            self.complaints.print(f"Import {self.seen} is still on the server.", soft_wrap=True)

    def _why_not(self, result: ImportResult) -> str:
        if not self.is_good(result):
            return f"--fail-on {self.fail_on}"
        return f"more rows failed than --max-error-rate {result.max_error_rate:g} allows"

    def _note(self, job: Record) -> None:
        self.seen = job["id"]

    def _tell_numbers(self, result: ImportResult) -> None:
        counters = result.counters
        numbers = " · ".join(f"{counters[name]} {name}" for name in _COUNTED if counters[name])
        self.out.print(f"Import {result.id}: {result.state}", soft_wrap=True)
        self.out.print(f"{counters['rows_read']} rows{': ' if numbers else ''}{numbers}", soft_wrap=True)

    def _tell_failure(self, result: ImportResult) -> None:
        error = result.job["error"]
        if error:
            self.out.print(Text(f"{error['code']}: {error['detail']}", style="red"), soft_wrap=True)
        if result.job["resumable"]:
            self.out.print(f"POST /v1/imports/{result.id}/resume goes on with it.", soft_wrap=True)


def draw_errors(groups: Sequence[Record]) -> Table:
    """One line a code and column, the most frequent first; of two sheets, which."""
    table = Table("code", "column", "rows", "lines", "example", "message")
    are_several = len({group.get("sheet") for group in groups}) > 1
    for group in groups:
        lines = f"{group['sheet']}: {group['lines']}" if are_several else group["lines"]
        example = group["examples"][0]["value"] if group["examples"] else None
        seen = "" if example is None else str(example)
        place = group["column"] or group.get("field") or ""  # what is missing has no column
        cells = (group["code"], place, str(group["count"]), lines, seen, group["detail"])
        table.add_row(*(Text(cell) for cell in cells))  # as text: a cell in square brackets is no markup
    return table


def pace_of(job: Record) -> str:
    """`1,200 rows/s, 0:42 left`, as far as the server knows."""
    rate, left = job.get("rate"), job.get("eta_seconds")
    parts = [f"{rate:,.0f} rows/s"] if rate else []
    if left is not None:
        minutes, seconds = divmod(round(left), _SECONDS_OF_A_MINUTE)
        parts.append(f"{minutes}:{seconds:02} left")
    return ", ".join(parts)


def _print_json(value: Record) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
