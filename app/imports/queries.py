"""Reading imports, their staged rows and saved specs."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, func, literal, or_, select, true

from app.auth.principal import Principal
from app.auth.rules import Role
from app.core.db.json_lists import is_any_of
from app.core.filters import filtered
from app.core.listing import Listing
from app.core.schema import read_columns
from app.imports.models import ImportJob, ImportProfile, ImportRow, ImportState, RowAction, RowStatus
from app.imports.rules import ACTIVE
from app.imports.schemas import ImportProfileRead, ImportQuery, ImportRead, ImportRowQuery, ImportRowRead

_JOB = {column.key: getattr(ImportJob, column.key) for column in ImportJob.__table__.columns}
LISTING = Listing(
    id=ImportJob.id,
    fields=_JOB,
    sorts={name: _JOB[name] for name in ("id", "collection", "created_at", "updated_at", "file_name", "file_size")},
    default_sort="-id",
)
"""Of imports as they are stored; the service makes of them what is shown."""
SHOWN = Listing(id=ImportJob.id, fields=dict.fromkeys(ImportRead.model_fields, ImportJob.id), sorts={})
SHOWN_ROW = Listing(id=ImportRow.line, fields=dict.fromkeys(ImportRowRead.model_fields, ImportRow.line), sorts={})
"""The names alone, which `fields` may ask for."""
_ACTIVE: Final = ImportJob.state.in_([ImportState(state) for state in sorted(ACTIVE)])
_WRITTEN: Final = (RowAction.CREATE, RowAction.UPDATE, RowAction.UNCHANGED, RowAction.BLANK)


def readable(principal: Principal) -> Select[Any]:
    """The imports that this caller may know of: their own; all, for an administrator who may see every record."""
    sees_all = Role.ADMINISTRATOR in principal.roles and principal.is_cleared and principal.unit_ids is None
    return select(ImportJob.id).where(true() if sees_all else ImportJob.created_by == principal.id)


def search_imports(principal: Principal, query: ImportQuery, interrupted: Sequence[str]) -> Select[Any]:
    """The list with its filters; `interrupted` are the ids of those whose worker is gone."""
    found = filtered(readable(principal), query, {name: _JOB[name] for name in ("collection", "updated_at")})
    if query.state is None:
        return found
    stored = and_(ImportJob.state.in_(query.state), ImportJob.id.not_in(interrupted))
    gone = and_(ImportJob.id.in_(interrupted if ImportState.INTERRUPTED in query.state else ()), _ACTIVE)
    return found.where(or_(stored, gone))


def find_active(principal: Principal) -> Select[Any]:
    """The ids of imports that a worker should be at; there are never many."""
    return readable(principal).where(_ACTIVE)


def which_of(ids: Sequence[str]) -> Select[Any]:
    """Those of the ids that imports have, whoever made them."""
    return select(ImportJob.id).where(is_any_of(ImportJob.id, ids))


def find_import(principal: Principal, import_id: str) -> Select[Any]:
    """One import as the JSON text of its columns."""
    found = readable(principal).where(ImportJob.id == import_id)
    return found.with_only_columns(LISTING.record(ImportQuery(), principal))


def status_of(committed_through: int, undone_from: int | None) -> ColumnElement[str]:
    """A row's status: its own where one was written, else what the import's marks tell."""
    told: list[tuple[ColumnElement[bool], str]] = []
    written = ImportRow.action.in_(_WRITTEN)
    if undone_from is not None:
        told.append((and_(written, ImportRow.line >= undone_from), RowStatus.UNDONE.value))
    told.append((and_(written, ImportRow.line <= committed_through), RowStatus.COMMITTED.value))
    return func.coalesce(cast(ImportRow.status, Text), case(*told, else_=literal(RowStatus.PENDING.value)))


def _version_of(status: ColumnElement[str]) -> ColumnElement[int]:
    """The record's version. That of a new one is 1: what goes in bulk is not noted line by line."""
    is_made = and_(ImportRow.action == RowAction.CREATE, status == RowStatus.COMMITTED.value)
    return func.coalesce(ImportRow.version, case((is_made, 1)))


def row_listing(job: Mapping[str, Any]) -> Listing:
    """What is told of a row of this import, under the names of ImportRowRead."""
    names = ("line", "action", "record_id", "raw", "values", "diff", "errors", "warnings", "candidates")
    status = status_of(job["committed_through"], job["undone_from"])
    fields = {name: getattr(ImportRow, name) for name in names} | {"status": status, "version": _version_of(status)}
    return Listing(id=ImportRow.line, fields=fields, sorts={"line": ImportRow.line}, default_sort="line")


def search_rows(job: Mapping[str, Any], query: ImportRowQuery, listing: Listing) -> Select[Any]:
    """The staged rows of an import that the caller has been shown, with the list's filters."""
    found = select(ImportRow.line).where(ImportRow.import_id == job["id"])
    return filtered(found, query, {name: listing.fields[name] for name in ("status", "action")})


def find_row(import_id: str, line: int) -> Select[Any]:
    """One staged row."""
    return select(ImportRow).where(ImportRow.import_id == import_id, ImportRow.line == line)


def find_row_text(job: Mapping[str, Any], line: int) -> Select[Any]:
    """One staged row as the JSON text of what is told of it."""
    record = row_listing(job).record(ImportRowQuery(), None)
    return select(record).where(ImportRow.import_id == job["id"], ImportRow.line == line)


def refused_after(import_id: str, line: int, most: int) -> Select[Any]:
    """The next failed rows after a line, as (line, raw, errors)."""
    found = select(ImportRow.line, ImportRow.raw, ImportRow.errors).where(
        ImportRow.import_id == import_id, ImportRow.line > line, ImportRow.action == RowAction.FAIL
    )
    return found.order_by(ImportRow.line).limit(most)


def results_after(job: Mapping[str, Any], line: int, most: int) -> Select[Any]:
    """The next rows after a line, as (line, status, record_id, version)."""
    status = status_of(job["committed_through"], job["undone_from"])
    columns: list[Any] = [ImportRow.line, status, ImportRow.record_id, _version_of(status)]
    found = select(*columns)
    return found.where(ImportRow.import_id == job["id"], ImportRow.line > line).order_by(ImportRow.line).limit(most)


def find_profile(name: str) -> Select[Any]:
    """A saved spec; whoever may read the registry may read it."""
    columns = read_columns(ImportProfileRead, ImportProfile)
    return select(*columns.values()).where(ImportProfile.name == name)
