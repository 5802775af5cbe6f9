"""`/v1/me` and `/v1/api-keys`."""

from typing import Annotated

import orjson
from fastapi import Query, Request
from starlette.responses import Response

from app.auth import queries, service
from app.auth.deps import Caller, MayManageKeys
from app.auth.models import ApiKey
from app.auth.schemas import ApiKeyCreate, ApiKeyIssued, ApiKeyQuery, ApiKeyRead, Me
from app.core.answers import answer_record, wanted_of
from app.core.documentation import CREATED, DETAIL, NO_CONTENT, Page
from app.core.paging import paginate
from app.core.records import PathId, load_for_write
from app.core.routes import Nothing
from app.core.routing import SliceRouter
from app.core.writing import Writing

router = SliceRouter("", "auth")


@router.get("/v1/me")
async def read_me(caller: Caller, _: Nothing) -> Me:
    """Who the caller is, and what they may do and see."""
    return Me(
        principal_id=caller.id,
        kind="api_key",
        name=caller.name,
        roles=list(caller.roles),
        clearance=caller.clearance,
        org_unit_ids=list(caller.org_unit_ids),
        permissions=sorted(caller.permissions),
    )


@router.get("/v1/api-keys", response_model=Page[ApiKeyRead])
async def list_api_keys(request: Request, caller: MayManageKeys, query: Annotated[ApiKeyQuery, Query()]) -> Response:
    """Every key, without its secret."""
    return await paginate(request, queries.readable(), queries.LISTING, query, caller)


@router.post("/v1/api-keys", response_model=ApiKeyIssued, **CREATED)
async def issue_api_key(_may: MayManageKeys, request: Request, values: ApiKeyCreate, write: Writing) -> Response:
    """Issue a key. `key` is shown this once: a replay of the same Idempotency-Key answers without it."""
    hasher = request.app.state.authenticator.hasher
    row, secret = await service.issue_api_key(write.session, hasher, values)
    kept = await write.created(queries.read_api_key(row.id), f"/v1/api-keys/{row.id}")
    headers = {name: kept.headers[name] for name in ("location", "etag")}
    body = orjson.dumps(orjson.loads(kept.body) | {"key": secret})
    return Response(body, kept.status_code, headers, "application/json")


@router.get("/v1/api-keys/{id}", response_model=ApiKeyRead, **DETAIL)
async def read_api_key(_may: MayManageKeys, request: Request, id_: PathId) -> Response:
    """One key, without its secret."""
    return await answer_record(request, queries.read_api_key(id_, wanted_of(request)))


@router.delete("/v1/api-keys/{id}", **NO_CONTENT)
async def revoke_api_key(_may: MayManageKeys, request: Request, id_: PathId, write: Writing) -> Response:
    """Revoke a key: at once here, within `DOITAC_PRINCIPAL_CACHE_SECONDS` on other workers."""
    row = await load_for_write(write.session, ApiKey, queries.readable().where(ApiKey.id == id_))
    await service.revoke_api_key(write.session, row)
    request.app.state.authenticator.forget()
    return await write.deleted()
