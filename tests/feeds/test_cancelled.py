"""Days that came off stay in the calendar as cancelled, for who has seen them."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.anniversaries.models import Anniversary
from app.audit.models import AuditEntry
from app.core.clock import now
from app.core.schema import Confidentiality
from tests.conftest import MakeClient
from tests.factories.anniversaries import make_anniversary
from tests.factories.partners import make_partner
from tests.factories.relationships import make_relationship
from tests.feeds.conftest import NEXT_YEAR, csv_items, events, fetch, issue, json_items, statuses

BODY = {
    "subject": {"type": "country", "code": "LA"},
    "kind": "other",
    "title_vi": "Ngày Thử",
    "origin_date": "1962-09-05",
}
OLD, NEW = date(NEXT_YEAR, 9, 5), date(NEXT_YEAR, 9, 12)


async def post(client: httpx.AsyncClient, **values: Any) -> str:
    """The address of a new anniversary, written through the API: its history matters here."""
    answer = await client.post("/v1/anniversaries", json=BODY | values)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


async def patch(client: httpx.AsyncClient, address: str, **values: Any) -> None:
    answer = await client.patch(address, json=values)
    assert answer.status_code == 200, answer.text


class TestDeleted:
    async def test_days_are_cancelled_in_calendars_alone(self, client: httpx.AsyncClient) -> None:
        address = await post(client)
        feed = await issue(client)
        before = await events(client, feed["url"])
        await client.delete(address)
        after = await events(client, feed["url"])
        assert [event["uid"] for event in after] == [event["uid"] for event in before]
        assert {str(event["status"]) for event in after} == {"CANCELLED"}
        assert after[0]["sequence"] > before[0]["sequence"]
        assert after[0].walk("VALARM") == []
        assert await json_items(client, feed["json_url"]) == await csv_items(client, feed["csv_url"]) == []

    async def test_days_come_back_with_the_record(self, client: httpx.AsyncClient) -> None:
        address = await post(client)
        url = (await issue(client))["url"]
        await client.delete(address)
        cancelled = (await events(client, url))[0]["sequence"]
        await client.post(f"{address}/restore")
        again = await events(client, url)
        assert {str(event["status"]) for event in again} == {"CONFIRMED"}
        assert again[0]["sequence"] > cancelled

    async def test_days_go_after_90_days(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        address = await post(client)
        url = (await issue(client))["url"]
        await client.delete(address)
        for days, count in ((89, 5), (91, 0)):
            then = {"updated_at": now() - timedelta(days=days), "deleted_at": now() - timedelta(days=days)}
            await session.execute(update(Anniversary.__table__).values(**then))  # type: ignore[arg-type]
            assert len(await events(client, url)) == count

    async def test_days_follow_the_filters(self, client: httpx.AsyncClient) -> None:
        address = await post(client)
        other = (await issue(client, query={"country": ["KR"]}))["url"]
        round_ = (await issue(client, query={"year_class": ["round"]}))["url"]
        await client.delete(address)
        assert await events(client, other) == []
        assert {event["dtstart"].dt.year % 10 for event in await events(client, round_)} <= {2}

    async def test_days_of_what_the_owner_may_not_see_do_not_show(
        self, client: httpx.AsyncClient, make_client: MakeClient
    ) -> None:
        address = await post(client, confidentiality="restricted")
        uncleared = await make_client(clearance="internal")
        url = (await issue(uncleared))["url"]
        await client.delete(address)
        assert await events(uncleared, url) == []

    async def test_days_are_those_of_a_relationship_that_was_deleted(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        claim = {"date": "2010-05-20", "basis": None, "citation": None, "chosen": True}
        tie = await make_relationship(session, origin_claims=[claim], established_on="2010-05-20")
        url = (await issue(client))["url"]
        assert set((await statuses(client, url)).values()) == {"CONFIRMED"}
        assert (await client.delete(f"/v1/relationships/{tie.id}")).status_code == 204
        assert set((await statuses(client, url)).values()) == {"CANCELLED"}


class TestMoved:
    async def test_day_is_cancelled_and_the_new_one_stands(self, client: httpx.AsyncClient) -> None:
        address = await post(client)
        url = (await issue(client))["url"]
        sequence = (await events(client, url))[0]["sequence"]
        await patch(client, address, origin_date="1962-09-12")
        found = await statuses(client, url)
        assert (found[OLD], found[NEW]) == ("CANCELLED", "CONFIRMED")
        assert {event["sequence"] for event in await events(client, url)} == {sequence + 1}

    async def test_day_that_is_the_day_again_stands(self, client: httpx.AsyncClient) -> None:
        address = await post(client)
        url = (await issue(client))["url"]
        for day in ("1962-09-12", "1962-09-19", "1962-09-05"):
            await patch(client, address, origin_date=day)
        found = {day: status for day, status in (await statuses(client, url)).items() if day.year == NEXT_YEAR}
        assert found == {OLD: "CONFIRMED", NEW: "CANCELLED", date(NEXT_YEAR, 9, 19): "CANCELLED"}
        latest = {event["dtstart"].dt: event["sequence"] for event in await events(client, url)}
        assert (latest[OLD], latest[NEW], latest[date(NEXT_YEAR, 9, 19)]) == (3, 2, 3)

    async def test_days_after_an_end_are_cancelled(self, client: httpx.AsyncClient) -> None:
        address = await post(client)
        url = (await issue(client))["url"]
        await patch(client, address, valid_to=str(NEXT_YEAR))
        found = await statuses(client, url)
        assert (found[OLD], found[date(NEXT_YEAR + 1, 9, 5)]) == ("CONFIRMED", "CANCELLED")
        assert len(await json_items(client, (await issue(client))["json_url"])) < len(found)

    async def test_days_before_a_beginning_are_cancelled(self, client: httpx.AsyncClient) -> None:
        address = await post(client)
        await patch(client, address, valid_from=str(NEXT_YEAR))
        found = await statuses(client, (await issue(client))["url"])
        assert {status for day, status in found.items() if day.year < NEXT_YEAR} == {"CANCELLED"}
        assert {status for day, status in found.items() if day.year >= NEXT_YEAR} == {"CONFIRMED"}

    async def test_days_of_another_calendar_are_cancelled(self, client: httpx.AsyncClient) -> None:
        address = await post(
            client, title_vi="Tết", origin_date=None, calendar="vietnamese_lunar", lunar={"month": 1, "day": 1}
        )
        await patch(client, address, calendar="gregorian", origin_date="1962-09-05")
        found = await statuses(client, (await issue(client))["url"])
        assert {status for day, status in found.items() if day.month in (1, 2)} == {"CANCELLED"}
        assert found[OLD] == "CONFIRMED"

    async def test_day_that_was_known_to_the_month_was_in_no_calendar(self, client: httpx.AsyncClient) -> None:
        address = await post(client, origin_date="1962-09")
        await patch(client, address, origin_date="1962-09-05")
        assert set((await statuses(client, (await issue(client))["url"])).values()) == {"CONFIRMED"}

    async def test_day_stays_for_90_days(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        address = await post(client)
        await patch(client, address, origin_date="1962-09-12")
        url = (await issue(client))["url"]
        for days, is_told in ((89, True), (91, False)):
            await session.execute(update(AuditEntry).values(at=now() - timedelta(days=days)))
            assert (OLD in await statuses(client, url)) is is_told

    async def test_day_keeps_to_the_classes_asked_for(self, client: httpx.AsyncClient) -> None:
        address = await post(client, origin_date=f"{NEXT_YEAR - 20}-09-05")
        await patch(client, address, origin_date=f"{NEXT_YEAR - 20}-09-12")
        found = await statuses(client, (await issue(client, query={"year_class": ["round"]}))["url"])
        assert found == {OLD: "CANCELLED", NEW: "CONFIRMED"}

    async def test_day_speaks_the_feeds_language(self, client: httpx.AsyncClient) -> None:
        address = await post(client, title_en="Test Day")
        await patch(client, address, origin_date="1962-09-12")
        found = await events(client, (await issue(client, lang="en"))["url"])
        assert {str(event["summary"]).split(" (")[0] for event in found} == {"Test Day"}

    async def test_day_of_what_the_owner_may_not_see_does_not_show(
        self, client: httpx.AsyncClient, session: AsyncSession, make_client: MakeClient
    ) -> None:
        partner = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        address = await post(client, subject={"type": "partner", "id": partner.id})
        await patch(client, address, origin_date="1962-09-12")
        uncleared = await make_client(clearance="internal")
        assert await events(uncleared, (await issue(uncleared))["url"]) == []

    @pytest.mark.parametrize("values", [{"title_vi": "Khác"}, {"note": "origin_date"}, {"lead_days": 5}])
    async def test_day_is_none_where_words_changed(self, client: httpx.AsyncClient, values: dict[str, Any]) -> None:
        address = await post(client)
        await patch(client, address, **values)
        assert set((await statuses(client, (await issue(client))["url"])).values()) == {"CONFIRMED"}

    async def test_day_comes_with_the_same_bytes_each_time(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        for number in range(3):
            await make_anniversary(session, title_vi=f"Ngày {number}")
            address = await post(client, title_vi=f"Dời {number}")
            await patch(client, address, origin_date=f"1962-09-1{number}")
        url = (await issue(client))["url"]
        assert (await fetch(client, url)).content == (await fetch(client, url)).content
