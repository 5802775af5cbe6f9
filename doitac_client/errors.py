"""What a call can end with instead of its answer.

DoitacError                 the server refused: status, code, errors
├── ConnectionFailedError   no answer came; status is None
└── TruncatedDownloadError  the answer broke off midway; nothing was left under the file's name
"""

import json
from typing import Any

from doitac_client.steps import Answer, Failure


class DoitacError(Exception):
    """A refusal. `code` never changes with language, `detail` follows the client's."""

    def __init__(
        self, detail: str, *, status: int | None = None, code: str = "", body: dict[str, Any] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.body = body or {}

    @property
    def errors(self) -> list[dict[str, Any]]:
        """Each `{pointer or parameter or header or line+column, code, detail}`."""
        return list(self.body.get("errors", ()))

    @property
    def request_id(self) -> str | None:
        """Under which the server's log has it."""
        return self.body.get("request_id")

    def __str__(self) -> str:
        places = (f"{_place(fault)}: {fault.get('detail') or fault.get('code')}" for fault in self.errors)
        said = f"{self.status} {self.code}: {self.detail}" if self.status else self.detail
        return "\n  ".join([said, *places])


class ConnectionFailedError(DoitacError):
    """The server was not reached, or was lost before its answer."""


class TruncatedDownloadError(DoitacError):
    """The connection ended in the middle of a file."""


def error_of(outcome: Answer | Failure) -> DoitacError:
    """What to raise for an outcome that is no success."""
    if isinstance(outcome, Failure):
        kind = TruncatedDownloadError if outcome.was_receiving else ConnectionFailedError
        return kind(outcome.words, code="truncated" if outcome.was_receiving else "connection_failed")
    body = _problem_in(outcome)
    detail = body.get("detail") or body.get("title") or f"HTTP {outcome.status}"
    return DoitacError(detail, status=outcome.status, code=body.get("code", ""), body=body)


def _problem_in(answer: Answer) -> dict[str, Any]:
    """Empty if something between us and the server answered in words of its own."""
    try:
        body = answer.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        return {}
    return body if isinstance(body, dict) else {}


def _place(fault: dict[str, Any]) -> str:
    for kind in ("pointer", "parameter", "header"):
        if kind in fault:
            return str(fault[kind])
    return f"{fault.get('line', '')} {fault.get('column', '')}".strip()
