"""The one visibility predicate: clearance x confidentiality x org-unit scope, and not deleted.

Lists, counts, search, exports, feeds, duplicates and history all start from it: nothing shows in one that hides in
another.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, literal_column, or_, true

from app.auth.principal import Principal
from app.auth.rules import cleared_levels
from app.core.db.list_index import lists_any
from app.core.errors import OutOfScope
from app.core.model import Record
from app.core.schema import Confidentiality

# Constants in the statement: a bound list is expanded anew on each execution.
_LEVELS: dict[Confidentiality, list[ColumnElement[str]]] = {
    level: [literal_column(f"'{code}'") for code in cleared_levels(level)] for level in Confidentiality
}


def visible(model: Any, principal: Principal, *, deleted: bool = False) -> ColumnElement[bool]:  # noqa: ANN401  # a Record class or an alias of one
    """Rows of `model` that the caller may know of; with `deleted`, the deleted ones instead of the live ones."""
    alive = model.deleted_at.is_not(None) if deleted else model.deleted_at.is_(None)
    return and_(alive, _cleared(model, principal), _in_scope(model, principal))


def _cleared(model: Any, principal: Principal) -> ColumnElement[bool]:  # noqa: ANN401
    if principal.is_cleared:
        return true()
    return model.confidentiality.in_(_LEVELS[principal.clearance])  # type: ignore[no-any-return]


def _in_scope(model: Any, principal: Principal) -> ColumnElement[bool]:  # noqa: ANN401
    """Public records and records of no unit are everybody's; the others belong to the units they name."""
    names, lists = model.unit_columns, model.unit_lists
    if principal.unit_ids is None or not (names or lists):
        return true()
    columns = [getattr(model, name) for name in names]
    ours = [column.in_(principal.unit_ids) for column in columns]
    ours += [lists_any(model, name, principal.unit_ids) for name in lists]
    nobodys = [column.is_(None) for column in columns]
    nobodys += [cast(getattr(model, name), Text) == "[]" for name in lists]
    return or_(model.confidentiality == Confidentiality.PUBLIC, and_(*nobodys), *ours)


def would_see(principal: Principal, model: type[Record], values: Mapping[str, Any]) -> bool:
    """What `visible` says of a row of `model` with these values, deleted or not: for a row as it once was."""
    if values["confidentiality"] not in cleared_levels(principal.clearance):
        return False
    if principal.unit_ids is None or values["confidentiality"] == Confidentiality.PUBLIC:
        return True
    named = _units_named(model, values)
    return not named or not named.isdisjoint(principal.unit_ids)


def require_scope(principal: Principal, row: Record) -> None:
    """Raises OutOfScope if the row names units, none of them the caller's: not all that is read may be written."""
    if principal.unit_ids is None:
        return
    named = _units_named(type(row), {name: getattr(row, name) for name in (*row.unit_columns, *row.unit_lists)})
    if named and named.isdisjoint(principal.unit_ids):
        raise OutOfScope


def _units_named(model: type[Record], values: Mapping[str, Any]) -> set[str]:
    named = {unit for name in model.unit_columns if (unit := values[name]) is not None}
    return named | {unit for name in model.unit_lists for unit in values[name] or ()}
