"""Changing documents."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.service import find_for_change, load_for_change
from app.auth.principal import Principal
from app.auth.visibility import require_scope
from app.core.batch import Verbs
from app.core.dates import compare
from app.core.db.turns import wait_turn
from app.core.errors import InvalidRequest, StillReferenced
from app.core.problems import Fault, Problem
from app.core.records import (
    add_record,
    by_external_id,
    delete_record,
    require_references,
    restore_record,
    with_external_id,
)
from app.core.schema import stored_values
from app.documents import queries
from app.documents.models import Document
from app.documents.schemas import DocumentCreate, DocumentUpdate
from app.org_units.models import OrgUnit
from app.org_units.queries import readable as readable_units


class DocumentCycle(Problem):
    code = "document_cycle"
    status = 409
    title = ("Văn bản vòng tròn", "Document cycle")
    detail = (
        "Một văn bản không thể triển khai hay thay thế chính nó, dù qua văn bản khác ({field}).",
        "A document cannot implement or replace itself, not even through others ({field}).",
    )


async def create_document(
    session: AsyncSession, principal: Principal, values: DocumentCreate, *, today: date
) -> Document:
    """Insert a document. Raises InvalidRequest for unknown references or a date that cannot be (R20), OutOfScope."""
    row = Document(**stored_values(values))
    await _check(session, principal, row, today)
    return await add_record(session, row)


async def update_document(
    session: AsyncSession, principal: Principal, row: Document, values: DocumentUpdate | DocumentCreate, *, today: date
) -> Document:
    """Apply a merge patch, or a whole record in place of the old. Raises DocumentCycle too."""
    require_scope(principal, row)
    held = _named_ids(row)
    stored = stored_values(values)
    if isinstance(values, DocumentUpdate) and "dates_as_printed" in stored:
        merged = row.dates_as_printed | stored["dates_as_printed"]
        stored["dates_as_printed"] = {name: text for name, text in merged.items() if text is not None}
    row.assign(**stored)
    await _check(session, principal, row, today, held)
    await session.flush()
    return row


async def upsert_document(
    session: AsyncSession,
    principal: Principal,
    source_system: str,
    external_id: str,
    values: DocumentCreate,
    accepted: frozenset[int] | None = None,
    *,
    today: date,
) -> tuple[Document, bool]:
    """Create the document with this external id, or put `values` in place of the one there is; True if it is new."""
    values = with_external_id(values, source_system, external_id)
    mine = by_external_id(queries.readable(principal), Document, source_system, external_id)
    row = await find_for_change(session, Document, mine, accepted)
    if row is None:
        return await create_document(session, principal, values, today=today), True
    return await update_document(session, principal, row, values, today=today), False


async def delete_document(session: AsyncSession, principal: Principal, row: Document) -> None:
    """Raises StillReferenced while another record cites, implements or replaces it."""
    require_scope(principal, row)
    for collection, referring in queries.referring_to(row.id).items():
        if field := (await session.execute(referring)).scalar():
            raise StillReferenced(collection=collection, field=field)
    await delete_record(session, row)


async def restore_document(session: AsyncSession, principal: Principal, row: Document) -> None:
    """Bring a deleted document back. Raises InvalidRequest if what it names is gone meanwhile."""
    require_scope(principal, row)
    await require_references(session, _references(principal, row))
    await restore_record(session, row)


def document_verbs(
    session: AsyncSession, principal: Principal, today: date
) -> Verbs[Document, DocumentCreate, DocumentUpdate]:
    """What a batch may do here."""
    readable = queries.readable(principal)
    return Verbs(
        create_schema=DocumentCreate,
        update_schema=DocumentUpdate,
        create=lambda values: create_document(session, principal, values, today=today),
        load=lambda id_, accepted: load_for_change(session, Document, readable.where(Document.id == id_), accepted),
        update=lambda row, values: update_document(session, principal, row, values, today=today),
        upsert=lambda source, external, values: upsert_document(
            session, principal, source, external, values, today=today
        ),
        delete=lambda row: delete_document(session, principal, row),
    )


async def _check(
    session: AsyncSession, principal: Principal, row: Document, today: date, held: Collection[str | None] = ()
) -> None:
    require_scope(principal, row)
    _refuse_impossible_dates(row, today)
    await require_references(session, _references(principal, row, held))
    for name in queries.CHAINS:
        listed = getattr(row, name)
        if row.id and listed:
            await wait_turn(session, f"documents.{name}")
        if row.id and listed and (await session.execute(queries.reaches(name, listed, row.id))).first():
            raise DocumentCycle(field=name)


def _refuse_impossible_dates(row: Document, today: date) -> None:
    """R20. A date known to its year or month is refused only where no day of it can be right."""
    if row.issued_on is None:
        return
    faults = []
    if compare(row.issued_on, today.isoformat()) > 0:
        faults.append(Fault("date_in_future", "/issued_on"))
    if row.published_on is not None and compare(row.issued_on, row.published_on) > 0:
        faults.append(Fault("after_publication", "/issued_on"))
    if faults:
        raise InvalidRequest(errors=faults)


def _named_ids(row: Document) -> set[str | None]:
    """Every id that the record names."""
    return {row.issuer_id, *row.implements, *row.replaces, *(citation["document_id"] for citation in row.citations)}


def _references(principal: Principal, row: Document, held: Collection[str | None] = ()) -> dict[str, Select[Any]]:
    """What the record names and did not name before: that may be hidden from the caller, and stays as it is."""
    readable = queries.readable(principal)
    references = {
        f"/{name}/{index}": readable.where(Document.id == id_)
        for name in queries.CHAINS
        for index, id_ in enumerate(getattr(row, name))
        if id_ not in held
    }
    if row.issuer_id is not None and row.issuer_id not in held:
        references["/issuer_id"] = readable_units(principal).where(OrgUnit.id == row.issuer_id)
    return references | queries.citation_references(principal, row.citations, held)
