"""`/v1/feeds` over HTTP: making, reading, changing; whose they are."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.feeds.models import Feed
from tests.conftest import MakeClient
from tests.factories.feeds import make_feed
from tests.feeds.conftest import ADDRESS, faults, fetch, issue
from tests.operations import UNKNOWN_ID


async def id_of(client: httpx.AsyncClient) -> str:
    return str((await client.get("/v1/me")).json()["principal_id"])


class TestCreate:
    async def test_shows_the_addresses_once(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(ADDRESS, json={"name": "Lịch"})
        assert answer.status_code == 201, answer.text
        feed = answer.json()
        assert (answer.headers["location"], answer.headers["etag"]) == (f"{ADDRESS}/{feed['id']}", '"1"')
        token = feed.pop("url").removeprefix("http://doitac/feeds/").removesuffix(".ics")
        assert feed.pop("json_url") == f"http://doitac/feeds/{token}.json"
        assert feed.pop("csv_url") == f"http://doitac/feeds/{token}.csv"
        assert (len(token), token[:12]) == (len("dtf_") + 43, feed["prefix"])
        read = await client.get(answer.headers["location"])
        assert read.json() == feed
        assert token not in read.text + (await client.get(ADDRESS)).text

    async def test_looks_a_year_back_and_two_ahead_in_vietnamese_unless_told_otherwise(
        self, client: httpx.AsyncClient
    ) -> None:
        feed = (await client.post(ADDRESS, json={"name": "Lịch"})).json()
        assert feed["query"] == {"years_back": 1, "years_ahead": 2}
        assert (feed["alarms"], feed["show"], feed["lang"]) == ([], "full", "vi")
        assert (feed["owner_key_id"], feed["last_used_at"]) == (await id_of(client), None)

    async def test_keeps_what_is_asked(self, client: httpx.AsyncClient) -> None:
        query = {"country": ["LA"], "kind": ["twinning"], "year_class": ["round", "five"], "pillar": ["state"]}
        sent = {"name": "Lào", "query": query, "alarms": ["-P7D", "-PT12H"], "show": "title_only", "lang": "en"}
        feed = (await client.post(ADDRESS, json=sent)).json()
        assert feed.items() >= {**sent, "query": {**query, "years_back": 1, "years_ahead": 2}}.items()

    async def test_takes_a_filter_as_the_query_string_has_it(self, client: httpx.AsyncClient) -> None:
        feed = await issue(client, query={"country": "LA,KH", "partner_id": None})
        assert feed["query"] == {"country": ["LA", "KH"], "years_back": 1, "years_ahead": 2}

    async def test_stores_nothing_but_the_hash_of_the_token(
        self, client: httpx.AsyncClient, session: AsyncSession, app: FastAPI
    ) -> None:
        feed = await issue(client)
        token = feed["url"].removeprefix("/feeds/").removesuffix(".ics")
        row = (await session.execute(select(Feed).where(Feed.id == feed["id"]))).scalar_one()
        assert row.digest == app.state.authenticator.hasher.digest(token)
        stored = {name: getattr(row, name) for name in Feed.__table__.columns.keys()}  # noqa: SIM118  # of columns
        assert token not in str(stored)

    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ({"name": ""}, [("/name", "too_short")]),
            ({"query": {"colour": ["red"]}}, [("/query/colour", "unknown_field")]),
            ({"query": {"country": ["XX"]}}, [("/query/country/0", "unknown_country")]),
            ({"query": {"kind": ["picnic"]}}, [("/query/kind/0", "unknown_value")]),
            ({"query": {"partner_id": ["x"]}}, [("/query/partner_id/0", "invalid_format")]),
            ({"query": []}, [("/query", "not_an_object")]),
            ({"query": {"years_back": -1}}, [("/query/years_back", "out_of_range")]),
            ({"query": {"years_ahead": 11}}, [("/query/years_ahead", "out_of_range")]),
            ({"query": {"years_back": 5, "years_ahead": 6}}, [("/query/years_ahead", "out_of_range")]),
            ({"alarms": ["-P7D", "P7D"]}, [("/alarms/1", "invalid_format")]),
            ({"alarms": ["-P367D"]}, [("/alarms/0", "out_of_range")]),
            ({"alarms": ["-P1D"] * 6}, [("/alarms", "too_long")]),
            ({"show": "all"}, [("/show", "unknown_value")]),
            ({"lang": "lo"}, [("/lang", "unknown_value")]),
            ({"token": "dtf_mine"}, [("/token", "unknown_field")]),
        ],
    )
    async def test_refuses_what_it_does_not_know_with_its_place(
        self, client: httpx.AsyncClient, values: dict[str, Any], expected: list[tuple[str, str]]
    ) -> None:
        assert faults(await client.post(ADDRESS, json={"name": "Lịch", **values})) == expected
        assert (await client.get(ADDRESS)).json()["items"] == []

    async def test_is_for_readers_too(self, make_client: MakeClient) -> None:
        reader = await make_client(Role.READER)
        feed = await issue(reader)
        assert (await fetch(reader, feed["url"])).status_code == 200

    async def test_tells_no_secret_to_a_replay(self, client: httpx.AsyncClient) -> None:
        headers = {"idempotency-key": "one"}
        first, second = [await client.post(ADDRESS, json={"name": "Lịch"}, headers=headers) for _ in range(2)]
        assert second.headers["idempotency-replayed"] == "true"
        assert first.json().keys() - second.json().keys() == {"url", "json_url", "csv_url"}
        assert first.json()["id"] == second.json()["id"]

    async def test_tried_out_stores_nothing(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(ADDRESS, json={"name": "Lịch"}, params={"validate_only": True})
        assert (answer.status_code, answer.headers["validate-only"]) == (201, "true")
        assert (await client.get(ADDRESS)).json()["items"] == []


class TestOwners:
    async def test_see_and_change_their_own_alone(self, make_client: MakeClient) -> None:
        mine, theirs = await make_client(Role.EDITOR), await make_client(Role.EDITOR)
        feed = await issue(mine)
        await issue(theirs)
        assert [item["id"] for item in (await mine.get(ADDRESS)).json()["items"]] == [feed["id"]]
        one = f"{ADDRESS}/{feed['id']}"
        assert (await mine.get(one)).status_code == 200
        refused = [
            await theirs.get(one),
            await theirs.get(f"{one}/history"),
            await theirs.patch(one, json={"name": "x"}),
            await theirs.post(f"{one}/rotate"),
            await theirs.delete(one),
            await theirs.get(f"{ADDRESS}/{UNKNOWN_ID}"),
        ]
        assert {answer.status_code for answer in refused} == {404}
        assert len({answer.json()["detail"] for answer in refused}) == 1
        assert (await theirs.get(one)).status_code == 404

    async def test_are_all_seen_by_an_administrator(
        self, client: httpx.AsyncClient, make_client: MakeClient, session: AsyncSession, app: FastAPI
    ) -> None:
        reader = await make_client(Role.READER)
        owner = await id_of(reader)
        row, _ = await make_feed(session, app.state.authenticator.hasher, owner)
        await issue(client)
        assert (await client.get(ADDRESS, params={"count": "exact"})).json()["count"] == 2
        found = await client.get(ADDRESS, params={"owner_key_id": owner})
        assert [item["id"] for item in found.json()["items"]] == [row.id]
        assert (await client.delete(f"{ADDRESS}/{row.id}")).status_code == 204
        assert (await reader.get(f"{ADDRESS}/{row.id}")).status_code == 404


class TestUpdate:
    async def test_changes_what_is_given_and_keeps_the_address(self, client: httpx.AsyncClient) -> None:
        feed = await issue(client)
        answer = await client.patch(f"{ADDRESS}/{feed['id']}", json={"name": "Mới", "lang": "en", "alarms": ["-P1D"]})
        assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
        assert answer.json().items() >= {"name": "Mới", "lang": "en", "alarms": ["-P1D"], "show": "full"}.items()
        assert answer.json()["query"] == feed["query"]
        shown = await fetch(client, feed["json_url"])
        assert shown.json()["name"] == "Mới"

    async def test_merges_the_query(self, client: httpx.AsyncClient) -> None:
        feed = await issue(client, query={"country": ["LA"], "kind": ["twinning"], "years_ahead": 0})
        address = f"{ADDRESS}/{feed['id']}"
        answer = await client.patch(address, json={"query": {"country": None, "years_back": 10}})
        assert answer.json()["query"] == {"kind": ["twinning"], "years_back": 10, "years_ahead": 0}

    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ({"query": {"years_ahead": 9}}, [("/query/years_ahead", "out_of_range")]),
            ({"query": {"years_back": None}}, [("/query/years_back", "null_not_allowed")]),
            ({"query": None}, [("/query", "null_not_allowed")]),
            ({"name": None}, [("/name", "null_not_allowed")]),
            ({"owner_key_id": UNKNOWN_ID}, [("/owner_key_id", "unknown_field")]),
        ],
    )
    async def test_refuses_what_a_new_feed_would_not_take(
        self, client: httpx.AsyncClient, values: dict[str, Any], expected: list[tuple[str, str]]
    ) -> None:
        feed = await issue(client)
        assert faults(await client.patch(f"{ADDRESS}/{feed['id']}", json=values)) == expected
        assert (await client.get(f"{ADDRESS}/{feed['id']}")).json()["version"] == 1

    async def test_is_guarded_by_the_version(self, client: httpx.AsyncClient) -> None:
        feed = await issue(client)
        address = f"{ADDRESS}/{feed['id']}"
        await client.patch(address, json={"name": "Mới"})
        stale = await client.patch(address, json={"name": "Cũ"}, headers={"if-match": '"1"'})
        assert (stale.status_code, stale.json()["changed_fields"]) == (412, ["name"])


class TestLife:
    async def test_a_deleted_feed_is_gone_at_once(self, client: httpx.AsyncClient) -> None:
        feed = await issue(client)
        assert (await client.delete(f"{ADDRESS}/{feed['id']}")).status_code == 204
        assert (await client.get(f"{ADDRESS}/{feed['id']}")).status_code == 404
        assert (await fetch(client, feed["url"])).status_code == 404

    async def test_a_restored_feed_has_another_address(self, client: httpx.AsyncClient) -> None:
        feed = await issue(client)
        await client.delete(f"{ADDRESS}/{feed['id']}")
        answer = await client.post(f"{ADDRESS}/{feed['id']}/restore")
        assert (answer.status_code, answer.json()["id"]) == (200, feed["id"])
        assert (await fetch(client, answer.json()["url"])).status_code == 200
        assert (await fetch(client, feed["url"])).status_code == 404

    async def test_a_rotated_feed_lives_at_the_new_address_alone(self, client: httpx.AsyncClient) -> None:
        feed = await issue(client)
        answer = await client.post(f"{ADDRESS}/{feed['id']}/rotate")
        assert (answer.status_code, answer.json()["version"]) == (200, 2)
        assert answer.json()["prefix"] != feed["prefix"]
        for old, new in ((feed[name], answer.json()[name]) for name in ("url", "json_url", "csv_url")):
            assert (await fetch(client, old)).status_code == 404
            assert (await fetch(client, new)).status_code == 200

    async def test_has_a_history_without_secrets(self, client: httpx.AsyncClient) -> None:
        feed = await issue(client)
        address = f"{ADDRESS}/{feed['id']}"
        await client.post(f"{address}/rotate")
        await client.delete(address)
        history = (await client.get(f"{address}/history")).json()["items"]
        assert [item["action"] for item in history] == ["delete", "update", "create"]
        assert not any({"digest", "last_used_at"} & item["changes"].keys() for item in history)

    async def test_answers_304_to_who_has_it(self, client: httpx.AsyncClient) -> None:
        feed = await issue(client)
        answer = await client.get(f"{ADDRESS}/{feed['id']}", headers={"if-none-match": '"1"'})
        assert answer.status_code == 304

    async def test_is_described(self, client: httpx.AsyncClient) -> None:
        told = (await client.get("/v1/meta/feeds")).json()
        names = {field["name"]: field for field in told["fields"]}
        assert names["show"]["values"][1] == {"code": "title_only", "label_vi": "Chỉ tiêu đề", "label_en": "Title only"}
        assert "digest" not in names
