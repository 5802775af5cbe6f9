"""`/v1/agreements`: the record itself."""

from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from starlette.responses import Response

from app.agreements import queries, service
from app.agreements.models import Agreement
from app.agreements.rules.titles import warnings_of
from app.agreements.schemas.agreements import (
    AgreementCreate,
    AgreementDetailQuery,
    AgreementQuery,
    AgreementRead,
    AgreementUpdate,
)
from app.audit.queries import HISTORY, history_of
from app.audit.schemas import HistoryItem, HistoryQuery
from app.audit.service import load_for_change
from app.auth.deps import MayRead, MayWrite
from app.auth.principal import Principal
from app.core.answers import answer_record
from app.core.batch import BatchAnswer, BatchRequest, run_batch
from app.core.clock import now
from app.core.concurrency import IfMatch
from app.core.dates import today_in
from app.core.documentation import CREATED, NO_CONTENT, RECORD, Page
from app.core.i18n import preferred_language
from app.core.listing import Listing
from app.core.meta import Collection
from app.core.paging import paginate
from app.core.records import PathId, load_for_write, require_any
from app.core.routing import SliceRouter
from app.core.statements import OneRecord
from app.core.writing import Write, Writing

ADDRESS = "/v1/agreements"
router = SliceRouter(ADDRESS, "agreements")
# What a list offers is the same every day; what it answers comes from the listing of the day.
COLLECTION = Collection("agreements", AgreementCreate, AgreementRead, AgreementQuery, queries.listing_on(date.min, 0))
_WARNINGS = {
    "X-Warnings": {
        "description": "`treaty_name_cited` where the title names a treaty (R1); absent without a warning",
        "schema": {"type": "string"},
    }
}


def _warned(of: dict[str, Any], *statuses: int) -> dict[str, Any]:
    """The documentation of an operation, with the header that its good answers may carry."""
    told = {**of["responses"]}
    for status in statuses:
        told[status] = {**told.get(status, {}), "headers": {**told.get(status, {}).get("headers", {}), **_WARNINGS}}
    return {**of, "responses": told}


async def _load(id_: PathId, caller: MayWrite, write: Writing, accepted: IfMatch) -> Agreement:
    readable = queries.readable(caller).where(Agreement.id == id_)
    return await load_for_change(write.session, Agreement, readable, accepted)


Loaded = Annotated[Agreement, Depends(_load, scope="function")]


def _day(request: Request, as_of: date | None) -> tuple[date, int]:
    """The day that status is asked for, and how long before its end an agreement is expiring."""
    settings = request.app.state.settings
    return as_of or today_in(settings.time_zone, now()), settings.expiring_within_days


def _listing(write: Write) -> Listing:
    return queries.listing_on(write.today, write.terms.settings.expiring_within_days)


def _answer(write: Write, caller: Principal, row: Agreement) -> OneRecord:
    return queries.read_agreement(caller, row.id, _listing(write))


def _location(row: Agreement) -> str:
    return f"{ADDRESS}/{row.id}"


@router.get("", response_model=Page[AgreementRead])
async def list_agreements(request: Request, caller: MayRead, query: Annotated[AgreementQuery, Query()]) -> Response:
    """Agreements with the status of today, or of `status_as_of`."""
    day = _day(request, query.status_as_of)
    found = queries.narrow_by_day(queries.search_agreements(caller, query), query, *day)
    rank = queries.rank_agreements(query)
    return await paginate(request, found, queries.listing_on(*day), query, caller, rank=rank)


@router.post("", response_model=AgreementRead, **_warned(CREATED, 201))
async def create_agreement(values: AgreementCreate, caller: MayWrite, write: Writing) -> Response:
    """Add an agreement, in preparation or as signed."""
    row = await service.create_agreement(write.session, caller, values, write.terms)
    write.warnings = warnings_of(row.title_vi)
    return await write.created(_answer(write, caller, row), _location(row))


@router.post("/batch", response_model=BatchAnswer)
async def batch_agreements(request: Request, batch: BatchRequest, caller: MayWrite, write: Writing) -> Response:
    """Up to 500 operations, atomic or partial."""
    language = preferred_language(request.headers.get("accept-language", ""))
    verbs = service.agreement_verbs(write.session, caller, write.terms)
    return await write.done(await run_batch(write.session, batch, verbs, language))


@router.put("/by-external-id/{source_system}/{external_id}", response_model=AgreementRead, **_warned(RECORD, 200))
async def put_agreement(
    source_system: str, external_id: str, values: AgreementCreate, caller: MayWrite, write: Writing, accepted: IfMatch
) -> Response:
    """Create the agreement, or put the whole record in place of the one with this external id."""
    key = source_system, external_id
    row, is_new = await service.upsert_agreement(write.session, caller, key, values, write.terms, accepted)
    write.warnings = warnings_of(row.title_vi)
    statement = _answer(write, caller, row)
    return await (write.created(statement, _location(row)) if is_new else write.changed(statement))


@router.get("/{id}", response_model=AgreementRead, **RECORD)
async def read_agreement(
    request: Request, id_: PathId, caller: MayRead, query: Annotated[AgreementDetailQuery, Query()]
) -> Response:
    """One agreement, with the status of today, or of `status_as_of`."""
    listing = queries.listing_on(*_day(request, query.status_as_of))
    return await answer_record(request, queries.read_agreement(caller, id_, listing, query))


@router.patch("/{id}", response_model=AgreementRead, **_warned(RECORD, 200))
async def update_agreement(values: AgreementUpdate, row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Change an agreement (JSON merge patch); what was signed is only corrected, with `X-Change-Comment`."""
    await service.update_agreement(write.session, caller, row, values, write.terms)
    write.warnings = warnings_of(row.title_vi)
    return await write.changed(_answer(write, caller, row))


@router.delete("/{id}", **NO_CONTENT)
async def delete_agreement(row: Loaded, caller: MayWrite, write: Writing) -> Response:
    """Delete an agreement that no act, opinion or other paper names; `restore` brings it back."""
    await service.delete_agreement(write.session, caller, row)
    return await write.deleted()


@router.post("/{id}/restore", response_model=AgreementRead, **RECORD)
async def restore_agreement(id_: PathId, caller: MayWrite, write: Writing) -> Response:
    """Bring a deleted agreement back."""
    deleted = queries.readable(caller, deleted=True).where(Agreement.id == id_)
    row = await load_for_write(write.session, Agreement, deleted)
    await service.restore_agreement(write.session, caller, row, write.terms)
    return await write.changed(_answer(write, caller, row))


@router.get("/{id}/history", response_model=Page[HistoryItem])
async def list_agreement_history(
    request: Request, id_: PathId, caller: MayRead, query: Annotated[HistoryQuery, Query()]
) -> Response:
    """Every change of the agreement, newest first; a deleted one keeps its history."""
    seen = [queries.readable(caller, deleted=gone).where(Agreement.id == id_) for gone in (False, True)]
    await require_any(request, seen)
    return await paginate(request, history_of(id_), HISTORY, query, caller)
