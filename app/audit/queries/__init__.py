"""Reading the audit: one record's history, the whole log, and what changed since a version."""

from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.models import AuditEntry
from app.audit.rules import READING
from app.audit.schemas import AuditItem, AuditQuery, HistoryItem
from app.core.filters import filtered
from app.core.listing import Listing
from app.core.schema import read_columns

_SORTS = {"at": AuditEntry.at, "version": AuditEntry.version, "id": AuditEntry.id}
HISTORY = Listing(id=AuditEntry.id, fields=read_columns(HistoryItem, AuditEntry), sorts=_SORTS, default_sort="-id")
AUDIT = Listing(id=AuditEntry.id, fields=read_columns(AuditItem, AuditEntry), sorts=_SORTS, default_sort="-id")
_FILTERS = {
    "collection": AuditEntry.collection,
    "record_id": AuditEntry.record_id,
    "actor": AuditEntry.actor,
    "action": AuditEntry.action,
    "at": AuditEntry.at,
}


def history_of(record_id: str) -> Select[Any]:
    """The changes of one record; the caller must have been shown that record first."""
    return select(AuditEntry.id).where(AuditEntry.record_id == record_id)


def search_audit(query: AuditQuery) -> Select[Any]:
    """The whole log, for who may read it."""
    return filtered(select(AuditEntry.id), query, _FILTERS)


async def fields_changed_since(session: AsyncSession, record_id: str, versions: frozenset[int]) -> list[str]:
    """The fields changed after the newest of the versions that a caller knew."""
    known = max(versions, default=0)
    newer = AuditEntry.record_id == record_id, AuditEntry.version > known
    changes = (await session.execute(select(AuditEntry.changes, AuditEntry.restricted_changes).where(*newer))).all()
    return sorted({name for row in changes for change in row for name in change})


def written_by_import(record_id: str, import_id: str) -> Select[Any]:
    """(changes, restricted_changes) of what an import wrote of a record, newest first."""
    mine = AuditEntry.record_id == record_id, AuditEntry.import_id == import_id
    columns: list[Any] = [AuditEntry.changes, AuditEntry.restricted_changes]
    return select(*columns).where(*mine).order_by(AuditEntry.id.desc())


def touched_outside(import_id: str, records: Select[Any]) -> Select[Any]:
    """Whether any of these records was written otherwise than by this import; who only read it, touched nothing."""
    others = or_(AuditEntry.import_id.is_(None), AuditEntry.import_id != import_id), AuditEntry.action != READING
    return select(AuditEntry.id).where(AuditEntry.record_id.in_(records), *others).limit(1)
