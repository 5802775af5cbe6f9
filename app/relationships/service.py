"""Changing relationships."""

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.service import find_for_change, load_for_change
from app.auth.principal import Principal
from app.auth.visibility import require_scope
from app.core import records
from app.core.batch import Verbs
from app.core.db.turns import wait_turn
from app.core.model import Record
from app.core.problems import Problem
from app.core.records import add_record, by_external_id, require_references, with_external_id
from app.core.schema import stored_values
from app.documents import queries as documents
from app.documents.models import Document
from app.org_units import queries as org_units
from app.org_units.models import OrgUnit
from app.partners import queries as partners
from app.partners.models import Partner
from app.relationships import queries
from app.relationships.models import Relationship
from app.relationships.rules import chosen_date
from app.relationships.schemas import RelationshipCreate, RelationshipUpdate


class RelationshipCycle(Problem):
    code = "relationship_cycle"
    status = 409
    title = ("Kế thừa vòng tròn", "Relationship cycle")
    detail = (
        "Một quan hệ không thể kế thừa chính nó hay quan hệ kế thừa từ nó.",
        "A relationship cannot inherit from itself or from one that inherits from it.",
    )


async def create_relationship(session: AsyncSession, principal: Principal, values: RelationshipCreate) -> Relationship:
    """Insert a relationship. Raises InvalidRequest for unknown references, OutOfScope."""
    row = Relationship(**stored_values(values))
    await _check(session, principal, row)
    return await add_record(session, row)


async def update_relationship(
    session: AsyncSession, principal: Principal, row: Relationship, values: RelationshipUpdate | RelationshipCreate
) -> Relationship:
    """Apply a merge patch, or a whole record in place of the old. Raises RelationshipCycle too."""
    require_scope(principal, row)
    held = set(_named(row).values())
    row.assign(**stored_values(values))
    await _check(session, principal, row, held)
    await session.flush()
    return row


async def upsert_relationship(
    session: AsyncSession,
    principal: Principal,
    source_system: str,
    external_id: str,
    values: RelationshipCreate,
    accepted: frozenset[int] | None = None,
) -> tuple[Relationship, bool]:
    """Create the relationship with this external id, or put `values` in place of the one there is; True if new."""
    values = with_external_id(values, source_system, external_id)
    mine = by_external_id(queries.readable(principal), Relationship, source_system, external_id)
    row = await find_for_change(session, Relationship, mine, accepted)
    if row is None:
        return await create_relationship(session, principal, values), True
    return await update_relationship(session, principal, row, values), False


async def delete_relationship(session: AsyncSession, principal: Principal, row: Relationship) -> None:
    """Raises StillReferenced while another relationship inherits from it."""
    require_scope(principal, row)
    await records.delete_record(session, row)


async def restore_relationship(session: AsyncSession, principal: Principal, row: Relationship) -> None:
    """Bring a deleted relationship back. Raises InvalidRequest if what it names is gone meanwhile."""
    await _check(session, principal, row)
    await records.restore_record(session, row)


def relationship_verbs(
    session: AsyncSession, principal: Principal
) -> Verbs[Relationship, RelationshipCreate, RelationshipUpdate]:
    """What a batch may do here."""

    def one(id_: str) -> Select[Any]:
        return queries.readable(principal).where(Relationship.id == id_)

    return Verbs(
        create_schema=RelationshipCreate,
        update_schema=RelationshipUpdate,
        create=lambda values: create_relationship(session, principal, values),
        load=lambda id_, accepted: load_for_change(session, Relationship, one(id_), accepted),
        update=lambda row, values: update_relationship(session, principal, row, values),
        upsert=lambda source, external, values: upsert_relationship(session, principal, source, external, values),
        delete=lambda row: delete_relationship(session, principal, row),
    )


async def _check(session: AsyncSession, principal: Principal, row: Relationship, held: Collection[str] = ()) -> None:
    """The same for a new row and a changed one; what is in `held` was named before and stays as it is."""
    require_scope(principal, row)
    row.assign(established_on=chosen_date(row.origin_claims))
    new = {pointer: id_ for pointer, id_ in _named(row).items() if id_ not in held}
    await require_references(session, {pointer: _referred(principal, pointer, id_) for pointer, id_ in new.items()})
    if row.id and row.inherited_from:
        await wait_turn(session, "relationships.inherited_from")
        loop = queries.sources_of(row.inherited_from).where(Relationship.id == row.id)
        if (await session.execute(loop)).first():
            raise RelationshipCycle


_REFERRED: dict[str, tuple[Callable[[Principal], Select[Any]], type[Record]]] = {
    "/org_unit_id": (org_units.readable, OrgUnit),
    "/partner_id": (partners.readable, Partner),
    "/lead_unit_id": (org_units.readable, OrgUnit),
    "/inherited_from": (queries.readable, Relationship),
}


def _referred(principal: Principal, pointer: str, id_: str) -> Select[Any]:
    readable, model = _REFERRED.get(pointer, (documents.readable, Document))
    return readable(principal).where(model.id == id_)


def _named(row: Relationship) -> dict[str, str]:
    """Every id that the record names, by its pointer; what is no field of its own is a cited document."""
    named = {pointer: getattr(row, pointer.removeprefix("/")) for pointer in _REFERRED}
    for index, citation in enumerate(row.citations):
        named[f"/citations/{index}/document_id"] = citation["document_id"]
    for index, claim in enumerate(row.origin_claims):
        named[f"/origin_claims/{index}/citation/document_id"] = (claim["citation"] or {}).get("document_id")
    return {pointer: id_ for pointer, id_ in named.items() if id_ is not None}
