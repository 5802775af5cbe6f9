"""Dòng tổng, dòng nhóm, chữ ký: lines of a form that are no records, told by how they look."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.imports.reading.raw import is_blank

_NUMERAL = r"(?:[IVXLC]+|[A-ZĐ])"
_TOTAL: Final = re.compile(
    rf"(?:{_NUMERAL}[.)]?\s+)?"
    r"(?:(?:tổng cộng|tổng số)\b.*|(?:tổng|cộng|cộng chung|total|grand total|subtotal)\s*(?:[:(].*)?)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBER: Final = re.compile(r"[\d\s.,%()/+-]*\d[\d\s.,%)]*[^\W\d]{0,8}\.?")
_GROUP_MARK: Final = re.compile(rf"\(?{_NUMERAL}\s*[.):/-]?")
_GROUP_TITLE: Final = re.compile(rf"(?:{_NUMERAL}|\d{{1,2}})(?:\.\d{{1,2}})*\s*[.):/–-]\s*[^\W\d]", re.DOTALL)
_ORDER_HEADER: Final = re.compile(r"(?:stt|tt|số tt|số thứ tự|no\.?|#)", re.IGNORECASE)
_FOOTER: Final = re.compile(
    r"nơi nhận\b|người (?:lập|tổng hợp)(?: biểu| bảng)?$|thủ trưởng (?:đơn vị|cơ quan)$|(?:\()?ký[, ]|ký tên"
    r"|(?:.*, )?ngày\s.{1,6}\stháng\s.{1,6}\snăm|xác nhận của\b|ghi chú\s*:|lưu ý\s*:",
    re.IGNORECASE,
)
_SIGNER: Final = re.compile(
    r"(?:(?:TM|KT|TL|TUQ|Q)\. ?)?(?:PHÓ )?"
    r"(?:GIÁM ĐỐC|CHỦ TỊCH|TRƯỞNG PHÒNG|CHÁNH VĂN PHÒNG|THỦ TRƯỞNG|ỦY BAN|UBND|UỶ BAN)\b.*"
)
_NUMBER_LENGTH: Final = 40
_WIDE: Final = 3
_FORM: Final = 4
_MOST_SIGNERS: Final = 5


@dataclass(slots=True)
class RowSieve:
    """Asked for each line below the header in turn: a footer, once begun, goes on."""

    header: list[str]
    _in_footer: bool = field(default=False, init=False)
    _few: int = field(init=False)
    _is_form: bool = field(init=False)
    _numbered: bool = field(init=False)

    def __post_init__(self) -> None:
        width = len(self.header)
        self._few = min(max(3, width // _WIDE), _MOST_SIGNERS) if width >= _FORM else 2
        self._is_form = width >= _FORM
        self._numbered = bool(width and _ORDER_HEADER.fullmatch(self.header[0]))

    def skip_of(self, cells: Sequence[Any]) -> str | None:
        """Say why the line is no record; `cells` as they stand, merged areas not filled in, one of them not blank."""
        if cells == self.header:
            return "header_row"
        if self._is_wordy(cells):
            self._in_footer = False
            return None
        if len(cells) - cells.count("") - cells.count(None) <= self._few:
            return self._kind_of_short(cells)
        self._in_footer = False
        first = next(index for index, cell in enumerate(cells) if not is_blank(cell))
        return "total_row" if _is_total(cells, first) else "group_row" if self._is_group(cells, first) else None

    def _is_wordy(self, cells: Sequence[Any]) -> bool:
        """More cells of words than any line has that is no record: most lines are told by their first few cells."""
        words = 0
        for cell in cells:
            if cell and ((isinstance(cell, str) and cell[0].isalpha()) or not _is_number(cell)):
                words += 1
                if words > self._few:
                    return True
        return False

    def _kind_of_short(self, cells: Sequence[Any]) -> str | None:
        texts = [cell for cell in cells if isinstance(cell, str) and cell]
        first = next(index for index, cell in enumerate(cells) if not is_blank(cell))
        if _is_total(cells, first):
            return "total_row"
        if not self._is_form:
            return None
        if self._in_footer or (texts and all(_FOOTER.match(text) or _SIGNER.fullmatch(text) for text in texts)):
            self._in_footer = True
            return "footer_row"
        return "group_row" if self._is_group(cells, first) else None

    def _is_group(self, cells: Sequence[Any], first: int) -> bool:
        """`I | ĐOÀN RA`, `II. ĐOÀN VÀO`, or capitals alone where the order number stands; the rest blank or numbers."""
        if not self._is_form or first > 1 or not isinstance(cells[first], str):
            return False
        rest = [cell for cell in cells[first + 1 :] if not is_blank(cell)]
        words = [cell for cell in rest if not _is_number(cell)]
        if len(words) == 1 and words[0] is rest[0]:
            return bool(_GROUP_MARK.fullmatch(cells[first]))
        if words:
            return False
        titled = _GROUP_TITLE.match(cells[first]) is not None
        return titled or (self._numbered and first == 0 and cells[first].isupper() and not _is_number(cells[first]))


def _is_total(cells: Sequence[Any], first: int) -> bool:
    head = [cell for cell in cells[first : first + 3] if isinstance(cell, str)]
    if not any(_TOTAL.fullmatch(cell) for cell in head):
        return False
    others = [cell for cell in cells if not is_blank(cell) and not _is_number(cell)]
    return all(isinstance(cell, str) and (_TOTAL.fullmatch(cell) or _GROUP_MARK.fullmatch(cell)) for cell in others)


def _is_number(cell: object) -> bool:
    """A number, or one with a unit: `12 người`, `1.250.000.000 đ`."""
    if isinstance(cell, str):
        return len(cell) <= _NUMBER_LENGTH and _NUMBER.fullmatch(cell) is not None
    return isinstance(cell, int | float)
