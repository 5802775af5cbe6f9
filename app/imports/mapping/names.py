"""Every word by which a header can name a target of a collection."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from app.core.text import fold
from app.delegations.schemas.members import DelegationMemberCreate
from app.imports.cells.fields import ImportField, fields_of
from app.imports.drafts import ImportTarget
from app.imports.mapping.aliases import ALIASES, EVERYWHERE, IGNORED
from app.imports.mapping.beyond import Beyond, beyond_fields
from app.imports.mapping.delegation_aliases import MEMBERS
from app.imports.mapping.plain import ID_FIELD

_IN_BRACKETS: Final = re.compile(r"[(\[][^()\[\]]*[)\]]")
_SYNONYMS: Final = {"headcount": "headcount_planned", "reception": "receiving_leader"}
MEMBER: Final = "member."


@dataclass(slots=True)
class HeaderNames:
    """Folded headers → targets; None for what is known and taken by nothing."""

    fields: Mapping[str, ImportField]
    beyond: Mapping[str, Beyond]
    targets: dict[str, str | None] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)
    """Headers that are a member's where the file has a column of members' names."""

    def allowed(self) -> list[str]:
        """The targets that a spec may name."""
        return list(dict.fromkeys([ID_FIELD, *self.fields, *self.beyond]))

    def target_named(self, name: str) -> str | None:
        """The target that a spec means: its own name, or what it points to (`partner` for `partner_id`)."""
        name = _SYNONYMS.get(name, name)
        if name in self.fields or name in self.beyond or name == ID_FIELD:
            return name
        return next((known for known in self.fields if name in _short_names(known)), None)

    def fills(self, target: str) -> tuple[str, ...]:
        """The fields that a target fills."""
        return self.beyond[target].fills if target in self.beyond else (target,)

    def is_dated(self, target: str) -> bool:
        """Whether its cells are days, in an order that the column as a whole decides."""
        if target in self.beyond:
            return self.beyond[target].is_dated
        return target in self.fields and self.fields[target].item in ("date", "partial_date", "timestamp")


def header_names(target: ImportTarget) -> HeaderNames:
    """The words for every target of a collection: a field's name first, then its labels, then what officials write."""
    names = HeaderNames(fields_of(target.collection.create), beyond_fields(target))
    for word, meant in _words(target, names):
        names.targets.setdefault(_word_key(word), meant)
    if target.takes_members:
        names.members.update({fold(word): MEMBER + name for word, name in _member_words()})
    return names


def _words(target: ImportTarget, names: HeaderNames) -> Iterator[tuple[str, str | None]]:
    described = target.collection.describe()["fields"]
    for name in names.allowed():
        yield name, name
    for found in described:
        meant = found["name"] if found["importable"] or found["name"] == ID_FIELD else None
        yield from ((found[key], meant) for key in ("name", "label_vi", "label_en"))
    for aliases in (ALIASES[target.name], EVERYWHERE):
        for meant, words in aliases.items():
            yield from ((word, meant) for word in words.split("|"))
    for name in names.fields:
        yield from ((short, name) for short in _short_names(name))
    yield from ((word, None) for word in (*IGNORED, ""))


def _short_names(name: str) -> tuple[str, ...]:
    """`org_unit_id` is `org_unit` too; `partner_ids` are `partners` or `partner`."""
    stem = name.removesuffix("_id").removesuffix("_ids")
    return () if stem == name else (stem, stem + "s") if name.endswith("s") else (stem,)


def _member_words() -> Iterator[tuple[str, str]]:
    for name, found in fields_of(DelegationMemberCreate).items():
        if name in MEMBERS:
            yield from ((word, name) for word in (found.label.vi, found.label.en, *MEMBERS[name].split("|")))


def _word_key(text: str) -> str:
    """Folded, two rows of headers apart: `Trưởng đoàn / Chức vụ` is a post, `Trưởng đoàn, chức vụ` a person."""
    return "/".join(fold(part) for part in text.split(" / "))


def readings_of(header: str) -> list[str]:
    """What a header may be compared as, folded, best first.

    The whole; without what stands in brackets (`Thời gian (tháng/quý)`); each of its lines; the lower of two rows of
    headers (`Đối tác / Nước`).
    """
    bare = _IN_BRACKETS.sub(" ", header)
    lines = [line for text in (header, bare) for line in text.splitlines()]
    lower = bare.rpartition(" / ")[2]
    found = list(dict.fromkeys([_word_key(header), _word_key(bare), *(fold(text) for text in (*lines, bare, lower))]))
    return [word for word in found if word] or found
