"""Batches: up to 500 operations in one request, all or nothing (atomic) or each for itself (partial)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, TypeVar

import orjson
from pydantic import Field, ValidationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import BatchFailed, InvalidRequest
from app.core.faults import StateSecretRefused, fault_of
from app.core.i18n import Language
from app.core.integrity import problem_of
from app.core.model import Record
from app.core.problems import Fault, Problem
from app.core.schema import Answer, ExternalId, RecordId, Schema, SourceSystem

AnyRecord = TypeVar("AnyRecord", bound=Record)
CreateSchema = TypeVar("CreateSchema", bound=Schema)
UpdateSchema = TypeVar("UpdateSchema", bound=Schema)


class BatchOperation(Schema):
    """`create`, `upsert`: `data` is a whole record; `update`: a merge patch; `update` and `delete` name an `id`."""

    op: Literal["create", "update", "upsert", "delete"]
    id: RecordId | None = None
    source_system: SourceSystem | None = None
    external_id: ExternalId | None = None
    if_match: Annotated[int | None, Field(ge=1, le=999_999_999, description="the version that the caller knows")] = None
    data: dict[str, Any] = {}


class BatchRequest(Schema):
    """What to do, in order."""

    mode: Literal["atomic", "partial"] = "atomic"
    operations: Annotated[list[BatchOperation], Field(min_length=1, max_length=500)]


class BatchResult(Answer):
    """What became of one operation: the status that it would have had alone, and its problem if it was refused."""

    index: int
    op: str
    status: int
    id: str | None
    version: int | None
    problem: dict[str, Any] | None


class BatchAnswer(Answer):
    """One result an operation, in order."""

    results: list[BatchResult]


@dataclass(frozen=True, slots=True)
class Verbs(Generic[AnyRecord, CreateSchema, UpdateSchema]):
    """A slice's own functions, bound to one session and caller."""

    create_schema: type[CreateSchema]
    update_schema: type[UpdateSchema]
    create: Callable[[CreateSchema], Awaitable[AnyRecord]]
    load: Callable[[str, frozenset[int] | None], Awaitable[AnyRecord]]
    update: Callable[[AnyRecord, UpdateSchema], Awaitable[AnyRecord]]
    upsert: Callable[[str, str, CreateSchema], Awaitable[tuple[AnyRecord, bool]]]
    delete: Callable[[AnyRecord], Awaitable[None]]


async def run_batch(
    session: AsyncSession, batch: BatchRequest, verbs: Verbs[Any, Any, Any], language: Language
) -> bytes:
    """The JSON of a BatchAnswer. Raises BatchFailed, in atomic mode, at the first refusal: nothing is stored then."""
    results = []
    for index, operation in enumerate(batch.operations):
        try:
            async with session.begin_nested():
                results.append(await _run(operation, verbs) | {"index": index})
        except (Problem, ValidationError, IntegrityError) as error:
            problem = _as_problem(error, index)
            if batch.mode == "atomic":
                raise BatchFailed(errors=problem.errors, failed_operation=index, cause=problem.code) from error
            results.append(_refused(operation, index, problem, language))
    return orjson.dumps({"results": results})


async def _run(operation: BatchOperation, verbs: Verbs[Any, Any, Any]) -> dict[str, Any]:
    status = 200
    if operation.op == "create":
        row, status = await verbs.create(verbs.create_schema.model_validate(operation.data)), 201
    elif operation.op == "upsert":
        source, external = _required(operation, "source_system"), _required(operation, "external_id")
        row, is_new = await verbs.upsert(source, external, verbs.create_schema.model_validate(operation.data))
        status = 201 if is_new else 200
    else:
        accepted = None if operation.if_match is None else frozenset({operation.if_match})
        row = await verbs.load(_required(operation, "id"), accepted)
        if operation.op == "delete":
            await verbs.delete(row)
            status = 204
        else:
            row = await verbs.update(row, verbs.update_schema.model_validate(operation.data))
    return {"op": operation.op, "status": status, "id": row.id, "version": row.version, "problem": None}


def _required(operation: BatchOperation, name: str) -> str:
    value = getattr(operation, name)
    if value is None:
        raise InvalidRequest(errors=[Fault("missing", f"/{name}")])
    return str(value)


def _as_problem(error: Exception, index: int) -> Problem:
    """The same problem that the operation alone would have had, its pointers within the batch."""
    prefix = f"/operations/{index}"
    if isinstance(error, ValidationError):
        faults = [fault_of(dict(found), ("operations", index, "data")) for found in error.errors()]
        secret = any(fault.code == StateSecretRefused.code for fault in faults)
        return StateSecretRefused(errors=faults) if secret else InvalidRequest(errors=faults)
    problem = error if isinstance(error, Problem) else problem_of(error)  # type: ignore[arg-type]
    data = "" if problem.errors and problem.errors[0].place in ("/id", "/source_system", "/external_id") else "/data"
    problem.errors = [
        Fault(fault.code, prefix + data + fault.place, fault.kind, fault.values) for fault in problem.errors
    ]
    return problem


def _refused(operation: BatchOperation, index: int, problem: Problem, language: Language) -> dict[str, Any]:
    body = problem.body(language, "")
    del body["request_id"]
    return {
        "index": index,
        "op": operation.op,
        "status": problem.status,
        "id": operation.id,
        "version": None,
        "problem": body,
    }
