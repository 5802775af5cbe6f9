"""Recognising callers before anything else runs: default deny for every path that is not named public."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from app.auth import queries
from app.auth.keys import KeyHasher
from app.auth.models import ApiKey
from app.auth.principal import Principal
from app.auth.rules import Role, permissions_of
from app.core.clock import now
from app.core.db.engine import Database
from app.core.log import log
from app.core.schema import Confidentiality

_USED_EVERY = timedelta(minutes=1)
_MOST_REMEMBERED = 10_000


class Authenticator:
    """Keys to principals, remembered for `seconds`: the longest that another worker honours a revoked key.

    A key in use is looked up anew when half of that is over, so that requests seldom wait for it, and once for all
    that come meanwhile.
    """

    def __init__(self, database: Database, hasher: KeyHasher, seconds: float) -> None:
        self.hasher = hasher
        self._database = database
        self._seconds = seconds
        self._known: dict[str, tuple[float, Principal]] = {}
        self._loading: dict[str, asyncio.Task[Principal | None]] = {}
        self._marking: set[asyncio.Task[None]] = set()
        self.clock: Callable[[], float] = time.monotonic

    async def principal_of(self, key: str) -> Principal | None:
        """The caller with this key; None if it is unknown, revoked or expired. Mostly costs no SQL."""
        digest = self.hasher.digest(key)
        until, principal = self._known.get(digest, (0.0, None))
        left = until - self.clock()
        if principal is None or left <= 0:
            # Whoever goes away leaves it to the others that wait.
            return await asyncio.shield(self._load_once(digest))
        if left < self._seconds / 2:
            self._load_once(digest)
        return principal

    async def owner_with(self, key_id: str) -> Principal | None:
        """Whoever the key with this id stands for now, for what it left behind (feeds): this is no use of the key."""
        return await self._principal(await queries.find_key_by_id(self._database.reader, key_id))

    def forget(self) -> None:
        """After a key changed here: nothing remembered, nor what is being looked up, outlives the change."""
        self._known.clear()
        self._loading.clear()

    async def close(self) -> None:
        """Wait for what goes on beside the requests."""
        await asyncio.gather(*self._loading.values(), return_exceptions=True)
        await asyncio.gather(*self._marking)

    def _load_once(self, digest: str) -> asyncio.Task[Principal | None]:
        if digest not in self._loading:
            self._loading[digest] = asyncio.create_task(self._remember(digest))
            self._loading[digest].add_done_callback(_retrieve)
        return self._loading[digest]

    async def _remember(self, digest: str) -> Principal | None:
        asked, task = self.clock(), asyncio.current_task()
        try:
            principal = await self._load(digest)
        finally:
            if is_current := self._loading.get(digest) is task:
                del self._loading[digest]
        if is_current and principal is not None:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[digest] = asked + self._seconds, principal
        elif is_current:
            self._known.pop(digest, None)
        return principal

    async def _load(self, digest: str) -> Principal | None:
        row = await queries.find_key(self._database.reader, digest)
        principal, moment = await self._principal(row), now()
        if principal is not None and (row.last_used_at is None or moment - row.last_used_at >= _USED_EVERY):
            task = asyncio.create_task(self._mark_used(row.id, moment))
            self._marking.add(task)
            task.add_done_callback(self._marking.discard)
        return principal

    async def _principal(self, row: Any) -> Principal | None:  # noqa: ANN401  # a Row of ApiKey's columns, or None
        if row is None or (row.expires_at is not None and row.expires_at <= now()):
            return None
        reader = self._database.reader
        return _principal(row, await queries.units_in_scope(reader, row.org_unit_ids) if row.org_unit_ids else None)

    async def _mark_used(self, key_id: str, moment: datetime) -> None:
        """Beside the request: who only reads must not wait for the writer, nor fail with it."""
        try:
            async with self._database.writing(actor="system") as session:
                await session.execute(update(ApiKey.__table__).where(ApiKey.id == key_id).values(last_used_at=moment))  # type: ignore[arg-type]
        except (SQLAlchemyError, OSError) as error:
            log.warning("last_used_at not stored", error=type(error).__name__)


def _retrieve(task: "asyncio.Task[Principal | None]") -> None:
    """Its error is for whoever waits for it; nobody may."""
    if not task.cancelled():
        task.exception()


def _principal(row: Any, units: tuple[str, ...] | None) -> Principal:  # noqa: ANN401  # a Row of ApiKey's columns
    roles = tuple(Role(role) for role in row.roles)
    return Principal(
        id=row.id,
        kind="api_key",
        name=row.name,
        roles=roles,
        clearance=Confidentiality(row.clearance),
        org_unit_ids=tuple(row.org_unit_ids),
        unit_ids=units,
        require_if_match=row.require_if_match,
        permissions=permissions_of(list(roles)),
    )
