"""`/v1/import-templates`: files to fill in."""

import asyncio
from typing import Annotated, Any, Literal, get_args

from fastapi import Path, Query
from starlette.responses import Response

from app.auth.deps import MayRead
from app.core.documentation import content_of
from app.core.errors import NotFound
from app.core.routing import SliceRouter
from app.core.tabular import CSV_TYPE
from app.core.workbooks import XLSX_TYPE
from app.imports.mapping.templates import build_template
from app.imports.schemas import TemplateQuery
from app.imports.targets import TARGETS

Kind = Literal["xlsx", "csv"]
_MEDIA_TYPES: dict[str, str] = {"xlsx": XLSX_TYPE, "csv": CSV_TYPE}
_FILES: dict[int | str, dict[str, Any]] = {200: {"content": content_of(_MEDIA_TYPES.values())}}
template_router = SliceRouter("/v1/import-templates", "imports")


@template_router.get("/{collection}.{kind}", response_class=Response, responses=_FILES)
async def download_import_template(
    _may: MayRead,
    collection: Annotated[str, Path()],
    kind: Annotated[str, Path(json_schema_extra={"enum": list(get_args(Kind))})],
    query: Annotated[TemplateQuery, Query()],
) -> Response:
    """A file with the columns of a collection and two made-up rows; the workbook also lists every allowed code.

    That of delegations has a second sheet for their members, each with the title of the delegation.
    """
    if collection not in TARGETS or kind not in _MEDIA_TYPES:
        raise NotFound
    body = await asyncio.to_thread(build_template, TARGETS[collection], query.lang, "xlsx" if kind == "xlsx" else "csv")
    headers = {"content-disposition": f'attachment; filename="{collection}-{query.lang}.{kind}"'}
    return Response(body, 200, headers, _MEDIA_TYPES[kind])
