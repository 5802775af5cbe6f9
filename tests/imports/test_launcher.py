"""The launcher: who holds an import, and what becomes of it when its worker ends, idles, dies or cannot start."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.core.settings import Settings
from app.imports.folders import Hold, folder_of, is_held
from app.imports.launcher import Importer

PATIENCE = 10.0
DONE = "import sys,json\nfor l in sys.stdin: print(json.dumps({'id': l.strip(), 'event': E}), flush=True)"
BEGINS_AND_ENDS = DONE.replace("print", "print(json.dumps({'id': l.strip(), 'event': 'begun'}), flush=True);print")
PATIENT = "import sys\nfor l in sys.stdin: pass"
DIES = "import sys\nsys.stdin.readline()\nsys.exit(3)"
STUBBORN = "import sys,time\nsys.stdin.readline()\ntime.sleep(60)"
BROUGHT_DOWN_BY_A = """
import json, sys
for line in sys.stdin:
    print(json.dumps({"id": line.strip(), "event": "begun"}), flush=True)
    if line.strip() == "a":
        sys.exit(9)
    with open(sys.argv[1], "a") as file:
        file.write(line.strip())
    print(json.dumps({"id": line.strip(), "event": "done"}), flush=True)
"""
DIES_BEFORE_IT_CAN_TELL = """
import json, sys
from pathlib import Path
line, died = sys.stdin.readline().strip(), Path(sys.argv[1])
print(json.dumps({"id": line, "event": "begun"}), flush=True)
if not died.exists():
    sys.stdin.readline()
    died.touch()
    sys.exit(9)
died.write_text("and resumed")
print(json.dumps({"id": line, "event": "done"}), flush=True)
sys.stdin.read()
"""
STAYS = DONE.replace("E}", "'done'}") + "\nimport time; time.sleep(60)"
TELLS = """
import json, os, sys
line = sys.stdin.readline().strip()
with open(sys.argv[1], "w") as file:
    json.dump([os.getpid(), os.getsid(0), os.getpriority(0, 0), dict(os.environ)], file)
print(json.dumps({"id": line, "event": "done"}), flush=True)
sys.stdin.read()
"""

TWICE_GIVEN_ONCE_DONE = """
import json, sys
line = sys.stdin.readline().strip()
print(json.dumps({"id": line, "event": "done"}), flush=True)
sys.stdin.read()
"""

Launch = Callable[..., Importer]


@pytest.fixture
async def launch(tmp_path: Path) -> AsyncIterator[Launch]:
    """Makes importers whose worker runs a program of the test; each is closed in the end."""
    async with AsyncExitStack() as stack:

        def make(program: str, *arguments: str, idle_seconds: float = 60.0, **settings: Any) -> Importer:
            values = {"data_dir": tmp_path, "secret_key": "test-secret", **settings}
            command = (sys.executable, "-S", "-c", program, *arguments)
            importer = Importer(Settings(**values), command, idle_seconds)
            stack.push_async_callback(importer.close)
            return importer

        yield make


async def start(importer: Importer, import_id: str = "a") -> None:
    importer.hold(import_id)
    await importer.start(import_id)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110  # a process of its own sets no event of ours
            await asyncio.sleep(0.01)


class TestHolding:
    def test_lasts_until_the_last_hold_is_released(self, tmp_path: Path) -> None:
        importer, other = (Importer(Settings(data_dir=tmp_path)) for _ in range(2))
        assert not other.is_held("a")
        importer.hold("a")
        importer.hold("a")
        importer.release("a")
        assert importer.is_held("a")
        assert other.is_held("a")
        importer.release("a")
        assert not importer.is_held("a")
        assert not other.is_held("a")

    def test_of_a_worker_is_seen_by_every_server(self, tmp_path: Path) -> None:
        hold = Hold(folder_of(tmp_path, "a"))
        assert Importer(Settings(data_dir=tmp_path)).is_held("a")
        hold.release()
        assert not is_held(folder_of(tmp_path, "a"))


class TestWorker:
    @pytest.mark.parametrize("event", ["done", "failed"])
    async def test_lets_an_import_go_when_it_is_over(self, launch: Launch, event: str) -> None:
        importer = launch(BEGINS_AND_ENDS.replace("E}", f"'{event}'}}"))
        for import_id in ("a", "b"):
            await start(importer, import_id)
        await until(lambda: not importer.is_held("a") and not importer.is_held("b"))

    async def test_keeps_what_it_has_not_ended(self, launch: Launch) -> None:
        importer = launch(PATIENT, idle_seconds=0.05)
        await start(importer)
        await asyncio.sleep(0.2)
        assert importer.is_held("a")

    async def test_that_was_given_an_import_twice_holds_it_until_the_second_end(self, launch: Launch) -> None:
        importer = launch(TWICE_GIVEN_ONCE_DONE)
        await start(importer)
        await start(importer)
        await until(lambda: len(importer._holds["a"]) == 1)
        assert importer.is_held("a")

    async def test_that_dies_leaves_its_imports_interrupted(self, launch: Launch) -> None:
        importer = launch(DIES)
        await start(importer)
        await until(lambda: not importer.is_held("a"))

    async def test_that_one_import_brings_down_does_not_take_those_that_wait_with_it(
        self, launch: Launch, tmp_path: Path
    ) -> None:
        importer = launch(BROUGHT_DOWN_BY_A, str(tmp_path / "told"))
        for import_id in ("b", "a", "c"):
            await start(importer, import_id)
        await until(lambda: not any(map(importer.is_held, "abc")))
        assert (tmp_path / "told").read_text() == "bc"

    async def test_that_dies_before_it_can_tell_of_an_end_is_followed_by_one_that_resumes(
        self, launch: Launch, tmp_path: Path
    ) -> None:
        importer = launch(DIES_BEFORE_IT_CAN_TELL, str(tmp_path / "died"))
        await start(importer)
        await start(importer)  # resumed at once, as the import was told to have failed
        await until(lambda: not importer.is_held("a"))
        assert (tmp_path / "died").read_text() == "and resumed"

    async def test_is_started_anew_after_the_last_one_died(self, launch: Launch) -> None:
        importer = launch(DIES)
        for import_id in ("a", "b"):
            await start(importer, import_id)
            await until(lambda: not importer.is_held(import_id))  # noqa: B023  # awaited within the turn

    async def test_is_let_go_when_there_is_nothing_to_do(self, launch: Launch) -> None:
        importer = launch(DONE.replace("E}", "'done'}"), idle_seconds=0.05)
        await start(importer)
        await until(lambda: not importer._listening)
        await start(importer)
        await until(lambda: not importer.is_held("a"))

    async def test_that_cannot_be_started_leaves_the_import_interrupted(self, tmp_path: Path) -> None:
        importer = Importer(Settings(data_dir=tmp_path), ("/nowhere/at/all",))
        await start(importer)
        assert not importer.is_held("a")
        await importer.close()

    async def test_that_was_killed_is_replaced_before_anybody_noticed(self, launch: Launch) -> None:
        importer = launch(PATIENT)
        await start(importer, "a")
        assert importer._worker is not None
        importer._worker.kill()
        with suppress(ChildProcessError):  # seen to by the loop's own watcher; the loop is to learn of it by writing
            os.waitid(os.P_PID, importer._worker._process.pid, os.WEXITED | os.WNOWAIT)  # noqa: ASYNC222  # as it says
        await start(importer, "b")
        await until(lambda: not importer.is_held("a"))
        assert importer.is_held("b")

    async def test_that_is_going_is_given_nothing_more(self, launch: Launch) -> None:
        importer = launch(PATIENT)
        await start(importer, "a")
        assert importer._worker is not None
        importer._worker.let_go()
        await start(importer, "b")
        await until(lambda: not importer.is_held("a"))
        assert importer.is_held("b")

    async def test_that_stays_when_let_go_is_ended_at_shutdown(
        self, launch: Launch, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.imports.launcher._GRACE_SECONDS", 0.05)
        importer = launch(STAYS, idle_seconds=0.05)
        await start(importer)
        await until(lambda: importer._worker is None)
        await asyncio.sleep(0.15)
        await importer.close()
        assert importer._listening == {}

    async def test_is_ended_after_a_while_at_shutdown(self, launch: Launch, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.imports.launcher._GRACE_SECONDS", 0.05)
        importer = launch(STUBBORN)
        await start(importer)
        await importer.close()
        assert not importer.is_held("a")

    async def test_runs_behind_the_server_apart_from_its_terminal(self, launch: Launch, tmp_path: Path) -> None:
        told = tmp_path / "told"
        importer = launch(TELLS, str(told))
        await start(importer)
        await until(lambda: not importer.is_held("a"))
        pid, session, niceness, environment = orjson.loads(told.read_bytes())
        assert session == pid
        assert niceness >= 10
        assert environment["DOITAC_SECRET_KEY"] == "test-secret"
