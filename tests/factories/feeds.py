"""Feeds for tests."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.keys import KeyHasher, generate_key, prefix_of
from app.feeds.models import Feed, FeedLanguage, FeedShow


async def make_feed(
    session: AsyncSession, hasher: KeyHasher, owner_key_id: str, *, name: str = "Lịch Thử", **values: Any
) -> tuple[Feed, str]:
    """A flushed feed of everything, and its token."""
    token = generate_key("dtf")
    kinds = {"query": {"years_back": 1, "years_ahead": 2}, "alarms": [], "show": FeedShow.FULL, "lang": FeedLanguage.VI}
    hidden = {"prefix": prefix_of(token), "digest": hasher.digest(token)}
    row = Feed(**{"name": name, "owner_key_id": owner_key_id, "citations": []} | kinds | hidden | values)
    session.add(row)
    await session.flush()
    return row, token
