"""Write the reference tables of `app/core/data` from pycountry (ISO 3166 codes) and Babel (Unicode CLDR names).

Run it after raising either package, and commit what it changes: `python seed/generate_reference.py`. The application
itself needs neither. It fails when a country has no name, and gives the same bytes for the same packages.
"""

import csv
import sys
from collections.abc import Iterable
from pathlib import Path

import pycountry
from babel import Locale

DATA = Path(__file__).resolve().parents[1] / "app" / "core" / "data"

# Where a Vietnamese office writes otherwise than CLDR.
VIETNAMESE_USAGE = {
    "HK": "Hồng Kông (Trung Quốc)",
    "MM": "Myanmar",
    "MO": "Ma Cao (Trung Quốc)",
    "PS": "Palestine",
    "TW": "Đài Loan (Trung Quốc)",
}


def list_countries() -> list[tuple[str, str, str]]:
    """Return code, Vietnamese name, English name; a country that CLDR does not name is a KeyError."""
    vietnamese, english = Locale("vi").territories, Locale("en").territories
    codes = sorted(country.alpha_2 for country in pycountry.countries)
    return [(code, VIETNAMESE_USAGE.get(code) or vietnamese[code], english[code]) for code in codes]


def list_subdivisions() -> list[tuple[str, str, str]]:
    """Return code, ISO name, kind."""
    return sorted((part.code, part.name, part.type) for part in pycountry.subdivisions)


def write_table(file_name: str, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Write one table as UTF-8 CSV with Unix line ends."""
    with (DATA / file_name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    """Write both tables and say how long they are."""
    DATA.mkdir(exist_ok=True)
    countries, subdivisions = list_countries(), list_subdivisions()
    write_table("countries.csv", ("code", "name_vi", "name_en"), countries)
    write_table("subdivisions.csv", ("code", "name", "kind"), subdivisions)
    sys.stdout.write(f"{len(countries)} countries, {len(subdivisions)} subdivisions\n")


if __name__ == "__main__":
    main()
