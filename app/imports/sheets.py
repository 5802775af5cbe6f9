"""Trang đoàn, trang thành viên: two sheets of one workbook, their lines under one count."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

MEMBERS_FROM: Final = 2_000_000
"""Added to a line of the members' sheet: no sheet has more than 1,048,576."""
_KEPT: Final = "members"


@dataclass(frozen=True, slots=True)
class MembersSheet:
    """The second sheet, as an import keeps it in `detected`."""

    name: str
    header_line: int | None
    columns: list[list[str | None]]
    """[[header, target], ...] in the sheet's order."""
    orders: dict[str, str]
    """Of its columns of dates, as the import's own."""
    before: int
    """How many rows the first sheet has."""

    @classmethod
    def of(cls, detected: Mapping[str, Any]) -> Self | None:
        """None for a file without one."""
        kept = detected.get(_KEPT)
        return cls(**kept) if kept else None

    def kept(self) -> dict[str, Any]:
        """For `detected`."""
        return {_KEPT: {name: getattr(self, name) for name in self.__slots__}}


def is_of_members(line: int) -> bool:
    """Whether a staged line stands on the members' sheet."""
    return line > MEMBERS_FROM


def rows_through(detected: Mapping[str, Any], line: int) -> int:
    """About how many rows of the file stand before the end of this line."""
    members = MembersSheet.of(detected)
    return members.before + line - MEMBERS_FROM if members is not None and is_of_members(line) else line
