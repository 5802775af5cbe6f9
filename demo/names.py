"""Names of people in seven languages, made of common parts that are put together by chance: they are nobody's."""

import csv
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from demo.dice import Dice

DATA = Path(__file__).with_name("data")

_PEOPLES = {"RU": ("RU men", "RU women")}
_GIVEN_FIRST = frozenset({"LA", "RU"})
_UNDIVIDED = frozenset({"CN", "KR"})


class Person(NamedTuple):
    """A name as written in Vietnam, and as written at home where that is another script."""

    full_name: str
    native_name: str | None


class Part(NamedTuple):
    """A part of a name in Latin letters and at home."""

    latin: str
    native: str


@cache
def _parts() -> dict[tuple[str, str], Sequence[Part]]:
    """The parts of names, by people and place in the name."""
    found = defaultdict(list)
    with (DATA / "people.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["people"], row["part"]].append(Part(row["latin"], row["native"]))
    return dict(found)


def name_person(dice: Dice, country: str) -> Person:
    """Somebody of this country (ISO 3166-1): VN, LA, KH, KR, RU, CN or JP."""
    parts = _parts()
    if country == "VN":
        return Person(" ".join([dice.pick(parts["VN", part]).latin for part in ("family", "middle", "given")]), None)
    people = dice.pick(_PEOPLES.get(country, (country,)))
    family, given = dice.pick(parts[people, "family"]), dice.pick(parts[people, "given"])
    first, last = (given, family) if country in _GIVEN_FIRST else (family, given)
    gap = "" if country in _UNDIVIDED else " "
    return Person(f"{first.latin} {last.latin}", f"{first.native}{gap}{last.native}")
