"""From exceptions to problems: whatever a request raises, FastAPI's and the database's own included, leaves as one."""

from collections.abc import Awaitable, Callable, Mapping

from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException  # noqa: TID251  # caught here, raised nowhere
from starlette.requests import Request
from starlette.responses import Response

from app.core.errors import (
    BodyTooLarge,
    DatabaseUnavailable,
    InternalError,
    MalformedRequest,
    MethodNotAllowed,
    NotFound,
    RequestInProgress,
    UnsupportedMediaType,
)
from app.core.faults import problem_of_validation
from app.core.idempotency import Replay
from app.core.integrity import problem_of
from app.core.log import log
from app.core.problems import Problem, problem_response

Handler = Callable[[Request, Exception], Awaitable[Response]]

_OF_STATUS: Mapping[int, type[Problem]] = {
    400: MalformedRequest,
    404: NotFound,
    405: MethodNotAllowed,
    413: BodyTooLarge,
    415: UnsupportedMediaType,
}
_RETRY = {"retry-after": "2"}


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101  # by registration
    return problem_response(request, error)


async def _replay(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Replay)  # noqa: S101
    return error.response


async def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    return problem_response(request, problem_of_validation(request, error.errors()))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    if isinstance(error.__cause__, Problem):  # FastAPI wraps whatever the reading of a body raises
        return problem_response(request, error.__cause__)
    problem = _OF_STATUS.get(error.status_code, InternalError)
    return problem_response(request, problem(headers=error.headers))


async def _integrity(request: Request, error: Exception) -> Response:
    assert isinstance(error, IntegrityError)  # noqa: S101
    return problem_response(request, problem_of(error))


async def _stale(request: Request, _error: Exception) -> Response:
    """Another write took the row between our read and our write."""
    return problem_response(request, RequestInProgress(headers={"retry-after": "1"}))


async def answer_database_error(request: Request, error: Exception) -> Response:
    """Down, locked or out of connections: nothing was stored, and the caller may try again."""
    known = not isinstance(error, DBAPIError) or error.connection_invalidated or _is_unavailable(error)
    told = {"error": type(error).__name__, "request_id": request.state.request_id}
    log.error("database", None if known else error, **told)
    return problem_response(request, DatabaseUnavailable(headers=_RETRY) if known else InternalError())


def _is_unavailable(error: DBAPIError) -> bool:
    """SQLite locked or unreadable; PostgreSQL's connections, resources, locks, shutdown (08, 53, 40, 55, 57)."""
    state = str(getattr(getattr(error.orig, "__cause__", None), "sqlstate", "") or "")
    if state:
        return state.startswith(("08", "53", "57P")) or state in ("55P03", "25006", "40P01", "40001")
    words = str(error.orig).lower()
    return any(sign in words for sign in ("locked", "unable to open", "disk", "readonly", "connect", "closed"))


EXCEPTION_HANDLERS: dict[type[Exception], Handler] = {
    Problem: _problem,
    Replay: _replay,
    RequestValidationError: _validation,
    HTTPException: _http,
    IntegrityError: _integrity,
    StaleDataError: _stale,
    DBAPIError: answer_database_error,
    PoolTimeout: answer_database_error,
    OSError: answer_database_error,
}
