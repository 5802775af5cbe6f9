"""Text as people type it: stored clean, compared without marks, sorted as in a Vietnamese dictionary.

`fold` decides what counts as the same name everywhere: in the stored search columns, in queries, in the search
for duplicates and in highlights. Changing what it or `sort_key_vi` returns means rewriting the stored columns.
"""

import re
import unicodedata
from functools import lru_cache
from html import escape
from itertools import groupby
from typing import NamedTuple

from anyascii import anyascii

SORT_KEY_LENGTH = 200
_NEITHER_LETTER_NOR_DIGIT = re.compile(r"[^a-z0-9]+")
_BASIC_PLANE = 0x10000

# '{' and '|' stand after 'z', so each of these letters follows every word that goes on from its plain letter.
_VIETNAMESE = {"ă": "a{", "â": "a|", "đ": "d{", "ê": "e{", "ô": "o{", "ơ": "o|", "ư": "u{"}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}  # huyền hỏi ngã sắc nặng
_NO_TONE, _FOREIGN_MARK = "0", "6"
_IGNORED = frozenset("'\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}")
_OTHER_SCRIPT_RUN = re.compile(r"~(?:[a-z0-9]|~)*")


class _FoldedLetters(dict[int, str | None]):
    """Code point → its letters in a to z and 0 to 9, or None to drop it; fills itself as characters are met."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        named = unicodedata.category(char)[0] in "LMN"
        letters = _NEITHER_LETTER_NOR_DIGIT.sub("", anyascii(char.casefold()).lower()) if named else ""
        if letters or code < _BASIC_PLANE:  # Unassigned planes would fill the memory with nothing.
            self[code] = letters or None
        return letters or None


_FOLDED_LETTERS = _FoldedLetters()


def normalize_text(text: str) -> str:
    """Return the text as it is stored: composed (NFC), no white space at its ends, the inside as typed."""
    return unicodedata.normalize("NFC", text).strip()


def fold(text: str) -> str:
    """Return the letters and digits of a name alone, romanised, in lower case: `Xiêng-Khoảng` → `xiengkhoang`.

    Only a to z and 0 to 9 remain. It is idempotent and the same for NFC, NFD, NFKC and either case. Scripts are
    romanised letter by letter, so a Lao or Chinese name meets its usual Latin spelling through an alias, not here.
    """
    return unicodedata.normalize("NFKC", text).translate(_FOLDED_LETTERS)


class _Weight(NamedTuple):
    letters: str
    tone: str
    case: str


@lru_cache(maxsize=4096)
def _weigh(char: str) -> _Weight:
    """Weigh one NFKC character; `-` is a gap between words, `~` opens the letters of a script that is not Latin."""
    if char in _IGNORED or unicodedata.category(char) == "Cf":
        return _Weight("", "", "")
    decomposed = unicodedata.normalize("NFD", char.lower())
    tone = next((_TONES[mark] for mark in decomposed if mark in _TONES), _NO_TONE)
    letter = unicodedata.normalize("NFC", "".join(part for part in decomposed if part not in _TONES))
    case = "1" if char.isupper() else "0"
    if letter in _VIETNAMESE:
        return _Weight(_VIETNAMESE[letter], tone, case)
    letters = fold(letter)
    if not letters:
        return _Weight("" if unicodedata.category(char)[0] == "M" else "-", "", "")
    if letter == letters or unicodedata.category(char)[0] == "N":
        return _Weight(letters, tone, case)
    if unicodedata.name(char, "").startswith("LATIN"):
        return _Weight(letters, _FOREIGN_MARK if tone == _NO_TONE else tone, case)
    return _Weight(f"~{letters}", _NO_TONE, case)


def sort_key_vi(text: str) -> str:
    """Return an ASCII key whose bytes sort as a Vietnamese dictionary does (store it with a binary collation).

    Words are compared word by word; letters run 0 to 9, a ă â b c d đ e ê … o ô ơ … u ư … z, then other scripts by
    their romanisation. Of equal letters the tones decide (ngang, huyền, hỏi, ngã, sắc, nặng), then lower before upper
    case: the order of Unicode's `vi` collation. At most `SORT_KEY_LENGTH` characters; equal keys need a tie-breaker.
    """
    weights = [_weigh(char) for char in unicodedata.normalize("NFKC", text)]
    all_letters, all_tones, all_cases = map("".join, zip(*weights, strict=True)) if weights else ("", "", "")
    words = filter(None, all_letters.split("-"))
    letters = _OTHER_SCRIPT_RUN.sub(lambda run: "~" + run[0].replace("~", ""), "-".join(words))
    tones, cases = all_tones.rstrip("0"), all_cases.rstrip("0")
    return f"{letters} {tones} {cases}".rstrip()[:SORT_KEY_LENGTH]


def _clusters(text: str) -> list[str]:
    """Cut composed text into pieces whose folds, joined, are the fold of the whole; a mark stays with its letter."""
    clusters: list[str] = []
    settled = unicodedata.is_normalized("NFKC", text)
    for char in text:
        if clusters and (unicodedata.category(char)[0] == "M" or not (settled or _is_apart(clusters[-1], char))):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def _is_apart(cluster: str, char: str) -> bool:
    """Tell whether a character leaves the one before it as it is; a half-width dakuten, for one, does not."""
    whole, before, after = (unicodedata.normalize("NFKC", part) for part in (cluster + char, cluster, char))
    return whole == before + after


def highlight(text: str, query: str) -> str | None:
    """Return the text as HTML with `<em>` round each part that folds to the query; None where there is none.

    A character that the match only begins or ends in is marked whole. All else is escaped.
    """
    folded, wanted = fold(text), fold(query)
    start = folded.find(wanted) if wanted else -1
    if start < 0:
        return None
    clusters = _clusters(normalize_text(text))
    owners = [index for index, cluster in enumerate(clusters) for _ in fold(cluster)]
    marked: set[int] = set()
    while start >= 0:
        end = start + len(wanted)
        marked.update(range(owners[start], owners[end - 1] + 1))
        start = folded.find(wanted, end)
    runs = groupby(range(len(clusters)), key=marked.__contains__)
    parts = ((found, escape("".join(clusters[index] for index in run))) for found, run in runs)
    return "".join(f"<em>{part}</em>" if found else part for found, part in parts)
