"""A registry whose server runs in processes of its own: its import worker stopped, killed and followed to the end."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import httpx
import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from app.imports.rules import ACTIVE
from tests.servers import ADMIN_KEY, PATIENCE, Server, serving

ADDRESS = "/v1/imports"
MANY = 3_000
"""Rows: two parts of a commit, or of a check."""
POLL = 0.005
LONGEST = 60.0


def delegations(source: str, count: int) -> bytes:
    """Each with its leader."""
    return csv_of(
        ("source_system", "external_id", "direction", "title", "org_unit", "planned_from", "leader"),
        (
            (source, f"F-{number:05}", "outbound", f"Đoàn giả định {number}", "SNV", "2026-05-12", f"Nguyễn {number}")
            for number in range(count)
        ),
    )


def members(source: str, count: int) -> bytes:
    """Delegations on three lines each: the second and the third tell of a member alone."""
    header = ("source_system", "external_id", "direction", "title", "org_unit", "planned_from", "Họ và tên", "Vai trò")

    def lines() -> Iterator[Sequence[str]]:
        for number in range(count):
            said = (source, f"F-{number:05}", "outbound", f"Đoàn giả định {number}", "SNV", "2026-05-12")
            yield (*said, f"Nguyễn {number}", "Trưởng đoàn")
            yield ("",) * 6 + (f"Trần {number}", "Thành viên")
            yield ("",) * 6 + (f"Lê {number}", "Thành viên")

    return csv_of(header, lines())


def partners(source: str, count: int) -> bytes:
    """Businesses, which take the road of all collections but delegations."""
    return csv_of(
        ("source_system", "external_id", "kind", "name_vi", "country"),
        ((source, f"P-{number:05}", "business", f"Doanh nghiệp giả định {number}", "LA") for number in range(count)),
    )


def csv_of(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Cells without commas."""
    return "".join(",".join(row) + "\n" for row in [header, *rows]).encode()


def make_unit(living: "Living") -> None:
    """The one that the files name."""
    unit = {"name_vi": "Sở Ngoại vụ", "kind": "department", "code": "SNV"}
    assert living.client.post("/v1/org-units", json=unit).status_code == 201


def is_in(state: str) -> Callable[[dict[str, Any]], bool]:
    """For `Living.follow`."""
    return lambda told: told["state"] == state


def child_of(parent: int) -> int | None:
    """A process that this one started and that has not ended."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended while we looked
            state, above = path.read_text().rpartition(")")[2].split()[:2]
            if int(above) == parent and state != "Z":
                return int(path.parent.name)
    return None


class Living:
    """One registry: its database and folder stay, its servers come and go."""

    def __init__(self, url: str, folder: Path, **changes: str) -> None:
        self.url = url
        self.folder = folder
        self._changes = {"DOITAC_RATE_LIMIT": "0", **changes}
        self._stack = ExitStack()
        self._orphan: int | None = None
        self.server: Server
        self.client: httpx.Client

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.cut_power()

    def start(self) -> None:
        """A server, ready."""
        self.server = self._stack.enter_context(serving(self.url, self.folder, **self._changes))
        self.server.wait_until_ready()
        self.client = self._stack.enter_context(self.called())

    def called(self, key: str = ADMIN_KEY) -> httpx.Client:
        """A client of the server."""
        headers = {"authorization": f"Bearer {key}"}
        return httpx.Client(base_url=self.server.base_url, headers=headers, timeout=PATIENCE)

    @property
    def worker(self) -> int | None:
        """The process of the import worker, which outlives a server that is killed."""
        return child_of(self.server.process.pid) or self._orphan

    def kill_worker(self) -> None:
        """As the kernel does when memory is out."""
        self._signal(self.worker, signal.SIGKILL)
        self._orphan = None

    def kill_server(self) -> None:
        """The server alone: its worker ends what it is at."""
        self._orphan = self.worker
        self.server.kill()
        self._stack.close()

    def cut_power(self) -> None:
        """Both at once."""
        worker = self.worker
        self.server.process.kill()
        self._orphan = worker
        self.kill_worker()
        self._stack.close()

    @contextmanager
    def caught(self, import_id: str, until: Callable[[dict[str, Any]], bool]) -> Iterator[dict[str, Any]]:
        """The import once it is as wanted, or rests. The worker stands still in the block, and whenever we look."""
        deadline = time.monotonic() + LONGEST
        while True:
            with self._paused():
                told = self.read(import_id)
                if until(told) or told["state"] not in ACTIVE:
                    yield told
                    return
            assert time.monotonic() < deadline, told
            time.sleep(POLL)

    @contextmanager
    def _paused(self) -> Iterator[None]:
        worker = self.worker
        self._signal(worker, signal.SIGSTOP)
        yield
        self._signal(worker, signal.SIGCONT)

    def _signal(self, worker: int | None, number: signal.Signals) -> None:
        """Of a worker that has not begun, or has ended meanwhile, nothing is to be stopped."""
        if worker is not None:
            with suppress(ProcessLookupError):
                os.kill(worker, number)

    def upload(self, content: bytes, collection: str = "delegations", name: str = "file.csv", **spec: Any) -> str:
        """The id of the import."""
        form = {"spec": orjson.dumps({"collection": collection, **spec}).decode()}
        answer = self.client.post(ADDRESS, files={"file": (name, content)}, data=form)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def ask(self, import_id: str, verb: str) -> None:
        """commit, undo, resume, cancel."""
        answer = self.client.post(f"{ADDRESS}/{import_id}/{verb}")
        assert answer.status_code == 202, answer.text

    def read(self, import_id: str) -> dict[str, Any]:
        """The import as it is told now; its counters add up, always."""
        answer = self.client.get(f"{ADDRESS}/{import_id}")
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        counters = dict(told["counters"])
        assert counters.pop("rows_read") == sum(counters.values())
        return told

    def follow(self, import_id: str, until: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Read again and again until the import is as wanted, or rests."""
        deadline = time.monotonic() + LONGEST
        while True:
            told = self.read(import_id)
            if until(told) or told["state"] not in ACTIVE:
                return told
            assert time.monotonic() < deadline, told
            time.sleep(POLL)

    def rest(self, import_id: str) -> dict[str, Any]:
        """The import once nobody is at it."""
        return self.follow(import_id, lambda _: False)

    def run(self, content: bytes, collection: str = "delegations", **spec: Any) -> dict[str, Any]:
        """An upload, and what became of it."""
        return self.rest(self.upload(content, collection, **spec))

    def kept(self, table: str, source: str) -> int:
        """How many records of the source are there; no two are the same."""
        live = f"FROM {table} WHERE source_system = :source AND deleted_at IS NULL"
        return self._number(f"SELECT count(*), count(DISTINCT external_id) {live}", source=source)

    def staged(self, import_id: str) -> int:
        """How many lines of the file are; none twice."""
        rows = "FROM import_rows WHERE import_id = :id"
        return self._number(f"SELECT count(*), count(DISTINCT line) {rows}", id=import_id)

    def noted(self, import_id: str, collection: str, action: str) -> int:
        """How many records the audit says were so treated by the import; none twice."""
        of_import = "FROM audit_entries WHERE import_id = :id AND collection = :collection AND action = :action"
        sql = f"SELECT count(*), count(DISTINCT record_id) {of_import}"
        return self._number(sql, id=import_id, collection=collection, action=action)

    def _number(self, sql: str, **values: str) -> int:
        async def ask() -> tuple[int, int]:
            engine = create_async_engine(self.url)
            async with engine.connect() as connection:
                count, distinct = (await connection.execute(text(sql), values)).one()
            await engine.dispose()
            return count, distinct

        count, distinct = asyncio.run(ask())
        assert count == distinct
        return count
