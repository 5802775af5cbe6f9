"""Anniversaries for tests."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.anniversaries.models import Anniversary, AnniversaryKind, Calendar, Feb29, SubjectType
from app.anniversaries.month_days import index_key
from app.anniversaries.origins import origin_of


def subject(type: SubjectType = SubjectType.EVENT, id: str | None = None, code: str | None = None) -> dict[str, Any]:
    """A subject as the table stores it."""
    return {"type": type.value, "id": id, "code": code}


async def make_anniversary(
    session: AsyncSession,
    *,
    title_vi: str = "Ngày Thử",
    kind: AnniversaryKind = AnniversaryKind.OTHER,
    origin_date: str | None = "1962-09-05",
    country: str | None = None,
    **values: Any,
) -> Anniversary:
    """A flushed anniversary, of the country if one is given, else of an event; its key is derived as a write does."""
    named = subject(SubjectType.COUNTRY, code=country) if country else subject()
    kinds = {"calendar": Calendar.GREGORIAN, "feb29": Feb29.FEB28, "citations": [], "org_unit_ids": []}
    row = Anniversary(
        **{"title_vi": title_vi, "kind": kind, "origin_date": origin_date, "country": country, "subject": named}
        | kinds
        | values
    )
    row.month_day = index_key(origin_of(row))
    session.add(row)
    await session.flush()
    return row
