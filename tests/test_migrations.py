"""Migrations: one head, up and down and up again, no drift from the models, and CHECKs that equal the enums."""

import asyncio
import re
from collections.abc import Callable
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Enum, inspect, text

from app.core.db.engine import Database
from app.core.db.migrate import SCRIPTS, alembic_config, upgrade
from app.core.db.revision import HEAD
from app.models import Base
from tests.conftest import KIND, settings_for

_QUOTED = re.compile(r"'([^']*)'")
_ENUMS = [
    (table.name, column.name, set(column.type.enums))
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, Enum)
]


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """The search structures are made by statements of their own; see migrations/env.py."""
    made = ("_search_text", "_items")
    return "_fts" not in (name or "") and not (kind in {"table", "index"} and (name or "").endswith(made))


@pytest.fixture
async def connected(database_url: str, tmp_path: Any) -> Any:
    database = Database(settings_for(database_url, tmp_path))
    async with database.engine.connect() as connection:
        yield connection
    await database.dispose()


def test_has_one_head() -> None:
    assert ScriptDirectory(str(SCRIPTS)).get_heads() == [HEAD]


def test_goes_up_and_down_and_up(new_database: Callable[[str], str]) -> None:
    url = new_database("migrations")
    command.downgrade(alembic_config(url), "base")
    upgrade(url)
    command.downgrade(alembic_config(url), "base")
    upgrade(url)
    upgrade(url)


async def test_leaves_nothing_behind_on_the_way_down(new_database: Callable[[str], str], tmp_path: Any) -> None:
    url = await asyncio.to_thread(new_database, "down")
    await asyncio.to_thread(command.downgrade, alembic_config(url), "base")
    database = Database(settings_for(url, tmp_path))
    async with database.engine.connect() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    await database.dispose()
    assert [name for name in names if name != "alembic_version"] == []


async def test_says_what_the_models_say(connected: Any) -> None:
    def drift(connection: Connection) -> Any:
        options = {"include_name": is_ours, "compare_type": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)

    assert await connected.run_sync(drift) == []


async def test_checks_exactly_the_codes_of_the_enums(connected: Any) -> None:
    if KIND == "postgresql":
        query = "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'"
        found = [(table, rule) for table, rule in await connected.execute(text(query))]
    else:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '%CHECK%'"
        found = [
            (table, rule)
            for table, sql in await connected.execute(text(query))
            for rule in re.findall(r"CHECK \(.*\)", sql)
        ]
    assert len(_ENUMS) > 5
    for table, column, codes in _ENUMS:
        named = re.compile(rf"\(+{column}(\)|::|\s)")
        rules = [set(_QUOTED.findall(rule)) for owner, rule in found if owner == table and named.search(rule)]
        assert codes in rules, f"{table}.{column}: {rules}"
