"""What an agreement names: that it is there and visible, that no line of papers is a circle, and who is told of it."""

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.agreements import queries
from app.agreements.models import Agreement
from app.agreements.queries.derivation import delegation_of, line_of, signed_on_delegation
from app.auth.principal import Principal
from app.core.model import Record
from app.core.problems import Problem
from app.core.records import load_for_write, require_references
from app.delegations import queries as delegations
from app.delegations.models import Delegation
from app.documents import queries as documents
from app.documents.models import Document
from app.org_units import queries as org_units
from app.org_units.models import OrgUnit
from app.partners import queries as partners
from app.partners.models import Partner
from app.relationships import queries as relationships
from app.relationships.models import Relationship

_LINKS = (Agreement.predecessor_id, Agreement.parent_id)
_REFERRED: dict[str, tuple[Callable[[Principal], Select[Any]], type[Record]]] = {
    "org_unit_id": (org_units.readable, OrgUnit),
    "partner_id": (partners.readable, Partner),
    "lead_unit_id": (org_units.readable, OrgUnit),
    "relationship_id": (relationships.readable, Relationship),
    "delegation_id": (delegations.readable, Delegation),
    "document_id": (documents.readable, Document),
    "predecessor_id": (queries.readable, Agreement),
    "parent_id": (queries.readable, Agreement),
}


class AgreementCycle(Problem):
    code = "agreement_cycle"
    status = 409
    title = ("Thỏa thuận nối vòng tròn", "Agreement cycle")
    detail = (
        "Một thỏa thuận không thể thay thế, sửa đổi hay gia hạn chính nó hoặc văn bản nối tiếp nó.",
        "An agreement cannot replace, amend or renew itself or a paper that follows it.",
    )


def named_ids(row: Agreement) -> dict[str, str]:
    """Every id that the record names, by its pointer."""
    named: dict[str, str | None] = {
        f"/{name}": getattr(row, name)
        for name in ("relationship_id", "delegation_id", "predecessor_id", "parent_id", "lead_unit_id")
    }
    for index, party in enumerate(row.parties):
        named |= {f"/parties/{index}/{name}": party[name] for name in ("org_unit_id", "partner_id")}
    for index, citation in enumerate(row.citations):
        named[f"/citations/{index}/document_id"] = citation["document_id"]
    named["/prime_minister_consent/document_id"] = (row.prime_minister_consent or {}).get("document_id")
    return {pointer: id_ for pointer, id_ in named.items() if id_ is not None}


async def require_named(
    session: AsyncSession, principal: Principal, row: Agreement, held: Collection[str] = ()
) -> None:
    """Raises InvalidRequest for each id that the caller may not see, AgreementCycle for a line that bites its tail.

    What is in `held` was named before, may be hidden from the caller, and stays as it is.
    """
    new = {pointer: id_ for pointer, id_ in named_ids(row).items() if id_ not in held}
    await require_references(session, {pointer: _referred(principal, pointer, id_) for pointer, id_ in new.items()})
    for link in _LINKS:
        first = getattr(row, link.key)
        if row.id and first and (await session.execute(line_of(first, link).where(Agreement.id == row.id))).first():
            raise AgreementCycle


def _referred(principal: Principal, pointer: str, id_: str) -> Select[Any]:
    readable, model = _REFERRED[pointer.rpartition("/")[2]]
    return readable(principal).where(model.id == id_)


async def tell_delegations(session: AsyncSession, *ids: str | None) -> None:
    """Keep the `agreement_ids` of delegations true, once the agreement is flushed."""
    for id_ in sorted({id_ for id_ in ids if id_ is not None}):
        delegation = await load_for_write(session, Delegation, delegation_of(id_))
        signed = (await session.execute(signed_on_delegation(id_))).scalars().all()
        delegation.assign(agreement_ids=list(signed))
        await session.flush()
