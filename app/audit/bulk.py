"""Audit entries of rows that are written in bulk, past the flush listener: the same as that would have written."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.models import Changes, audited_columns, entry_of
from app.core.model import Record

Row = dict[str, Any]


@cache
def _shown(model: type[Record]) -> tuple[list[str], list[str]]:
    """The columns that history shows to everybody, and to the cleared alone."""
    names: tuple[list[str], list[str]] = ([], [])
    for name, is_restricted in audited_columns(model):
        names[is_restricted].append(name)
    return names


def creation_of(model: type[Record], row: Mapping[str, Any]) -> tuple[Changes, Changes]:
    """{field: [null, value]} of a row that is new: of all fields, and of the restricted ones."""
    common, restricted = _shown(model)
    return _from_nothing(row, common), _from_nothing(row, restricted)


def _from_nothing(row: Mapping[str, Any], names: list[str]) -> Changes:
    # Days and codes become text where JSON is written; the one moment that history tells, of the deletion, is not yet.
    return {name: [None, value] for name in names if (value := row[name]) is not None}


def creation_entries(session: AsyncSession, model: type[Record], rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    """One entry for each new row, of this session's actor, request and import."""
    return [entry_of(session, model, row["id"], row["version"], "create", *creation_of(model, row)) for row in rows]
