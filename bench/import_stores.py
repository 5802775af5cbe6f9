"""Where an import goes, on either database, and what the bare database needs to take the same rows.

A registry of units and partners is made once, through the API; each measurement begins with a copy of it. The limit
writes into such a copy too, so that every index, trigger and foreign key has the same to do.
"""

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import asyncpg  # type: ignore[import-untyped]

from bench.servers import cpu_ms_below
from tests.postgres import PostgresServer

REGISTRY = "registry"
TABLE = "delegations"
_READ = f"SELECT * FROM {TABLE} WHERE external_id < {{}} ORDER BY id"
_PRAGMAS = ("foreign_keys=ON", "synchronous=FULL", "cache_size=-16000")  # as app/core/db/engine.py has them


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of the table as its driver gives and takes them; columns in which none has anything are left out."""

    columns: Sequence[str]
    records: list[tuple[Any, ...]]


class Store(Protocol):
    """One kind of database."""

    kind: str
    limit: str

    def url(self, name: str) -> str:
        """The address of a registry, as the API takes it."""

    def settle(self) -> None:
        """After the first registry is made: tell the planner what there is."""

    def copy(self, name: str) -> None:
        """A registry like the first."""

    def remove(self, name: str) -> None:
        """Nobody is connected any more."""

    def even_out(self) -> None:
        """Before each measurement: let nobody pay for what another has written."""

    def cpu_ms(self) -> float:
        """Processor time so far of the programs that the database runs beside its callers."""

    def read_rows(self, name: str, below: str) -> Rows:
        """The delegations whose external id is below this."""

    def time_writing(self, name: str, rows: Rows) -> float:
        """Seconds to write these rows in one transaction, by the shortest way there is."""


class PostgresStore:
    """Databases of one server; the limit is `COPY` in its binary form."""

    kind, limit = "PostgreSQL", "COPY"

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        server.create_database(REGISTRY)

    def url(self, name: str) -> str:
        return self._server.url(name)

    def settle(self) -> None:
        self._server.execute("VACUUM (ANALYZE)", REGISTRY)

    def copy(self, name: str) -> None:
        self._server.create_database(name, REGISTRY)

    def remove(self, name: str) -> None:
        self._server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def even_out(self) -> None:
        self._server.execute("CHECKPOINT")

    def cpu_ms(self) -> float:
        first = int((self._server.folder / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])
        return cpu_ms_below(first)

    def read_rows(self, name: str, below: str) -> Rows:
        return asyncio.run(self._read(name, below))

    def time_writing(self, name: str, rows: Rows) -> float:
        return asyncio.run(self._write(name, rows))

    async def _read(self, name: str, below: str) -> Rows:
        connection = await self._connect(name)
        found = await connection.fetch(_READ.format("$1"), below)
        await connection.close()
        return filled(list(found[0].keys()), [tuple(row) for row in found])

    async def _write(self, name: str, rows: Rows) -> float:
        connection = await self._connect(name)
        begun = time.perf_counter()
        async with connection.transaction():
            await connection.copy_records_to_table(TABLE, columns=rows.columns, records=rows.records)
        taken = time.perf_counter() - begun
        await connection.close()
        return taken

    async def _connect(self, name: str) -> Any:  # noqa: ANN401  # the driver is untyped
        return await asyncpg.connect(self.url(name).replace("+asyncpg", ""))


class SqliteStore:
    """Files in a folder; the limit is `executemany`. The file itself says that it is in WAL mode."""

    kind, limit = "SQLite", "executemany"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def url(self, name: str) -> str:
        return f"sqlite:///{self._path(name)}"

    def settle(self) -> None:
        with closing(sqlite3.connect(self._path(REGISTRY))) as connection:
            connection.execute("VACUUM")
            connection.execute("ANALYZE")
            connection.commit()

    def copy(self, name: str) -> None:
        source, target = sqlite3.connect(self._path(REGISTRY)), sqlite3.connect(self._path(name))
        with closing(source), closing(target):
            source.backup(target)
            target.execute("PRAGMA journal_mode=WAL")

    def remove(self, name: str) -> None:
        for path in self._folder.glob(f"{name}.db*"):
            path.unlink()

    def even_out(self) -> None:
        """Every transaction is on the disk when it ends: there is nothing to do."""

    def cpu_ms(self) -> float:
        """There are none: it is part of its callers."""
        return 0.0

    def read_rows(self, name: str, below: str) -> Rows:
        with closing(sqlite3.connect(self._path(name))) as connection:
            found = connection.execute(_READ.format("?"), (below,))
            return filled([column[0] for column in found.description], found.fetchall())

    def time_writing(self, name: str, rows: Rows) -> float:
        places = ", ".join("?" for _ in rows.columns)
        columns = ", ".join(f'"{column}"' for column in rows.columns)
        with closing(sqlite3.connect(self._path(name), isolation_level=None)) as connection:
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            begun = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(f"INSERT INTO {TABLE} ({columns}) VALUES ({places})", rows.records)
            connection.execute("COMMIT")
            return time.perf_counter() - begun

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.db"


def filled(columns: Sequence[str], records: list[tuple[Any, ...]]) -> Rows:
    """Without the columns that are null in every row."""
    places = [place for place in range(len(columns)) if any(record[place] is not None for record in records)]
    kept = [tuple(record[place] for place in places) for record in records]
    return Rows([columns[place] for place in places], kept)
