"""The order of changes with several writers: who goes on from `next_after` misses none, and gets none twice."""

import asyncio
from collections import defaultdict

import httpx
from fastapi import FastAPI
from sqlalchemy import select, update

from app.audit.models import AuditEntry
from app.audit.service.order import forget_foreign_numbers
from app.org_units.models import OrgUnit
from tests.audit.test_changes import UNIT, Change, ask, create, patch
from tests.conftest import KIND
from tests.factories.org_units import make_org_unit

WRITERS, ROUNDS = 6, 4


async def news(client: httpx.AsyncClient, after: str) -> tuple[list[str], str]:
    """The ids of what is new, and where to go on."""
    page = await ask(client, after=after)
    return [item["id"] for item in page["items"]], page["next_after"]


class TestManyWriters:
    async def test_a_reader_meanwhile_gets_each_change_once(self, live_client: httpx.AsyncClient) -> None:
        async def write() -> None:
            for _ in range(ROUNDS):
                id_ = await create(live_client, "org-units", **UNIT)
                await patch(live_client, f"org-units/{id_}", note="x")

        found: list[Change] = []
        after = (await ask(live_client))["next_after"]
        writing = asyncio.gather(*(write() for _ in range(WRITERS)))
        is_over = False
        while not is_over:
            is_over = writing.done()
            page = await ask(live_client, after=after, limit=5)
            found += page["items"]
            after = page["next_after"]
            is_over = is_over and not page["has_more"]
        await writing
        versions = defaultdict(list)
        for item in found:
            versions[item["id"]].append(item["version"])
        assert len(versions) == WRITERS * ROUNDS
        assert all(told == [1, 2] for told in versions.values())


class TestNumbers:
    async def test_of_this_database_are_left_alone(self, live_app: FastAPI, live_client: httpx.AsyncClient) -> None:
        await create(live_client, "org-units", **UNIT)
        after = (await ask(live_client))["next_after"]
        async with live_app.state.database.writing("test") as session:
            await forget_foreign_numbers(session)
        assert (await ask(live_client))["next_after"] == after


if KIND == "postgresql":  # on SQLite nobody writes while another does

    class TestTwoAtOnce:
        async def test_what_an_older_transaction_wrote_is_waited_for(
            self, live_app: FastAPI, live_client: httpx.AsyncClient
        ) -> None:
            start = (await ask(live_client))["next_after"]
            async with live_app.state.database.writing("test") as session:
                older = (await make_org_unit(session)).id
                newer = await create(live_client, "org-units", **UNIT)
                assert await news(live_client, start) == ([], start)
            found, after = await news(live_client, start)
            assert found == [older, newer]
            assert await news(live_client, after) == ([], after)

        async def test_what_an_older_transaction_took_back_is_not_waited_for(
            self, live_app: FastAPI, live_client: httpx.AsyncClient
        ) -> None:
            start = (await ask(live_client))["next_after"]
            async with live_app.state.database.writing("test") as session:
                await make_org_unit(session)
                newer = await create(live_client, "org-units", **UNIT)
                await session.rollback()
            assert (await news(live_client, start))[0] == [newer]

        async def test_who_only_reads_holds_nothing_back(
            self, live_app: FastAPI, live_client: httpx.AsyncClient
        ) -> None:
            start = (await ask(live_client))["next_after"]
            async with live_app.state.database.writing("test") as session:
                await session.execute(select(OrgUnit.id))
                newer = await create(live_client, "org-units", **UNIT)
                assert (await news(live_client, start))[0] == [newer]

        async def test_the_changes_of_one_record_come_in_the_order_of_its_versions(
            self, live_app: FastAPI, live_client: httpx.AsyncClient
        ) -> None:
            id_ = await create(live_client, "org-units", **UNIT)
            async with live_app.state.database.writing("test") as session:
                await make_org_unit(session)  # numbers this transaction before the next one
                await patch(live_client, f"org-units/{id_}", note="a")
                row = await session.get_one(OrgUnit, id_)
                row.assign(note="b")
                await session.flush()
            items = (await ask(live_client))["items"]
            assert [item["version"] for item in items if item["id"] == id_] == [1, 2, 3]

        async def test_what_a_transaction_saw_comes_before_what_it_wrote(
            self, live_app: FastAPI, live_client: httpx.AsyncClient
        ) -> None:
            start = (await ask(live_client))["next_after"]
            async with live_app.state.database.writing("test") as session:
                first = (await make_org_unit(session)).id
                parent = await create(live_client, "org-units", **UNIT)
                child = (await make_org_unit(session, parent_id=parent)).id
            assert (await news(live_client, start))[0] == [first, parent, child]

    class TestRestoredDump:
        async def test_is_told_from_its_beginning(self, live_app: FastAPI, live_client: httpx.AsyncClient) -> None:
            id_ = await create(live_client, "org-units", **UNIT)
            await patch(live_client, f"org-units/{id_}", note="a")
            database = live_app.state.database
            async with database.writing("test") as session:
                await session.execute(update(AuditEntry).values(tx=AuditEntry.tx + 10**9))
            assert (await ask(live_client))["items"] == []
            async with database.writing("test") as session:
                await forget_foreign_numbers(session)
            await patch(live_client, f"org-units/{id_}", note="b")
            items = (await ask(live_client))["items"]
            assert [item["version"] for item in items] == [1, 2, 3]
