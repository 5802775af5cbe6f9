"""Reading what a route takes that sends no body: its path, its query, and what it depends on.

FastAPI looks for path, query, headers, cookies and body at each level of each request, and through every field of a
list's model: a third of the function calls of one record, two thirds of a page's. Here what a route takes is noted
once, and of a query only what was sent is looked at. Values, refusals and their order are the same:
`tests/core/test_reading.py`.
"""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from functools import cache
from inspect import iscoroutinefunction, signature
from typing import Any, TypeVar, get_args, get_origin

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import QueryParams

Model = TypeVar("Model", bound=BaseModel)
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def quick_handler(dependant: Dependant) -> Handler | None:
    """Reads what the route takes and calls it; raises RequestValidationError with each fault of path and query.

    None is FastAPI's work: a route that takes headers or what must be closed again, that depends on what it does not
    take, or whose answer is to be rendered.
    """
    taken = _taken_by(dependant)
    if taken is None or not _answers_itself(taken.call):
        return None

    async def handle(request: Request) -> Response:
        reading = _Reading(request)
        values = await reading.values_of(taken)
        if reading.faults:
            raise RequestValidationError(reading.faults)
        answer: Response = await taken.call(**values)
        return answer

    return handle


@dataclass(frozen=True)
class _Taken:
    """What a function takes, by the names of its parameters; the fields are FastAPI's."""

    call: Callable[..., Awaitable[Any]]
    request: str | None
    path: list[Any]
    query: tuple[str, type[BaseModel]] | None
    depends: dict[str, "_Taken"]


def _taken_by(dependant: Dependant) -> _Taken | None:
    """None if it takes anything else."""
    call = dependant.call
    if call is None or not iscoroutinefunction(call):
        return None
    query = _query_of(dependant)
    depends: dict[str, _Taken] = {}
    for each in dependant.dependencies:
        taken = _taken_by(each)
        if taken is None or each.name is None or not each.use_cache:
            return None
        depends[each.name] = taken
    names = {dependant.request_param_name, query and query[0], *(each.name for each in dependant.path_params), *depends}
    if not names.issuperset(signature(call).parameters):
        return None
    return _Taken(call, dependant.request_param_name, dependant.path_params, query, depends)


def _query_of(dependant: Dependant) -> tuple[str, type[BaseModel]] | None:
    """The parameter and the model of the whole query."""
    models = [(each.name, each.field_info.annotation) for each in dependant.query_params]
    found = [(name, model) for name, model in models if isinstance(model, type) and issubclass(model, BaseModel)]
    return found[0] if found else None


def _answers_itself(call: Callable[..., Any]) -> bool:
    answer = signature(call).return_annotation
    return isinstance(answer, type) and issubclass(answer, Response)


@dataclass
class _Reading:
    """Of one request: the faults so far, and what came of the functions that several depend on."""

    request: Request
    faults: list[Any] = field(default_factory=list)
    _known: dict[Callable[..., Any], Any] = field(default_factory=dict)

    async def values_of(self, taken: _Taken) -> dict[str, Any]:
        """By parameter; of use only where nothing was at fault."""
        values: dict[str, Any] = {}
        for name, depended in taken.depends.items():
            before = len(self.faults)
            given = await self.values_of(depended)
            if len(self.faults) > before:  # it is not to be had
                continue
            if depended.call not in self._known:
                self._known[depended.call] = await depended.call(**given)
            values[name] = self._known[depended.call]
        for each in taken.path:
            sent = self.request.path_params[each.alias]
            values[each.name], faults = each.validate(sent, loc=("path", each.alias))
            self.faults += faults
        if taken.query is not None:
            name, model = taken.query
            try:
                values[name] = read_query(model, self.request.query_params)
            except RequestValidationError as refused:
                self.faults += refused.errors()
        if taken.request is not None:
            values[taken.request] = self.request
        return values


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


@cache
def _fields_of(model: type[BaseModel]) -> dict[str, bool]:
    """By each name that a field goes by, whether it takes all that are sent, or the last."""
    fields = {}
    for name, each in model.model_fields.items():
        by_name = each.alias is None or model.model_config.get("populate_by_name")
        for known in filter(None, (each.alias, name if by_name else None)):
            fields[known] = _is_list(each.annotation)
    return fields


def _is_list(annotation: Any) -> bool:  # noqa: ANN401  # a type, or several
    return get_origin(annotation) is list or any(get_origin(each) is list for each in get_args(annotation))
