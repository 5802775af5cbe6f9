"""Changing contacts."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.service import find_for_change, load_for_change
from app.auth.principal import Principal
from app.auth.visibility import require_scope
from app.contacts import queries
from app.contacts.models import Contact
from app.contacts.phones import e164
from app.contacts.schemas import ContactCreate, ContactUpdate
from app.core.batch import Verbs
from app.core.errors import InvalidRequest
from app.core.problems import Fault
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
from app.documents.queries import citation_references
from app.org_units import queries as org_units
from app.org_units.models import OrgUnit
from app.partners import queries as partners
from app.partners.models import Partner

_OUR_COUNTRY = "VN"
_RESTRICTED = {column.name for column in Contact.__table__.columns if column.info.get("restricted")}


async def create_contact(session: AsyncSession, principal: Principal, values: ContactCreate) -> Contact:
    """Insert a contact. Raises InvalidRequest for unknown references, both sides or none, or a term turned round."""
    row = Contact(**stored_values(values))
    await _check(session, principal, row)
    return await add_record(session, row)


async def update_contact(
    session: AsyncSession, principal: Principal, row: Contact, values: ContactUpdate | ContactCreate
) -> Contact:
    """Apply a merge patch, or a whole record in place of the old.

    Callers who are not cleared were shown null for e-mail and phone: a null that they send back changes nothing,
    a value that they send is taken.
    """
    require_scope(principal, row)
    held = {citation["document_id"] for citation in row.citations}
    stored = stored_values(values)
    if not principal.is_cleared:
        stored = {name: value for name, value in stored.items() if value is not None or name not in _RESTRICTED}
    row.assign(**stored)
    await _check(session, principal, row, held)
    await session.flush()
    return row


async def upsert_contact(
    session: AsyncSession,
    principal: Principal,
    source_system: str,
    external_id: str,
    values: ContactCreate,
    accepted: frozenset[int] | None = None,
) -> tuple[Contact, bool]:
    """Create the contact with this external id, or put `values` in place of the one there is; True if it is new."""
    values = with_external_id(values, source_system, external_id)
    mine = by_external_id(queries.readable(principal), Contact, source_system, external_id)
    row = await find_for_change(session, Contact, mine, accepted)
    if row is None:
        return await create_contact(session, principal, values), True
    return await update_contact(session, principal, row, values), False


async def delete_contact(session: AsyncSession, principal: Principal, row: Contact) -> None:
    """Raises OutOfScope for another unit's contact."""
    require_scope(principal, row)
    await delete_record(session, row)


async def restore_contact(session: AsyncSession, principal: Principal, row: Contact) -> None:
    """Bring a deleted contact back."""
    require_scope(principal, row)
    await restore_record(session, row)


def contact_verbs(session: AsyncSession, principal: Principal) -> Verbs[Contact, ContactCreate, ContactUpdate]:
    """What a batch may do here."""
    readable = queries.readable(principal)
    return Verbs(
        create_schema=ContactCreate,
        update_schema=ContactUpdate,
        create=lambda values: create_contact(session, principal, values),
        load=lambda id_, accepted: load_for_change(session, Contact, readable.where(Contact.id == id_), accepted),
        update=lambda row, values: update_contact(session, principal, row, values),
        upsert=lambda source, external, values: upsert_contact(session, principal, source, external, values),
        delete=lambda row: delete_contact(session, principal, row),
    )


async def _check(session: AsyncSession, principal: Principal, row: Contact, held: Collection[str | None] = ()) -> None:
    require_scope(principal, row)
    _require_one_side(row)
    require_order(row.term_from, row.term_to, "/term_to")
    await require_references(session, _references(principal, row, held))
    if row.phone is not None:
        row.assign(phone=await _callable_number(session, principal, row, row.phone))


def _require_one_side(row: Contact) -> None:
    if (row.partner_id is None) is (row.org_unit_id is None):
        allowed = {"allowed": "partner_id, org_unit_id"}
        raise InvalidRequest(errors=[Fault("exactly_one", "/partner_id", values=allowed)])


def _references(principal: Principal, row: Contact, held: Collection[str | None]) -> dict[str, Select[Any]]:
    references = citation_references(principal, row.citations, held)
    if row.partner_id is not None:
        references["/partner_id"] = partners.readable(principal).where(Partner.id == row.partner_id)
    if row.org_unit_id is not None:
        references["/org_unit_id"] = org_units.readable(principal).where(OrgUnit.id == row.org_unit_id)
    return references


async def _callable_number(session: AsyncSession, principal: Principal, row: Contact, typed: str) -> str:
    country: str | None = _OUR_COUNTRY
    if row.partner_id is not None:
        country = (await session.execute(queries.country_of(principal, row.partner_id))).scalar_one()
    number = e164(typed, country)
    if number is None:
        raise InvalidRequest(errors=[Fault("invalid_format", "/phone")])
    return number
