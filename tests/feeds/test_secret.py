"""The secret addresses: what opens them, what they show and to whom, and what they say to caches."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.anniversaries.models import Anniversary
from app.auth.models import ApiKey
from app.auth.rules import Role
from app.core.clock import now
from app.core.db.engine import Database
from app.core.log import log
from app.core.schema import Confidentiality
from app.feeds.models import Feed
from app.feeds.service.reading import mark_used
from app.main import create_app
from tests.conftest import MakeClient, Statements, settings_for
from tests.factories.anniversaries import make_anniversary, subject
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.feeds.conftest import ADDRESS, NEXT_YEAR, TODAY, csv_items, events, fetch, issue, json_items, titles
from tests.sandbox import SandboxDatabase


async def change_key(session: AsyncSession, client: httpx.AsyncClient, **values: Any) -> None:
    """As an administrator of the database would: keys have no PATCH."""
    owner = (await client.get("/v1/me")).json()["principal_id"]
    await session.execute(update(ApiKey).where(ApiKey.id == owner).values(**values))
    await session.flush()


async def last_use(client: httpx.AsyncClient, feed: dict[str, Any]) -> str | None:
    used: str | None = (await client.get(f"{ADDRESS}/{feed['id']}")).json()["last_used_at"]
    return used


class TestToken:
    async def test_opens_three_forms_without_a_key(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_anniversary(session)
        feed = await issue(client)
        types = [(await fetch(client, feed[name])).headers["content-type"] for name in ("url", "json_url", "csv_url")]
        assert types == ["text/calendar; charset=utf-8", "application/json", "text/csv; charset=utf-8"]

    async def test_that_opens_nothing_gets_one_answer_whatever_the_reason(
        self, make_client: MakeClient, session: AsyncSession, client: httpx.AsyncClient
    ) -> None:
        dead = []
        for end in ({"revoked_at": now()}, {"expires_at": now() - timedelta(seconds=1)}, {"deleted_at": now()}):
            owner = await make_client(Role.READER)
            dead.append((await issue(owner))["url"])
            await change_key(session, owner, **end)
        rotated, deleted = await issue(client), await issue(client)
        await client.post(f"{ADDRESS}/{rotated['id']}/rotate")
        await client.delete(f"{ADDRESS}/{deleted['id']}")
        good = (await issue(client))["url"]
        wrong = ["/feeds/x.ics", "/feeds/dtf_.ics", good.replace("dtf_", "dt_"), good.upper(), good[:-4] + ".xml"]
        wrong += [good.removesuffix(".ics"), good.replace(".ics", ".ics.ics"), f"/feeds/{deleted['id']}.ics"]
        answers = [await fetch(client, url) for url in [*dead, rotated["url"], deleted["url"], *wrong]]
        bodies = [{**answer.json(), "request_id": None} for answer in answers if "/feeds/" in answer.request.url.path]
        assert {answer.status_code for answer in answers if "/feeds/" in answer.request.url.path} == {404}
        assert all(body == bodies[0] for body in bodies)
        assert bodies[0]["code"] == "not_found"
        assert (await fetch(client, good)).status_code == 200

    async def test_is_no_api_key_and_an_api_key_is_no_token(self, client: httpx.AsyncClient) -> None:
        token = (await issue(client))["url"].removeprefix("/feeds/").removesuffix(".ics")
        assert (await client.get("/v1/me", headers={"authorization": f"Bearer {token}"})).status_code == 401
        key = client.headers["authorization"].removeprefix("Bearer ")
        assert (await fetch(client, f"/feeds/{key}.ics")).status_code == 404

    async def test_is_not_written_to_the_log(
        self, client: httpx.AsyncClient, capfd: pytest.CaptureFixture[str], app: FastAPI
    ) -> None:
        url = (await issue(client))["url"]
        log.configure("info")
        inner = create_app(app.state.settings.model_copy(update={"log_level": "info"}), app.state.database)
        transport = httpx.ASGITransport(app=inner)
        async with httpx.AsyncClient(transport=transport, base_url="http://doitac") as stranger:
            assert (await stranger.get(url)).status_code == 200
        log.configure("error")
        logged = capfd.readouterr().err
        assert '"path":"/feeds/***.ics"' in logged
        assert url.removeprefix("/feeds/").removesuffix(".ics") not in logged

    async def test_is_read_only(self, client: httpx.AsyncClient) -> None:
        url = (await issue(client))["url"]
        answer = await client.post(url, json={})
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


class TestLimits:
    @pytest.fixture
    async def limited(self, database: SandboxDatabase, database_url: str, tmp_path: Path) -> FastAPI:
        return create_app(settings_for(database_url, tmp_path, rate_limit=5, stranger_rate_limit=2), database)

    async def test_wrong_tokens_count_against_the_stranger(self, limited: FastAPI, client: httpx.AsyncClient) -> None:
        url = (await issue(client))["url"]
        statuses = {}
        for address, guesses in (("10.0.0.1", 4), ("10.0.0.2", 1)):
            transport = httpx.ASGITransport(app=limited, client=(address, 1))
            async with httpx.AsyncClient(transport=transport, base_url="http://doitac") as stranger:
                tried = [await stranger.get(f"/feeds/dtf_{guess}.ics") for guess in range(guesses)]
                statuses[address] = [answer.status_code for answer in tried]
                assert (await stranger.get(url)).status_code == 200
        assert statuses == {"10.0.0.1": [404, 404, 429, 429], "10.0.0.2": [404]}

    async def test_one_feed_has_the_limit_of_one_key(self, limited: FastAPI, client: httpx.AsyncClient) -> None:
        one, other = (await issue(client))["url"], (await issue(client))["url"]
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=limited), base_url="http://doitac") as stranger:
            answers = [await stranger.get(one) for _ in range(6)]
            assert [answer.status_code for answer in answers] == [200] * 5 + [429]
            assert answers[0].headers["ratelimit"].startswith('"default";r=4')
            assert (await stranger.get(other)).status_code == 200


class TestSight:
    async def test_a_restricted_partners_day_never_shows_to_who_is_not_cleared(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        secret = await make_partner(session, country="LA", confidentiality=Confidentiality.RESTRICTED)
        named = {"type": "partner", "id": secret.id, "code": None}
        await make_anniversary(session, title_vi="Kín", subject=named, partner_id=secret.id)
        await make_anniversary(session, title_vi="Hở")
        cleared, uncleared = [await make_client(clearance=level) for level in ("restricted", "internal")]
        assert await titles(cleared, (await issue(cleared))["json_url"]) == {"Kín", "Hở"}
        feed = await issue(uncleared)
        assert await titles(uncleared, feed["json_url"]) == {"Hở"}
        for name in ("url", "json_url", "csv_url"):
            assert "Kín" not in (await fetch(uncleared, feed[name])).text

    async def test_follows_the_owners_clearance(self, make_client: MakeClient, session: AsyncSession) -> None:
        owner = await make_client(clearance="restricted")
        await make_anniversary(session, title_vi="Kín", confidentiality=Confidentiality.RESTRICTED)
        feed = await issue(owner)
        before = await fetch(owner, feed["url"])
        assert "Kín" in before.text
        await change_key(session, owner, clearance=Confidentiality.INTERNAL)
        after = await fetch(owner, feed["url"], if_none_match=before.headers["etag"])
        assert (after.status_code, "Kín" in after.text) == (200, False)
        assert await json_items(owner, feed["json_url"]) == []

    async def test_follows_the_owners_units(self, make_client: MakeClient, session: AsyncSession) -> None:
        ours, theirs = await make_org_unit(session), await make_org_unit(session)
        owner = await make_client(org_unit_ids=[ours.id])
        for title, unit in (("Ta", ours), ("Họ", theirs)):
            named = subject() | {"type": "org_unit", "id": unit.id}
            await make_anniversary(session, title_vi=title, subject=named, org_unit_ids=[unit.id])
        feed = await issue(owner)
        assert await titles(owner, feed["json_url"]) == {"Ta"}
        await change_key(session, owner, org_unit_ids=[theirs.id])
        assert await titles(owner, feed["json_url"]) == {"Họ"}

    async def test_dies_with_the_right_to_read(self, make_client: MakeClient, session: AsyncSession) -> None:
        owner = await make_client(Role.READER)
        url = (await issue(owner))["url"]
        await change_key(session, owner, roles=[])
        assert (await fetch(owner, url)).status_code == 404

    async def test_follows_the_query(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_anniversary(session, title_vi="Lào", country="LA")
        await make_anniversary(session, title_vi="Hàn", country="KR")
        feed = await issue(client, query={"country": ["LA"]})
        assert await titles(client, feed["json_url"]) == {"Lào"}
        await client.patch(f"{ADDRESS}/{feed['id']}", json={"query": {"country": ["KR"]}})
        assert await titles(client, feed["json_url"]) == {"Hàn"}

    async def test_costs_the_same_for_one_anniversary_as_for_many(
        self, client: httpx.AsyncClient, session: AsyncSession, statements: Statements
    ) -> None:
        feed, counts = await issue(client), []
        for more in (1, 30):
            for number in range(more):
                await make_anniversary(session, title_vi=f"Ngày {number}", country="LA")
            await fetch(client, feed["url"])  # marks the use
            statements.clear()
            assert await events(client, feed["url"])
            counts.append(len(statements))
        assert counts[0] == counts[1]


class TestForms:
    @pytest.mark.parametrize("show", ["full", "title_only"])
    async def test_tell_of_the_same_occurrences(
        self, client: httpx.AsyncClient, session: AsyncSession, show: str
    ) -> None:
        for origin in ("1962-09-05", "1996-02-29", "1977-07-18", "2015-06", "2010"):
            await make_anniversary(session, title_vi=f"Ngày {origin}", origin_date=origin, country="LA")
        feed = await issue(client, show=show)
        as_json, as_csv = await json_items(client, feed["json_url"]), await csv_items(client, feed["csv_url"])
        told = [(item["anniversary_id"], item["date"]) for item in as_json]
        assert [(item["anniversary_id"], item["date"]) for item in as_csv] == told
        assert [item["title"] for item in as_csv] == [item["title"] for item in as_json]
        days = [f"{id_}-{day}@doitac" for id_, day in told if len(day) == len("2027-09-05")]
        assert len(days) < len(told)
        assert [str(event["uid"]) for event in await events(client, feed["url"])] == days

    async def test_tell_what_the_occurrences_endpoint_tells(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        await make_anniversary(session, country="LA", lead_days=5)
        feed = await issue(client, query={"country": ["LA"]})
        window = {"from": f"{NEXT_YEAR}-01-01", "to": f"{NEXT_YEAR}-12-31", "country": "LA"}
        asked = (await client.get("/v1/anniversaries/occurrences", params=window)).json()["items"]
        shown = await json_items(client, feed["json_url"])
        assert len(asked) == 1
        assert asked[0] in shown

    async def test_with_titles_alone_tell_nothing_else(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_anniversary(session, country="LA", lead_days=5)
        feed = await issue(client, show="title_only")
        names = {"date", "number", "precision", "title", "anniversary_id"}
        assert (await json_items(client, feed["json_url"]))[0].keys() == names
        assert (await csv_items(client, feed["csv_url"]))[0].keys() == names
        event = (await events(client, feed["url"]))[0]
        assert not {"DESCRIPTION", "CATEGORIES"} & event.keys()

    async def test_speak_the_feeds_language(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_anniversary(session, title_vi="Quốc khánh Lào", title_en="National Day of Laos")
        feed = await issue(client, lang="en")
        answer = await fetch(client, feed["json_url"], accept_language="vi")
        assert answer.json()["items"][0]["title"] == "National Day of Laos"

    async def test_neutralise_formulas_in_csv(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_anniversary(session, title_vi="=1+1")
        item = (await csv_items(client, (await issue(client))["csv_url"]))[0]
        assert item["title"] == "'=1+1"


class TestCaching:
    async def test_the_same_data_give_the_same_bytes(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_anniversary(session, country="LA")
        feed = await issue(client, alarms=["-P7D"])
        for name in ("url", "json_url", "csv_url"):
            first, second = await fetch(client, feed[name]), await fetch(client, feed[name])
            assert (first.content, first.headers["etag"]) == (second.content, second.headers["etag"])
            assert first.headers["etag"].startswith('"')
            assert first.headers["cache-control"] == "private, max-age=300"
            assert first.headers["content-disposition"] == f'inline; filename="doitac.{feed[name][-4:].strip(".")}"'

    async def test_a_copy_is_good_until_something_changes(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_anniversary(session)
        url = (await issue(client))["url"]
        tag = (await fetch(client, url)).headers["etag"]
        for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            answer = await fetch(client, url, if_none_match=held)
            assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
        await client.patch(f"/v1/anniversaries/{row.id}", json={"title_vi": "Khác"})
        answer = await fetch(client, url, if_none_match=tag)
        assert (answer.status_code, answer.headers["etag"] == tag) == (200, False)

    async def test_a_copy_by_date_is_good_until_something_changes(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_anniversary(session)
        url = (await issue(client))["url"]
        changed = (await fetch(client, url)).headers["last-modified"]
        assert (await fetch(client, url, if_modified_since=changed)).status_code == 304
        earlier = format_datetime(parsedate_to_datetime(changed) - timedelta(seconds=1), usegmt=True)
        assert (await fetch(client, url, if_modified_since=earlier)).status_code == 200
        later = datetime(2100, 1, 1, tzinfo=UTC)
        later_on = update(Anniversary.__table__).where(Anniversary.id == row.id)  # type: ignore[arg-type]
        await session.execute(later_on.values(updated_at=later))
        assert (await fetch(client, url, if_modified_since=changed)).status_code == 200
        assert parsedate_to_datetime((await fetch(client, url)).headers["last-modified"]) == later

    async def test_a_new_day_makes_a_copy_by_date_old(self, client: httpx.AsyncClient) -> None:
        url = (await issue(client))["url"]
        midnight = datetime.fromisoformat(f"{TODAY}T00:00:00+07:00").astimezone(UTC)
        before = format_datetime(midnight - timedelta(seconds=1), usegmt=True)
        assert (await fetch(client, url, if_modified_since=before)).status_code == 200

    @pytest.mark.parametrize("held", ["yesterday", "", "Sun, 22 Nov 2099 05:00:00 -0000", "0"])
    async def test_a_date_that_says_nothing_counts_for_nothing(self, client: httpx.AsyncClient, held: str) -> None:
        assert (await fetch(client, (await issue(client))["url"], if_modified_since=held)).status_code == 200

    async def test_a_tag_goes_before_a_date(self, client: httpx.AsyncClient) -> None:
        url = (await issue(client))["url"]
        held = {"if_none_match": '"another"', "if_modified_since": "Fri, 01 Jan 2100 00:00:00 GMT"}
        assert (await fetch(client, url, **held)).status_code == 200

    async def test_head_has_the_headers_alone(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_anniversary(session)
        feed = await issue(client)
        for name in ("url", "json_url", "csv_url"):
            told, asked = await fetch(client, feed[name]), await client.head(feed[name])
            assert (asked.status_code, asked.content) == (200, b"")
            own = {"x-request-id"}
            assert {(key, value) for key, value in asked.headers.items() if key not in own} == {
                (key, value) for key, value in told.headers.items() if key not in own
            }
            assert int(asked.headers["content-length"]) == len(told.content)
            again = await client.head(feed[name], headers={"if-none-match": told.headers["etag"]})
            assert again.status_code == 304


class TestUse:
    async def test_is_noted_once_a_minute(
        self, client: httpx.AsyncClient, session: AsyncSession, database: SandboxDatabase
    ) -> None:
        feed = await issue(client)
        await client.head(feed["url"])
        first = await last_use(client, feed)
        assert first is not None
        await fetch(client, feed["url"])
        assert await last_use(client, feed) == first
        await session.execute(update(Feed).values(last_used_at=now() - timedelta(seconds=61)))
        await fetch(client, feed["json_url"])
        assert (await last_use(client, feed) or "") > first
        assert (await client.get(f"{ADDRESS}/{feed['id']}")).json()["version"] == 1

    async def test_is_no_use_of_the_key(self, make_client: MakeClient, client: httpx.AsyncClient) -> None:
        feed = await issue(client)
        administrator = await make_client()
        address = f"/v1/api-keys/{feed['owner_key_id']}"
        before = (await administrator.get(address)).json()["last_used_at"]
        await fetch(client, feed["url"])
        assert (await administrator.get(address)).json()["last_used_at"] == before

    async def test_that_cannot_be_noted_disturbs_nobody(
        self, client: httpx.AsyncClient, session: AsyncSession, tmp_path: Path
    ) -> None:
        feed = await issue(client)
        row = (await session.execute(select(Feed).where(Feed.id == feed["id"]))).scalar_one()
        without_tables = Database(settings_for(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}", tmp_path))
        await mark_used(without_tables, row, now())
        await without_tables.dispose()
        assert await last_use(client, feed) is None
