"""`/v1/activities` over HTTP: one record at a time, and batches."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.activities.models import ActivityKind, ActivityStatus
from app.auth.rules import Role
from app.core.schema import Confidentiality
from app.org_units.models import OrgUnit
from tests.activities.conftest import ADDRESS, MISSING_ID, body_of, faults, ids
from tests.conftest import MakeClient
from tests.factories.activities import make_activity
from tests.factories.delegations import make_delegation
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.factories.tasks import make_task

LEVEL = Confidentiality.INTERNAL
VND = {"amount": "120000000.00", "currency": "VND"}


class TestCreate:
    async def test_answers_the_whole_record_with_its_address_and_version(
        self, client: httpx.AsyncClient, session: AsyncSession, unit: OrgUnit
    ) -> None:
        body = body_of(
            unit,
            kind="exchange",
            pillar="people",
            partner_ids=[(await make_partner(session)).id],
            countries=["LA", "KH"],
            purpose="Giao lưu nhân dân",
            held_from="2024-04",
            held_to="2024-05-02",
            place="Vinh",
            mode="hybrid",
            co_organizers=["Liên hiệp các tổ chức hữu nghị"],
            sponsors=["Một doanh nghiệp"],
            attendees_vietnamese=120,
            attendees_foreign=30,
            highest_guest="Phó Tỉnh trưởng",
            funding=[{"source": "state_budget", "planned": VND, "actual": None}],
            file_submitted_on="2024-03-01",
            decision_number="12/UBND",
            decision_on="2024-03-10",
            results="Tốt đẹp",
            report_submitted_on="2024-05-10",
            delegation_id=(await make_delegation(session)).id,
            plan_item_id=(await make_task(session)).id,
        )
        answer = await client.post(ADDRESS, json=body)
        assert answer.status_code == 201, answer.text
        assert answer.headers["location"] == f"{ADDRESS}/{answer.json()['id']}"
        assert answer.headers["etag"] == '"1"'
        assert answer.json().items() >= body.items()
        assert answer.json()["status"] == "planned"

    async def test_names_partners_and_countries_once_each(
        self, client: httpx.AsyncClient, session: AsyncSession, unit: OrgUnit
    ) -> None:
        partner = await make_partner(session)
        body = body_of(unit, partner_ids=[partner.id, partner.id], countries=["LA", "LA"])
        made = (await client.post(ADDRESS, json=body)).json()
        assert (made["partner_ids"], made["countries"]) == ([partner.id], ["LA"])

    async def test_names_every_reference_that_does_not_exist(self, client: httpx.AsyncClient) -> None:
        names = ("org_unit_id", "delegation_id", "plan_item_id")
        body: dict[str, Any] = {"kind": "meeting", "title": "Gặp mặt", **dict.fromkeys(names, MISSING_ID)}
        body |= {"partner_ids": [MISSING_ID], "citations": [{"document_id": MISSING_ID}]}
        places = [*(f"/{name}" for name in names), "/partner_ids/0", "/citations/0/document_id"]
        assert faults(await client.post(ADDRESS, json=body)) == [(place, "unknown_reference") for place in places]

    async def test_finds_a_hidden_plan_item_as_unknown_as_a_missing_one(
        self, make_client: MakeClient, session: AsyncSession, unit: OrgUnit
    ) -> None:
        hidden = await make_task(session, confidentiality=Confidentiality.RESTRICTED)
        editor = await make_client(Role.EDITOR, LEVEL)
        answer = await editor.post(ADDRESS, json=body_of(unit, plan_item_id=hidden.id))
        assert faults(answer) == [("/plan_item_id", "unknown_reference")]

    @pytest.mark.parametrize(
        ("values", "fault"),
        [
            ({"title": ""}, ("/title", "too_short")),
            ({"kind": "party"}, ("/kind", "unknown_value")),
            ({"held_from": "2024-02-30"}, ("/held_from", "invalid_date")),
            ({"held_from": "2024-05", "held_to": "2024-04"}, ("/held_to", "end_before_start")),
            ({"countries": ["XX"]}, ("/countries/0", "unknown_country")),
            ({"attendees_foreign": -1}, ("/attendees_foreign", "out_of_range")),
            ({"attendees_foreign": "30"}, ("/attendees_foreign", "not_a_number")),
            ({"funding": [{"source": "self", "planned": {"amount": "1", "currency": "ZZZ"}}]}, None),
            ({"file_submitted_on": "2999-01-01"}, ("/file_submitted_on", "date_in_future")),
            ({"decision_on": "2999-01-01"}, ("/decision_on", "date_in_future")),
            ({"report_submitted_on": "2999-01-01"}, ("/report_submitted_on", "date_in_future")),
            ({"status": "held", "held_from": "2999"}, ("/held_from", "date_in_future")),
            ({"authority": "prime_minister"}, ("/authority", "unknown_field")),
            ({"report_due_on": "2024-01-01"}, ("/report_due_on", "unknown_field")),
        ],
    )
    async def test_refuses_what_is_no_activity(
        self, client: httpx.AsyncClient, unit: OrgUnit, values: dict[str, Any], fault: tuple[str, str] | None
    ) -> None:
        expected = fault or ("/funding/0/planned/currency", "unknown_currency")
        assert faults(await client.post(ADDRESS, json=body_of(unit, **values))) == [expected]

    async def test_refuses_a_state_secret(self, client: httpx.AsyncClient, unit: OrgUnit) -> None:
        answer = await client.post(ADDRESS, json=body_of(unit, confidentiality="Mật"))
        assert answer.json()["code"] == "state_secret_refused"

    async def test_takes_history_as_it_was(self, make_client: MakeClient, unit: OrgUnit) -> None:
        editor = await make_client(Role.EDITOR)
        body = body_of(unit, status="reported", held_from="2019")
        assert (await editor.post(ADDRESS, json=body)).json()["status"] == "reported"

    @pytest.mark.parametrize(("kind", "status"), [("meeting", "approved"), ("conference", "held")])
    async def test_leaves_what_presupposes_a_decision_to_approvers(
        self, make_client: MakeClient, unit: OrgUnit, kind: str, status: str
    ) -> None:
        editor, approver = await make_client(Role.EDITOR), await make_client(Role.APPROVER)
        body = body_of(unit, kind=kind, status=status)
        answer = await editor.post(ADDRESS, json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
        assert (await approver.post(ADDRESS, json=body)).status_code == 201

    async def test_stores_nothing_when_only_validating(self, client: httpx.AsyncClient, unit: OrgUnit) -> None:
        answer = await client.post(ADDRESS, json=body_of(unit), params={"validate_only": True})
        assert answer.status_code == 201
        assert ids(await client.get(ADDRESS)) == []


class TestConference:
    """R19, QĐ 06/2020/QĐ-TTg."""

    async def test_r19_says_who_allows_it_and_by_when_it_is_filed_and_reported(
        self, client: httpx.AsyncClient, unit: OrgUnit
    ) -> None:
        body = body_of(unit, kind="conference", held_from="2024-06-10", held_to="2024-06-12")
        made = (await client.post(ADDRESS, json=body)).json()
        assert (made["authority"], made["file_due_on"], made["report_due_on"]) == (
            "competent_person",
            "2024-05-11",
            "2024-06-27",
        )

    async def test_r19_goes_to_the_prime_minister_once_a_minister_comes(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_activity(session, kind=ActivityKind.CONFERENCE, held_from="2024-06-10")
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"minister_level_guest": True})
        assert (answer.json()["authority"], answer.json()["file_due_on"]) == ("prime_minister", "2024-05-01")

    async def test_r19_has_no_terms_before_it_has_a_date(self, client: httpx.AsyncClient, unit: OrgUnit) -> None:
        made = (await client.post(ADDRESS, json=body_of(unit, kind="conference"))).json()
        assert (made["authority"], made["file_due_on"], made["report_due_on"]) == ("competent_person", None, None)

    async def test_r19_knows_the_report_by_the_last_day_alone(self, client: httpx.AsyncClient, unit: OrgUnit) -> None:
        made = (await client.post(ADDRESS, json=body_of(unit, kind="conference", held_to="2024-06-12"))).json()
        assert (made["file_due_on"], made["report_due_on"]) == (None, "2024-06-27")

    async def test_r19_may_be_filed_late_and_is_then_found(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        dates: dict[str, Any] = {
            "held_from": "2024-06-10",
            "status": ActivityStatus.SUBMITTED,
            "kind": ActivityKind.CONFERENCE,
        }
        late, early = await make_activity(session, **dates), await make_activity(session, **dates)
        for row, day in ((late, "2024-05-12"), (early, "2024-05-11")):
            answer = await client.patch(f"{ADDRESS}/{row.id}", json={"file_submitted_on": day})
            assert answer.status_code == 200, answer.text
        assert ids(await client.get(ADDRESS, params={"file_late": "true"})) == [late.id]
        assert ids(await client.get(ADDRESS, params={"file_late": "false"})) == [early.id]

    async def test_is_what_a_meeting_becomes_and_ceases_to_be(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_activity(session, held_from="2024-06-10")
        address = f"{ADDRESS}/{row.id}"
        made = (await client.patch(address, json={"kind": "conference"})).json()
        assert made["authority"] == "competent_person"
        made = (await client.patch(address, json={"kind": "other"})).json()
        assert (made["authority"], made["file_due_on"], made["report_due_on"]) == (None, None, None)

    async def test_is_made_of_a_meeting_that_took_place_by_an_approver_alone(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        row = await make_activity(session, status=ActivityStatus.HELD)
        editor, approver = await make_client(Role.EDITOR), await make_client(Role.APPROVER)
        change = {"kind": "conference"}
        assert (await editor.patch(f"{ADDRESS}/{row.id}", json=change)).status_code == 403
        assert (await approver.patch(f"{ADDRESS}/{row.id}", json=change)).status_code == 200


class TestUpdate:
    async def test_changes_what_is_given(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_activity(session, place="Vinh", purpose="Gặp gỡ")
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"place": "Hà Nội", "purpose": None})
        assert (answer.json()["place"], answer.json()["purpose"]) == ("Hà Nội", None)
        assert answer.headers["etag"] == '"2"'

    async def test_makes_no_version_of_no_change(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_activity(session, kind=ActivityKind.CONFERENCE, held_from="2024-06-10")
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"held_from": "2024-06-10"})
        assert (answer.status_code, answer.json()["version"]) == (200, 1)

    async def test_never_takes_the_status(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_activity(session)
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"status": "held"})
        assert faults(answer) == [("/status", "unknown_field")]

    async def test_may_leave_what_is_hidden_from_the_caller_as_it_is(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        hidden = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        row = await make_activity(session, partner_ids=[hidden.id])
        editor = await make_client(Role.EDITOR, LEVEL)
        assert (await editor.patch(f"{ADDRESS}/{row.id}", json={"place": "Vinh"})).status_code == 200

    async def test_of_a_stale_version_tells_what_changed_since(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_activity(session)
        await client.patch(f"{ADDRESS}/{row.id}", json={"place": "Vinh"})
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"place": "Huế"}, headers={"If-Match": '"1"'})
        assert (answer.status_code, answer.json()["changed_fields"]) == (412, ["place"])


class TestUpsert:
    ADDRESS = f"{ADDRESS}/by-external-id/vp/hd-1"

    async def test_creates_and_then_replaces_all_but_the_status(self, client: httpx.AsyncClient, unit: OrgUnit) -> None:
        answer = await client.put(self.ADDRESS, json=body_of(unit, place="Vinh", status="submitted"))
        assert (answer.status_code, answer.json()["external_id"]) == (201, "hd-1")
        answer = await client.put(self.ADDRESS, json=body_of(unit))
        assert (answer.status_code, answer.json()["place"], answer.json()["status"]) == (200, None, "submitted")

    async def test_takes_a_step_that_is_allowed(self, client: httpx.AsyncClient, unit: OrgUnit) -> None:
        await client.put(self.ADDRESS, json=body_of(unit))
        answer = await client.put(self.ADDRESS, json=body_of(unit, status="held", held_from="2024-05"))
        assert (answer.status_code, answer.json()["status"]) == (200, "held")

    async def test_refuses_a_step_that_is_none(self, client: httpx.AsyncClient, unit: OrgUnit) -> None:
        await client.put(self.ADDRESS, json=body_of(unit, kind="conference"))
        answer = await client.put(self.ADDRESS, json=body_of(unit, kind="conference", status="held"))
        assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")

    async def test_leaves_decisions_to_approvers(self, make_client: MakeClient, unit: OrgUnit) -> None:
        editor = await make_client(Role.EDITOR)
        await editor.put(self.ADDRESS, json=body_of(unit, status="submitted"))
        answer = await editor.put(self.ADDRESS, json=body_of(unit, status="approved"))
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


class TestBatch:
    async def test_runs_every_verb_in_order(
        self, client: httpx.AsyncClient, session: AsyncSession, unit: OrgUnit
    ) -> None:
        row = await make_activity(session)
        operations = [
            {"op": "create", "data": body_of(unit)},
            {"op": "upsert", "source_system": "vp", "external_id": "1", "data": body_of(unit)},
            {"op": "update", "id": row.id, "data": {"place": "Vinh"}},
            {"op": "delete", "id": row.id},
        ]
        answer = await client.post(f"{ADDRESS}/batch", json={"operations": operations})
        assert [result["status"] for result in answer.json()["results"]] == [201, 201, 200, 204]


class TestDelete:
    async def test_hides_the_activity_until_it_is_restored(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_activity(session)
        assert (await client.delete(f"{ADDRESS}/{row.id}")).status_code == 204
        assert (await client.get(f"{ADDRESS}/{row.id}")).status_code == 404
        assert (await client.post(f"{ADDRESS}/{row.id}/restore")).status_code == 200
        assert (await client.get(f"{ADDRESS}/{row.id}")).status_code == 200

    async def test_of_a_task_waits_for_the_activities_that_carry_it_out(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        task = await make_task(session)
        await make_activity(session, plan_item_id=task.id)
        answer = await client.delete(f"/v1/tasks/{task.id}")
        assert (answer.json()["code"], answer.json()["collection"]) == ("still_referenced", "activities")

    async def test_is_not_undone_while_what_it_names_is_gone(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        partner = await make_partner(session)
        row = await make_activity(session, partner_ids=[partner.id])
        await client.delete(f"{ADDRESS}/{row.id}")
        await client.delete(f"/v1/partners/{partner.id}")
        answer = await client.post(f"{ADDRESS}/{row.id}/restore")
        assert faults(answer) == [("/partner_ids/0", "unknown_reference")]


class TestHistory:
    async def test_tells_every_change_newest_first_also_of_a_deleted_one(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_activity(session)
        await client.patch(f"{ADDRESS}/{row.id}", json={"place": "Vinh"})
        await client.delete(f"{ADDRESS}/{row.id}")
        entries = (await client.get(f"{ADDRESS}/{row.id}/history")).json()["items"]
        assert [entry["action"] for entry in entries] == ["delete", "update", "create"]


class TestVisibility:
    async def test_is_that_of_the_activity(
        self, make_client: MakeClient, session: AsyncSession, client: httpx.AsyncClient
    ) -> None:
        row = await make_activity(session, confidentiality=Confidentiality.RESTRICTED)
        reader = await make_client(Role.READER, LEVEL)
        for path in ("", "/history"):
            assert (await client.get(f"{ADDRESS}/{row.id}{path}")).status_code == 200
            assert (await reader.get(f"{ADDRESS}/{row.id}{path}")).status_code == 404
        assert ids(await reader.get(ADDRESS)) == []

    async def test_lets_nobody_write_for_other_units(
        self, make_client: MakeClient, session: AsyncSession, client: httpx.AsyncClient, unit: OrgUnit
    ) -> None:
        mine = await make_org_unit(session)
        editor = await make_client(Role.EDITOR, org_unit_ids=[mine.id])
        row = await make_activity(session, org_unit_id=unit.id, confidentiality=Confidentiality.PUBLIC)
        address = f"{ADDRESS}/{row.id}"
        answers = [
            await editor.post(ADDRESS, json=body_of(unit)),
            await editor.patch(address, json={"org_unit_id": mine.id}),
            await editor.post(f"{address}/transitions", json={"to": "held"}),
            await editor.delete(address),
        ]
        await client.delete(address)
        answers.append(await editor.post(f"{address}/restore"))
        assert [answer.json()["code"] for answer in answers] == ["out_of_scope"] * 5
        assert (await editor.post(ADDRESS, json=body_of(mine))).status_code == 201
