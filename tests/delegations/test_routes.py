"""`/v1/delegations` over HTTP: one record at a time, and batches."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.core.schema import Confidentiality
from app.delegations.models import DelegationStatus
from tests.conftest import MakeClient
from tests.delegations.conftest import ADDRESS, MISSING_ID, TODAY, TOMORROW, Trip, faults, ids, record, told
from tests.factories.agreements import make_agreement
from tests.factories.delegations import make_delegation
from tests.factories.documents import make_document
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.factories.tasks import make_task


class TestCreate:
    async def test_answers_the_whole_record_with_its_address_and_version(
        self, client: httpx.AsyncClient, session: AsyncSession, trip: Trip
    ) -> None:
        letter = (await make_document(session)).id
        body = trip.body(
            visit_type="working_visit",
            pillar="state",
            level="provincial_leader",
            planned_to="2026-05",
            headcount_planned=12,
            invitation={"sender": "Tỉnh trưởng", "number": "07/TT", "on": "2026-03", "document_id": letter},
            itinerary=[{"date": "2026-05-04", "place": "Phôn-xa-vẳn", "activity": "Hội đàm", "host": None}],
            funding=[
                {"source": "state_budget", "planned": {"amount": "1250.50", "currency": "USD"}, "actual": None},
                {"source": "partner", "planned": None, "actual": None},
            ],
        )
        answer = await client.post(ADDRESS, json=body)
        found = record(answer, 201)
        assert answer.headers["location"] == f"{ADDRESS}/{found['id']}"
        assert answer.headers["etag"] == '"1"'
        assert found.items() >= body.items()
        expected = {"status": "proposed", "in_plan": True, "report_due_on": None, "transitions": [], "changes": []}
        assert found.items() >= (expected | {"agreement_ids": []}).items()

    async def test_keeps_a_plan_as_imprecise_as_it_is(self, client: httpx.AsyncClient, trip: Trip) -> None:
        found = record(await client.post(ADDRESS, json=trip.body(planned_from="2026", planned_to="2026-11")), 201)
        assert (found["planned_from"], found["planned_to"]) == ("2026", "2026-11")

    async def test_drops_what_is_named_twice(self, client: httpx.AsyncClient, trip: Trip) -> None:
        body = trip.body(partner_ids=[trip.partner.id] * 2, countries=["LA", "VN", "LA"])
        found = record(await client.post(ADDRESS, json=body), 201)
        assert (found["partner_ids"], found["countries"]) == ([trip.partner.id], ["LA", "VN"])

    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ({"planned_from": "2026-06", "planned_to": "2026-05"}, [("/planned_to", "end_before_start")]),
            ({"actual_from": "2026-06-02", "actual_to": "2026-06-01"}, [("/actual_to", "end_before_start")]),
            ({"headcount_planned": -1}, [("/headcount_planned", "out_of_range")]),
            ({"headcount_actual": "3"}, [("/headcount_actual", "not_a_number")]),
            ({"countries": ["LA", "XX"]}, [("/countries/1", "unknown_country")]),
            ({"in_plan": None}, [("/in_plan", "null_not_allowed")]),
            ({"planned_from": "2026-13"}, [("/planned_from", "invalid_date")]),
            ({"actual_from": "2026-05"}, [("/actual_from", "invalid_date")]),
            ({"invitation": {"on": TOMORROW.isoformat()}}, [("/invitation/on", "date_in_future")]),
            ({"actual_from": TOMORROW.isoformat()}, [("/actual_from", "date_in_future")]),
            ({"actual_to": TOMORROW.isoformat()}, [("/actual_to", "date_in_future")]),
            ({"report_submitted_on": TOMORROW.isoformat()}, [("/report_submitted_on", "date_in_future")]),
            ({"funding": [{"source": "budget"}]}, [("/funding/0/source", "unknown_value")]),
            ({"agreement_ids": []}, [("/agreement_ids", "unknown_field")]),
            ({"transitions": []}, [("/transitions", "unknown_field")]),
            ({"report_due_on": "2026-06-01"}, [("/report_due_on", "unknown_field")]),
        ],
    )
    async def test_refuses_values_with_their_place(
        self, client: httpx.AsyncClient, trip: Trip, values: dict[str, Any], expected: list[tuple[str, str]]
    ) -> None:
        assert faults(await client.post(ADDRESS, json=trip.body(**values))) == expected
        assert ids(await client.get(ADDRESS)) == []

    async def test_refuses_money_with_its_place(self, client: httpx.AsyncClient, trip: Trip) -> None:
        money = {"source": "self", "actual": {"amount": "1", "currency": "ABC"}}
        answer = await client.post(ADDRESS, json=trip.body(funding=[money]))
        assert faults(answer) == [("/funding/0/actual/currency", "unknown_currency")]

    async def test_refuses_days_of_the_programme_outside_the_trip(self, client: httpx.AsyncClient, trip: Trip) -> None:
        days = [{"date": "2026-05-31"}, {"date": "2026-06-01"}, {"date": "2026-07-02"}]
        body = trip.body(planned_to="2026-05", actual_from="2026-07-01", actual_to="2026-07-02", itinerary=days)
        assert faults(await client.post(ADDRESS, json=body)) == [("/itinerary/1/date", "out_of_range")]

    async def test_names_every_reference_that_does_not_exist(self, client: httpx.AsyncClient, trip: Trip) -> None:
        body = trip.body(
            org_unit_id=MISSING_ID,
            partner_ids=[trip.partner.id, MISSING_ID],
            plan_item_id=MISSING_ID,
            invitation={"document_id": MISSING_ID},
            citations=[{"document_id": MISSING_ID}],
        )
        places = ["/org_unit_id", "/plan_item_id", "/partner_ids/1", "/invitation/document_id"]
        places.append("/citations/0/document_id")
        found = faults(await client.post(ADDRESS, json=body))
        assert found == [(place, "unknown_reference") for place in places]

    async def test_finds_a_hidden_partner_as_unknown_as_a_missing_one(
        self, make_client: MakeClient, session: AsyncSession, trip: Trip
    ) -> None:
        hidden = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        answer = await editor.post(ADDRESS, json=trip.body(partner_ids=[hidden.id]))
        assert faults(answer) == [("/partner_ids/0", "unknown_reference")]

    @pytest.mark.parametrize("word", ["Mật", "TỐI MẬT", "tuyet-mat"])
    async def test_refuses_state_secrets(self, client: httpx.AsyncClient, trip: Trip, word: str) -> None:
        """QĐ 1178/QĐ-TTg: high-level delegations not yet announced may be Mật."""
        answer = await client.post(ADDRESS, json=trip.body(confidentiality=word))
        assert told(answer, 422) == "state_secret_refused"
        assert faults(answer) == [("/confidentiality", "state_secret_refused")]

    async def test_is_not_for_readers_nor_for_other_units(
        self, make_client: MakeClient, session: AsyncSession, trip: Trip
    ) -> None:
        reader = await make_client(Role.READER)
        assert told(await reader.post(ADDRESS, json=trip.body()), 403) == "not_permitted"
        other = await make_client(Role.EDITOR, org_unit_ids=[(await make_org_unit(session)).id])
        assert told(await other.post(ADDRESS, json=trip.body()), 403) == "out_of_scope"


class TestPlan:
    """R18: what is not in the plan says why (phát sinh)."""

    async def test_may_name_its_item(self, client: httpx.AsyncClient, session: AsyncSession, trip: Trip) -> None:
        task = await make_task(session)
        found = record(await client.post(ADDRESS, json=trip.body(plan_item_id=task.id)), 201)
        assert found["plan_item_id"] == task.id

    async def test_needs_a_reason_where_there_is_none(self, client: httpx.AsyncClient, trip: Trip) -> None:
        answer = await client.post(ADDRESS, json=trip.body(in_plan=False))
        assert faults(answer) == [("/unplanned_reason", "missing")]
        body = trip.body(in_plan=False, unplanned_reason="Bạn mời đột xuất")
        found = record(await client.post(ADDRESS, json=body), 201)
        answer = await client.patch(f"{ADDRESS}/{found['id']}", json={"unplanned_reason": None})
        assert faults(answer) == [("/unplanned_reason", "missing")]

    async def test_has_no_item_of_what_is_not_in_it(
        self, client: httpx.AsyncClient, session: AsyncSession, trip: Trip
    ) -> None:
        task = await make_task(session)
        body = trip.body(in_plan=False, unplanned_reason="Bạn mời", plan_item_id=task.id)
        assert faults(await client.post(ADDRESS, json=body)) == [("/plan_item_id", "invalid_value")]


class TestImportedHistory:
    async def test_may_begin_further_on(self, make_client: MakeClient, trip: Trip) -> None:
        editor = await make_client(Role.EDITOR)
        for status in ("consulting", "submitted", "postponed", "cancelled"):
            assert record(await editor.post(ADDRESS, json=trip.body(status=status)), 201)["status"] == status

    @pytest.mark.parametrize("status", ["approved", "rejected", "in_progress", "completed", "reported"])
    async def test_is_an_approvers_where_it_presupposes_a_decision(
        self, make_client: MakeClient, trip: Trip, status: str
    ) -> None:
        editor, approver = await make_client(Role.EDITOR), await make_client(Role.APPROVER)
        assert told(await editor.post(ADDRESS, json=trip.body(status=status)), 403) == "not_permitted"
        assert record(await approver.post(ADDRESS, json=trip.body(status=status)), 201)["status"] == status


class TestUpdate:
    async def test_changes_what_is_given_and_clears_what_may_be_absent(
        self, client: httpx.AsyncClient, trip: Trip
    ) -> None:
        id_ = record(await client.post(ADDRESS, json=trip.body(purpose="Thăm")), 201)["id"]
        found = record(await client.patch(f"{ADDRESS}/{id_}", json={"purpose": None, "title": "Đoàn mới"}))
        assert (found["purpose"], found["title"], found["version"]) == (None, "Đoàn mới", 2)
        assert ids(await client.get(ADDRESS, params={"q": "doan moi"})) == [id_]

    async def test_makes_no_version_of_no_change(self, client: httpx.AsyncClient, trip: Trip) -> None:
        funding = [{"source": "self", "planned": {"amount": "5", "currency": "VND"}}]
        body = trip.body(funding=funding)
        id_ = record(await client.post(ADDRESS, json=body), 201)["id"]
        assert record(await client.patch(f"{ADDRESS}/{id_}", json=body))["version"] == 1

    @pytest.mark.parametrize("field", ["status", "agreement_ids", "transitions", "changes"])
    async def test_does_not_take_what_the_server_keeps(
        self, client: httpx.AsyncClient, session: AsyncSession, field: str
    ) -> None:
        row = await make_delegation(session)
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={field: "approved"})
        assert faults(answer) == [(f"/{field}", "unknown_field")]

    async def test_leaves_what_is_hidden_from_the_caller_as_it_is(
        self, make_client: MakeClient, session: AsyncSession, trip: Trip
    ) -> None:
        hidden = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        row = await make_delegation(session, org_unit_id=trip.unit.id, partner_ids=[hidden.id])
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        found = record(await editor.patch(f"{ADDRESS}/{row.id}", json={"partner_ids": [hidden.id, trip.partner.id]}))
        assert found["partner_ids"] == [hidden.id, trip.partner.id]
        shown = record(await editor.get(f"{ADDRESS}/{row.id}", params={"expand": "partners"}))
        assert [partner["id"] for partner in shown["partners"]] == [trip.partner.id]

    async def test_holds_the_programme_against_new_days_alone(self, client: httpx.AsyncClient, trip: Trip) -> None:
        days = [{"date": "2026-05-31"}]
        id_ = record(await client.post(ADDRESS, json=trip.body(itinerary=days, planned_to="2026-05")), 201)["id"]
        answer = await client.patch(f"{ADDRESS}/{id_}", json={"planned_to": "2026-05-30"})
        assert faults(answer) == [("/itinerary/0/date", "out_of_range")]
        moved = {"actual_from": "2026-06-01", "actual_to": "2026-06-03"}
        assert record(await client.patch(f"{ADDRESS}/{id_}", json=moved))["itinerary"][0]["date"] == "2026-05-31"

    async def test_of_a_stale_version_names_what_changed(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_delegation(session)
        await client.patch(f"{ADDRESS}/{row.id}", json={"title": "Khác"})
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"purpose": "x"}, headers={"if-match": '"1"'})
        assert answer.status_code == 412
        assert (answer.json()["current_version"], answer.json()["changed_fields"]) == (2, ["title"])

    async def test_is_not_for_other_units_even_where_they_may_read(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        row = await make_delegation(session, confidentiality=Confidentiality.PUBLIC)
        other = await make_client(Role.APPROVER, org_unit_ids=[(await make_org_unit(session)).id])
        change = {"values": {"title": "x"}, "reason": "y"}
        for answer in (
            await other.patch(f"{ADDRESS}/{row.id}", json={"purpose": "x"}),
            await other.delete(f"{ADDRESS}/{row.id}"),
            await other.post(f"{ADDRESS}/{row.id}/transitions", json={"to": "consulting"}),
            await other.post(f"{ADDRESS}/{row.id}/changes", json=change),
        ):
            assert told(answer, 403) == "out_of_scope"


class TestReportDue:
    """R16."""

    async def test_follows_the_return(self, client: httpx.AsyncClient, trip: Trip) -> None:
        id_ = record(await client.post(ADDRESS, json=trip.body(actual_to="2026-05-12")), 201)["id"]
        assert record(await client.get(f"{ADDRESS}/{id_}"))["report_due_on"] == "2026-05-27"
        found = record(await client.patch(f"{ADDRESS}/{id_}", json={"actual_to": "2026-05-14"}))
        assert found["report_due_on"] == "2026-05-29"
        assert record(await client.patch(f"{ADDRESS}/{id_}", json={"actual_to": None}))["report_due_on"] is None

    async def test_is_a_setting_of_each_visit_type(
        self, client: httpx.AsyncClient, trip: Trip, monkeypatch: pytest.MonkeyPatch, app: Any
    ) -> None:
        monkeypatch.setattr(app.state.settings, "report_due_by_visit_type", {"training": "7 working"})
        body = trip.body(visit_type="training", actual_to="2026-04-29")
        assert record(await client.post(ADDRESS, json=body), 201)["report_due_on"] == "2026-05-12"

    async def test_is_unknown_while_the_days_off_of_the_year_are(
        self, client: httpx.AsyncClient, trip: Trip, monkeypatch: pytest.MonkeyPatch, app: Any
    ) -> None:
        monkeypatch.setattr(app.state.settings, "report_due_unit", "working")
        assert record(await client.post(ADDRESS, json=trip.body(actual_to="2009-12-31")), 201)["report_due_on"] is None


class TestUpsert:
    KEY = f"{ADDRESS}/by-external-id/old-system/17"

    async def test_creates_and_then_puts_in_place(self, client: httpx.AsyncClient, trip: Trip) -> None:
        first = record(await client.put(self.KEY, json=trip.body(purpose="Thăm")), 201)
        second = record(await client.put(self.KEY, json=trip.body(capacity="UBND tỉnh")))
        assert second["id"] == first["id"]
        assert (second["purpose"], second["capacity"], second["version"]) == (None, "UBND tỉnh", 2)
        assert second["code"] == first["code"]

    async def test_keeps_an_absent_status_and_follows_another(self, client: httpx.AsyncClient, trip: Trip) -> None:
        record(await client.put(self.KEY, json=trip.body(direction="inbound", status="submitted")), 201)
        assert record(await client.put(self.KEY, json=trip.body(direction="inbound")))["status"] == "submitted"
        found = record(await client.put(self.KEY, json=trip.body(direction="inbound", status="approved")))
        assert found["status"] == "approved"
        step = found["transitions"][0]
        assert (step["from"], step["to"], step["on"]) == ("submitted", "approved", TODAY.isoformat())
        again = record(await client.put(self.KEY, json=trip.body(direction="inbound", status="approved")))
        assert again["version"] == found["version"]

    async def test_refuses_a_step_that_is_not_allowed(
        self, client: httpx.AsyncClient, make_client: MakeClient, trip: Trip
    ) -> None:
        record(await client.put(self.KEY, json=trip.body(status="submitted")), 201)
        assert told(await client.put(self.KEY, json=trip.body(status="completed")), 409) == "illegal_transition"
        assert told(await client.put(self.KEY, json=trip.body(status="approved")), 409) == "leader_missing"
        editor = await make_client(Role.EDITOR)
        assert told(await editor.put(self.KEY, json=trip.body(status="rejected")), 403) == "not_permitted"

    async def test_does_not_approve_what_needs_a_decision(self, client: httpx.AsyncClient, trip: Trip) -> None:
        """R18."""
        body = trip.body(direction="inbound", in_plan=False, unplanned_reason="Bạn đề nghị", status="submitted")
        record(await client.put(self.KEY, json=body), 201)
        answer = await client.put(self.KEY, json=body | {"status": "approved"})
        assert faults(answer) == [("/status", "decision_number_missing")]

    async def test_leaves_what_was_approved(self, client: httpx.AsyncClient, trip: Trip) -> None:
        record(await client.put(self.KEY, json=trip.body(status="approved")), 201)
        answer = await client.put(self.KEY, json=trip.body(title="Khác"))
        assert told(answer, 409) == "approved_fields_locked"


class TestBatch:
    async def test_does_each_operation(self, client: httpx.AsyncClient, session: AsyncSession, trip: Trip) -> None:
        one, two = [await make_delegation(session, org_unit_id=trip.unit.id, code=code) for code in ("A", "B")]
        operations = [
            {"op": "create", "data": trip.body()},
            {"op": "update", "id": one.id, "data": {"title": "Khác"}},
            {"op": "upsert", "source_system": "s", "external_id": "1", "data": trip.body()},
            {"op": "delete", "id": two.id},
            {"op": "update", "id": one.id, "data": {"status": "approved"}},
        ]
        answer = await client.post(f"{ADDRESS}/batch", json={"mode": "partial", "operations": operations})
        assert [result["status"] for result in record(answer)["results"]] == [201, 200, 201, 204, 422]


class TestDelete:
    async def test_keeps_the_history(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        """R23: nothing is deleted for good."""
        row = await make_delegation(session)
        assert (await client.delete(f"{ADDRESS}/{row.id}")).status_code == 204
        assert told(await client.get(f"{ADDRESS}/{row.id}"), 404) == "not_found"
        history = record(await client.get(f"{ADDRESS}/{row.id}/history"))["items"]
        assert [item["action"] for item in history] == ["delete", "create"]

    async def test_takes_the_members_along_and_brings_them_back(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_delegation(session)
        address = f"{ADDRESS}/{row.id}"
        stays, goes = [
            record(await client.post(f"{address}/members", json={"full_name": name}), 201)["id"]
            for name in ("An", "Bình")
        ]
        await client.delete(f"{address}/members/{goes}")
        asked = {"agency_name": "Công an tỉnh", "sent_on": "2026-03-02"}
        opinion = record(await client.post(f"{address}/opinions", json=asked), 201)["id"]
        assert (await client.delete(address)).status_code == 204
        assert told(await client.get(f"{address}/members"), 404) == "not_found"
        record(await client.post(f"{address}/restore"))
        assert ids(await client.get(f"{address}/members")) == [stays]
        assert ids(await client.get(f"{address}/opinions")) == [opinion]

    async def test_restores_nothing_that_names_what_is_gone(
        self, client: httpx.AsyncClient, session: AsyncSession, trip: Trip
    ) -> None:
        row = await make_delegation(session, org_unit_id=trip.unit.id, partner_ids=[trip.partner.id])
        await client.delete(f"{ADDRESS}/{row.id}")
        assert (await client.delete(f"/v1/partners/{trip.partner.id}")).status_code == 204
        answer = await client.post(f"{ADDRESS}/{row.id}/restore")
        assert faults(answer) == [("/partner_ids/0", "unknown_reference")]

    async def test_of_a_partner_that_a_delegation_visits_is_refused(
        self, client: httpx.AsyncClient, session: AsyncSession, trip: Trip
    ) -> None:
        await make_delegation(session, partner_ids=[trip.partner.id])
        assert told(await client.delete(f"/v1/partners/{trip.partner.id}"), 409) == "still_referenced"

    async def test_is_refused_while_an_agreement_names_it_and_leaves_its_members(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_delegation(session)
        member = {"full_name": "Thành Viên Thử"}
        id_ = record(await client.post(f"{ADDRESS}/{row.id}/members", json=member), 201)["id"]
        await make_agreement(session, delegation_id=row.id)
        answer = await client.delete(f"{ADDRESS}/{row.id}")
        assert (told(answer, 409), answer.json()["collection"]) == ("still_referenced", "agreements")
        assert ids(await client.get(f"{ADDRESS}/{row.id}/members")) == [id_]

    async def test_is_restored_once(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_delegation(session)
        assert told(await client.post(f"{ADDRESS}/{row.id}/restore"), 404) == "not_found"


class TestMeta:
    async def test_tells_the_states_and_every_label(self, client: httpx.AsyncClient) -> None:
        found = record(await client.get("/v1/meta/delegations"))
        assert found["states"].keys() == {status.value for status in DelegationStatus}
        assert found["states"]["submitted"] == ["approved", "rejected", "consulting", "postponed", "cancelled"]
        unlabelled = [field["name"] for field in found["fields"] if field["label_vi"] == field["name"]]
        assert unlabelled == []
        assert "start_date" in found["sorts"]
