"""The resident memory of a running process, as Linux tells it."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.servers import BenchError, held_mb_of

_PEAK_FROM_NOW = "5"
"""What `clear_refs` takes for: let the peak be what is held now."""


@dataclass(frozen=True, slots=True)
class Memory:
    """In MiB: what a process held before, and the most it held since."""

    before: float
    peak: float

    @property
    def growth(self) -> float:
        return self.peak - self.before


class Watch:
    """Of one process, from now on. Where the peak cannot be set back it is that of the whole life: never too little."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._before = self._held("VmRSS")
        with suppress(OSError):
            Path(f"/proc/{process}/clear_refs").write_text(_PEAK_FROM_NOW, encoding="ascii")

    def memory(self) -> Memory:
        """Until now. Raises BenchError if the process is gone."""
        return Memory(self._before, self._held("VmHWM"))

    def _held(self, name: str) -> float:
        try:
            return held_mb_of(self._process, name)
        except OSError as error:
            raise BenchError(f"a process that is measured is gone: {error}") from error


def child_of(parent: int, module: str) -> int:
    """The id of the child that runs `python -m module`. Raises BenchError."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended since
            fields = (folder / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            if int(fields[1]) == parent and module.encode() in (folder / "cmdline").read_bytes().split(b"\0"):
                return int(folder.name)
    raise BenchError(f"no child of {parent} runs {module}")
