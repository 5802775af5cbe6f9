"""Điều chỉnh: what was approved changes with a reason alone, and both values are kept."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.auth.visibility import require_scope
from app.core.db.types import instant_text
from app.core.errors import InvalidRequest
from app.core.problems import Fault, Problem
from app.core.records import require_references
from app.core.schema import stored_values
from app.core.terms import Terms
from app.delegations import rules
from app.delegations.models import Delegation
from app.delegations.schemas.verbs import DelegationAdjustment
from app.delegations.service.checks import check_delegation, named_ids
from app.documents import queries as documents
from app.documents.models import Document


class ApprovedFieldsLocked(Problem):
    code = "approved_fields_locked"
    status = 409
    title = ("Nội dung đã được phê duyệt", "Approved fields locked")
    detail = (
        "Nội dung đã phê duyệt chỉ thay đổi qua POST .../changes, kèm lý do.",
        "What was approved changes through POST .../changes alone, with a reason.",
    )


def refuse_locked(row: Delegation, stored: Mapping[str, Any]) -> None:
    """Raises ApprovedFieldsLocked, naming the approved fields to which `stored` gives another value."""
    if row.status not in rules.LOCKED:
        return
    if names := list(_differing(row, stored)):
        faults = [Fault("locked", f"/{name}") for name in names]
        raise ApprovedFieldsLocked(errors=faults, fields=names)


async def adjust_delegation(
    session: AsyncSession, principal: Principal, row: Delegation, values: DelegationAdjustment, terms: Terms
) -> None:
    """Apply the values and note what each was before. Raises InvalidRequest, also when nothing would change."""
    require_scope(principal, row)
    held, stored = named_ids(row), stored_values(values.values)
    await _check_basis(session, principal, values, terms)
    differing = _differing(row, stored)
    if not differing:
        raise InvalidRequest(errors=[Fault("nothing_changed", "/values")])
    row.assign(**differing, changes=[*row.changes, *_notes(session, row, differing, values, terms)])
    try:
        await check_delegation(session, principal, row, terms, held, with_itinerary=False)
    except InvalidRequest as problem:
        problem.errors = [replace(fault, place=f"/values{fault.place}") for fault in problem.errors]
        raise
    await session.flush()


async def _check_basis(session: AsyncSession, principal: Principal, values: DelegationAdjustment, terms: Terms) -> None:
    """The day is not in the future (R20), the document exists."""
    if values.on is not None and values.on > terms.today:
        raise InvalidRequest(errors=[Fault("date_in_future", "/on")])
    if values.document_id is not None:
        document = documents.readable(principal).where(Document.id == values.document_id)
        await require_references(session, {"/document_id": document})


def _differing(row: Delegation, stored: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: stored[name] for name in rules.APPROVED_FIELDS if name in stored}
    return {name: value for name, value in given.items() if getattr(row, name) != value}


def _notes(
    session: AsyncSession, row: Delegation, differing: Mapping[str, Any], values: DelegationAdjustment, terms: Terms
) -> list[dict[str, Any]]:
    basis = {
        "reason": values.reason,
        "document_id": values.document_id,
        "on": (values.on or terms.today).isoformat(),
        "by": session.info["actor"],
        "at": instant_text(session.info["now"]),
    }
    return [{"what": name, "old": getattr(row, name), "new": value, **basis} for name, value in differing.items()]
