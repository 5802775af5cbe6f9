"""The audit table, and the flush listener that fills it."""

from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Integer, String, event, insert, inspect, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column
from sqlalchemy.orm.attributes import get_history

from app.core.db.types import Id, Instant, instant_text
from app.core.model import Base, Record

Changes = dict[str, list[Any]]
_PLAIN = {type(None), str, int, bool, list, dict}
_UNAUDITED = {"id", "version", "created_at", "updated_at", "created_by", "updated_by"}


class AuditEntry(Base):
    """Nhật ký thay đổi: one write of one record. `changes` is {field: [before, after]}. It survives the record.

    Restricted fields (e-mail, phone) stand apart in `restricted_changes`, for readers who are cleared.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "record_id", "version"), Index(None, "at"), Index(None, "tx", "id"))

    tx: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    """The writing transaction's number, or that of the last which had ended if it is higher: `id` is given out before
    the commit, so it alone does not say in which order changes were committed. PostgreSQL fills it by itself. SQLite
    has one writer: there it is 0, and `id` does say it (docs/decisions/0017-the-audit-is-the-change-feed.md)."""
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    collection: Mapped[str] = mapped_column(String(64))
    record_id: Mapped[str] = mapped_column(Id)
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant())
    actor: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(20))
    request_id: Mapped[str | None] = mapped_column(String(128))
    import_id: Mapped[str | None] = mapped_column(Id)
    comment: Mapped[str | None]
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    restricted_changes: Mapped[dict[str, Any]] = mapped_column(JSON, info={"restricted": True})


@event.listens_for(Session, "after_flush")
def _write_audit(session: Session, _context: UOWTransaction) -> None:
    """After the flush: ids and new versions exist, and the old values are still known."""
    rows = [row for row in session.new | session.dirty if isinstance(row, Record)]
    entries = [entry for row in rows if (entry := _entry(session, row))]
    if entries:
        session.connection().execute(insert(AuditEntry.__table__), entries)  # type: ignore[arg-type]


def _entry(session: Session, row: Record) -> dict[str, Any] | None:
    is_new = row in session.new
    changes, restricted = changes_of(row, is_new=is_new)
    if not changes and not restricted and not is_new and not _has_new_secret(row):
        return None
    action = session.info.get("action") or _action(changes, is_new=is_new)
    return entry_of(session, type(row), row.id, row.version, action, changes, restricted)


def entry_of(
    session: Session | AsyncSession,
    model: type[Base],
    record_id: str,
    version: int,
    action: str,
    changes: Changes,
    restricted: Changes,
) -> dict[str, Any]:
    """An entry as a row, of this session's actor, request and import."""
    info = session.info
    return {
        "collection": model.__tablename__,
        "record_id": record_id,
        "version": version,
        "at": info["now"],
        "actor": info["actor"],
        "action": action,
        "request_id": info.get("request_id"),
        "import_id": info.get("import_id"),
        "comment": info.get("comment"),
        "changes": changes,
        "restricted_changes": restricted,
    }


def _has_new_secret(row: Record) -> bool:
    """A secret that changed makes a version, and so an entry, though the entry may not say what changed."""
    secrets = [key for key, column in inspect(type(row)).columns.items() if column.info.get("secret")]
    return any(get_history(row, key).has_changes() for key in secrets)


def _action(changes: Changes, *, is_new: bool) -> str:
    if is_new:
        return "create"
    if "deleted_at" not in changes:
        return "update"
    return "delete" if changes["deleted_at"][1] is not None else "restore"


@cache
def audited_columns(model: type[Record]) -> list[tuple[str, bool]]:
    """The attributes that history shows, and whether only to the cleared; no secrets, no marks of use."""
    columns = {attribute.key: attribute.columns[0].info for attribute in inspect(model).column_attrs}
    return [
        (key, bool(info.get("restricted")))
        for key, info in columns.items()
        if key not in _UNAUDITED and not info.get("secret") and not info.get("unaudited")
    ]


def changes_of(row: Record, *, is_new: bool) -> tuple[Changes, Changes]:
    """{field: [before, after]} of what this flush wrote, as JSON values: of all fields, and of the restricted ones."""
    changes: tuple[Changes, Changes] = ({}, {})
    held = row.__dict__ if is_new else {}  # what is not in it nobody gave
    for key, restricted in audited_columns(type(row)):
        before, after = (None, held.get(key)) if is_new else _before_and_after(row, key)
        if before != after:
            changes[restricted][key] = [_json(before), _json(after)]
    return changes


def _before_and_after(row: Record, key: str) -> tuple[Any, Any]:
    history = get_history(row, key)
    return tuple(values[0] if values else None for values in (history.deleted, history.added))  # type: ignore[return-value]


def _json(value: Any) -> Any:  # noqa: ANN401  # any column's value
    if type(value) in _PLAIN:
        return value
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
