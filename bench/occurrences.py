"""`python -m bench.occurrences`: what a window of anniversaries costs as their number grows, and the engine alone.

A window of one week is asked over HTTP with 1,000, 10,000 and 100,000 anniversaries in the table, by turns, in one run.
What it answers grows with the table; what it costs for each day that it answers should not.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import httpx
from rich.console import Console
from rich.table import Table as Grid

from app.anniversaries.models import Anniversary
from app.anniversaries.month_days import index_key
from app.anniversaries.rules import LunarDay, Origin, occurrences_of_many
from bench.servers import DATABASE, Api, postgresql

SIZES = (1_000, 10_000, 100_000)
ROUNDS, ASKED = 3, 30
_WEEK = {"from": "2027-03-01", "to": "2027-03-07"}
_EPOCH = date(1950, 1, 1)
_LUNAR_SHARE, _YEAR_SHARE = 0.002, 0.003
"""Of a registry's days few are lunar and few known to the year; those stand in every window."""


def origins(count: int, seed: int = 2027) -> Iterator[Origin]:
    """Origins over 70 years of days."""
    choose = random.Random(seed)
    for _ in range(count):
        day = _EPOCH + timedelta(days=choose.randrange(25_000))
        kind = choose.random()
        if kind < _LUNAR_SHARE:
            yield Origin(None, "vietnamese_lunar", lunar=LunarDay(choose.randint(1, 12), choose.randint(1, 29)))
        else:
            yield Origin(str(day.year) if kind < _LUNAR_SHARE + _YEAR_SHARE else day.isoformat())


def rows(count: int) -> Iterator[dict[str, Any]]:
    """Fictitious anniversaries as the table holds them."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    for number, origin in enumerate(origins(count)):
        lunar = origin.lunar
        yield {
            "id": f"01920000-0000-7000-8000-{number:012x}",
            "version": 1,
            "created_at": at,
            "updated_at": at,
            "created_by": "bench",
            "updated_by": "bench",
            "confidentiality": "internal",
            "citations": "[]",
            "name_sort": f"{number:08}",
            "name_key": f"|ngày giả định {number}|",
            "search_text": f"|ngaygiadinh{number}|#|",
            "subject": '{"type": "event", "id": null, "code": null}',
            "country": ("LA", "KH", "CN", "KR")[number % 4],
            "org_unit_ids": "[]",
            "kind": "other",
            "title_vi": f"Ngày giả định {number}",
            "origin_date": origin.origin_date,
            "calendar": origin.calendar,
            "lunar": lunar and f'{{"month": {lunar.month}, "day": {lunar.day}, "leap_month": false}}',
            "feb29": "feb28",
            "lead_days": 10,
            "month_day": index_key(origin),
        }


async def fill(url: str, count: int) -> None:
    """Put so many anniversaries in place of those there are."""
    connection = await asyncpg.connect(url)
    table = Anniversary.__tablename__
    await connection.execute(f"DELETE FROM {table}")
    made = list(rows(count))
    names = list(made[0])
    await connection.copy_records_to_table(table, columns=names, records=[tuple(row.values()) for row in made])
    await connection.execute(f"ANALYZE {table}")
    await connection.close()


def ask(client: httpx.Client) -> tuple[float, int]:
    """The median milliseconds of a week's window, and how many occurrences it answers."""
    taken, found = [], 0
    for _ in range(ASKED):
        begun = time.perf_counter()
        answer = client.get("/v1/anniversaries/occurrences", params=_WEEK | {"limit": "1000"})
        taken.append((time.perf_counter() - begun) * 1_000)
        answer.raise_for_status()
        found = len(answer.json()["items"])
    return statistics.median(taken), found


def measure_windows() -> dict[int, tuple[float, int]]:
    """By size: the median of the rounds' medians, and the occurrences of the week."""
    seen: dict[int, list[tuple[float, int]]] = {size: [] for size in SIZES}
    with postgresql() as server, TemporaryDirectory() as folder:
        url = server.url(DATABASE)
        api = Api(url, Path(folder))
        api.migrate()
        with api.serving(api.issue_key()) as running, running.client() as client:
            for _ in range(ROUNDS):
                for size in SIZES:
                    asyncio.run(fill(url.replace("+asyncpg", ""), size))
                    ask(client)
                    seen[size].append(ask(client))
    return {size: (statistics.median(ms for ms, _ in told), told[0][1]) for size, told in seen.items()}


def measure_engine(count: int) -> float:
    """Seconds for so many anniversaries and one year, in one process: the median of the rounds."""
    made, taken = list(enumerate(origins(count))), []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        for _occurrence in occurrences_of_many(made, date(2027, 1, 1), date(2027, 12, 31)):
            pass
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def main() -> None:
    """Print both tables."""
    console = Console()
    grid = Grid("anniversaries", "found in a week", "p50 ms", "ms a hundred found")
    for size, (ms, found) in measure_windows().items():
        grid.add_row(f"{size:,}", f"{found:,}", f"{ms:.1f}", f"{ms / max(found, 1) * 100:.1f}")
    console.print(grid)
    console.print(f"the engine: {SIZES[-1]:,} anniversaries x 1 year in {measure_engine(SIZES[-1]):.2f} s")


if __name__ == "__main__":
    main()
