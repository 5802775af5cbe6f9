"""Tasks for tests."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.dates import last_day
from app.tasks.models import Frequency, Task, TaskKind, TaskState
from tests.factories.documents import make_document

_LISTS = ("coordinating_unit_ids", "linked", "progress", "citations")


async def make_task(
    session: AsyncSession,
    *,
    document_id: str | None = None,
    title: str = "Nhiệm vụ Thử",
    kind: TaskKind = TaskKind.TASK,
    frequency: Frequency = Frequency.ONCE,
    state: TaskState = TaskState.NOT_STARTED,
    **values: Any,
) -> Task:
    """A flushed task, of a new document unless one is given; derived columns are as a write makes them."""
    lists: dict[str, Any] = {name: [] for name in _LISTS}
    given = {"title": title, "kind": kind, "frequency": frequency, "state": state, **lists, **values}
    row = Task(document_id=document_id or (await make_document(session)).id, **given)
    row.linked_ids = [link["id"] for link in row.linked]
    row.expires_on = last_day(row.due_on) if row.due_on else None
    session.add(row)
    await session.flush()
    return row
