"""The caller as a dependency, and what a route demands of them."""

from collections.abc import Awaitable, Callable
from typing import Annotated

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


def _demand(permission: Permission) -> Callable[[Request], Awaitable[Principal]]:
    async def admit(request: Request) -> Principal:
        principal = current_principal(request)
        if permission not in principal.permissions:
            raise NotPermitted(permission=permission.value)
        return principal

    return admit


Caller = Annotated[Principal, Depends(_current)]
"""Whoever calls."""

# The caller, once the route's permission is granted; each raises NotPermitted. Name it before what opens a transaction.
MayManageKeys = Annotated[Principal, Depends(_demand(Permission.KEYS_MANAGE))]
MayManagePolicies = Annotated[Principal, Depends(_demand(Permission.POLICIES_MANAGE))]
MayMerge = Annotated[Principal, Depends(_demand(Permission.REGISTRY_MERGE))]
MayRead = Annotated[Principal, Depends(_demand(Permission.REGISTRY_READ))]
MayReadAudit = Annotated[Principal, Depends(_demand(Permission.AUDIT_READ))]
MayWrite = Annotated[Principal, Depends(_demand(Permission.REGISTRY_WRITE))]
