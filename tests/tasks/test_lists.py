"""`/v1/tasks` over HTTP: lists, what is overdue on a day, and who may know of a task."""

from datetime import date

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.core.schema import Confidentiality
from app.documents.models import Document
from app.relationships.models import Pillar
from app.tasks.models import Frequency, Task, TaskKind, TaskState
from app.tasks.queries import is_overdue
from tests.conftest import MakeClient, Statements
from tests.factories.documents import make_document
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.factories.tasks import make_task
from tests.tasks.conftest import ADDRESS, MISSING_ID, body_of, ids


class TestList:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"kind": "signing,conference"}, True),
            ({"kind": "task"}, False),
            ({"state": "in_progress"}, True),
            ({"state": "completed,cancelled"}, False),
            ({"frequency": "yearly"}, True),
            ({"frequency": "once"}, False),
            ({"pillar": "party"}, True),
            ({"pillar": "state,people"}, False),
            ({"overdue": "true"}, True),
            ({"overdue": "false"}, False),
            ({"due_from": "2020-05-01"}, True),
            ({"due_from": "2021"}, False),
            ({"due_to": "2020-01-01"}, True),
            ({"due_to": "2019-12"}, False),
            ({"due_from": "2020", "due_to": "2020"}, True),
            ({"q": "ky ket voi"}, True),
            ({"q": "II.3.a"}, True),
            ({"q": "khac"}, False),
            ({"document_id": MISSING_ID}, False),
            ({"lead_unit_id": MISSING_ID}, False),
            ({"org_unit_id": MISSING_ID}, False),
            ({"linked_id": MISSING_ID}, False),
            ({"partner_id": MISSING_ID}, False),
            ({"updated_since": "2999-01-01T00:00:00Z"}, False),
        ],
    )
    async def test_can_be_narrowed(
        self, client: httpx.AsyncClient, session: AsyncSession, query: dict[str, str], *, found: bool
    ) -> None:
        row = await make_task(
            session,
            title="Ký kết với Hủa Phăn",
            section_path="II.3.a",
            kind=TaskKind.SIGNING,
            state=TaskState.IN_PROGRESS,
            frequency=Frequency.YEARLY,
            pillar=Pillar.PARTY,
            due_on="2020",
        )
        assert ids(await client.get(ADDRESS, params=query)) == ([row.id] if found else [])

    async def test_can_be_narrowed_to_what_tasks_name(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        lead, helper, partner = (
            await make_org_unit(session),
            await make_org_unit(session),
            await make_partner(session),
        )
        led = await make_task(session, lead_unit_id=lead.id)
        helped = await make_task(session, lead_unit_id=lead.id, coordinating_unit_ids=[helper.id])
        about = await make_task(session, linked=[{"type": "partner", "id": partner.id}])
        for query, found in [
            ({"document_id": f"{led.document_id},{MISSING_ID}"}, [led.id]),
            ({"lead_unit_id": lead.id}, [led.id, helped.id]),
            ({"org_unit_id": lead.id}, [led.id, helped.id]),
            ({"org_unit_id": f"{helper.id},{MISSING_ID}"}, [helped.id]),
            ({"linked_id": partner.id}, [about.id]),
            ({"partner_id": f"{partner.id},{MISSING_ID}"}, [about.id]),
        ]:
            assert ids(await client.get(ADDRESS, params=query)) == found, query

    async def test_follows_the_order_of_the_document(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        rows = [await make_task(session, number=number) for number in (10, None, 2)]
        answer = await client.get(ADDRESS, params={"sort": "number"})
        assert ids(answer) == [rows[2].id, rows[0].id, rows[1].id]

    async def test_expands_the_document_the_units_and_the_partners(
        self, client: httpx.AsyncClient, session: AsyncSession, plan: Document
    ) -> None:
        lead = await make_org_unit(session, name_vi="Sở Ngoại vụ")
        helpers = [await make_org_unit(session, name_vi=name) for name in ("Văn phòng", "Công an")]
        partner = await make_partner(session, name_vi="Hủa Phăn")
        row = await make_task(
            session,
            document_id=plan.id,
            lead_unit_id=lead.id,
            coordinating_unit_ids=[helper.id for helper in helpers],
            linked=[{"type": "partner", "id": partner.id}, {"type": "document", "id": plan.id}],
        )
        expand = {"expand": "document,lead_unit,coordinating_units,partners"}
        shown = (await client.get(f"{ADDRESS}/{row.id}", params=expand)).json()
        assert shown["document"]["subject"] == plan.subject
        assert shown["lead_unit"]["name_vi"] == "Sở Ngoại vụ"
        assert [unit["name_vi"] for unit in shown["coordinating_units"]] == ["Công an", "Văn phòng"]
        assert [label["name_vi"] for label in shown["partners"]] == ["Hủa Phăn"]

    async def test_expands_what_the_caller_may_see_alone(self, make_client: MakeClient, session: AsyncSession) -> None:
        unit = await make_org_unit(session, confidentiality=Confidentiality.RESTRICTED)
        partner = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        await make_task(session, coordinating_unit_ids=[unit.id], linked=[{"type": "partner", "id": partner.id}])
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        answer = await reader.get(ADDRESS, params={"expand": "lead_unit,coordinating_units,partners"})
        (item,) = answer.json()["items"]
        assert (item["lead_unit"], item["coordinating_units"], item["partners"]) == (None, [], [])

    async def test_costs_the_same_for_one_row_as_for_fifty(
        self, client: httpx.AsyncClient, session: AsyncSession, plan: Document, statements: Statements
    ) -> None:
        query = {"expand": "document,lead_unit,coordinating_units,partners"}
        await make_task(session, document_id=plan.id)
        statements.clear()
        await client.get(ADDRESS, params=query)
        for_one = len(statements)
        for _ in range(49):
            await make_task(session, document_id=plan.id)
        statements.clear()
        await client.get(ADDRESS, params=query)
        assert len(statements) == for_one == 1


class TestOverdue:
    @pytest.mark.parametrize(
        ("due_on", "last"),
        [("2024-02", date(2024, 2, 29)), ("2024", date(2024, 12, 31)), ("2024-02-10", date(2024, 2, 10))],
    )
    async def test_begins_the_day_after_the_last_on_which_it_is_due(
        self, session: AsyncSession, due_on: str, last: date
    ) -> None:
        row = await make_task(session, due_on=due_on)
        for day, overdue in [(last, []), (date.fromordinal(last.toordinal() + 1), [row.id])]:
            found = await session.execute(select(Task.id).where(is_overdue(day)))
            assert list(found.scalars()) == overdue

    @pytest.mark.parametrize(
        ("state", "overdue"),
        [
            (TaskState.NOT_STARTED, True),
            (TaskState.IN_PROGRESS, True),
            (TaskState.COMPLETED, False),
            (TaskState.CANCELLED, False),
        ],
    )
    async def test_is_only_what_is_neither_completed_nor_cancelled(
        self, client: httpx.AsyncClient, session: AsyncSession, state: TaskState, *, overdue: bool
    ) -> None:
        row = await make_task(session, due_on="2020", state=state)
        assert (await client.get(f"{ADDRESS}/{row.id}")).json()["is_overdue"] is overdue
        (item,) = (await client.get(ADDRESS)).json()["items"]
        assert item["is_overdue"] is overdue

    async def test_is_never_what_has_no_due_date(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        row = await make_task(session)
        assert (await client.get(f"{ADDRESS}/{row.id}")).json()["is_overdue"] is False
        assert ids(await client.get(ADDRESS, params={"overdue": "false"})) == [row.id]


class TestCopies:
    async def test_of_a_version_are_good_for_the_day_of_the_change(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_task(session, due_on="2020")
        known = {"If-None-Match": '"1"'}
        assert (await client.get(f"{ADDRESS}/{row.id}", headers=known)).status_code == 304
        assert (await client.get(f"{ADDRESS}/{row.id}", headers={"If-None-Match": '"7"'})).status_code == 200


class TestVisibility:
    @pytest.mark.parametrize("hidden", ["task", "document"])
    async def test_needs_the_task_and_its_document(
        self, make_client: MakeClient, session: AsyncSession, client: httpx.AsyncClient, hidden: str
    ) -> None:
        level = dict.fromkeys(("task", "document"), Confidentiality.INTERNAL)
        level[hidden] = Confidentiality.RESTRICTED
        document = await make_document(session, confidentiality=level["document"])
        row = await make_task(session, document_id=document.id, confidentiality=level["task"])
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        for path in ("", "/history"):
            assert (await client.get(f"{ADDRESS}/{row.id}{path}")).status_code == 200
            assert (await reader.get(f"{ADDRESS}/{row.id}{path}")).status_code == 404
        assert ids(await reader.get(ADDRESS)) == []

    async def test_of_another_units_internal_task_is_none(self, make_client: MakeClient, session: AsyncSession) -> None:
        mine, other = await make_org_unit(session), await make_org_unit(session)
        led = await make_task(session, lead_unit_id=mine.id)
        helped = await make_task(session, lead_unit_id=other.id, coordinating_unit_ids=[mine.id])
        nobodys = await make_task(session)
        theirs = await make_task(session, lead_unit_id=other.id)
        scoped = await make_client(Role.READER, org_unit_ids=[mine.id])
        assert ids(await scoped.get(ADDRESS)) == [led.id, helped.id, nobodys.id]
        assert (await scoped.get(f"{ADDRESS}/{theirs.id}")).status_code == 404


class TestScope:
    async def test_lets_nobody_write_for_other_units(
        self, make_client: MakeClient, session: AsyncSession, plan: Document, client: httpx.AsyncClient
    ) -> None:
        mine, other = await make_org_unit(session), await make_org_unit(session)
        editor = await make_client(Role.EDITOR, org_unit_ids=[mine.id])
        public = Confidentiality.PUBLIC
        row = await make_task(session, document_id=plan.id, lead_unit_id=other.id, confidentiality=public)
        address = f"{ADDRESS}/{row.id}"
        answers = [
            await editor.post(ADDRESS, json=body_of(plan, lead_unit_id=other.id)),
            await editor.patch(address, json={"lead_unit_id": mine.id}),
            await editor.post(f"{address}/progress", json={"percent": 10}),
            await editor.delete(address),
        ]
        await client.delete(address)
        answers.append(await editor.post(f"{address}/restore"))
        assert [answer.json()["code"] for answer in answers] == ["out_of_scope"] * 5
        assert (await editor.post(ADDRESS, json=body_of(plan, lead_unit_id=mine.id))).status_code == 201

    async def test_lets_a_coordinating_unit_report(self, make_client: MakeClient, session: AsyncSession) -> None:
        mine, other = await make_org_unit(session), await make_org_unit(session)
        row = await make_task(session, lead_unit_id=other.id, coordinating_unit_ids=[mine.id])
        editor = await make_client(Role.EDITOR, org_unit_ids=[mine.id])
        answer = await editor.post(f"{ADDRESS}/{row.id}/progress", json={"percent": 10})
        assert answer.status_code == 200, answer.text
