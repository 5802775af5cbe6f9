"""From rounds to a verdict: medians, the ratio to the limit, and which claims hold; as a table or as JSON."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.cases import CASES, Case
from bench.wrk import Round

MOST_TAIL = 5.0
MOST_DEPTH = 1.15
MOST_MEMORY = 110.0


@dataclass(frozen=True, slots=True)
class Result:
    """One program's medians in one case; times in milliseconds, memory in MiB."""

    per_second: float
    p50: float
    p99: float
    cpu: float
    memory: float

    @property
    def tail(self) -> float:
        """How many times its median the slowest hundredth takes."""
        return self.p99 / self.p50


def summarise(rounds: Sequence[Round]) -> Result:
    """The median of each figure by itself; of memory the most."""
    return Result(
        per_second=median(each.per_second for each in rounds),
        p50=median(each.p50 for each in rounds),
        p99=median(each.p99 for each in rounds),
        cpu=median(each.cpu for each in rounds),
        memory=max(each.memory for each in rounds),
    )


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure and its bound; at least it, or at most."""

    name: str
    figure: float
    bound: float
    at_most: bool = True

    @property
    def holds(self) -> bool:
        return self.figure <= self.bound if self.at_most else self.figure >= self.bound


Results = Mapping[str, Mapping[str, Result]]
"""By case, then by program."""


def claims_of(case: Case, results: Results) -> list[Claim]:
    """What the project claims about the API in this case."""
    api, limit = results[case.name]["api"], results[case.name]["limit"]
    claims = [
        Claim("ratio", api.per_second / limit.per_second, case.target, at_most=False),
        Claim("tail", api.tail, MOST_TAIL),
        Claim("memory", api.memory, MOST_MEMORY),
    ]
    if case.name == "deep" and "list" in results:
        claims.append(Claim("depth", api.p50 / results["list"]["api"].p50, MOST_DEPTH))
    return claims


def machine() -> dict[str, Any]:
    """Where it was measured; a load above its processors means that others disturbed."""
    return {
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def print_table(console: Console, results: Results, notes: Sequence[str]) -> None:
    """The limit's row and the API's, case by case, and which of the claims do not hold."""
    bounds = f"met: the ratio, p99 at most {MOST_TAIL} times p50, at most {MOST_MEMORY:.0f} MB"
    table = Table(caption="\n".join([*notes, bounds, *_depth(results)]), caption_justify="left")
    for heading in ("case", "program"):
        table.add_column(heading, no_wrap=True)
    for heading in ("req/s", "p50 ms", "p99 ms", "p99/p50", "CPU ms", "RSS MB", "ratio", "target"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("met", min_width=12)
    for case in _measured(results):
        claims = claims_of(case, results)
        missed = [claim.name for claim in claims if not claim.holds]
        verdict = "[red]no: " + ", ".join(missed) if missed else "[green]yes"
        table.add_row(case.title, "limit", *_figures(results[case.name]["limit"]), style="dim")
        ours = _figures(results[case.name]["api"])
        table.add_row("", "api", *ours, f"{claims[0].figure:.2f}", f"{case.target:.2f}", verdict, end_section=True)
    console.print(table)


def _depth(results: Results) -> list[str]:
    """How much dearer a page at depth is, where both pages were measured."""
    claims = [claim for case in _measured(results) for claim in claims_of(case, results) if claim.name == "depth"]
    return [f"a page at depth takes {claim.figure:.2f} of page one's p50, at most {claim.bound}" for claim in claims]


def _figures(result: Result) -> tuple[str, ...]:
    times = (f"{result.p50:.2f}", f"{result.p99:.2f}", f"{result.tail:.1f}", f"{result.cpu:.2f}")
    return (f"{result.per_second:.0f}", *times, f"{result.memory:.0f}")


def as_json(results: Results, surroundings: Mapping[str, Any]) -> dict[str, Any]:
    """The same for programs."""
    cases = {}
    for case in _measured(results):
        claims = [asdict(claim) | {"holds": claim.holds} for claim in claims_of(case, results)]
        cases[case.name] = {name: asdict(result) for name, result in results[case.name].items()} | {"claims": claims}
    return {"machine": dict(surroundings), "cases": cases}


def _measured(results: Results) -> list[Case]:
    return [case for case in CASES if case.name in results]
