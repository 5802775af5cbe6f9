"""Real servers in processes of their own, as `doitac serve` starts them: to be killed, doubled and cut off."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.postgres import HOST, free_port

ROOT = Path(__file__).parents[1]
PROGRAM = [sys.executable, "-m", "app"]
ADMIN_KEY = "dt_test_administrator_key"
PATIENCE = 30.0


def environment(url: str, folder: Path, **changes: str) -> dict[str, str]:
    """What `doitac` reads, and nothing of ours beside it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DOITAC_")}
    ours = {"DOITAC_DATABASE_URL": url, "DOITAC_DATA_DIR": str(folder), "DOITAC_SEED": "false", "PYTHONPATH": str(ROOT)}
    return kept | ours | changes


def run(url: str, folder: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """One `doitac` command to its end."""
    return subprocess.run(
        [*PROGRAM, *arguments],
        env=environment(url, folder, **changes),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@dataclass
class Server:
    """A running server. `output` grows in a file, so that nothing blocks on a full pipe."""

    process: subprocess.Popen[bytes]
    base_url: str
    log: Path

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def client(self, key: str = ADMIN_KEY) -> httpx.AsyncClient:
        headers = {"authorization": f"Bearer {key}"}
        return httpx.AsyncClient(base_url=self.base_url, headers=headers, timeout=PATIENCE)

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                if httpx.get(f"{self.base_url}/readyz", timeout=PATIENCE).status_code == 200:
                    return
            except httpx.TransportError:
                assert self.process.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.05)

    def kill(self) -> None:
        """As a power cut would: no signal handler runs."""
        self.process.kill()
        self.process.wait(PATIENCE)


@contextmanager
def serving(url: str, folder: Path, **changes: str) -> Iterator[Server]:
    """A server on a free port; not yet ready. It is gone after the block."""
    port = free_port()
    log = folder / f"server-{port}.log"
    given = {"DOITAC_ADMIN_KEY": ADMIN_KEY, "DOITAC_PORT": str(port), **changes}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*PROGRAM, "serve"],
            env=environment(url, folder, **{name: value for name, value in given.items() if value}),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    server = Server(process, f"http://{HOST}:{port}", log)
    try:
        yield server
    finally:
        server.kill()
