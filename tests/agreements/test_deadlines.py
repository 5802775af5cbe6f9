"""Deadlines: done one by one, and listed across agreements; the ends that come near (R2, R4, R5)."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from app.agreements.models import ActKind, Agreement
from app.auth.rules import Role
from app.core.clock import now
from app.core.dates import today_in
from tests.agreements.conftest import ADDRESS, MISSING_ID, Sides, created, faults, ids, refusal
from tests.conftest import MakeClient, Statements
from tests.factories.agreements import make_act, make_agreement
from tests.factories.documents import make_document
from tests.factories.org_units import make_org_unit

WORKLIST = f"{ADDRESS}/deadlines"
EXPIRING = f"{ADDRESS}/expiring"
REPORT, COPY = "prime_minister_report", "ministry_copy"


@pytest.fixture
def today(app: FastAPI) -> date:
    return today_in(app.state.settings.time_zone, now())


@pytest.fixture
async def signed(client: httpx.AsyncClient, sides: Sides) -> dict[str, Any]:
    return created(await client.post(ADDRESS, json=sides.body(signed_on="2024-03-15")))


async def done(client: httpx.AsyncClient, agreement: dict[str, Any], kind: str, **values: Any) -> httpx.Response:
    return await client.post(f"{ADDRESS}/{agreement['id']}/deadlines/{kind}/done", json={"on": "2024-03-20", **values})


def deadline(kind: str, due_on: str | None, done_on: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "due_on": due_on, "done_on": done_on, "basis": "Điều 19"}


async def make_due(session: AsyncSession, *deadlines: dict[str, Any], **values: Any) -> Agreement:
    """An agreement with these deadlines."""
    still_open = [item["due_on"] for item in deadlines if item["due_on"] and not item["done_on"]]
    next_due_on = date.fromisoformat(min(still_open)) if still_open else None
    return await make_agreement(session, deadlines=list(deadlines), next_due_on=next_due_on, **values)


async def worklist(client: httpx.AsyncClient, **parameters: Any) -> list[dict[str, Any]]:
    answer = await client.get(WORKLIST, params=parameters)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


class TestDone:
    async def test_marks_the_report_and_the_copy_of_a_signing_apart(
        self, client: httpx.AsyncClient, signed: dict[str, Any]
    ) -> None:
        """R4 (Điều 19): 15 days from the signing."""
        assert {item["due_on"] for item in signed["deadlines"]} == {"2024-03-30"}
        answer = await done(client, signed, REPORT)
        told = {item["kind"]: item["done_on"] for item in answer.json()["deadlines"]}
        assert told == {REPORT: "2024-03-20", COPY: None}
        assert (answer.json()["version"], answer.json()["next_due_on"]) == (2, "2024-03-30")
        answer = await done(client, signed, COPY)
        assert answer.json()["next_due_on"] is None

    async def test_marks_the_earliest_that_is_open(self, client: httpx.AsyncClient, signed: dict[str, Any]) -> None:
        """R5 (Điều 34): each suspension and ending has a notice of its own, 15 days from its day."""
        acts = (("suspend", "2024-05-01"), ("resume", "2024-06-01"), ("terminate", "2024-07-01"))
        for kind, on in acts:
            body = {"kind": kind, "effective_on": on}
            created(await client.post(f"{ADDRESS}/{signed['id']}/acts", json=body))
        for number, due_on in enumerate(("2024-05-16", "2024-07-16"), start=1):
            answer = await done(client, signed, "termination_notice", on="2024-07-10")
            told = [item for item in answer.json()["deadlines"] if item["kind"] == "termination_notice"]
            assert [item["done_on"] for item in told].count("2024-07-10") == number
            assert told[number - 1]["due_on"] == due_on
        assert refusal(await done(client, signed, "termination_notice")) == (404, "not_found")

    async def test_stays_done_when_the_agreement_is_written_again(
        self, client: httpx.AsyncClient, signed: dict[str, Any]
    ) -> None:
        await done(client, signed, REPORT)
        answer = await client.patch(f"{ADDRESS}/{signed['id']}", json={"summary": "Trao đổi cán bộ"})
        assert {item["done_on"] for item in answer.json()["deadlines"] if item["kind"] == REPORT} == {"2024-03-20"}

    async def test_cites_the_document_and_keeps_the_note(
        self, client: httpx.AsyncClient, session: AsyncSession, signed: dict[str, Any]
    ) -> None:
        document = await make_document(session)
        answer = await done(client, signed, REPORT, document_id=document.id, note="Gửi qua trục liên thông")
        cited = answer.json()["citations"]
        assert [(item["document_id"], item["locator"]) for item in cited] == [(document.id, REPORT)]
        history = (await client.get(f"{ADDRESS}/{signed['id']}/history")).json()["items"]
        assert history[0]["comment"] == "Gửi qua trục liên thông"

    async def test_is_neither_in_the_future_nor_by_an_unknown_document(
        self, client: httpx.AsyncClient, signed: dict[str, Any], today: date
    ) -> None:
        tomorrow = (today + timedelta(days=1)).isoformat()
        assert faults(await done(client, signed, REPORT, on=tomorrow)) == [("/on", "date_in_future")]
        answer = await done(client, signed, REPORT, document_id=MISSING_ID)
        assert faults(answer) == [("/document_id", "unknown_reference")]
        assert (await client.get(f"{ADDRESS}/{signed['id']}")).json()["version"] == 1

    async def test_needs_a_deadline_that_is_there(self, client: httpx.AsyncClient, signed: dict[str, Any]) -> None:
        for kind in ("consultation", "nothing"):
            assert refusal(await done(client, signed, kind)) == (404, "not_found")
        assert refusal(await done(client, {"id": MISSING_ID}, REPORT)) == (404, "not_found")

    async def test_is_not_for_other_units(
        self, make_client: MakeClient, session: AsyncSession, client: httpx.AsyncClient, sides: Sides
    ) -> None:
        public = created(await client.post(ADDRESS, json=sides.body(signed_on="2024-03-15", confidentiality="public")))
        editor = await make_client(Role.EDITOR, org_unit_ids=[(await make_org_unit(session)).id])
        assert refusal(await done(editor, public, REPORT)) == (403, "out_of_scope")


class TestWorklist:
    async def test_lists_what_is_open_in_the_order_of_its_day(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        first = await make_due(
            session,
            deadline(REPORT, "2026-03-01"),
            deadline(COPY, "2026-01-01", "2025-12-01"),
            title_vi="Bản ghi nhớ A",
        )
        second = await make_due(session, deadline("consultation", None), deadline(COPY, "2026-02-01"))
        items = await worklist(client)
        assert [(item["agreement_id"], item["kind"], item["due_on"]) for item in items] == [
            (second.id, COPY, "2026-02-01"),
            (first.id, REPORT, "2026-03-01"),
            (second.id, "consultation", None),
        ]
        assert items[1] == {
            "agreement_id": first.id,
            "title_vi": "Bản ghi nhớ A",
            "kind": REPORT,
            "due_on": "2026-03-01",
            "done_on": None,
            "basis": "Điều 19",
            "overdue": True,
        }

    async def test_tells_what_is_overdue_today(
        self, client: httpx.AsyncClient, session: AsyncSession, today: date
    ) -> None:
        days = {days: (today + timedelta(days=days)).isoformat() for days in (-1, 0, 1)}
        await make_due(session, deadline("consultation", None), *(deadline(COPY, day) for day in days.values()))
        items = await worklist(client)
        assert [item["due_on"] for item in items if item["overdue"]] == [days[-1]]

    async def test_narrows_to_days_kinds_and_units(
        self, client: httpx.AsyncClient, session: AsyncSession, sides: Sides
    ) -> None:
        due = [deadline(REPORT, "2026-03-01"), deadline(COPY, "2026-04-01"), deadline("consultation", None)]
        ours = await make_due(session, *due, org_unit_id=sides.unit.id)
        led = await make_due(session, deadline(REPORT, "2026-05-01"), lead_unit_id=sides.unit.id)
        await make_due(session, deadline(COPY, "2026-03-01"))
        found = await worklist(client, due_from="2026-03-01", due_to="2026-05-01", org_unit_id=sides.unit.id)
        assert [(item["agreement_id"], item["kind"]) for item in found] == [
            (ours.id, REPORT),
            (ours.id, COPY),
            (led.id, REPORT),
        ]
        assert len(await worklist(client, due_to="2026-03-01")) == 2
        assert len(await worklist(client, due_from="2026-03-02")) == 2
        kinds = await worklist(client, kind=f"{COPY},consultation", org_unit_id=sides.unit.id)
        assert [item["kind"] for item in kinds] == [COPY, "consultation"]

    async def test_tells_what_was_done_when_asked(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_due(session, deadline(REPORT, "2026-03-01", "2026-02-20"), deadline(COPY, "2026-03-01"))
        assert [(item["kind"], item["done_on"]) for item in await worklist(client, done=True)] == [
            (REPORT, "2026-02-20")
        ]
        assert len(await worklist(client, done=True, due_to="2026-03-01")) == 1
        assert await worklist(client, done=True, due_to="2026-02-28") == []

    async def test_shows_what_the_caller_may_see(
        self, client: httpx.AsyncClient, session: AsyncSession, make_client: MakeClient, sides: Sides
    ) -> None:
        await make_due(session, deadline(REPORT, "2026-03-01"), confidentiality="restricted")
        mine = await make_due(session, deadline(REPORT, "2026-03-01"), org_unit_id=sides.unit.id)
        other = await make_org_unit(session)
        await make_due(session, deadline(REPORT, "2026-03-01"), org_unit_id=other.id)
        reader = await make_client(Role.READER, "internal", org_unit_ids=[sides.unit.id])
        assert [item["agreement_id"] for item in await worklist(reader)] == [mine.id]
        assert len(await worklist(client)) == 3

    @pytest.mark.parametrize("sort", ["due_on", "-due_on", "kind", "-title_vi,due_on"])
    async def test_gives_each_deadline_once_page_by_page(
        self, client: httpx.AsyncClient, session: AsyncSession, statements: Statements, sort: str
    ) -> None:
        due = [deadline(kind, day) for kind in (REPORT, COPY) for day in ("2026-03-01", None, "2026-03-01")]
        for _ in range(2):
            await make_due(session, *due)
        whole = await worklist(client, sort=sort, fields="agreement_id,kind,due_on")
        statements.clear()
        link, seen = str(httpx.URL(WORKLIST, params={"limit": 5, "sort": sort, "count": "exact"})), []
        while link:
            answer = await client.get(link)
            assert answer.json()["count"] == 12
            seen += answer.json()["items"]
            link = answer.links["next"]["url"] if "next" in answer.links else ""
        assert len(statements) == 6
        assert [{name: item[name] for name in ("agreement_id", "kind", "due_on")} for item in seen] == whole
        assert len(whole) == 12


class TestExpiring:
    async def test_lists_the_ends_that_come_near_the_next_first(
        self, client: httpx.AsyncClient, session: AsyncSession, today: date
    ) -> None:
        ends = {days: today + timedelta(days=days) for days in (-1, 0, 30, 90, 91, 200)}
        common: dict[str, Any] = {"signed_on": "2020", "starts_on": date(2020, 1, 1)}
        made = {days: (await make_agreement(session, expires_on=end, **common)).id for days, end in ends.items()}
        await make_agreement(session, expires_on=ends[30], renews_automatically=True, **common)
        await make_agreement(session, expires_on=ends[30])
        await make_agreement(session, **common)
        assert ids(await client.get(EXPIRING)) == [made[days] for days in (0, 30, 90)]
        answer = await client.get(EXPIRING, params={"within_days": 200})
        assert ids(answer) == [made[days] for days in (0, 30, 90, 91, 200)]
        assert [item["status"] for item in answer.json()["items"]][2:] == ["expiring", "in_force", "in_force"]
        assert ids(await client.get(EXPIRING, params={"within_days": 0})) == [made[0]]
        pages = await client.get(EXPIRING, params={"limit": 2, "sort": "-expires_on", "count": "exact"})
        assert (ids(pages), pages.json()["count"]) == ([made[90], made[30]], 3)
        assert ids(await client.get(pages.links["next"]["url"])) == [made[0]]

    async def test_goes_by_renewals_and_leaves_out_what_has_ended(
        self, client: httpx.AsyncClient, session: AsyncSession, today: date, sides: Sides
    ) -> None:
        soon, later = today + timedelta(days=10), today + timedelta(days=400)
        common: dict[str, Any] = {
            "signed_on": "2020",
            "starts_on": date(2020, 1, 1),
            "expires_on": soon,
            "org_unit_id": sides.unit.id,
        }
        renewed, ended, suspended = [await make_agreement(session, **common) for _ in range(3)]
        await make_act(session, renewed, kind=ActKind.RENEW, effective_on=today, expires_on=later)
        await make_act(session, ended, kind=ActKind.TERMINATE, effective_on=today)
        await make_act(session, suspended, kind=ActKind.SUSPEND, effective_on=today)
        await make_agreement(session, **common | {"org_unit_id": None})
        answer = await client.get(EXPIRING, params={"org_unit_id": sides.unit.id})
        assert [(item["id"], item["status"]) for item in answer.json()["items"]] == [(suspended.id, "suspended")]
