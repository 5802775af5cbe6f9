"""What a search for a record ends with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Executable, Result

Execute = Callable[[Executable], Awaitable[Result[Any]]]
"""A session's or the Reader's own `execute`."""


@dataclass(frozen=True, slots=True)
class Found:
    """One record."""

    id: str


@dataclass(frozen=True, slots=True)
class Many:
    """Several records, or none for sure: each a dict of its id and the fields that tell it from the others."""

    candidates: tuple[dict[str, Any], ...]
    is_named: bool = True
    """Whether the text names each of them; else it only begins as they do."""


@dataclass(frozen=True, slots=True)
class New:
    """No record goes by this line's key, or the line has no key."""


@dataclass(frozen=True, slots=True)
class Missing:
    """The line names a record by its id that the caller cannot see, or that is not there."""

    id: str


class Match(NamedTuple):
    """What a line means. Two lines of one file with one `key` mean the same record; None: nothing to tell by."""

    result: Found | Many | New | Missing
    key: str | None
