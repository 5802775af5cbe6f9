"""The measurement is fair: the limit answers what the API answers, about partners that a search can tell apart."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from itertools import islice
from urllib.parse import quote

import httpx
import orjson
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.auth.rules import Role
from app.core.schema import Confidentiality
from app.core.text import fold
from app.models import Partner
from bench.limit import ADDRESS, COLUMNS, Limit
from bench.load import NEW_SEED, fictitious_partners, load_partners, new_partners, search_terms, stored_partners
from bench.wrk import Ask, read_report
from tests.conftest import KIND, Clients

COUNT = 200
OWN = {"id", "created_at", "updated_at", "created_by", "updated_by"}
REPORT = """\
Running 4s test @ http://127.0.0.1:9000
  1 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     5.11ms    2.01ms  35.87ms   90.74%
    Req/Sec     3.24k   186.54     3.51k    60.00%
  Latency Distribution
     50%  950.00us
     75%    5.50ms
     90%    7.03ms
     99%    1.20s
  8000 requests in 4.00s, 12.77MB read
Requests/sec:   2000.50
Transfer/sec:      3.19MB
"""


class TestTheFictitiousPartners:
    def test_the_same_seed_makes_the_same_rows(self) -> None:
        assert list(stored_partners(20)) == list(islice(stored_partners(COUNT), 20))

    def test_another_seed_makes_others(self) -> None:
        names = {values["name_vi"] for values in fictitious_partners(COUNT)}
        assert names.isdisjoint(values["name_vi"] for values in fictitious_partners(COUNT, NEW_SEED))

    def test_each_says_that_it_is_none(self) -> None:
        assert all("Giả định" in values["name_vi"] for values in fictitious_partners(COUNT))

    def test_each_fills_the_table_and_its_search_as_the_project_does(self) -> None:
        for row in stored_partners(20):
            partner = Partner(**row)
            partner.refresh_search()
            assert {name: getattr(partner, name) for name in row} == row

    def test_their_ids_sort_as_they_were_made(self) -> None:
        ids = [row["id"] for row in stored_partners(COUNT)]
        assert ids == sorted(set(ids))

    def test_a_search_selects(self) -> None:
        texts = [row["search_text"] for row in stored_partners(2_000)]
        hits = [sum(fold(term) in text for text in texts) for term in search_terms(40)]
        assert min(hits) == 1
        assert 1 < max(hits) < len(texts) / 20

    def test_every_level_of_confidentiality_is_there(self) -> None:
        levels = Counter(values["confidentiality"] for values in fictitious_partners(COUNT))
        assert set(levels) == set(Confidentiality)


class TestTheWordsOfWrk:
    def test_are_read_in_milliseconds(self) -> None:
        found = read_report(REPORT, cpu_ms=4_000, memory=90)
        assert (found.per_second, found.p50, found.p99, found.cpu) == pytest.approx((2000.5, 0.95, 1_200, 0.5))

    def test_a_body_makes_a_post(self) -> None:
        assert Ask("/a", '{"b":1}').as_lua() == '  {[==[POST]==], [==[/a]==], [==[{"b":1}]==]},'


if KIND == "postgresql":

    @pytest.fixture
    async def limit(live_app: FastAPI, live_url: str) -> AsyncIterator[httpx.AsyncClient]:
        """The limit beside the API, on the same loaded database."""
        await load_partners(live_url, COUNT)
        program = Limit(live_url)
        await program.open()
        async with httpx.AsyncClient(transport=httpx.ASGITransport(program), base_url="http://limit") as client:
            yield client
        await program.close()

    @pytest.fixture
    async def api(live_app: FastAPI, limit: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
        """An ordinary editor, as in the measurement."""
        async with AsyncExitStack() as stack:
            yield await Clients(live_app, stack).make(Role.EDITOR, Confidentiality.INTERNAL)

    def items_of(answer: httpx.Response) -> bytes:
        """The items as they were sent; the cursors differ."""
        assert answer.status_code == 200
        return answer.content.rpartition(b',"next_cursor"')[0]

    class TestTheLimit:
        async def test_shows_a_partner_in_the_same_bytes(
            self, api: httpx.AsyncClient, limit: httpx.AsyncClient
        ) -> None:
            for row in islice(stored_partners(COUNT), 0, 6):
                ours, theirs = [await client.get(f"{ADDRESS}/{row['id']}") for client in (api, limit)]
                assert ours.status_code == theirs.status_code
                assert ours.headers.get("etag") == theirs.headers.get("etag")
                assert ours.status_code == 404 or ours.content == theirs.content

        async def test_lists_the_same_bytes_on_page_one_and_deeper(
            self, api: httpx.AsyncClient, limit: httpx.AsyncClient
        ) -> None:
            ours, theirs = [await client.get(ADDRESS) for client in (api, limit)]
            assert items_of(ours) == items_of(theirs)
            deeper = [
                await client.get(f"{ADDRESS}?cursor={answer.json()['next_cursor']}")
                for client, answer in ((api, ours), (limit, theirs))
            ]
            assert items_of(deeper[0]) == items_of(deeper[1]) != items_of(ours)

        async def test_finds_the_same_bytes(self, api: httpx.AsyncClient, limit: httpx.AsyncClient) -> None:
            for term in ["gia dinh", *search_terms(12)]:
                ours, theirs = [await client.get(f"{ADDRESS}?q={quote(term)}") for client in (api, limit)]
                assert items_of(ours) == items_of(theirs), term

        async def test_creates_the_same_partner_with_the_same_audit(
            self, live_app: FastAPI, api: httpx.AsyncClient, limit: httpx.AsyncClient
        ) -> None:
            stored = []
            for client in (api, limit):
                body = orjson.dumps(new_partners(1)[0])
                answer = await client.post(ADDRESS, content=body, headers={"content-type": "application/json"})
                assert answer.status_code == 201
                assert list(answer.json()) == list(COLUMNS)
                stored.append(await self.stored(live_app, answer.headers["location"].rpartition("/")[2]))
            assert stored[0] == stored[1]

        async def stored(self, app: FastAPI, id_: str) -> list[dict[str, object]]:
            """The rows of the partner and of its audit, but what tells them apart."""
            kept = []
            async with app.state.database.writing("test") as session:
                for table, key in (("partners", "id"), ("audit_entries", "record_id")):
                    found = (await session.execute(text(f"SELECT * FROM {table} WHERE {key} = '{id_}'"))).mappings()
                    apart = OWN | {"record_id", "at", "actor", "request_id", "tx"}
                    kept += [{name: value for name, value in row.items() if name not in apart} for row in found]
            assert len(kept) == 2
            return kept
