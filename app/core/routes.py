"""The platform's own answers: health, the problem catalogue, limits, and the description of each collection."""

from typing import Annotated, Any

from fastapi import Path, Query, Request
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import SQLAlchemyError

from app.core.db.revision import HEAD, stored_revision
from app.core.errors import DatabaseUnavailable, NotFound
from app.core.fault_codes import FAULTS
from app.core.meta import Collection
from app.core.problems import REGISTRY, Problem
from app.core.routing import SliceRouter
from app.core.schema import Answer

router = SliceRouter("", "platform")


class NotMigrated(Problem):
    code = "not_migrated"
    status = 503
    title = ("Cơ sở dữ liệu chưa nâng cấp", "Database not migrated")
    detail = ("Chạy “doitac migrate” trước.", "Run “doitac migrate” first.")


class NoParameters(BaseModel):
    """Takes none."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


Nothing = Annotated[NoParameters, Query()]


class Health(Answer):
    """`ok`."""

    status: str


class ProblemItem(Answer):
    """One code; `status` is null for a fault, which only stands inside a problem's `errors`."""

    code: str
    status: int | None
    title_vi: str
    title_en: str
    detail_vi: str
    detail_en: str


class ProblemList(Answer):
    """Every code there is."""

    items: list[ProblemItem]


class Limits(Answer):
    """What this server allows."""

    requests_per_minute: int | None
    max_body_bytes: int
    import_max_bytes: int
    max_page_size: int
    max_batch_operations: int
    idempotency_hours: int


class MetaAnswer(Answer):
    """A collection's fields, filters, sorts, expansions and states."""

    collection: str
    fields: list[dict[str, Any]]
    filters: list[dict[str, Any]]
    sorts: list[str]
    expands: list[str]
    states: dict[str, list[str]]


@router.get("/healthz")
async def check_health(_: Nothing) -> Health:
    """200 while the process lives."""
    return Health(status="ok")


@router.get("/readyz")
async def check_readiness(request: Request, _: Nothing) -> Health:
    """200 only with the database reachable and migrated, else 503 with the reason's code."""
    try:
        revision = await stored_revision(request.app.state.database.reader)
    except (SQLAlchemyError, OSError) as error:
        if "alembic_version" in str(error):
            raise NotMigrated from error
        raise DatabaseUnavailable(headers={"retry-after": "2"}) from error
    if revision != HEAD:
        raise NotMigrated
    return Health(status="ok")


@router.get("/v1/problems")
async def list_problems(_: Nothing) -> ProblemList:
    """Every code that an error may carry, with its words in both languages."""
    problems = [
        ProblemItem(
            code=code,
            status=problem.status,
            title_vi=problem.title[0],
            title_en=problem.title[1],
            detail_vi=problem.detail[0],
            detail_en=problem.detail[1],
        )
        for code, problem in sorted(REGISTRY.items())
    ]
    faults = [
        ProblemItem(code=code, status=None, title_vi=vi, title_en=en, detail_vi=vi, detail_en=en)
        for code, (vi, en) in sorted(FAULTS.items())
        if code not in REGISTRY
    ]
    return ProblemList(items=problems + faults)


@router.get("/v1/limits")
async def read_limits(request: Request, _: Nothing) -> Limits:
    """Rate, body, page and batch limits."""
    settings = request.app.state.settings
    return Limits(
        requests_per_minute=settings.rate_limit or None,
        max_body_bytes=settings.max_body_bytes,
        import_max_bytes=settings.import_max_bytes,
        max_page_size=200,
        max_batch_operations=500,
        idempotency_hours=settings.idempotency_hours,
    )


@router.get("/v1/meta/{collection}")
async def read_meta(request: Request, collection: Annotated[str, Path()], _: Nothing) -> MetaAnswer:
    """What a frontend needs to draw lists and forms of one collection."""
    collections: dict[str, Collection] = request.app.state.collections
    if collection not in collections:
        raise NotFound
    return MetaAnswer.model_validate(collections[collection].describe())
