"""Reading the query of an address into its model.

FastAPI looks through every field of a list's model for every request, which took a quarter of the time of a page. Here
only what was sent is looked at. What comes out, refusals too, is the same: `tests/core/test_query_reading.py`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar, get_args, get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_dependant
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import QueryParams

Model = TypeVar("Model", bound=BaseModel)


def read_query(model: type[Model], given: QueryParams) -> Model:
    """Raises RequestValidationError with each fault below `query`."""
    grouped: dict[str, list[str]] = {}
    for name, value in given.multi_items():
        grouped.setdefault(name, []).append(value)
    are_lists = _fields_of(model)
    values: dict[str, Any] = {}
    for name, sent in grouped.items():
        is_list = are_lists.get(name, len(sent) > 1)  # of a name that there is not, whatever came
        values[name] = sent if is_list else sent[-1]
    try:
        return model.model_validate(values)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        raise RequestValidationError([{**fault, "loc": ("query", *fault["loc"])} for fault in faults]) from error


def with_quick_query(dependant: Dependant) -> Dependant:
    """What a route depends on, its query's model read here; the same if its query is no model."""
    if len(dependant.query_params) != 1:
        return dependant
    field = dependant.query_params[0]
    model = field.field_info.annotation
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return dependant
    reading = get_dependant(path=dependant.path or "", call=_reader_of(model), name=field.name)
    return replace(dependant, query_params=[], dependencies=[*dependant.dependencies, reading])


def _reader_of(model: type[Model]) -> Callable[[Request], Awaitable[Model]]:
    async def read(request: Request) -> Model:
        return read_query(model, request.query_params)

    return read


@cache
def _fields_of(model: type[BaseModel]) -> dict[str, bool]:
    """By each name that a field goes by, whether it takes all that are sent, or the last."""
    fields = {}
    for name, field in model.model_fields.items():
        by_name = field.alias is None or model.model_config.get("populate_by_name")
        for known in filter(None, (field.alias, name if by_name else None)):
            fields[known] = _is_list(field.annotation)
    return fields


def _is_list(annotation: Any) -> bool:  # noqa: ANN401  # a type, or several
    return get_origin(annotation) is list or any(get_origin(each) is list for each in get_args(annotation))
