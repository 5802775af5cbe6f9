"""What the OpenAPI document says about every operation alike: pages, headers, problems."""

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from pydantic import Field

from app.core.problems import MEDIA_TYPE, REGISTRY
from app.core.schema import Answer

Item = TypeVar("Item")


class Page(Answer, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next_cursor: str | None
    count: int | None = Field(default=None, description="present with `count=exact`")


class ProblemBody(Answer):
    """RFC 9457, with the contract's members."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[dict[str, Any]] = Field(default=[], description="each fault: its place, code and detail")


_ETAG = {"ETag": {"description": "the record's version", "schema": {"type": "string"}}}
_LOCATION = {"Location": {"description": "the record's address", "schema": {"type": "string"}}}
_LIST_OF_NAMES = {"type": "array", "items": {"type": "string"}}
_DETAIL_PARAMETERS = [
    {"name": name, "in": "query", "schema": _LIST_OF_NAMES, "style": "form", "explode": False, "description": words}
    for name, words in (("fields", "only these fields"), ("expand", "related records to include"))
]
RECORD: dict[str, Any] = {"responses": {200: {"headers": _ETAG}}}
DETAIL: dict[str, Any] = RECORD | {"openapi_extra": {"parameters": _DETAIL_PARAMETERS}}
"""For the route of one record, which reads its two parameters itself (`answers.wanted_of`)."""
CREATED: dict[str, Any] = {"status_code": 201, "responses": {201: {"headers": _ETAG | _LOCATION}}}
PROBLEM: dict[str, Any] = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
"""The content of every answer that is a problem."""
WORKBOOK_REFUSED: dict[str, Any] = {"description": "Codes: cell_too_long, too_many_rows", "content": PROBLEM}
"""413, of what may answer with a workbook."""
NO_CONTENT: dict[str, Any] = {"status_code": 204, "responses": {204: {"description": "Done"}}}

_PROBLEMS_OF = {
    "get": (400, 401, 403, 404, 422, 429, 500, 503),
    "head": (400, 401, 403, 404, 422, 429, 500, 503),
    "post": (400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503),
    "patch": (400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 429, 500, 503),
    "put": (400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 429, 500, 503),
    "delete": (400, 401, 403, 404, 409, 412, 422, 428, 429, 500, 503),
}


def content_of(media_types: Iterable[str]) -> dict[str, Any]:
    """The content of an answer that is a file, of one of these types."""
    return {name.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for name in media_types}


def describe_problems(document: dict[str, Any]) -> dict[str, Any]:
    """Add to every operation the problems it may answer, each status with its codes."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = ProblemBody.model_json_schema()
    schemas["Problem"]["properties"]["code"]["enum"] = sorted(REGISTRY)
    for name in ("HTTPValidationError", "ValidationError"):  # FastAPI's own, which nothing here answers
        schemas.pop(name, None)
    for path in document["paths"].values():
        for method, operation in path.items():
            for status in _PROBLEMS_OF.get(method, ()):
                codes = sorted(code for code, problem in REGISTRY.items() if problem.status == status)
                if codes:
                    description = "Codes: " + ", ".join(codes)
                    operation["responses"][str(status)] = {"description": description, "content": PROBLEM}
    return document
