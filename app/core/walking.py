"""A whole list, page after page: memory is that of one page, and no connection is held while a reader is slow."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import Select

from app.core.db.engine import Reader
from app.core.paging import select_page
from app.core.sorting import Key, Row


async def walk_pages(
    reader: Reader, statement: Select[Any], record: Row, keys: Sequence[Key], size: int
) -> AsyncIterator[list[bytes]]:
    """Give `record` of every row of `statement` in the order of `keys`, the id last; each page is one statement.

    What is written meanwhile may show or not; what stands still shows once.
    """
    seen: list[Any] = []
    while True:
        page = select_page(statement, record, keys, [value is None for value in seen])
        rows = await reader.rows(page, {f"seen_{index}": value for index, value in enumerate(seen)} | {"rows": size})
        if rows:
            yield [row[0] for row in rows]
        if len(rows) < size:
            return
        seen = list(rows[-1][1:])
