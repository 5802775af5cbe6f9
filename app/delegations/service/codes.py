"""The codes of delegations: made by the server without gaps, or given by the caller."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.db.counters import count_up
from app.core.db.turns import wait_turn
from app.core.errors import AlreadyExists
from app.core.problems import Fault
from app.delegations import queries
from app.delegations.models import CodeCounter, Delegation
from app.delegations.rules import code_of, code_prefix

_COUNTERS: Any = CodeCounter.__table__


async def give_code(session: AsyncSession, row: Delegation, today: date) -> None:
    """The next code of the unit and year, if the delegation has none; codes that callers gave before are passed over.

    The year is the planned one, else the actual one, else today's. Raises AlreadyExists for a given code in use.
    """
    await wait_turn(session, f"delegation codes of {row.org_unit_id}")
    if not row.code:
        row.code = await _next_code(session, row, today)
    elif (await session.execute(queries.others_with_code(row))).first():
        raise AlreadyExists(errors=[Fault("already_used", "/code")])


async def _next_code(session: AsyncSession, row: Delegation, today: date) -> str:
    prefix, year = code_prefix(row.direction), _year_of(row, today)
    while True:
        number = await count_up(session, _COUNTERS, org_unit_id=row.org_unit_id, prefix=prefix, year=year)
        code = code_of(prefix, year, number)
        if not (await session.execute(queries.with_code(row.org_unit_id, code))).first():
            return code


def _year_of(row: Delegation, today: date) -> int:
    if row.planned_from is not None:
        return int(row.planned_from[:4])
    return (row.actual_from or today).year
