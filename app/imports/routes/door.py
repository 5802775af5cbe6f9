"""What the routes of imports share: the import that a path names, and its handing over to the worker."""

from collections.abc import Mapping
from contextlib import ExitStack, asynccontextmanager
from typing import Annotated, Any, Protocol

import orjson
from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from app.auth.deps import MayRead
from app.auth.principal import Principal
from app.core.db.reader import reader_of
from app.core.errors import NotFound
from app.core.i18n import Language, preferred_language
from app.core.records import PathId
from app.core.routes import Nothing
from app.core.writing import Write, WriteQuery, begin_write
from app.imports import queries, service
from app.imports.folders import forget_cancel, read_progress
from app.imports.launcher import Importer
from app.imports.models import ImportJob
from app.imports.schemas import ADDRESS
from app.imports.service.telling import tell_import

open_write = asynccontextmanager(begin_write)


class Verb(Protocol):
    """What the service does with an import that is loaded for a change."""

    def __call__(self, session: AsyncSession, job: ImportJob, *, is_held: bool) -> None: ...


def importer_of(request: Request) -> Importer:
    """The application's launcher of workers."""
    importer: Importer = request.app.state.importer
    return importer


def language_of(request: Request) -> Language:
    """The caller's."""
    return preferred_language(request.headers.get("accept-language", ""))


async def read_stored(request: Request, caller: Principal, import_id: str) -> dict[str, Any]:
    """The import's columns, and whether it is held. Raises NotFound for one that is not the caller's to see.

    Whoever lets go while it is read has brought it to rest: so it counts as held if it was before or is after.
    """
    importer = importer_of(request)
    was_held = importer.is_held(import_id)
    text = (await reader_of(request).execute(queries.find_import(caller, import_id))).scalar_one_or_none()
    if text is None:
        raise NotFound
    return _parsed(text) | {"is_held": was_held or importer.is_held(import_id)}


async def _stored(request: Request, caller: MayRead, id_: PathId, _: Nothing) -> dict[str, Any]:
    return await read_stored(request, caller, id_)


Stored = Annotated[dict[str, Any], Depends(_stored)]
"""The import of the path, as stored; for routes that take no parameters."""


def told(request: Request, job: Mapping[str, Any], *, is_held: bool) -> dict[str, Any]:
    """The import as it is shown."""
    progress = read_progress(importer_of(request).folder(job["id"]))
    return tell_import(job, progress, language_of(request), is_held=is_held)


async def answer_accepted(request: Request, caller: Principal, write: Write, import_id: str) -> Response:
    """202 with the import as this transaction leaves it, in the hands of the worker."""
    await write.session.flush()
    text = (await write.session.execute(queries.find_import(caller, import_id))).scalar_one()
    body = orjson.dumps(told(request, _parsed(text), is_held=True))
    return await write.done(body, 202, {"location": f"{ADDRESS}/{import_id}"})


async def set_to_work(request: Request, caller: Principal, import_id: str, query: WriteQuery, verb: Verb) -> Response:
    """Change the import's state by `verb` and wake the worker once that is committed."""
    importer = importer_of(request)
    with ExitStack() as undone:
        async with open_write(request, query) as write:
            await change_state(write, caller, import_id, verb, importer)
            if not query.validate_only:
                importer.hold(import_id)
                undone.callback(importer.release, import_id)
                forget_cancel(importer.folder(import_id))
            response = await answer_accepted(request, caller, write, import_id)
        undone.pop_all()
    if not query.validate_only:
        await importer.start(import_id)
    return response


async def change_state(write: Write, caller: Principal, import_id: str, verb: Verb, importer: Importer) -> ImportJob:
    """Load the import for a change and apply the verb. Raises NotFound and what the verb raises.

    Whether it is held is asked once its row is ours: of two that resume at once, the second sees the first.
    """
    mine = queries.readable(caller).where(ImportJob.id == import_id)
    job = await service.load_import(write.session, mine)
    verb(write.session, job, is_held=importer.is_held(import_id))
    return job


def _parsed(text: str) -> dict[str, Any]:
    job: dict[str, Any] = orjson.loads(text)
    return job
