"""Broken constraints become problems: the last guard behind the checks that services make first."""

import re
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.exc import IntegrityError

from app.core.errors import AlreadyExists, InvalidRequest, StillReferenced
from app.core.model import Base
from app.core.problems import Fault, Problem

_SQLITE_COLUMNS = re.compile(r"UNIQUE constraint failed: (.+)")
_SQLITE_INDEX = re.compile(r"index '(\w+)'")
_UNIQUE, _FOREIGN_KEY = "23505", "23503"


def problem_of(error: IntegrityError) -> Problem:
    """The problem that tells a caller which fields broke which rule; no SQL in it."""
    cause = getattr(error.orig, "__cause__", None)
    state = getattr(cause, "sqlstate", None)
    message = str(error.orig)
    if state == _UNIQUE or "UNIQUE constraint failed" in message:
        return AlreadyExists(errors=[Fault("already_used", f"/{name}") for name in _unique_columns(cause, message)])
    if state == _FOREIGN_KEY or "FOREIGN KEY constraint failed" in message:
        return StillReferenced()
    return InvalidRequest(errors=[Fault("invalid_value", "")])


def _unique_columns(cause: Any, message: str) -> list[str]:  # noqa: ANN401  # a driver's exception
    if found := _SQLITE_COLUMNS.search(message):
        if index := _SQLITE_INDEX.search(message):
            return _columns_of(index[1])
        return [part.strip().rpartition(".")[2] for part in found[1].split("\n")[0].split(",")]
    return _columns_of(getattr(cause, "constraint_name", "") or "")


def _columns_of(name: str) -> list[str]:
    for table in Base.metadata.tables.values():
        rules: list[Index | UniqueConstraint] = [*table.indexes]
        rules += [rule for rule in table.constraints if isinstance(rule, UniqueConstraint)]
        for rule in rules:
            if rule.name == name:
                return [column.name for column in rule.columns]
    return []
