"""The caller as a dependency, and what a route demands of them."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, Request

from app.auth.principal import Principal
from app.auth.rules import Permission
from app.core.errors import NotPermitted


def current_principal(request: Request) -> Principal:
    """Set by the door before routing."""
    principal: Principal = request.state.principal
    return principal


async def _current(request: Request) -> Principal:
    return current_principal(request)


Caller = Annotated[Principal, Depends(_current)]


def _demand(permission: Permission) -> Callable[[Request], Awaitable[None]]:
    async def check(request: Request) -> None:
        if permission not in current_principal(request).permissions:
            raise NotPermitted(permission=permission.value)

    return check


def requires(permission: Permission) -> Any:  # noqa: ANN401  # FastAPI's own Depends marker
    """For a route's `dependencies`. Raises NotPermitted."""
    return Depends(_demand(permission))
