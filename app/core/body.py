"""Request bodies, read strictly: JSON as RFC 8259 has it, no unpaired surrogate, no NUL, no bottomless nesting."""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import Request
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

from app.core.errors import BodyTooLarge, InvalidRequest, MalformedRequest
from app.core.faults import pointer
from app.core.problems import Fault, problem_response

MAX_DEPTH = 32


class StrictRequest(Request):
    """Reads JSON with orjson, which refuses what the standard module lets through."""

    @override
    async def json(self) -> Any:
        """The parsed body."""
        if not hasattr(self, "_json"):
            self._json = read_json(await self.body())
        return self._json


def read_json(body: bytes) -> Any:  # noqa: ANN401  # any JSON value
    """Raises MalformedRequest for nesting beyond `MAX_DEPTH`, InvalidRequest for a NUL, JSONDecodeError otherwise."""
    value = orjson.loads(body)
    nested = body.count(b"[") + body.count(b"{") > MAX_DEPTH
    if nested or b"\\u0000" in body:
        _inspect(value)
    return value


class BodyLimit:
    """Starlette's limit on the size of a body, for requests that may have one: a read pays nothing for it.

    `exceptions` are paths that take more: the body goes to the disk there, and not into memory.
    """

    def __init__(self, app: ASGIApp, max_body_size: int, exceptions: Mapping[str, int]) -> None:
        self.app = app
        self._limited = RequestBodyLimitMiddleware(app, max_body_size)
        self._exceptions = {path: RequestBodyLimitMiddleware(app, size) for path, size in exceptions.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        without_body = scope["type"] != "http" or scope["method"] in ("GET", "HEAD")
        if without_body:
            await self.app(scope, receive, send)
            return
        limited = self._exceptions.get(scope["path"], self._limited)
        if _announced_length(scope) > limited.max_body_size:  # Starlette would answer in plain text
            await problem_response(Request(scope), BodyTooLarge())(scope, receive, send)
        else:
            await limited(scope, receive, send)


def _announced_length(scope: Scope) -> int:
    """Content-Length, 0 where there is none that can be read."""
    text = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    return int(text) if text.isdigit() else 0


def _inspect(value: Any) -> None:  # noqa: ANN401  # any JSON value
    """Walk without recursion; name the first place of each fault."""
    faults = []
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    while waiting:
        place, item = waiting.pop()
        if len(place) > MAX_DEPTH:
            raise MalformedRequest(errors=[Fault("too_long", pointer(place[:3]))])
        if isinstance(item, dict):
            waiting += [((*place, key), child) for key, child in item.items()]
            faults += [Fault("nul_character", pointer(place)) for key in item if "\x00" in key]
        elif isinstance(item, list):
            waiting += [((*place, index), child) for index, child in enumerate(item)]
        elif isinstance(item, str) and "\x00" in item:
            faults.append(Fault("nul_character", pointer(place)))
    if faults:
        raise InvalidRequest(errors=faults)
