"""Columns that fill an object of a record: the two sides of an agreement, the country of an anniversary."""

from typing import Any, Final

from app.imports.cells.dates import DateOrder
from app.imports.cells.readers import reader_of
from app.imports.cells.words import is_id
from app.imports.drafts import Cell, Draft
from app.imports.mapping.people import MEMBER_FIELDS
from app.imports.mapping.plain import split_names

_ID_FIELDS: Final = {"vietnamese": "org_unit_id", "foreign": "partner_id"}


class PartiesColumn:
    """Bên ký: each party of one side by its id, else by its name as it signed."""

    __slots__ = ("_side", "fills", "header", "target")

    def __init__(self, header: str, side: str) -> None:
        self.header = header
        self.target = f"parties.{side}"
        self.fills = ("parties",)
        self._side = side

    def read(self, cell: Cell, draft: Draft) -> None:
        parties = draft.values.setdefault("parties", [])
        for name in split_names(cell):
            field = _ID_FIELDS[self._side] if is_id(name) else "name_as_signed"
            party: dict[str, Any] = {"side": self._side, field: name}
            parties.append(party)


class SubjectCountryColumn:
    """The country that an anniversary is of."""

    __slots__ = ("_read", "fills", "header", "target")

    def __init__(self, header: str, _order: DateOrder | None) -> None:
        self.header = header
        self.target = "subject.country"
        self.fills = ("subject",)
        self._read = reader_of(MEMBER_FIELDS["nationality"], None)

    def read(self, cell: Cell, draft: Draft) -> None:
        draft.values["subject"] = {"type": "country", "code": self._read(cell)}
