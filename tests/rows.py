"""Rows of any collection, made from its table alone: random values from small pools, so that ties and nulls abound."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Enum, Integer, Numeric, Table, insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.db.types import Instant
from app.core.model import new_id

_START = datetime(2025, 6, 30, 23, 59, 59, 999_999, tzinfo=UTC)
_TEXTS = ("", "a", "B", "Đà Nẵng", "đ", "Xiêng Khoảng", "ໄຊ", "2025", "2025-07", "~", "'\"\\", "10")
_DATES = ("2016", "2015", "2015-06", "2015-06-12")  # text of ten characters is a partial date
_NULL_SHARE = 0.3
_NEEDED = {"contacts": ("partner_id",), "greetings": ("partner_id",)}  # both have one side or the other
_OBJECTS = {
    ("anniversaries", "subject"): {"type": "event", "id": None, "code": None},
    ("api_keys", "roles"): [],
    ("feeds", "query"): {},
}
_SAMPLES: dict[type[Any], Callable[[random.Random], Any]] = {
    Boolean: lambda choose: choose.random() < 0.5,
    Integer: lambda choose: choose.randint(1, 4),
    Numeric: lambda choose: choose.randint(1, 4),
    Instant: lambda choose: _START + timedelta(microseconds=choose.choice((0, 1, 1_000_000))),
    Date: lambda choose: date(2024, 2, 28) + timedelta(days=choose.randint(0, 3)),
}


async def add_rows(session: AsyncSession, table: Table, count: int, choose: random.Random) -> list[str]:
    """Insert `count` rows of `table`, with the rows that they must point to, and return their ids."""
    parents = {
        column.name: (await add_rows(session, key.column.table, 1, choose))[0]
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table is not table and (not column.nullable or column.name in _NEEDED.get(table.name, ()))
    }
    rows = [{column.name: _value(column, choose, parents) for column in table.columns} for _ in range(count)]
    if rows:
        await session.execute(insert(table), rows)
    await session.flush()
    return [row["id"] for row in rows]


def _value(column: Column[Any], choose: random.Random, parents: dict[str, str]) -> Any:
    if column.primary_key:
        return new_id()
    if column.name in parents:
        return parents[column.name]
    if column.name == "deleted_at" or column.foreign_keys or (column.nullable and choose.random() < _NULL_SHARE):
        return None
    if _is_unique(column):
        return new_id()
    if isinstance(column.type, JSON):
        empty = column.default.arg(None) if column.default is not None else None  # type: ignore[attr-defined]
        return _OBJECTS.get((column.table.name, column.name), empty)
    return _sample(column.type, choose)


def _sample(kind: Any, choose: random.Random) -> Any:
    if isinstance(kind, Enum):
        return choose.choice(list(kind.enum_class or kind.enums))
    for known, make in _SAMPLES.items():
        if isinstance(kind, known):
            return make(choose)
    length = getattr(kind, "length", None)
    return choose.choice(_DATES if length == len(_DATES[-1]) else _TEXTS)[: length or 100]


def _is_unique(column: Column[Any]) -> bool:
    table: Table = column.table
    return any(index.unique and column.name in index.columns for index in table.indexes)
