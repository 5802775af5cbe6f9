"""Every route stands in the table of its collection: none is found by asking all the others first."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Match

from app.api import ROUTERS
from app.core.routing import ByCollection


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
                found = [other for other in dispatch.routes_of(path) if other.matches(dict(scope))[0] is Match.FULL]
                assert found[:1] == [route], f"{method} {route.path}"
                seen += 1
    assert seen > 150
