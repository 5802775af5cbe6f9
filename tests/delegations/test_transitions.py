"""The life of a delegation over HTTP, step by step."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.delegations.models import Delegation, DelegationStatus, Direction
from app.delegations.rules import TRANSITIONS
from tests.conftest import MakeClient
from tests.delegations.conftest import ADDRESS, TODAY, TOMORROW, YESTERDAY, Trip, faults, ids, record, told
from tests.factories.delegations import make_delegation

APPROVAL = {"to": "approved", "authority": "Chủ tịch UBND tỉnh", "decision_number": "12/QĐ-UBND"}


async def move(client: httpx.AsyncClient, id_: str, values: Mapping[str, Any]) -> httpx.Response:
    return await client.post(f"{ADDRESS}/{id_}/transitions", json=values)


async def add_leader(client: httpx.AsyncClient, id_: str) -> None:
    body = {"full_name": "Trưởng Đoàn Thử", "role": "leader"}
    record(await client.post(f"{ADDRESS}/{id_}/members", json=body), 201)


class TestWholeLife:
    async def test_goes_from_proposal_to_report(
        self, client: httpx.AsyncClient, make_client: MakeClient, trip: Trip
    ) -> None:
        editor, approver = await make_client(Role.EDITOR), await make_client(Role.APPROVER)
        created = record(await editor.post(ADDRESS, json=trip.body(planned_to="2026-05", headcount_planned=5)), 201)
        id_ = created["id"]
        back = TODAY - timedelta(days=20)
        days = {number: (back - timedelta(days=number)).isoformat() for number in (30, 20, 10, 5)}

        assert record(await move(editor, id_, {"to": "consulting", "on": days[30]}))["status"] == "consulting"
        asked = {
            "agency_name": "Công an tỉnh",
            "sent_on": "2026-03-02",
            "answered_on": "2026-03-05",
            "verdict": "agree",
        }
        record(await editor.post(f"{ADDRESS}/{id_}/opinions", json=asked), 201)
        submission = {"to": "submitted", "on": days[20]}
        assert told(await move(editor, id_, submission), 409) == "leader_missing"
        await add_leader(editor, id_)
        record(await move(editor, id_, submission))
        assert told(await move(editor, id_, APPROVAL), 403) == "not_permitted"
        approval = APPROVAL | {"on": days[10], "on_behalf_of": "UBND tỉnh"}
        record(await move(approver, id_, approval))
        gone = record(await move(editor, id_, {"to": "in_progress", "on": days[5]}))
        assert (gone["actual_from"], gone["report_due_on"]) == (days[5], None)
        done = record(await move(editor, id_, {"to": "completed", "on": back.isoformat()}))
        assert (done["actual_to"], done["report_due_on"]) == (
            back.isoformat(),
            (back + timedelta(days=15)).isoformat(),
        )
        overdue = {"report_overdue": "true"}
        assert ids(await client.get(ADDRESS, params=overdue)) == [id_]

        reported = record(await move(editor, id_, {"to": "reported"}))
        assert reported["report_submitted_on"] == TODAY.isoformat()
        assert ids(await client.get(ADDRESS, params=overdue)) == []
        assert [step["to"] for step in reported["transitions"]] == [
            "consulting",
            "submitted",
            "approved",
            "in_progress",
            "completed",
            "reported",
        ]
        assert reported["version"] == created["version"] + 6

    async def test_is_told_by_record_and_history(
        self, client: httpx.AsyncClient, make_client: MakeClient, trip: Trip
    ) -> None:
        approver = await make_client(Role.APPROVER)
        body = trip.body(direction="inbound", status="submitted")
        id_ = record(await approver.post(ADDRESS, json=body), 201)["id"]
        step = record(await move(approver, id_, APPROVAL | {"on_behalf_of": "UBND tỉnh"}))["transitions"][0]
        at = step.pop("at")
        assert step == {
            "from": "submitted",
            "to": "approved",
            "on": TODAY.isoformat(),
            "authority": "Chủ tịch UBND tỉnh",
            "on_behalf_of": "UBND tỉnh",
            "decision_number": "12/QĐ-UBND",
            "reason": None,
            "by": record(await approver.get("/v1/me"))["principal_id"],
        }
        entry = record(await client.get(f"{ADDRESS}/{id_}/history"))["items"][0]
        assert (entry["action"], entry["at"], entry["version"]) == ("transition", at, 2)
        assert entry["changes"]["status"] == ["submitted", "approved"]


class TestStates:
    @pytest.mark.parametrize("status", list(DelegationStatus))
    async def test_allow_their_successors_and_no_other(
        self, client: httpx.AsyncClient, session: AsyncSession, status: DelegationStatus
    ) -> None:
        allowed = TRANSITIONS[status]
        said = {"authority": "Chủ tịch", "reason": "Vì thế"}
        for number, to in enumerate(DelegationStatus):
            row = await make_delegation(session, code=str(number), direction=Direction.INBOUND, status=status)
            answer = await move(client, row.id, {"to": to.value, **said})
            if to in allowed:
                assert record(answer)["status"] == to
            else:
                assert told(answer, 409) == "illegal_transition"
                body = answer.json()
                assert (body["from"], body["to"], body["allowed"]) == (status, to, allowed)

    async def test_are_named_in_both_languages(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_delegation(session)
        details = {
            "vi": "Không thể chuyển từ “Đề xuất” sang “Đã báo cáo”.",
            "en": "It cannot go from “Proposed” to “Reported”.",
        }
        for language, detail in details.items():
            answer = await client.post(
                f"{ADDRESS}/{row.id}/transitions", json={"to": "reported"}, headers={"accept-language": language}
            )
            body = answer.json()
            assert (body["detail"], body["from"], body["to"]) == (detail, "proposed", "reported")

    async def test_that_nobody_knows_are_refused(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_delegation(session)
        assert faults(await move(client, row.id, {"to": "lưu"})) == [("/to", "unknown_value")]


class TestApproval:
    @pytest.fixture
    async def submitted(self, session: AsyncSession) -> Delegation:
        return await make_delegation(session, direction=Direction.INBOUND, status=DelegationStatus.SUBMITTED)

    @pytest.mark.parametrize("to", ["approved", "rejected"])
    async def test_is_an_approvers(self, make_client: MakeClient, submitted: Delegation, to: str) -> None:
        editor = await make_client(Role.EDITOR)
        answer = await move(editor, submitted.id, {"to": to, "authority": "x", "reason": "y"})
        assert told(answer, 403) == "not_permitted"

    async def test_names_its_authority(self, client: httpx.AsyncClient, submitted: Delegation) -> None:
        assert faults(await move(client, submitted.id, {"to": "approved"})) == [("/authority", "missing")]

    async def test_of_what_was_not_planned_names_the_decision(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        """R18."""
        row = await make_delegation(
            session,
            direction=Direction.INBOUND,
            status=DelegationStatus.SUBMITTED,
            in_plan=False,
            unplanned_reason="Bạn đề nghị",
        )
        assert faults(await move(client, row.id, {"to": "approved"})) == [
            ("/authority", "missing"),
            ("/decision_number", "decision_number_missing"),
        ]
        assert record(await move(client, row.id, APPROVAL))["status"] == "approved"

    async def test_without_a_decision_holds_it_in_the_plan(
        self, client: httpx.AsyncClient, submitted: Delegation
    ) -> None:
        """R18."""
        record(await move(client, submitted.id, {"to": "approved", "authority": "Chủ tịch"}))
        body = {"in_plan": False, "unplanned_reason": "Phát sinh"}
        answer = await client.patch(f"{ADDRESS}/{submitted.id}", json=body)
        assert faults(answer) == [("/in_plan", "decision_number_missing")]

    @pytest.mark.parametrize(
        ("status", "to"), [("submitted", "rejected"), ("approved", "postponed"), ("proposed", "cancelled")]
    )
    async def test_refused_or_put_off_says_why(
        self, client: httpx.AsyncClient, session: AsyncSession, status: str, to: str
    ) -> None:
        row = await make_delegation(session, status=DelegationStatus(status))
        assert faults(await move(client, row.id, {"to": to})) == [("/reason", "missing")]
        assert (
            record(await move(client, row.id, {"to": to, "reason": "Bạn hoãn"}))["transitions"][0]["reason"]
            == "Bạn hoãn"
        )


class TestLeader:
    """R21."""

    @pytest.mark.parametrize(("status", "to"), [("proposed", "submitted"), ("submitted", "approved")])
    async def test_is_wanted_of_an_outbound_delegation(
        self, client: httpx.AsyncClient, session: AsyncSession, status: str, to: str
    ) -> None:
        row = await make_delegation(session, status=DelegationStatus(status))
        member = {"full_name": "Thành Viên Thử"}
        record(await client.post(f"{ADDRESS}/{row.id}/members", json=member), 201)
        values = APPROVAL | {"to": to}
        assert told(await move(client, row.id, values), 409) == "leader_missing"
        await add_leader(client, row.id)
        assert record(await move(client, row.id, values))["status"] == to

    async def test_who_was_deleted_leads_no_more(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_delegation(session)
        await add_leader(client, row.id)
        member = ids(await client.get(f"{ADDRESS}/{row.id}/members"))[0]
        await client.delete(f"{ADDRESS}/{row.id}/members/{member}")
        assert told(await move(client, row.id, {"to": "submitted"}), 409) == "leader_missing"


class TestDays:
    async def test_are_not_in_the_future(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        """R20."""
        row = await make_delegation(session)
        answer = await move(client, row.id, {"to": "consulting", "on": TOMORROW.isoformat()})
        assert faults(answer) == [("/on", "date_in_future")]

    async def test_are_not_before_the_step_before(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_delegation(session, direction=Direction.INBOUND)
        record(await move(client, row.id, {"to": "consulting"}))
        answer = await move(client, row.id, {"to": "submitted", "on": YESTERDAY.isoformat()})
        assert faults(answer) == [("/on", "before_previous")]

    async def test_do_not_end_a_trip_before_it_began(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_delegation(session, status=DelegationStatus.IN_PROGRESS, actual_from=TODAY)
        answer = await move(client, row.id, {"to": "completed", "on": YESTERDAY.isoformat()})
        assert faults(answer) == [("/on", "end_before_start")]

    async def test_of_the_trip_that_are_known_stay(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        known: dict[str, Any] = {"actual_from": YESTERDAY, "actual_to": YESTERDAY}
        row = await make_delegation(session, status=DelegationStatus.APPROVED, **known)
        record(await move(client, row.id, {"to": "in_progress"}))
        found = record(await move(client, row.id, {"to": "completed"}))
        assert (found["actual_from"], found["actual_to"]) == (YESTERDAY.isoformat(), YESTERDAY.isoformat())
        assert found["report_due_on"] == (YESTERDAY + timedelta(days=15)).isoformat()


class TestGuards:
    async def test_are_those_of_every_write(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_delegation(session)
        address = f"{ADDRESS}/{row.id}/transitions"
        dry = await client.post(address, json={"to": "consulting"}, params={"validate_only": True})
        assert record(dry)["status"] == "consulting"
        assert record(await client.get(f"{ADDRESS}/{row.id}"))["version"] == 1
        keyed = {"idempotency-key": "step-1"}
        first = await client.post(address, json={"to": "consulting"}, headers=keyed)
        again = await client.post(address, json={"to": "consulting"}, headers=keyed)
        assert (again.status_code, again.content) == (200, first.content)
        stale = await client.post(address, json={"to": "submitted"}, headers={"if-match": '"1"'})
        assert stale.status_code == 412
        assert "status" in stale.json()["changed_fields"]
