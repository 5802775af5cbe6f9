"""Request bodies, read strictly: JSON as RFC 8259 has it, no unpaired surrogate, no NUL, no bottomless nesting."""

from collections.abc import Callable, Coroutine
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.routing import APIRoute
from typing_extensions import override

from app.core.errors import InvalidRequest, MalformedRequest
from app.core.faults import pointer
from app.core.problems import Fault

MAX_DEPTH = 32


class StrictRequest(Request):
    """Reads JSON with orjson, which refuses what the standard module lets through."""

    @override
    async def json(self) -> Any:
        """The parsed body. Raises MalformedRequest for nesting beyond `MAX_DEPTH`, InvalidRequest for a NUL."""
        if not hasattr(self, "_json"):
            body = await self.body()
            value = orjson.loads(body)
            nested = body.count(b"[") + body.count(b"{") > MAX_DEPTH
            if nested or b"\\u0000" in body:
                _inspect(value)
            self._json = value
        return self._json


class StrictRoute(APIRoute):
    """The route class of every router."""

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_strictly(request: Request) -> Response:
            return await handle(StrictRequest(request.scope, request.receive))

        return handle_strictly


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
