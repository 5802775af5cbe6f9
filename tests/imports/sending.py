"""Sending a file and waiting until the import rests, as a client does."""

import asyncio
import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import orjson
from typing_extensions import override

from app.core.db.engine import Database
from app.core.settings import Settings
from app.delegations.passports import PassportSealer
from app.imports.launcher import Importer
from app.imports.work.running import run_import

ADDRESS = "/v1/imports"


def csv_of(header: Sequence[str], *rows: Sequence[Any]) -> bytes:
    """A CSV in UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


class InlineImporter(Importer):
    """Does the work in this process, on the test's own database; `settle` waits for it."""

    def __init__(self, settings: Settings, database: Database, sealer: PassportSealer) -> None:
        super().__init__(settings)
        self._database, self._sealer = database, sealer
        self._tasks: set[asyncio.Task[None]] = set()

    @override
    async def start(self, import_id: str) -> None:
        self._tasks.add(asyncio.create_task(self._work(import_id)))

    async def settle(self) -> None:
        """Until nothing is at work; raises what the work raised."""
        while self._tasks:
            await self._tasks.pop()

    @override
    async def close(self) -> None:
        await self.settle()

    async def _work(self, import_id: str) -> None:
        try:
            await run_import(self._database, self._settings, self._sealer, import_id)
        finally:
            self.release(import_id)


class Sender:
    """One client's imports, worked on in this process."""

    def __init__(self, client: httpx.AsyncClient, importer: InlineImporter) -> None:
        self.client = client
        self._importer = importer

    async def send(self, content: bytes | Path, collection: str = "delegations", **spec: Any) -> dict[str, Any]:
        """Upload, and wait until it is checked."""
        name, data = _file_of(content)
        form = {"spec": orjson.dumps({"collection": collection, **spec}).decode()}
        answer = await self.client.post(ADDRESS, files={"file": (name, data)}, data=form)
        assert answer.status_code == 202, answer.text
        return await self.rest(answer.json()["id"])

    async def rest(self, import_id: str) -> dict[str, Any]:
        """The import, once nobody is at it."""
        await self._importer.settle()
        told: dict[str, Any] = (await self.client.get(f"{ADDRESS}/{import_id}")).json()
        return told

    async def ask(self, import_id: str, verb: str) -> dict[str, Any]:
        """commit, undo, resume, cancel."""
        answer = await self.client.post(f"{ADDRESS}/{import_id}/{verb}")
        assert answer.status_code == 202, answer.text
        return await self.rest(import_id)

    async def commit(self, content: bytes | Path, collection: str = "delegations", **spec: Any) -> dict[str, Any]:
        """Send and commit; the whole must be good."""
        told = await self.send(content, collection, **spec)
        assert told["state"] == "validated", told
        assert told["counters"]["failed"] == 0, await self.rows(told["id"])
        return await self.ask(told["id"], "commit")

    async def rows(self, import_id: str, **query: str) -> list[dict[str, Any]]:
        """The staged rows."""
        answer = await self.client.get(f"{ADDRESS}/{import_id}/rows", params={"limit": 200, **query})
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    async def correct(self, import_id: str, line: int, **cells: Any) -> dict[str, Any]:
        """New cells of a line, `_` for a space in a header."""
        answer = await self.client.patch(f"{ADDRESS}/{import_id}/rows/{line}", json={"cells": cells})
        assert answer.status_code == 200, answer.text
        row: dict[str, Any] = answer.json()
        return row

    async def listed(self, path: str, **query: str) -> list[dict[str, Any]]:
        """The records of a list."""
        items: list[dict[str, Any]] = (await self.client.get(path, params={"limit": 200, **query})).json()["items"]
        return items


def _file_of(content: bytes | Path) -> tuple[str, bytes]:
    return (content.name, content.read_bytes()) if isinstance(content, Path) else ("file.csv", content)


def actions(rows: Sequence[dict[str, Any]]) -> dict[int, str]:
    """What would be done with each line."""
    return {row["line"]: row["action"] for row in rows}


def codes(row: dict[str, Any]) -> list[str]:
    """The codes of a row's refusals."""
    return [error["code"] for error in row["errors"]]
