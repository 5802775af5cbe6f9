"""Opinions of the agencies asked about a delegation: when they are due, and when they are answered."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.core.clock import now
from app.core.dates import today_in
from app.core.schema import Confidentiality
from app.delegations.models import Delegation, Verdict
from tests.conftest import MakeClient
from tests.factories.delegation_members import make_opinion
from tests.factories.delegations import make_delegation
from tests.factories.documents import make_document
from tests.factories.org_units import make_org_unit

UNKNOWN_ID = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"
ASKED: dict[str, Any] = {"agency_name": "Công an tỉnh", "sent_on": "2026-03-02"}
ANSWER = {"answered_on": "2026-03-05", "verdict": "agree"}


@pytest.fixture
async def delegation(session: AsyncSession) -> Delegation:
    return await make_delegation(session)


@pytest.fixture
def address(delegation: Delegation) -> str:
    return f"/v1/delegations/{delegation.id}/opinions"


async def faults_of(client: httpx.AsyncClient, address: str, **values: Any) -> list[tuple[str, str]]:
    answer = await client.post(address, json=ASKED | values)
    assert answer.status_code == 422, answer.text
    return [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]]


class TestCreate:
    async def test_is_due_so_many_working_days_after_sending(
        self, client: httpx.AsyncClient, address: str, delegation: Delegation
    ) -> None:
        """R2's clock, with the setting's seven days: Monday 2 March 2026 to Wednesday 11 March."""
        answer = await client.post(address, json=ASKED)
        body = answer.json()
        assert (answer.status_code, body["due_on"], body["answered_on"]) == (201, "2026-03-11", None)
        assert body["delegation_id"] == delegation.id
        assert answer.headers["location"] == f"{address}/{body['id']}"
        assert (await client.get(answer.headers["location"])).json() == body

    async def test_skips_the_holidays_of_the_calendar(self, client: httpx.AsyncClient, address: str) -> None:
        """30 April and 1 May 2026 are off."""
        answer = await client.post(address, json=ASKED | {"sent_on": "2026-04-28"})
        assert answer.json()["due_on"] > "2026-05-07"

    async def test_is_due_when_the_caller_says(self, client: httpx.AsyncClient, address: str) -> None:
        answer = await client.post(address, json=ASKED | {"due_on": "2026-03-06"})
        assert answer.json()["due_on"] == "2026-03-06"

    async def test_follows_the_setting(self, app: FastAPI, client: httpx.AsyncClient, address: str) -> None:
        usual = app.state.settings
        app.state.settings = usual.model_copy(update={"opinion_due_days": 1})
        answer = await client.post(address, json=ASKED)
        app.state.settings = usual
        assert answer.json()["due_on"] == "2026-03-03"

    async def test_wants_the_day_itself_where_no_calendar_knows_it(
        self, client: httpx.AsyncClient, address: str
    ) -> None:
        long_ago = {"sent_on": "1999-03-02"}
        answer = await client.post(address, json=ASKED | long_ago, headers={"accept-language": "en"})
        fault = answer.json()["errors"][0]
        assert (answer.status_code, fault["pointer"], fault["code"]) == (422, "/due_on", "no_workday_calendar")
        assert "1999" in fault["detail"]
        assert (await client.post(address, json=ASKED | long_ago | {"due_on": "1999-03-12"})).status_code == 201

    async def test_asks_a_unit_or_an_agency_by_name_and_never_both(
        self, client: httpx.AsyncClient, session: AsyncSession, address: str
    ) -> None:
        unit = await make_org_unit(session, name_vi="Bộ Chỉ huy Bộ đội Biên phòng")
        one = await client.post(address, json={"agency_id": unit.id, "sent_on": "2026-03-02"})
        assert one.status_code == 201
        shown = await client.get(one.headers["location"], params={"expand": "agency"})
        assert shown.json()["agency"]["name_vi"] == "Bộ Chỉ huy Bộ đội Biên phòng"
        both = await faults_of(client, address, agency_id=unit.id)
        neither = await faults_of(client, address, agency_name=None)
        assert both == neither == [("/agency_id", "exactly_one")]

    @pytest.mark.parametrize(
        ("values", "faults"),
        [
            ({"due_on": "2026-03-01"}, [("/due_on", "end_before_start")]),
            ({"answered_on": "2026-03-01", "verdict": "agree"}, [("/answered_on", "end_before_start")]),
            ({"verdict": "disagree"}, [("/answered_on", "missing")]),
            ({"answered_on": "2026-03-05"}, [("/verdict", "missing")]),
            ({"verdict": "maybe"}, [("/verdict", "unknown_value")]),
            ({"sent_on": None}, [("/sent_on", "invalid_date")]),
            ({"sent_on": "2026-03"}, [("/sent_on", "invalid_date")]),
            ({"document_id": UNKNOWN_ID}, [("/document_id", "unknown_reference")]),
            (
                {"agency_name": None, "agency_id": UNKNOWN_ID, "citations": [{"document_id": UNKNOWN_ID}]},
                [("/agency_id", "unknown_reference"), ("/citations/0/document_id", "unknown_reference")],
            ),
            (
                {"agency_name": None, "due_on": "2026-03-01", "verdict": "agree"},
                [("/agency_id", "exactly_one"), ("/due_on", "end_before_start"), ("/answered_on", "missing")],
            ),
        ],
    )
    async def test_names_every_fault_at_its_place(
        self, client: httpx.AsyncClient, address: str, values: dict[str, Any], faults: list[tuple[str, str]]
    ) -> None:
        assert await faults_of(client, address, **values) == faults
        assert (await client.get(address)).json()["items"] == []

    async def test_may_be_answered_on_the_day_it_was_sent(self, client: httpx.AsyncClient, address: str) -> None:
        answer = await client.post(address, json=ASKED | ANSWER | {"answered_on": "2026-03-02"})
        assert (answer.status_code, answer.json()["verdict"]) == (201, "agree")

    async def test_leaves_the_delegation_at_its_version(self, client: httpx.AsyncClient, address: str) -> None:
        await client.post(address, json=ASKED)
        assert (await client.get(address.removesuffix("/opinions"))).json()["version"] == 1


class TestUpdate:
    async def test_puts_in_the_answer_with_its_letter(
        self, client: httpx.AsyncClient, session: AsyncSession, delegation: Delegation, address: str
    ) -> None:
        row = await make_opinion(session, delegation_id=delegation.id)
        letter = await make_document(session)
        answer = await client.patch(f"{address}/{row.id}", json=ANSWER | {"document_id": letter.id})
        assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
        assert answer.json().items() >= (ANSWER | {"document_id": letter.id, "due_on": "2026-03-11"}).items()

    async def test_takes_the_answer_back_as_a_whole(
        self, client: httpx.AsyncClient, session: AsyncSession, delegation: Delegation, address: str
    ) -> None:
        row = await make_opinion(
            session, delegation_id=delegation.id, answered_on=date(2026, 3, 5), verdict=Verdict.DISAGREE
        )
        half = await client.patch(f"{address}/{row.id}", json={"verdict": None})
        assert [fault["pointer"] for fault in half.json()["errors"]] == ["/verdict"]
        whole = await client.patch(f"{address}/{row.id}", json={"verdict": None, "answered_on": None})
        assert (whole.status_code, whole.json()["verdict"]) == (200, None)

    async def test_refuses_a_null_where_there_must_be_a_day(
        self, client: httpx.AsyncClient, session: AsyncSession, delegation: Delegation, address: str
    ) -> None:
        row = await make_opinion(session, delegation_id=delegation.id)
        answer = await client.patch(f"{address}/{row.id}", json={"due_on": None})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/due_on")

    async def test_keeps_what_the_opinion_named_though_the_caller_cannot_see_it(
        self, make_client: MakeClient, session: AsyncSession, delegation: Delegation, address: str
    ) -> None:
        hidden = await make_document(session, confidentiality=Confidentiality.RESTRICTED)
        row = await make_opinion(session, delegation_id=delegation.id, document_id=hidden.id)
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        assert (await editor.patch(f"{address}/{row.id}", json={"note": "Đã nhắc"})).status_code == 200
        refused = await editor.post(address, json=ASKED | {"document_id": hidden.id})
        assert refused.json()["errors"][0]["pointer"] == "/document_id"

    async def test_refuses_a_stale_version(
        self, client: httpx.AsyncClient, session: AsyncSession, delegation: Delegation, address: str
    ) -> None:
        row = await make_opinion(session, delegation_id=delegation.id)
        await client.patch(f"{address}/{row.id}", json=ANSWER)
        answer = await client.patch(f"{address}/{row.id}", json={"note": "x"}, headers={"if-match": '"1"'})
        assert (answer.status_code, answer.json()["changed_fields"]) == (412, ["answered_on", "verdict"])


class TestList:
    async def due(self, client: httpx.AsyncClient, address: str, **query: str) -> list[str]:
        answer = await client.get(address, params=query)
        assert answer.status_code == 200, answer.text
        return [item["agency_name"] for item in answer.json()["items"]]

    @pytest.fixture(autouse=True)
    async def asked(self, session: AsyncSession, app: FastAPI, delegation: Delegation) -> None:
        """One late, one due today, one that answered late."""
        today = today_in(app.state.settings.time_zone, now())
        sent, late = today - timedelta(days=20), today - timedelta(days=1)
        answered = {"answered_on": today, "verdict": Verdict.AGREE_WITH_COMMENTS}
        for name, due_on, values in (("Muộn", late, {}), ("Hôm nay", today, {}), ("Xong", late, answered)):
            await make_opinion(
                session, delegation_id=delegation.id, agency_name=name, sent_on=sent, due_on=due_on, **values
            )

    async def test_names_first_who_must_answer_first(self, client: httpx.AsyncClient, address: str) -> None:
        assert await self.due(client, address) == ["Muộn", "Xong", "Hôm nay"]

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ({"answered": "true"}, ["Xong"]),
            ({"answered": "false"}, ["Muộn", "Hôm nay"]),
            ({"overdue": "true"}, ["Muộn"]),
            ({"overdue": "false"}, ["Xong", "Hôm nay"]),
            ({"verdict": "agree,agree_with_comments"}, ["Xong"]),
            ({"agency_id": UNKNOWN_ID}, []),
        ],
    )
    async def test_filters(
        self, client: httpx.AsyncClient, address: str, query: dict[str, str], names: list[str]
    ) -> None:
        assert await self.due(client, address, **query) == names

    async def test_pages(self, client: httpx.AsyncClient, address: str) -> None:
        first = await client.get(address, params={"limit": 2, "sort": "-due_on"})
        second = await client.get(first.links["next"]["url"])
        names = [item["agency_name"] for page in (first, second) for item in page.json()["items"]]
        assert names == ["Hôm nay", "Muộn", "Xong"]


class TestDelete:
    async def test_is_undone_by_restore_and_kept_in_history(
        self, client: httpx.AsyncClient, session: AsyncSession, delegation: Delegation, address: str
    ) -> None:
        row = await make_opinion(session, delegation_id=delegation.id)
        one = f"{address}/{row.id}"
        assert (await client.delete(one)).status_code == 204
        assert (await client.get(one)).status_code == 404
        assert (await client.post(f"{one}/restore")).json()["agency_name"] == "Cơ quan Thử"
        actions = [item["action"] for item in (await client.get(f"{one}/history")).json()["items"]]
        assert actions == ["restore", "delete", "create"]


class TestVisibility:
    async def test_is_that_of_the_delegation(self, make_client: MakeClient, session: AsyncSession) -> None:
        hidden = await make_delegation(session, confidentiality=Confidentiality.RESTRICTED)
        row = await make_opinion(session, delegation_id=hidden.id, confidentiality=Confidentiality.PUBLIC)
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        address = f"/v1/delegations/{hidden.id}/opinions"
        answers = [
            await editor.get(address),
            await editor.get(f"{address}/{row.id}"),
            await editor.get(f"{address}/{row.id}/history"),
            await editor.post(address, json=ASKED),
            await editor.patch(f"{address}/{row.id}", json=ANSWER),
            await editor.delete(f"{address}/{row.id}"),
        ]
        assert [answer.status_code for answer in answers] == [404] * 6

    async def test_is_not_found_under_another_delegation(
        self, client: httpx.AsyncClient, session: AsyncSession, delegation: Delegation
    ) -> None:
        row = await make_opinion(session, delegation_id=delegation.id)
        other = await make_delegation(session, code="DR-2026-T002")
        address = f"/v1/delegations/{other.id}/opinions/{row.id}"
        answers = [await client.get(address), await client.get(f"{address}/history"), await client.delete(address)]
        assert [answer.status_code for answer in answers] == [404] * 3

    async def test_another_units_public_delegation_is_not_written(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        ours, theirs = await make_org_unit(session), await make_org_unit(session)
        public = await make_delegation(session, org_unit_id=theirs.id, confidentiality=Confidentiality.PUBLIC)
        editor = await make_client(Role.EDITOR, org_unit_ids=[ours.id])
        answer = await editor.post(f"/v1/delegations/{public.id}/opinions", json=ASKED)
        assert (answer.status_code, answer.json()["code"]) == (403, "out_of_scope")
