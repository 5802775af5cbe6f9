"""Phông chữ cũ: text typed for TCVN3 (.VnTime) or VNI fonts, which Unicode shows as rubbish.

A word counts only if it holds letters that such text alone has inside a word *and* turns into one Vietnamese syllable
when it is converted, so that German, French, Portuguese and true Vietnamese stay what they are.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from app.imports.reading.raw import UnreadableFile

_TCVN3: Final = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
_TCVN3_TELLING: Final = frozenset("µ¸¶·¹¨»¾¼½©®ª«¬\u00ad¡¢§£¤¥¦")

_TONES: Final = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_CIRCUMFLEX: Final = {"â": "", "à": "\u0300", "á": "\u0301", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_BREVE: Final = {"ê": "", "è": "\u0300", "é": "\u0301", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_HORNED: Final = {"ô": "ơ", "ö": "ư"}


def _vni_pairs() -> dict[str, str]:
    pairs = {vowel + mark: vowel + tone for vowel in "aeouy" for mark, tone in _TONES.items()}
    pairs |= {horned + mark: vowel + tone for horned, vowel in _HORNED.items() for mark, tone in _TONES.items()}
    pairs |= {vowel + mark: vowel + "\u0302" + tone for vowel in "aeo" for mark, tone in _CIRCUMFLEX.items()}
    return pairs | {"a" + mark: "a\u0306" + tone for mark, tone in _BREVE.items()}


_VNI_PAIRS: Final = _vni_pairs()
_VNI: Final = _VNI_PAIRS | _HORNED | {"ñ": "đ", "æ": "i\u0309", "ó": "i\u0303", "ò": "i\u0323", "î": "y\u0323"}
_VNI_PART: Final = re.compile("|".join(sorted(_VNI, key=len, reverse=True)))
# "hoà", "hoá" and "toã" are good Vietnamese as they stand.
_VNI_TELLING: Final = re.compile("|".join(sorted(_VNI_PAIRS.keys() - {"oà", "oá", "oã"})))

_WORD: Final = re.compile(r"[A-Za-z\u00a1-\u00ff\u0102-\u01b0\u0300-\u0323\u1ea0-\u1ef9]+")
_VIETNAMESE: Final = re.compile(r"[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")
_TONE: Final = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_STOPPED: Final = frozenset({"", "\u0301", "\u0323"})
_SYLLABLE: Final = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx])?"
    r"(?:(?:iê|yê|oa|oă|oe|oo|uâ|uô|uê|uy|uyê|ươ|[aăâeêioôơuưy])(?:(?P<stop>ch|[cpt])|ng|nh|[mn])?"
    r"|iêu|yêu|ươi|ươu|uôi|oai|oay|oeo|uya|uyu|uây|uơ|ia|ya|ua|ưa|ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu)"
)
_ENOUGH: Final = 3
_OUTNUMBERED: Final = 10


def refuse_legacy_font(texts: Iterable[str]) -> None:
    """Raises UnreadableFile `legacy_font`, naming the font's family, if three or more different words are of it."""
    found: Mapping[str, set[str]] = {"TCVN3": set(), "VNI": set()}
    proper: set[str] = set()
    for text in texts:
        if text.isascii():
            continue
        for word in _WORD.findall(text):
            if _VIETNAMESE.search(word):
                proper.add(word.lower())
            elif not word.isascii() and (font := _font_of(word)):
                found[font].add(word.lower())
    font = max(found, key=lambda name: len(found[name]))
    if len(found[font]) >= _ENOUGH and len(found[font]) * _OUTNUMBERED >= len(proper):
        raise UnreadableFile("legacy_font", font=font)


def _font_of(word: str) -> str | None:
    if not _TCVN3_TELLING.isdisjoint(word) and _is_syllable("".join(_TCVN3.get(char, char) for char in word)):
        return "TCVN3"
    small = word.lower()
    if _VNI_TELLING.search(small) and _is_syllable(_VNI_PART.sub(lambda part: _VNI[part[0]], small)):
        return "VNI"
    return None


def _is_syllable(text: str) -> bool:
    """One Vietnamese syllable, with one tone at most, and before a stop (`p`, `t`, `c`, `ch`) only sắc or nặng."""
    letters = unicodedata.normalize("NFD", text.lower())
    tones = "".join(_TONE.findall(letters))
    syllable = _SYLLABLE.fullmatch(unicodedata.normalize("NFC", _TONE.sub("", letters)))
    if syllable is None or len(tones) > 1:
        return False
    return not syllable["stop"] or tones in _STOPPED
