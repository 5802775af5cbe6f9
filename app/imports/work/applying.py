"""Writing one row through its slice's own service: for trial while it is checked, for good when it is committed."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError

from app.core.errors import InvalidRequest
from app.core.faults import fault_of
from app.core.integrity import problem_of
from app.core.model import Record
from app.core.problems import Problem
from app.core.schema import RecordCreate, RecordUpdate
from app.imports.drafts import ImportTarget, Work

Refused = (Problem, ValidationError, IntegrityError)
"""What a service, a schema or the database says of a row that cannot be written."""


def problem_from(error: Exception) -> Problem:
    """The problem that each of `Refused` amounts to."""
    if isinstance(error, ValidationError):
        return InvalidRequest(errors=[fault_of(dict(found)) for found in error.errors()])
    if isinstance(error, IntegrityError):
        return problem_of(error)
    if isinstance(error, Problem):
        return error
    raise error


def refusals_of(error: Exception, headers: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each fault as a staged row keeps it, at the column that its field comes from."""
    problem = problem_from(error)
    if not problem.errors:
        return [{"column": None, "field": None, "code": problem.code, "values": dict(problem.values)}]
    refusals = []
    for fault in problem.errors:
        field = fault.place.removeprefix("/").replace("/", ".")
        column = headers.get(field.partition(".")[0])
        refusals.append({"column": column, "field": field or None, "code": fault.code, "values": dict(fault.values)})
    return refusals


async def apply_create(work: Work, target: ImportTarget, values: Mapping[str, Any]) -> Record:
    """A new record of these values, which are JSON for the Create schema."""
    verbs = target.verbs(work)
    row: Record = await verbs.create(target.collection.create.model_validate(values))
    return row


async def apply_update(
    work: Work, target: ImportTarget, record_id: str, version: int, patch: Mapping[str, Any]
) -> Record:
    """The record with this patch laid over it. Raises PreconditionFailed if it is not at this version any more."""
    verbs = target.verbs(work)
    row: Record = await verbs.load(record_id, frozenset({version}))
    changed: Record = await verbs.update(row, laid_over(target, row, patch))
    return changed


def laid_over(target: ImportTarget, row: Any, patch: Mapping[str, Any]) -> RecordUpdate | RecordCreate:  # noqa: ANN401  # an entity or its columns
    """The patch as the slice takes it; with a field that no PATCH takes (a status), the whole record with it inside."""
    create: type[Any] = target.collection.create
    if all(name in target.update.model_fields for name in patch):
        return target.update.model_validate(dict(patch))
    whole = {name: value for name in create.model_fields if (value := getattr(row, name)) is not None}
    return create.model_validate(whole | dict(patch))  # type: ignore[no-any-return]  # a Create schema of a slice


def is_same(new: Any, held: Any) -> bool:  # noqa: ANN401  # stored values
    """Whether a file says what is held: it is read with plain spaces for those that do not break."""
    return bool(new == held) or _with_plain_spaces(new) == _with_plain_spaces(held)


def _with_plain_spaces(value: Any) -> Any:  # noqa: ANN401  # a stored value
    if isinstance(value, dict):
        return {_with_plain_spaces(name): _with_plain_spaces(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_plain_spaces(inner) for inner in value]
    return value.replace("\N{NO-BREAK SPACE}", " ") if isinstance(value, str) else value
