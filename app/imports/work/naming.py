"""How a row of the members' sheet names its delegation; kept in its `match_key`, by which such rows are found again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from app.core.text import normalize_text
from app.imports.cells.readers import read_text
from app.imports.mapping.member_sheets import NARROWING, Key, naming_keys

_FOLDED: Final = frozenset({"id", "title"})
_NARROWED: Final = frozenset({"code", "title"})


@dataclass(frozen=True, slots=True)
class Sought:
    """The delegation of a row: the first sheet's lines with `text` in the column `anchor`, as far as `values` fit."""

    anchor: str
    text: str
    values: dict[str, str]

    @property
    def match_key(self) -> str:
        """All of it in one text that begins with `beginning`."""
        return beginning(self.anchor, self.text) + orjson.dumps(self.values, option=orjson.OPT_SORT_KEYS).decode()

    @classmethod
    def of(cls, match_key: str) -> "Sought":
        """What such a text holds."""
        _, anchor, text, values = match_key.split("\n", 3)
        return cls(anchor, text, orjson.loads(values))

    @property
    def key(self) -> Key:
        """The columns that the registry is asked for."""
        return tuple(self.values)

    def fits(self, said: Mapping[str, Any]) -> bool:
        """Whether what a line says of its delegation is nowhere something else; it need not say all."""
        held = {name: _compared(name, said.get(name)) for name in self.values}
        return all(held[name] in (None, _compared(name, value)) for name, value in self.values.items())


def beginning(anchor: str, text: str) -> str:
    """What the keys of all rows begin with that look for this text."""
    return f"member\n{anchor}\n{text}\n"


class Naming:
    """Reads how rows name their delegations, by the columns of one sheet: `places` of the anchors among its cells."""

    def __init__(self, places: Mapping[str, int], match_on: Sequence[Sequence[str]] | None) -> None:
        self._places = places
        self._keys = naming_keys(match_on)
        self._more = () if match_on else NARROWING

    def sought(self, raw: Sequence[Any], values: Mapping[str, Any]) -> Sought | None:
        """By the first key that the row has whole; None if it has none."""
        for key, anchor in self._keys.items():
            text = anchor_text(raw, self._places.get(anchor))
            if text is not None and all(values.get(name) for name in key):
                more = self._more if anchor in _NARROWED else ()
                return Sought(anchor, text, {name: str(values[name]) for name in (*key, *more) if values.get(name)})
        return None

    def is_silent(self, raw: Sequence[Any]) -> bool:
        """Whether the row says nothing at all of a delegation: not half of a key."""
        return all(anchor_text(raw, place) is None for place in self._places.values())


def anchor_text(raw: Sequence[Any], place: int | None) -> str | None:
    """A staged cell as it is looked for: on one line, for a title is wrapped where its cell is narrow."""
    if place is None or place >= len(raw) or raw[place] in (None, ""):
        return None
    return " ".join(str(read_text(raw[place])).split("\n"))


def _compared(name: str, value: Any) -> str | None:  # noqa: ANN401  # a JSON value
    if value in (None, ""):
        return None
    text = " ".join(normalize_text(str(value)).split())
    return text.casefold() if name in _FOLDED else text
