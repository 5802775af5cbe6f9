"""Routers and routes: every slice's are made of these."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope
from typing_extensions import override

from app.core.body import StrictRequest


class StrictRoute(APIRoute):
    """The route class of every router."""

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_strictly(request: Request) -> Response:
            return await handle(StrictRequest(request.scope, request.receive))

        return handle_strictly if self.body_field else handle


class SliceRouter(APIRouter):
    """A slice's router, which knows its paths by their ends; FastAPI would try every route of every router, twice."""

    def __init__(self, prefix: str, tag: str, *, begins: tuple[str, ...] = (), ends: tuple[str, ...] = ("",)) -> None:
        """`begins` (the prefix, if absent) and `ends` tell the paths that are this router's and no later one's."""
        super().__init__(prefix=prefix, tags=[tag], route_class=StrictRoute)
        self._begins, self._ends = begins or (prefix,), ends

    @override
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        path = scope["path"]
        return (Match.FULL if path.startswith(self._begins) and path.endswith(self._ends) else Match.NONE), {}
