"""Loading a record for a change, with the caller's If-Match held against its history; noting a restricted reading."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit import queries
from app.audit.models import AuditEntry, entry_of
from app.audit.rules import READING
from app.core.concurrency import check_version
from app.core.errors import NotFound
from app.core.model import Record
from app.core.records import AnyRecord, find_for_write


async def load_for_change(
    session: AsyncSession, model: type[AnyRecord], statement: Select[Any], accepted: frozenset[int] | None
) -> AnyRecord:
    """The entity of `statement`, locked. Raises NotFound, or PreconditionFailed with the fields changed since."""
    row = await find_for_change(session, model, statement, accepted)
    if row is None:
        raise NotFound
    return row


async def find_for_change(
    session: AsyncSession, model: type[AnyRecord], statement: Select[Any], accepted: frozenset[int] | None
) -> AnyRecord | None:
    """As `load_for_change`, None where there is none."""
    row = await find_for_write(session, model, statement)
    if row is not None and accepted is not None and row.version not in accepted:
        changed = await queries.fields_changed_since(session, row.id, accepted)
        check_version(accepted, row.version, changed)
    return row


async def note_reading(session: AsyncSession, model: type[Record], records: Sequence[tuple[str, int]]) -> None:
    """Note that restricted data of these records, (id, version), is about to be shown: to whom, in which request."""
    entries = [entry_of(session, model, id_, version, READING, {}, {}) for id_, version in records]
    await session.execute(insert(AuditEntry), entries)
