"""`make bench`: start everything, measure the API beside the limit in interleaved rounds, print the table."""

import asyncio
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console

from bench.cases import CASES, Case, Sample, require_same_answers, take_sample
from bench.load import load_partners
from bench.report import Result, as_json, machine, print_table, summarise
from bench.servers import DATABASE, Api, BenchError, Server, postgresql, serving_limit
from bench.wrk import CONNECTIONS, Round, measure, require_wrk

_WARM_UP_SECONDS = 1
_WIDTH = 125  # of the table, also where it goes into a file
_ALL = ",".join(case.name for case in CASES)
progress = Console(stderr=True)


def main(
    rounds: Annotated[int, typer.Option(min=1, help="rounds of each case; their medians are shown")] = 5,
    seconds: Annotated[int, typer.Option(min=1, help="how long a round lasts")] = 3,
    rows: Annotated[int, typer.Option(min=1_000, help="partners in the database")] = 200_000,
    cases: Annotated[str, typer.Option(help="comma separated")] = _ALL,
    *,
    json: Annotated[bool, typer.Option("--json", help="print JSON, not a table")] = False,
) -> None:
    """Measure the API beside the limit. A figure below its target is shown, not a failure."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every `with` ends what it started
    try:
        chosen = _choose(cases.split(","))
        require_wrk()
        with started(rows) as rig:
            reads, writes = ([case for case in chosen if case.writes is kind] for kind in (False, True))
            results = run_cases(rig, reads, rounds, seconds) | run_cases(rig, writes, rounds, seconds)
            notes = _describe(rig, rows, rounds, seconds)
    except BenchError as error:
        progress.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    if json:
        sys.stdout.buffer.write(orjson.dumps(as_json(results, rig.surroundings), option=orjson.OPT_INDENT_2) + b"\n")
    else:
        print_table(Console(width=_WIDTH), results, notes)


def _choose(names: Sequence[str]) -> list[Case]:
    known = {case.name: case for case in CASES}
    if unknown := [name for name in names if name not in known]:
        raise BenchError(f"No case is called {', '.join(unknown)}; there are {', '.join(known)}.")
    return [case for case in CASES if case.name in names]


@dataclass(frozen=True, slots=True)
class Rig:
    """Everything started, and what to ask of it."""

    limit: Server
    api: Server
    sample: Sample
    folder: Path
    surroundings: dict[str, Any]


@contextmanager
def started(rows: int) -> Iterator[Rig]:
    """PostgreSQL with its partners and both programs on it, until the block ends."""
    surroundings = machine()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="doitac-bench-")))
        database = stack.enter_context(postgresql())
        url = database.url(DATABASE)
        api = Api(url, folder)
        api.migrate()
        key = api.issue_key()
        progress.print(f"loading {rows} fictitious partners")
        asyncio.run(load_partners(url, rows))
        servers = stack.enter_context(serving_limit(url, key)), stack.enter_context(api.serving(key))
        progress.print("walking the list to its depth")
        yield Rig(*servers, take_sample(servers[1]), folder, {"database": database.source} | surroundings)


def run_cases(rig: Rig, cases: Sequence[Case], rounds: int, seconds: int) -> dict[str, dict[str, Result]]:
    """The medians by case and program.

    A round goes through every case, and the programs take turns in going first: what disturbs, disturbs all alike.
    """
    for case in cases:
        require_same_answers(case, rig.sample, rig.api, rig.limit)
        _measure(rig, case, [rig.limit, rig.api], _WARM_UP_SECONDS)
    order = [rig.limit, rig.api]
    seen: dict[str, list[dict[str, Round]]] = {case.name: [] for case in cases}
    for number in range(rounds):
        for case in cases:
            progress.print(f"round {number + 1} of {rounds}: {case.name}")
            seen[case.name].append(_measure(rig, case, order, seconds))
        order.reverse()
    return {
        name: {server.name: summarise([each[server.name] for each in done]) for server in order}
        for name, done in seen.items()
    }


def _measure(rig: Rig, case: Case, order: Sequence[Server], seconds: int) -> dict[str, Round]:
    asks = {server.name: case.asks(rig.sample, server.name) for server in order}
    return {server.name: measure(server, asks[server.name], seconds, rig.folder) for server in order}


def _describe(rig: Rig, rows: int, rounds: int, seconds: int) -> list[str]:
    hits = rig.sample.hits
    found = f"searches find {hits[0]} to {hits[-1]}, half of them {hits[len(hits) // 2]} or fewer"
    return [
        ", ".join(f"{name} {value}" for name, value in rig.surroundings.items()),
        f"{rows} fictitious partners; {found}",
        f"{rounds} rounds of {seconds} s for each program by turns, {CONNECTIONS} connections, 1 worker",
    ]


if __name__ == "__main__":
    typer.run(main)
