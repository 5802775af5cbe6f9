"""People and their posts, as lists of members write them.

    written                                             name, position
    Ông Nguyễn Văn A, Phó Chủ tịch UBND tỉnh            Nguyễn Văn A, Phó Chủ tịch UBND tỉnh
    PGS.TS. Trần Thị B - Giám đốc; Mr. C (Director)     Trần Thị B, Giám đốc; C, Director
    Phó Chủ tịch UBND tỉnh: ông Nguyễn Văn A            Nguyễn Văn A, Phó Chủ tịch UBND tỉnh
    Trưởng đoàn: Bà D                                   D, none
    Lãnh đạo UBND tỉnh                                  none, Lãnh đạo UBND tỉnh: a post that nobody is named for
    Giám đốc Sở Ngoại vụ Nguyễn Văn A                   none, the whole: where the post ends cannot be known

Forms of address and degrees are dropped. Several people are parted by `;`, line breaks or numbers (`1. … 2. …`); a line
that opens with a post belongs to the person before it.
"""

import re
from typing import Final, NamedTuple

from app.imports.cells.lists import split_items
from app.imports.cells.words import clean
from app.imports.drafts import CellFault

_ADDRESSES: Final = (
    *("ông", "bà", "ngài", "đ/c", "đc", "đ.c", "đồng chí", "h.e", "mr", "mrs", "ms", "miss", "madam", "mme", "sir"),
    *("gs", "pgs", "ts", "tskh", "ths", "th.s", "bs", "ks", "cn", "ls", "dr", "prof", "professor"),
)
_ADDRESS: Final = re.compile(
    rf"(?:(?:{'|'.join(re.escape(word) for word in _ADDRESSES)})(?:\.\s*|\s+))+", re.IGNORECASE
)
# White space but a lone plain space: most names hold nothing to replace.
_SPACES: Final = re.compile(r"(?:[^\S\n ]| (?=[^\S\n]))[^\S\n]*")
_ROLE: Final = re.compile(r"\s*trưởng đoàn\s*[:–—-]\s*", re.IGNORECASE)
_PARTING: Final = re.compile(r"\s*(?:[,:\n]|\s[-–—]\s)\s*")
_IN_BRACKETS: Final = re.compile(r"(?P<before>[^()]+?)\s*\((?P<inside>[^()]+)\)")
# The figure stands first in the pattern, what may stand before it second: so the search goes from figure to figure.
_NUMBERED: Final = re.compile(r"[0-9](?<![^\s;.,].)[0-9]{0,2}[.)]\s+")
# With their marks, for Nguyễn, Vũ, Trương, Tống and Phó are families: none of them alone opens a post.
_POSTS: Final = (
    *("chủ tịch", "chủ nhiệm", "bí thư", "giám đốc", "tổng giám đốc", "tổng bí thư", "tổng lãnh sự", "ủy viên"),
    *("uỷ viên", "bộ trưởng", "thứ trưởng", "vụ trưởng", "cục trưởng", "hiệu trưởng", "viện trưởng", "tổng thư ký"),
    *("trưởng phòng", "trưởng ban", "trưởng đoàn", "trưởng khoa", "trưởng đại diện", "tỉnh trưởng", "thị trưởng"),
    *("chánh văn phòng", "chánh thanh tra", "lãnh đạo", "đại sứ", "lãnh sự", "chuyên viên", "chuyên gia", "cán bộ"),
    *("thành viên", "thư ký", "phiên dịch", "thường trực", "thống đốc", "đại biểu", "thủ tướng", "đô trưởng"),
    *("chairman", "chairwoman", "chairperson", "director", "director-general", "governor", "mayor", "minister"),
    *("head of", "secretary", "ambassador", "consul", "president", "member", "officer", "interpreter", "delegate"),
)
_POST: Final = re.compile(
    rf"(?:(?:phó|quyền|nguyên|cựu|vice|deputy|former|acting)[ -])*(?:{'|'.join(_POSTS)})(?![^\W_]).*", re.IGNORECASE
)


class Person(NamedTuple):
    """One of the two may be unknown, never both."""

    full_name: str | None
    position: str | None


def read_person(text: str) -> Person:
    """The one person whom a text names. Raises CellFault unreadable_value where nothing but marks is left."""
    return _read_plain(clean(_SPACES.sub(" ", text)))


def _read_plain(bare: str) -> Person:
    role = _ROLE.match(bare)
    first, second = _split(bare[role.end() :] if role else bare)
    if second and _is_post(first) and not _is_post(second):
        first, second = second, first
    if _is_post(first):
        return Person(None, ", ".join(part for part in (first, second) if part))
    name = _without_address(first)
    if not any(char.isalpha() for char in name):
        raise CellFault("unreadable_value")
    return Person(name, second or None)


def read_people(text: str) -> list[Person]:
    """Everyone whom a text names, in its order. Raises CellFault unreadable_value."""
    people: list[Person] = []
    for item in split_items(_NUMBERED.sub("\n", _SPACES.sub(" ", text))):
        is_post = _is_post(item) and not _split(item)[1]
        if is_post and people and people[-1].position is None:
            people[-1] = Person(people[-1].full_name, item)
        else:
            people.append(_read_plain(item))
    if not people:
        raise CellFault("unreadable_value")
    return people


def _split(text: str) -> tuple[str, str]:
    """What stands before the first mark that parts, and what after it; brackets around the rest part too."""
    brackets = _IN_BRACKETS.fullmatch(text)
    if brackets is not None and not _PARTING.search(brackets["before"]):
        return brackets["before"], clean(brackets["inside"])
    first, *rest = _PARTING.split(text, maxsplit=1)
    return clean(first), clean(rest[0].replace("\n", ", ")) if rest else ""


def _is_post(text: str) -> bool:
    return _POST.fullmatch(text) is not None


def _without_address(text: str) -> str:
    found = _ADDRESS.match(text)
    return text[found.end() :] if found is not None and found.end() < len(text) else text
