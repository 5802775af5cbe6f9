"""Our reading of a route without a body against FastAPI's own, and of a query for every list's model."""

from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Header, Path, Query, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_dependant, request_params_to_args
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException  # noqa: TID251  # of applications of FastAPI's own
from starlette.responses import JSONResponse

from app.api import ROUTERS
from app.core.faults import fault_of
from app.core.reading import quick_handler, read_query
from app.core.routing import StrictRoute

VALUES = [
    "",
    "x",
    "LA",
    "LA,KH",
    "2026-05-12",
    "2026",
    "true",
    "7",
    "-name_vi",
    "exact",
    "null",
    "a\0b",
    "  ",
    "0" * 300,
]


def dependants() -> Iterator[Dependant]:
    """Of every route that is read the quick way and has a query of its own."""
    for router in ROUTERS:
        for route in router.routes:
            if isinstance(route, APIRoute) and route.dependant.query_params and quick_handler(route.dependant):
                yield route.dependant


MODELS = {dependant.query_params[0].field_info.annotation: dependant.query_params[0] for dependant in dependants()}


def of_fastapi(field: Any, sent: QueryParams) -> Any:
    values, faults = request_params_to_args([field], sent)
    return faults or values[field.name]


def of_ours(model: Any, sent: QueryParams) -> Any:
    try:
        return read_query(model, sent)
    except RequestValidationError as refused:
        return refused.errors()


def told(result: Any) -> Any:
    """What a caller sees of a refusal, or the model and what was given."""
    if isinstance(result, list):
        return [fault_of(fault) for fault in result]
    return result, result.model_fields_set


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
class TestReading:
    @settings(max_examples=40)
    @given(data=st.data())
    def test_is_that_of_fastapi(self, model: Any, data: st.DataObject) -> None:
        names = [field.alias or name for name, field in model.model_fields.items()]
        pair = st.tuples(st.sampled_from([*names, "colour", "from_"]), st.sampled_from(VALUES))
        sent = QueryParams(data.draw(st.lists(pair, max_size=6)))
        assert told(of_ours(model, sent)) == told(of_fastapi(MODELS[model], sent))


class Wanted(BaseModel):
    model_config = ConfigDict(extra="forbid")

    number: int = 0
    kinds: list[str] = []


calls: list[str] = []


async def caller(request: Request) -> str:
    """Depends on nothing else, and is asked for twice."""
    calls.append("caller")
    if request.headers.get("x-refused"):
        raise HTTPException(403, "refused")
    return "somebody"


Caller = Annotated[str, Depends(caller)]


async def seen_by(caller: Caller, number: Annotated[int, Path()]) -> str:
    calls.append("seen_by")
    if number == 404:
        raise HTTPException(404, "nothing")
    return f"{number} as {caller} sees it"


async def closed_again() -> AsyncIterator[str]:
    yield "open"
    calls.append("closed")


Seen = Annotated[str, Depends(seen_by)]
Open = Annotated[str, Depends(closed_again)]
Query_ = Annotated[Wanted, Query()]


async def show(
    request: Request, seen: Seen, caller: Caller, query: Query_, number: Annotated[int, Path(alias="number")]
) -> Response:
    return JSONResponse([request.url.path, seen, caller, query.model_dump(), number])


async def head(number: int, query: Query_, x_refused: Annotated[str, Header()] = "no") -> Response:
    return JSONResponse([number, x_refused, query.number])


async def opened(number: int, opened: Open) -> Response:
    return JSONResponse([number, opened])


async def plain(number: int, q: str = "") -> Response:
    return JSONResponse([number, q])


async def rendered(number: int, query: Query_) -> Wanted:
    return query


async def refuse(request: Request) -> None:
    calls.append("refuse")
    if request.headers.get("x-refused"):
        raise HTTPException(403, "refused")


async def guarded(number: int, query: Query_) -> Response:
    return JSONResponse([number, query.number])


async def counted() -> int:
    calls.append("counted")
    return len(calls)


Count = Annotated[int, Depends(counted, use_cache=False)]


async def twice(number: int, one: Count, other: Count) -> Response:
    return JSONResponse([number, one, other])


def threaded(number: int) -> Response:
    return JSONResponse(number)


ENDPOINTS = (show, head, opened, plain, rendered, guarded, twice, threaded)
ROUTES: dict[str, Callable[..., Any]] = {endpoint.__name__: endpoint for endpoint in ENDPOINTS}


@cache
def app_of(route_class: type[APIRoute]) -> FastAPI:
    router = APIRouter(route_class=route_class)
    for name, endpoint in ROUTES.items():
        guards = [Depends(refuse)] if endpoint is guarded else []
        router.add_api_route(f"/{name}/{{number}}", endpoint, response_model=None, dependencies=guards)
    made = FastAPI()
    made.include_router(router)
    return made


class TestRoutes:
    @pytest.mark.parametrize("refused", ["", "yes"])
    @pytest.mark.parametrize("query", ["", "?number=5&kinds=a&kinds=b", "?number=x&colour=red", "?kinds=a"])
    @pytest.mark.parametrize("number", ["7", "x", "404"])
    @pytest.mark.parametrize("name", ROUTES)
    async def test_are_answered_as_fastapi_would(self, name: str, number: str, query: str, refused: str) -> None:
        told = []
        for route_class in (StrictRoute, APIRoute):
            calls.clear()
            transport = httpx.ASGITransport(app=app_of(route_class))
            async with httpx.AsyncClient(transport=transport, base_url="http://doitac") as client:
                answer = await client.get(f"/{name}/{number}{query}", headers={"x-refused": refused} if refused else {})
            told.append((answer.status_code, answer.json(), list(calls)))
        assert told[0] == told[1]

    def test_are_quick_where_they_take_path_and_query_and_answer_themselves(self) -> None:
        apart = [name for name in ROUTES if name != "guarded"]
        quick = [name for name in apart if quick_handler(get_dependant(path="", call=ROUTES[name]))]
        assert quick == ["show"]

    async def test_document_their_parameters_all_the_same(self, app: FastAPI) -> None:
        parameters = app.openapi()["paths"]["/v1/partners"]["get"]["parameters"]
        assert {"q", "country", "limit", "cursor", "fields"} <= {each["name"] for each in parameters}
