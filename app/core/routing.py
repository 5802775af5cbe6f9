"""Routers and routes: every slice's are made of these."""

from collections import defaultdict
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send
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
    """A slice's router."""

    def __init__(self, prefix: str, tag: str) -> None:
        super().__init__(prefix=prefix, tags=[tag], route_class=StrictRoute)


class ByCollection:
    """The application's router, which tries the routes of one collection: FastAPI would try those of all, in turn.

    A path's collection is its first two segments, `/v1/partners`; what no route takes goes FastAPI's way.
    """

    def __init__(self, router: APIRouter) -> None:
        self.router = router
        self._routes: dict[str, list[BaseRoute]] = defaultdict(list)
        for route in router.routes:
            if isinstance(route, APIRoute):
                self._routes[_collection_of(route.path)].append(route)

    def routes_of(self, path: str) -> Sequence[BaseRoute]:
        """Those of the path's collection, in the order of their declaration."""
        return self._routes.get(_collection_of(path), ())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            for route in self.routes_of(scope["path"]):
                match, found = route.matches(scope)
                if match is Match.FULL:
                    scope.update(found, router=self.router)
                    await route.handle(scope, receive, send)
                    return
        await self.router.app(scope, receive, send)


def _collection_of(path: str) -> str:
    """`/v1/partners/0198...` is of `/v1/partners`, `/feeds/secret.ics` of `/feeds`."""
    return "/".join(path.split("/", 3)[: 3 if path.startswith("/v1/") else 2])
