"""The outermost layer, as plain ASGI: a request id, one JSON log line a request, and no exception that escapes."""

import re
import time
from typing import Any

import uuid_utils
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.errors import InternalError, InvalidRequest
from app.core.log import log
from app.core.problems import Fault, problem_response

_ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9._:-]{8,128}").fullmatch
_SECRET_PATH = re.compile(r"(/feeds/)[^/.]+")


class RequestContext:
    """Gives every request its id, answers what nothing else caught, and writes the log line: no body, no token."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        state = scope.setdefault("state", {})
        state["request_id"] = request_id = _request_id(scope)
        answer: dict[str, Any] = {"status": 0}

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer["status"] = message["status"]
                message["headers"].append((b"x-request-id", request_id.encode()))
            await send(message)

        try:
            if _has_nul(scope):
                problem = InvalidRequest(errors=[Fault("nul_character", "", "parameter")])
                await problem_response(Request(scope), problem)(scope, receive, send_with_id)
            else:
                await self.app(scope, receive, send_with_id)
        except Exception as error:
            log.error("unhandled", error, request_id=request_id)
            if answer["status"]:
                raise
            await problem_response(Request(scope), InternalError())(scope, receive, send_with_id)
        _log_request(scope, answer["status"], started)


def _log_request(scope: Scope, status: int, started: float) -> None:
    state = scope["state"]
    log.info(
        "request",
        method=scope["method"],
        path=_SECRET_PATH.sub(r"\1***", scope["path"]) if "/feeds/" in scope["path"] else scope["path"],
        status=status,
        ms=round((time.perf_counter() - started) * 1_000, 2),
        request_id=state["request_id"],
        principal=state.get("principal_id"),
    )


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _ACCEPTABLE_ID(given := str(value, "latin-1")):
            return given
    return str(uuid_utils.uuid7())


def _has_nul(scope: Scope) -> bool:
    """No text of ours holds NUL, and PostgreSQL cannot: refused at the door wherever the address has one."""
    return b"%00" in scope["query_string"] or "\x00" in scope["path"]
