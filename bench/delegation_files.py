"""Files of plainly fictitious delegations, as another system would export them: the same for the same number."""

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from bench.load import SYLLABLES

HEADER = (
    "source_system",
    "external_id",
    "code",
    "direction",
    "title",
    "org_unit",
    "partners",
    "countries",
    "visit_type",
    "pillar",
    "level",
    "purpose",
    "planned_from",
    "planned_to",
    "actual_from",
    "actual_to",
    "headcount_planned",
    "headcount_actual",
    "in_plan",
    "status",
    "outcomes",
    "note",
)
_FIRST = date(2015, 1, 1)
_DAYS = 3_900
_SEED = 7


def lines(count: int, units: list[str], partners: list[tuple[str, str]], first: int = 0) -> Iterator[list[str]]:
    """`units` are codes, `partners` (name, country): what the rows name. `first` is the first row's number."""
    choose = random.Random(_SEED)
    for number in range(first, first + count):
        day = _FIRST + timedelta(days=choose.randrange(_DAYS))
        end = day + timedelta(days=choose.randrange(1, 9))
        partner, country = choose.choice(partners)
        heads = choose.randrange(3, 30)
        words = " ".join(choose.choice(SYLLABLES) for _ in range(4))
        outbound = number % 2 == 0
        yield [
            "van-thu-cu",
            f"HS-{number:07}",
            f"{'DR' if outbound else 'DV'}-{day.year}-X{number:06}",
            "outbound" if outbound else "inbound",
            f"Đoàn giả định {words} {number}",
            units[number % len(units)],
            partner,
            country,
            ("working_visit", "official_visit", "training", "survey")[number % 4],
            ("party", "state", "people")[number % 3] if number % 5 else "",
            ("department", "provincial_leader", "expert")[number % 3],
            f"Trao đổi kinh nghiệm, {words}",
            day.isoformat(),
            end.isoformat(),
            day.isoformat(),
            end.isoformat(),
            str(heads),
            str(heads - number % 3),
            "true",
            "completed",
            "Đã trao đổi theo chương trình" if number % 3 else "",
            "",
        ]


def write_file(path: Path, count: int, units: list[str], partners: list[tuple[str, str]], first: int = 0) -> None:
    """A CSV with a header, in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        out.writerows(lines(count, units, partners, first=first))
