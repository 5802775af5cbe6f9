"""The process that works on imports beside the server: `python -m app.worker`, started by imports/launcher.py.

It reads the ids of imports from its standard input, one a line, and says on its standard output when it has begun one
and when it is done. It ends when its input does, after what it was given.
"""

import asyncio
import gc
import sys

import orjson

import app.models  # noqa: F401  # the mappings must be whole before the first query
from app.core.db.engine import Database
from app.core.log import log
from app.core.settings import Settings
from app.delegations.passports import PassportSealer, sealer_of
from app.imports.folders import Hold, folder_of
from app.imports.work.running import run_import

_COLLECT = 50_000, 20, 50
"""A chunk of rows is a hundred thousand objects, all of them gone with the next: looking for circles finds none."""


def main() -> None:
    """Until the input ends."""
    gc.freeze()
    gc.enable()  # loading the application pauses it
    gc.set_threshold(*_COLLECT)
    settings = Settings()
    log.configure(settings.log_level)
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    database, sealer = Database(settings), sealer_of(settings)
    try:
        while line := await asyncio.to_thread(sys.stdin.readline):
            await _work_on(database, settings, sealer, line.strip())
    finally:
        await database.dispose()


async def _work_on(database: Database, settings: Settings, sealer: PassportSealer, import_id: str) -> None:
    hold = Hold(folder_of(settings.data_dir, import_id))
    try:
        _say(import_id, "begun")
        await run_import(database, settings, sealer, import_id)
    finally:
        hold.release()
    _say(import_id, "done")


def _say(import_id: str, event: str) -> None:
    sys.stdout.write(orjson.dumps({"id": import_id, "event": event}).decode() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
