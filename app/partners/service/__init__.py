"""Changing partners; merging.py makes two of them one, duplicates.py finds which may be."""

from collections.abc import Collection, Iterator

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.service import find_for_change
from app.auth.principal import Principal
from app.core.batch import Verbs
from app.core.dates import compare
from app.core.db.turns import wait_turn
from app.core.errors import InvalidRequest, NotFound, StillReferenced
from app.core.problems import Fault, Problem
from app.core.records import (
    add_record,
    by_external_id,
    delete_record,
    find_for_write,
    require_references,
    restore_record,
    with_external_id,
)
from app.core.reference import country_of
from app.core.schema import stored_values
from app.documents.queries import citation_references
from app.partners import queries
from app.partners.models import Partner, PartnerKind
from app.partners.rules import merge_patch
from app.partners.schemas import PartnerCreate, PartnerUpdate


class PartnerCycle(Problem):
    code = "partner_cycle"
    status = 409
    title = ("Đối tác trực thuộc vòng tròn", "Partner cycle")
    detail = (
        "Một đối tác không thể trực thuộc chính nó hay đối tác cấp dưới của nó.",
        "A partner cannot lie below itself.",
    )


class PartnerMerged(Problem):
    code = "partner_merged"
    status = 409
    title = ("Đối tác đã được gộp", "Partner merged")
    detail = ("Đối tác này đã được gộp vào {winner_id}.", "This partner was merged into {winner_id}.")


async def create_partner(session: AsyncSession, principal: Principal, values: PartnerCreate) -> Partner:
    """Insert a partner. Raises InvalidRequest for unknown references or values that contradict each other."""
    row = Partner(**stored_values(values))
    await _check(session, principal, row)
    return await add_record(session, row)


async def update_partner(
    session: AsyncSession, principal: Principal, row: Partner, values: PartnerUpdate | PartnerCreate
) -> Partner:
    """Apply a merge patch, or a whole record in place of the old. Raises PartnerCycle too."""
    held = _named_ids(row)
    stored = stored_values(values)
    if isinstance(values, PartnerUpdate) and "profile" in stored:
        stored["profile"] = merge_patch(row.profile, stored["profile"]) or {}
    row.assign(**stored)
    await _check(session, principal, row, held)
    await session.flush()
    return row


async def upsert_partner(  # an external id has two parts
    session: AsyncSession,
    principal: Principal,
    source_system: str,
    external_id: str,
    values: PartnerCreate,
    accepted: frozenset[int] | None = None,
) -> tuple[Partner, bool]:
    """Create the partner with this external id, or put `values` in place of the one there is; True if it is new."""
    values = with_external_id(values, source_system, external_id)
    mine = by_external_id(queries.readable(principal), Partner, source_system, external_id)
    row = await find_for_change(session, Partner, mine, accepted)
    if row is None:
        merged = by_external_id(queries.merged(principal), Partner, source_system, external_id)
        await refuse_merged(session, principal, merged)
        return await create_partner(session, principal, values), True
    return await update_partner(session, principal, row, values), False


async def delete_partner(session: AsyncSession, row: Partner) -> None:
    """Raises StillReferenced while a live record points to it, or a partner that was merged into it leads here."""
    for field, naming in queries.lists_naming(row.id).items():
        if (await session.execute(naming.where(Partner.deleted_at.is_(None)).limit(1))).first():
            raise StillReferenced(collection=Partner.__tablename__, field=field)
    await delete_record(session, row)


async def restore_partner(session: AsyncSession, principal: Principal, id_: str) -> Partner:
    """Bring a deleted partner back. Raises NotFound, PartnerMerged, InvalidRequest if what it names is gone."""
    deleted = queries.readable(principal, deleted=True).where(Partner.id == id_)
    row = await find_for_write(session, Partner, deleted)
    if row is None:
        await refuse_merged(session, principal, queries.merged(principal).where(Partner.id == id_))
        raise NotFound
    await require_references(session, _references(principal, row))
    await restore_record(session, row)
    return row


async def load_partner(
    session: AsyncSession, principal: Principal, id_: str, accepted: frozenset[int] | None = None
) -> Partner:
    """The partner, locked for a change. Raises NotFound, PartnerMerged, PreconditionFailed."""
    readable = queries.readable(principal).where(Partner.id == id_)
    row = await find_for_change(session, Partner, readable, accepted)
    if row is None:
        await refuse_merged(session, principal, queries.merged(principal).where(Partner.id == id_))
        raise NotFound
    return row


async def refuse_merged(session: AsyncSession, principal: Principal, losers: Select[tuple[str]]) -> None:
    """Raises PartnerMerged, which names the winner, if `losers` finds a merged partner."""
    winner_id = (await session.execute(queries.winner_of(principal, losers))).scalar_one_or_none()
    if winner_id is not None:
        raise PartnerMerged(winner_id=winner_id)


async def refuse_cycle(session: AsyncSession, row: Partner) -> None:
    """Raises PartnerCycle if the row lies below itself."""
    if row.parent_id is None:
        return
    await wait_turn(session, "partners.parent_id")
    if (await session.execute(queries.ancestors_of(row.parent_id).where(Partner.id == row.id))).first():
        raise PartnerCycle


def partner_verbs(session: AsyncSession, principal: Principal) -> Verbs[Partner, PartnerCreate, PartnerUpdate]:
    """What a batch may do here."""
    return Verbs(
        create_schema=PartnerCreate,
        update_schema=PartnerUpdate,
        create=lambda values: create_partner(session, principal, values),
        load=lambda id_, accepted: load_partner(session, principal, id_, accepted),
        update=lambda row, values: update_partner(session, principal, row, values),
        upsert=lambda source, external, values: upsert_partner(session, principal, source, external, values),
        delete=lambda row: delete_partner(session, row),
    )


async def _check(session: AsyncSession, principal: Principal, row: Partner, held: Collection[str | None] = ()) -> None:
    if faults := list(_contradictions(row)):
        raise InvalidRequest(errors=faults)
    await require_references(session, _references(principal, row, held))
    await refuse_cycle(session, row)


def _contradictions(row: Partner) -> Iterator[Fault]:
    """What each field may say, but not beside the others."""
    if row.subdivision is not None and (row.country is None or country_of(row.subdivision) != row.country):
        yield Fault("subdivision_mismatch", "/subdivision")
    if row.members and row.kind is not PartnerKind.MULTILATERAL_MECHANISM:
        yield Fault("invalid_value", "/members")
    if row.valid_from is not None and row.valid_to is not None and compare(row.valid_from, row.valid_to) > 0:
        yield Fault("end_before_start", "/valid_to")
    for pointer, id_ in _partners_named(row).items():
        if id_ == row.id and pointer != "/parent_id":
            yield Fault("invalid_value", pointer)


def _partners_named(row: Partner) -> dict[str, str]:
    """The other partners that a record names, by pointer."""
    named = {f"/members/{index}": id_ for index, id_ in enumerate(row.members)}
    named |= {f"/successors/{index}/partner_id": item["partner_id"] for index, item in enumerate(row.successors)}
    return named if row.parent_id is None else named | {"/parent_id": row.parent_id}


def _named_ids(row: Partner) -> set[str | None]:
    """Every id that the record names."""
    return {*_partners_named(row).values(), *(citation["document_id"] for citation in row.citations)}


def _references(principal: Principal, row: Partner, held: Collection[str | None] = ()) -> dict[str, Select[tuple[str]]]:
    """What the record names and did not name before: that may be hidden from the caller, and stays as it is."""
    named = {pointer: id_ for pointer, id_ in _partners_named(row).items() if id_ not in held}
    references = {pointer: queries.readable(principal).where(Partner.id == id_) for pointer, id_ in named.items()}
    return references | citation_references(principal, row.citations, held)
