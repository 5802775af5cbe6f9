"""Statements kept for each kind of caller: building one costs more than PostgreSQL takes to answer it.

Values never stand in a kept statement, they are its parameters. What a caller sees depends on the caller's `sight`
alone, and that is part of the key. A query with filters, fields or expansions is built for itself, the same way.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, TypeVar

from sqlalchemy import Select, bindparam

from app.core.listing import DetailQuery, Listing, ListQuery, Viewer

WHOLE = DetailQuery()
_MOST_KEPT = 256

Caller = TypeVar("Caller", bound=Viewer | None)
Query = TypeVar("Query", bound=ListQuery)


class Kept(dict[Hashable, Select[Any]]):
    """A small memory of statements, emptied when full."""

    def find(self, key: Hashable, build: Callable[[], Select[Any]]) -> Select[Any]:
        """The statement of this key, built if there is none."""
        statement = self.get(key)
        if statement is None:
            if len(self) >= _MOST_KEPT:
                self.clear()
            statement = self[key] = build()
        return statement


@dataclass(frozen=True, slots=True)
class OneRecord:
    """A select of one record's JSON (UTF-8), version and moment of change, with its parameters."""

    statement: Select[Any]
    parameters: dict[str, Any]
    good: Literal["while unchanged", "today", "once"] = "while unchanged"
    """How long a copy of one version is good: a status changes with the day, an expanded record with another."""


_records = Kept()


def one_record(  # values in, a statement out
    readable: Callable[[Caller], Select[Any]],
    model: Any,  # noqa: ANN401  # a Record class
    listing: Listing,
    viewer: Caller,
    id_: str,
    query: DetailQuery = WHOLE,
) -> OneRecord:
    """The record of `model` with this id, as `readable` lets this viewer know of it."""

    def build() -> Select[Any]:
        columns: list[Any] = [listing.record(query, viewer), model.version, model.updated_at]
        return readable(viewer).where(model.id == bindparam("record_id")).with_only_columns(*columns)

    whole = not query.fields and not query.expand
    statement = _records.find((readable, listing, sight_of(viewer)), build) if whole else build()
    good: Any = "once" if query.expand else "today" if listing.is_daily else "while unchanged"
    return OneRecord(statement, {"record_id": id_}, good)


def sight_of(viewer: Viewer | None) -> Hashable:
    """What decides which rows and columns a viewer sees."""
    return viewer.sight if viewer is not None else None


def kept_unfiltered(search: Callable[[Caller, Query], Select[Any]]) -> Callable[[Caller, Query], Select[Any]]:
    """For a slice's search: the statement of a query without filters is the same object for the same sight.

    With `q` it is another one, of nobody's text: whoever runs it gives it the query's own (`ListQuery.parameters`).
    """
    kept = Kept()

    def build(viewer: Caller, query: Query) -> Select[Any]:
        anybodys = query.model_copy(update={"q": ""}) if query.is_search else query
        return search(viewer, anybodys).execution_options(is_kept=True)

    @wraps(search)
    def find(viewer: Caller, query: Query) -> Select[Any]:
        if not query.is_plain:
            return search(viewer, query)
        return kept.find((sight_of(viewer), query.is_search), lambda: build(viewer, query))

    return find
