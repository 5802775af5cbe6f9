"""Keeping the order of the log where it was brought from another database."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.queries.changes import without_foreign_numbers


async def forget_foreign_numbers(session: AsyncSession) -> None:
    """Order what is in the log by id, if its numbers are of another cluster's transactions, as in a restored dump.

    Call it before this transaction writes, and before anybody else does.
    """
    await session.execute(without_foreign_numbers())
