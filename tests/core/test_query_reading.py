"""Our reading of a query against FastAPI's own, of every list's model."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_params_to_args
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from app.api import ROUTERS
from app.core.faults import fault_of
from app.core.query_reading import read_query, with_quick_query

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
    """Of every route that reads its query the quick way."""
    for router in ROUTERS:
        for route in router.routes:
            if isinstance(route, APIRoute) and with_quick_query(route.dependant) is not route.dependant:
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


class TestRoutes:
    async def test_document_their_parameters_all_the_same(self, app: FastAPI) -> None:
        parameters = app.openapi()["paths"]["/v1/partners"]["get"]["parameters"]
        assert {"q", "country", "limit", "cursor", "fields"} <= {each["name"] for each in parameters}
