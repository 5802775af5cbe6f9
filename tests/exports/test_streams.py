"""Files leave as they are made: the first bytes early, memory constant, and one that breaks off is seen to."""

import asyncio
import random
import tracemalloc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Table, event

from app.core.workbooks import XlsxBook, stream_file
from app.exports.schemas import ExportQuery
from app.exports.service import Pages, stream_csv, stream_ndjson
from app.org_units.models import OrgUnit
from tests.exports.conftest import address_of
from tests.exports.test_files import leftovers
from tests.postgres import HOST, free_port
from tests.rows import add_rows

PAGE = ExportQuery.limit
Stream = Callable[[Pages], AsyncIterator[bytes]]
every_stream = pytest.mark.parametrize(
    "stream", [stream_ndjson, lambda pages: stream_csv(["id", "title"], pages)], ids=["ndjson", "csv"]
)


async def pages_of(count: int, asked: list[int]) -> Pages:
    """Pages of records; `asked` tells which have been asked for."""
    for number in range(count):
        asked.append(number)
        yield [orjson.dumps({"id": f"{number}-{row}", "title": "Đoàn Thử " * 20}) for row in range(PAGE)]


@asynccontextmanager
async def peak_of() -> AsyncIterator[list[int]]:
    """The most bytes held at a time in the block, once it is over."""
    found: list[int] = []
    tracemalloc.start()
    yield found
    found.append(tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()


class TestStreams:
    @every_stream
    async def test_give_their_first_rows_before_the_second_page_is_asked_for(self, stream: Stream) -> None:
        asked: list[int] = []
        found = stream(pages_of(3, asked))
        while b"0-999" not in await anext(found):
            assert asked in ([], [0])
        assert asked == [0]
        assert len([chunk async for chunk in found]) == 2

    @every_stream
    async def test_hold_a_page_at_a_time(self, stream: Stream) -> None:
        peaks = []
        for count in (2, 10):
            async with peak_of() as peak:
                assert len([len(chunk) async for chunk in stream(pages_of(count, []))]) >= count
            peaks += peak
        assert peaks[1] < 1.2 * peaks[0]

    async def test_of_a_workbook_close_it_when_the_reader_leaves(self, tmp_path: Path) -> None:
        book = XlsxBook(tmp_path)
        book.add_sheet("rows", ["n"]).write([f"{number:x}{random.random()}"] for number in range(20_000))
        book.close()
        found = stream_file(book.file)
        assert (await anext(found)).startswith(b"PK")
        states = [book.file.closed]
        await found.aclose()  # type: ignore[attr-defined]  # it is a generator
        assert [*states, book.file.closed] == [False, True]

    async def test_of_a_workbook_are_made_of_a_row_at_a_time(self, tmp_path: Path) -> None:
        peaks = []
        for count in (500, 10_000):
            async with peak_of() as peak:
                book = XlsxBook(tmp_path)
                book.add_sheet("rows", ["n"] * 5).write([number] * 5 for number in range(count))
                book.close()
                book.file.close()
            peaks += peak
        assert peaks[1] < 1.2 * peaks[0]


@asynccontextmanager
async def listening(app: FastAPI) -> AsyncIterator[str]:
    """The application behind a real socket."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host=HOST, port=port, lifespan="off", log_level="critical"))
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  # uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield f"http://{HOST}:{port}"
    server.should_exit = True
    await running


@asynccontextmanager
async def failing_at(app: FastAPI, page: int) -> AsyncIterator[None]:
    """The database goes away when this page is asked for, the first being 1."""
    engine, asked = app.state.database.read_engine.sync_engine, []

    def fail(_conn: object, _cursor: object, statement: str, *_rest: Any) -> None:
        if "org_units" in statement:
            asked.append(statement)
            if len(asked) == page:
                message = "the database is gone"
                raise OSError(message)

    event.listen(engine, "before_cursor_execute", fail)
    yield
    event.remove(engine, "before_cursor_execute", fail)


class TestFailure:
    @pytest.fixture
    async def remote(self, live_app: FastAPI, live_client: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
        """A client of a server that has two pages and a bit to tell."""
        table = OrgUnit.__table__
        assert isinstance(table, Table)
        async with live_app.state.database.writing("test") as session:
            await add_rows(session, table, 2 * PAGE + 5, random.Random(7))
        headers = {"authorization": live_client.headers["authorization"]}
        async with (
            listening(live_app) as address,
            httpx.AsyncClient(base_url=address, headers=headers, timeout=30) as client,
        ):
            yield client

    async def test_in_the_middle_breaks_the_transfer_off(self, live_app: FastAPI, remote: httpx.AsyncClient) -> None:
        for form in ("csv", "ndjson"):
            received = b""
            async with failing_at(live_app, 3):
                with pytest.raises(httpx.RemoteProtocolError):  # noqa: PT012  # it may break at any chunk
                    async with remote.stream("GET", address_of("org-units"), params={"format": form}) as answer:
                        assert answer.status_code == 200
                        async for chunk in answer.aiter_raw():
                            received += chunk
            assert received.count(b"\n") >= PAGE

    @pytest.mark.parametrize("form", ["csv", "ndjson", "xlsx"])
    async def test_before_the_first_page_is_a_problem(
        self, live_app: FastAPI, remote: httpx.AsyncClient, form: str
    ) -> None:
        async with failing_at(live_app, 1):
            answer = await remote.get(address_of("org-units"), params={"format": form})
        assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")

    async def test_of_a_workbook_is_a_problem_at_any_page(self, live_app: FastAPI, remote: httpx.AsyncClient) -> None:
        async with failing_at(live_app, 4):  # the second page is the third statement: the rows are counted first
            answer = await remote.get(address_of("org-units"), params={"format": "xlsx"})
        assert answer.status_code == 503
        assert leftovers(live_app) == []

    async def test_does_not_keep_the_whole_from_coming_next_time(self, remote: httpx.AsyncClient) -> None:
        answer = await remote.get(address_of("org-units"), params={"format": "ndjson"})
        assert answer.content.count(b"\n") == 2 * PAGE + 5
