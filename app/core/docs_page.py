"""`/docs`: the API's reference page, served from here alone, since an office's network may be closed.

The page is swagger-ui-dist 5.35.0 as published, in static/swagger-ui/, under a head of our own.
"""

from pathlib import Path

from fastapi import FastAPI
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from typing_extensions import override

STATIC = Path(__file__).with_name("static")
# The browser itself holds the page to the promise: it may load and call nothing but this server.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE_HEADERS = {"content-security-policy": _POLICY, "cache-control": "no-cache", "x-content-type-options": "nosniff"}
_FILE_HEADERS = {"cache-control": "public, max-age=86400", "x-content-type-options": "nosniff"}


def add_docs_page(app: FastAPI) -> None:
    """Add the page and its files; the door lets strangers read both."""
    app.mount("/docs/static", _CachedFiles(directory=STATIC))

    @app.get("/docs", include_in_schema=False)
    async def show_docs() -> FileResponse:
        return FileResponse(STATIC / "docs.html", headers=_PAGE_HEADERS)


class _CachedFiles(StaticFiles):
    @override
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(_FILE_HEADERS)
        return response
