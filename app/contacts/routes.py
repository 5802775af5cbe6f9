"""`/v1/contacts`, and those of one partner."""

from typing import Annotated

from fastapi import Depends, Query, Request
from starlette.responses import Response

from app.audit.queries import HISTORY, history_of
from app.audit.schemas import HistoryItem, HistoryQuery
from app.audit.service import load_for_change
from app.auth.deps import MayRead, MayWrite
from app.contacts import queries, service
from app.contacts.models import Contact
from app.contacts.schemas import (
    ContactCreate,
    ContactQuery,
    ContactRead,
    ContactUpdate,
    PartnerContactQuery,
)
from app.core.answers import answer_record, wanted_of
from app.core.batch import BatchAnswer, BatchRequest, run_batch
from app.core.concurrency import IfMatch
from app.core.documentation import CREATED, DETAIL, NO_CONTENT, RECORD, Page
from app.core.i18n import preferred_language
from app.core.meta import Collection
from app.core.paging import paginate
from app.core.records import PathId, load_for_write, require_any
from app.core.routing import SliceRouter
from app.core.writing import Writing
from app.partners.queries.redirects import REDIRECTED, redirect_if_merged

ADDRESS = "/v1/contacts"
router = SliceRouter(ADDRESS, "contacts")
partner_router = SliceRouter("/v1/partners", "partners")
COLLECTION = Collection("contacts", ContactCreate, ContactRead, ContactQuery, queries.LISTING)


async def _load(id_: PathId, caller: MayWrite, write: Writing, accepted: IfMatch) -> Contact:
    return await load_for_change(write.session, Contact, queries.readable(caller).where(Contact.id == id_), accepted)


Loaded = Annotated[Contact, Depends(_load, scope="function")]


def _location(row: Contact) -> str:
    return f"{ADDRESS}/{row.id}"


@router.get("", response_model=Page[ContactRead])
async def list_contacts(request: Request, caller: MayRead, query: Annotated[ContactQuery, Query()]) -> Response:
    """People in their posts; `as_of` gives those who held them on a day."""
    found, rank = queries.search_contacts(caller, query), queries.rank_contacts(query)
    return await paginate(request, found, queries.LISTING, query, caller, rank=rank)


@router.post("", response_model=ContactRead, **CREATED)
async def create_contact(values: ContactCreate, caller: MayWrite, write: Writing) -> Response:
    """Add a contact."""
    row = await service.create_contact(write.session, caller, values)
    return await write.created(queries.read_contact(caller, row.id), _location(row))


@router.post("/batch", response_model=BatchAnswer)
async def batch_contacts(request: Request, batch: BatchRequest, caller: MayWrite, write: Writing) -> Response:
    """Up to 500 operations, atomic or partial."""
    language = preferred_language(request.headers.get("accept-language", ""))
    verbs = service.contact_verbs(write.session, caller)
    return await write.done(await run_batch(write.session, batch, verbs, language))


@router.put("/by-external-id/{source_system}/{external_id}", response_model=ContactRead, **RECORD)
async def put_contact(
    source_system: str, external_id: str, values: ContactCreate, caller: MayWrite, write: Writing, accepted: IfMatch
) -> Response:
    """Create the contact, or put the whole record in place of the one with this external id."""
    row, is_new = await service.upsert_contact(write.session, caller, source_system, external_id, values, accepted)
    statement = queries.read_contact(caller, row.id)
    return await (write.created(statement, _location(row)) if is_new else write.changed(statement))


@router.get("/{id}", response_model=ContactRead, **DETAIL)
async def read_contact(request: Request, id_: PathId, caller: MayRead) -> Response:
    """One contact."""
    return await answer_record(request, queries.read_contact(caller, id_, wanted_of(request)))


@router.patch("/{id}", response_model=ContactRead, **RECORD)
async def update_contact(values: ContactUpdate, row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Change a contact (JSON merge patch); a null for what the caller is not cleared to see changes nothing."""
    await service.update_contact(write.session, caller, row, values)
    return await write.changed(queries.read_contact(caller, row.id))


@router.delete("/{id}", **NO_CONTENT)
async def delete_contact(row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Delete a contact; `restore` brings it back."""
    await service.delete_contact(write.session, caller, row)
    return await write.deleted()


@router.post("/{id}/restore", response_model=ContactRead, **RECORD)
async def restore_contact(id_: PathId, caller: MayWrite, write: Writing) -> Response:
    """Bring a deleted contact back."""
    deleted = queries.readable(caller, deleted=True).where(Contact.id == id_)
    row = await load_for_write(write.session, Contact, deleted)
    await service.restore_contact(write.session, caller, row)
    return await write.changed(queries.read_contact(caller, row.id))


@router.get("/{id}/history", response_model=Page[HistoryItem])
async def list_contact_history(
    request: Request, id_: PathId, caller: MayRead, query: Annotated[HistoryQuery, Query()]
) -> Response:
    """Every change of the contact, newest first; a deleted one keeps its history."""
    seen = [queries.readable(caller, deleted=gone).where(Contact.id == id_) for gone in (False, True)]
    await require_any(request, seen)
    return await paginate(request, history_of(id_), HISTORY, query, caller)


@partner_router.get("/{id}/contacts", response_model=Page[ContactRead], responses=REDIRECTED)
async def list_partner_contacts(
    request: Request,
    id_: PathId,
    caller: MayRead,
    query: Annotated[PartnerContactQuery, Query()],
) -> Response:
    """The contacts of one partner."""
    if redirect := await redirect_if_merged(request, caller, id_):
        return redirect
    found, rank = queries.contacts_of(caller, id_, query), queries.rank_contacts(query)
    return await paginate(request, found, queries.LISTING, query, caller, rank=rank)
