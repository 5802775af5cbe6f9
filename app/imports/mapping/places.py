"""Where a delegation goes, or comes from: countries by name, the rest as names of partners for the matcher.

    Lào                                        the country
    CHDCND Lào; Thái Lan / Lào, Thái Lan       both countries
    Lào (tỉnh Xiêng Khoảng)                    the country, and a partner of it
    Hàn Quốc, tỉnh Gyeonggi                    the same
    tỉnh Champasak - Lào                       the same: what stands before the dash is a kind of place
    Sở Thông tin, Văn hóa tỉnh Champasak       one partner: a comma parts only countries and kinds of places

What is no country is left to the matcher, with the country where the part has only one.
"""

import re
from collections.abc import Iterator
from typing import Final

from app.imports.cells.countries import find_country
from app.imports.cells.dates import DateOrder
from app.imports.cells.lists import split_items
from app.imports.cells.words import remember
from app.imports.drafts import Cell, Draft, Naming
from app.imports.mapping.plain import plain_text

_WITH_BRACKETS: Final = re.compile(r"(?P<outer>[^()]+)\((?P<inner>[^()]+)\)")
_KIND_OF_PLACE: Final = re.compile(
    r"(?:tỉnh|thành phố|tp\.?|thủ đô|bang|vùng|khu tự trị|huyện|quận|đặc khu|châu|province|city|state|region)\s",
    re.IGNORECASE,
)
_DASH: Final = re.compile(r"\s+[-–]\s+")
_AND: Final = re.compile(r"\s+(?:và|and)\s+|\s*&\s*")
_WORDS: Final = re.compile(r"[,;()\n]|\s[-–]\s")


class DestinationColumn:
    """Nước, đối tác đến."""

    __slots__ = ("fills", "header", "target")

    def __init__(self, header: str, _order: DateOrder | None) -> None:
        self.header = header
        self.target = "destination"
        self.fills = ("countries", "partner_ids")

    def read(self, cell: Cell, draft: Draft) -> None:
        for countries, partners in _destinations(plain_text(cell)):
            for code in countries:
                add_country(draft, code)
            for name in partners:
                draft.values.setdefault("partner_ids", [])
                draft.namings.append(Naming("partner_ids", "partners", name, self.header, is_list=True))


class TitleAndCountryColumn:
    """Tên đoàn, quốc gia/tổ chức: the title whole, and the countries that stand in it by themselves."""

    __slots__ = ("fills", "header", "target")

    def __init__(self, header: str, _order: DateOrder | None) -> None:
        self.header = header
        self.target = "title_and_country"
        self.fills = ("title", "countries")

    def read(self, cell: Cell, draft: Draft) -> None:
        title = plain_text(cell)
        draft.values["title"] = " ".join(title.split())
        for word in _WORDS.split(title)[1:]:
            code = find_country(word.strip())
            if code is not None:
                add_country(draft, code)


@remember
def _destinations(text: str) -> list[tuple[list[str], list[str]]]:
    """Of each part of a cell the codes of its countries and the names of its partners."""
    return [_destination(part) for part in split_items(text)]


def _destination(text: str) -> tuple[list[str], list[str]]:
    pieces = list(_pieces(text))
    countries = {name: code for name in pieces if (code := find_country(name))}
    # The only country of a part tells its places from those of the same name elsewhere.
    of_country = f" ({next(iter(countries))})" if len(countries) == 1 else ""
    return list(countries.values()), [piece + of_country for piece in pieces if piece not in countries]


def add_country(draft: Draft, code: str) -> None:
    """One more country, once."""
    held = draft.values.setdefault("countries", [])
    if code not in held:
        held.append(code)


def _pieces(text: str) -> Iterator[str]:
    """The countries of one part, each for itself, and the names between them."""
    brackets = _WITH_BRACKETS.fullmatch(text)
    if find_country(text) is not None:
        yield text
    elif brackets is not None and _names_country(brackets["outer"], brackets["inner"]):
        yield from _between_commas(brackets["outer"].strip())
        yield from _between_commas(brackets["inner"].strip())
    else:
        yield from _between_commas(text)


def _names_country(*texts: str) -> bool:
    return any(find_country(piece) for text in texts for piece in _between_commas(text.strip()))


def _between_commas(text: str) -> Iterator[str]:
    """Parted at commas where a country or a kind of place stands; `Sở Thông tin, Văn hóa` stays one."""
    held: list[str] = []
    for piece in (part.strip() for part in text.split(",") if part.strip()):
        parted = _parted(piece)
        if held and (parted is not None or _KIND_OF_PLACE.match(piece)):
            yield ", ".join(held)
            held = []
        if parted is not None:
            yield from parted
        else:
            held.append(piece)
    if held:
        yield ", ".join(held)


def _parted(piece: str) -> list[str] | None:
    """`Lào`, `Lào và Thái Lan`, `tỉnh Champasak - Lào`; None for what holds no country by itself."""
    if find_country(piece) is not None:
        return [piece]
    names = _AND.split(piece)
    if len(names) > 1 and all(find_country(name) for name in names):
        return names
    halves = _DASH.split(piece)
    if len(halves) == len(("place", "country")) and _KIND_OF_PLACE.match(halves[0]) and find_country(halves[1]):
        return halves
    return None
