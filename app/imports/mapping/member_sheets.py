"""Trang thành viên: what the columns of a sheet mean that lists members, one a row, beside a sheet of delegations.

There a column is of the member, but for those that say whose delegation it is.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from app.core.text import fold
from app.imports.drafts import ImportTarget
from app.imports.mapping.delegation_aliases import OF_DELEGATION, OF_MEMBER
from app.imports.mapping.headers import Mapped, map_columns
from app.imports.mapping.names import MEMBER, HeaderNames, header_names, readings_of
from app.imports.mapping.people import MEMBER_FIELDS, MEMBER_ID
from app.imports.mapping.plain import ID_FIELD

Key = tuple[str, ...]
FULL_NAME: Final = MEMBER + "full_name"
ANCHORS: Final[Mapping[str, Key]] = {
    ID_FIELD: (ID_FIELD,),
    "external_id": ("source_system", "external_id"),
    "code": ("code",),
    "title": ("title",),
}
"""What names a delegation, the surest first: the column that it is looked for by, and what has to be there with it."""
NARROWING: Final = ("org_unit_id", "direction", "planned_from", "actual_from")
"""What tells delegations of one code or title apart, as far as a row says it."""
_PARTS: Final = frozenset({name for key in ANCHORS.values() for name in key} | set(NARROWING))
_SYSTEMS: Final = frozenset({"source_system", "external_id"})
_ANYBODYS: Final = fold("Mã")
_COMMON: Final = frozenset(MEMBER_FIELDS) & {"note", "citations", "confidentiality"}


def naming_keys(match_on: Sequence[Sequence[str]] | None) -> dict[Key, str]:
    """The keys by which a row may name its delegation, in their order, and the anchor of each.

    An id is one whatever the spec says: it may be that of a line of the first sheet alone.
    """
    if not match_on:
        return {key: anchor for anchor, key in ANCHORS.items()}
    found = {tuple(names): next((name for name in ANCHORS if name in names), None) for names in match_on}
    keys = {key: anchor for key, anchor in found.items() if anchor is not None and _PARTS.issuperset(key)}
    return {ANCHORS[ID_FIELD]: ID_FIELD} | keys


def map_member_sheet(
    target: ImportTarget,
    header: Sequence[str],
    explicit: Mapping[str, str | None],
    match_on: Sequence[Sequence[str]] | None,
) -> Mapped | None:
    """The columns of a sheet that lists members and says of which delegations; None for any other sheet.

    A sheet that could make delegations by itself is a list of those. Raises UnknownTarget.
    """
    names, said = header_names(target), {fold(text) for text in explicit}
    mapped = map_columns(target, header, _meant_here(names, header, said) | dict(explicit))
    taken = [
        (text, wanted if wanted and _is_taken(names, text, wanted, said) else None) for text, wanted in mapped.columns
    ]
    aside = [text for (text, wanted), (_, kept) in zip(mapped.columns, taken, strict=True) if wanted != kept]
    filled = _filled(names, [wanted for _, wanted in taken if wanted])
    names_delegations = any(filled.issuperset(key) for key in naming_keys(match_on))
    if FULL_NAME not in filled or not names_delegations or (aside and not mapped.missing):
        return None
    warnings = [{"code": "column_of_delegation", "header": text} for text in aside]
    warnings += [{"code": "unknown_column", "header": text} for text in mapped.unknown]
    unknown = [text for text in header if text in {*aside, *mapped.unknown}]
    return Mapped(taken, unknown, [], mapped.date_targets, [*mapped.warnings, *warnings])


def _meant_here(names: HeaderNames, header: Sequence[str], said: AbstractSet[str]) -> dict[str, str | None]:
    """Of the headers that mean something else on a sheet of delegations, what they mean here."""
    words = _words(names)
    readings = {text: readings_of(text) for text in header if fold(text) not in said}
    meant: dict[str, str | None] = {
        text: found for text, options in readings.items() if (found := _first(words, options))
    }
    names_by_id = ID_FIELD in meant.values()  # then whatever else identifies is the member's own
    own = {name: MEMBER + name for name in (*_COMMON, *(_SYSTEMS if names_by_id else ()))} | {ID_FIELD: MEMBER_ID}
    usual = {text: _first(names.targets, options) for text, options in readings.items() if text not in meant}
    return meant | {text: own[found] for text, found in usual.items() if found in own}


def _words(names: HeaderNames) -> dict[str, str]:
    """What is a member's, or names the delegation, whatever it may mean elsewhere."""
    words = {fold(word): ID_FIELD for word in OF_DELEGATION.split("|")}
    words |= {fold(word): MEMBER + name for name, listed in OF_MEMBER.items() for word in listed.split("|")}
    own = MEMBER_FIELDS.keys() - _COMMON - _SYSTEMS
    members = {word: meant for word, meant in names.members.items() if names.targets.get(word) not in _SYSTEMS}
    return words | members | {fold(name): MEMBER + name for name in own}


def _first(table: Mapping[str, str | None], options: Sequence[str]) -> str | None:
    return next((table[option] for option in options if option in table), None)


def _is_taken(names: HeaderNames, text: str, wanted: str, said: AbstractSet[str]) -> bool:
    """A column of the member, or one that names the delegation: `Mã` alone may be anybody's."""
    if wanted.startswith(MEMBER):
        return True
    is_clear = fold(text) in said or fold(text) != _ANYBODYS
    return is_clear and not _PARTS.isdisjoint(names.fills(wanted))


def _filled(names: HeaderNames, targets: Sequence[str]) -> set[str]:
    """The members' fields and the parts of keys that the columns give."""
    return {part for wanted in targets for part in ([wanted] if wanted.startswith(MEMBER) else names.fills(wanted))}
