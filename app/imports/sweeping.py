"""What a power cut leaves on the disk: the files of uploads that never became an import."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from app.core.db.reader import Reader
from app.imports import queries
from app.imports.cells.words import is_id
from app.imports.folders import UPLOAD, folder_of, remove_folder

_SURELY_OVER: Final = timedelta(days=1)
"""No upload takes so long; another server may be at one right now."""


async def forget_lost_uploads(reader: Reader, data_dir: Path, moment: datetime) -> None:
    """Take away every upload that no import knows of: it may hold what must lie sealed."""
    before = (moment - _SURELY_OVER).timestamp()
    uploads = await asyncio.to_thread(_uploads_before, data_dir, before)
    known = (await reader.execute(queries.which_of(uploads))).scalars().all() if uploads else []
    for import_id in set(uploads).difference(known):
        await asyncio.to_thread(remove_folder, folder_of(data_dir, import_id))


def _uploads_before(data_dir: Path, before: float) -> list[str]:
    """The ids of those whose file was last written before that; an import that has ended keeps none."""
    files = folder_of(data_dir, "").glob(f"*/{UPLOAD}")
    return [file.parent.name for file in files if is_id(file.parent.name) and file.stat().st_mtime < before]
