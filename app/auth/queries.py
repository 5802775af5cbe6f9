"""Reading keys and the units that a scope covers."""

from typing import Any

from sqlalchemy import JSON, Select, Text, cast, column, or_, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.models import ApiKey
from app.auth.schemas import ApiKeyRead
from app.core.db.json_lists import any_element
from app.core.db.reader import Reader
from app.core.db.types import Id
from app.core.listing import DetailQuery, Listing, Viewer
from app.core.schema import read_columns
from app.core.statements import WHOLE, OneRecord, one_record

# The slice above owns this table; scope needs its tree and nothing else of it.
_UNITS = table("org_units", column("id", Id), column("parent_id", Id), column("successors", JSON()))

FIELDS = read_columns(ApiKeyRead, ApiKey)
LISTING = Listing(
    id=ApiKey.id,
    fields=FIELDS,
    sorts={name: FIELDS[name] for name in ("id", "name", "created_at", "expires_at", "last_used_at")},
)


def readable(_viewer: Viewer | None = None) -> Select[Any]:
    """Every key, revoked ones too; only administrators come here."""
    return select(ApiKey.id).where(ApiKey.deleted_at.is_(None))


async def find_key(reader: Reader, digest: str) -> Any:  # noqa: ANN401  # a Row of ApiKey's columns
    """The row of a key that is neither deleted nor revoked, or None."""
    return (await reader.execute(_standing().where(ApiKey.digest == digest))).first()


async def find_key_by_id(reader: Reader, id_: str) -> Any:  # noqa: ANN401
    """The same, for what a key left behind."""
    return (await reader.execute(_standing().where(ApiKey.id == id_))).first()


def _standing() -> Select[Any]:
    return select(ApiKey.__table__).where(ApiKey.deleted_at.is_(None), ApiKey.revoked_at.is_(None))


async def units_in_scope(reader: Reader, roots: list[str]) -> tuple[str, ...]:
    """The units named, those below them, and those that they or theirs succeeded (63 to 34 provinces)."""
    units = _UNITS.alias("u")
    scope = select(_UNITS.c.id).where(_UNITS.c.id.in_(roots)).cte("scope", recursive=True)
    below = units.c.parent_id == scope.c.id
    succeeded = any_element(units.c.successors, "org_unit_id", [cast(scope.c.id, Text)])
    scope = scope.union(select(units.c.id).join(scope, or_(below, succeeded)))
    return tuple((await reader.execute(select(scope.c.id))).scalars())


def any_key() -> Select[Any]:
    """Whether there is a key at all."""
    return select(ApiKey.id).limit(1)


def key_with_digest(digest: str) -> Select[Any]:
    """Any key of this digest, revoked and deleted ones too."""
    return select(ApiKey.id).where(ApiKey.digest == digest)


def read_api_key(id_: str, query: DetailQuery = WHOLE) -> OneRecord:
    """One key's answer."""
    return one_record(readable, ApiKey, LISTING, None, id_, query)


async def missing_units(session: AsyncSession, ids: list[str]) -> list[str]:
    """Those of `ids` that no org unit has."""
    found = set((await session.execute(select(_UNITS.c.id).where(_UNITS.c.id.in_(ids)))).scalars()) if ids else set()
    return [id_ for id_ in ids if id_ not in found]
