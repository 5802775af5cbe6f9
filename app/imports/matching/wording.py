"""How people name a place or a body: its name, the word for its kind, the country or the greater place around it.

`tỉnh Viêng Chăn, Lào`, `Gwangju (tỉnh Gyeonggi)`, `Vientiane Capital`, `UBND tỉnh Nghệ An`. Pure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.core.reference import countries
from app.core.text import fold, normalize_text
from app.imports.cells.countries import country_names

_BEFORE: Final = {
    "province": ("tỉnh", "tinh"),
    "city": ("thành phố", "thanh pho", "đặc khu", "thị xã"),
    "capital": ("thủ đô", "thu do"),
    "prefecture": ("phủ",),
    "state": ("bang", "tiểu bang"),
    "region": ("vùng", "khu tự trị"),
    "district": ("huyện", "huyen", "quận"),
    "commune": ("xã", "phường"),
    "village": ("bản", "làng"),
}
_AFTER: Final = {
    "province": ("province",),
    "city": ("city", "metropolitan city", "special city", "municipality"),
    "capital": ("capital", "capital city"),
    "prefecture": ("prefecture",),
    "state": ("state",),
    "region": ("region", "autonomous region"),
    "district": ("district",),
}
_KIND_BEFORE: Final = {word: kind for kind, words in _BEFORE.items() for word in words}
_KIND_AFTER: Final = {word: kind for kind, words in _AFTER.items() for word in words}
_MOST_WORDS: Final = 3
_PREFIXES: Final = sorted({fold(word) for word in _KIND_BEFORE})
_SUFFIXES: Final = sorted({fold(word) for word in _KIND_AFTER})

_ABBREVIATIONS: Final = {
    "ubnd": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "mttq": "mặt trận tổ quốc",
    "ubmttq": "ủy ban mặt trận tổ quốc",
    "lhctchn": "liên hiệp các tổ chức hữu nghị",
    "đsq": "đại sứ quán",
    "tlsq": "tổng lãnh sự quán",
    "bđbp": "bộ đội biên phòng",
    "tw": "trung ương",
    "tp": "thành phố",
}
_ABBREVIATED: Final = re.compile(rf"\b(?:{'|'.join(_ABBREVIATIONS)})\b\.?", re.IGNORECASE)
_IN_FULL: Final = {fold(words): fold(short) for short, words in _ABBREVIATIONS.items()}
_SPACES: Final = re.compile(r"\s+")

_COUNTRY_APART: Final = (
    re.compile(r"(?P<head>.+?)\s*\((?P<hint>[^()]+)\)"),
    re.compile(r"(?P<head>.+?)\s*,\s*(?P<hint>[^,]+)"),
    re.compile(r"(?P<head>.+?)\s+[-\u2013]\s+(?P<hint>.+)"),
)
_PLACE_APART: Final = _COUNTRY_APART[:2]
_STATE_FORM: Final = re.compile(r"^(?:nước|chdcnd|chnd|cộng hòa(?: dân chủ)?(?: nhân dân)?|vương quốc|lb|liên bang)\s+")


@dataclass(frozen=True, slots=True)
class Wording:
    """A name taken apart; all but `spelled` are folded."""

    literal: str
    full: str
    """Without the country beside it."""
    base: str
    """Without the word for its kind and the place around it as well."""
    spelled: str
    """The base with its accents, in lower case."""
    kind: str | None
    country: str | None
    place: str

    @property
    def is_bare(self) -> bool:
        """Nothing in it but the name."""
        return self.kind is None and not self.place


@lru_cache(maxsize=20_000)
def word(text: str) -> Wording:
    """Take a name apart."""
    written = in_full(text)
    country, rest = _apart_from_country(written)
    head, place = _apart_from_place(rest)
    kind, core = _apart_from_kind(head)
    return Wording(fold(written), fold(rest), fold(core), core, kind, country, fold(_apart_from_kind(place)[1]))


def country_named(text: str) -> str | None:
    """The country that a name means, or an ISO code in capitals: `cũ` is not Cuba."""
    written = _SPACES.sub(" ", normalize_text(text))
    if written in countries():
        return written
    names = country_names()
    # As it stands first: Cộng hòa Dominica is not Dominica.
    return names.get(fold(written)) or names.get(fold(_STATE_FORM.sub("", written.casefold())))


def search_forms(text: str) -> Iterator[str]:
    """Every folded spelling that the record a name means may be stored under."""
    wording = word(text)
    yield from {fold(text), wording.literal, wording.full, wording.base, contract(wording.literal)}
    yield from (prefix + wording.base for prefix in _PREFIXES)
    yield from (wording.base + suffix for suffix in _SUFFIXES)


def contract(folded: str) -> str:
    """A folded name with the usual abbreviations in place of their words."""
    for words, short in _IN_FULL.items():
        folded = folded.replace(words, short)
    return folded


def in_full(text: str) -> str:
    """The name with the usual abbreviations written out."""
    written = _ABBREVIATED.sub(
        lambda found: f"{_ABBREVIATIONS[found[0].rstrip('.').casefold()]} ", normalize_text(text)
    )
    return _SPACES.sub(" ", written).strip()


def _apart_from_country(text: str) -> tuple[str | None, str]:
    for pattern in _COUNTRY_APART:
        if parts := pattern.fullmatch(text):
            if country := country_named(parts["hint"]):
                return country, parts["head"]
            if country := country_named(parts["head"]):
                return country, parts["hint"]
    return None, text


def _apart_from_place(text: str) -> tuple[str, str]:
    parts = next((found for pattern in _PLACE_APART if (found := pattern.fullmatch(text))), None)
    return (parts["head"], parts["hint"]) if parts else (text, "")


def _apart_from_kind(text: str) -> tuple[str | None, str]:
    words = text.casefold().split(" ")
    for count in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        if kind := _KIND_BEFORE.get(" ".join(words[:count])):
            return kind, " ".join(words[count:])
        if kind := _KIND_AFTER.get(" ".join(words[-count:])):
            return kind, " ".join(words[:-count])
    return None, text.casefold()
