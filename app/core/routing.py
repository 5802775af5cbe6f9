"""Routers and routes: every slice's are made of these."""

from collections import defaultdict
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from importlib import import_module
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from app.core.body import StrictRequest
from app.core.reading import quick_handler


class StrictRoute(APIRoute):
    """The route class of every router."""

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        if not self.body_field and (quick := quick_handler(self.dependant)):
            return quick
        handle = super().get_route_handler()

        async def handle_strictly(request: Request) -> Response:
            return await handle(StrictRequest(request.scope, request.receive))

        return handle_strictly if self.body_field else handle


class SliceRouter(APIRouter):
    """A slice's router. A route is made of its function when the routes are first looked at.

    FastAPI takes one or two milliseconds for each, and every start would wait for all two hundred.
    """

    def __init__(self, prefix: str, tag: str) -> None:
        self.collections: set[str] = set()
        self._made: list[BaseRoute] = []
        self._unmade: list[Callable[[], None]] = []
        super().__init__(prefix=prefix, tags=[tag], route_class=StrictRoute)

    @property
    def routes(self) -> list[BaseRoute]:
        """In the order of their declaration."""
        unmade, self._unmade = self._unmade, []
        for make in unmade:
            make()
        return self._made

    @routes.setter
    def routes(self, routes: list[BaseRoute]) -> None:  # FastAPI's own start
        self._made = routes

    @override
    def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        self.collections.add(collection_of(self.prefix + path))
        self._unmade.append(partial(super().add_api_route, path, endpoint, **options))


class LateRouter(SliceRouter):
    """All routers of a slice that few requests need: its module is loaded when the routes are first looked at.

    `collections` are those of its ROUTERS; a test holds the two together.
    """

    def __init__(self, module: str, *collections: str) -> None:
        super().__init__("", module)
        self.collections.update(collections)
        self._module = module

    @property
    @override
    def routes(self) -> list[BaseRoute]:
        """In the order of their declaration."""
        return [route for router in import_module(self._module).ROUTERS for route in router.routes]

    @routes.setter
    def routes(self, routes: list[BaseRoute]) -> None:
        """FastAPI's own start."""


class ByCollection:
    """The application's router, which tries the routes that a path's collection has for its method and length.

    FastAPI would try all two hundred in turn. A path's collection is its first two segments, `/v1/partners`; what no
    route takes goes FastAPI's way.
    """

    def __init__(self, router: APIRouter, slices: Sequence[SliceRouter]) -> None:
        self.router = router
        self._unmade: dict[str, list[SliceRouter]] = defaultdict(list)
        self._routes: dict[tuple[str, str, int], list[BaseRoute]] = defaultdict(list)
        for each in slices:
            for collection in each.collections:
                self._unmade[collection].append(each)

    def routes_of(self, method: str, path: str) -> Sequence[BaseRoute]:
        """Those that may take it, in the order of their declaration."""
        collection = collection_of(path)
        if collection in self._unmade:
            self._make(collection, self._unmade.pop(collection))
        return self._routes.get((method, collection, path.count("/")), ())

    def _make(self, collection: str, slices: list[SliceRouter]) -> None:
        for route in [route for each in slices for route in each.routes]:
            if isinstance(route, APIRoute) and collection_of(route.path) == collection:
                self.router.routes.append(route)  # FastAPI answers a method that no route takes
                for method in route.methods or ():
                    self._routes[method, collection, route.path.count("/")].append(route)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            for route in self.routes_of(scope["method"], scope["path"]):
                match, found = route.matches(scope)
                if match is Match.FULL:
                    scope.update(found, router=self.router)
                    await route.handle(scope, receive, send)
                    return
        await self.router.app(scope, receive, send)


def collection_of(path: str) -> str:
    """`/v1/partners/0198...` is of `/v1/partners`, `/feeds/secret.ics` of `/feeds`."""
    return "/".join(path.split("/", 3)[: 3 if path.startswith("/v1/") else 2])
