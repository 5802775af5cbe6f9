"""Taking turns: checks that look at several rows hold only if nobody changes those rows meanwhile."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession


async def wait_turn(session: AsyncSession, chain: str) -> None:
    """Until this transaction ends, no other that asks for the same chain goes on; on SQLite none can anyway.

    Two writes that each add one link could close a circle that neither sees.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(chain, 0))))
