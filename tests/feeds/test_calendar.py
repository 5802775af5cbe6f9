"""The calendar itself, read by the libraries that calendars are made of (RFC 5545, RFC 7986)."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest
import recurring_ical_events  # type: ignore[import-untyped]
from icalendar import Calendar
from sqlalchemy.ext.asyncio import AsyncSession

from app.anniversaries.models import AnniversaryKind
from app.anniversaries.models import Calendar as Reckoning
from tests.factories.anniversaries import make_anniversary
from tests.feeds.conftest import NEXT_YEAR, TODAY, events, fetch, issue, json_items, read_calendar

LONG = "Ngày thiết lập quan hệ hữu nghị, đoàn kết đặc biệt và hợp tác toàn diện giữa Nghệ An và Xiêng Khoảng, ຊຽງຂວາງ"


async def calendar_of(client: httpx.AsyncClient, **values: Any) -> Any:
    return read_calendar(await fetch(client, (await issue(client, **values))["url"]))


def plain(value: object) -> str:
    """The library leaves text in a property that it does not know as text escaped."""
    return str(value).replace("\\,", ",").replace("\\;", ";")


class TestCalendar:
    async def test_says_its_name_and_when_to_come_again(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_anniversary(session)
        calendar = await calendar_of(client, name="Lịch Lào, Campuchia; 2027")
        assert (calendar["version"], calendar["calscale"], calendar["method"]) == ("2.0", "GREGORIAN", "PUBLISH")
        for key in ("name", "x-wr-calname"):
            assert plain(calendar[key]) == "Lịch Lào, Campuchia; 2027"
        assert calendar["refresh-interval"].dt == timedelta(hours=12)
        assert calendar["refresh-interval"].params["value"] == "DURATION"
        assert calendar["x-published-ttl"].to_ical() == b"PT12H"

    async def test_has_an_event_for_each_coming_round(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_anniversary(
            session, kind=AnniversaryKind.NATIONAL_DAY, origin_date=f"{NEXT_YEAR - 50}-12-02", title_vi="Quốc khánh Lào"
        )
        calendar = await calendar_of(client)
        [event] = [event for event in calendar.walk("VEVENT") if event["dtstart"].dt.year == NEXT_YEAR]
        assert (event["dtstart"].dt, event["dtend"].dt) == (date(NEXT_YEAR, 12, 2), date(NEXT_YEAR, 12, 3))
        assert event["dtstart"].params["value"] == event["dtend"].params["value"] == "DATE"
        assert event["uid"] == f"{row.id}-{NEXT_YEAR}-12-02@doitac"
        assert (event["summary"], event["status"], event["transp"]) == (
            "50 năm · Quốc khánh Lào",
            "CONFIRMED",
            "TRANSPARENT",
        )
        assert event["sequence"] == row.version - 1
        assert event["dtstamp"].dt == event["last-modified"].dt == row.updated_at.replace(microsecond=0)
        assert [str(category) for category in event["categories"].cats] == ["Quốc khánh", "Năm tròn"]

    async def test_counts_the_sequence_up_with_the_record(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_anniversary(session)
        url = (await issue(client))["url"]
        before = {event["uid"]: event["sequence"] for event in await events(client, url)}
        await client.patch(f"/v1/anniversaries/{row.id}", json={"title_vi": "Khác"})
        after = {event["uid"]: event["sequence"] for event in await events(client, url)}
        assert after == {uid: sequence + 1 for uid, sequence in before.items()}

    async def test_reminds_before_each_day(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_anniversary(session)
        calendar = await calendar_of(client, alarms=["-P7D", "-PT12H"])
        for event in calendar.walk("VEVENT"):
            alarms = event.walk("VALARM")
            assert [alarm["trigger"].dt for alarm in alarms] == [-timedelta(days=7), -timedelta(hours=12)]
            assert {alarm["action"] for alarm in alarms} == {"DISPLAY"}
            assert {alarm["description"] for alarm in alarms} == {event["summary"]}

    async def test_tells_of_days_that_are_known_no_better_without_making_any_up(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        await make_anniversary(session, origin_date="1995")
        calendar = await calendar_of(client, query={"years_back": 0, "years_ahead": 1})
        assert calendar.walk("VEVENT") == []
        assert str(calendar["description"]).startswith("2 dịp")

    async def test_survives_being_read_and_written_again(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        await make_anniversary(session, title_vi=LONG, country="LA")
        answer = await fetch(client, (await issue(client, alarms=["-P7D"]))["url"])
        assert read_calendar(answer).to_ical() == answer.content


class TestLines:
    @pytest.fixture
    async def content(self, client: httpx.AsyncClient, session: AsyncSession) -> bytes:
        for length in range(12):
            await make_anniversary(session, title_vi="." * length + LONG)
        return (await fetch(client, (await issue(client, name=LONG))["url"])).content

    async def test_end_in_cr_lf(self, content: bytes) -> None:
        assert content.endswith(b"END:VCALENDAR\r\n")
        assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")

    async def test_have_at_most_75_octets_and_no_broken_letter(self, content: bytes) -> None:
        lines = content.split(b"\r\n")
        assert max(len(line) for line in lines) <= 75
        assert any(line.startswith(b" ") for line in lines)
        assert all(line.decode("utf-8") == line.decode("utf-8", "replace") for line in lines)

    async def test_give_the_text_again(self, content: bytes) -> None:
        calendar: Any = Calendar.from_ical(content)
        assert all(LONG in event["summary"] for event in calendar.walk("VEVENT"))
        assert plain(calendar["name"]) == LONG


class TestRecurringEvents:
    async def test_finds_the_days_that_the_json_tells_of(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        await make_anniversary(
            session,
            title_vi="Tết",
            origin_date=None,
            calendar=Reckoning.VIETNAMESE_LUNAR,
            lunar={"month": 1, "day": 1, "leap_month": False},
        )
        for origin in ("1962-09-05", "1996-02-29", "1975-12-02"):
            await make_anniversary(session, title_vi=f"Ngày {origin}", origin_date=origin)
        feed = await issue(client)
        calendar = read_calendar(await fetch(client, feed["url"]))
        told = {item["date"] for item in await json_items(client, feed["json_url"])}
        start, end = TODAY - timedelta(days=1_200), TODAY + timedelta(days=1_200)
        found = recurring_ical_events.of(calendar).between(start, end)
        assert {event["dtstart"].dt.isoformat() for event in found} == told
        assert len(told) == len(found) == 20

    async def test_finds_the_one_day_asked_for(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_anniversary(session, origin_date="1962-09-05")
        calendar = await calendar_of(client)
        found = {day: recurring_ical_events.of(calendar).at(date(NEXT_YEAR, 9, day)) for day in (4, 5, 6)}
        assert {day: len(those) for day, those in found.items()} == {4: 0, 5: 1, 6: 0}
