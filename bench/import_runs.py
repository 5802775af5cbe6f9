"""Single runs: a registry is made, a file goes up and in, and what that took is told."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bench.delegation_files import write_file
from bench.import_stores import REGISTRY, Store
from bench.load import new_partners
from bench.memory import Memory, Watch, child_of
from bench.servers import Api, BenchError, Server, cpu_ms_of
from doitac_client import Doitac
from doitac_client.imports import upload_file

UNITS, PARTNERS = 30, 500
WORKER = "app.worker"
FIRST_OF_WARM_UP = 9_000_000
BELOW_WARM_UP = f"HS-{FIRST_OF_WARM_UP:07}"
_WARM_UP_ROWS = 20
_POLL_SECONDS = 0.1
_TIMEOUT = 120.0
_SPEC = {"collection": "delegations", "auto_commit": True}  # the server goes on by itself: it waits for nobody
_LEAST_SECONDS, _LEAST_RATE = 120, 200
"""An import is given up after so long, and a second more for so many rows."""


@dataclass(frozen=True, slots=True)
class Registry:
    """What the files name, and who may import them. The same in every copy."""

    store: Store
    folder: Path
    key: str
    units: list[str]
    partners: list[tuple[str, str]]
    partner_ids: list[str]

    def file(self, rows: int, first: int = 0) -> Path:
        """A CSV of so many delegations; made once."""
        path = self.folder / f"delegations-{first}-{rows}.csv"
        if not path.exists():
            write_file(path, rows, self.units, self.partners, first)
        return path


@dataclass(frozen=True, slots=True)
class Imported:
    """What one import took: `phases` are seconds by state, `server` and `worker` what their processes held.

    `cpu` is the worker's processor time in seconds, `database_cpu` that of a database which is a server of its own.
    """

    rows: int
    seconds: float
    phases: dict[str, float]
    cpu: float
    database_cpu: float
    server: Memory
    worker: Memory

    @property
    def per_second(self) -> float:
        return self.rows / self.seconds


def make_registry(store: Store, folder: Path) -> Registry:
    """Units and partners, each through the API."""
    api = Api(store.url(REGISTRY), folder)
    api.migrate()
    key = api.issue_key("approver")  # who alone may record what was approved and is over
    with api.serving(key) as server, client_of(server) as client:
        units = [{"code": f"SO-{n:02}", "name_vi": f"Sở Giả định {n}", "kind": "department"} for n in range(UNITS)]
        bodies = new_partners(PARTNERS)
        for name, values in (("org-units", units), ("partners", bodies)):
            client.collection(name).batch([{"op": "create", "data": each} for each in values])
        ids = [row["id"] for row in client.partners.list(fields="id")]
    store.settle()
    names = [(values["name_vi"], values["country"]) for values in bodies]
    return Registry(store, folder, key, [unit["code"] for unit in units], names, ids)


def client_of(server: Server) -> Doitac:
    """The project's own."""
    return Doitac(server.address, server.key, timeout=_TIMEOUT)


@contextmanager
def ready(registry: Registry, name: str) -> Iterator[Server]:
    """The API on a copy of the registry; it has imported before, so that its worker is there and at rest."""
    registry.store.copy(name)
    with Api(registry.store.url(name), registry.folder).serving(registry.key) as server:
        run_import(server, registry.file(_WARM_UP_ROWS, FIRST_OF_WARM_UP), _WARM_UP_ROWS)
        registry.store.even_out()
        yield server


def measure_import(registry: Registry, server: Server, rows: int) -> Imported:
    """An import, and what the server and its worker held meanwhile. Raises BenchError if the worker is gone."""
    path, worker = registry.file(rows), child_of(server.process.pid, WORKER)
    watches = [Watch(process) for process in (server.process.pid, worker)]
    before = cpu_ms_of(worker), registry.store.cpu_ms()
    seconds, phases = run_import(server, path, rows)
    cpu, database_cpu = (cpu_ms_of(worker) - before[0]) / 1_000, (registry.store.cpu_ms() - before[1]) / 1_000
    return Imported(rows, seconds, phases, cpu, database_cpu, *(watch.memory() for watch in watches))


def run_import(server: Server, path: Path, rows: int) -> tuple[float, dict[str, float]]:
    """From the upload's first byte until everything is committed: seconds, and seconds by state.

    Raises BenchError unless every row made a record.
    """
    with client_of(server) as client:
        begun = time.perf_counter()
        job = client.run(upload_file(path, _SPEC))
        seen = {"sending": begun, job["state"]: time.perf_counter()}
        while job["state"] in {"uploaded", "parsing", "validating", "committing"}:
            if time.perf_counter() - begun > _LEAST_SECONDS + rows / _LEAST_RATE:
                raise BenchError(f"the import of {rows} rows does not end: {job['state']}, {job['rows_done']} done")
            time.sleep(_POLL_SECONDS)
            job = client.imports.get(job["id"]).job
            seen.setdefault(job["state"], time.perf_counter())
        if job["state"] != "completed" or job["counters"]["created"] != rows:
            errors = [group["detail"] for group in client.imports.errors(job["id"])]
            raise BenchError(f"the import ended {job['state']}: {job['counters']} {job['error'] or errors[:3]}")
    return seen["completed"] - begun, phases_of(seen)


def phases_of(seen: dict[str, float]) -> dict[str, float]:
    """Seconds from when a state was first seen until the next one was."""
    passed = (after - before for before, after in pairwise(seen.values()))
    return dict(zip(seen, passed, strict=False))
