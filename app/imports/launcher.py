"""The server's side of the import worker: one child process, started when there is work and let go when there is none.

The child gets ids, one a line, and tells `{"id", "event": "begun" | "done" | "failed"}`, one object a line; all else
is in the database and in the import's folder. From `hold` until the child is done with an import, or dead, this server
holds the import's lock: an active import that nobody holds is interrupted.
"""

import asyncio
import os
import sys
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

import orjson

from app.core.environment import environment_of
from app.core.log import log
from app.core.settings import Settings
from app.imports.folders import Hold, folder_of, is_held

_COMMAND = (sys.executable, "-m", "app.worker")
_NICENESS = 10
_IDLE_SECONDS = 60.0
_GRACE_SECONDS = 5.0
_ATTEMPTS = 2


class Importer:
    """One per server process, kept in the application's state and closed in its lifespan."""

    def __init__(
        self, settings: Settings, command: tuple[str, ...] = _COMMAND, idle_seconds: float = _IDLE_SECONDS
    ) -> None:
        self._settings = settings
        self._command = command
        self._idle_seconds = idle_seconds
        self._holds: dict[str, list[Hold]] = defaultdict(list)
        self._starting = asyncio.Lock()
        self._worker: _Worker | None = None
        self._is_closing = False
        self._listening: dict[asyncio.Task[None], _Worker] = {}

    def folder(self, import_id: str) -> Path:
        """Where everything of this import lies."""
        return folder_of(self._settings.data_dir, import_id)

    def is_held(self, import_id: str) -> bool:
        """Whether any process has the job."""
        return bool(self._holds.get(import_id)) or is_held(self.folder(import_id))

    def hold(self, import_id: str) -> None:
        """Before the database says that there is work: nobody may take it for interrupted meanwhile."""
        self._holds[import_id].append(Hold(self.folder(import_id)))

    def release(self, import_id: str) -> None:
        """One hold less: the job is over, or was never begun."""
        self._holds[import_id].pop().release()
        if not self._holds[import_id]:
            del self._holds[import_id]

    async def start(self, import_id: str) -> None:
        """Hand over an import that is held; without a worker to be had it is released, and so interrupted."""
        async with self._starting:
            for _ in range(_ATTEMPTS):  # the first worker may just have died
                try:
                    self._worker = self._worker or await self._launch()
                    self._worker.give(import_id)
                except OSError as error:
                    log.warning("import worker unavailable", error=type(error).__name__, import_id=import_id)
                    self._worker = None
                else:
                    return
        self.release(import_id)

    async def close(self) -> None:
        """Let the worker end what it does for a few seconds, then end it."""
        self._is_closing, workers = True, dict(self._listening)
        for worker in workers.values():
            worker.let_go()
        if workers:
            _, late = await asyncio.wait(workers, timeout=_GRACE_SECONDS)
            for task in late:
                workers[task].kill()
            await asyncio.gather(*workers)
        self._is_closing = False

    async def _launch(self) -> "_Worker":
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=environment_of(self._settings),
            start_new_session=True,  # an interrupt typed at the server must not stop a write half way
        )
        with suppress(OSError):  # it may have ended already
            os.setpriority(os.PRIO_PROCESS, process.pid, _NICENESS)
        worker = _Worker(process)
        task = asyncio.create_task(self._listen(worker))
        self._listening[task] = worker
        task.add_done_callback(self._listening.pop)
        return worker

    async def _listen(self, worker: "_Worker") -> None:
        """Until the worker is gone: release what it is done with, and in the end what it left undone."""
        while (told := await worker.hear(self._idle_seconds)) is not None:
            if told:
                self.release(told)
            elif self._worker is worker:  # nothing to do, for long
                self._worker = None
                worker.let_go()
        if self._worker is worker:
            self._worker = None
        if worker.jobs:
            log.error("import worker died", status=worker.status, import_ids=worker.jobs)
        for number, import_id in enumerate(worker.jobs):
            if self._is_closing or number < worker.begun or not worker.has_begun:
                self.release(import_id)
            else:  # what it was at brought it down, or its end came before it could tell
                await self.start(import_id)


class _Worker:
    """A running child, and the imports that it was given and is not done with."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None  # noqa: S101  # it was started with pipes
        assert process.stdout is not None  # noqa: S101
        self._process, self._stdin, self._stdout = process, process.stdin, process.stdout
        self.jobs: list[str] = []
        self.begun = 0
        """How many of the jobs, from the first: one at most, for it takes them in order."""
        self.has_begun = False

    @property
    def status(self) -> int | None:
        """Its exit status, negative for the signal that ended it."""
        return self._process.returncode

    def give(self, import_id: str) -> None:
        """Raises BrokenPipeError if it is known to be gone."""
        self._stdin.write(f"{import_id}\n".encode())
        if self._stdin.is_closing():
            raise BrokenPipeError
        self.jobs.append(import_id)

    async def hear(self, idle_seconds: float) -> str | None:
        """The next import that it is done with; "" if it has had nothing to do for so long; None once it is gone."""
        while True:
            try:
                line = await asyncio.wait_for(self._stdout.readline(), idle_seconds)
            except TimeoutError:
                if not self.jobs:
                    return ""
                continue
            if not line:
                await self._process.wait()
                return None
            told = orjson.loads(line)
            if told["event"] != "begun":
                self.begun = 0
                return self.jobs.pop(0)
            self.begun, self.has_begun = 1, True

    def let_go(self) -> None:
        """It ends when it has done what it was given."""
        self._stdin.close()

    def kill(self) -> None:
        """At once."""
        with suppress(ProcessLookupError):
            self._process.kill()
