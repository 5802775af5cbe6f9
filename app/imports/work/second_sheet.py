"""The members' sheet of a workbook: found beside the first, its rows numbered after those of the first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.imports.cells.dates import DateOrder
from app.imports.folders import UPLOAD
from app.imports.mapping.columns import compile_columns
from app.imports.mapping.headers import Mapped, knows_headers
from app.imports.mapping.member_sheets import FULL_NAME, map_member_sheet
from app.imports.reading import RawRow, Source, open_second_sheet
from app.imports.sheets import MEMBERS_FROM, MembersSheet
from app.imports.work.drafting import Drafter
from app.imports.work.jobs import Run


@dataclass(frozen=True, slots=True)
class SecondSheet:
    """The sheet, and what its columns mean."""

    source: Source
    mapped: Mapped

    @property
    def name(self) -> str:
        return self.source.facts.sheet or ""

    def rows(self) -> Iterator[RawRow]:
        """Its lines, numbered apart from those of the first sheet."""
        return (row._replace(line=row.line + MEMBERS_FROM) for row in self.source.rows())

    def kept(self, orders: dict[str, str], before: int) -> dict[str, Any]:
        """For the import's `detected`; `before` rows are on the first sheet."""
        columns = [list(pair) for pair in self.mapped.columns]
        return MembersSheet(self.name, self.source.facts.header_line, columns, orders, before).kept()

    def warnings(self, more: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Its own, each with the name of the sheet."""
        return [{**warning, "sheet": self.name} for warning in [*self.source.warnings, *self.mapped.warnings, *more]]

    def without_it(self, warnings: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The first sheet's warnings: this one is not among those that nobody reads."""
        told = [
            {**one, "others": [name for name in one["others"] if name != self.name]} if "others" in one else one
            for one in warnings
        ]
        return [one for one in told if one.get("others") != []]


def open_members(run: Run, source: Source, mapped: Mapped) -> SecondSheet | None:
    """None where the first sheet names members itself, or no other one does. Blocking; raises UnreadableFile."""
    target, spec = run.target, run.spec
    if not target.takes_members or FULL_NAME in dict(mapped.columns).values():
        return None
    found: list[Mapped] = []

    def is_wanted(header: list[str]) -> bool:
        if (meant := map_member_sheet(target, header, spec.columns, spec.match_on)) is not None:
            found.append(meant)
        return bool(found)

    known = knows_headers(target, spec.columns)
    opened = open_second_sheet(run.folder / UPLOAD, run.folder, source, known, is_wanted)
    return SecondSheet(opened, found[0]) if opened is not None else None


def member_drafter(run: Run, sheet: MembersSheet) -> Drafter:
    """Reads rows by the columns that the first pass settled."""
    orders = {header: DateOrder(order) for header, order in sheet.orders.items()}
    columns = compile_columns(run.target, sheet.columns, orders)
    return Drafter(run.target, columns, run.spec, run.sealer, run.job.id)
