"""One run of one import: its row, its folder, its marks, and who it works for."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core.bulk import table_of
from app.core.clock import now
from app.core.dates import today_in
from app.core.db.engine import Database
from app.core.settings import Settings
from app.core.terms import Terms
from app.delegations.passports import PassportSealer
from app.imports.drafts import ImportTarget, Work
from app.imports.folders import CANCEL, PROGRESS, folder_of
from app.imports.models import ImportJob, ImportState
from app.imports.schemas import ImportSpec
from app.imports.sheets import rows_through

_EVERY_SECONDS = 0.3
_BREATH_SECONDS = 0.05


class CancelledImport(Exception):  # noqa: N818  # it says what happened
    """Somebody asked for an end."""


@dataclass
class Progress:
    """How far the work is, in a file: a transaction that is not over can tell nobody anything in the database."""

    folder: Path
    clock: Callable[[], float] = time.monotonic
    _phase: str = ""
    _begun: float = 0.0
    _first: int = 0
    _told: float = 0.0

    def tell(self, phase: str, done: int, total: int | None) -> None:
        """So many rows of this phase are done; written at most every third of a second."""
        moment = self.clock()
        if phase != self._phase:
            self._phase, self._begun, self._first, self._told = phase, moment, done, 0.0
        if moment - self._told < _EVERY_SECONDS:
            return
        self._told = moment
        elapsed = moment - self._begun
        rate = (done - self._first) / elapsed if elapsed > 0 else 0.0
        left = (total - done) / rate if total is not None and rate > 0 else None
        told: dict[str, Any] = {"phase": phase, "rows_done": done, "rows_total": total, "rate": round(rate, 1)}
        told["eta_seconds"] = None if left is None else round(max(left, 0.0), 1)
        beside = self.folder / f"{PROGRESS}.new"
        beside.write_bytes(orjson.dumps(told))
        beside.replace(self.folder / PROGRESS)  # a reader sees the old or the new, never half of it


@dataclass
class Run:
    """What every phase works with."""

    database: Database
    settings: Settings
    sealer: PassportSealer
    job: ImportJob
    target: ImportTarget
    spec: ImportSpec
    principal: Principal
    folder: Path = field(init=False)
    progress: Progress = field(init=False)

    def __post_init__(self) -> None:
        self.folder = folder_of(self.settings.data_dir, self.job.id)
        self.progress = Progress(self.folder)

    @property
    def terms(self) -> Terms:
        """Of this moment: an import may run past midnight."""
        return Terms(today_in(self.settings.time_zone, now()), self.settings)

    def work(self, session: AsyncSession) -> Work:
        """What the slice's service needs, within this transaction."""
        return Work(session, self.principal, self.terms, self.sealer)

    def writing(self) -> Any:  # noqa: ANN401  # an async context manager of a session
        """One transaction in the name of whoever made the import; the audit will know which import it was."""
        info = {"request_id": self.job.request_id, "comment": self.spec.comment or None, "import_id": self.job.id}
        return self.database.writing(self.job.created_by, **info)

    async def mark(self, session: AsyncSession, **values: Any) -> None:  # noqa: ANN401  # any columns' values
        """Change the import's own row, here and in the database."""
        values["updated_at"] = session.info["now"]
        jobs = table_of(ImportJob)
        await session.execute(update(jobs).where(jobs.c.id == self.job.id).values(**values))
        for name, value in values.items():
            setattr(self.job, name, value)

    async def move(self, state: ImportState, **values: Any) -> None:  # noqa: ANN401
        """Go into another state, in a transaction of its own."""
        async with self.writing() as session:
            await self.mark(session, state=state, **values)

    def rows_through(self, line: int) -> int:
        """About how many rows of the file are done with this line."""
        return rows_through(self.job.detected, line)

    async def breathe(self) -> None:
        """Between two transactions: SQLite has one place for writers, and whoever waits looks only now and then."""
        if self.database.is_sqlite:
            await asyncio.sleep(_BREATH_SECONDS)

    def stop_if_asked(self) -> None:
        """Raises CancelledImport. Asked by a file: SQLite's one writer may be this very import."""
        if (self.folder / CANCEL).exists():
            raise CancelledImport
