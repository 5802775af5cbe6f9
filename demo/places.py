"""Places that do not exist, in six countries that do; whatever a record calls them, it adds that they are samples."""

import csv
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from app.partners.models import AdminLevel
from demo.names import DATA


class Country(NamedTuple):
    """A country, and what a partner from there needs; `sample` is its own word for one."""

    code: str
    name_vi: str
    lang: str
    script: str
    sample: str
    level: AdminLevel
    time_zone: str


class Place(NamedTuple):
    """A place that does not exist: as a Vietnamese paper writes it, in Latin letters, at home."""

    name_vi: str
    latin: str
    native: str


COUNTRIES = (
    Country("LA", "Lào", "lo", "Laoo", "ຕົວຢ່າງ", AdminLevel.PROVINCE, "Asia/Vientiane"),
    Country("KH", "Campuchia", "km", "Khmr", "គំរូ", AdminLevel.PROVINCE, "Asia/Phnom_Penh"),
    Country("CN", "Trung Quốc", "zh", "Hans", "示例", AdminLevel.CITY, "Asia/Shanghai"),
    Country("KR", "Hàn Quốc", "ko", "Hang", "견본", AdminLevel.CITY, "Asia/Seoul"),
    Country("JP", "Nhật Bản", "ja", "Jpan", "見本", AdminLevel.PREFECTURE, "Asia/Tokyo"),
    Country("RU", "Nga", "ru", "Cyrl", "образец", AdminLevel.REGION, "Europe/Moscow"),
)
NEIGHBOURS = frozenset({"LA", "KH", "CN"})


@cache
def places_of(country: str) -> Sequence[Place]:
    """Twelve of each country (ISO 3166-1)."""
    with (DATA / "places.csv").open(encoding="utf-8", newline="") as file:
        found = [row for row in csv.DictReader(file) if row["country"] == country]
    return [Place(row["name_vi"], row["latin"], row["native"]) for row in found]
