"""The programs that are measured: a PostgreSQL that keeps what it acknowledged, the API as it is served, the limit."""

import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench.limit import ADDRESS, DATABASE_VARIABLE
from tests.postgres import HOST, PostgresServer, free_port

DATABASE = "bench"
DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "512MB",
    "max_connections": "100",
    # A checkpoint in the middle of one round would be charged to whoever runs then.
    "checkpoint_timeout": "30min",
    "max_wal_size": "8GB",
}
ROOT = Path(__file__).resolve().parents[1]
_DOITAC = str(Path(sysconfig.get_path("scripts")) / "doitac")
_START_SECONDS = 30
_STOP_SECONDS = 10
_MILLISECONDS_A_TICK = 1_000 / os.sysconf("SC_CLK_TCK")


class BenchError(RuntimeError):
    """Nothing could be measured; the message says why."""


@dataclass(frozen=True, slots=True)
class Server:
    """A program that answers, and what Linux tells about its process."""

    name: str
    address: str
    key: str
    process: subprocess.Popen[bytes] = field(repr=False)

    def client(self) -> httpx.Client:
        """One that carries the key."""
        return httpx.Client(base_url=self.address, headers={"authorization": f"Bearer {self.key}"}, timeout=30)

    def cpu_ms(self) -> float:
        """Processor time so far, the kernel's for it included."""
        return cpu_ms_of(self.process.pid)

    def rss_mb(self) -> float:
        """Resident memory, in MiB."""
        return held_mb_of(self.process.pid, "VmRSS")


def cpu_ms_of(process: int) -> float:
    """Processor time of a process so far, the kernel's for it included."""
    return sum(map(int, _stat_of(process)[11:13])) * _MILLISECONDS_A_TICK


def cpu_ms_below(process: int) -> float:
    """The same of a process, of those that it has started, and of those of them that have ended."""
    spent = sum(map(int, _stat_of(process)[11:15])) * _MILLISECONDS_A_TICK
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended since
            if int(_stat_of(int(folder.name))[1]) == process:
                spent += cpu_ms_of(int(folder.name))
    return spent


def _stat_of(process: int) -> list[str]:
    """The fields of `/proc/<id>/stat` behind the program's name."""
    return Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()


def held_mb_of(process: int, name: str) -> float:
    """MiB of a line of `/proc/<id>/status`: what a process holds (`VmRSS`), or the most that it held (`VmHWM`)."""
    return held_in(Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace"), name)


def held_in(status: str, name: str) -> float:
    """The same of the text; 0 for a process that has ended and waits to be collected."""
    return int((status.partition(f"{name}:")[2].split() or ["0"])[0]) / 1_024


@contextmanager
def postgresql() -> Iterator[PostgresServer]:
    """A server with an empty database `bench`."""
    with PostgresServer(DURABLE) as server:
        server.create_database(DATABASE)
        yield server


class Api:
    """`doitac` with everything on: keys, visibility, rate counting, logging (to nowhere), on a database of its own."""

    def __init__(self, url: str, data_dir: Path) -> None:
        self._environment = {
            "DOITAC_DATABASE_URL": url,
            "DOITAC_DATA_DIR": str(data_dir),
            "DOITAC_SECRET_KEY": "measured-on-loopback-only",
            "DOITAC_RATE_LIMIT": "1000000000",
            "DOITAC_LOG_LEVEL": "info",
            "DOITAC_SEED": "false",
        }

    def migrate(self) -> None:
        """Make the real schema."""
        self._run("migrate")

    def issue_key(self, role: str = "editor") -> str:
        """An ordinary user's key, cleared for what is internal."""
        return self._run("keys", "create", "bench", "--role", role, "--clearance", "internal").split()[-1]

    @contextmanager
    def serving(self, key: str) -> Iterator[Server]:
        """One worker of `doitac serve`."""
        port = free_port()
        environment = _surroundings(self._environment | {"DOITAC_HOST": HOST, "DOITAC_PORT": str(port)})
        with _running("api", [_DOITAC, "serve"], environment, port, key) as server:
            yield server

    def _run(self, *arguments: str) -> str:
        environment = _surroundings(self._environment)
        command = [_DOITAC, *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BenchError(f"doitac {' '.join(arguments)} failed:\n{done.stderr.strip()[-2_000:]}")
        return done.stdout


@contextmanager
def serving_limit(url: str, key: str) -> Iterator[Server]:
    """One worker of the limit under the same server program. It is sent the same key and looks at none."""
    port = free_port()
    options = ["--host", HOST, "--port", str(port), "--no-access-log", "--log-level", "warning"]
    command = [sys.executable, "-m", "uvicorn", "--factory", "bench.limit:create_limit", *options]
    with _running("limit", command, _surroundings({DATABASE_VARIABLE: url}), port, key) as server:
        yield server


def _surroundings(own: Mapping[str, str]) -> dict[str, str]:
    """The environment without anybody's settings of Doitac, and with ours."""
    return {name: value for name, value in os.environ.items() if not _is_setting(name)} | dict(own)


def _is_setting(name: str) -> bool:
    return name in {"HOST", "PORT", "WEB_CONCURRENCY"} or name.startswith("DOITAC_")


@contextmanager
def _running(name: str, command: Sequence[str], environment: dict[str, str], port: int, key: str) -> Iterator[Server]:
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=nowhere, stdout=nowhere, stderr=nowhere)
    try:
        server = Server(name, f"http://{HOST}:{port}", key, process)
        _wait_for_answer(server)
        yield server
    finally:
        _stop(process)


def _wait_for_answer(server: Server) -> None:
    deadline = time.monotonic() + _START_SECONDS
    with server.client() as client:
        while server.process.poll() is None and time.monotonic() < deadline:
            try:
                status = client.get(ADDRESS).status_code
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                if status == httpx.codes.OK:
                    return
                raise BenchError(f"{server.name} answers {status} to GET {ADDRESS}")
    raise BenchError(f"{server.name} did not start: exit code {server.process.poll()} within {_START_SECONDS} s")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
