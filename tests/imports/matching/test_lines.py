"""Lines of one file that mean the same record."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.model import new_id
from app.imports.matching.lines import SameRecord, duplicates
from app.imports.models import ImportRow, RowAction
from tests.conftest import Statements

IMPORT = new_id()


def staged(line: int, key: str | None, action: RowAction = RowAction.CREATE, import_id: str = IMPORT) -> ImportRow:
    return ImportRow(import_id=import_id, line=line, match_key=key, action=action, raw=[])


async def test_every_key_on_more_than_one_live_line_is_told_with_its_lines(
    session: AsyncSession, statements: Statements
) -> None:
    session.add_all(
        [
            staged(2, "code:A"),
            staged(3, "code:B", RowAction.UPDATE),
            staged(4, None),
            staged(5, None),
            staged(9, "code:B", RowAction.UNCHANGED),
            staged(10, "code:B"),
            staged(7, "code:C"),
            staged(8, "code:C", RowAction.FAIL),
            staged(11, "code:C", RowAction.SKIP),
            staged(12, "code:A"),
            staged(13, "code:D"),
            staged(13, "code:D", import_id=new_id()),
        ]
    )
    await session.flush()
    statements.clear()
    found = await duplicates(session.execute, IMPORT)
    assert (found, len(statements)) == ([SameRecord(("code:A",), 2, [12]), SameRecord(("code:B",), 3, [9, 10])], 1)
