"""What a list may be asked: typed queries, sort keys, fields and expansions. Paging itself is in paging.py."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from sqlalchemy import ColumnElement, SQLColumnExpression, or_

from app.core.db.json_sql import WholeRecord, json_text
from app.core.errors import UnknownParameter
from app.core.problems import Fault
from app.core.schema import split_commas

Row = SQLColumnExpression[Any]


class DetailQuery(BaseModel):
    """The parameters of one record's answer."""

    model_config = ConfigDict(extra="forbid")

    fields: Annotated[list[str] | None, BeforeValidator(split_commas), Field(description="only these fields")] = None
    expand: Annotated[
        list[str] | None, BeforeValidator(split_commas), Field(description="related records to include")
    ] = None


class ListQuery(DetailQuery):
    """The parameters of every list; a collection adds its filters."""

    limit: Annotated[int, Field(ge=1, le=200, description="rows a page")] = 50
    cursor: Annotated[str | None, Field(max_length=2_000, description="`next_cursor` of the page before")] = None
    sort: Annotated[
        list[str] | None, BeforeValidator(split_commas), Field(description="columns, `-` before one for descending")
    ] = None
    count: Annotated[Literal["exact"] | None, Field(description="adds `count`")] = None
    updated_since: Annotated[AwareDatetime | None, Field(description="changed at or after this instant")] = None


class SearchQuery(ListQuery):
    """A list that can also be searched by name."""

    q: Annotated[
        str | None, StringConstraints(max_length=200), Field(description="search by name, accents and spaces apart")
    ] = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a collection offers to lists: its columns by API name, and what may be sorted by and expanded."""

    id: Row
    fields: Mapping[str, Row]
    sorts: Mapping[str, Row]
    default_sort: str = "id"
    expands: Mapping[str, Callable[[Any], Row]] = field(default_factory=dict)
    """Each makes a JSON expression for the caller's principal, who may not see everything."""

    _whole: Row = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_whole", WholeRecord(self.fields))

    def record(self, query: DetailQuery, principal: object) -> Row:
        """The JSON text to answer: the whole record, or what `fields` and `expand` ask for."""
        return json_text(self.columns(query, principal)) if query.fields or query.expand else self._whole

    def columns(self, query: DetailQuery, principal: object) -> dict[str, Row]:
        """The columns to answer. Raises UnknownParameter for a field or expansion that is not offered."""
        names = query.fields or list(self.fields)
        self._refuse_unknown("fields", names, self.fields)
        self._refuse_unknown("expand", query.expand or [], self.expands)
        extra = {name: self.expands[name](principal) for name in query.expand or []}
        return {name: self.fields[name] for name in names} | extra

    def order(self, query: ListQuery, rank: Row | None = None) -> list["Key"]:
        """The sort keys, the id last. `rank` leads a search that names no sort."""
        names = query.sort or [self.default_sort]
        self._refuse_unknown("sort", [name.removeprefix("-") for name in names], self.sorts)
        keys = [Key(self.sorts[name.removeprefix("-")], descending=name.startswith("-")) for name in names]
        if rank is not None and not query.sort:
            keys.insert(0, Key(rank))
        return keys if keys[-1].column is self.id else [*keys, Key(self.id)]

    @staticmethod
    def _refuse_unknown(parameter: str, names: Sequence[str], allowed: Mapping[str, object]) -> None:
        if unknown := [name for name in names if name not in allowed]:
            fault = Fault("unknown_value", parameter, "parameter", {"allowed": ", ".join(allowed)})
            raise UnknownParameter(errors=[fault], unknown=unknown, allowed=sorted(allowed))


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
