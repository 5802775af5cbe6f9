"""Uploads that a power cut orphaned are taken away; those of imports, and those that may be going on, are not."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from app.core.clock import now
from app.core.model import new_id
from app.imports.folders import LOCK, UPLOAD, folder_of, make_folder
from app.imports.sweeping import forget_lost_uploads
from tests.imports.sending import Sender
from tests.sandbox import SandboxDatabase

MOMENT = now()


def leave(data_dir: Path, name: str, file: str = UPLOAD, days: int = 2) -> Path:
    """The folder of an import, in it a file that was written so many days ago."""
    folder = folder_of(data_dir, name)
    make_folder(folder)
    (folder / file).touch()
    written = (MOMENT - timedelta(days=days)).timestamp()
    os.utime(folder / file, (written, written))
    return folder


class TestLostUploads:
    async def test_go_with_all_that_is_in_them(self, database: SandboxDatabase, tmp_path: Path) -> None:
        folder = leave(tmp_path, new_id())
        leave(tmp_path, folder.name, LOCK)
        await forget_lost_uploads(database.reader, tmp_path, MOMENT)
        assert list((tmp_path / "imports").iterdir()) == []

    @pytest.mark.parametrize(
        ("name", "file", "days"),
        [(new_id(), UPLOAD, 0), (new_id(), LOCK, 2), ("not-an-id", UPLOAD, 2)],
        ids=["may be going on", "is of an import that ended", "is not ours"],
    )
    async def test_stay_where_one(
        self, database: SandboxDatabase, tmp_path: Path, name: str, file: str, days: int
    ) -> None:
        folder = leave(tmp_path, name, file, days)
        await forget_lost_uploads(database.reader, tmp_path, MOMENT)
        assert (folder / file).exists()

    async def test_are_not_those_that_wait_for_their_commit(
        self, database: SandboxDatabase, sender: Sender, tmp_path: Path
    ) -> None:
        told = await sender.send(b"name_vi,kind\nBan, department\n", "org-units")
        lost = leave(tmp_path, new_id())
        kept = leave(tmp_path, told["id"])
        await forget_lost_uploads(database.reader, tmp_path, MOMENT)
        assert (kept.exists(), lost.exists()) == (True, False)
