"""Sort keys: one order for both databases, nulls included."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, or_

Row = SQLColumnExpression[Any]
"""A column of an answer, or an expression in its place."""


@dataclass(frozen=True, slots=True)
class Key:
    """One sort key. Nulls come last ascending and first descending, the same on both databases."""

    column: Row
    descending: bool = False

    @property
    def is_nullable(self) -> bool:
        return bool(getattr(self.column, "nullable", False))

    def ordering(self) -> list[ColumnElement[Any]]:
        """An explicit null rank first: the databases disagree about where nulls go."""
        rank = self.column.is_(None)
        if self.descending:
            return [rank.desc(), self.column.desc()] if self.is_nullable else [self.column.desc()]
        return [rank.asc(), self.column.asc()] if self.is_nullable else [self.column.asc()]

    def equals(self, value: object) -> ColumnElement[bool]:
        return self.column.is_(None) if value is None else self.column == value

    def follows(self, value: object) -> ColumnElement[bool] | None:
        """Strictly after `value` in this key's order; None when nothing can follow."""
        if value is None:
            return self.column.is_not(None) if self.descending else None
        if self.descending:
            return self.column < value
        after = self.column > value
        return or_(after, self.column.is_(None)) if self.is_nullable else after
