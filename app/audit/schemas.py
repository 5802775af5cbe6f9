"""History as the API shows it (api.md, 6)."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from app.core.listing import ListQuery
from app.core.schema import Answer, Moment, RecordId


class HistoryItem(Answer):
    """One change of one record."""

    version: int
    at: datetime
    actor: str
    action: str
    request_id: str | None
    import_id: str | None
    comment: str | None
    changes: dict[str, list[Any]]
    restricted_changes: Annotated[
        dict[str, list[Any]] | None, Field(description="of restricted fields; null to who is not cleared for them")
    ]


class AuditItem(HistoryItem):
    """One change of any record."""

    collection: str
    record_id: str


class HistoryQuery(ListQuery):
    """History has no filters of its own."""


class AuditQuery(ListQuery):
    """Filters of the audit log."""

    collection: Annotated[str | None, Field(max_length=64)] = None
    record_id: RecordId | None = None
    actor: Annotated[str | None, Field(max_length=64)] = None
    action: Annotated[str | None, Field(max_length=20)] = None
    at_from: Moment | None = None
    at_to: Moment | None = None
