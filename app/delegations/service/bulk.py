"""Many new delegations at once, by the same checks as one: what the rows name is looked up for all of them together.

`bulk_rows.py` makes the rows; here the database is asked about them.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.auth.visibility import visible
from app.core.db.counters import count_up
from app.core.db.json_lists import is_any_of
from app.core.db.turns import wait_turn
from app.core.errors import AlreadyExists, InvalidRequest
from app.core.model import Record
from app.core.problems import Fault, Problem
from app.core.references import referred_class
from app.core.terms import Terms
from app.delegations import rules
from app.delegations.models import CodeCounter, Delegation
from app.delegations.queries.codes import bearers_of, codes_beginning, known_elsewhere
from app.delegations.service.bulk_rows import Row, named_in, refresh_search
from app.documents import queries as documents
from app.documents.models import Document
from app.org_units import queries as org_units
from app.org_units.models import OrgUnit
from app.partners import queries as partners
from app.partners.models import Partner

_COUNTERS: Any = CodeCounter.__table__
_NAMED: Final[dict[str, tuple[Any, Any]]] = {
    "org_unit_id": (org_units.readable, OrgUnit),
    "partner_ids": (partners.readable, Partner),
    "invitation": (documents.readable, Document),
    "citations": (documents.readable, Document),
}
"""By field: how the records that it names are read."""


def _plan_items() -> tuple[Any, Any]:
    """The plan is kept by a slice above this one."""
    item: Any = referred_class(Delegation, "plan_item_id")
    return (lambda principal: select(item.id).where(visible(item, principal))), item


class BulkDelegations:
    """The rows of one transaction: what they name is looked up once, and held until it ends.

    Rows that `refuse` let through may be stored one call later.
    """

    def __init__(
        self, session: AsyncSession, principal: Principal, terms: Terms, known: set[tuple[str, str]] | None = None
    ) -> None:
        """`known`: what earlier transactions found; for a trial only, which holds and stores nothing."""
        self._session = session
        self._principal = principal
        self._terms = terms
        self._known = set() if known is None else known
        self._is_trial = known is not None
        self._unstored: deque[list[Row]] = deque(maxlen=2)
        """What the last two calls of `refuse` let through: the database may not know of it yet."""

    async def refuse(self, rows: Sequence[Row]) -> dict[int, Problem]:
        """By place in `rows`, those that name what is not there, or bear a code or external id that another has.

        A trial does not hold the rows against each other.
        """
        named = [named_in(row) for row in rows]
        await self._look_up({(each.field, each.id) for found in named for each in found})
        codes = await self._taken_codes({row["code"] for row in rows if row["code"]})
        ids = await taken_external_ids(self._session, Delegation, rows)
        for row in self._rows_unstored():
            codes.add((row["org_unit_id"], row["code"]))
            ids.add((row["source_system"], row["external_id"]))
        refused: dict[int, Problem] = {}
        for index, row in enumerate(rows):
            code, key = (row["org_unit_id"], row["code"]), (row["source_system"], row["external_id"])
            unknown = [each.pointer for each in named[index] if (each.field, each.id) not in self._known]
            held = ("code", code[1] and code in codes), ("external_id", key[1] and key in ids)
            used = [name for name, taken in held if taken]
            if unknown:
                refused[index] = InvalidRequest(errors=[Fault("unknown_reference", pointer) for pointer in unknown])
            elif used:
                refused[index] = AlreadyExists(errors=[Fault("already_used", f"/{name}") for name in used])
            elif not self._is_trial:
                codes.add(code)
                ids.add(key)
        if not self._is_trial:
            self._unstored.append([row for index, row in enumerate(rows) if index not in refused])
        return refused

    def _rows_unstored(self) -> Iterator[Row]:
        return chain.from_iterable(self._unstored)

    async def _look_up(self, named: AbstractSet[tuple[str, str]]) -> None:
        """Learn which of these (field, id) are there, and hold those: a deletion or merge waits until we are done."""
        new: dict[str, list[str]] = defaultdict(list)
        for field, id_ in named - self._known:
            new[field].append(id_)
        for field, ids in new.items():
            readable, model = _NAMED[field] if field in _NAMED else _plan_items()
            found = readable(self._principal).where(is_any_of(model.id, ids))
            locked = found.with_for_update(read=True, key_share=True)
            self._known |= {(field, str(id_)) for id_ in (await self._session.execute(locked)).scalars()}

    async def _taken_codes(self, codes: AbstractSet[str]) -> set[tuple[str, str]]:
        rows = (await self._session.execute(bearers_of(sorted(codes)))).all() if codes else []
        return {(str(unit), code) for unit, code in rows}

    async def give_codes(self, rows: Iterable[Row]) -> None:
        """A code to each row that has none, in order, without gaps; nobody else counts for these units meanwhile."""
        without: dict[tuple[str, str, int], list[Row]] = defaultdict(list)
        for row in rows:
            if not row["code"]:
                key = row["org_unit_id"], rules.code_prefix(row["direction"]), self._year_of(row)
                without[key].append(row)
        held: dict[str, set[str]] = defaultdict(set)
        for row in self._rows_unstored():
            held[row["org_unit_id"]].add(row["code"])
        for unit in sorted({unit for unit, _, _ in without}):
            await wait_turn(self._session, f"delegation codes of {unit}")
        for (unit, prefix, year), rows_without in without.items():
            waiting: Sequence[Row] = rows_without
            found = await self._session.execute(codes_beginning(unit, f"{prefix}-{year}-"))
            used = {*found.scalars(), *held[unit]}
            while waiting:
                last = await count_up(
                    self._session, _COUNTERS, by=len(waiting), org_unit_id=unit, prefix=prefix, year=year
                )
                codes = [rules.code_of(prefix, year, number) for number in range(last - len(waiting) + 1, last + 1)]
                waiting = _give([code for code in codes if code not in used], waiting)

    def _year_of(self, row: Row) -> int:
        if row["planned_from"] is not None:
            return int(row["planned_from"][:4])
        return int((row["actual_from"] or self._terms.today).year)


def _give(codes: Sequence[str], waiting: Sequence[Row]) -> Sequence[Row]:
    """Hand out the codes; the rows for which there were none."""
    for row, code in zip(waiting, codes, strict=False):
        row["code"] = code
        refresh_search(row)
    return waiting[len(codes) :]


async def taken_external_ids(
    session: AsyncSession, model: type[Record], rows: Iterable[Mapping[str, Any]]
) -> set[tuple[str, str]]:
    """(system, id) of those rows by which other systems know a record already."""
    asked: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["source_system"] is not None and row["external_id"] is not None:
            asked[row["source_system"]].append(row["external_id"])
    taken: set[tuple[str, str]] = set()
    for system, ids in asked.items():
        found = await session.execute(known_elsewhere(model, system, ids))
        taken.update((system, id_) for id_ in found.scalars())
    return taken
