"""`POST /v1/imports`: a file and how to read it."""

from contextlib import ExitStack
from typing import Any

from fastapi import Request
from starlette.responses import Response

from app.auth.deps import MayWrite
from app.auth.principal import Principal
from app.core import idempotency
from app.core.db.reader import reader_of
from app.core.documentation import PROBLEM
from app.core.errors import InvalidRequest
from app.core.model import new_id
from app.core.problems import Fault
from app.core.routes import Nothing
from app.core.routing import SliceRouter
from app.core.writing import Write
from app.imports import queries, service
from app.imports.folders import remove_folder
from app.imports.routes.door import answer_accepted, importer_of
from app.imports.schemas import ADDRESS, ImportRead, ImportSpec
from app.imports.service.specs import check_names, read_given, read_spec
from app.imports.service.uploads import Received, StorageFull, boundary_of, receive_form

_FORM = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "contentMediaType": "application/octet-stream", "description": "CSV, XLSX, NDJSON"},
        "spec": {"$ref": "#/components/schemas/ImportSpec"},
        "profile": {"type": "string", "description": "a saved spec, over which `spec` is laid"},
    },
}
_BODY = {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}
_ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {"headers": {"Location": {"description": "the import's address", "schema": {"type": "string"}}}},
    507: {
        "description": f"Codes: {StorageFull.code}",
        "content": PROBLEM,
    },
}
upload_router = SliceRouter(ADDRESS, "imports")


@upload_router.post(
    "", response_model=ImportRead, status_code=202, responses=_ACCEPTED, openapi_extra={"requestBody": _BODY}
)
async def upload_import(request: Request, caller: MayWrite, _: Nothing) -> Response:
    """Send a file to be imported: `file`, and `spec` (or a saved `profile`, or both) that says how to read it.

    The file is stored and read by a worker; nothing enters the registry before the commit, unless `auto_commit` asks
    for it. Follow the import at its `Location` until it is `validated`, look at its rows and errors, then commit.
    With an `Idempotency-Key` the same file and spec are taken once.

    A workbook of delegations may list their members on a second sheet: names, and the code, title, external id or id of
    each one's delegation. It is read after the first (`detected.members_sheet`); 2,000,000 are added to its lines.
    """
    boundary = boundary_of(request.headers.get("content-type", ""))
    key = idempotency.read_key(request)
    import_id, importer, state = new_id(), importer_of(request), request.app.state
    with ExitStack() as undone:
        if key is not None:
            undone.enter_context(idempotency.in_progress(state.running_keys, caller.id, key))
        with ExitStack() as stored:
            folder = importer.folder(import_id)
            stored.callback(remove_folder, folder)
            received = await receive_form(folder, boundary, request.stream(), state.settings.import_max_bytes)
            spec = await _read_spec(request, received)
            check_names(spec, caller)
            importer.hold(import_id)
            stored.callback(importer.release, import_id)
            response = await _store(request, caller, import_id, spec, received)
            stored.pop_all()
    await importer.start(import_id)
    return response


async def _read_spec(request: Request, received: Received) -> ImportSpec:
    texts = received.texts
    missing = [] if received.file_name is not None else ["/file"]
    if not texts:
        missing.append("/spec")
    if missing:
        raise InvalidRequest(errors=[Fault("missing", place) for place in missing])
    given = read_given(bytes(texts["spec"]) if "spec" in texts else None)
    if "profile" in texts:
        name = texts["profile"].decode("utf-8", "replace")
        profile = (await reader_of(request).execute(queries.find_profile(name))).mappings().first()
        if profile is None:
            raise InvalidRequest(errors=[Fault("unknown_reference", "/profile")])
        given = profile["spec"] | given
    return read_spec(given)


async def _store(request: Request, caller: Principal, import_id: str, spec: ImportSpec, received: Received) -> Response:
    """The import and its answer in one transaction. Raises Replay where the key was answered before."""
    key = idempotency.read_key(request)
    async with request.app.state.database.writing(caller.id, request_id=request.state.request_id) as session:
        write = Write(session, request, validate_only=False)
        if key is not None:
            await write.claim(key, idempotency.mark_of(request, received.content))
        service.create_import(session, import_id, spec, received, request.state.request_id)
        return await answer_accepted(request, caller, write, import_id)
