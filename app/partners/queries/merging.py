"""What a merge must know: all that points to a partner, and what an earlier merge changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from app.audit.models import AuditEntry
from app.auth.principal import Principal
from app.auth.visibility import visible
from app.core.db.list_index import lists_any
from app.core.model import Record
from app.core.references import referring_columns, referring_lists
from app.partners.models import Partner
from app.partners.queries import lists_naming

MERGE_LINK = "merged_into_id"


def referring_to(id_: str) -> dict[type[Record], ColumnElement[bool]]:
    """By record class, whether a row points to this partner, by key or in a list; the links of merges apart."""
    conditions: dict[type[Record], list[ColumnElement[bool]]] = {
        Partner: [Partner.id.in_(naming) for naming in lists_naming(id_).values()]
    }
    for model, name in referring_columns(Partner):
        if name != MERGE_LINK:
            conditions.setdefault(model, []).append(getattr(model, name) == id_)
    for model, name in referring_lists(Partner):
        conditions.setdefault(model, []).append(lists_any(model, name, [id_]))
    return {model: or_(*parts) for model, parts in conditions.items()}


def names_referring(model: type[Record]) -> list[str]:
    """The keys and lists of a record class that a merge leads elsewhere."""
    named = [*referring_columns(Partner), *referring_lists(Partner)]
    return [name for owner, name in named if owner is model and name != MERGE_LINK]


def rows_where(model: type[Record], condition: ColumnElement[bool]) -> Select[Any]:
    """The whole rows, deleted ones and those that the caller cannot see too, locked: a merge moves every reference."""
    return select(model).where(condition).with_for_update(of=model)


def visible_rows(principal: Principal, model: type[Record], condition: ColumnElement[bool]) -> Select[Any]:
    """The ids of those that may be told of."""
    return select(model.id).where(condition, visible(model, principal))


def lock_partners(ids: Sequence[str]) -> Select[Any]:
    """Locks them in one order, so that two merges of the same partners wait for each other instead of deadlocking."""
    return select(Partner.id).where(Partner.id.in_(ids)).order_by(Partner.id).with_for_update(of=Partner)


def merges_of(loser_id: str) -> Select[Any]:
    """The audit's account of the merges that changed this partner, newest first."""
    mine = select(AuditEntry.at, AuditEntry.request_id, AuditEntry.changes)
    mine = mine.where(AuditEntry.record_id == loser_id, AuditEntry.action == "merge")
    return mine.order_by(AuditEntry.id.desc())


def changes_of_merge(at: datetime, request_id: str | None, loser_id: str) -> Select[Any]:
    """What else that merge changed: (collection, record id, {field: [before, after]})."""
    others = select(AuditEntry.collection, AuditEntry.record_id, AuditEntry.changes)
    one_request = AuditEntry.request_id.is_not_distinct_from(request_id)
    return others.where(
        AuditEntry.at == at, one_request, AuditEntry.action == "merge", AuditEntry.record_id != loser_id
    )
