"""Reads wait in the order in which they came, and none holds up the line for good."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Executable, Row, Select, bindparam, select
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.util import await_only
from typing_extensions import override

from app.core.db import reader as module
from app.core.db.engine import Database
from app.core.db.reader import Reader
from tests.conftest import settings_for

_NAME: Select[tuple[str]] = select(bindparam("name"))


class SteppedReader(Reader):
    """Each read goes on when the test says so."""

    def __init__(self, database: Database, at_once: int) -> None:
        super().__init__(database.read_engine, at_once)
        self.begun: list[str] = []
        self.goes_on: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.at_the_end: dict[str, Callable[[], object]] = {}
        """What is done just before a read gives its turn back; what that sets going comes before whoever is woken."""

    @override
    def _rows(self, statement: Executable, parameters: dict[str, Any]) -> Sequence[Row[Any]]:
        name = parameters["name"]
        self.begun.append(name)
        await_only(self.goes_on[name].wait())
        if name.startswith("broken"):
            raise ConnectionError
        if name in self.at_the_end:
            self.at_the_end[name]()
        return []

    def begin(self, *names: str) -> list[asyncio.Task[Sequence[Row[Any]]]]:
        return [asyncio.create_task(self.rows(_NAME, {"name": name})) for name in names]

    async def finish(self, task: asyncio.Task[Sequence[Row[Any]]], name: str) -> None:
        self.goes_on[name].set()
        await asyncio.wait([task])
        await _settled()


async def _settled() -> None:
    """Whatever can go on has gone on."""
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.fixture
async def empty(database_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(settings_for(database_url, tmp_path, reads_at_once=2))
    yield database
    await database.dispose()


class TestReader:
    async def test_begins_as_many_as_it_may(self, empty: Database) -> None:
        reader = SteppedReader(empty, 2)
        tasks = reader.begin("a", "b", "c")
        await _settled()
        assert reader.begun == ["a", "b"]
        await reader.finish(tasks[1], "b")
        assert reader.begun == ["a", "b", "c"]
        for task, name in zip(tasks, "abc", strict=True):
            await reader.finish(task, name)

    async def test_lets_nobody_before_those_who_wait(self, empty: Database) -> None:
        reader = SteppedReader(empty, 1)
        tasks = reader.begin("a", "b", "c")
        reader.at_the_end["a"] = lambda: tasks.extend(reader.begin("late"))
        await _settled()
        reader.goes_on["a"].set()
        for name in ("b", "c", "late"):
            await _settled()
            assert reader.begun[-1] == name
            reader.goes_on[name].set()
        await asyncio.gather(*tasks)
        assert reader.begun == ["a", "b", "c", "late"]

    async def test_goes_on_after_one_that_fails(self, empty: Database) -> None:
        reader = SteppedReader(empty, 1)
        broken, after = reader.begin("broken", "b")
        await _settled()
        await reader.finish(broken, "broken")
        assert isinstance(broken.exception(), ConnectionError)
        await reader.finish(after, "b")
        assert after.result() == []

    async def test_goes_on_after_ones_that_are_given_up(self, empty: Database) -> None:
        reader = SteppedReader(empty, 1)
        tasks = reader.begin("a", "b", "c")
        await _settled()
        tasks[0].cancel()  # has its turn
        tasks[1].cancel()  # waits
        await _settled()
        assert reader.begun == ["a", "c"]
        await reader.finish(tasks[2], "c")

    async def test_goes_on_after_one_that_is_given_up_just_when_its_turn_comes(self, empty: Database) -> None:
        reader = SteppedReader(empty, 1)
        first, second, third = reader.begin("a", "b", "c")
        await _settled()
        reader.at_the_end["a"] = lambda: asyncio.get_running_loop().call_soon(second.cancel)
        await reader.finish(first, "a")
        assert (second.cancelled(), reader.begun) == (True, ["a", "c"])
        await reader.finish(third, "c")

    async def test_waits_ten_seconds_at_most(self, empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "_LONGEST_WAIT_SECONDS", 0.01)
        reader = SteppedReader(empty, 1)
        tasks = reader.begin("a", "b")
        with pytest.raises(PoolTimeout):
            await asyncio.wait_for(tasks[1], 10)
        await reader.finish(tasks[0], "a")
        (after,) = reader.begin("c")
        await reader.finish(after, "c")
        assert reader.begun == ["a", "c"]


class TestDatabase:
    async def test_reads_for_more_than_it_has_connections(self, empty: Database) -> None:
        statement: Select[tuple[str]] = select(bindparam("number").label("number"))
        found = await asyncio.gather(*(empty.reader.rows(statement, {"number": str(n)}) for n in range(20)))
        assert [rows[0].number for rows in found] == [str(n) for n in range(20)]
        assert (await empty.reader.execute(statement, {"number": "x"})).scalar() == "x"
