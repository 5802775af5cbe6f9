"""Changing feeds; their tokens are made here and kept only as digests."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.keys import KeyHasher, generate_key, prefix_of
from app.auth.principal import Principal
from app.core.errors import InvalidRequest
from app.core.problems import Fault
from app.core.records import add_record, delete_record, restore_record
from app.core.schema import stored_values
from app.feeds.models import Feed
from app.feeds.rules import MOST_YEARS
from app.feeds.schemas import FeedCreate, FeedSelection, FeedUpdate

_MARK = "dtf"


async def create_feed(
    session: AsyncSession, hasher: KeyHasher, principal: Principal, values: FeedCreate
) -> tuple[Feed, str]:
    """Store a feed of this caller's key, and return it with its token, which nothing can tell again."""
    token = generate_key(_MARK)
    stored = stored_values(values) | {"query": _stored_query(values.query)}
    row = Feed(**stored, owner_key_id=principal.id, **_hidden(hasher, token))
    _check_span(row)
    return await add_record(session, row), token


async def update_feed(session: AsyncSession, row: Feed, values: FeedUpdate) -> Feed:
    """Apply a merge patch, one of the query within. Raises InvalidRequest for spans too long together."""
    stored = stored_values(values)
    if isinstance(values.query, FeedSelection):
        given = values.query.model_dump(mode="json", include=values.query.model_fields_set)
        merged = {name: value for name, value in (row.query | given).items() if value is not None}
        stored["query"] = _stored_query(FeedSelection.model_validate(merged))
    row.assign(**stored)
    _check_span(row)
    await session.flush()
    return row


async def rotate_feed(session: AsyncSession, hasher: KeyHasher, row: Feed) -> str:
    """Give the feed another token and return it; what the old one opened is closed."""
    token = generate_key(_MARK)
    row.assign(**_hidden(hasher, token))
    await session.flush()
    return token


async def delete_feed(session: AsyncSession, row: Feed) -> None:
    """From now on its address opens nothing."""
    await delete_record(session, row)


async def restore_feed(session: AsyncSession, hasher: KeyHasher, row: Feed) -> str:
    """Bring a deleted one back at another address, for the old one may be why it went."""
    await restore_record(session, row)
    return await rotate_feed(session, hasher, row)


def _hidden(hasher: KeyHasher, token: str) -> dict[str, str]:
    return {"prefix": prefix_of(token), "digest": hasher.digest(token)}


def _stored_query(query: FeedSelection) -> dict[str, Any]:
    return query.model_dump(mode="json", exclude_none=True)


def _check_span(row: Feed) -> None:
    if row.query["years_back"] + row.query["years_ahead"] > MOST_YEARS:
        raise InvalidRequest(errors=[Fault("out_of_range", "/query/years_ahead")])
