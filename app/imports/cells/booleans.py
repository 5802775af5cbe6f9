"""Yes and no as people write them; of some fields also by words of their own."""

from collections.abc import Callable, Mapping
from typing import Final

from app.imports.cells.words import clean, folded
from app.imports.drafts import Cell, CellFault

_MARKS: Final = {**dict.fromkeys("✓✔☑✅√", True), **dict.fromkeys("✗✘☐❌", False)}
_WORDS: Final = {
    **dict.fromkeys(("true", "yes", "y", "co", "dung", "x", "1", "t"), True),
    **dict.fromkeys(("false", "no", "n", "khong", "sai", "0", "f"), False),
}
_IN_PLAN: Final = dict.fromkeys(("trongkehoach", "trong", "theokehoach", "trongkh", "inplan", "planned"), True)
_OUTSIDE_PLAN: Final = dict.fromkeys(
    (
        *("ngoaikehoach", "ngoai", "ngoaikh", "phatsinh", "phatsinhngoaikehoach", "dotxuat", "khongtrongkehoach"),
        *("unplanned", "notinplan", "outsideplan"),
    ),
    False,
)
_PLAN: Final = {**_IN_PLAN, **_OUTSIDE_PLAN}
OWN_WORDS: Final[Mapping[str, Mapping[str, bool]]] = {
    "in_plan": _PLAN,
    "unplanned": {word: not value for word, value in _PLAN.items()},
    "participated": {
        **dict.fromkeys(("di", "dadi", "thamgia", "cothamgia", "cothamdu", "thucdi"), True),
        **dict.fromkeys(("khongdi", "vang", "khongthamgia", "vangmat"), False),
    },
}
"""Of a field, folded, beside those of every field."""


def boolean_reader(name: str) -> Callable[[Cell], bool]:
    """Reads true or false for the field of this name. Raises CellFault unreadable_boolean."""
    words = {**_WORDS, **OWN_WORDS.get(name, {})}

    def read_boolean(cell: Cell) -> bool:
        found = _MARKS.get(clean(cell), words.get(folded(cell))) if isinstance(cell, str) else cell
        if isinstance(found, bool):
            return found
        if isinstance(found, int | float) and found in (0, 1):
            return bool(found)
        raise CellFault("unreadable_boolean")

    return read_boolean
