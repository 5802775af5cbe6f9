"""The door: who is calling, and how often. Plain ASGI, before routing, so that no route can be forgotten."""

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.auth.authentication import Authenticator
from app.auth.rate import RateLimit, address_of
from app.core.errors import NotAuthenticated
from app.core.handlers import answer_database_error
from app.core.problems import Problem, problem_response

PUBLIC = ("/healthz", "/readyz", "/openapi.json", "/docs")
_PUBLIC_BELOW = ("/docs/", "/feeds/")  # a feed's address is its own key: the slice asks and counts


class Door:
    """Authenticates, then counts against the key's limit; a stranger's refused calls count against the address."""

    def __init__(self, app: ASGIApp, limit: RateLimit, stranger_limit: RateLimit) -> None:
        self.app = app
        self._limit = limit
        self._stranger_limit = stranger_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_public(scope["path"]):
            await self.app(scope, receive, send)
            return
        try:
            headers = [(name.encode(), value.encode()) for name, value in await self._admit(scope)]
        except Problem as problem:
            await problem_response(Request(scope), problem)(scope, receive, send)
            return
        except (DBAPIError, PoolTimeout, OSError) as error:  # routing's handlers stand behind this door
            response = await answer_database_error(Request(scope), error)
            await response(scope, receive, send)
            return

        async def send_with_limits(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] += headers
            await send(message)

        await self.app(scope, receive, send_with_limits)

    async def _admit(self, scope: Scope) -> list[tuple[str, str]]:
        """The rate headers of an admitted caller. Raises NotAuthenticated or TooManyRequests."""
        authenticator: Authenticator = scope["app"].state.authenticator
        key = _bearer(scope)
        principal = await authenticator.principal_of(key) if key else None
        if principal is None:
            self._stranger_limit.hit(address_of(scope))
            raise NotAuthenticated(headers={"www-authenticate": 'Bearer realm="doitac"'})
        state = scope["state"]
        state["principal"], state["principal_id"] = principal, principal.id
        state["require_if_match"] = principal.require_if_match
        return self._limit.hit(principal.id)


def _is_public(path: str) -> bool:
    return path in PUBLIC or path.startswith(_PUBLIC_BELOW)


def _bearer(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == b"authorization":
            scheme, _, key = value.decode("latin-1").partition(" ")
            return str(key).strip() if scheme.lower() == "bearer" else None
    return None
