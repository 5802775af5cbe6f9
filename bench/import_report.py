"""What the measurements of imports amount to: lines of a table, with the claims that they are held to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.import_runs import Imported
from bench.report import Claim
from bench.wrk import Round

LEAST_RATIO = 0.40
MOST_GROWTH = 64.0
MOST_DIFFERENCE = 8.0
"""MiB by which a larger file may cost more than a smaller one, for the same."""
MOST_DELAY = 5.0


@dataclass(frozen=True, slots=True)
class Race:
    """Imports and the bare database's own writing of the same rows, by turns."""

    kind: str
    limit: str
    imported: Sequence[Imported]
    bare_seconds: Sequence[float]

    @property
    def rows(self) -> int:
        return self.imported[0].rows

    @property
    def per_second(self) -> float:
        return median(each.per_second for each in self.imported)

    @property
    def bare_per_second(self) -> float:
        return self.rows / median(self.bare_seconds)


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What others waited for one record, before an import and during it."""

    idle: Round
    busy: Round


@dataclass(frozen=True, slots=True)
class Line:
    """A figure, what it stands beside, and what is claimed of the two."""

    what: str
    ours: float
    beside: float
    claim: Claim | None


def race_line(race: Race) -> Line:
    """The rates."""
    ratio = Claim("ratio", race.per_second / race.bare_per_second, LEAST_RATIO, at_most=False)
    title = f"{race.kind}, {race.rows:,} rows"
    return Line(f"{title}: rows/s; {race.limit}", race.per_second, race.bare_per_second, ratio)


def memory_lines(kind: str, imports: Sequence[Imported]) -> Iterator[Line]:
    """By size of the file, the most that each process held and what it held before; then how far the sizes differ."""
    by_size: dict[int, list[Imported]] = {}
    for each in imports:
        by_size.setdefault(each.rows, []).append(each)
    for process in ("worker", "server"):
        most = {
            rows: max((getattr(one, process) for one in of_size), key=lambda held: held.growth)
            for rows, of_size in sorted(by_size.items())
        }
        for rows, held in most.items():
            growth = Claim("growth", held.growth, MOST_GROWTH)
            yield Line(f"{kind}, {rows:,} rows: MB of the {process}; at rest", held.peak, held.before, growth)
        if len(most) > 1:
            small, *_, large = (held.growth for held in most.values())
            difference = Claim("difference", large - small, MOST_DIFFERENCE)
            yield Line(f"{kind}: MB that the {process} grew by; for the fewest rows", large, small, difference)


def meanwhile_lines(found: Meanwhile) -> Iterator[Line]:
    """The slowest hundredth and the median."""
    delay = Claim("delay", found.busy.p99 / found.idle.p99, MOST_DELAY)
    yield Line("a partner by id during an import: p99 ms; idle", found.busy.p99, found.idle.p99, delay)
    yield Line("a partner by id during an import: p50 ms; idle", found.busy.p50, found.idle.p50, None)


def phase_note(race: Race) -> str:
    """Where the time goes, at the median."""
    names = list(race.imported[0].phases)
    parts = (f"{name} {median(each.phases.get(name, 0) for each in race.imported):.1f} s" for name in names)
    cpu = median(each.cpu for each in race.imported)
    told = f"{race.kind}: {', '.join(parts)}; the worker's own processor time {cpu:.1f} s"
    if database := median(each.database_cpu for each in race.imported):
        told += f", the database's {database:.1f} s; {race.limit} took {median(race.bare_seconds):.1f} s"
    return told


def print_lines(console: Console, lines: Sequence[Line], notes: Sequence[str]) -> None:
    """One table."""
    table = Table(caption="\n".join(notes), caption_justify="left")
    table.add_column("import; what it stands beside")
    for heading in ("import", "beside", "figure", "target"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("met", no_wrap=True)
    for line in lines:
        table.add_row(line.what, f"{line.ours:,.1f}", f"{line.beside:,.1f}", *_verdict(line.claim))
    console.print(table)


def _verdict(claim: Claim | None) -> tuple[str, str, str]:
    if claim is None:
        return "", "", ""
    bound = f"{'≤' if claim.at_most else '≥'} {claim.bound:g}"
    return f"{claim.figure:.2f}", bound, "[green]yes" if claim.holds else "[red]no"


def as_json(
    races: Sequence[Race], lines: Sequence[Line], meanwhile: Meanwhile, surroundings: Mapping[str, Any]
) -> dict[str, Any]:
    """The same for programs, with every round."""
    told = [
        {
            "what": line.what,
            "import": line.ours,
            "beside": line.beside,
            "claim": line.claim and asdict(line.claim) | {"holds": line.claim.holds},
        }
        for line in lines
    ]
    return {
        "machine": dict(surroundings),
        "lines": told,
        "races": [asdict(race) for race in races],
        "meanwhile": asdict(meanwhile),
    }
