"""`POST /v1/activities/{id}/transitions`: the life of an activity, step by step."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.activities.models import ActivityKind, ActivityStatus
from app.auth.rules import Role
from app.org_units.models import OrgUnit
from tests.activities.conftest import ADDRESS, body_of, faults
from tests.conftest import MakeClient
from tests.factories.activities import make_activity

CONFERENCE = ActivityKind.CONFERENCE


class TestWalk:
    async def test_of_a_conference_from_plan_to_report(self, client: httpx.AsyncClient, unit: OrgUnit) -> None:
        dates = {"held_from": "2024-06-10", "held_to": "2024-06-12"}
        made = await client.post(ADDRESS, json=body_of(unit, kind="conference", **dates))
        address = f"{made.headers['location']}/transitions"
        for values in (
            {"to": "submitted", "on": "2024-05-02"},
            {"to": "approved", "on": "2024-05-20", "decision_number": "99/UBND-NV"},
            {"to": "held", "on": "2024-06-10"},
            {"to": "reported", "on": "2024-06-20"},
        ):
            answer = await client.post(address, json=values)
            assert (answer.status_code, answer.json()["status"]) == (200, values["to"]), answer.text
        told = (await client.get(made.headers["location"])).json()
        assert (told["file_submitted_on"], told["decision_on"], told["report_submitted_on"]) == (
            "2024-05-02",
            "2024-05-20",
            "2024-06-20",
        )
        assert (told["decision_number"], told["held_from"], told["held_to"]) == ("99/UBND-NV", *dates.values())
        history = (await client.get(f"{made.headers['location']}/history")).json()["items"]
        assert [entry["action"] for entry in history] == [*["transition"] * 4, "create"]

    async def test_of_a_meeting_needs_nobodys_leave(self, make_client: MakeClient, unit: OrgUnit) -> None:
        editor = await make_client(Role.EDITOR)
        made = await editor.post(ADDRESS, json=body_of(unit))
        address = f"{made.headers['location']}/transitions"
        held = (await editor.post(address, json={"to": "held", "on": "2024-02-20"})).json()
        assert (held["status"], held["held_from"], held["held_to"]) == ("held", "2024-02-20", None)
        assert (await editor.post(address, json={"to": "reported"})).status_code == 200


class TestStep:
    @pytest.mark.parametrize(
        ("kind", "status", "to", "allowed"),
        [
            (CONFERENCE, ActivityStatus.PLANNED, "held", ["submitted", "cancelled"]),
            (ActivityKind.MEETING, ActivityStatus.PLANNED, "reported", ["submitted", "held", "cancelled"]),
            (CONFERENCE, ActivityStatus.SUBMITTED, "held", ["approved", "rejected", "cancelled"]),
            (CONFERENCE, ActivityStatus.REJECTED, "held", []),
            (CONFERENCE, ActivityStatus.HELD, "cancelled", ["reported"]),
            (CONFERENCE, ActivityStatus.CANCELLED, "planned", []),
        ],
    )
    async def test_that_is_none_tells_which_there_are(
        self,
        client: httpx.AsyncClient,
        session: AsyncSession,
        kind: ActivityKind,
        status: ActivityStatus,
        to: str,
        allowed: list[str],
    ) -> None:
        row = await make_activity(session, kind=kind, status=status)
        answer = await client.post(f"{ADDRESS}/{row.id}/transitions", json={"to": to})
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (409, "illegal_transition")
        assert (problem["from"], problem["to"], problem["allowed"]) == (status.value, to, allowed)

    @pytest.mark.parametrize("to", ["approved", "rejected"])
    async def test_that_decides_is_an_approvers(self, make_client: MakeClient, session: AsyncSession, to: str) -> None:
        row = await make_activity(session, status=ActivityStatus.SUBMITTED)
        editor, approver = await make_client(Role.EDITOR), await make_client(Role.APPROVER)
        step = {"to": to, "reason": "Theo văn bản"}
        answer = await editor.post(f"{ADDRESS}/{row.id}/transitions", json=step)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
        assert (await approver.post(f"{ADDRESS}/{row.id}/transitions", json=step)).status_code == 200

    @pytest.mark.parametrize(
        ("values", "fault"),
        [
            ({"to": "rejected"}, ("/reason", "missing")),
            ({"to": "cancelled"}, ("/reason", "missing")),
            ({"to": "cancelled", "reason": "Hoãn", "decision_number": "1"}, ("/decision_number", "invalid_value")),
            ({"to": "approved", "on": "2999-01-01"}, ("/on", "date_in_future")),
            ({"to": "approved", "on": "2024-05-01"}, ("/on", "before_previous")),
            ({"to": "nowhere"}, ("/to", "unknown_value")),
            ({}, ("/to", "missing")),
        ],
    )
    async def test_refuses_what_cannot_be(
        self, client: httpx.AsyncClient, session: AsyncSession, values: dict[str, Any], fault: tuple[str, str]
    ) -> None:
        row = await make_activity(session, status=ActivityStatus.SUBMITTED)
        await client.patch(f"{ADDRESS}/{row.id}", json={"file_submitted_on": "2024-05-02"})
        assert faults(await client.post(f"{ADDRESS}/{row.id}/transitions", json=values)) == [fault]

    @pytest.mark.parametrize("name", ["held_from", "held_to"])
    async def test_to_held_comes_no_earlier_than_the_first_day(
        self, client: httpx.AsyncClient, session: AsyncSession, name: str
    ) -> None:
        known: dict[str, Any] = {name: "2024-06"}
        row = await make_activity(session, **known)
        address = f"{ADDRESS}/{row.id}/transitions"
        answer = await client.post(address, json={"to": "held", "on": "2024-05-31"})
        assert faults(answer) == [("/on", "before_previous")]
        answer = await client.post(address, json={"to": "held", "on": "2024-06-01"})
        assert (answer.status_code, answer.json()["held_from"]) == (200, "2024-06")

    async def test_takes_the_day_that_is_known_already(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_activity(session)
        await client.patch(f"{ADDRESS}/{row.id}", json={"file_submitted_on": "2024-03-01"})
        answer = await client.post(f"{ADDRESS}/{row.id}/transitions", json={"to": "submitted"})
        assert answer.json()["file_submitted_on"] == "2024-03-01"

    async def test_keeps_its_reason_beside_the_comment(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_activity(session)
        step, headers = {"to": "cancelled", "reason": "Thiên tai"}, {"X-Change-Comment": "storm"}
        await client.post(f"{ADDRESS}/{row.id}/transitions", json=step, headers=headers)
        entry = (await client.get(f"{ADDRESS}/{row.id}/history")).json()["items"][0]
        assert (entry["action"], entry["comment"]) == ("transition", "Thiên tai; storm")

    async def test_of_a_stale_version_is_refused(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_activity(session)
        await client.patch(f"{ADDRESS}/{row.id}", json={"place": "Vinh"})
        address, stale = f"{ADDRESS}/{row.id}/transitions", {"If-Match": '"1"'}
        assert (await client.post(address, json={"to": "held"}, headers=stale)).status_code == 412

    async def test_is_not_taken_when_only_validating(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_activity(session)
        address, query = f"{ADDRESS}/{row.id}/transitions", {"validate_only": True}
        assert (await client.post(address, json={"to": "held"}, params=query)).json()["status"] == "held"
        assert (await client.get(f"{ADDRESS}/{row.id}")).json()["status"] == "planned"
