"""`PATCH /v1/imports/{id}/rows/{line}`: a line is put right without a new file."""

from typing import Annotated

import orjson
from fastapi import Path, Request
from starlette.responses import Response

from app.auth.deps import MayWrite
from app.auth.principal import Principal
from app.core.records import PathId
from app.core.routing import SliceRouter
from app.core.writing import Writing
from app.imports import queries, service
from app.imports.models import ImportJob
from app.imports.routes.door import importer_of, language_of
from app.imports.schemas import ADDRESS, ImportRowRead, ImportSpec, RowCorrection
from app.imports.service.corrections import correct_cells
from app.imports.service.telling import Sheets, hidden_from, tell_row
from app.imports.targets import TARGETS
from app.imports.work.correcting import revalidate_row
from app.imports.work.jobs import Run

_LAST_LINE = 2_147_483_647
correction_router = SliceRouter(ADDRESS, "imports")
Line = Annotated[int, Path(ge=1, le=_LAST_LINE, description="the row's `line`")]


@correction_router.patch("/{id}/rows/{line}", response_model=ImportRowRead)
async def correct_import_row(
    request: Request, caller: MayWrite, id_: PathId, line: Line, values: RowCorrection, write: Writing
) -> Response:
    """Give cells of a line other contents, while the import is `validated`; the line is checked again."""
    mine = queries.readable(caller).where(ImportJob.id == id_)
    job = await service.load_import(write.session, mine)
    service.require_allowed("correct", job, is_held=importer_of(request).is_held(id_))
    await correct_cells(write.session, job, line, values)
    await revalidate_row(_run_of(request, caller, job), write.session, line)
    stored = {name: getattr(job, name) for name in ("id", "columns", "detected", "committed_through", "undone_from")}
    text = (await write.session.execute(queries.find_row_text(stored, line))).scalar_one()
    hidden = hidden_from(caller, job.collection)
    told = tell_row(orjson.loads(text), Sheets(stored), language_of(request), hidden)
    return await write.done(orjson.dumps({name: told[name] for name in ImportRowRead.model_fields}))


def _run_of(request: Request, caller: Principal, job: ImportJob) -> Run:
    """In the caller's name: a line is judged by what they may see; the commit is held to whoever made the import."""
    state = request.app.state
    spec, target = ImportSpec.model_validate(job.spec), TARGETS[job.collection]
    return Run(state.database, state.settings, state.passports, job, target, spec, caller)
