"""`/v1/tasks` over HTTP: one record at a time, and batches."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.core.schema import Confidentiality
from app.documents.models import Document
from app.tasks.models import TaskState
from tests.conftest import MakeClient
from tests.factories.agreements import make_agreement
from tests.factories.delegations import make_delegation
from tests.factories.documents import make_document
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.factories.relationships import make_relationship
from tests.factories.tasks import make_task
from tests.tasks.conftest import ADDRESS, MISSING_ID, body_of, faults, ids


async def one_of_each(session: AsyncSession) -> list[dict[str, str]]:
    """A link to a record of every type."""
    return [
        {"type": "partner", "id": (await make_partner(session)).id},
        {"type": "relationship", "id": (await make_relationship(session)).id},
        {"type": "document", "id": (await make_document(session)).id},
        {"type": "delegation", "id": (await make_delegation(session)).id},
        {"type": "agreement", "id": (await make_agreement(session)).id},
    ]


class TestCreate:
    async def test_answers_the_whole_record_with_its_address_and_version(
        self, client: httpx.AsyncClient, session: AsyncSession, plan: Document
    ) -> None:
        lead, other = await make_org_unit(session), await make_org_unit(session)
        body = body_of(
            plan,
            section_path="II.3.a",
            number=4,
            kind="signing",
            pillar="state",
            lead_unit_id=lead.id,
            coordinating_unit_ids=[other.id],
            due_on="2023-06",
            frequency="half_yearly",
            output="Báo cáo",
            linked=await one_of_each(session),
            unplanned=True,
            change_reason="Tỉnh bạn đề nghị",
        )
        answer = await client.post(ADDRESS, json=body)
        assert answer.status_code == 201, answer.text
        assert answer.headers["location"] == f"{ADDRESS}/{answer.json()['id']}"
        assert answer.headers["etag"] == '"1"'
        assert answer.json().items() >= body.items()

    async def test_begins_with_plain_values(self, client: httpx.AsyncClient, plan: Document) -> None:
        made = (await client.post(ADDRESS, json=body_of(plan))).json()
        assert (made["kind"], made["frequency"], made["state"]) == ("task", "once", "not_started")
        assert (made["linked"], made["progress"], made["is_overdue"], made["unplanned"]) == ([], [], False, False)

    async def test_names_units_and_links_once_each(
        self, client: httpx.AsyncClient, session: AsyncSession, plan: Document
    ) -> None:
        unit, link = await make_org_unit(session), {"type": "partner", "id": (await make_partner(session)).id}
        body = body_of(plan, coordinating_unit_ids=[unit.id, unit.id], linked=[link, link])
        made = (await client.post(ADDRESS, json=body)).json()
        assert (made["coordinating_unit_ids"], made["linked"]) == ([unit.id], [link])

    async def test_names_every_reference_that_does_not_exist(self, client: httpx.AsyncClient) -> None:
        kinds = ("partner", "relationship", "document", "delegation", "agreement")
        body = {
            "document_id": MISSING_ID,
            "title": "Việc",
            "lead_unit_id": MISSING_ID,
            "coordinating_unit_ids": [MISSING_ID],
            "linked": [{"type": kind, "id": MISSING_ID} for kind in kinds],
            "citations": [{"url": "https://example.org/plan"}, {"document_id": MISSING_ID}],
        }
        places = [f"/linked/{index}/id" for index in range(len(kinds))]
        places = ["/document_id", "/lead_unit_id", "/coordinating_unit_ids/0", *places, "/citations/1/document_id"]
        assert faults(await client.post(ADDRESS, json=body)) == [(place, "unknown_reference") for place in places]

    async def test_takes_no_record_for_one_of_another_type(
        self, client: httpx.AsyncClient, session: AsyncSession, plan: Document
    ) -> None:
        link = {"type": "document", "id": (await make_partner(session)).id}
        answer = await client.post(ADDRESS, json=body_of(plan, linked=[link]))
        assert faults(answer) == [("/linked/0/id", "unknown_reference")]

    async def test_finds_a_hidden_document_as_unknown_as_a_missing_one(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        hidden = await make_document(session, confidentiality=Confidentiality.RESTRICTED)
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        answer = await editor.post(ADDRESS, json=body_of(hidden))
        assert faults(answer) == [("/document_id", "unknown_reference")]

    @pytest.mark.parametrize("due_on", ["2022", "2022-12", "2022-12-01", "2023-01-01"])
    async def test_takes_a_due_date_that_may_come_after_the_document(
        self, client: httpx.AsyncClient, plan: Document, due_on: str
    ) -> None:
        assert (await client.post(ADDRESS, json=body_of(plan, due_on=due_on))).json()["due_on"] == due_on

    @pytest.mark.parametrize("due_on", ["2021", "2022-11", "2022-11-30"])
    async def test_refuses_a_due_date_all_of_which_lies_before_the_document(
        self, client: httpx.AsyncClient, plan: Document, due_on: str
    ) -> None:
        answer = await client.post(ADDRESS, json=body_of(plan, due_on=due_on))
        assert faults(answer) == [("/due_on", "end_before_start")]

    @pytest.mark.parametrize(
        ("values", "fault"),
        [
            ({"title": ""}, ("/title", "too_short")),
            ({"due_on": "2023-02-29"}, ("/due_on", "invalid_date")),
            ({"number": 0}, ("/number", "out_of_range")),
            ({"number": "4"}, ("/number", "not_a_number")),
            ({"section_path": "x" * 51}, ("/section_path", "too_long")),
            ({"linked": [{"type": "contact", "id": MISSING_ID}]}, ("/linked/0/type", "unknown_value")),
            ({"progress": []}, ("/progress", "unknown_field")),
            ({"is_overdue": True}, ("/is_overdue", "unknown_field")),
        ],
    )
    async def test_refuses_what_is_no_task(
        self, client: httpx.AsyncClient, plan: Document, values: dict[str, Any], fault: tuple[str, str]
    ) -> None:
        assert faults(await client.post(ADDRESS, json=body_of(plan, **values))) == [fault]

    async def test_of_r18_what_is_not_in_the_plan_says_why(self, client: httpx.AsyncClient, plan: Document) -> None:
        answer = await client.post(ADDRESS, json=body_of(plan, unplanned=True))
        assert faults(answer) == [("/change_reason", "missing")]

    async def test_refuses_a_state_secret(self, client: httpx.AsyncClient, plan: Document) -> None:
        answer = await client.post(ADDRESS, json=body_of(plan, confidentiality="Tối mật"))
        assert answer.json()["code"] == "state_secret_refused"

    async def test_stores_nothing_when_only_validating(self, client: httpx.AsyncClient, plan: Document) -> None:
        answer = await client.post(ADDRESS, json=body_of(plan), params={"validate_only": True})
        assert answer.status_code == 201
        assert ids(await client.get(ADDRESS)) == []


class TestUpdate:
    async def test_changes_what_is_given(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_task(session, due_on="2020", output="Báo cáo")
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"state": "completed", "due_on": None})
        changed = answer.json()
        assert (changed["state"], changed["due_on"], changed["output"]) == ("completed", None, "Báo cáo")
        assert (changed["version"], answer.headers["etag"]) == (2, '"2"')

    async def test_makes_no_version_of_no_change(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_task(session, due_on="2020")
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"title": row.title, "due_on": "2020"})
        assert (answer.status_code, answer.json()["version"]) == (200, 1)

    async def test_refuses_null_where_a_value_is_needed(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_task(session)
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"state": None})
        assert faults(answer) == [("/state", "null_not_allowed")]

    async def test_moves_the_day_from_which_it_is_overdue(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_task(session, due_on="2020")
        assert (await client.get(f"{ADDRESS}/{row.id}")).json()["is_overdue"] is True
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"due_on": "2999-01"})
        assert answer.json()["is_overdue"] is False

    async def test_may_leave_what_is_hidden_from_the_caller_as_it_is(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        hidden = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        row = await make_task(session, linked=[{"type": "partner", "id": hidden.id}])
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        assert (await editor.patch(f"{ADDRESS}/{row.id}", json={"state": "completed"})).status_code == 200
        link = {"type": "document", "id": hidden.id}
        answer = await editor.patch(f"{ADDRESS}/{row.id}", json={"linked": [link]})
        assert faults(answer) == [("/linked/0/id", "unknown_reference")]

    async def test_of_a_stale_version_tells_what_changed_since(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_task(session)
        await client.patch(f"{ADDRESS}/{row.id}", json={"state": "in_progress"})
        stale = {"If-Match": '"1"'}
        answer = await client.patch(f"{ADDRESS}/{row.id}", json={"state": "completed"}, headers=stale)
        assert (answer.status_code, answer.json()["changed_fields"]) == (412, ["state"])


class TestUpsert:
    async def test_creates_and_then_replaces_all_but_the_state(self, client: httpx.AsyncClient, plan: Document) -> None:
        address = f"{ADDRESS}/by-external-id/plans/task-1"
        answer = await client.put(address, json=body_of(plan, output="Báo cáo"))
        assert (answer.status_code, answer.json()["external_id"]) == (201, "task-1")
        await client.post(f"{ADDRESS}/{answer.json()['id']}/progress", json={"percent": 100})
        answer = await client.put(address, json=body_of(plan))
        assert (answer.status_code, answer.json()["output"], answer.json()["state"]) == (200, None, "completed")
        assert len(answer.json()["progress"]) == 1

    async def test_sets_the_state_that_is_given(self, client: httpx.AsyncClient, plan: Document) -> None:
        address = f"{ADDRESS}/by-external-id/plans/task-1"
        await client.put(address, json=body_of(plan, state="completed"))
        answer = await client.put(address, json=body_of(plan, state="not_started"))
        assert answer.json()["state"] == "not_started"


class TestBatch:
    async def test_runs_every_verb_in_order(
        self, client: httpx.AsyncClient, session: AsyncSession, plan: Document
    ) -> None:
        row = await make_task(session)
        operations = [
            {"op": "create", "data": body_of(plan)},
            {"op": "upsert", "source_system": "plans", "external_id": "1", "data": body_of(plan)},
            {"op": "update", "id": row.id, "data": {"state": "cancelled"}},
            {"op": "delete", "id": row.id},
        ]
        answer = await client.post(f"{ADDRESS}/batch", json={"operations": operations})
        assert [result["status"] for result in answer.json()["results"]] == [201, 201, 200, 204]


class TestDelete:
    async def test_hides_the_task_until_it_is_restored(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_task(session)
        assert (await client.delete(f"{ADDRESS}/{row.id}")).status_code == 204
        assert (await client.get(f"{ADDRESS}/{row.id}")).status_code == 404
        assert (await client.post(f"{ADDRESS}/{row.id}/restore")).status_code == 200
        assert (await client.get(f"{ADDRESS}/{row.id}")).status_code == 200

    async def test_is_refused_while_a_delegation_has_it_as_plan_item(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_task(session)
        await make_delegation(session, plan_item_id=row.id)
        answer = await client.delete(f"{ADDRESS}/{row.id}")
        assert (answer.status_code, answer.json()["code"]) == (409, "still_referenced")

    async def test_holds_a_record_that_a_live_task_is_about(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        partner = await make_partner(session)
        row = await make_task(session, linked=[{"type": "partner", "id": partner.id}])
        answer = await client.delete(f"/v1/partners/{partner.id}")
        assert (answer.json()["code"], answer.json()["collection"]) == ("still_referenced", "tasks")
        await client.delete(f"{ADDRESS}/{row.id}")
        assert (await client.delete(f"/v1/partners/{partner.id}")).status_code == 204

    async def test_is_not_undone_while_what_it_names_is_gone(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        partner = await make_partner(session)
        row = await make_task(session, linked=[{"type": "partner", "id": partner.id}])
        await client.delete(f"{ADDRESS}/{row.id}")
        await client.delete(f"/v1/partners/{partner.id}")
        answer = await client.post(f"{ADDRESS}/{row.id}/restore")
        assert faults(answer) == [("/linked/0/id", "unknown_reference")]


class TestMerge:
    async def test_leads_links_to_the_partner_that_stays(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        loser, winner = await make_partner(session), await make_partner(session)
        document = {"type": "document", "id": (await make_document(session)).id}
        links = [{"type": "partner", "id": partner.id} for partner in (loser, winner)]
        row = await make_task(session, linked=[*links, document])
        answer = await client.post(f"/v1/partners/{winner.id}/merge", json={"loser_id": loser.id})
        assert answer.status_code == 200, answer.text
        linked = (await client.get(f"{ADDRESS}/{row.id}")).json()["linked"]
        assert linked == [{"type": "partner", "id": winner.id}, document]
        assert ids(await client.get(ADDRESS, params={"partner_id": winner.id})) == [row.id]


class TestHistory:
    async def test_tells_every_change_newest_first_also_of_a_deleted_one(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_task(session)
        await client.patch(f"{ADDRESS}/{row.id}", json={"due_on": "2030"})
        await client.delete(f"{ADDRESS}/{row.id}")
        entries = (await client.get(f"{ADDRESS}/{row.id}/history")).json()["items"]
        assert [entry["action"] for entry in entries] == ["delete", "update", "create"]
        assert entries[1]["changes"] == {"due_on": [None, "2030"]}


class TestProgress:
    async def test_is_kept_report_by_report_and_moves_the_state(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row, evidence = await make_task(session), await make_document(session)
        address = f"{ADDRESS}/{row.id}/progress"
        first = {"on": "2024-03-01", "percent": 40, "text": "Đã ký", "document_id": evidence.id}
        answer = await client.post(address, json=first)
        assert (answer.status_code, answer.json()["state"], answer.json()["version"]) == (200, "in_progress", 2)
        answer = await client.post(address, json={"on": "2024-06-30", "percent": 100})
        assert (answer.json()["state"], answer.headers["etag"]) == ("completed", '"3"')
        second = {"on": "2024-06-30", "percent": 100, "text": None, "document_id": None}
        assert answer.json()["progress"] == [first, second]

    async def test_is_of_the_day_of_the_request_unless_it_says_another(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_task(session)
        (report,) = (await client.post(f"{ADDRESS}/{row.id}/progress", json={"percent": 0})).json()["progress"]
        assert report["on"] >= row.created_at.date().isoformat()

    @pytest.mark.parametrize(
        ("values", "fault"),
        [
            ({"percent": 10, "on": "2999-01-01"}, ("/on", "date_in_future")),
            ({"percent": 10, "on": "2024-05"}, ("/on", "invalid_date")),
            ({"percent": 101}, ("/percent", "out_of_range")),
            ({"percent": -1}, ("/percent", "out_of_range")),
            ({"percent": "10"}, ("/percent", "not_a_number")),
            ({}, ("/percent", "missing")),
            ({"percent": 10, "document_id": MISSING_ID}, ("/document_id", "unknown_reference")),
        ],
    )
    async def test_refuses_what_is_no_report(
        self, client: httpx.AsyncClient, session: AsyncSession, values: dict[str, Any], fault: tuple[str, str]
    ) -> None:
        row = await make_task(session)
        assert faults(await client.post(f"{ADDRESS}/{row.id}/progress", json=values)) == [fault]

    async def test_is_not_taken_by_a_cancelled_task(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_task(session, state=TaskState.CANCELLED)
        answer = await client.post(f"{ADDRESS}/{row.id}/progress", json={"percent": 10})
        assert (answer.status_code, answer.json()["code"]) == (409, "task_cancelled")

    async def test_stands_in_the_history(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_task(session)
        await client.post(f"{ADDRESS}/{row.id}/progress", json={"percent": 100})
        changes = (await client.get(f"{ADDRESS}/{row.id}/history")).json()["items"][0]["changes"]
        assert changes["state"] == ["not_started", "completed"]
        assert [len(reports) for reports in changes["progress"]] == [0, 1]

    async def test_of_a_stale_version_is_refused(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_task(session)
        await client.patch(f"{ADDRESS}/{row.id}", json={"due_on": "2030"})
        stale = {"If-Match": '"1"'}
        answer = await client.post(f"{ADDRESS}/{row.id}/progress", json={"percent": 10}, headers=stale)
        assert answer.status_code == 412

    async def test_holds_the_document_that_proves_it(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row, evidence = await make_task(session), await make_document(session)
        await client.post(f"{ADDRESS}/{row.id}/progress", json={"percent": 10, "document_id": evidence.id})
        answer = await client.delete(f"/v1/documents/{evidence.id}")
        assert (answer.status_code, answer.json()["code"]) == (409, "still_referenced")
