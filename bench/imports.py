"""`python -m bench.imports`: what an import of delegations costs, beside the bare database's writing of the same rows.

A CSV goes up over HTTP and is read, checked, matched, staged and committed with audit and change feed. Then the rows
that came of it are written by COPY (PostgreSQL) or executemany (SQLite) into a second registry, as indexed and as bound
by foreign keys as the first. Beside that: the memory that files of several sizes take, and what others wait meanwhile.
"""

import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import orjson
import typer
from rich.console import Console

from bench.import_report import (
    Line,
    Meanwhile,
    Race,
    as_json,
    meanwhile_lines,
    memory_lines,
    phase_note,
    print_lines,
    race_line,
)
from bench.import_runs import BELOW_WARM_UP, Imported, Registry, make_registry, measure_import, ready, run_import
from bench.import_stores import PostgresStore, SqliteStore, Store
from bench.report import machine
from bench.servers import BenchError, postgresql
from bench.wrk import Ask, loading, measure, require_wrk
from doitac_client import DoitacError

ROWS, FEW_ROWS, MANY_ROWS = 100_000, 10_000, 1_000_000
CONNECTIONS = 4
_ASKED = 50
_LONGEST_SECONDS = 3_600
_WIDTH = 125
_COPY, _LIMIT = "imported", "bare"
progress = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that was measured; `sizes` are imports of other sizes, for their memory."""

    races: list[Race]
    sizes: list[Imported]
    meanwhile: Meanwhile
    database: str

    def lines(self) -> Iterator[Line]:
        """The rates first."""
        for race in self.races:
            yield race_line(race)
        yield from meanwhile_lines(self.meanwhile)
        on_postgresql, *others = self.races
        yield from memory_lines(on_postgresql.kind, [*self.sizes, *on_postgresql.imported])
        for race in others:
            yield from memory_lines(race.kind, race.imported)


def main(
    rows: Annotated[int, typer.Option(min=100, help="of the file")] = ROWS,
    rounds: Annotated[int, typer.Option(min=1, help="on each database; their medians are shown")] = 2,
    seconds: Annotated[int, typer.Option(min=1, help="how long the idle server is asked")] = 5,
    *,
    million: Annotated[bool, typer.Option("--million", help="a million rows too, for their memory")] = False,
    json: Annotated[bool, typer.Option("--json", help="print JSON, not a table")] = False,
) -> None:
    """Measure imports. A figure below its target is shown, not a failure."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every `with` ends what it started
    surroundings = machine()
    try:
        require_wrk()
        sizes = [min(FEW_ROWS, rows), *([MANY_ROWS] if million else [])]
        with TemporaryDirectory(prefix="doitac-bench-") as folder:
            found = measure_all(Path(folder), rows, sizes, rounds, seconds)
    except (BenchError, DoitacError) as error:
        progress.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    surroundings["database"] = found.database
    lines = list(found.lines())
    if json:
        told = as_json(found.races, lines, found.meanwhile, surroundings)
        sys.stdout.buffer.write(orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n")
    else:
        print_lines(Console(width=_WIDTH), lines, _notes(found, surroundings, rounds))


def _notes(found: Found, surroundings: dict[str, object], rounds: int) -> list[str]:
    return [
        ", ".join(f"{name} {value}" for name, value in surroundings.items()),
        f"{rounds} rounds by turns; others: {CONNECTIONS} connections in a closed loop",
        *map(phase_note, found.races),
    ]


def measure_all(folder: Path, rows: int, sizes: list[int], rounds: int, seconds: int) -> Found:
    """One database after the other."""
    below = {name: folder / name for name in ("postgresql", "sqlite")}
    for each in below.values():
        each.mkdir()
    with postgresql() as server:
        registry = _begin(PostgresStore(server), below["postgresql"])
        races = [run_race(registry, rows, rounds)]
        meanwhile = measure_meanwhile(registry, rows, seconds)
        others = [measure_size(registry, size) for size in sizes if size != rows]
    races.append(run_race(_begin(SqliteStore(below["sqlite"]), below["sqlite"]), rows, rounds))
    return Found(races, others, meanwhile, server.source)


def _begin(store: Store, folder: Path) -> Registry:
    progress.print(f"{store.kind}: making units and partners")
    return make_registry(store, folder)


def run_race(registry: Registry, rows: int, rounds: int) -> Race:
    """Each round imports the file and then writes what came of it without us."""
    store = registry.store
    imported, bare = [], []
    for number in range(rounds):
        progress.print(f"{store.kind}: round {number + 1} of {rounds}, {rows:,} rows, then {store.limit}")
        with ready(registry, _COPY) as server:
            imported.append(measure_import(registry, server, rows))
        found = store.read_rows(_COPY, BELOW_WARM_UP)
        if len(found.records) != rows:
            raise BenchError(f"{rows} rows were imported, {len(found.records)} are there")
        store.copy(_LIMIT)
        store.even_out()
        bare.append(store.time_writing(_LIMIT, found))
        for name in (_COPY, _LIMIT):
            store.remove(name)
    return Race(store.kind, store.limit, imported, bare)


def measure_size(registry: Registry, rows: int) -> Imported:
    """One import for its memory, by a server and worker of its own: what was held once is not given back."""
    progress.print(f"{registry.store.kind}: memory, {rows:,} rows")
    with ready(registry, _COPY) as server:
        imported = measure_import(registry, server, rows)
    registry.store.remove(_COPY)
    return imported


def measure_meanwhile(registry: Registry, rows: int, seconds: int) -> Meanwhile:
    """The same questions to an idle server, and then for as long as it imports."""
    progress.print(f"{registry.store.kind}: others, before and during an import of {rows:,} rows")
    asks = [Ask(f"/v1/partners/{id_}") for id_ in registry.partner_ids[:_ASKED]]
    file = registry.file(rows)
    with ready(registry, _COPY) as server:
        measure(server, asks, 1, registry.folder, CONNECTIONS)
        idle = measure(server, asks, seconds, registry.folder, CONNECTIONS)
        with loading(server, asks, _LONGEST_SECONDS, registry.folder, CONNECTIONS) as load:
            run_import(server, file, rows)
            busy = load.stop()
    registry.store.remove(_COPY)
    return Meanwhile(idle, busy)


if __name__ == "__main__":
    typer.run(main)
