"""Passport numbers of a file: read as they are, staged as a mask with the sealed number beside it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from app.delegations.passports import VEIL, PassportSealer, PassportUnreadable, is_mask, mask_of, normalize_number
from app.imports.cells.lists import read_json
from app.imports.drafts import CellFault, Column

_NUMBER: Final = "passport_number"
_Pair = tuple[Any, Any]
"""What is to be read, and what may lie in a staged row in its place."""


class Veil:
    """Of one import; what it staged before, it reads again."""

    def __init__(self, sealer: PassportSealer, import_id: str) -> None:
        self._sealer = sealer
        self._import_id = import_id

    def columns(self, columns: Sequence[Column | None]) -> Mapping[int, Callable[[Any], _Pair]]:
        """By place, how the cells of the columns that hold such numbers are veiled."""
        ways = {f"member.{_NUMBER}": self.number, "members": self.members}
        targets = {place: column.target for place, column in enumerate(columns) if column is not None}
        return {place: ways[target] for place, target in targets.items() if target in ways}

    def number(self, cell: Any) -> _Pair:  # noqa: ANN401  # a cell, or one that was staged before
        """A cell that is a number."""
        if isinstance(cell, dict):
            opened = self._open(cell)
            return (cell, VEIL) if opened is None else (opened, cell)
        number = normalize_number(str(cell)) if isinstance(cell, str | int) and cell != "" else None
        if number is None:
            return cell, None if cell in (None, "") else VEIL
        if is_mask(number):
            return cell, number
        return cell, {"mask": mask_of(number), "sealed": self._sealer.seal(number, self._import_id)}

    def _open(self, cell: Mapping[str, Any]) -> str | None:
        """The number that was staged; None for what a file holds and only looks like one."""
        try:
            return self._sealer.open(cell["sealed"], self._import_id)
        except (PassportUnreadable, KeyError, AttributeError, ValueError):
            return None

    def members(self, cell: Any) -> _Pair:  # noqa: ANN401  # the same
        """A cell that lists members as objects; names alone need no veil."""
        if isinstance(cell, str) and cell.lstrip().startswith("["):
            try:
                cell = read_json(cell)
            except CellFault:
                return cell, VEIL
        if not isinstance(cell, list):
            return cell, cell
        pairs = [self._member(item) for item in cell]
        return [read for read, _ in pairs], [staged for _, staged in pairs]

    def _member(self, item: Any) -> _Pair:  # noqa: ANN401  # any JSON
        if not isinstance(item, dict) or _NUMBER not in item:
            return item, item
        number, staged = self.number(item[_NUMBER])
        return {**item, _NUMBER: number}, {**item, _NUMBER: staged}
