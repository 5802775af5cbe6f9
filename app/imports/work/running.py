"""The work on an import, by whichever process has it: what it takes from one resting state to the next."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import select

from app.auth.authentication import Authenticator
from app.auth.keys import KeyHasher
from app.auth.principal import system_principal
from app.auth.rules import Permission
from app.core.bulk import table_of
from app.core.db.engine import Database
from app.core.log import log
from app.core.settings import Settings
from app.delegations.passports import PassportSealer
from app.imports.folders import forget_file
from app.imports.mapping.headers import UnknownTarget
from app.imports.models import ImportJob, ImportState
from app.imports.reading import UnreadableFile
from app.imports.rules import ENDED
from app.imports.schemas import ImportSpec
from app.imports.targets import TARGETS
from app.imports.work.checking import check_import
from app.imports.work.committing import commit_import
from app.imports.work.jobs import CancelledImport, Run
from app.imports.work.outages import is_out_of_room, is_outage
from app.imports.work.staging import count_written
from app.imports.work.undoing import undo_import

_PHASES: Final[dict[str, Callable[[Run], Awaitable[None]]]] = {
    ImportState.UPLOADED: check_import,
    ImportState.PARSING: check_import,
    ImportState.VALIDATING: check_import,
    ImportState.COMMITTING: commit_import,
    ImportState.UNDOING: undo_import,
}
_PATIENCE_SECONDS: Final = 300.0
_LONGEST_PAUSE: Final = 15.0


async def run_import(database: Database, settings: Settings, sealer: PassportSealer, import_id: str) -> None:
    """Work until the import rests: validated, completed, undone, cancelled or failed.

    A database that is gone is waited for, up to five minutes; what was committed stands, the rest is done again.
    """
    waited, pause = 0.0, 1.0
    while True:
        try:
            run = await _open(database, settings, sealer, import_id)
            if run is None:
                return
            goes_on = await _take_step(run)
            if run.job.state in ENDED:
                forget_file(run.folder)
            if not goes_on:
                return
            waited, pause = 0.0, 1.0
        except Exception as error:
            if waited >= _PATIENCE_SECONDS or not is_outage(error):
                raise
            log.warning("import waits for the database", import_id=import_id)
            await asyncio.sleep(pause)
            waited, pause = waited + pause, min(pause * 2, _LONGEST_PAUSE)


async def _open(database: Database, settings: Settings, sealer: PassportSealer, import_id: str) -> Run | None:
    jobs = table_of(ImportJob)
    row = (await database.reader.execute(select(jobs).where(jobs.c.id == import_id))).first()
    if row is None or row.state not in _PHASES:
        return None
    job = ImportJob(**row._mapping)  # noqa: SLF001  # a Row's public name for its mapping
    owner = await Authenticator(database, KeyHasher(settings.secret()), 0).owner_with(job.created_by)
    principal = owner or replace(system_principal("nobody"), permissions=frozenset())
    run = Run(database, settings, sealer, job, TARGETS[job.collection], ImportSpec(**job.spec), principal)
    if Permission.REGISTRY_WRITE not in principal.permissions:  # revoked, expired or restricted meanwhile
        values = {"permission": Permission.REGISTRY_WRITE.value}
        await _fail(run, job.state, "not_permitted", values, is_resumable=True)
        return None
    return run


async def _take_step(run: Run) -> bool:
    """One phase to its end; whether there may be another."""
    phase = run.job.state
    try:
        await _PHASES[phase](run)
    except CancelledImport:
        await _end_cancelled(run)
    except UnreadableFile as fault:
        await _fail(run, phase, fault.code, fault.values, is_resumable=False)
    except UnknownTarget as fault:
        values = {"header": fault.header, "target": fault.target, "allowed": ", ".join(fault.allowed)}
        await _fail(run, phase, "unknown_target", values, is_resumable=False)
    except Exception as error:
        if is_outage(error):
            raise
        await _fail_unexpectedly(run, phase, error)  # whatever it was, the import must say so
    else:
        return True
    return False


async def _end_cancelled(run: Run) -> None:
    """The counters tell what was written."""
    async with run.writing() as session:
        counters = await count_written(session, run.job.id, run.job.committed_through)
        await run.mark(session, state=ImportState.CANCELLED, counters=counters)


async def _fail_unexpectedly(run: Run, phase: ImportState, error: Exception) -> None:
    code = "storage_full" if is_out_of_room(error) else "import_stopped"
    await _fail(run, phase, code, {}, is_resumable=True)  # the log, which comes after, may lie on the full disk
    log.error("import failed", error, import_id=run.job.id)


async def _fail(run: Run, phase: ImportState, code: str, values: Any, *, is_resumable: bool) -> None:  # noqa: ANN401  # a mapping
    """`phase` is where a resume takes it up: the run's own state may be of a transaction that came to nothing."""
    told = {"code": code, "values": dict(values), "phase": phase.value, "resumable": is_resumable}
    await run.move(ImportState.FAILED, error=told)
