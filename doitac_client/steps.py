"""What a flow yields, and what it is sent for it."""

import json
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias, TypeVar

T = TypeVar("T")
Json: TypeAlias = Any
"""What the server's JSON is, the contract says."""
Record: TypeAlias = dict[str, Any]
Records: TypeAlias = list[Record]
"""For classes in which `list` is the name of an operation."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file and the form's fields before it. One boundary for every sending: the same key means the same bytes."""

    path: Path
    fields: Mapping[str, str]
    boundary: str


@dataclass(frozen=True, slots=True)
class Call:
    """A request; sent: `Answer` or `Failure`. With `into`, a good answer's body goes there and not into the answer."""

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    upload: Upload | None = None
    into: BinaryIO | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """May the last call be sent again, after so many seconds? Sent: True once they have passed, or False."""

    attempt: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait so many seconds; sent: None."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    content: bytes = b""

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300  # noqa: PLR2004  # what HTTP calls a success

    def json(self) -> Json:
        """The body; raises JSONDecodeError or UnicodeDecodeError."""
        return json.loads(self.content)


@dataclass(frozen=True, slots=True)
class Failure:
    """No whole answer: `was_sent` if the server may have done it, `was_receiving` if a file was on its way."""

    words: str
    was_sent: bool
    was_receiving: bool = False


Step: TypeAlias = Call | Again | Pause
Flow: TypeAlias = Generator[Step, Any, T]
