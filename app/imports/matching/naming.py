"""Records found by their names, however spelled: many names at once, with few statements.

A few names are asked of the index of their folded text; many are met in one walk over the names of the collection,
page by page, which costs less than a hundred questions. Either way the names themselves decide (`choosing`).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Select

from app.auth.principal import Principal
from app.imports.drafts import ImportTarget
from app.imports.matching.choosing import Spelling, choose
from app.imports.matching.describing import NAMES, json_value, shown_columns
from app.imports.matching.outcomes import Execute
from app.imports.matching.queries import columns_of, holding_any, nameable, read_rows, slices
from app.imports.matching.wording import Wording, contract, search_forms, word

_FEW: Final = 40
_PAGE: Final = 5_000
_SHORT: Final = 4
"""Shorter names stand inside too many others."""
_BEYOND: Final[Mapping[str, tuple[str, ...]]] = {
    "partners": ("aliases", "country", "subdivision", "admin_level", "merged_into_id"),
    "org-units": ("kind",),
}
_PLACES: Final = {"local_government", "province", "city", "commune", "district_historical"}
Row = Mapping[str, Any]


async def find_by_name(
    execute: Execute, target: ImportTarget, principal: Principal, texts: Sequence[str]
) -> dict[str, list[Row]]:
    """By text, the rows (`columns_read`) of the records that it may mean; a merged partner's own row."""
    if target.name not in NAMES or not texts:
        return {}
    statement = nameable(target, principal)
    rows = await _rows_near(execute, target, statement, texts)
    by_form: dict[str, list[int]] = {}
    spellings = [_spelling_of(target.name, row) for row in rows]
    for place, spelling in enumerate(spellings):
        for form in {form for name in spelling.names for form in (name.base, name.literal)}:
            by_form.setdefault(form, []).append(place)
    found = {}
    for text in texts:
        wanted = word(text)
        places = dict.fromkeys(place for form in _asked(wanted) for place in by_form.get(form, ()))
        chosen = set(choose(wanted, [spellings[place] for place in places]))
        found[text] = [rows[place] for place in places if spellings[place].id in chosen]
    return found


def columns_read(target: ImportTarget) -> tuple[str, ...]:
    """What is read of a record that a name may mean."""
    return tuple(dict.fromkeys((*shown_columns(target.name), *NAMES[target.name], *_BEYOND.get(target.name, ()))))


def _asked(wanted: Wording) -> set[str]:
    return {form for form in (wanted.base, wanted.full, wanted.literal) if form}


async def _rows_near(
    execute: Execute, target: ImportTarget, statement: Select[Any], texts: Sequence[str]
) -> Sequence[Row]:
    whole = statement.with_only_columns(*columns_of(target, columns_read(target)))
    asked = {form for text in texts for form in (word(text).base, contract(word(text).base)) if form}
    model: Any = target.model
    if len(asked) <= _FEW and all(len(form) >= _SHORT for form in asked):
        return await read_rows(execute, holding_any(whole, model, sorted(asked))) if asked else []
    ids = await _walk(execute, target, statement, {form for text in texts for form in search_forms(text) if form})
    rows: list[Row] = []
    for some in slices(ids):
        rows += await read_rows(execute, whole.where(model.id.in_(some)))
    return rows


async def _walk(execute: Execute, target: ImportTarget, statement: Select[Any], forms: set[str]) -> list[str]:
    """The ids of the records that are stored under one of these forms."""
    model: Any = target.model
    names = columns_of(target, ("id", "search_text", *NAMES[target.name]))
    page = statement.with_only_columns(*names).order_by(model.id).limit(_PAGE)
    rows: Sequence[Any] = (await execute(page)).all()
    ids: list[str] = []
    while rows:
        ids += [row[0] for row in rows if not forms.isdisjoint(_forms_of(row[1], row[2:]))]
        rows = (await execute(page.where(model.id > rows[-1][0]))).all() if len(rows) == _PAGE else []
    return ids


def _forms_of(search_text: str, names: Sequence[str | None]) -> Iterator[str]:
    yield from search_text.replace("#", "|").split("|")
    yield from (word(name).base for name in names if name is not None and ("(" in name or "," in name))


def _spelling_of(collection: str, row: Row) -> Spelling:
    names = [row[name] for name in NAMES[collection]] + [alias["name"] for alias in row.get("aliases", ())]
    level = json_value(row.get("admin_level", row.get("kind")))
    return Spelling(
        id=row["id"],
        names=[word(name) for name in names if name],
        level=level,
        country=row.get("country"),
        subdivision=row.get("subdivision"),
        is_place=json_value(row.get("kind")) in _PLACES,
        has_ended=row["valid_to"] is not None if collection == "org-units" else None,
    )
