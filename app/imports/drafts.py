"""What the parts of an import hand to each other: cells, columns that read them, and the draft that they fill."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Protocol

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core.batch import Verbs
from app.core.meta import Collection
from app.core.model import Record
from app.core.schema import RecordUpdate
from app.core.terms import Terms
from app.delegations.passports import PassportSealer

Cell = str | int | float | bool | date | datetime | time | list[Any] | dict[str, Any] | None
"""As the file holds it: CSV gives text, XLSX typed values, NDJSON any JSON. None and "" are blank."""


class CellFault(Exception):  # noqa: N818  # it says what is wrong with a cell, as Fault does with a body
    """A cell that cannot be read: a code of FAULTS and the values of its words."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(slots=True)
class Naming:
    """A record that a cell names: to be found by id, code, external id, name or alias, and put into `field`."""

    field: str
    """Where its id goes: `org_unit_id`, or `partner_ids`, which lists."""
    collection: str
    text: str
    header: str
    is_list: bool = False


@dataclass(slots=True)
class Draft:
    """What a line says of one record: `values` as JSON for its Create schema, names still to be found beside them."""

    values: dict[str, Any] = field(default_factory=dict)
    namings: list[Naming] = field(default_factory=list)
    members: list[dict[str, Any]] = field(default_factory=list)
    """Of delegations: DelegationMemberCreate as JSON."""
    notes: list[str] = field(default_factory=list)
    """Lines for `note`, of columns that no field takes (`Số, ngày QĐ: 12/QĐ-UBND`)."""


class Column(Protocol):
    """One column of the file that goes somewhere."""

    @property
    def header(self) -> str: ...
    @property
    def target(self) -> str:
        """A field of the Create schema, or a name of its own kind: `leader`, `period`, `destination`, `note+`."""

    @property
    def fills(self) -> tuple[str, ...]:
        """The fields of the record that it can fill: what is wrong with one of them is told at this column."""

    def read(self, cell: Cell, draft: Draft) -> None:
        """Put what the cell says into the draft; it is not blank. Raises CellFault."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a slice's service needs to write."""

    session: AsyncSession
    principal: Principal
    terms: Terms
    sealer: PassportSealer


@dataclass(frozen=True, slots=True)
class ImportTarget:
    """A collection that files go to, with its slice's own functions."""

    collection: Collection
    model: type[Record]
    update: type[RecordUpdate]
    readable: Callable[[Principal], Select[Any]]
    verbs: Callable[[Work], Verbs[Any, Any, Any]]
    keys: Sequence[tuple[str, ...]]
    """What records are matched by unless the spec says: the first that a line has a value for in every column."""
    references: Mapping[str, str] = field(default_factory=dict)
    """Fields that hold the id of another record, or a list of ids, and the collection of those records."""
    whole: Sequence[str] = ()
    """What a line goes by that has none of these keys: here a blank means a record with a blank."""
    takes_members: bool = False
    days: Sequence[str] = ()
    """Fields that tell when it was: a unit that there was not then cannot be meant."""

    @property
    def name(self) -> str:
        return self.collection.name
