"""Changing anniversaries."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.agreements import queries as agreements
from app.agreements.models import Agreement
from app.anniversaries import queries
from app.anniversaries.models import Anniversary, Calendar, SubjectType
from app.anniversaries.month_days import index_key
from app.anniversaries.origins import lunar_day, origin_of
from app.anniversaries.rules import lunar_day_of, may_be_lunar_day
from app.anniversaries.schemas import AnniversaryCreate, AnniversaryUpdate
from app.anniversaries.subjects import read_facts
from app.audit.service import find_for_change, load_for_change
from app.auth.principal import Principal
from app.auth.visibility import require_scope
from app.core import records
from app.core.batch import Verbs
from app.core.dates import compare
from app.core.errors import InvalidRequest
from app.core.problems import Fault, Problem
from app.core.records import add_record, by_external_id, require_references, with_external_id
from app.core.schema import stored_values
from app.documents import queries as documents
from app.documents.models import Document
from app.org_units import queries as org_units
from app.org_units.models import OrgUnit
from app.partners import queries as partners
from app.partners.models import Partner
from app.relationships import queries as relationships
from app.relationships.models import Relationship

_TITLES = ("title_vi", "title_en")
_FREE = {*_TITLES, "lead_days", "lead_unit_id", "note", "source_system", "external_id"}
"""What an office may change of a derived anniversary; the rest follows its source."""


class AnniversaryIsDerived(Problem):
    code = "anniversary_is_derived"
    status = 409
    title = ("Ngày kỷ niệm sinh từ bản ghi khác", "The anniversary is derived")
    detail = (
        "Hãy sửa bản ghi nêu ở “source”: ngày kỷ niệm này theo bản ghi đó.",
        "Change the record of “source”: this anniversary follows it.",
    )


async def create_anniversary(session: AsyncSession, principal: Principal, values: AnniversaryCreate) -> Anniversary:
    """Insert an anniversary. Raises InvalidRequest for unknown references and dates that contradict, OutOfScope."""
    given = stored_values(values)
    row = Anniversary(**given)
    await _check(session, principal, row, given)
    return await add_record(session, row)


async def update_anniversary(
    session: AsyncSession, principal: Principal, row: Anniversary, values: AnniversaryUpdate | AnniversaryCreate
) -> Anniversary:
    """Apply a merge patch, or a whole record in place of the old. Raises AnniversaryIsDerived too."""
    require_scope(principal, row)
    held, given = set(_named(row).values()), stored_values(values)
    if row.derived_from is not None:
        _refuse_what_follows(row, given)
    row.assign(**given)
    await _check(session, principal, row, given, held)
    await session.flush()
    return row


async def upsert_anniversary(
    session: AsyncSession,
    principal: Principal,
    source_system: str,
    external_id: str,
    values: AnniversaryCreate,
    accepted: frozenset[int] | None = None,
) -> tuple[Anniversary, bool]:
    """Create the anniversary with this external id, or put `values` in place of the one there is; True if new."""
    values = with_external_id(values, source_system, external_id)
    mine = by_external_id(queries.readable(principal), Anniversary, source_system, external_id)
    row = await find_for_change(session, Anniversary, mine, accepted)
    if row is None:
        return await create_anniversary(session, principal, values), True
    return await update_anniversary(session, principal, row, values), False


async def delete_anniversary(session: AsyncSession, principal: Principal, row: Anniversary) -> None:
    """Raises AnniversaryIsDerived, for it goes with its source; StillReferenced while a greeting names it."""
    require_scope(principal, row)
    if row.derived_from is not None:
        raise _derived(row)
    await records.delete_record(session, row)


async def restore_anniversary(session: AsyncSession, principal: Principal, row: Anniversary) -> None:
    """Bring a deleted one back. Raises AnniversaryIsDerived for what its source withdrew, InvalidRequest."""
    if row.derived_from is not None:
        raise _derived(row)
    await _check(session, principal, row, {})
    await records.restore_record(session, row)


def anniversary_verbs(
    session: AsyncSession, principal: Principal
) -> Verbs[Anniversary, AnniversaryCreate, AnniversaryUpdate]:
    """What a batch may do here."""

    def one(id_: str) -> Select[Any]:
        return queries.readable(principal).where(Anniversary.id == id_)

    return Verbs(
        create_schema=AnniversaryCreate,
        update_schema=AnniversaryUpdate,
        create=lambda values: create_anniversary(session, principal, values),
        load=lambda id_, accepted: load_for_change(session, Anniversary, one(id_), accepted),
        update=lambda row, values: update_anniversary(session, principal, row, values),
        upsert=lambda source, external, values: upsert_anniversary(session, principal, source, external, values),
        delete=lambda row: delete_anniversary(session, principal, row),
    )


def _derived(row: Anniversary, fields: Collection[str] = ()) -> AnniversaryIsDerived:
    source = row.derived_from or {}
    told = {name: source[name] for name in ("collection", "id")}
    return AnniversaryIsDerived(errors=[Fault("follows_source", f"/{name}") for name in fields], source=told)


def _refuse_what_follows(row: Anniversary, given: Mapping[str, Any]) -> None:
    """A title changed by hand is kept from then on; a value that is the same already changes nothing."""
    changed = [name for name, value in given.items() if getattr(row, name) != value]
    if followed := [name for name in changed if name not in _FREE]:
        raise _derived(row, followed)
    source = row.derived_from or {}
    row.assign(derived_from={**source, "kept": sorted({*source["kept"], *(set(changed) & set(_TITLES))})})


async def _check(
    session: AsyncSession,
    principal: Principal,
    row: Anniversary,
    given: Mapping[str, Any],
    held: Collection[str] = (),
) -> None:
    """The same for a new row and a changed one; what is in `held` was named before and stays as it is."""
    new = {pointer: id_ for pointer, id_ in _named(row).items() if id_ not in held}
    kind = SubjectType(row.subject["type"])
    await require_references(
        session, {pointer: _referred(principal, pointer, kind, id_) for pointer, id_ in new.items()}
    )
    row.assign(**await session.run_sync(read_facts, row.subject))
    require_scope(principal, row)
    if faults := [*_settle_calendar(row, given), *_order_faults(row)]:
        raise InvalidRequest(errors=faults)
    row.assign(month_day=index_key(origin_of(row)))


def _settle_calendar(row: Anniversary, given: Mapping[str, Any]) -> list[Fault]:
    """Each calendar has its own fields: what another left behind goes, what the caller gave for another is a fault."""
    faults = []
    for name, calendar in (("lunar", Calendar.VIETNAMESE_LUNAR), ("table", Calendar.TABLE)):
        if row.calendar != calendar:
            row.assign(**{name: None})
            faults += [Fault("invalid_value", f"/{name}")] if given.get(name) is not None else []
    if row.calendar == Calendar.VIETNAMESE_LUNAR:
        faults += _settle_lunar(row, is_given=given.get("lunar") is not None)
    elif row.calendar == Calendar.TABLE and row.table is None:
        faults.append(Fault("missing", "/table"))
    elif row.calendar == Calendar.GREGORIAN and row.origin_date is None:
        faults.append(Fault("missing", "/origin_date"))
    return faults


def _settle_lunar(row: Anniversary, *, is_given: bool) -> list[Fault]:
    day = lunar_day(row.lunar)
    if day is not None and not may_be_lunar_day(row.origin_date, day):
        if is_given:
            return [Fault("lunar_mismatch", "/lunar")]
        day = None
    day = day or lunar_day_of(row.origin_date)
    row.assign(lunar=day and day._asdict())
    return [Fault("missing", "/lunar")] if row.lunar is None and row.origin_date is None else []


def _order_faults(row: Anniversary) -> list[Fault]:
    start, end = row.valid_from, row.valid_to
    reversed_ = start is not None and end is not None and compare(start, end) > 0
    return [Fault("end_before_start", "/valid_to")] if reversed_ else []


def _referred(principal: Principal, pointer: str, kind: SubjectType, id_: str) -> Select[Any]:
    if pointer == "/lead_unit_id" or (pointer == "/subject/id" and kind is SubjectType.ORG_UNIT):
        return org_units.readable(principal).where(OrgUnit.id == id_)
    if pointer != "/subject/id":
        return documents.readable(principal).where(Document.id == id_)
    if kind is SubjectType.PARTNER:
        return partners.readable(principal).where(Partner.id == id_)
    if kind is SubjectType.RELATIONSHIP:
        return relationships.readable(principal).where(Relationship.id == id_)
    return agreements.readable(principal).where(Agreement.id == id_)


def _named(row: Anniversary) -> dict[str, str]:
    """Every id that the record names, by its pointer."""
    named = {"/subject/id": row.subject["id"], "/lead_unit_id": row.lead_unit_id}
    for index, citation in enumerate(row.citations):
        named[f"/citations/{index}/document_id"] = citation["document_id"]
    return {pointer: id_ for pointer, id_ in named.items() if id_ is not None}
