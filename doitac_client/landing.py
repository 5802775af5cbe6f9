"""A file that appears whole under its name, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeAlias
from uuid import uuid4

Target: TypeAlias = Path | str | BinaryIO
"""Where a download goes: a path, or an open file, which then has what came even if the rest did not."""


@contextmanager
def landing(target: Target) -> Iterator[BinaryIO]:
    """The file to write to; it takes the target's name after the block, and is gone if the block raises."""
    if not isinstance(target, Path | str):
        yield target
        target.flush()
        return
    path = Path(target)
    part = path.with_name(f".{path.name}.{uuid4().hex}.part")
    try:
        with part.open("xb") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
