"""Exports as streams of bytes: pages of JSON text, which the database made, go on as they are or as cells."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import IO, Any, Final, NamedTuple

import orjson
from sqlalchemy import Select, func, select

from app.auth.principal import Principal
from app.core import workbooks
from app.core.db.reader import Reader
from app.core.errors import InvalidRequest, TooManyRows
from app.core.i18n import Language
from app.core.listing import DetailQuery, Listing
from app.core.meta import Collection
from app.core.problems import Fault
from app.core.sorting import Row
from app.core.tabular import csv_header, csv_lines
from app.core.walking import walk_pages
from app.core.workbooks import XlsxBook, XlsxSheet
from app.delegations.queries import members
from app.delegations.schemas.members import DelegationMemberCreate, DelegationMemberQuery, DelegationMemberRead
from app.exports.schemas import DelegationExport, ExportQuery

Pages = AsyncIterator[list[bytes]]

_MEMBERS: Final = Collection(
    "members", DelegationMemberCreate, DelegationMemberRead, DelegationMemberQuery, members.LISTING
)
_DATES: Final = ("date", "partial_date")
_SURELY_OVER: Final = 86_400.0


class Head(NamedTuple):
    """What the first row of a sheet is made of."""

    collection: Collection
    language: Language


@dataclass(frozen=True, slots=True)
class Export:
    """All that a file tells: the rows of `statement`, readable and filtered, as `listing` shows them to the caller."""

    name: str
    """Of the collection."""
    statement: Select[Any]
    listing: Listing
    query: ExportQuery
    principal: Principal
    rank: Row | None = None

    @property
    def names(self) -> list[str]:
        """The columns."""
        return list(dict.fromkeys(self.query.fields or self.listing.fields))

    @property
    def has_members(self) -> bool:
        return isinstance(self.query, DelegationExport) and self.query.members


async def read_pages(reader: Reader, export: Export) -> Pages:
    """The pages; the first is read before this returns, so that what refuses it is still told as a problem.

    Raises UnknownParameter for a field or sort that is not offered, InvalidRequest for members in CSV.
    """
    if export.has_members and export.query.format == "csv":
        raise InvalidRequest(errors=[Fault("no_place_in_csv", "members", "parameter")])
    wanted = DetailQuery(fields=export.query.fields, expand=["members"] if export.has_members else None)
    record = export.listing.record(wanted, export.principal)
    keys = export.listing.order(export.query, export.rank)
    pages = walk_pages(reader, export.statement, record, keys, export.query.limit, export.query.parameters)
    return _resume(await anext(pages, None), pages)


async def _resume(first: list[bytes] | None, rest: Pages) -> Pages:
    if first is not None:
        yield first
    async for page in rest:
        yield page


async def stream_ndjson(pages: Pages) -> AsyncIterator[bytes]:
    """A record a line. PostgreSQL keeps the line breaks between a document's tokens; those inside texts are escaped."""
    async for page in pages:
        yield b"".join(record.replace(b"\n", b" ") + b"\n" for record in page)


async def stream_csv(names: Sequence[str], pages: Pages) -> AsyncIterator[bytes]:
    """The header, then the lines of each page, made off the event loop."""
    yield csv_header(names)
    async for page in pages:
        yield await asyncio.to_thread(_csv_of, page)


def _csv_of(page: list[bytes]) -> bytes:
    return csv_lines(orjson.loads(text).values() for text in page)


async def make_xlsx(reader: Reader, export: Export, pages: Pages, head: Head, folder: Path) -> IO[bytes]:
    """The workbook, open at its start; `folder` holds what is made of it meanwhile. Raises TooManyRows, CellTooLong."""
    await _require_room(reader, export)
    with await asyncio.to_thread(_make_scratch, folder) as scratch, XlsxBook(Path(scratch)) as book:
        sheets = _Sheets(book, export, head)
        async for page in pages:
            await asyncio.to_thread(sheets.write, page)
        await asyncio.to_thread(book.close)
    return book.file


def _make_scratch(folder: Path) -> TemporaryDirectory[str]:
    """Beside it what a server that was killed left there goes; an export takes minutes, not days."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.iterdir():
        if left.stat().st_mtime < time.time() - _SURELY_OVER:
            rmtree(left, ignore_errors=True)
    return TemporaryDirectory(dir=folder, ignore_cleanup_errors=True)


async def _require_room(reader: Reader, export: Export) -> None:
    """Count before the work: writing the million rows that fit takes a minute."""
    most = workbooks.MOST_XLSX_ROWS
    rows = export.statement.with_only_columns(export.listing.id).order_by(None).limit(most + 1).subquery()
    counted = await reader.execute(select(func.count()).select_from(rows), export.query.parameters)
    if counted.scalar_one() > most:
        raise TooManyRows(limit=most)


class _Sheets:
    """The sheet of an export, and that of its members."""

    def __init__(self, book: XlsxBook, export: Export, head: Head) -> None:
        self._rows = _add_sheet(book, head, export.names)
        self._members: XlsxSheet | None = None
        if export.has_members:
            self._members = _add_sheet(book, head._replace(collection=_MEMBERS), list(_MEMBERS.listing.fields))

    def write(self, page: list[bytes]) -> None:
        records = [orjson.loads(text) for text in page]
        if self._members is not None:
            self._members.write(member.values() for record in records for member in record.pop("members"))
        self._rows.write(record.values() for record in records)


def _add_sheet(book: XlsxBook, head: Head, names: Sequence[str]) -> XlsxSheet:
    """Headed by the labels of `/v1/meta`; whole days are real dates."""
    fields = {field["name"]: field for field in head.collection.describe()["fields"]}
    dates = [index for index, name in enumerate(names) if fields[name]["type"] in _DATES]
    labels = [fields[name][f"label_{head.language}"] for name in names]
    return book.add_sheet(head.collection.name, labels, dates)
