"""The composition root: `create_app(settings)`."""

import functools
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

import app.models  # noqa: F401  # the mappings must be whole before the first query
from app.api import COLLECTIONS, ROUTERS
from app.auth.authentication import Authenticator
from app.auth.keys import KeyHasher
from app.auth.middleware import Door
from app.auth.rate import RateLimit
from app.core.api_document import add_api_document
from app.core.body import BodyLimit
from app.core.cursors import CursorSigner
from app.core.db.engine import Database
from app.core.docs_page import add_docs_page
from app.core.documentation import describe_problems
from app.core.handlers import EXCEPTION_HANDLERS
from app.core.log import log
from app.core.middleware import RequestContext
from app.core.routing import ByCollection
from app.core.settings import Settings
from app.delegations.passports import sealer_of
from app.imports.launcher import Importer
from app.imports.rules import BESIDE_FILE_BYTES
from app.imports.schemas import ADDRESS as IMPORTS

VERSION = "0.1.0"
DESCRIPTION = """The registry of foreign partners for Vietnam's provincial foreign-affairs offices
(cơ quan ngoại vụ cấp tỉnh).

Every request carries `Authorization: Bearer <key>`. Lists are paged by cursor, changes are guarded by `ETag` and
`If-Match`, a POST with an `Idempotency-Key` happens once, and every failure is `application/problem+json` in Vietnamese
or English.
"""


def create_app(settings: Settings | None = None, database: Database | None = None) -> FastAPI:
    """The application. `database` lets a test bring its own."""
    settings = settings or Settings()
    log.configure(settings.log_level)
    app = FastAPI(
        title="Doitac",
        version=VERSION,
        description=DESCRIPTION,
        lifespan=_lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        exception_handlers=dict[Any, Any](EXCEPTION_HANDLERS),
    )
    secret = settings.secret()
    app.state.settings = settings
    app.state.database = database or Database(settings)
    app.state.cursor_signer = CursorSigner(secret)
    app.state.passports = sealer_of(settings)
    app.state.running_keys = set()
    app.state.importer = Importer(settings)
    app.state.limit, app.state.stranger_limit = RateLimit(settings.rate_limit), RateLimit(settings.stranger_rate_limit)
    app.state.collections = {collection.name: collection for collection in COLLECTIONS}
    app.state.authenticator = Authenticator(app.state.database, KeyHasher(secret), settings.principal_cache_seconds)
    add_docs_page(app)
    add_api_document(app, settings)
    app.router.middleware_stack = ByCollection(app.router, ROUTERS)
    app.add_middleware(BodyLimit, settings.max_body_bytes, {IMPORTS: settings.import_max_bytes + BESIDE_FILE_BYTES})
    app.add_middleware(Door, app.state.limit, app.state.stranger_limit)
    app.add_middleware(RequestContext)
    app.openapi = functools.cache(functools.partial(_openapi, app))  # type: ignore[method-assign]  # FastAPI's documented way
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    gc.freeze()
    yield
    await app.state.importer.close()
    await app.state.authenticator.close()
    await app.state.database.dispose()


def _openapi(app: FastAPI) -> dict[str, Any]:
    routes = [route for router in ROUTERS for route in router.routes]
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=routes)
    components = document.setdefault("components", {})
    components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer", "description": "an API key"}}
    document["security"] = [{"key": []}]
    return describe_problems(document)


# What loading made lives as long as the process, and next to nothing of it is garbage: no collection need walk it.
gc.freeze()
gc.enable()
