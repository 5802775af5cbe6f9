"""One round of wrk: a closed loop of connections on one thread, its answer taken apart."""

import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.servers import BenchError, Server

CONNECTIONS = 16
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1_000.0, "m": 60_000.0}
_PATIENCE = 30
_SCRIPT = """\
wrk.headers["authorization"] = "Bearer {key}"
wrk.headers["content-type"] = "application/json"
local asks = {{
{asks}
}}
local requests, turn = {{}}, 0
function init()
  for place, ask in ipairs(asks) do requests[place] = wrk.format(ask[1], ask[2], nil, ask[3]) end
end
function request()
  turn = turn % #requests + 1
  return requests[turn]
end
"""


@dataclass(frozen=True, slots=True)
class Ask:
    """A request that is sent again and again; one with a body is a POST."""

    path: str
    body: str | None = None

    @property
    def method(self) -> str:
        return "GET" if self.body is None else "POST"

    def as_lua(self) -> str:
        """An item of the script's list; long brackets need no escapes."""
        parts = (self.method, self.path) if self.body is None else (self.method, self.path, self.body)
        return "  {" + ", ".join(f"[==[{part}]==]" for part in parts) + "},"


@dataclass(frozen=True, slots=True)
class Round:
    """What one round showed: times in milliseconds, `cpu` the process's for one request, `memory` in MiB at the end."""

    per_second: float
    p50: float
    p99: float
    cpu: float
    memory: float


def require_wrk() -> str:
    """Where wrk is. Raises BenchError, which says how to get it."""
    found = shutil.which("wrk")
    if found is None:
        raise BenchError("wrk, which makes the load, is not here. Install it: the Debian package is called wrk.")
    return found


@dataclass(slots=True)
class Load:
    """wrk at work on a server."""

    server: Server
    what: str
    _process: subprocess.Popen[str]
    _cpu_before: float

    def stop(self) -> Round:
        """End it before its time; what it saw until now. Raises as `wait`."""
        self._process.send_signal(signal.SIGINT)
        return self.wait(0)

    def wait(self, seconds: int) -> Round:
        """Until it ends, in so many seconds. Raises BenchError if wrk fails or an answer is not a 2xx."""
        try:
            said, complained = self._process.communicate(timeout=seconds + _PATIENCE)
        except subprocess.TimeoutExpired as error:
            raise BenchError(f"wrk against {self.server.name} did not end") from error
        spent = self.server.cpu_ms() - self._cpu_before
        if self._process.returncode or "Non-2xx" in said or "Socket errors" in said:
            raise BenchError(f"{self.server.name}, {self.what}:\n{said}{complained}")
        return read_report(said, spent, self.server.rss_mb())


@contextmanager
def loading(
    server: Server, asks: Sequence[Ask], seconds: int, folder: Path, connections: int = CONNECTIONS
) -> Iterator[Load]:
    """Ask by turns, for so many seconds at most and no longer than the block."""
    script = folder / f"{server.name}.lua"
    lines = "\n".join(ask.as_lua() for ask in asks)
    script.write_text(_SCRIPT.format(key=server.key, asks=lines), encoding="utf-8")
    options = ["--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s", "--latency"]
    command = [require_wrk(), *options, "--timeout", "10s", "--script", str(script), server.address]
    before = server.cpu_ms()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with process:
        try:
            yield Load(server, f"{asks[0].method} {asks[0].path}", process, before)
        finally:
            process.kill()


def measure(server: Server, asks: Sequence[Ask], seconds: int, folder: Path, connections: int = CONNECTIONS) -> Round:
    """Ask by turns for `seconds`. Raises BenchError if wrk fails or an answer is not a 2xx."""
    with loading(server, asks, seconds, folder, connections) as load:
        return load.wait(seconds)


def read_report(text: str, cpu_ms: float, memory: float) -> Round:
    """Take wrk's words apart; `cpu_ms` is what the server spent meanwhile, `memory` what it holds."""
    count = int(_find(r"(\d+) requests in", text))
    if not count:
        raise BenchError(f"No request was answered:\n{text}")
    per_second = float(_find(r"Requests/sec:\s+([\d.]+)", text))
    p50, p99 = (_milliseconds(_find(rf"\n +{share}%\s+(\S+)", text)) for share in (50, 99))
    return Round(per_second, p50, p99, cpu_ms / count, memory)


def _find(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise BenchError(f"wrk's answer is not understood:\n{text}")
    return match[1]


def _milliseconds(text: str) -> float:
    number = text.rstrip("mus")
    return float(number) * _UNITS[text.removeprefix(number)]
