"""The codes and external ids that are in use, for those who write many records at once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from app.core.db.json_lists import is_any_of
from app.core.model import Record
from app.delegations.models import Delegation


def bearers_of(codes: Sequence[str]) -> Select[Any]:
    """(unit, code) of the live delegations with one of these codes, whoever looks."""
    columns: list[Any] = [Delegation.org_unit_id, Delegation.code]
    return select(*columns).where(Delegation.deleted_at.is_(None), is_any_of(Delegation.code, codes))


def known_elsewhere(model: type[Record], source_system: str, ids: Sequence[str]) -> Select[Any]:
    """Those of another system's ids by which a live record of `model` is known, whoever looks."""
    named = model.source_system == source_system, is_any_of(model.external_id, ids)
    return select(model.external_id).where(model.deleted_at.is_(None), *named)


def codes_beginning(org_unit_id: str, start: str) -> Select[Any]:
    """The codes of a unit that begin so; those of deleted delegations too, for these may come back."""
    ours = Delegation.org_unit_id == org_unit_id, Delegation.code.startswith(start, autoescape=True)
    return select(Delegation.code).where(*ours)
