"""Correcting a staged line: new cells, and the line is judged again."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import InvalidRequest, NotFound
from app.core.faults import pointer
from app.core.problems import Fault
from app.imports import queries
from app.imports.models import ImportJob, ImportRow
from app.imports.schemas import RowCorrection
from app.imports.service.telling import Sheets


async def correct_cells(session: AsyncSession, job: ImportJob, line: int, values: RowCorrection) -> ImportRow:
    """Put the cells into the row. Raises NotFound for no such line, InvalidRequest for headers that the file lacks."""
    found = queries.find_row(job.id, line).with_for_update()
    row: ImportRow | None = (await session.execute(found)).scalar_one_or_none()
    if row is None:
        raise NotFound
    sheets = Sheets({"columns": job.columns, "detected": job.detected})
    places = {name: place for place, name in enumerate(sheets.names(line))}
    if unknown := [header for header in values.cells if header not in places]:
        raise InvalidRequest(errors=[Fault("unknown_field", pointer(["cells", header])) for header in unknown])
    raw: list[Any] = [*row.raw, *[None] * (len(places) - len(row.raw))]
    for header, cell in values.cells.items():
        raw[places[header]] = cell
    row.raw = raw
    await session.flush()
    return row
