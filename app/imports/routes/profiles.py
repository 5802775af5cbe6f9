"""`/v1/import-profiles`: specs kept under a name."""

from typing import Annotated

import orjson
from fastapi import Path, Request
from sqlalchemy import RowMapping
from starlette.responses import Response

from app.auth.deps import MayRead, MayWrite
from app.core.db.reader import reader_of
from app.core.db.types import instant_text
from app.core.errors import NotFound
from app.core.routes import Nothing
from app.core.routing import SliceRouter
from app.core.writing import Writing
from app.imports import queries
from app.imports.schemas import ImportProfileRead, ImportSpec
from app.imports.service.specs import save_profile

profile_router = SliceRouter("/v1/import-profiles", "imports")
Name = Annotated[str, Path(pattern=r"^[\w.-]([\w .-]*[\w.-])?$", max_length=100, description="the profile's name")]


@profile_router.get("/{name}", response_model=ImportProfileRead)
async def read_import_profile(request: Request, _may: MayRead, name: Name, _: Nothing) -> Response:
    """A saved spec, without the defaults."""
    found = (await reader_of(request).execute(queries.find_profile(name))).mappings().first()
    if found is None:
        raise NotFound
    return Response(_rendered(found), media_type="application/json")


@profile_router.put(
    "/{name}", response_model=ImportProfileRead, responses={201: {"model": ImportProfileRead, "description": "Kept"}}
)
async def keep_import_profile(_may: MayWrite, name: Name, values: ImportSpec, write: Writing) -> Response:
    """Keep a spec under a name, in place of what was kept there; a POST of an import names it as `profile`."""
    is_new = await save_profile(write.session, name, values)
    found = (await write.session.execute(queries.find_profile(name))).mappings().one()
    return await write.done(_rendered(found), 201 if is_new else 200)


def _rendered(profile: RowMapping) -> bytes:
    return orjson.dumps({**profile, "updated_at": instant_text(profile["updated_at"])})
