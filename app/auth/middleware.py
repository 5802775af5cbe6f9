"""The door: who is calling, and how often. Plain ASGI, before routing, so that no route can be forgotten."""

import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.auth.authentication import Authenticator
from app.core.errors import NotAuthenticated, TooManyRequests
from app.core.problems import Problem, problem_response

PUBLIC = ("/healthz", "/readyz", "/openapi.json", "/docs")
_WINDOW = 60


class Door:
    """Authenticates, then counts against the key's limit; a stranger's refused calls count against the address."""

    def __init__(self, app: ASGIApp, rate_limit: int, stranger_rate_limit: int) -> None:
        self.app = app
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._limit = RateLimitItemPerMinute(rate_limit) if rate_limit else None
        self._stranger_limit = RateLimitItemPerMinute(stranger_rate_limit) if stranger_rate_limit else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_public(scope["path"]):
            await self.app(scope, receive, send)
            return
        try:
            headers = await self._admit(scope)
        except Problem as problem:
            await problem_response(Request(scope), problem)(scope, receive, send)
            return

        async def send_with_limits(message: Message) -> None:
            if headers and message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        await self.app(scope, receive, send_with_limits)

    async def _admit(self, scope: Scope) -> dict[str, str]:
        """The rate headers of an admitted caller. Raises NotAuthenticated or TooManyRequests."""
        authenticator: Authenticator = scope["app"].state.authenticator
        key = _bearer(scope)
        principal = await authenticator.principal_of(key) if key else None
        if principal is None:
            address = (scope.get("client") or ("",))[0]
            self._count(self._stranger_limit, f"address {address}")
            raise NotAuthenticated(headers={"www-authenticate": 'Bearer realm="doitac"'})
        state = scope["state"]
        state["principal"], state["principal_id"] = principal, principal.id
        state["require_if_match"] = principal.require_if_match
        return self._count(self._limit, principal.id)

    def _count(self, limit: RateLimitItemPerMinute | None, who: str) -> dict[str, str]:
        if limit is None:
            return {}
        allowed = self._limiter.hit(limit, who)
        reset_at, remaining = self._limiter.get_window_stats(limit, who)
        seconds = max(1, round(reset_at - time.time()))
        headers = {
            "ratelimit-policy": f'"default";q={limit.amount};w={_WINDOW}',
            "ratelimit": f'"default";r={remaining};t={seconds}',
        }
        if not allowed:
            raise TooManyRequests(headers=headers | {"retry-after": str(seconds)})
        return headers


def _is_public(path: str) -> bool:
    return path in PUBLIC or path.startswith("/docs/")


def _bearer(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == b"authorization":
            scheme, _, key = value.decode("latin-1").partition(" ")
            return key.strip() if scheme.lower() == "bearer" else None
    return None
