"""Idempotency-Key: the first answer is kept in the write's own transaction and given again for 24 hours.

Semantics follow draft-ietf-httpapi-idempotency-key-header: one key, one request, one effect. Only answers of success
are kept: a refused request stored nothing, so it may be sent again.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import JSON, Index, String, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column
from starlette.requests import Request
from starlette.responses import Response

from app.core.errors import IdempotencyKeyReused, InvalidRequest, RequestInProgress
from app.core.model import Base
from app.core.problems import Fault

MAX_KEY_LENGTH = 255
_KEPT_HEADERS = ("location", "etag", "content-type", "x-warnings")


class IdempotencyRecord(Base):
    """The first answer to a key, of one principal."""

    __tablename__ = "idempotency_records"
    __table_args__ = (Index(None, "created_at"),)

    principal_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(MAX_KEY_LENGTH), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    headers: Mapped[dict[str, str]] = mapped_column(JSON)
    body: Mapped[str]
    created_at: Mapped[datetime]


class Replay(Exception):  # noqa: N818  # not an error: the first answer, on its way out
    """Ends the request with the answer that its first sending had."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def read_key(request: Request) -> str | None:
    """The header of a POST; other methods need none. Raises InvalidRequest if over 255 characters."""
    key = request.headers.get("idempotency-key") if request.method == "POST" else None
    if key is not None and not 0 < len(key) <= MAX_KEY_LENGTH:
        raise InvalidRequest(errors=[Fault("too_long" if key else "too_short", "Idempotency-Key", "header")])
    return key


async def fingerprint(request: Request) -> str:
    """What must be the same for the key to mean the same request."""
    return mark_of(request, await request.body())


def mark_of(request: Request, content: bytes) -> str:
    """The fingerprint of a request whose body is, or comes down to, `content`."""
    target = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    return hashlib.sha256(target + content).hexdigest()


@contextmanager
def in_progress(running: set[tuple[str, str]], principal_id: str, key: str) -> Iterator[None]:
    """Hold the key within this process. Raises RequestInProgress, with Retry-After, if it is held."""
    if (principal_id, key) in running:
        raise RequestInProgress(headers={"retry-after": "1"})
    running.add((principal_id, key))
    try:
        yield
    finally:
        running.discard((principal_id, key))


async def replay_or_claim(session: AsyncSession, principal_id: str, key: str, mark: str, hours: int) -> None:
    """Raise Replay if the key was answered; else hold it against other servers until the transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        lock = func.pg_try_advisory_xact_lock(func.hashtextextended(f"{principal_id} {key}", 0))
        if not (await session.execute(select(lock))).scalar_one():
            raise RequestInProgress(headers={"retry-after": "1"})
    oldest = session.info["now"] - timedelta(hours=hours)
    await session.execute(delete(IdempotencyRecord).where(IdempotencyRecord.created_at < oldest))
    kept = await session.get(IdempotencyRecord, (principal_id, key))
    if kept is None:
        return
    if kept.fingerprint != mark:
        raise IdempotencyKeyReused
    headers = kept.headers | {"idempotency-replayed": "true"}
    raise Replay(Response(kept.body, kept.status, headers))


async def keep_answer(session: AsyncSession, principal_id: str, key: str, mark: str, response: Response) -> None:
    """Store the answer beside the write that it answers."""
    values = {
        "principal_id": principal_id,
        "key": key,
        "fingerprint": mark,
        "status": response.status_code,
        "headers": {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers},
        "body": bytes(response.body).decode(),
        "created_at": session.info["now"],
    }
    await session.execute(insert(IdempotencyRecord).values(values))
