"""History as the API shows it (api.md, 6)."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.core.listing import ListQuery
from app.core.schema import Answer, Moment, RecordId, split_commas


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


class Change(Answer):
    """One change of one record."""

    cursor: Annotated[str, Field(description="`after` with this goes on behind this change")]
    at: datetime
    type: Annotated[str, Field(description="what happened to what", examples=["delegation.updated", "partner.merged"])]
    collection: Annotated[
        str, Field(description="as in the address; parts of a record too, such as delegation-members")
    ]
    id: RecordId
    version: Annotated[int, Field(description="of the record, after the change")]
    changed: Annotated[list[str], Field(description="the fields that it changed")]
    deleted: Annotated[bool, Field(description="whether the record is gone by it, or hidden from the caller since")]


class ChangePage(Answer):
    """Some changes, and where to go on."""

    items: list[Change]
    next_after: Annotated[str, Field(description="`after` of the next request, also when there is nothing new")]
    has_more: Annotated[bool, Field(description="whether to ask again at once")]


class ChangeQuery(BaseModel):
    """Where the reader is, and what it wants."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    after: Annotated[
        str | None, Field(max_length=2_000, description="`next_after` of the last answer; absent: from the beginning")
    ] = None
    types: Annotated[
        list[str] | None,
        BeforeValidator(split_commas),
        Field(description="such as `delegation.updated,partner.*`; absent: all"),
    ] = None
    limit: Annotated[int, Field(ge=1, le=200, description="changes an answer")] = 50
