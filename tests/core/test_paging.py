"""Following `next_cursor` gives every row exactly once, in order, for every sortable column of every collection."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from itertools import pairwise
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Table, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.api import COLLECTIONS
from app.core.listing import Listing
from app.core.meta import Collection
from tests.factories.org_units import make_org_unit
from tests.rows import add_rows

ROWS = 17
SEEDS = st.integers(0, 2**32)  # rows come from a seed: Hypothesis may draw nothing inside a coroutine
ADDRESS = "/v1/org-units"
every_collection = pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda collection: collection.name)


def table_of(listing: Listing) -> Table:
    table = listing.id.table  # type: ignore[attr-defined]
    assert isinstance(table, Table)
    return table


async def pages_of(client: httpx.AsyncClient, address: str, limit: int, **query: str) -> AsyncIterator[list[str]]:
    """The ids of page after page; the caller may do what it likes in between."""
    link = str(httpx.URL(address, params={"limit": limit, "fields": "id", **query}))
    while link:
        answer = await client.get(link)
        assert answer.status_code == 200, answer.text
        ids = [item["id"] for item in answer.json()["items"]]
        link = answer.links["next"]["url"] if "next" in answer.links else ""
        assert bool(link) == (answer.json()["next_cursor"] is not None)
        assert len(ids) == limit if link else len(ids) <= limit
        yield ids


async def ids_in_order(session: AsyncSession, listing: Listing, sort: Sequence[str]) -> list[str]:
    """The order that the contract asks for, worked out in Python: nulls last, first when descending; then the id."""
    columns = [listing.sorts[name.removeprefix("-")] for name in sort]
    rows = (await session.execute(select(listing.id, *columns))).all()
    found = sorted((tuple(row) for row in rows), key=lambda row: str(row[0]))
    for place, name in reversed(list(enumerate(sort, start=1))):
        found.sort(key=lambda row: _rank(row[place]), reverse=name.startswith("-"))  # used at once
    return [row[0] for row in found]


def _rank(value: Any) -> tuple[bool, Any]:
    return (True, "") if value is None else (False, getattr(value, "value", value))


def sorts_of(listing: Listing) -> list[str]:
    return [sign + name for name in listing.sorts for sign in ("", "-")]


class TestEverySort:
    @every_collection
    async def test_gives_each_row_once_in_order(
        self, client: httpx.AsyncClient, session: AsyncSession, collection: Collection
    ) -> None:
        ids = await add_rows(session, table_of(collection.listing), ROWS, random.Random(collection.name))
        expected: list[str] = []
        for sort in sorts_of(collection.listing):
            expected = await ids_in_order(session, collection.listing, [sort])
            pages = [page async for page in pages_of(client, f"/v1/{collection.name}", 5, sort=sort)]
            assert [id_ for page in pages for id_ in page] == expected, sort
        assert set(ids) <= set(expected)

    @every_collection
    @given(seed=SEEDS, count=st.integers(0, 12), limit=st.integers(1, 6))
    async def test_holds_for_any_rows_two_columns_and_any_page_size(
        self,
        client: httpx.AsyncClient,
        session: AsyncSession,
        collection: Collection,
        seed: int,
        count: int,
        limit: int,
    ) -> None:
        table, choose = table_of(collection.listing), random.Random(seed)
        await session.execute(delete(table))
        await add_rows(session, table, count, choose)
        sort = choose.choices(sorts_of(collection.listing), k=2)
        expected = await ids_in_order(session, collection.listing, sort)
        pages = [page async for page in pages_of(client, f"/v1/{collection.name}", limit, sort=",".join(sort))]
        assert [id_ for page in pages for id_ in page] == expected, sort

    @every_collection
    @given(seed=SEEDS, limit=st.integers(1, 5))
    async def test_neither_loses_nor_doubles_a_row_while_others_are_inserted(
        self, client: httpx.AsyncClient, session: AsyncSession, collection: Collection, seed: int, limit: int
    ) -> None:
        table, choose = table_of(collection.listing), random.Random(seed)
        await session.execute(delete(table))
        there = await add_rows(session, table, 8, choose)
        sort = choose.choice(sorts_of(collection.listing))
        seen: list[str] = []
        async for page in pages_of(client, f"/v1/{collection.name}", limit, sort=sort):
            seen += page
            if len(seen) < 30:
                await add_rows(session, table, choose.randint(0, 2), choose)
        assert [id_ for id_, times in Counter(seen).items() if times > 1] == []
        assert set(there) <= set(seen)
        order = {id_: place for place, id_ in enumerate(await ids_in_order(session, collection.listing, [sort]))}
        assert all(order[before] < order[after] for before, after in pairwise(seen)), sort


class TestConcurrentWriters:
    async def test_do_not_disturb_a_reader(self, live_app: FastAPI, live_client: httpx.AsyncClient) -> None:
        database = live_app.state.database
        async with database.writing("test") as session:
            there = {(await make_org_unit(session, name_vi=f"Xã {number % 7}")).id for number in range(60)}

        async def write() -> None:
            for number in range(40):
                body = {"name_vi": f"Xã {number % 9}", "kind": "commune"}
                assert (await live_client.post(ADDRESS, json=body)).status_code == 201

        async def read(sort: str) -> list[str]:
            return [id_ async for page in pages_of(live_client, ADDRESS, 3, sort=sort) for id_ in page]

        _, *readings = await asyncio.gather(
            write(), read("name_vi"), read("-name_vi"), read("-created_at"), read("code")
        )
        for seen in readings:
            assert len(seen) == len(set(seen))
            assert there <= set(seen)


class TestCursor:
    @pytest.fixture
    async def cursor(self, client: httpx.AsyncClient, session: AsyncSession) -> str:
        for name in ("An", "Bình", "Cường"):
            await make_org_unit(session, name_vi=name)
        cursor: str = (await client.get(ADDRESS, params={"limit": 1, "sort": "name_vi"})).json()["next_cursor"]
        return cursor

    async def code_of(self, client: httpx.AsyncClient, **query: str) -> str:
        answer = await client.get(ADDRESS, params=query)
        assert answer.status_code == 400, answer.text
        return str(answer.json()["code"])

    async def test_is_refused_wherever_one_character_was_changed(self, client: httpx.AsyncClient, cursor: str) -> None:
        for place in range(0, len(cursor), 7):
            tampered = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]
            assert await self.code_of(client, sort="name_vi", cursor=tampered) == "invalid_cursor"

    @pytest.mark.parametrize("change", ["{}!", "{}=", "!{}", " {}", "{}A", "", "x", "ơ", "{}\n"])
    async def test_is_refused_with_anything_around_it(
        self, client: httpx.AsyncClient, cursor: str, change: str
    ) -> None:
        assert await self.code_of(client, sort="name_vi", cursor=change.format(cursor)) == "invalid_cursor"

    async def test_is_refused_when_its_last_bits_differ(self, client: httpx.AsyncClient, cursor: str) -> None:
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        for last in letters.replace(cursor[-1], ""):
            assert await self.code_of(client, sort="name_vi", cursor=cursor[:-1] + last) == "invalid_cursor"

    @pytest.mark.parametrize(
        "query",
        [{"sort": "-name_vi"}, {"sort": "name_vi,id"}, {}, {"sort": "name_vi", "kind": "city"}],
        ids=["other direction", "other columns", "no sort", "other filter"],
    )
    async def test_belongs_to_the_query_that_gave_it(
        self, client: httpx.AsyncClient, cursor: str, query: dict[str, str]
    ) -> None:
        assert await self.code_of(client, **query, cursor=cursor) == "cursor_mismatch"

    async def test_belongs_to_the_path_that_gave_it(self, client: httpx.AsyncClient, cursor: str) -> None:
        answer = await client.get("/v1/audit", params={"cursor": cursor})
        assert answer.json()["code"] == "cursor_mismatch"

    async def test_goes_on_with_another_page_size_and_other_fields(
        self, client: httpx.AsyncClient, cursor: str
    ) -> None:
        query = {"sort": "name_vi", "cursor": cursor, "limit": "200", "fields": "name_vi", "count": "exact"}
        body = (await client.get(ADDRESS, params=query)).json()
        assert body == {"items": [{"name_vi": "Bình"}, {"name_vi": "Cường"}], "next_cursor": None, "count": 3}

    async def test_is_read_by_every_server_with_the_same_secret(
        self, app: FastAPI, client: httpx.AsyncClient, cursor: str
    ) -> None:
        assert cursor not in app.state.__dict__
        answer = await client.get(ADDRESS, params={"sort": "name_vi", "cursor": cursor})
        assert [item["name_vi"] for item in answer.json()["items"]] == ["Bình", "Cường"]


class TestParameters:
    @pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "1.5", "9" * 40, ""])
    async def test_refuse_a_page_size_out_of_range(self, client: httpx.AsyncClient, limit: str) -> None:
        answer = await client.get(ADDRESS, params={"limit": limit})
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "limit")

    async def test_take_a_column_once_however_often_it_is_named(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        for name in ("An", "Bình", "Cường"):
            await make_org_unit(session, name_vi=name)
        sort = ",".join(["name_vi", "-code"] * 1_500)
        first = (await client.get(ADDRESS, params={"limit": 1, "sort": sort})).json()
        second = await client.get(ADDRESS, params={"limit": 1, "sort": sort, "cursor": first["next_cursor"]})
        assert second.json()["items"][0]["name_vi"] == "Bình"

    async def test_count_only_what_the_filters_leave(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        for code in ("A", "B", None):
            await make_org_unit(session, code=code)
        answer = await client.get(ADDRESS, params={"code": "A", "count": "exact", "limit": 1})
        assert (answer.json()["count"], answer.json()["next_cursor"]) == (1, None)
        assert "count" not in (await client.get(ADDRESS)).json()
