"""The caller, as the rest of the program knows it."""

from dataclasses import dataclass, field
from typing import Literal

from app.auth.rules import Permission, Role, permissions_of
from app.core.schema import Confidentiality


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls, and what they may do and see.

    `unit_ids` is None for every unit, else the scope spelled out: the units named, those below, those succeeded.
    """

    id: str
    kind: Literal["api_key", "system"]
    name: str
    roles: tuple[Role, ...]
    clearance: Confidentiality
    org_unit_ids: tuple[str, ...] = ()
    unit_ids: tuple[str, ...] | None = None
    require_if_match: bool = False
    permissions: frozenset[Permission] = field(default_factory=frozenset)

    @property
    def sight(self) -> tuple[Confidentiality, tuple[str, ...] | None]:
        """All that decides what this caller sees: two callers of one sight get the same statements."""
        return self.clearance, self.unit_ids

    @property
    def is_cleared(self) -> bool:
        """Whether restricted fields (e-mail, phone, passport) are shown."""
        return self.clearance is Confidentiality.RESTRICTED


def system_principal(name: str) -> Principal:
    """The program itself: the seed, the CLI. It sees and may do everything."""
    roles = (Role.ADMINISTRATOR,)
    return Principal(
        id=name,
        kind="system",
        name=name,
        roles=roles,
        clearance=Confidentiality.RESTRICTED,
        permissions=permissions_of(list(roles)),
    )
