"""Public holidays (ngày lễ) of countries in Vietnamese and English, as the `holidays` library has them.

National holidays only: what a region or a profession has of its own is left out. A day that waits for a sighting of
the moon is the library's estimate, and its name says so.
"""

import json
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from holidays import HolidayBase

_DATA: Final = Path(__file__).with_name("data") / "holiday_names_vi.json"
_SUBSTITUTED = re.compile(r"Day off \(substituted from (\d\d)/(\d\d)/(\d{4})\)")
_ALTERNATIVE = re.compile(r"^Alternative holiday for (.+)$")
_REMARK = re.compile(r"(.+) \(([a-z, ]+)\)")
_REMARKS_VI: Final = {
    "estimated": "dự kiến",
    "in lieu": "nghỉ bù",
    "observed": "nghỉ bù",
    "observed, estimated": "nghỉ bù, dự kiến",
    "substitute day": "nghỉ bù",
}


@dataclass(frozen=True, slots=True)
class PublicHoliday:
    """A day off of a whole country, by its ISO 3166-1 code. A day with two reasons is two of these."""

    on: date
    country: str
    name_vi: str
    name_en: str


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    registry = import_module("holidays.registry")  # with the first question: docs/decisions/0019
    return frozenset(registry.EntityLoader.get_country_codes(include_aliases=False))


@lru_cache(maxsize=1)
def _names_vi() -> dict[str, str]:
    names: dict[str, str] = json.loads(_DATA.read_text(encoding="utf-8"))
    return names


def _load_year(country: str, year: int, language: str) -> "HolidayBase":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # India's lunar days are known for some years only: the library warns of others
        library = import_module("holidays")
        days: HolidayBase = library.country_holidays(country, years=year, language=language, expand=False)
        return days


def _translate(name_en: str) -> str:
    """Return the Vietnamese name; a name that is not in the data stays English, remark and all."""
    names = _names_vi()
    remark = _REMARK.fullmatch(_ALTERNATIVE.sub(r"\1 (in lieu)", name_en))
    if name_en not in names and remark and remark[1] in names and remark[2] in _REMARKS_VI:
        return f"{names[remark[1]]} ({_REMARKS_VI[remark[2]]})"
    return names.get(name_en, name_en)


def _name_day(name: str) -> tuple[str, str]:
    """Return both names of a holiday. A swapped day off names the day worked, which the library writes month first."""
    if swapped := _SUBSTITUTED.fullmatch(name):
        month, day, year = swapped.groups()
        return f"Ngày nghỉ (thay cho ngày {day}/{month}/{year})", f"Day off (substituted from {year}-{month}-{day})"
    return _translate(name), name


def _names_of_year(country: str, year: int) -> Iterator[tuple[date, str, str]]:
    english = _load_year(country, year, "en_US")
    if country != "VN":
        yield from ((on, *_name_day(name)) for on in english for name in english.get_list(on))
        return
    vietnamese = _load_year(country, year, "vi")
    for on in english:  # both lists are sorted by name, which pairs them as long as no day of Vietnam has two: none has
        for name_vi, name in zip(vietnamese.get_list(on), english.get_list(on), strict=True):
            yield on, name_vi, _name_day(name)[1]


@lru_cache(maxsize=2048)
def _holidays_of_year(country: str, year: int) -> tuple[PublicHoliday, ...]:
    names = _names_of_year(country, year)
    days = (PublicHoliday(on=on, country=country, name_vi=name_vi, name_en=name_en) for on, name_vi, name_en in names)
    return tuple(sorted(days, key=lambda holiday: (holiday.on, holiday.name_en)))


def public_holidays(country: str, start: date, end: date) -> list[PublicHoliday]:
    """Return a country's public holidays from start to end, both included, by day; none for an unknown country.

    `country` is an ISO 3166-1 alpha-2 code, compared exactly. A name that the data does not have is English in both
    fields. The library knows each country for a span of years, none after 2100, and says nothing of the others.
    """
    if country not in _countries():
        return []
    years = range(start.year, end.year + 1)
    return [day for year in years for day in _holidays_of_year(country, year) if start <= day.on <= end]
