"""Treaty names (tên gọi điều ước quốc tế): an agreement may not bear one (Luật 70/2020/QH14, Điều 6; R1)."""

import re
import unicodedata
from typing import Final

TREATY_NAMES: Final = ("công ước", "hiệp ước", "định ước", "hiệp định")
_WORD: Final = re.compile(r"[^\W_]+")
_PAPER: Final = "ban"  # "bản hiệp định" is a hiệp định


def _plain(text: str) -> str:
    """Lower case without marks, words apart by one space: composed and decomposed letters alike."""
    letters = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D")).casefold()
    return " ".join(_WORD.findall("".join(letter for letter in letters if not unicodedata.combining(letter))))


_PLAIN: Final = {_plain(name): name for name in TREATY_NAMES}


def treaty_name(text: str) -> str | None:
    """The first treaty name that stands in the text as whole words, accents and case apart; None where none does."""
    words = f" {_plain(text)} "
    found = [(place, name) for plain, name in _PLAIN.items() if (place := words.find(f" {plain} ")) >= 0]
    return min(found)[1] if found else None


def calls_itself_treaty(title: str) -> bool:
    """Whether the title begins with a treaty name; one that merely cites a treaty does not."""
    words = _plain(title).removeprefix(f"{_PAPER} ") + " "
    return words.startswith(tuple(f"{plain} " for plain in _PLAIN))


def warnings_of(title: str) -> list[str]:
    """`treaty_name_cited` for a title that names a treaty, whether or not it calls itself one."""
    return ["treaty_name_cited"] if treaty_name(title) else []
