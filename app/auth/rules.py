"""Roles, permissions and clearances: pure tables."""

from enum import StrEnum

from app.core.i18n import Labelled
from app.core.schema import Confidentiality


class Role(Labelled):
    """Vai trò."""

    READER = "reader", "Người xem", "Reader"
    EDITOR = "editor", "Biên tập viên", "Editor"
    APPROVER = "approver", "Người phê duyệt", "Approver"
    ADMINISTRATOR = "administrator", "Quản trị viên", "Administrator"


class Permission(StrEnum):
    """What a route may ask for, in alphabetical order."""

    AUDIT_READ = "audit:read"
    KEYS_MANAGE = "keys:manage"
    POLICIES_MANAGE = "policies:manage"
    REGISTRY_APPROVE = "registry:approve"
    REGISTRY_MERGE = "registry:merge"
    REGISTRY_READ = "registry:read"
    REGISTRY_WRITE = "registry:write"


_READER = frozenset({Permission.REGISTRY_READ})
_EDITOR = _READER | {Permission.REGISTRY_WRITE, Permission.REGISTRY_MERGE}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.READER: _READER,
    Role.EDITOR: _EDITOR,
    Role.APPROVER: _EDITOR | {Permission.REGISTRY_APPROVE},
    Role.ADMINISTRATOR: frozenset(Permission),
}


def permissions_of(roles: list[Role]) -> frozenset[Permission]:
    """The union of what the roles grant."""
    return frozenset[Permission]().union(*(GRANTS[Role(role)] for role in roles))


def cleared_levels(clearance: Confidentiality) -> list[Confidentiality]:
    """The levels that a clearance opens, itself included."""
    levels = list(Confidentiality)
    return levels[: levels.index(clearance) + 1]
