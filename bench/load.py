"""Plainly fictitious partners: the same for the same seed, and of thousands of syllables, so that a search selects."""

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg  # type: ignore[import-untyped]
import orjson

from app.models import Partner

SEED = 2026
NEW_SEED = SEED + 1  # of partners that are sent, not loaded
ROW_COLUMNS = tuple(column.name for column in Partner.__table__.columns)
COUNTRIES = {"LA": "ແຂວງຕົວຢ່າງ", "KH": "ខេត្តគំរូ", "KR": "가상도", "CN": "虚构省"}
_JSON = {"citations", "aliases", "members", "successors", "profile"}
_START = datetime(2024, 1, 1, tzinfo=UTC)

# fmt: off
_ONSETS = (
    "b", "c", "ch", "d", "g", "h", "k", "kh", "l", "m", "n", "ng", "nh", "p", "ph", "qu", "r", "s", "t", "th", "tr",
    "v", "x",
)
_VOWELS = (
    "a", "á", "ạ", "ă", "â", "ấ", "e", "é", "ê", "ế", "i", "í", "ị", "o", "ó", "ô", "ố", "ơ", "u", "ú", "ư", "ứ",
    "ia", "oa", "ua", "ươ",
)
_CODAS = ("", "c", "ch", "m", "n", "ng", "nh", "p", "t", "i", "u")
# fmt: on
SYLLABLES = tuple(map("".join, itertools.product(_ONSETS, _VOWELS, _CODAS)))


def fictitious_partners(count: int, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """What a client could send, one partner after the other; the first ones are the same for every `count`."""
    choose = random.Random(seed)
    countries = list(COUNTRIES)
    for number in range(count):
        first, second, third, fourth = (choose.choice(SYLLABLES).title() for _ in range(4))
        country = countries[number % len(countries)]
        yield {
            "kind": "local_government",
            "name_vi": f"Tỉnh Giả định {first} {second} {number}",
            "name_en": f"Sample Province {second}{first} {number}",
            "name_local": f"{COUNTRIES[country]} {number}" if number % 2 else None,
            "aliases": [
                {"name": f"{first}-{third}", "lang": "vi", "script": "Latn", "kind": "short"},
                {"name": f"{third} {fourth}", "lang": "en", "script": "Latn", "kind": "transliteration"},
            ],
            "country": country,
            "admin_level": "province",
            "confidentiality": ("public", "internal", "restricted")[number % 3],
            "border_adjacent": number % 5 == 0,
            "valid_from": "1976" if number % 3 else None,
            "note": "Bản ghi giả để đo" if number % 4 == 0 else None,
            "profile": {"area_km2": choose.randrange(900, 20_000), "strengths": ["agriculture", "border trade"]},
            "website": f"https://p{number}.example.org",
            "address": f"{number} Đường Giả định",
            "time_zone": "Asia/Vientiane",
        }


def stored_partners(count: int, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """The same as rows of the table, one a minute; the project's own rule fills what search and order read."""
    choose = random.Random(seed)
    partner = Partner()
    for number, values in enumerate(fictitious_partners(count, seed)):
        made_at = _START + timedelta(minutes=number, microseconds=choose.randrange(1, 1_000_000))
        partner.assign(**{name: values[name] for name in ("name_vi", "name_en", "name_local", "aliases")})
        partner.refresh_search()
        yield (
            dict.fromkeys(ROW_COLUMNS)
            | values
            | {
                "id": str(_uuid7(made_at, choose)),
                "version": 1,
                "created_at": made_at,
                "updated_at": made_at,
                "created_by": "bench",
                "updated_by": "bench",
                "source_system": "bench",
                "external_id": str(number),
                "citations": [{"document_id": None, "url": "https://example.org/", "locator": "mục 2.1", "note": None}],
                "members": [],
                "tier": "other",
                "status": "active",
                "successors": [],
                "last_verified_on": date(2026, 5, 1),
                "name_sort": partner.name_sort,
                "name_key": partner.name_key,
                "search_text": partner.search_text,
            }
        )


def _uuid7(moment: datetime, choose: random.Random) -> UUID:
    """RFC 9562, with the bits of `choose` for the random ones."""
    milliseconds = int(moment.timestamp() * 1_000)
    high = (7 << 76) | (choose.getrandbits(12) << 64)
    return UUID(int=(milliseconds << 80) | high | (2 << 62) | choose.getrandbits(62))


def search_terms(count: int) -> list[str]:
    """What people look for, wide and narrow by turns: a syllable of a name, two, one of an alias, a whole name."""
    terms = []
    for number, values in enumerate(fictitious_partners(count)):
        pair, alias = values["name_vi"].split()[3:5], values["aliases"][1]["name"].split()
        terms.append((max(pair, key=len), " ".join(pair), max(alias, key=len), values["name_vi"])[number % 4])
    return terms


def new_partners(count: int) -> list[dict[str, Any]]:
    """Bodies to create partners with, which the loaded ones do not hold."""
    return [values | {"confidentiality": "internal"} for values in fictitious_partners(count, NEW_SEED)]


async def load_partners(url: str, count: int) -> None:
    """Copy `count` partners into the migrated, empty database and leave it settled: vacuumed, analysed, on disk."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        rows = (tuple(map(_for_copy, row, row.values())) for row in stored_partners(count))
        # Trigrams of many rows are indexed at once in a tenth of the time.
        index = await connection.fetchval("SELECT pg_get_indexdef('ix_partners_search_text'::regclass)")
        await connection.execute("DROP INDEX ix_partners_search_text")
        await connection.copy_records_to_table("partners", records=rows, columns=ROW_COLUMNS)
        await connection.execute(index)
        await connection.execute("VACUUM (ANALYZE) partners")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()


def _for_copy(name: str, value: Any) -> Any:  # noqa: ANN401  # a column's value
    return orjson.dumps(value).decode() if name in _JSON else value
