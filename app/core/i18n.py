"""Two languages: labels of fields and codes, and the choice that a caller's `Accept-Language` makes."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Literal, Self

Language = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class Label:
    """What officials call a field, in Vietnamese and English; put it in the field's `Annotated`."""

    vi: str
    en: str


class Labelled(StrEnum):
    """An enum whose members carry their labels: `SIGNED = "signed", "đã ký", "Signed"`. The value is the API's code."""

    label_vi: str
    label_en: str

    def __new__(cls, code: str, label_vi: str = "", label_en: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label_vi = label_vi
        member.label_en = label_en
        return member

    def label(self, language: Language) -> str:
        """In one of the two languages."""
        return self.label_vi if language == "vi" else self.label_en


@lru_cache(maxsize=256)
def preferred_language(accept_language: str) -> Language:
    """The better of vi and en by RFC 9110, 12.5.4; vi if the header is absent or names neither."""
    best: Language = "vi"
    best_quality = 0.0
    for part in accept_language.lower().split(","):
        tag, _, parameter = part.strip().partition(";")
        name, _, value = parameter.strip().partition("=")
        try:
            quality = float(value) if name == "q" else 1.0
        except ValueError:
            continue
        language = tag.strip()[:2]
        if quality > best_quality and language in ("vi", "en"):
            best, best_quality = ("en" if language == "en" else "vi"), quality
    return best
