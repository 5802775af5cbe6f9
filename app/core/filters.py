"""Typed filters: a parameter of a query model, applied to the column of its name."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Select, SQLColumnExpression

_FROM, _TO = "_from", "_to"


def filtered(statement: Select[Any], query: BaseModel, columns: Mapping[str, SQLColumnExpression[Any]]) -> Select[Any]:
    """`statement` with the filters that were given.

    `name` equals, or is one of a list; `name_from` and `name_to` are an inclusive range.
    Parameters that `columns` does not name are left to the slice.
    """
    for name in type(query).model_fields:
        value = getattr(query, name)
        if value is None:
            continue
        if name in columns:
            statement = statement.where(_equals(columns[name], value))
        elif name.endswith(_FROM) and name.removesuffix(_FROM) in columns:
            statement = statement.where(columns[name.removesuffix(_FROM)] >= value)
        elif name.endswith(_TO) and name.removesuffix(_TO) in columns:
            statement = statement.where(columns[name.removesuffix(_TO)] <= value)
        elif name == "updated_since" and "updated_at" in columns:
            statement = statement.where(columns["updated_at"] >= value)
    return statement


def _equals(column: SQLColumnExpression[Any], value: Any) -> ColumnElement[bool]:  # noqa: ANN401  # a filter's value
    if isinstance(value, list):
        return column.in_(value) if len(value) != 1 else column == value[0]
    return column.is_(value) if isinstance(value, bool) else column == value
