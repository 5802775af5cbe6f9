"""A quick look over a delimited file: how long it is, and whether the order of day and month can matter in it."""

import re
from pathlib import Path
from typing import Final

_FIGURED_DAY: Final = re.compile(r"(?<![0-9/.-])[0-9]{1,2} ?[-/.] ?[0-9]{1,2}(?![0-9])")
"""Two short figures, as in 03/04/2026; not those of 2026-03-04. Whatever else it may be, a closer look is taken."""


def count_lines(path: Path, encoding: str) -> int | None:
    """The number of lines; None as soon as one holds what may be a day in figures."""
    number = 0
    with path.open(encoding=encoding, newline="") as file:
        for line in file:
            if _FIGURED_DAY.search(line):
                return None
            number += 1
    return number
