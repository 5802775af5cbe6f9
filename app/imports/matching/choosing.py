"""Which of the records that go by a name is meant: never a guess. Pure.

A cell that says more than the name (a kind, a country, the place around it) leaves only those that fit it. Of several
that remain, one that goes by the cell's very words is meant, then one that alone has its very accents.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.core.dates import compare
from app.core.reference import subdivisions
from app.core.text import fold
from app.imports.matching.outcomes import Found, Many
from app.imports.matching.wording import Wording

_FITS: Final = {
    "province": {"province", "prefecture", "region", "other"},
    "city": {"city", "capital", "other"},
    "capital": {"capital", "city", "other"},
    "commune": {"commune", "village", "other"},
    "district": {"district", "district_historical", "other"},
}
"""By the word for its kind in a cell: the kinds and levels of the records that may be meant."""
_AGES: Final = {
    **dict.fromkeys(("cu", "truocsapnhap", "truoc172025", "truoc01072025", "truoc0172025"), True),
    **dict.fromkeys(("moi", "sausapnhap", "tu172025", "tu01072025", "tu0172025"), False),
}
"""What stands in brackets beside the old and the new unit of one name (domain.md, 8), and whether it is the old one."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A record as far as a name can mean it."""

    id: str
    names: Sequence[Wording]
    level: str | None = None
    """The administrative level, of a unit its kind."""
    country: str | None = None
    subdivision: str | None = None
    is_place: bool = True
    """Else what follows its name after a comma is no place around it, but makes another body of it."""
    has_ended: bool | None = None
    """Of a unit: whether another has its name now."""


def choose(wanted: Wording, spellings: Sequence[Spelling]) -> list[str]:
    """The ids of the records that the name may mean; one if it is clear."""
    near = [(spelling, _near(wanted, spelling)) for spelling in spellings]
    fitting = [(spelling, names) for spelling, names in near if names and _fits(wanted, spelling, names)]
    if not wanted.is_bare:
        fitting = _if_of_one(fitting, [pair for pair in fitting if _is_said(wanted, pair[1])])
    accented = [pair for pair in fitting if any(name.spelled == wanted.spelled for name in pair[1])]
    return list(dict.fromkeys(spelling.id for spelling, _ in _if_of_one(fitting, accented)))


def of_its_time(found: Many, days: Iterable[str | None]) -> Found | Many:
    """The only candidate that there may have been on one of the days (partial dates): the others cannot be meant.

    The old and the new unit of one name are two records, from `valid_from` and until `valid_to`. What only begins as
    the text does stays undecided: others that begin so may be in no registry of ours.
    """
    known = [day for day in days if day and found.is_named]
    standing = [one for one in found.candidates if any(_may_stand(one, day) for day in known)]
    return Found(standing[0]["id"]) if len(standing) == 1 else found


def _may_stand(candidate: Mapping[str, Any], day: str) -> bool:
    start, end = candidate.get("valid_from"), candidate.get("valid_to")
    return not (start and compare(start, day) > 0) and not (end and compare(end, day) < 0)


_Pairs = list[tuple[Spelling, list[Wording]]]


def _if_of_one(all_: _Pairs, chosen: _Pairs) -> _Pairs:
    """`chosen` if they are one record."""
    return chosen if len({spelling.id for spelling, _ in chosen}) == 1 else all_


def _near(wanted: Wording, spelling: Spelling) -> list[Wording]:
    """The names of the record that the cell may have meant."""
    return [name for name in spelling.names if _is_said(wanted, [name]) or _is_called(wanted, spelling, name)]


def _is_called(wanted: Wording, spelling: Spelling, name: Wording) -> bool:
    return name.base == wanted.base and (spelling.is_place or bool(wanted.place) or not name.place)


def _is_said(wanted: Wording, names: Sequence[Wording]) -> bool:
    """Whether a name stands in the cell word by word."""
    return any(name.literal in (wanted.literal, wanted.full) for name in names)


def _fits(wanted: Wording, spelling: Spelling, names: Sequence[Wording]) -> bool:
    if wanted.country and spelling.country and wanted.country != spelling.country:
        return False
    if wanted.place in _AGES and spelling.has_ended is not None:
        return spelling.has_ended is _AGES[wanted.place] and _fits_kind(wanted, spelling, names)
    return _is_said(wanted, names) or (_fits_kind(wanted, spelling, names) and _lies_in(wanted, spelling))


def _fits_kind(wanted: Wording, spelling: Spelling, names: Sequence[Wording]) -> bool:
    """A name's own word for its kind counts before the record's level; what has neither fits any."""
    if wanted.kind is None:
        return True
    kinds = {name.kind for name in names if name.kind} or {spelling.level or wanted.kind}
    return not kinds.isdisjoint(_FITS.get(wanted.kind, set()) | {wanted.kind})


def _lies_in(wanted: Wording, spelling: Spelling) -> bool:
    """Whether the greater place that the cell names shows in the record."""
    if not wanted.place or any(wanted.place in name.literal for name in spelling.names):
        return True
    code = spelling.subdivision or ""
    parts = [part.name for part in subdivisions(code[:2]) if part.code == code]
    return any(fold(name).startswith(wanted.place) for name in parts)
