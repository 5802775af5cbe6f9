"""What a list may be asked: typed queries, sort keys, fields and expansions. Paging itself is in paging.py."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from sqlalchemy import null

from app.core.db.json_sql import json_bytes
from app.core.db.whole_record import WholeRecord
from app.core.errors import UnknownParameter
from app.core.names import search_values
from app.core.problems import Fault
from app.core.schema import Moment, split_commas
from app.core.sorting import Key, Row

_PLAIN = frozenset({"limit", "cursor", "sort", "count", "q"})


class DetailQuery(BaseModel):
    """The parameters of one record's answer."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

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
    updated_since: Annotated[Moment | None, Field(description="changed at or after this instant")] = None

    @property
    def is_plain(self) -> bool:
        """Whether it asks for whole records without a filter but `q`: the statement is the same for such queries."""
        return self.model_fields_set <= _PLAIN

    @property
    def is_search(self) -> bool:
        """Whether it has a `q`."""
        return getattr(self, "q", None) is not None

    @property
    def parameters(self) -> dict[str, str]:
        """What a statement that searches is given when it runs."""
        q: str | None = getattr(self, "q", None)
        return {} if q is None else search_values(q)


class SearchQuery(ListQuery):
    """A list that can also be searched by name."""

    q: Annotated[
        str | None, StringConstraints(max_length=200), Field(description="search by name, accents and spaces apart")
    ] = None


class Viewer(Protocol):
    """Whoever reads."""

    @property
    def is_cleared(self) -> bool: ...

    @property
    def sight(self) -> Hashable: ...


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """What a collection offers to lists: its columns by API name, and what may be sorted by and expanded.

    A column with `info={"restricted": True}` is null to a viewer who is not cleared; it may not be sorted by.
    """

    id: Row
    fields: Mapping[str, Row]
    sorts: Mapping[str, Row]
    default_sort: str = "id"
    expands: Mapping[str, Callable[[Any], Row]] = field(default_factory=dict)
    """Each makes a JSON expression for the caller's principal, who may not see everything."""
    is_daily: bool = False
    """Whether a field depends on the day: such a listing is made anew for each."""

    _masked: Mapping[str, Row] = field(init=False, repr=False)
    _whole: Mapping[bool, Row] = field(init=False, repr=False)
    """The whole record, for who is cleared and who is not."""

    def __post_init__(self) -> None:
        restricted = [name for name, column in self.fields.items() if getattr(column, "info", {}).get("restricted")]
        masked = {**self.fields, **{name: null() for name in restricted}}
        whole = WholeRecord(self.fields)
        object.__setattr__(self, "_masked", masked)
        object.__setattr__(self, "_whole", {True: whole, False: WholeRecord(masked) if restricted else whole})

    def record(self, query: DetailQuery, principal: Viewer | None) -> Row:
        """The JSON to answer, as UTF-8: the whole record, or what `fields` and `expand` ask for."""
        if query.fields or query.expand:
            return json_bytes(self.columns(query, principal))
        return self._whole[_is_cleared(principal)]

    def columns(self, query: DetailQuery, principal: Viewer | None) -> dict[str, Row]:
        """The columns to answer. Raises UnknownParameter for a field or expansion that is not offered."""
        names = query.fields or list(self.fields)
        self._refuse_unknown("fields", names, self.fields)
        self._refuse_unknown("expand", query.expand or [], self.expands)
        extra = {name: self.expands[name](principal) for name in query.expand or []}
        shown = self.fields if _is_cleared(principal) else self._masked
        return {name: shown[name] for name in names} | extra

    def order(self, query: ListQuery, rank: Row | None = None) -> list[Key]:
        """The sort keys, the id last. `rank` leads a search that names no sort."""
        names = query.sort or [self.default_sort]
        self._refuse_unknown("sort", [name.removeprefix("-") for name in names], self.sorts)
        once = {name.removeprefix("-"): name.startswith("-") for name in reversed(names)}  # the first mention decides
        keys = [Key(self.sorts[name], descending=descending) for name, descending in reversed(once.items())]
        if rank is not None and not query.sort:
            keys.insert(0, Key(rank))
        return keys if keys[-1].column is self.id else [*keys, Key(self.id)]

    @staticmethod
    def _refuse_unknown(parameter: str, names: Sequence[str], allowed: Mapping[str, object]) -> None:
        if unknown := [name for name in names if name not in allowed]:
            fault = Fault("unknown_value", parameter, "parameter", {"allowed": ", ".join(allowed)})
            raise UnknownParameter(errors=[fault], unknown=unknown, allowed=sorted(allowed))


def _is_cleared(viewer: Viewer | None) -> bool:
    return viewer is not None and viewer.is_cleared
