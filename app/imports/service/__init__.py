"""What is done with an import: made, committed, cancelled, resumed, undone. The work itself is the worker's."""

from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFound
from app.core.problems import Problem
from app.imports.models import ImportJob, ImportState
from app.imports.rules import MAY_CANCEL, MAY_UNDO, counters_of, error_rate
from app.imports.schemas import ImportSpec
from app.imports.service.telling import is_resumable, state_of
from app.imports.service.uploads import Received


class IllegalImportState(Problem):
    code = "illegal_import_state"
    status = 409
    title = ("Không làm được ở trạng thái này", "Not possible in this state")
    detail = (
        "Lần nhập đang ở trạng thái “{state}”; xem “allowed” để biết việc làm được.",
        "The import is in the state “{state}”; see “allowed” for what can be done.",
    )


class TooManyErrors(Problem):
    code = "too_many_errors"
    status = 409
    title = ("Quá nhiều dòng lỗi", "Too many errors")
    detail = (
        "{failed} dòng lỗi, vượt tỷ lệ cho phép {max_error_rate}; hãy sửa rồi ghi lại.",
        "{failed} rows failed, above the rate of {max_error_rate} allowed; correct them first.",
    )


def create_import(
    session: AsyncSession, import_id: str, spec: ImportSpec, received: Received, request_id: str
) -> ImportJob:
    """An import whose file has been received and that waits for its worker."""
    info = session.info
    job = ImportJob(
        id=import_id,
        collection=spec.collection,
        state=ImportState.UPLOADED,
        file_name=received.file_name or "",
        file_size=received.file_size,
        spec=spec.model_dump(mode="json"),
        detected={},
        columns=[],
        orders={},
        counters=counters_of({}),
        warnings=[],
        staged_through=0,
        committed_through=0,
        request_id=request_id,
        created_by=info["actor"],
        created_at=info["now"],
        updated_at=info["now"],
    )
    session.add(job)
    return job


async def load_import(session: AsyncSession, readable: Select[Any]) -> ImportJob:
    """The entity of `readable`, narrowed to one, locked until the transaction ends. Raises NotFound."""
    locked = readable.with_only_columns(ImportJob).with_for_update(of=ImportJob)
    job: ImportJob | None = (await session.execute(locked)).scalar_one_or_none()
    if job is None:
        raise NotFound
    return job


def commit_import(session: AsyncSession, job: ImportJob, *, is_held: bool) -> None:
    """Raises IllegalImportState, or TooManyErrors above the spec's rate."""
    require_allowed("commit", job, is_held=is_held)
    most = job.spec["max_error_rate"]
    if error_rate(job.counters) > most:
        raise TooManyErrors(failed=job.counters["failed"], max_error_rate=most)
    _move(session, job, ImportState.COMMITTING)


def undo_import(session: AsyncSession, job: ImportJob, *, is_held: bool) -> None:
    """Raises IllegalImportState."""
    require_allowed("undo", job, is_held=is_held)
    _move(session, job, ImportState.UNDOING)


def resume_import(session: AsyncSession, job: ImportJob, *, is_held: bool) -> None:
    """Go on where it was interrupted, or failed for a reason that may be over. Raises IllegalImportState."""
    require_allowed("resume", job, is_held=is_held)
    state = (job.error or {}).get("phase", ImportState.UPLOADED) if job.state == ImportState.FAILED else job.state
    job.error = None
    _move(session, job, ImportState(state))


def cancel_import(session: AsyncSession, job: ImportJob, *, is_held: bool) -> None:
    """End one that nobody is at. Raises IllegalImportState."""
    require_allowed("cancel", job, is_held=is_held)
    _move(session, job, ImportState.CANCELLED)


def require_allowed(verb: str, job: ImportJob, *, is_held: bool) -> None:
    """Raises IllegalImportState, which tells what can be done now."""
    state = ImportState(state_of(job.state, is_held=is_held))
    allowed = _allowed_to(job, state)
    if verb not in allowed:
        raise IllegalImportState(state=state, allowed=allowed)


def _allowed_to(job: ImportJob, state: ImportState) -> list[str]:
    """The verbs; one that was interrupted may be cancelled if it might have been before."""
    may = {
        "commit": state is ImportState.VALIDATED,
        "correct": state is ImportState.VALIDATED,
        "cancel": job.state in MAY_CANCEL,
        "resume": is_resumable(state, job.error),
        "undo": state in MAY_UNDO or (state is ImportState.CANCELLED and job.committed_through > 0),
    }
    return [verb for verb, is_allowed in may.items() if is_allowed]


def _move(session: AsyncSession, job: ImportJob, state: ImportState) -> None:
    job.state, job.updated_at = state, session.info["now"]
