"""Write the months of the Vietnamese lunar calendar, `app/anniversaries/data/lunar_years.csv`, with `ephem`.

Run it only to make the table anew: `python seed/generate_lunar.py`. The application itself needs no astronomy. The same
`ephem` gives the same bytes. Why two calendars stand in the table: docs/decisions/0014.

A lunar month begins on the local day of the new moon. The 11th has the winter solstice in it; where thirteen months lie
between one 11th and the next, the first in which the sun enters no new twelfth of its path is the leap month.
"""

import csv
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby, pairwise
from math import degrees
from pathlib import Path
from typing import NamedTuple

import ephem  # type: ignore[import-untyped]

TABLE = Path(__file__).resolve().parents[1] / "app" / "anniversaries" / "data" / "lunar_years.csv"
FIRST_YEAR, LAST_YEAR = 1900, 2199
VIETNAM, PRINTED = 7, 8
FIRST_YEAR_AT_SEVEN_HOURS = 1968
WINTER_SOLSTICE, LONG_YEAR, LONG_MONTH = 9, 13, 30


class Month(NamedTuple):
    """A lunar month: its first day, and its name."""

    first_day: date
    year: int
    number: int
    is_leap: bool


def find_new_moons() -> Iterator[ephem.Date]:
    """Give every new moon from before the 11th month of 1899 to after that of 2200, in universal time."""
    moon = ephem.next_new_moon(f"{FIRST_YEAR - 1}/11/1")
    while moon < ephem.Date(f"{LAST_YEAR + 2}/2/1"):
        yield moon
        moon = ephem.next_new_moon(moon + 20)


def find_sector(day: date, hours: int) -> int:
    """Return which twelfth of its path, 0 to 11 from the spring equinox, the sun is in when a local day begins."""
    moment = ephem.Date(ephem.Date(day.isoformat().replace("-", "/")) - hours * ephem.hour)
    sun = ephem.Sun(moment)
    apparent = ephem.Equatorial(sun.g_ra, sun.g_dec, epoch=moment)
    return int(degrees(ephem.Ecliptic(apparent).lon) // 30)


def list_months(hours: int) -> Iterator[Month]:
    """Name every month whose year begins and ends with an 11th month."""
    days = [(moon.datetime() + timedelta(hours=hours)).date() for moon in find_new_moons()]
    sectors = [find_sector(day, hours) for day in days]
    elevenths = [i for i, (a, b) in enumerate(pairwise(sectors)) if a < WINTER_SOLSTICE <= b]
    for start, end in pairwise(elevenths):
        free = (i for i in range(start + 1, end) if sectors[i] == sectors[i + 1])
        leap = next(free) if end - start == LONG_YEAR else None
        number, solstice_year = 11, days[start].year
        for i in range(start, end):
            number = number if i in {start, leap} else number % 12 + 1
            yield Month(days[i], solstice_year + (number < 11), number, i == leap)  # noqa: PLR2004


def list_years(hours: int, last: int) -> Iterator[tuple[int, int, date, int | str, str]]:
    """Return hours, year, its first day, its leap month or nothing, and a 1 for each month of 30 days, a 0 for 29."""
    months = list(list_months(hours))
    lengths = {a.first_day: (b.first_day - a.first_day).days for a, b in pairwise(months)}
    for year, group in groupby(months, key=lambda month: month.year):
        if FIRST_YEAR <= year <= last:
            own = list(group)
            leap = next((month.number for month in own if month.is_leap), "")
            marks = "".join(str(int(lengths[month.first_day] == LONG_MONTH)) for month in own)
            yield hours, year, own[0].first_day, leap, marks


def main() -> None:
    """Write the table and say how long it is."""
    TABLE.parent.mkdir(exist_ok=True)
    rows = [*list_years(VIETNAM, LAST_YEAR), *list_years(PRINTED, FIRST_YEAR_AT_SEVEN_HOURS - 1)]
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("hours", "year", "new_year", "leap_month", "months_of_30_days"))
        writer.writerows(rows)
    sys.stdout.write(f"{len(rows)} years\n")


if __name__ == "__main__":
    main()
