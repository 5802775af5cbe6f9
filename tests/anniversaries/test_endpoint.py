"""`/v1/anniversaries/occurrences`: the vectors of domain.md 7.1, and one answer in three forms."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import httpx
import icalendar
import pytest
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.anniversaries.ical import render_calendar, summary_of
from app.anniversaries.models import Anniversary, AnniversaryKind, Calendar, SubjectType
from app.anniversaries.queries.occurrences import within
from app.anniversaries.schemas.occurrences import (
    SHOWN,
    OccurrenceFilters,
    OccurrenceRead,
    OccurrenceRow,
    OccurrenceWindow,
)
from app.anniversaries.service import occurrences
from app.auth.principal import Principal
from app.auth.rules import Role
from app.core.db.engine import Database
from app.core.model import new_id
from app.core.schema import Confidentiality
from app.greetings.models import Greeting, GreetingDirection, GreetingPolicy, GreetingStatus, GreetingType, YearClass
from app.partners.models import PartnerTier
from app.relationships.models import Pillar
from tests.anniversaries.conftest import ADDRESS, OCCURRENCES, faults, items
from tests.conftest import KIND, MakeClient, Statements
from tests.factories.agreements import make_agreement
from tests.factories.anniversaries import make_anniversary, subject
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.factories.relationships import claim, make_relationship

VECTORS = {
    ("LA", "1962-09-05"): ((64, "other"), (65, "five"), (68, "other")),
    ("LA", "1977-07-18"): ((49, "other"), (50, "round"), (53, "other")),
    ("KH", "1967-06-24"): ((59, "other"), (60, "round"), (63, "other")),
    ("CN", "1950-01-18"): ((76, "other"), (77, "other"), (80, "round")),
    ("RU", "1950-01-30"): ((76, "other"), (77, "other"), (80, "round")),
    ("CU", "1960-12-02"): ((66, "other"), (67, "other"), (70, "round")),
    ("KR", "1992-12-22"): ((34, "other"), (35, "five"), (38, "other")),
    ("TH", "1976-08-06"): ((50, "round"), (51, "other"), (54, "other")),
    ("JP", "1973-09-21"): ((53, "other"), (54, "other"), (57, "other")),
}
YEARS = (2026, 2027, 2030)


def window(start: str, end: str, **query: str) -> dict[str, str]:
    return {"from": start, "to": end, **query}


async def dates(client: httpx.AsyncClient, start: str, end: str, **query: str) -> list[str]:
    return [item["date"] for item in items(await client.get(OCCURRENCES, params=window(start, end, **query)))]


async def make_policy(session: AsyncSession, kind: AnniversaryKind, actions: list[str], **values: Any) -> None:
    session.add(GreetingPolicy(kind=kind, actions=actions, citations=[], **values))
    await session.flush()


async def make_greeting(session: AsyncSession, row: Anniversary, on: str, **values: Any) -> Greeting:
    given = {"direction": GreetingDirection.SENT, "type": GreetingType.LETTER, "status": GreetingStatus.DRAFT}
    unit_id = values.pop("org_unit_id", None) or (await make_org_unit(session)).id
    greeting = Greeting(
        anniversary_id=row.id, occurrence_date=on, org_unit_id=unit_id, citations=[], languages=[], **given | values
    )
    session.add(greeting)
    await session.flush()
    return greeting


class TestNumbers:
    @pytest.mark.parametrize(("origin", "expected"), VECTORS.items(), ids=lambda value: str(value[0]))
    async def test_r14_are_those_of_domain_7_1(
        self,
        client: httpx.AsyncClient,
        session: AsyncSession,
        origin: tuple[str, str],
        expected: tuple[tuple[int, str], ...],
    ) -> None:
        """R14 (NĐ 145/2013/NĐ-CP, Điều 3): the number is the year less the year of origin, the class its last digit."""
        country, origin_date = origin
        await make_anniversary(session, country=country, origin_date=origin_date)
        found = []
        for year in YEARS:
            answer = await client.get(OCCURRENCES, params=window(f"{year}-01-01", f"{year}-12-31", country=country))
            (one,) = items(answer)
            assert one["date"] == f"{year}{origin_date[4:]}"
            found.append((one["number"], one["year_class"]))
        assert tuple(found) == expected

    async def test_r14_of_a_year_alone_comes_once_a_year_without_a_made_up_day(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        """Thanh Hóa–Houaphanh, 1967: R14 by the year, in every window that meets it."""
        await make_relationship(session, origin_claims=[claim("1967", chosen=True)])
        (one,) = items(await client.get(OCCURRENCES, params=window("2027-03-01", "2027-03-02")))
        assert (one["date"], one["precision"], one["number"], one["year_class"]) == ("2027", "year", 60, "round")
        assert await dates(client, "2026-12-01", "2028-01-01") == ["2026", "2027", "2028"]

    async def test_r14_of_zero_or_less_does_not_exist(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_anniversary(session, origin_date="2026-05-01")
        assert await dates(client, "2025-01-01", "2027-12-31") == ["2027-05-01"]


class TestItem:
    async def test_tells_all_that_the_contract_names(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        unit, partner = await make_org_unit(session), await make_partner(session, country="LA")
        row = await make_anniversary(
            session,
            title_vi="Kết nghĩa",
            title_en="Twinning",
            country="LA",
            partner_id=partner.id,
            org_unit_ids=[unit.id],
            lead_days=10,
        )
        (one,) = items(await client.get(OCCURRENCES, params=window("2027-09-01", "2027-09-30")))
        assert tuple(one) == SHOWN == tuple(OccurrenceRead.model_fields)
        assert one == {
            "date": "2027-09-05",
            "number": 65,
            "year_class": "five",
            "milestone": False,
            "precision": "day",
            "title": "Kết nghĩa",
            "anniversary_id": row.id,
            "kind": "other",
            "country": "LA",
            "partner_id": partner.id,
            "org_unit_ids": [unit.id],
            "prepare_from": "2027-08-19",
            "recommended_actions": [],
            "greeting_id": None,
            "greeting_status": None,
        }

    async def test_speaks_the_callers_language(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_anniversary(session, title_vi="Kết nghĩa", title_en="Twinning")
        await make_anniversary(session, title_vi="Chỉ tiếng Việt")
        spoken = []
        for language in ("vi", "en"):
            answer = await client.get(
                OCCURRENCES, params=window("2027-09-05", "2027-09-05"), headers={"accept-language": language}
            )
            assert answer.headers["vary"] == "Accept, Accept-Language"
            spoken.append({one["title"] for one in items(answer)})
        assert spoken == [{"Kết nghĩa", "Chỉ tiếng Việt"}, {"Twinning", "Chỉ tiếng Việt"}]

    async def test_counts_no_day_off_of_either_side_as_preparation(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        """Two working days before Friday 7 November 2025; the 3rd is a day off in Japan, the 9th in Cambodia."""
        for country in ("JP", "FR", "VN"):
            await make_anniversary(session, country=country, origin_date="1953-11-05", lead_days=2)
        await make_anniversary(session, origin_date="1953-11-05", lead_days=0)
        found = items(await client.get(OCCURRENCES, params=window("2025-11-01", "2025-11-30")))
        assert {one["country"]: one["prepare_from"] for one in found} == {
            "JP": "2025-10-31",
            "FR": "2025-11-03",
            "VN": "2025-11-03",
            None: "2025-11-05",
        }

    async def test_of_an_imprecise_date_tells_no_day_to_begin_on(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        await make_anniversary(session, origin_date="2018-04", lead_days=5)
        (one,) = items(await client.get(OCCURRENCES, params=window("2027-04-30", "2027-05-30")))
        assert (one["date"], one["precision"], one["prepare_from"]) == ("2027-04", "month", None)


class TestAdvice:
    KIND = AnniversaryKind.DIPLOMATIC_RELATIONS

    async def actions(self, client: httpx.AsyncClient, year: int) -> list[str]:
        (one,) = items(await client.get(OCCURRENCES, params=window(f"{year}-01-01", f"{year}-12-31")))
        found: list[str] = one["recommended_actions"]
        return found

    async def test_is_that_of_the_most_exact_policy(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        partner = await make_partner(session, tier=PartnerTier.SPECIAL)
        await make_anniversary(session, kind=self.KIND, partner_id=partner.id, pillar=Pillar.STATE)
        await make_policy(session, AnniversaryKind.OTHER, ["card"])
        assert await self.actions(client, 2027) == []
        await make_policy(session, self.KIND, ["bulletin"])
        assert await self.actions(client, 2027) == ["bulletin"]
        await make_policy(session, self.KIND, ["telegram"], pillar=Pillar.STATE)
        assert await self.actions(client, 2027) == ["telegram"]
        await make_policy(session, self.KIND, ["letter"], year_class=YearClass.FIVE)
        assert (await self.actions(client, 2027), await self.actions(client, 2028)) == (["letter"], ["telegram"])
        await make_policy(session, self.KIND, ["flowers"], tier=PartnerTier.SPECIAL)
        await make_policy(session, self.KIND, ["delegation"], tier=PartnerTier.PRIORITY)
        assert await self.actions(client, 2027) == ["flowers"]

    async def test_for_a_country_goes_by_its_highest_partner_that_the_caller_sees(
        self, client: httpx.AsyncClient, make_client: MakeClient, session: AsyncSession
    ) -> None:
        await make_anniversary(session, country="LA", kind=self.KIND)
        await make_partner(session, country="LA", tier=PartnerTier.PRIORITY)
        await make_partner(session, country="LA", tier=PartnerTier.SPECIAL, confidentiality=Confidentiality.RESTRICTED)
        await make_policy(session, self.KIND, ["delegation"], tier=PartnerTier.SPECIAL)
        await make_policy(session, self.KIND, ["letter"], tier=PartnerTier.PRIORITY)
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        assert await self.actions(client, 2027) == ["delegation"]
        assert await self.actions(reader, 2027) == ["letter"]

    async def test_r15_proposes_a_ceremony_in_round_years_alone(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        """R15 (NĐ 111/2018/NĐ-CP, Điều 4 và 9, as advice)."""
        await make_anniversary(session, kind=self.KIND, origin_date="1960-12-02")
        await make_policy(session, self.KIND, ["letter", "ceremony"])
        told = {year: await self.actions(client, year) for year in (2025, 2026, 2030)}
        assert told == {2025: ["letter"], 2026: ["letter"], 2030: ["letter", "ceremony"]}


class TestGreetings:
    async def test_are_shown_on_their_occurrence(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_anniversary(session)
        sent = await make_greeting(session, row, "2026-09-05", status=GreetingStatus.SENT)
        await make_greeting(session, row, "2026-09-05", status=GreetingStatus.CANCELLED)
        await make_greeting(
            session, row, "2027-09-05", direction=GreetingDirection.RECEIVED, status=GreetingStatus.RECEIVED
        )
        found = items(await client.get(OCCURRENCES, params=window("2026-01-01", "2027-12-31")))
        assert [(one["greeting_id"], one["greeting_status"]) for one in found] == [(sent.id, "sent"), (None, None)]

    async def test_of_other_units_are_not_told_of(self, make_client: MakeClient, session: AsyncSession) -> None:
        ours, theirs = await make_org_unit(session), await make_org_unit(session)
        row = await make_anniversary(session)
        await make_greeting(session, row, "2026-09-05", org_unit_id=theirs.id)
        reader = await make_client(Role.READER, org_unit_ids=[ours.id])
        (one,) = items(await reader.get(OCCURRENCES, params=window("2026-01-01", "2026-12-31")))
        assert one["greeting_id"] is None


class TestWindow:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({"from": "2026-01-01"}, [("to", "missing")]),
            ({"to": "2026-01-01"}, [("from", "missing")]),
            ({"from": "2026", "to": "2026-12-31"}, [("from", "invalid_date")]),
            ({"from": "2026-01-02", "to": "2026-01-01"}, [("to", "end_before_start")]),
            ({"from": "2026-01-01", "to": "2036-01-02"}, [("to", "out_of_range")]),
            ({"from": "2026-01-01", "to": "2026-01-02", "limit": "1001"}, [("limit", "out_of_range")]),
            ({"from": "2026-01-01", "to": "2026-01-02", "year_class": "even"}, [("year_class.0", "unknown_value")]),
        ],
    )
    async def test_is_refused_at_its_place(
        self, client: httpx.AsyncClient, query: dict[str, str], expected: list[tuple[str, str]]
    ) -> None:
        assert faults(await client.get(OCCURRENCES, params=query)) == expected

    async def test_may_last_ten_years_to_the_day(self, client: httpx.AsyncClient) -> None:
        assert await dates(client, "2024-02-29", "2034-02-28") == []
        assert await dates(client, "1000-01-01", "1010-01-01") == []
        assert await dates(client, "2989-12-31", "2999-12-31") == []

    async def test_runs_across_new_year(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        for origin in ("1950-01-18", "1992-12-22", "1962-09-05", "1976-02-29", "2010", "2018-12"):
            await make_anniversary(session, origin_date=origin)
        found = await dates(client, "2026-12-15", "2027-02-28")
        assert found == ["2026", "2026-12", "2026-12-22", "2027", "2027-01-18", "2027-02-28"]

    async def test_holds_lunar_days_and_feasts(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        lunar = {"month": 1, "day": 1, "leap_month": False}
        new_year = AnniversaryKind.NEW_YEAR_FESTIVAL
        tet: dict[str, Any] = {
            "calendar": Calendar.VIETNAMESE_LUNAR,
            "lunar": lunar,
            "origin_date": None,
            "kind": new_year,
        }
        await make_anniversary(session, country="VN", **tet)
        await make_anniversary(
            session, country="LA", calendar=Calendar.TABLE, table="bunpimay", origin_date=None, kind=new_year
        )
        found = items(await client.get(OCCURRENCES, params=window("2026-01-01", "2027-12-31")))
        assert [(one["date"], one["country"], one["number"], one["year_class"]) for one in found] == [
            ("2026-02-17", "VN", None, None),
            ("2026-04-14", "LA", None, None),
            ("2027-02-06", "VN", None, None),
            ("2027-04-14", "LA", None, None),
        ]

    async def test_leaves_out_what_does_not_apply_then(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        """Japan's day moved from 23 December to 23 February, and 2019 had none (domain.md 4.2)."""
        await make_anniversary(session, country="JP", origin_date="1933-12-23", valid_from="1989", valid_to="2018")
        await make_anniversary(session, country="JP", origin_date="1960-02-23", valid_from="2020")
        assert await dates(client, "2018-01-01", "2020-12-31") == ["2018-12-23", "2020-02-23"]


class TestFilters:
    async def test_choose_by_each_field(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        unit, partner, other = await make_org_unit(session), await make_partner(session), await make_partner(session)
        await make_anniversary(session, country="LA", origin_date="1962-01-01", pillar=Pillar.STATE)
        await make_anniversary(session, country="CU", origin_date="1957-01-02", kind=AnniversaryKind.NATIONAL_DAY)
        await make_anniversary(session, origin_date="1966-01-03", org_unit_ids=[unit.id])
        await make_agreement(
            session, signed_on="2020-01-04", partner_ids=[partner.id, other.id], countries=["JP", "KR"]
        )
        january = ("2027-01-01", "2027-01-31")
        assert await dates(client, *january, country="LA,KR") == ["2027-01-01", "2027-01-04"]
        assert await dates(client, *january, kind="national_day") == ["2027-01-02"]
        assert await dates(client, *january, org_unit_id=unit.id) == ["2027-01-03"]
        assert await dates(client, *january, partner_id=other.id) == ["2027-01-04"]
        assert await dates(client, *january, pillar="state") == ["2027-01-01", "2027-01-04"]
        assert await dates(client, *january, year_class="five") == ["2027-01-01"]
        assert await dates(client, *january, year_class="round,other") == ["2027-01-02", "2027-01-03", "2027-01-04"]


class TestPages:
    @pytest.fixture(autouse=True)
    async def rows(self, session: AsyncSession) -> None:
        start = date(1962, 1, 1)
        for number in range(40):
            origin = (start + timedelta(days=number * 9)).isoformat()
            await make_anniversary(session, title_vi=f"Ngày {number % 7}", origin_date=origin)
        for origin in ("1962", "1962-03", "1960-02-29", "1962-02-28", "1962-02-28"):
            await make_anniversary(session, origin_date=origin)

    @pytest.mark.parametrize("limit", ["1", "7", "60"])
    async def test_give_each_occurrence_once_in_order(self, client: httpx.AsyncClient, limit: str) -> None:
        whole = items(await client.get(OCCURRENCES, params=window("2026-02-20", "2028-06-01", limit="1000")))
        link, found = str(httpx.URL(OCCURRENCES, params=window("2026-02-20", "2028-06-01", limit=limit))), []
        while link:
            answer = await client.get(link)
            page = items(answer)
            assert len(page) == int(limit) or answer.json()["next_cursor"] is None
            found += page
            link = answer.links["next"]["url"] if "next" in answer.links else ""
        assert found == whole
        assert len({(one["anniversary_id"], one["date"]) for one in found}) == len(found) > 90
        order = [(one["date"], one["kind"]) for one in found]
        assert order == sorted(order)

    async def test_belong_to_the_query_that_gave_them(self, client: httpx.AsyncClient) -> None:
        first = await client.get(OCCURRENCES, params=window("2026-01-01", "2026-12-31", limit="2"))
        cursor = first.json()["next_cursor"]
        answer = await client.get(OCCURRENCES, params=window("2026-01-01", "2026-12-30", limit="2", cursor=cursor))
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor_mismatch")
        answer = await client.get(OCCURRENCES, params=window("2026-01-01", "2026-12-31", cursor=cursor))
        assert len(items(answer)) > 30


class TestForms:
    QUERY = window("2026-01-01", "2029-12-31")

    @pytest.fixture(autouse=True)
    async def rows(self, session: AsyncSession) -> None:
        unit, other = await make_org_unit(session), await make_org_unit(session)
        partner = await make_partner(session, country="LA")
        await make_anniversary(
            session, title_vi="Quan hệ ngoại giao Việt Nam – Lào", title_en="Relations", country="LA", lead_days=20
        )
        await make_anniversary(
            session,
            title_vi="=1+1; a, b\\c",
            origin_date="1967-06-24",
            partner_id=partner.id,
            org_unit_ids=[unit.id, other.id],
        )
        await make_anniversary(session, title_vi="Gifu", origin_date="2015")
        await make_anniversary(session, title_vi="Thành phố", origin_date="2018-04")
        feast: dict[str, Any] = {"calendar": Calendar.TABLE, "table": "bunpimay", "origin_date": None}
        await make_anniversary(session, title_vi="Tết Bunpimay", **feast)

    async def get(self, client: httpx.AsyncClient, form: str, **headers: str) -> httpx.Response:
        answer = await client.get(OCCURRENCES, params=self.QUERY, headers={"accept": form, **headers})
        assert answer.status_code == 200, answer.text
        return answer

    async def test_say_the_same(self, client: httpx.AsyncClient) -> None:
        told = items(await self.get(client, "application/json"))
        assert len(told) == 2 * 4 + 2 * 4 + 2
        answer = await self.get(client, "text/csv")
        assert answer.headers["content-type"].startswith("text/csv")
        assert answer.content.startswith(b"\xef\xbb\xbfdate,number,year_class,")
        lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [_as_cells(one) for one in told] == lines
        answer = await self.get(client, "text/calendar")
        assert answer.headers["content-type"].startswith("text/calendar")
        events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
        whole = [one for one in told if one["precision"] == "day"]
        assert [(event["uid"], event.decoded("dtstart").isoformat(), str(event["summary"])) for event in events] == [
            (f"{one['anniversary_id']}-{one['date']}@doitac", one["date"], _summary(one)) for one in whole
        ]

    async def test_neutralise_what_looks_like_a_formula(self, client: httpx.AsyncClient) -> None:
        answer = await self.get(client, "text/csv")
        assert ',"\'=1+1; a, b\\c",' in answer.text

    async def test_give_the_same_bytes_for_the_same_data(self, client: httpx.AsyncClient) -> None:
        for form in ("text/csv", "text/calendar"):
            assert (await self.get(client, form)).content == (await self.get(client, form)).content

    @pytest.mark.parametrize(
        ("accept", "expected"),
        [
            ("*/*", "application/json"),
            ("text/*", "text/calendar"),
            ("text/csv;q=0.5, application/json;q=0.4", "text/csv"),
            ("text/html, */*;q=0.1", "application/json"),
            ("text/calendar;q=x", "text/calendar"),
            ("", "application/json"),
            ("application/json;q=0, */*", "text/calendar"),
        ],
    )
    async def test_are_chosen_by_accept(self, client: httpx.AsyncClient, accept: str, expected: str) -> None:
        assert (await self.get(client, accept)).headers["content-type"].partition(";")[0] == expected

    async def test_offer_no_other(self, client: httpx.AsyncClient) -> None:
        answer = await client.get(OCCURRENCES, params=self.QUERY, headers={"accept": "text/html, text/csv;q=0"})
        assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")
        assert answer.json()["allowed"] == "application/json, text/calendar, text/csv"

    async def test_of_a_calendar_speak_english_too(self, client: httpx.AsyncClient) -> None:
        answer = await self.get(client, "text/calendar", **{"accept-language": "en"})
        calendar = icalendar.Calendar.from_ical(answer.content)
        event = next(event for event in calendar.walk("VEVENT") if "Relations" in str(event["summary"]))
        assert str(event["summary"]) == "Relations (64th)"
        assert str(event["description"]) == "Other · Other year\nPrepare from 2026-08-06"
        assert str(calendar["x-wr-calname"]) == "Anniversaries"
        assert "8 occasions" in str(calendar["description"])

    async def test_of_a_calendar_hold_no_more_than_a_client_can(
        self, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(occurrences, "MOST_EVENTS", 5)
        answer = await client.get(OCCURRENCES, params=self.QUERY, headers={"accept": "text/calendar"})
        assert (answer.status_code, answer.json()["code"]) == (422, "too_many_occurrences")


def _as_cells(item: dict[str, Any]) -> dict[str, str]:
    cells = {}
    for name, value in item.items():
        cell = ";".join(value) if isinstance(value, list) else "" if value is None else str(value)
        cells[name] = str(value).lower() if isinstance(value, bool) else "'" + cell if cell.startswith("=") else cell
    return cells


def _summary(item: dict[str, Any]) -> str:
    return f"{item['number']} năm · {item['title']}" if item["number"] else str(item["title"])


class TestCalendar:
    def row(self, session: AsyncSession, **values: Any) -> OccurrenceRow:
        told: dict[str, Any] = dict.fromkeys(OccurrenceRow._fields)
        told |= {"date": "2027-02-28", "number": 22, "year_class": "other", "precision": "day", "title": "Kết nghĩa"}
        told |= {"anniversary_id": "a1", "kind": "twinning", "version": 3, "updated_at": session.info["now"]}
        return OccurrenceRow(**told | values)

    async def test_is_what_clients_ask_for(self, session: AsyncSession) -> None:
        made = render_calendar("Lịch; tỉnh, ta", [self.row(session)], lang="vi", alarms=["-P7D", "-PT15H"])
        calendar = icalendar.Calendar.from_ical(made)
        assert all(len(line) <= 75 for line in made.split(b"\r\n"))
        lines = made.replace(b"\r\n ", b"").decode().split("\r\n")
        assert "REFRESH-INTERVAL;VALUE=DURATION:PT12H" in lines
        assert "X-PUBLISHED-TTL:PT12H" in lines
        assert "NAME:Lịch\\; tỉnh\\, ta" in lines
        assert {"DTSTART;VALUE=DATE:20270228", "DTEND;VALUE=DATE:20270301", "SEQUENCE:2"} <= set(lines)
        (event,) = calendar.walk("VEVENT")
        assert (str(event["transp"]), str(event["status"])) == ("TRANSPARENT", "CONFIRMED")
        assert event["categories"].to_ical() == "Thiết lập quan hệ địa phương,Năm khác".encode()
        assert [alarm["trigger"].to_ical() for alarm in event.walk("VALARM")] == [b"-P7D", b"-PT15H"]
        assert "DESCRIPTION" not in calendar

    async def test_may_hide_all_but_titles_and_tell_of_what_went(self, session: AsyncSession) -> None:
        gone = self.row(session, date="2027-03-01")
        made = render_calendar("x", [self.row(session)], lang="en", show_full=False, cancelled=[gone], alarms=["-P1D"])
        first, second = icalendar.Calendar.from_ical(made).walk("VEVENT")
        assert "DESCRIPTION" not in first
        assert "CATEGORIES" not in first
        assert (str(second["uid"]), str(second["status"])) == ("a1-2027-03-01@doitac", "CANCELLED")
        assert second.walk("VALARM") == []

    @pytest.mark.parametrize(
        ("number", "expected"), [(1, "1st"), (11, "11th"), (22, "22nd"), (53, "53rd"), (113, "113th"), (50, "50th")]
    )
    async def test_counts_in_english(self, session: AsyncSession, number: int, expected: str) -> None:
        assert summary_of(self.row(session, number=number), "en") == f"Kết nghĩa ({expected})"


class TestOfOne:
    async def test_looks_on_from_today(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_anniversary(session)
        found = items(await client.get(f"{ADDRESS}/{row.id}/occurrences"))
        years = [int(one["date"][:4]) for one in found]
        assert years == list(range(years[0], years[0] + 5))
        assert years[0] - found[0]["number"] == 1962
        assert len(items(await client.get(f"{ADDRESS}/{row.id}/occurrences", params={"years": "10"}))) == 10

    async def test_may_have_nothing_to_come(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_anniversary(session, valid_to="1990")
        assert items(await client.get(f"{ADDRESS}/{row.id}/occurrences")) == []

    async def test_is_absent_where_the_anniversary_is(self, make_client: MakeClient, session: AsyncSession) -> None:
        row = await make_anniversary(session, confidentiality=Confidentiality.RESTRICTED)
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        assert (await reader.get(f"{ADDRESS}/{row.id}/occurrences")).status_code == 404


class TestVisibility:
    async def test_is_that_of_the_list(self, make_client: MakeClient, session: AsyncSession) -> None:
        ours, theirs = await make_org_unit(session), await make_org_unit(session)
        hidden = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        await make_anniversary(session, title_vi="ta", org_unit_ids=[ours.id])
        await make_anniversary(session, title_vi="họ", org_unit_ids=[theirs.id])
        named = subject(SubjectType.PARTNER, hidden.id)
        await make_anniversary(session, title_vi="kín", subject=named, partner_id=hidden.id)
        reader = await make_client(Role.READER, Confidentiality.INTERNAL, org_unit_ids=[ours.id])
        for form in ("application/json", "text/csv", "text/calendar"):
            query = window("2027-01-01", "2027-12-31")
            answer = await reader.get(OCCURRENCES, params=query, headers={"accept": form})
            assert [title in answer.text for title in ("ta", "họ", "kín")] == [True, False, False]


class TestReading:
    async def test_gives_feeds_what_was_deleted_too(
        self, database: Database, session: AsyncSession, principal: Principal
    ) -> None:
        row = await make_anniversary(session)
        row.deleted_at = session.info["now"]
        await session.flush()
        query = OccurrenceWindow(from_=date(2026, 1, 1), to=date(2027, 12, 31))
        assert await occurrences.read_occurrences(database.reader, principal, query, "vi") == []
        gone = await occurrences.read_occurrences(database.reader, principal, query, "vi", deleted=True)
        assert [(one.date, one.version) for one in gone] == [("2026-09-05", 2), ("2027-09-05", 2)]

    async def test_costs_the_same_for_one_as_for_fifty(
        self, client: httpx.AsyncClient, session: AsyncSession, statements: Statements
    ) -> None:
        costs = []
        for count in (1, 49):
            for number in range(count):
                origin = (date(1962, 1, 1) + timedelta(days=number * 7)).isoformat()
                await make_anniversary(session, country="LA", origin_date=origin)
            statements.clear()
            for form in ("application/json", "text/csv", "text/calendar"):
                query = window("2027-01-01", "2027-12-31")
                await client.get(OCCURRENCES, params=query, headers={"accept": form})
            costs.append(len(statements))
        assert costs[0] == costs[1] < 15

    async def test_asks_the_index_for_a_week_among_many(self, session: AsyncSession, principal: Principal) -> None:
        await _fill(session)
        statement = within(principal, OccurrenceFilters(), date(2027, 9, 1), date(2027, 9, 7))
        rows = (await session.execute(statement)).all()
        assert {row.origin_date[5:] for row in rows} <= {f"09-0{day}" for day in range(1, 8)}
        assert 0 < len(rows) < 150
        compiled = statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        explain = "EXPLAIN " if KIND == "postgresql" else "EXPLAIN QUERY PLAN "
        plan = " ".join(str(row) for row in (await session.execute(text(f"{explain}{compiled}"))).all())
        assert "ix_anniversaries_month_day" in plan

    async def test_leaves_the_event_loop_where_there_is_much_to_reckon(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        await _fill(session)
        first = await client.get(OCCURRENCES, params=window("2026-01-01", "2027-06-30", limit="1000"))
        assert (len(items(first)), first.json()["items"][0]["date"]) == (1_000, "2026-01-01")
        answer = await client.get(
            OCCURRENCES, params=window("2026-01-01", "2027-06-30"), headers={"accept": "text/csv"}
        )
        lines = answer.text.splitlines()[1:]
        assert len(lines) == len(set(lines)) > 6_000
        assert [line[:10] for line in lines] == sorted(line[:10] for line in lines)


async def _fill(session: AsyncSession) -> None:
    """Several thousand days, each of the year as often."""
    row = await make_anniversary(session, origin_date="1961-01-01")
    like = {column.key: getattr(row, column.key) for column in Anniversary.__table__.columns}
    days = [date(1961, 1, 1) + timedelta(days=number % 365) for number in range(1, 5_000)]
    rows = [
        {**like, "id": new_id(), "origin_date": day.isoformat(), "month_day": day.month * 100 + day.day} for day in days
    ]
    await session.execute(insert(Anniversary), rows)
    if KIND == "postgresql":
        await session.execute(text("ANALYZE anniversaries"))
