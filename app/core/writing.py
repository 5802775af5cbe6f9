"""The write's door: one transaction a request, idempotency record included, committed before the response leaves."""

from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from app.core import idempotency
from app.core.concurrency import etag
from app.core.dates import today_in
from app.core.errors import NotFound
from app.core.statements import OneRecord
from app.core.terms import Terms


class WriteQuery(BaseModel):
    """The parameters of every write."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    validate_only: Annotated[bool, Field(description="run every check, store nothing")] = False


@dataclass(slots=True)
class Write:
    """One write request: its session, and how it answers."""

    session: AsyncSession
    request: Request
    validate_only: bool
    key: str | None = None
    mark: str = ""
    """Both of the request's idempotency, set by `claim`."""
    warnings: Sequence[str] = ()
    """Codes of what is allowed and yet unusual, for the header `X-Warnings`; set them before the answer is made."""

    @property
    def today(self) -> date:
        """The day of this write where the office is."""
        return today_in(self.request.app.state.settings.time_zone, self.session.info["now"])

    @property
    def terms(self) -> Terms:
        """The day and the settings, for services that work by them."""
        return Terms(self.today, self.request.app.state.settings)

    async def claim(self, key: str, mark: str) -> None:
        """Let the answer be kept under this key, for requests of this mark. Raises Replay where it was answered."""
        self.key, self.mark = key, mark
        actor, hours = self.session.info["actor"], self.request.app.state.settings.idempotency_hours
        await idempotency.replay_or_claim(self.session, actor, key, mark, hours)

    async def created(self, one: OneRecord, location: str) -> Response:
        """201 with the whole record, `Location` and `ETag`."""
        return await self._record(one, 201, {"location": location})

    async def changed(self, one: OneRecord) -> Response:
        """200 with the whole record and its new `ETag`."""
        return await self._record(one, 200, {})

    async def done(self, body: bytes | str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
        """Another JSON answer, kept for its idempotency key like the rest."""
        return await self._finish(Response(body, status, headers, "application/json"))

    async def deleted(self) -> Response:
        """204."""
        await self.session.flush()
        return await self._finish(Response(status_code=204))

    async def _record(self, one: OneRecord, status: int, headers: dict[str, str]) -> Response:
        await self.session.flush()
        connection = await self.session.connection()
        row = (await connection.execute(one.statement, one.parameters)).first()
        if row is None:
            raise NotFound
        headers["etag"] = etag(row[1])
        return await self._finish(Response(row[0], status, headers, "application/json"))

    async def _finish(self, response: Response) -> Response:
        if self.warnings:
            response.headers["x-warnings"] = ", ".join(self.warnings)
        if self.validate_only:
            response.headers["validate-only"] = "true"
        elif self.key is not None:
            actor = self.session.info["actor"]
            await idempotency.keep_answer(self.session, actor, self.key, self.mark, response)
        return response


async def begin_write(request: Request, query: Annotated[WriteQuery, Query()]) -> AsyncIterator[Write]:
    """Open the transaction; it commits when the route has answered, or rolls back if the route raised."""
    app, caller = request.app.state, request.state
    key = idempotency.read_key(request)
    with ExitStack() as held:
        if key is not None:
            held.enter_context(idempotency.in_progress(app.running_keys, caller.principal_id, key))
        comment = request.headers.get("x-change-comment")
        async with app.database.writing(caller.principal_id, request_id=caller.request_id, comment=comment) as session:
            write = Write(session, request, query.validate_only)
            if key is not None:
                await write.claim(key, await idempotency.fingerprint(request))
            yield write
            if write.validate_only:
                await session.rollback()


Writing = Annotated[Write, Depends(begin_write, scope="function")]
