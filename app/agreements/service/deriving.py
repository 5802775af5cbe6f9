"""What follows from an agreement and its acts, stored beside them at each write."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.agreements.models import ActKind, Agreement, AgreementAct
from app.agreements.queries.acts import live_acts
from app.agreements.queries.derivation import countries_of
from app.agreements.queries.heirs import heirs_of
from app.agreements.rules import deadlines as clocks
from app.agreements.rules import spans
from app.agreements.rules.status import acts_until
from app.core.terms import Terms
from app.core.workdays import NoWorkdayCalendar, add_working_days


async def derive(session: AsyncSession, row: Agreement, acts: Sequence[AgreementAct], terms: Terms) -> None:
    """Keep every derived column of `row` true; `acts` are its live ones."""
    partner_ids, org_unit_ids = _named(row, "partner_id"), _named(row, "org_unit_id")
    countries = (await session.execute(countries_of(partner_ids))).scalars().all() if partner_ids else []
    row.assign(
        partner_ids=partner_ids,
        org_unit_ids=org_unit_ids,
        countries=list(countries),
        starts_on=spans.starts_on(row.signed_on, row.effective_on),
        renews_automatically=bool(row.renewal and row.renewal["automatic"]),
    )
    row.assign(
        expires_on=spans.expires_on(row.starts_on, row.ends_on, row.term_months),
        responsible_unit_id=await _responsible_unit(session, row, acts, terms.today),
    )
    deadlines = clocks.deadlines_of(row, acts, _consultation(row), terms.today)
    row.assign(deadlines=deadlines, next_due_on=clocks.next_due_on(deadlines))


async def rederive(session: AsyncSession, row: Agreement, terms: Terms) -> None:
    """As `derive`, with the agreement's acts as the database has them: flush a changed act first."""
    acts = (await session.execute(live_acts(row.id))).scalars().all()
    await derive(session, row, acts, terms)


def _named(row: Agreement, key: str) -> list[str]:
    """The ids that parties have under `key`, each once, in the order of the paper."""
    return list(dict.fromkeys(party[key] for party in row.parties if party[key] is not None))


def _consultation(row: Agreement) -> clocks.Deadline | None:
    """R2; the law counts working days, and their calendar is known a year ahead at best."""
    if row.dossier_complete_on is None:
        return None
    due_on, unknown_year = None, None
    try:
        due_on = add_working_days(row.dossier_complete_on, clocks.CONSULTATION_WORKING_DAYS)
    except NoWorkdayCalendar as missing:
        unknown_year = missing.year
    return clocks.consultation(due_on, unknown_year, row.signed_on)


async def _responsible_unit(
    session: AsyncSession, row: Agreement, acts: Sequence[AgreementAct], today: date
) -> str | None:
    """Who answers for the paper today: whom an inheritance named last, else the one heir of the first unit that signed.

    None while several units might (NĐ 177/2025/NĐ-CP: it is decided), or no unit is known.
    """
    inherited: list[Any] = [act for act in acts_until(today, acts) if act.kind == ActKind.INHERIT]
    if inherited:
        return str(inherited[-1].to_unit_id)
    if not row.org_unit_ids:
        return None
    heirs = {heir.heir_id for heir in (await session.execute(heirs_of(row.org_unit_ids[:1], today))).all()}
    return heirs.pop() if len(heirs) == 1 else None
