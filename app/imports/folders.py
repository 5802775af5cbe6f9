"""The folder of an import: the file as it was sent, the lock of whoever has the job, and how far it is."""

import errno
import fcntl
import os
import shutil
from pathlib import Path
from typing import Any

import orjson

UPLOAD, LOCK, PROGRESS, CANCEL = "upload", "lock", "progress.json", "cancel"
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""How a full disk is told, by whichever limit."""


def folder_of(data_dir: Path, import_id: str) -> Path:
    """Where everything of this import lies; nobody but this program's user may look in."""
    return data_dir / "imports" / import_id


def make_folder(folder: Path) -> None:
    """Make it, closed to others."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def remove_folder(folder: Path) -> None:
    """Take it away with all that is in it, if it is there."""
    shutil.rmtree(folder, ignore_errors=True)


def forget_file(folder: Path) -> None:
    """Take away the file and what was read of it once nothing asks for them: they may hold what must lie sealed."""
    for path in folder.iterdir() if folder.exists() else ():
        if path.name != LOCK:
            path.unlink(missing_ok=True)


class Hold:
    """A shared hold of an import's lock, by the server while its worker has the job, and by the worker itself.

    The operating system lets go for a process that dies, so that no hold outlives its holder.
    """

    def __init__(self, folder: Path) -> None:
        make_folder(folder)
        self._descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def release(self) -> None:
        """Let go. Once is enough."""
        os.close(self._descriptor)


def is_held(folder: Path) -> bool:
    """Whether anybody has the job."""
    try:
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def read_progress(folder: Path) -> dict[str, Any]:
    """What the worker told last: {"phase", "rows_done", "rows_total", "rate", "eta_seconds"}; empty before that."""
    try:
        progress: dict[str, Any] = orjson.loads((folder / PROGRESS).read_bytes())
    except FileNotFoundError:
        return {}
    return progress


def ask_to_cancel(folder: Path) -> None:
    """Told by a file: a long commit may keep SQLite's one place for writers."""
    (folder / CANCEL).touch(mode=0o600)


def forget_cancel(folder: Path) -> None:
    """Before the work goes on."""
    (folder / CANCEL).unlink(missing_ok=True)
