"""Countries and their parts by ISO 3166, and the world's time zones. Codes are upper case and compared exactly.

The tables beside this module are written by `seed/generate_reference.py` and read at the first question. ISO still
lists Vietnam's 63 provinces of before July 2025: the Vietnamese side goes by the codes of QĐ 19/2025/QĐ-TTg instead.
"""

import csv
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from zoneinfo import available_timezones

from app.core.i18n import Language

_DATA = Path(__file__).with_name("data")


class Subdivision(NamedTuple):
    """One province, region or the like: its ISO 3166-2 code, its name by ISO and ISO's English word for its kind."""

    code: str
    name: str
    kind: str


def _read_rows(file_name: str) -> list[list[str]]:
    with (_DATA / file_name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


@lru_cache(maxsize=1)
def _country_names() -> dict[str, dict[Language, str]]:
    return {code: {"vi": name_vi, "en": name_en} for code, name_vi, name_en in _read_rows("countries.csv")}


@lru_cache(maxsize=1)
def _subdivisions() -> dict[str, dict[str, Subdivision]]:
    by_country: dict[str, dict[str, Subdivision]] = {code: {} for code in _country_names()}
    for code, name, kind in _read_rows("subdivisions.csv"):
        by_country[code[:2]][code] = Subdivision(code, name, kind)
    return by_country


@lru_cache(maxsize=1)
def _time_zones() -> frozenset[str]:
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC")


def countries() -> tuple[str, ...]:
    """Return every ISO 3166-1 alpha-2 code, in alphabetical order."""
    return tuple(_country_names())


def is_country(code: str) -> bool:
    """Tell whether this is an ISO 3166-1 alpha-2 code in use."""
    return code in _country_names()


def country_name(code: str, lang: Language) -> str:
    """Return a country's usual short name, "Lào" or "Laos"; an unknown code is a KeyError."""
    return _country_names()[code][lang]


def is_subdivision(code: str) -> bool:
    """Tell whether this is an ISO 3166-2 code in use."""
    return code in _subdivisions().get(code[:2], {})


def country_of(subdivision: str) -> str | None:
    """Return the country that a part belongs to, or None for an unknown part."""
    return subdivision[:2] if is_subdivision(subdivision) else None


def subdivisions(country: str) -> tuple[Subdivision, ...]:
    """Return the parts of a country by code; none for a country without parts or an unknown one."""
    return tuple(_subdivisions().get(country, {}).values())


def is_time_zone(name: str) -> bool:
    """Tell whether this is a name of the IANA database with a region, such as Asia/Vientiane, or UTC."""
    return name in _time_zones()
