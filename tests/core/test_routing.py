"""Routes are made when their collection is first asked for, and none is found by asking all the others first."""

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Match

from app.api import ROUTERS
from app.core.routing import ByCollection, LateRouter, SliceRouter, collection_of


def test_every_route_is_the_first_of_its_collection_to_match_its_own_path(whole_app: FastAPI) -> None:
    dispatch = whole_app.router.middleware_stack
    assert isinstance(dispatch, ByCollection)
    seen = 0
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            path = route.path.replace("{", "").replace("}", "")
            for method in route.methods or ():
                scope: dict[str, Any] = {"type": "http", "path": path, "method": method, "root_path": ""}
                found = [
                    other for other in dispatch.routes_of(method, path) if other.matches(dict(scope))[0] is Match.FULL
                ]
                assert found[:1] == [route], f"{method} {route.path}"
                seen += 1
    assert seen > 150


async def _answer() -> None:
    """Stands for any operation."""


def test_the_routes_of_a_collection_are_made_once_with_its_first_request() -> None:
    whole, router = APIRouter(), SliceRouter("/v1/gifts", "gifts")
    router.get("")(_answer)
    router.get("/{id}")(_answer)
    router.delete("/{id}")(_answer)
    dispatch = ByCollection(whole, [router])
    assert dispatch.routes_of("GET", "/v1/partners") == ()
    assert whole.routes == []
    for _ in range(2):
        assert [route.path for route in dispatch.routes_of("GET", "/v1/gifts/7")] == ["/v1/gifts/{id}"]  # type: ignore[attr-defined]
    assert dispatch.routes_of("PATCH", "/v1/gifts/7") == ()
    assert len(whole.routes) == 3


def test_a_late_slice_says_which_collections_it_has() -> None:
    late = [router for router in ROUTERS if isinstance(router, LateRouter)]
    assert late
    for router in late:
        assert router.collections == {collection_of(route.path) for route in router.routes}  # type: ignore[attr-defined]
