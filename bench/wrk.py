"""One round of wrk: a closed loop of sixteen connections on one thread, its answer taken apart."""

import re
import shutil
import subprocess
from collections.abc import Sequence
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


def measure(server: Server, asks: Sequence[Ask], seconds: int, folder: Path) -> Round:
    """Ask by turns for `seconds`. Raises BenchError if wrk fails or an answer is not a 2xx."""
    script = folder / f"{server.name}.lua"
    lines = "\n".join(ask.as_lua() for ask in asks)
    script.write_text(_SCRIPT.format(key=server.key, asks=lines), encoding="utf-8")
    options = ["--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s", "--latency"]
    command = [require_wrk(), *options, "--timeout", "10s", "--script", str(script), server.address]
    before = server.cpu_ms()
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds + _PATIENCE)
    except subprocess.TimeoutExpired as error:
        raise BenchError(f"wrk against {server.name} did not end") from error
    spent = server.cpu_ms() - before
    if done.returncode or "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise BenchError(f"{server.name}, {asks[0].method} {asks[0].path}:\n{done.stdout}{done.stderr}")
    return read_report(done.stdout, spent, server.rss_mb())


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
