"""A whole list, page after page: memory is that of one page, and no connection is held while a reader is slow."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select

from app.core.db.reader import Reader
from app.core.paging import select_page
from app.core.sorting import Key, Row


async def walk_pages(
    reader: Reader, statement: Select[Any], record: Row, keys: Sequence[Key], size: int, parameters: Mapping[str, str]
) -> AsyncIterator[list[bytes]]:
    """Give `record` of every row of `statement` in the order of `keys`, the id last; each page is one statement.

    `parameters` are those of the statement. What is written meanwhile may show or not; what stands still shows once.
    """
    seen: list[Any] = []
    while True:
        page = select_page(statement, record, keys, [value is None for value in seen])
        seen_values = {f"seen_{index}": value for index, value in enumerate(seen)}
        rows = await reader.rows(page, {"rows": size, **seen_values, **parameters})
        if rows:
            yield [row[0] for row in rows]
        if len(rows) < size:
            return
        seen = list(rows[-1][1:])
