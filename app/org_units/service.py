"""Changing org units."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.service import find_for_change, load_for_change
from app.auth.principal import Principal
from app.core.batch import Verbs
from app.core.db.turns import wait_turn
from app.core.errors import OutOfScope
from app.core.problems import Problem
from app.core.records import (
    add_record,
    by_external_id,
    delete_record,
    require_references,
    restore_record,
    with_external_id,
)
from app.core.schema import stored_values
from app.core.validity import require_order
from app.org_units import queries
from app.org_units.models import OrgUnit
from app.org_units.schemas import OrgUnitCreate, OrgUnitUpdate


class OrgUnitCycle(Problem):
    code = "org_unit_cycle"
    status = 409
    title = ("Đơn vị trực thuộc vòng tròn", "Org unit cycle")
    detail = (
        "Một đơn vị không thể trực thuộc chính nó hay đơn vị cấp dưới của nó.",
        "A unit cannot lie below itself.",
    )


async def create_org_unit(session: AsyncSession, principal: Principal, values: OrgUnitCreate) -> OrgUnit:
    """Insert a unit. Raises InvalidRequest for unknown references or an end before its start, OutOfScope."""
    row = OrgUnit(**stored_values(values))
    await _check(session, principal, row)
    return await add_record(session, row)


async def update_org_unit(
    session: AsyncSession, principal: Principal, row: OrgUnit, values: OrgUnitUpdate | OrgUnitCreate
) -> OrgUnit:
    """Apply a merge patch, or a whole record in place of the old. Raises OutOfScope before and after the change."""
    _require_own(principal, row)
    row.assign(**stored_values(values))
    await _check(session, principal, row)
    await session.flush()
    return row


async def upsert_org_unit(  # an external id has two parts
    session: AsyncSession,
    principal: Principal,
    source_system: str,
    external_id: str,
    values: OrgUnitCreate,
    accepted: frozenset[int] | None = None,
) -> tuple[OrgUnit, bool]:
    """Create the unit with this external id, or put `values` in place of the one there is; True if it is new."""
    values = with_external_id(values, source_system, external_id)
    mine = by_external_id(queries.readable(principal), OrgUnit, source_system, external_id)
    row = await find_for_change(session, OrgUnit, mine, accepted)
    if row is None:
        return await create_org_unit(session, principal, values), True
    return await update_org_unit(session, principal, row, values), False


async def delete_org_unit(session: AsyncSession, principal: Principal, row: OrgUnit) -> None:
    """Raises OutOfScope, or StillReferenced while a record points to it."""
    _require_own(principal, row)
    await delete_record(session, row)


async def restore_org_unit(session: AsyncSession, principal: Principal, row: OrgUnit) -> None:
    """Bring a deleted unit back. Raises OutOfScope."""
    _require_own(principal, row)
    await restore_record(session, row)


def org_unit_verbs(session: AsyncSession, principal: Principal) -> Verbs[OrgUnit, OrgUnitCreate, OrgUnitUpdate]:
    """What a batch may do here."""
    readable = queries.readable(principal)
    return Verbs(
        create_schema=OrgUnitCreate,
        update_schema=OrgUnitUpdate,
        create=lambda values: create_org_unit(session, principal, values),
        load=lambda id_, accepted: load_for_change(session, OrgUnit, readable.where(OrgUnit.id == id_), accepted),
        update=lambda row, values: update_org_unit(session, principal, row, values),
        upsert=lambda source, external, values: upsert_org_unit(session, principal, source, external, values),
        delete=lambda row: delete_org_unit(session, principal, row),
    )


def _require_own(principal: Principal, row: OrgUnit) -> None:
    """Every unit may be read, for all name them; only those of the caller's scope, and what lies below, be changed."""
    if principal.unit_ids is not None and {row.id, row.parent_id}.isdisjoint(principal.unit_ids):
        raise OutOfScope


async def _check(session: AsyncSession, principal: Principal, row: OrgUnit) -> None:
    _require_own(principal, row)
    require_order(row.valid_from, row.valid_to, "/valid_to")
    readable = queries.readable(principal)
    references = {
        f"/successors/{index}/org_unit_id": readable.where(OrgUnit.id == successor["org_unit_id"])
        for index, successor in enumerate(row.successors or [])
    }
    if row.parent_id is not None:
        references["/parent_id"] = readable.where(OrgUnit.id == row.parent_id)
    await require_references(session, references)
    await _refuse_cycle(session, row)


async def _refuse_cycle(session: AsyncSession, row: OrgUnit) -> None:
    if row.parent_id is None:
        return
    await wait_turn(session, "org_units.parent_id")
    if (await session.execute(queries.ancestors_of(row.parent_id).where(OrgUnit.id == row.id))).first():
        raise OrgUnitCycle
