"""Problems: every failure is RFC 9457 `application/problem+json`, with a code that never changes with language.

`Problem` is the root; each subclass is one code, kept in `REGISTRY` by its own definition:

    Problem
    ├── the kernel's own                 app/core/errors.py
    └── what happened in a slice         at the top of that slice's service.py

`Fault` names one place in what the caller sent (a pointer into the body, a query parameter, a header) and what is wrong
there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import orjson
from starlette.requests import Request
from starlette.responses import Response

from app.core.fault_codes import FAULTS
from app.core.i18n import Labelled, Language, preferred_language

MEDIA_TYPE = "application/problem+json"
REGISTRY: dict[str, type["Problem"]] = {}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `place` is a JSON pointer for `pointer`, else the name of the parameter or header."""

    code: str
    place: str
    kind: str = "pointer"
    values: Mapping[str, Any] = field(default_factory=dict)

    def render(self, language: Language) -> dict[str, str]:
        vi, en = FAULTS[self.code]
        return {
            self.kind: self.place,
            "code": self.code,
            "detail": (vi if language == "vi" else en).format(**self.values),
        }


class Problem(Exception):  # noqa: N818  # a problem says what happened (AlreadySigned); "Error" would add nothing
    """A refusal. Class attributes say what it always is; `values` fill the detail and join the body as members."""

    code: ClassVar[str] = ""
    status: ClassVar[int] = 400
    title: ClassVar[tuple[str, str]] = ("", "")
    detail: ClassVar[tuple[str, str]] = ("", "")

    def __init__(
        self, *, errors: Sequence[Fault] = (), headers: Mapping[str, str] | None = None, **values: object
    ) -> None:
        super().__init__(self.code)
        self.errors = list(errors)
        self.headers = dict(headers or {})
        self.values = values

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        REGISTRY[cls.code] = cls

    def body(self, language: Language, request_id: str) -> dict[str, Any]:
        """The members of RFC 9457, the code, the request id, every fault, and the values given."""
        index = 0 if language == "vi" else 1
        # A detail speaks of a status by its label; the body's member of the same name keeps the code.
        words = {name: v.label(language) if isinstance(v, Labelled) else v for name, v in self.values.items()}
        body: dict[str, Any] = {
            "type": f"/v1/problems#{self.code}",
            "title": self.title[index],
            "status": self.status,
            "detail": self.detail[index].format(**words),
            "code": self.code,
            "request_id": request_id,
        }
        if self.errors:
            body["errors"] = [fault.render(language) for fault in self.errors]
        return body | self.values


def problem_response(request: Request, problem: Problem) -> Response:
    """The problem in the caller's language."""
    language = preferred_language(request.headers.get("accept-language", ""))
    request_id = request.scope.get("state", {}).get("request_id", "")
    headers = {"content-language": language, "vary": "Accept-Language", **problem.headers}
    body = orjson.dumps(problem.body(language, request_id), default=str)
    return Response(body, problem.status, headers, MEDIA_TYPE)
