"""The codes that delegations bear, for those who give out many at once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from app.core.db.json_lists import is_any_of
from app.delegations.models import Delegation


def bearers_of(codes: Sequence[str]) -> Select[Any]:
    """(unit, code) of the live delegations with one of these codes, whoever looks."""
    columns: list[Any] = [Delegation.org_unit_id, Delegation.code]
    return select(*columns).where(Delegation.deleted_at.is_(None), is_any_of(Delegation.code, codes))


def codes_beginning(org_unit_id: str, start: str) -> Select[Any]:
    """The codes of a unit that begin so; those of deleted delegations too, for these may come back."""
    ours = Delegation.org_unit_id == org_unit_id, Delegation.code.startswith(start, autoescape=True)
    return select(Delegation.code).where(*ours)
