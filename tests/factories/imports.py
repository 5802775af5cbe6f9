"""Imports and staged rows, as their worker would have left them."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.model import new_id
from app.imports.models import ImportJob, ImportRow, ImportState, RowAction
from app.imports.rules import counters_of
from app.imports.schemas import ImportSpec


async def make_import(
    session: AsyncSession, created_by: str, *, state: ImportState = ImportState.VALIDATED, **changes: Any
) -> ImportJob:
    """An import of delegations with the columns `Tên đoàn` and `Số người`; `spec` changes single fields of its spec."""
    spec = ImportSpec(collection="delegations", **changes.pop("spec", {}))
    values = {
        "id": new_id(),
        "collection": spec.collection,
        "state": state,
        "file_name": "doan-ra.csv",
        "file_size": 100,
        "spec": spec.model_dump(mode="json"),
        "detected": {"format": "csv", "encoding": "utf-8", "delimiter": ",", "sheet": None, "header_line": 1},
        "columns": [["Tên đoàn", "title"], ["Số người", "headcount_planned"]],
        "orders": {},
        "counters": counters_of({}),
        "warnings": [],
        "rows_total": None,
        "staged_through": 0,
        "committed_through": 0,
        "created_by": created_by,
        "created_at": session.info["now"],
        "updated_at": session.info["now"],
    }
    job = ImportJob(**{**values, **changes})
    session.add(job)
    await session.flush()
    return job


async def make_import_row(
    session: AsyncSession, job: ImportJob, line: int, *, action: RowAction = RowAction.CREATE, **changes: Any
) -> ImportRow:
    """A staged line of that import."""
    row = ImportRow(import_id=job.id, line=line, action=action, **{"raw": [f"Đoàn {line}", "12"], **changes})
    session.add(row)
    await session.flush()
    return row


async def make_refused_row(session: AsyncSession, job: ImportJob, line: int, *codes: str, **changes: Any) -> ImportRow:
    """A line whose cell `Số người` is refused for each of these codes."""
    errors = [
        {"column": "Số người", "field": "headcount_planned", "code": code, "values": {"text": "nhiều"}}
        for code in codes or ("unreadable_number",)
    ]
    values = {"raw": [f"Đoàn {line}", "nhiều"], "errors": errors, **changes}
    return await make_import_row(session, job, line, action=RowAction.FAIL, **values)
