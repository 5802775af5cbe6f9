"""The log: one JSON object a line on standard error, written without a lock or a formatter in between.

Of our own, since structlog brings rich and pygments into every worker: docs/decisions/0019.
"""

import traceback
from typing import Any, Final

import orjson

from app.core.clock import now
from app.core.db.types import instant_text

_LEVELS: Final = ("debug", "info", "warning", "error")
_STANDARD_ERROR = open(2, "wb", buffering=0, closefd=False)  # noqa: SIM115  # the descriptor, for the process's life


class Log:
    """Writes lines of its level and above."""

    def __init__(self) -> None:
        self._written = frozenset(_LEVELS[1:])

    def configure(self, least: str) -> None:
        """From `least` up: debug, info, warning or error."""
        self._written = frozenset(_LEVELS[_LEVELS.index(least) :])

    def info(self, event: str, **fields: Any) -> None:  # noqa: ANN401  # JSON values
        self._write("info", event, fields)

    def warning(self, event: str, **fields: Any) -> None:  # noqa: ANN401
        self._write("warning", event, fields)

    def error(self, event: str, exception: Exception | None = None, **fields: Any) -> None:  # noqa: ANN401
        """With the traceback of `exception`, without the values of variables: they may be somebody's."""
        told = {} if exception is None else {"exception": "".join(traceback.format_exception(exception))}
        self._write("error", event, fields | told)

    def _write(self, level: str, event: str, fields: dict[str, Any]) -> None:
        if level in self._written:
            line = fields | {"event": event, "level": level, "timestamp": instant_text(now())}
            _STANDARD_ERROR.write(orjson.dumps(line, default=str, option=orjson.OPT_APPEND_NEWLINE))


log: Final = Log()
