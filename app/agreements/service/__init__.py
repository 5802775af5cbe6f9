"""Changing agreements; deriving.py keeps what follows from them true, acts.py tells what became of them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.agreements import queries
from app.agreements.models import Agreement
from app.agreements.rules import regimes, spans, titles
from app.agreements.schemas.agreements import AgreementCreate, AgreementUpdate
from app.agreements.service.deriving import derive, rederive
from app.agreements.service.linking import named_ids, require_named, tell_delegations
from app.agreements.service.signing import paper_of, refuse_rewriting, require_consent
from app.audit.service import find_for_change, load_for_change
from app.auth.principal import Principal
from app.auth.visibility import require_scope
from app.core import records
from app.core.batch import Verbs
from app.core.errors import InvalidRequest
from app.core.problems import Fault
from app.core.records import add_record, by_external_id, patched_values, with_external_id
from app.core.schema import stored_values
from app.core.terms import Terms

__all__ = ["derive", "rederive", "require_consent"]


async def create_agreement(
    session: AsyncSession, principal: Principal, values: AgreementCreate, terms: Terms
) -> Agreement:
    """Insert an agreement. Raises InvalidRequest for unknown references and what the law does not allow, OutOfScope."""
    row = Agreement(deadlines=[], act_count=0)
    _settle(row, stored_values(values), terms)
    await derive(session, row, [], terms)
    require_scope(principal, row)
    await require_named(session, principal, row)
    await add_record(session, row)
    await tell_delegations(session, row.delegation_id)
    return row


async def update_agreement(
    session: AsyncSession,
    principal: Principal,
    row: Agreement,
    values: AgreementUpdate | AgreementCreate,
    terms: Terms,
) -> Agreement:
    """Apply a merge patch, or a whole record in place of the old.

    Raises SignedPaperLocked, AgreementCycle and PrimeMinisterConsentMissing too.
    """
    require_scope(principal, row)
    before, held = paper_of(row), set(named_ids(row).values())
    had_consent, delegation_id = row.prime_minister_consent is not None, row.delegation_id
    _settle(row, patched_values(row, values), terms)
    refuse_rewriting(session, before, row)
    await rederive(session, row, terms)
    require_scope(principal, row)
    await require_named(session, principal, row, held)
    if row.signed_on is not None and (before["signed_on"] is None or had_consent):
        await require_consent(session, row)
    await session.flush()
    if row.delegation_id != delegation_id:
        await tell_delegations(session, row.delegation_id, delegation_id)
    return row


async def upsert_agreement(
    session: AsyncSession,
    principal: Principal,
    key: tuple[str, str],
    values: AgreementCreate,
    terms: Terms,
    accepted: frozenset[int] | None = None,
) -> tuple[Agreement, bool]:
    """Create the agreement with this (source_system, external_id), or put `values` in place of it; True if new."""
    values = with_external_id(values, *key)
    mine = by_external_id(queries.readable(principal), Agreement, *key)
    row = await find_for_change(session, Agreement, mine, accepted)
    if row is None:
        return await create_agreement(session, principal, values, terms), True
    return await update_agreement(session, principal, row, values, terms), False


async def delete_agreement(session: AsyncSession, principal: Principal, row: Agreement) -> None:
    """Raises StillReferenced while acts, opinions or other papers point to it: what happened stays (R23)."""
    require_scope(principal, row)
    await records.delete_record(session, row)
    await tell_delegations(session, row.delegation_id)


async def restore_agreement(session: AsyncSession, principal: Principal, row: Agreement, terms: Terms) -> None:
    """Bring a deleted agreement back. Raises InvalidRequest if what it names is gone meanwhile."""
    require_scope(principal, row)
    await require_named(session, principal, row)
    await records.restore_record(session, row)
    await rederive(session, row, terms)
    await session.flush()
    await tell_delegations(session, row.delegation_id)


def agreement_verbs(
    session: AsyncSession, principal: Principal, terms: Terms
) -> Verbs[Agreement, AgreementCreate, AgreementUpdate]:
    """What a batch may do here."""

    def one(id_: str) -> Select[Any]:
        return queries.readable(principal).where(Agreement.id == id_)

    return Verbs(
        create_schema=AgreementCreate,
        update_schema=AgreementUpdate,
        create=lambda values: create_agreement(session, principal, values, terms),
        load=lambda id_, accepted: load_for_change(session, Agreement, one(id_), accepted),
        update=lambda row, values: update_agreement(session, principal, row, values, terms),
        upsert=lambda source, external, values: upsert_agreement(session, principal, (source, external), values, terms),
        delete=lambda row: delete_agreement(session, principal, row),
    )


def _settle(row: Agreement, given: dict[str, Any], terms: Terms) -> None:
    """Write the values, and the legal regime that they leave open. Raises InvalidRequest for what cannot be."""
    given_regime = {name: given.pop(name) for name in ("legal_regime",) if name in given}
    under_law = given.pop("under_law", None)
    row.assign(**given)
    held = row.legal_regime if row.legal_regime and regimes.is_possible(row.legal_regime, row.signed_on) else None
    regime = given_regime.get("legal_regime", held) or regimes.default_regime(row.signed_on, row.signing_capacity)
    row.assign(legal_regime=regime)
    row.assign(under_law=regimes.is_under_law(row.legal_regime, row.signing_capacity))
    faults = [Fault(code, pointer) for code, pointer in _contradictions(row, terms)]
    if under_law not in (None, row.under_law):
        faults.append(Fault("under_law_mismatch", "/under_law"))
    if faults:
        raise InvalidRequest(errors=faults)


def _contradictions(row: Agreement, terms: Terms) -> Iterator[tuple[str, str]]:
    """(code, pointer) of what each field may say, but not beside the others (R1, R7, R20)."""
    if titles.calls_itself_treaty(row.title_vi) and not regimes.may_bear_treaty_name(row.legal_regime, row.signed_on):
        yield "treaty_name_refused", "/title_vi"
    if not regimes.is_possible(row.legal_regime, row.signed_on):
        yield "regime_mismatch", "/legal_regime"
    yield from regimes.district_faults(row.signing_capacity, row.signed_on)
    yield from spans.span_faults(row.signed_on, row.effective_on, row.ends_on, row.term_months, terms.today)
    consented_on = (row.prime_minister_consent or {}).get("on")
    if consented_on is not None and consented_on > terms.today.isoformat():
        yield "date_in_future", "/prime_minister_consent/on"
