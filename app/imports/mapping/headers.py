"""Which column of a file fills what."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.core.text import fold
from app.imports.drafts import ImportTarget
from app.imports.mapping.delegation_aliases import INBOUND, OUTBOUND, TOGETHER
from app.imports.mapping.names import MEMBER, HeaderNames, header_names, readings_of
from app.imports.rules import ADDED, SHEET

_UNKNOWN: Final = "?"
"""In place of a target; None says that the header is known and taken by nothing."""
_FULL_NAME, _POSITION, _LEADERS_POSITION = MEMBER + "full_name", MEMBER + "position", "leader.position"
_DIRECTIONS: Final = {
    direction: frozenset(fold(word) for word in words.split("|"))
    for direction, words in (("inbound", INBOUND), ("outbound", OUTBOUND))
}
_OURS: Final = frozenset({*ADDED, SHEET})
"""`_code` is no code."""
_TOGETHER: Final = [{fold(word): meant for word, meant in pair.items()} for pair in TOGETHER]


class UnknownTarget(Exception):  # noqa: N818  # it says what is wrong with a spec, as CellFault does with a cell
    """The spec sends a column to a target that the collection does not have; `allowed` are those that it has."""

    def __init__(self, header: str, target: str, allowed: Sequence[str]) -> None:
        super().__init__(target)
        self.header = header
        self.target = target
        self.allowed = list(allowed)


@dataclass(slots=True)
class Mapped:
    """What a header row amounts to."""

    columns: list[tuple[str, str | None]]
    """In the file's order; None where nothing takes the column."""
    unknown: list[str] = field(default_factory=list)
    """Headers that mean nothing here, or what an earlier column gives already."""
    missing: list[str] = field(default_factory=list)
    """Required fields that no column fills."""
    date_targets: frozenset[str] = frozenset()
    warnings: list[dict[str, Any]] = field(default_factory=list)
    """`column_twice` {header, target, first}: two columns for one target; the first is taken."""


def map_columns(target: ImportTarget, header: Sequence[str], explicit: Mapping[str, str | None]) -> Mapped:
    """Map the headers of a file. What `explicit` says wins; null or "" there leaves a column out.

    Raises UnknownTarget.
    """
    names = header_names(target)
    said = _said(names, explicit)
    meant = _understand(names, header, said)
    mapped = Mapped([(text, None) for text in header])
    # Columns that the spec names are served first: an alias may not take their targets.
    places = sorted(range(len(header)), key=lambda place: fold(header[place]) not in said)
    taken: dict[str, str] = {}
    unknown: set[int] = set()
    for place in places:
        text, wanted = header[place], meant[place]
        if wanted == _UNKNOWN or not _take(names, mapped, taken, text, wanted):
            unknown.add(place)
        else:
            mapped.columns[place] = (text, wanted)
    mapped.unknown = [header[place] for place in sorted(unknown)]
    _conclude(names, mapped)
    return mapped


def _said(names: HeaderNames, explicit: Mapping[str, str | None]) -> dict[str, str | None]:
    said: dict[str, str | None] = {}
    for text, wanted in explicit.items():
        said[fold(text)] = names.target_named(wanted) if wanted else None
        if wanted and said[fold(text)] is None:
            raise UnknownTarget(text, wanted, names.allowed())
    return said


def _understand(names: HeaderNames, header: Sequence[str], said: Mapping[str, str | None]) -> list[str | None]:
    """What each header means by the spec, else by itself, else beside the others."""
    readings = [readings_of(text) for text in header]
    meant = [_first(names.targets, options) for options in readings]
    meant = [None if text in _OURS else said.get(fold(text), found) for text, found in zip(header, meant, strict=True)]
    _use(meant, readings, _paired(readings) if "leader" in names.beyond else {})
    if any(_first(names.members, options) == _FULL_NAME for options in readings) or _FULL_NAME in meant:
        _use(meant, readings, names.members)
    elif "leader" in meant:
        positions = {word: _LEADERS_POSITION for word, name in names.members.items() if name == _POSITION}
        _use(meant, readings, positions)
    return meant


def _first(table: Mapping[str, Any], options: Sequence[str]) -> str | None:
    found: str | None = next((table[option] for option in options if option in table), _UNKNOWN)
    return found


def _use(meant: list[str | None], readings: Sequence[Sequence[str]], table: Mapping[str, str]) -> None:
    for place, options in enumerate(readings):
        if meant[place] == _UNKNOWN:
            meant[place] = _first(table, options)


def _paired(readings: Sequence[Sequence[str]]) -> Mapping[str, str]:
    """The first pair of headers that are both there."""
    present = {option for options in readings for option in options}
    return next((pair for pair in _TOGETHER if pair.keys() <= present), {})


def _take(names: HeaderNames, mapped: Mapped, taken: dict[str, str], text: str, wanted: str | None) -> bool:
    if wanted is None:
        return True
    if wanted in taken and not (wanted in names.beyond and names.beyond[wanted].repeats):
        mapped.warnings.append({"code": "column_twice", "header": text, "target": wanted, "first": taken[wanted]})
        return False
    taken[wanted] = text
    return True


def _conclude(names: HeaderNames, mapped: Mapped) -> None:
    targets = [target for _, target in mapped.columns if target is not None]
    filled = {name for target in targets for name in names.fills(target)}
    filled.update(implied_values(mapped.columns) if "direction" in names.fields else ())
    mapped.missing = [name for name, found in names.fields.items() if found.required and name not in filled]
    mapped.date_targets = frozenset(target for target in targets if names.is_dated(target))


def implied_values(columns: Sequence[tuple[str, str | None]]) -> dict[str, str]:
    """What the form itself says: form B, which counts guests, is of incoming delegations.

    Empty where the headers say nothing, or both. Of use for delegations alone.
    """
    present = {option for text, _ in columns for option in readings_of(text)}
    found = [direction for direction, words in _DIRECTIONS.items() if words & present]
    return {"direction": found[0]} if len(found) == 1 else {}


def knows_headers(target: ImportTarget, explicit: Iterable[str] = ()) -> Callable[[str], bool]:
    """Whether a text is a header of this collection, or of the spec: for finding the row of headers below titles."""
    names = header_names(target)
    known = {word for word in (*names.targets, *names.members, *(fold(text) for text in explicit)) if word}
    return lambda text: any(option in known for option in readings_of(text))
