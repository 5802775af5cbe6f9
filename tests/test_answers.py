"""Every answer is held to its documented model, byte by byte; no request that the document allows ends in a 500."""

import random
from typing import Any

import httpx
import pytest
import schemathesis
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from sqlalchemy.ext.asyncio import AsyncSession

from app.api import COLLECTIONS, ROUTERS
from app.core.meta import Collection
from tests.core.test_paging import table_of
from tests.operations import openapi_document
from tests.rows import add_rows

_ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]


def reads_below(address: str) -> list[APIRoute]:
    """The GET routes of a collection that answer JSON."""
    return [
        route
        for route in _ROUTES
        if "GET" in (route.methods or ())
        and route.response_model
        and (route.path + "/").startswith(address + "/")
        and route.path.count("{") <= 1
    ]


_ASKED = {"from": "2026-01-01", "to": "2026-12-31", "year": "2026"}


def asked_of(route: APIRoute) -> dict[str, Any]:
    """A value for each parameter that the route must have."""
    parameters = openapi_document()["paths"][route.path]["get"].get("parameters", ())
    return {item["name"]: _ASKED[item["name"]] for item in parameters if item["in"] == "query" and item.get("required")}


def assert_holds(model: Any, content: bytes) -> None:
    """`content` is exactly what `model` documents: strict types, no member more, none missing."""
    parsed = TypeAdapter(model).validate_json(content, strict=True)
    if isinstance(parsed, BaseModel):
        assert_same_members(parsed, httpx.Response(200, content=content).json())


def assert_same_members(parsed: BaseModel, given_: dict[str, Any]) -> None:
    names = {info.alias or name: name for name, info in type(parsed).model_fields.items()}
    assert given_.keys() <= names.keys()
    for name, value in given_.items():
        inner = getattr(parsed, names[name])
        pairs = zip(inner, value, strict=True) if isinstance(inner, list) else [(inner, value)]
        for item, plain in pairs:
            if isinstance(item, BaseModel):
                assert_same_members(item, plain)


class TestDocumentedModels:
    @pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda collection: collection.name)
    async def test_hold_for_every_read_of_a_collection(
        self, client: httpx.AsyncClient, session: AsyncSession, collection: Collection
    ) -> None:
        ids = await add_rows(session, table_of(collection.listing), 6, random.Random(1))
        address, seen = f"/v1/{collection.name}", 0
        for route in reads_below(address):
            for id_ in ids if "{id}" in route.path else ids[:1]:
                asked = asked_of(route) | ({"limit": 200} if route.path == address else {})
                answer = await client.get(route.path.replace("{id}", id_), params=asked)
                assert answer.status_code == 200, f"{route.path}: {answer.text}"
                assert_holds(route.response_model, answer.content)
                seen += 1
        assert seen > len(ids)

    async def test_hold_for_the_platform(self, client: httpx.AsyncClient) -> None:
        await client.post("/v1/org-units", json={"name_vi": "Nghệ An", "kind": "province"})
        paths = {"/healthz", "/readyz", "/v1/me", "/v1/problems", "/v1/limits", "/v1/audit", "/v1/api-keys"}
        for route in _ROUTES:
            if route.path in paths and "GET" in (route.methods or ()):
                assert_holds(route.response_model, (await client.get(route.path)).content)
        meta = next(route for route in _ROUTES if route.path == "/v1/meta/{collection}")
        for collection in COLLECTIONS:
            answer = await client.get(f"/v1/meta/{collection.name}")
            assert_holds(meta.response_model, answer.content)
            assert {item["name"] for item in answer.json()["fields"]} == collection.read.model_fields.keys()


def _cases() -> st.SearchStrategy[Case[Any]]:
    read = schemathesis.openapi.from_dict(openapi_document())
    found = [result.ok() for result in read.get_all_operations() if isinstance(result, Ok)]
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    return st.one_of([operation.as_strategy(generation_mode=mode) for operation in found for mode in modes])


class TestAnyRequest:
    @settings(max_examples=150, suppress_health_check=list(HealthCheck), database=None)
    @given(case=st.deferred(_cases))
    async def test_is_answered_without_a_500(self, client: httpx.AsyncClient, case: Case[Any]) -> None:
        sent = case.as_transport_kwargs(base_url="http://doitac")
        sent.pop("cookies")
        if isinstance(sent.get("data"), bytes | str):
            sent["content"] = sent.pop("data")
        try:
            request = client.build_request(**sent)
        except (TypeError, ValueError, httpx.InvalidURL):
            return  # such a request cannot be sent at all
        answer = await client.send(request)
        assert answer.status_code < 500, f"{sent}\n{answer.text}"
