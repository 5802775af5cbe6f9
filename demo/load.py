"""Puts the demo into a database, whole or not at all: one transaction, and never a second time.

Bulk rows go past the session's listeners. So each record of a small demo gets here the audit entry that the API would
have written; of a million, only the first of each collection has one, whose comment counts the others.
"""

import asyncio
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.anniversaries.deriving import derive_missing
from app.anniversaries.models import Anniversary
from app.audit.bulk import creation_of
from app.audit.models import AuditEntry
from app.auth.principal import system_principal
from app.core.bulk import Bulk, table_of
from app.core.model import Base, Record
from app.core.terms import Terms
from app.core.validity import valid_on
from app.delegations.models import CodeCounter, Delegation, Direction, VisitType
from app.delegations.rules import code_prefix
from app.delegations.service.checks import derive
from app.org_units import queries as org_units
from app.org_units.models import OrgUnit, OrgUnitKind
from app.partners.models import Partner
from demo.delegations import ReportDue
from demo.generate import Block, Numbers, Order, Unit, generate
from demo.rows import SOURCE, Row
from demo.sizes import PLANS, Plan, Size

ONE_PROVINCE = "NGHE-AN"
_CODE = re.compile("(D[RV])-([0-9]{4})-([0-9]{4,6})")
"""A code that the server might have made, of as many as there may be in a year."""
_PROVINCES = (OrgUnitKind.PROVINCE, OrgUnitKind.CITY)
Progress = Callable[[int], None]
"""Is told how many delegations were stored since the last time."""


class DemoRefusedError(Exception):
    """Why there is nothing to do, in a sentence for the operator."""


async def load_demo(
    session: AsyncSession, terms: Terms, size: Size, seed: int, progress: Progress = lambda _: None
) -> dict[str, int]:
    """How many records of each collection were made. Raises DemoRefusedError where a demo is, or no province."""
    if (await session.execute(select(Partner.id).where(Partner.source_system == SOURCE).limit(1))).first():
        raise DemoRefusedError("This database already holds demo data; nothing was added.")
    plan = PLANS[size]
    units = await find_units(session, plan, terms)
    given_out = await _numbers_given_out(session, units)
    order = Order(plan, units, terms.today, seed, _report_clock(terms), given_out)
    load = Load(session, plan, f"demo: {size}, seed {seed}")
    await load.store(generate(order), progress)
    return load.counts


async def find_units(session: AsyncSession, plan: Plan, terms: Terms) -> list[Unit]:
    """The provinces of today that the facts of the plans brought."""
    found = org_units.readable(system_principal(SOURCE)).where(
        OrgUnit.kind.in_(_PROVINCES),
        OrgUnit.code.is_not(None),
        valid_on(OrgUnit.valid_from, OrgUnit.valid_to, terms.today),
    )
    if not plan.is_lean:
        found = found.where(OrgUnit.code == ONE_PROVINCE)
    rows = await session.execute(found.with_only_columns(OrgUnit.id, OrgUnit.code).order_by(OrgUnit.code))
    units = [Unit(str(id_), str(code)) for id_, code in rows]
    if not units:
        raise DemoRefusedError("The provinces are missing: load the facts of the plans first (doitac seed).")
    return units


async def _numbers_given_out(session: AsyncSession, units: Sequence[Unit]) -> Numbers:
    """The highest number of each unit, direction and year, by the counters and by codes that offices gave."""
    ids, directions = [unit.id for unit in units], {code_prefix(direction): direction for direction in Direction}
    counters = select(CodeCounter.org_unit_id, CodeCounter.prefix, CodeCounter.year, CodeCounter.last)
    counted = await session.execute(counters.where(CodeCounter.org_unit_id.in_(ids)))
    numbers = {(unit, directions[prefix], year): last for unit, prefix, year, last in counted}
    codes = select(Delegation.org_unit_id, Delegation.code).where(Delegation.org_unit_id.in_(ids))
    for unit, code in await session.execute(codes):
        if found := _CODE.fullmatch(code):
            key = (unit, directions[found[1]], int(found[2]))
            numbers[key] = max(numbers.get(key, 0), int(found[3]))
    return numbers


def _report_clock(terms: Terms) -> ReportDue:
    """When reports are due by the office's own settings, asked of the service that every write asks."""

    @cache
    def report_due(visit_type: VisitType, actual_to: date) -> date | None:
        row = Delegation(visit_type=visit_type, actual_to=actual_to)
        derive(row, terms)
        return row.report_due_on

    return report_due


class Load:
    """One run."""

    def __init__(self, session: AsyncSession, plan: Plan, comment: str) -> None:
        self.counts: dict[str, int] = {}
        self._session, self._plan, self._comment = session, plan, comment
        self._bulk = Bulk(session)
        now, actor = session.info["now"], session.info["actor"]
        self._stamp = {"created_at": now, "updated_at": now, "created_by": actor, "updated_by": actor}
        self._first: dict[type[Record], Row] = {}

    async def store(self, blocks: Iterator[Block], progress: Progress) -> None:
        """While the database takes one block the next is made."""
        await self._bulk.prepare()
        block = await asyncio.to_thread(next, blocks, None)
        while block is not None:
            coming = asyncio.create_task(asyncio.to_thread(next, blocks, None))
            trips = len(block.rows.get(Delegation, ()))
            await self._store_block(block)
            progress(trips)
            block = await coming
        if self._plan.is_lean:
            await self._sum_up()
        await self._session.flush()
        self.counts[Anniversary.__tablename__] = await derive_missing(self._session)
        stored: list[type[Base]] = [*self._first, Anniversary, AuditEntry]
        await self._bulk.finish([table_of(model) for model in stored])

    async def _store_block(self, block: Block) -> None:
        for model, rows in block.rows.items():
            for row in rows:
                row.update(self._stamp)
            if rows:
                self._first.setdefault(model, dict(rows[0]))
            name = model.__tablename__
            self.counts[name] = self.counts.get(name, 0) + len(rows)
            entries = [] if self._plan.is_lean else [self._entry(model, row, self._comment) for row in rows]
            await self._bulk.add(table_of(model), rows)
            await self._bulk.add(table_of(AuditEntry), entries)
        for (unit, direction, year), last in block.numbers.items():
            key = {"org_unit_id": unit, "prefix": code_prefix(direction), "year": year}
            await self._session.merge(CodeCounter(**key, last=last))

    async def _sum_up(self) -> None:
        """The entries of a lean plan."""
        entries = []
        for model, row in self._first.items():
            count = self.counts[model.__tablename__]
            comment = f"{self._comment}; the first of {count} without a history of their own"
            entries.append(self._entry(model, row, comment))
        await self._bulk.add(table_of(AuditEntry), entries)

    def _entry(self, model: type[Record], row: Row, comment: str) -> Row:
        changes, restricted = creation_of(model, row)
        return {
            "collection": model.__tablename__,
            "record_id": row["id"],
            "version": row["version"],
            "at": self._stamp["created_at"],
            "actor": self._stamp["created_by"],
            "action": "create",
            "request_id": None,
            "import_id": None,
            "comment": comment,
            "changes": changes,
            "restricted_changes": restricted,
        }
