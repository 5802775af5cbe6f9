"""Units that a cell names by the beginning of their names: an office writes `Sở Ngoại vụ` and means its own.

Nobody else can mean one of them so: to who sees every unit, and to who has several, they are candidates.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final

from app.auth.principal import Principal
from app.core.text import fold
from app.imports.drafts import ImportTarget
from app.imports.matching.describing import NAMES, candidate_of, shown_columns
from app.imports.matching.outcomes import Execute, Found, Many
from app.imports.matching.queries import columns_of, holding_any, nameable, read_rows
from app.imports.matching.wording import contract, in_full

_APART: Final = re.compile(r"[\s,;()/\u2013-]+")
_FEWEST_WORDS: Final = 2
"""`Sở` alone means nobody."""
_FEW: Final = 40
_MOST: Final = 20
"""More candidates would be a list of every office."""
Row = Mapping[str, Any]


async def find_by_beginning(
    execute: Execute, target: ImportTarget, principal: Principal, texts: Sequence[str]
) -> dict[str, Found | Many]:
    """By text, the caller's own unit whose name begins so, or the units between which only a person can tell."""
    wanted = {text: fold(in_full(text)) for text in texts if len(_words(text)) >= _FEWEST_WORDS}
    if target.name != "org-units" or not wanted:
        return {}
    by_beginning: dict[str, list[Row]] = {}
    for row in await _read(execute, target, principal, set(wanted.values())):
        for beginning in {found for name in NAMES[target.name] for found in _beginnings(row[name] or "")}:
            by_beginning.setdefault(beginning, []).append(row)
    return {
        text: _meant(target, principal, by_beginning[folded])
        for text, folded in wanted.items()
        if folded in by_beginning
    }


async def _read(execute: Execute, target: ImportTarget, principal: Principal, wanted: set[str]) -> Sequence[Row]:
    names = tuple(dict.fromkeys((*shown_columns(target.name), *NAMES[target.name])))
    statement = nameable(target, principal).with_only_columns(*columns_of(target, names))
    forms = {form for folded in wanted for form in (folded, contract(folded)) if form}
    if len(forms) <= _FEW:
        statement = holding_any(statement, target.model, sorted(forms))  # type: ignore[arg-type]  # units have names
    return await read_rows(execute, statement.order_by(*columns_of(target, ("name_sort", "id"))))


def _words(text: str) -> list[str]:
    return [word for word in _APART.split(in_full(text)) if word]


def _beginnings(name: str) -> Iterator[str]:
    """The folded name, up to the end of each of its words."""
    return accumulate(fold(word) for word in _words(name))


def _meant(target: ImportTarget, principal: Principal, rows: Sequence[Row]) -> Found | Many:
    """Of the caller's own units those count that still bear their names: an office may have succeeded several."""
    own = [row for row in rows if row["id"] in (principal.unit_ids or ()) and row["valid_to"] is None]
    if len(own) == 1:
        return Found(own[0]["id"])
    return Many(tuple(candidate_of(target.name, row) for row in rows[:_MOST]), is_named=False)
