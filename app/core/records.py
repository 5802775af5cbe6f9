"""What every collection does with one record: load it for a write, delete, restore, check what it points to."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Path
from pydantic import AfterValidator, ValidationError
from sqlalchemy import Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request

from app.core.db.list_index import lists_any
from app.core.db.reader import reader_of
from app.core.errors import InvalidRequest, NotFound, StillReferenced
from app.core.faults import fault_of
from app.core.model import Record
from app.core.problems import Fault
from app.core.references import referring_columns, referring_lists
from app.core.schema import ExternalKey, RecordCreate, RecordUpdate, Schema, stored_values
from app.core.text import normalize_text

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch

AnyRecord = TypeVar("AnyRecord", bound=Record)
AnyCreate = TypeVar("AnyCreate", bound=RecordCreate)


def id_or_not_found(value: str) -> str:
    if not _UUID(value):
        raise NotFound
    return value


PathId = Annotated[str, Path(alias="id", description="the record's id"), AfterValidator(id_or_not_found)]
"""An id in a path: what cannot be an id is as absent as an id that nobody has."""


async def load_for_write(session: AsyncSession, model: type[AnyRecord], statement: Select[Any]) -> AnyRecord:
    """The entity of `statement` (one readable row), locked until the transaction ends. Raises NotFound."""
    row = await find_for_write(session, model, statement)
    if row is None:
        raise NotFound
    return row


async def find_for_write(session: AsyncSession, model: type[AnyRecord], statement: Select[Any]) -> AnyRecord | None:
    """As `load_for_write`, None where there is none."""
    locked = statement.with_only_columns(model).with_for_update(of=model)
    return (await session.execute(locked)).scalar_one_or_none()


async def add_record(session: AsyncSession, row: AnyRecord) -> AnyRecord:
    """Insert now, so that broken constraints speak here."""
    session.add(row)
    await session.flush()
    return row


async def delete_record(session: AsyncSession, row: Record) -> None:
    """Soft: the row stays for history and restore. Raises StillReferenced while live records point to it."""
    await _refuse_if_referenced(session, row)
    row.deleted_at = session.info["now"]
    await session.flush()


async def restore_record(session: AsyncSession, row: Record) -> None:
    """Bring a deleted row back; its unique values may have been taken meanwhile (AlreadyExists)."""
    row.deleted_at = None
    await session.flush()


async def _refuse_if_referenced(session: AsyncSession, row: Record) -> None:
    named = [(model, name, getattr(model, name) == row.id) for model, name in referring_columns(type(row))]
    named += [(model, name, lists_any(model, name, [row.id])) for model, name in referring_lists(type(row))]
    if not named:
        return
    live = []
    for model, _, refers in named:
        one = exists().where(refers, model.deleted_at.is_(None))
        if model.made_from is not None:
            one = one.where(getattr(model, model.made_from).is_distinct_from(row.id))
        live.append(one)
    found = (await session.execute(select(*live))).one()
    for (model, name, _), is_referred in zip(named, found, strict=True):
        if is_referred:
            raise StillReferenced(collection=model.__tablename__, field=name)


async def require_references(session: AsyncSession, references: Mapping[str, Select[Any] | None]) -> None:
    """Each pointer's select must find its row, one the caller may see. Raises InvalidRequest for all that fail."""
    faults = []
    for pointer, statement in references.items():
        if statement is None:
            continue
        # The key share waits for a merge or deletion under way, and holds off the next until this write is done.
        locked = statement.limit(1).with_for_update(read=True, key_share=True)
        if (await session.execute(locked)).first() is None:
            faults.append(Fault("unknown_reference", pointer))
    if faults:
        raise InvalidRequest(errors=faults)


async def require_any(request: Request, statements: Sequence[Select[Any]]) -> None:
    """Raises NotFound unless one of the selects finds a row."""
    for statement in statements:
        if (await reader_of(request).execute(statement)).first() is not None:
            return
    raise NotFound


def by_external_id(statement: Select[Any], model: type[Record], source_system: str, external_id: str) -> Select[Any]:
    """`statement` narrowed to the record that another system knows by this id."""
    stored = normalize_text(external_id)
    return statement.where(model.source_system == source_system, model.external_id == stored)


def with_external_id(values: AnyCreate, source_system: str, external_id: str) -> AnyCreate:
    """The values under the address's external id. Raises InvalidRequest for a malformed one or another in the body."""
    given = {"source_system": source_system, "external_id": external_id}
    try:
        given = ExternalKey.model_validate(given).model_dump()
    except ValidationError as error:
        raise InvalidRequest(errors=[fault_of(dict(found)) for found in error.errors()]) from error
    faults = [
        Fault("invalid_value", f"/{name}")
        for name, value in given.items()
        if getattr(values, name) not in (None, value)
    ]
    if faults:
        raise InvalidRequest(errors=faults)
    return values.model_copy(update=given)


def patched_values(row: Record, values: Schema) -> dict[str, Any]:
    """As `stored_values`; an object inside a patch is laid over the one that the row holds (RFC 7396).

    What such an object's schema checks of its members together must hold for the patch alone.
    """
    stored = stored_values(values)
    if isinstance(values, RecordUpdate):
        for name in stored:
            given, held = getattr(values, name), getattr(row, name)
            if isinstance(given, Schema) and held:
                stored[name] = {**held, **given.model_dump(mode="json", exclude_unset=True)}
    return stored
