"""Imports: a file goes up, is checked, and is committed or not."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias
from uuid import uuid4

from doitac_client.asking import ask
from doitac_client.records import address, write
from doitac_client.steps import Call, Flow, Pause, Record, Upload

OnProgress: TypeAlias = Callable[[Record], None]
_AT_WORK: Final = frozenset({"uploaded", "parsing", "validating", "committing", "undoing"})
_DONE: Final = frozenset({"completed", "completed_with_errors"})
_UNUSABLE: Final = frozenset({"failed", "cancelled", "interrupted"})
_FIRST_PAUSE, _LONGEST_PAUSE, _GROWTH = 0.2, 2.0, 1.5


@dataclass(frozen=True, slots=True)
class ImportResult:
    """An import at rest; `job` is the server's whole answer."""

    job: Record

    @property
    def id(self) -> str:
        return str(self.job["id"])

    @property
    def state(self) -> str:
        return str(self.job["state"])

    @property
    def counters(self) -> dict[str, int]:
        """Of rows; before the commit, what it would do."""
        return dict(self.job["counters"])

    @property
    def failed(self) -> int:
        """Rows that were refused."""
        return self.counters.get("failed", 0)

    @property
    def warnings(self) -> list[Record]:
        return list(self.job["warnings"])

    @property
    def is_committed(self) -> bool:
        return self.state in _DONE

    @property
    def is_usable(self) -> bool:
        """False if it failed, was cancelled, or lost its worker, and waits for `resume`."""
        return self.state not in _UNUSABLE

    @property
    def is_within_limit(self) -> bool:
        """Whether so few rows failed that the server commits the others (`max_error_rate` of the spec)."""
        held = self.counters["rows_read"] - self.counters["blank"] - self.counters["skipped"]
        return not held or self.failed / held <= self.max_error_rate

    @property
    def max_error_rate(self) -> float:
        """The part of the rows that may fail: above it the server commits none."""
        return float(self.job["spec"]["max_error_rate"])


Wanted: TypeAlias = bool | Callable[[ImportResult], bool]
"""Whether to commit, or who decides it when the checks are through."""


def run_import(
    path: Path, spec: Mapping[str, object], commit: Wanted, on_progress: OnProgress | None, profile: str | None
) -> Flow[ImportResult]:
    """Upload, wait for the checks, commit if that is wanted and allowed, and wait for the end."""
    # The checks come to rest before anybody commits: `commit` here says who does.
    job = yield from upload_file(path, {**spec, "auto_commit": False}, profile)
    result = yield from wait_for_rest(job["id"], on_progress)
    wanted = commit if isinstance(commit, bool) else result.state == "validated" and commit(result)
    if wanted and result.state == "validated" and result.is_within_limit:
        yield from act_on_import(result.id, "commit")
        result = yield from wait_for_rest(result.id, on_progress)
    return result


def upload_file(path: Path, spec: Mapping[str, object], profile: str | None = None) -> Flow[Record]:
    """The import as it is once the file is there. Sent again after a lost answer, it is the same import."""
    key = str(uuid4())
    fields = {"spec": json.dumps(dict(spec), ensure_ascii=False)}
    if profile is not None:
        fields["profile"] = profile
    upload = Upload(path, fields, boundary=key.replace("-", ""))
    answer = yield from ask(Call("POST", address("imports"), {}, {"idempotency-key": key}, upload=upload))
    return dict(answer.json())


def wait_for_rest(import_id: str, on_progress: OnProgress | None = None) -> Flow[ImportResult]:
    """Ask with growing pauses, 0.2 to 2 s, until nobody is at work on it."""
    pause = _FIRST_PAUSE
    while True:
        answer = yield from ask(Call("GET", address("imports", import_id)))
        job: Record = answer.json()
        if on_progress is not None:
            on_progress(job)
        if job["state"] not in _AT_WORK:
            return ImportResult(job)
        yield Pause(pause)
        pause = min(pause * _GROWTH, _LONGEST_PAUSE)


def act_on_import(import_id: str, verb: str) -> Flow[Record]:
    """`commit`, `cancel`, `resume` or `undo`; the import as it is then."""
    return dict((yield from write("POST", address("imports", import_id, verb))))


def finish_act(import_id: str, verb: str, on_progress: OnProgress | None) -> Flow[ImportResult]:
    """The same, and wait for what it leads to."""
    yield from act_on_import(import_id, verb)
    return (yield from wait_for_rest(import_id, on_progress))


def correct_row(import_id: str, line: int, cells: Mapping[str, Any]) -> Flow[Record]:
    """Put cells, by their headers, in place of the file's; the row as it is checked then."""
    path = address("imports", import_id, "rows", str(line))
    return dict((yield from write("PATCH", path, {"cells": dict(cells)})))
