"""`/v1/documents`."""

from typing import Annotated

from fastapi import Depends, Query, Request
from starlette.responses import Response

from app.audit.queries import HISTORY, history_of
from app.audit.schemas import HistoryItem, HistoryQuery
from app.audit.service import load_for_change
from app.auth.deps import MayRead, MayWrite
from app.core.answers import answer_record, wanted_of
from app.core.batch import BatchAnswer, BatchRequest, run_batch
from app.core.concurrency import IfMatch
from app.core.db.reader import reader_of
from app.core.documentation import CREATED, DETAIL, NO_CONTENT, RECORD, Page
from app.core.errors import NotFound
from app.core.i18n import preferred_language
from app.core.meta import Collection
from app.core.paging import paginate
from app.core.records import PathId, load_for_write, require_any
from app.core.routes import Nothing
from app.core.routing import SliceRouter
from app.core.writing import Writing
from app.documents import queries, service
from app.documents.models import Document
from app.documents.schemas import DocumentChain, DocumentCreate, DocumentQuery, DocumentRead, DocumentUpdate

ADDRESS = "/v1/documents"
router = SliceRouter(ADDRESS, "documents")
COLLECTION = Collection("documents", DocumentCreate, DocumentRead, DocumentQuery, queries.LISTING)


async def _load(id_: PathId, caller: MayWrite, write: Writing, accepted: IfMatch) -> Document:
    return await load_for_change(write.session, Document, queries.readable(caller).where(Document.id == id_), accepted)


Loaded = Annotated[Document, Depends(_load, scope="function")]


def _location(row: Document) -> str:
    return f"{ADDRESS}/{row.id}"


@router.get("", response_model=Page[DocumentRead])
async def list_documents(request: Request, caller: MayRead, query: Annotated[DocumentQuery, Query()]) -> Response:
    """Documents, with what each implements and replaces."""
    found, rank = queries.search_documents(caller, query), queries.rank_documents(query)
    return await paginate(request, found, queries.LISTING, query, caller, rank=rank)


@router.post("", response_model=DocumentRead, **CREATED)
async def create_document(values: DocumentCreate, caller: MayWrite, write: Writing) -> Response:
    """Add a document."""
    row = await service.create_document(write.session, caller, values, today=write.today)
    return await write.created(queries.read_document(caller, row.id), _location(row))


@router.post("/batch", response_model=BatchAnswer)
async def batch_documents(request: Request, batch: BatchRequest, caller: MayWrite, write: Writing) -> Response:
    """Up to 500 operations, atomic or partial."""
    language = preferred_language(request.headers.get("accept-language", ""))
    verbs = service.document_verbs(write.session, caller, write.today)
    return await write.done(await run_batch(write.session, batch, verbs, language))


@router.put("/by-external-id/{source_system}/{external_id}", response_model=DocumentRead, **RECORD)
async def put_document(
    source_system: str, external_id: str, values: DocumentCreate, caller: MayWrite, write: Writing, accepted: IfMatch
) -> Response:
    """Create the document, or put the whole record in place of the one with this external id."""
    session, today = write.session, write.today
    row, is_new = await service.upsert_document(
        session, caller, source_system, external_id, values, accepted, today=today
    )
    statement = queries.read_document(caller, row.id)
    return await (write.created(statement, _location(row)) if is_new else write.changed(statement))


@router.get("/{id}", response_model=DocumentRead, **DETAIL)
async def read_document(request: Request, id_: PathId, caller: MayRead) -> Response:
    """One document."""
    return await answer_record(request, queries.read_document(caller, id_, wanted_of(request)))


@router.patch("/{id}", response_model=DocumentRead, **RECORD)
async def update_document(values: DocumentUpdate, row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Change a document (JSON merge patch)."""
    await service.update_document(write.session, caller, row, values, today=write.today)
    return await write.changed(queries.read_document(caller, row.id))


@router.delete("/{id}", **NO_CONTENT)
async def delete_document(row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Delete a document that nothing cites, implements or replaces; `restore` brings it back."""
    await service.delete_document(write.session, caller, row)
    return await write.deleted()


@router.post("/{id}/restore", response_model=DocumentRead, **RECORD)
async def restore_document(id_: PathId, caller: MayWrite, write: Writing) -> Response:
    """Bring a deleted document back."""
    deleted = queries.readable(caller, deleted=True).where(Document.id == id_)
    row = await load_for_write(write.session, Document, deleted)
    await service.restore_document(write.session, caller, row)
    return await write.changed(queries.read_document(caller, row.id))


@router.get("/{id}/history", response_model=Page[HistoryItem])
async def list_document_history(
    request: Request, id_: PathId, caller: MayRead, query: Annotated[HistoryQuery, Query()]
) -> Response:
    """Every change of the document, newest first; a deleted document keeps its history."""
    seen = [queries.readable(caller, deleted=gone).where(Document.id == id_) for gone in (False, True)]
    await require_any(request, seen)
    return await paginate(request, history_of(id_), HISTORY, query, caller)


@router.get("/{id}/chain", response_model=DocumentChain)
async def read_document_chain(request: Request, id_: PathId, caller: MayRead, _: Nothing) -> Response:
    """Up and down both chains; a chain stops at a document that the caller may not see."""
    chain = (await reader_of(request).execute(queries.read_chain(caller, id_))).scalar_one_or_none()
    if chain is None:
        raise NotFound
    return Response(chain, media_type="application/json")
