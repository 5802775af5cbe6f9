"""Members of a delegation: their order, their one leader, who may know of them, and the figures made of them."""

import asyncio
from datetime import date
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.core.schema import Confidentiality
from app.delegations.models import Delegation, DelegationMember, DelegationStatus, Direction, MemberRole, VisitType
from app.delegations.service import members as service
from app.relationships.models import Pillar
from tests.conftest import MakeClient, Statements
from tests.factories.delegation_members import NUMBER, make_member
from tests.factories.delegations import make_delegation
from tests.factories.documents import make_document
from tests.factories.org_units import make_org_unit

UNKNOWN_ID = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"
PERSON = {"full_name": "Trần Thử", "nationality": "VN", "position": "Phó Giám đốc", "organization": "Sở Ngoại vụ"}


@pytest.fixture
async def delegation(session: AsyncSession) -> Delegation:
    """Proposed, nobody in it."""
    return await make_delegation(session)


@pytest.fixture
def address(delegation: Delegation) -> str:
    return f"/v1/delegations/{delegation.id}/members"


async def add(client: httpx.AsyncClient, address: str, **values: object) -> httpx.Response:
    return await client.post(address, json=PERSON | values)


class TestCreate:
    async def test_answers_the_whole_member_with_its_address_and_version(
        self, client: httpx.AsyncClient, address: str, delegation: Delegation
    ) -> None:
        answer = await add(client, address, role="leader", management_level="people_committee", participated=True)
        body = answer.json()
        assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
        assert answer.headers["location"] == f"{address}/{body['id']}"
        assert body.items() >= (PERSON | {"role": "leader", "order": 1, "delegation_id": delegation.id}).items()
        assert (await client.get(answer.headers["location"])).json() == body

    async def test_puts_each_at_the_end_unless_told_where(self, client: httpx.AsyncClient, address: str) -> None:
        orders = [(await add(client, address, **wish)).json()["order"] for wish in ({}, {"order": 7}, {}, {"order": 2})]
        assert orders == [1, 7, 8, 2]

    async def test_counts_no_deleted_member(self, client: httpx.AsyncClient, address: str) -> None:
        last = await add(client, address, order=9)
        await client.delete(last.headers["location"])
        assert (await add(client, address)).json()["order"] == 1

    async def test_leaves_the_delegation_at_its_version(self, client: httpx.AsyncClient, address: str) -> None:
        await add(client, address)
        answer = await client.get(address.removesuffix("/members"))
        assert (answer.json()["version"], answer.headers["etag"]) == (1, '"1"')

    @pytest.mark.parametrize(
        ("values", "pointer", "code"),
        [
            ({"nationality": "XX"}, "/nationality", "unknown_country"),
            ({"role": "boss"}, "/role", "unknown_value"),
            ({"order": 0}, "/order", "out_of_range"),
            ({"full_name": None}, "/full_name", "null_not_allowed"),
            ({"full_name": " "}, "/full_name", "too_short"),
            ({"participated": "maybe"}, "/participated", "not_a_boolean"),
            ({"passport_expires_on": "2026"}, "/passport_expires_on", "invalid_date"),
            ({"delegation_id": UNKNOWN_ID}, "/delegation_id", "unknown_field"),
            ({"citations": [{"document_id": UNKNOWN_ID}]}, "/citations/0/document_id", "unknown_reference"),
        ],
    )
    async def test_names_the_place_of_what_it_refuses(
        self, client: httpx.AsyncClient, address: str, values: dict[str, object], pointer: str, code: str
    ) -> None:
        answer = await add(client, address, **values)
        assert answer.status_code == 422, answer.text
        assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [(pointer, code)]
        assert (await client.get(address)).json()["items"] == []

    async def test_refuses_an_external_id_in_use(self, client: httpx.AsyncClient, address: str) -> None:
        answers = [await add(client, address, source_system="hr", external_id="7") for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 409]
        assert answers[1].json()["code"] == "already_exists"

    async def test_refuses_a_state_secret(self, client: httpx.AsyncClient, address: str) -> None:
        answer = await add(client, address, confidentiality="Tối mật")
        assert (answer.status_code, answer.json()["code"]) == (422, "state_secret_refused")

    async def test_stores_nothing_when_it_only_validates(self, client: httpx.AsyncClient, address: str) -> None:
        answer = await client.post(address, json=PERSON, params={"validate_only": True})
        assert (answer.status_code, (await client.get(address)).json()["items"]) == (201, [])

    async def test_happens_once_for_one_idempotency_key(self, client: httpx.AsyncClient, address: str) -> None:
        answers = [await client.post(address, json=PERSON, headers={"idempotency-key": "one"}) for _ in range(2)]
        assert answers[0].json() == answers[1].json()
        assert len((await client.get(address)).json()["items"]) == 1


class TestOneLeader:
    """R21: a delegation has exactly one leader, who is a member."""

    async def test_r21_a_second_leader_is_refused(self, client: httpx.AsyncClient, address: str) -> None:
        await add(client, address, role="leader")
        answer = await add(client, address, role="leader")
        assert (answer.status_code, answer.json()["code"]) == (409, "second_leader")
        assert answer.json()["errors"][0]["pointer"] == "/role"
        assert len((await client.get(address)).json()["items"]) == 1

    async def test_r21_a_member_does_not_become_a_second_one(self, client: httpx.AsyncClient, address: str) -> None:
        await add(client, address, role="leader")
        other = (await add(client, address)).headers["location"]
        answer = await client.patch(other, json={"role": "leader"})
        assert (answer.status_code, answer.json()["code"]) == (409, "second_leader")

    async def test_r21_the_leader_may_be_changed_in_any_other_way(
        self, client: httpx.AsyncClient, address: str
    ) -> None:
        leader = (await add(client, address, role="leader")).headers["location"]
        answer = await client.patch(leader, json={"role": "leader", "position": "Giám đốc"})
        assert (answer.status_code, answer.json()["position"]) == (200, "Giám đốc")

    async def test_r21_the_role_is_handed_over(self, client: httpx.AsyncClient, address: str) -> None:
        old, new = [(await add(client, address, role=role)).json()["id"] for role in ("leader", "member")]
        operations = [
            {"op": "update", "id": old, "data": {"role": "deputy_leader"}},
            {"op": "update", "id": new, "data": {"role": "leader"}},
        ]
        answer = await client.post(f"{address}/batch", json={"operations": operations})
        assert [result["status"] for result in answer.json()["results"]] == [200, 200]
        roles = {item["id"]: item["role"] for item in (await client.get(address)).json()["items"]}
        assert roles == {old: "deputy_leader", new: "leader"}

    async def test_r21_another_delegation_has_its_own(
        self, client: httpx.AsyncClient, session: AsyncSession, address: str
    ) -> None:
        other = await make_delegation(session, code="DR-2026-T002")
        answers = [await add(client, at, role="leader") for at in (address, f"/v1/delegations/{other.id}/members")]
        assert [answer.status_code for answer in answers] == [201, 201]

    async def test_r21_a_leader_comes_back_only_to_a_free_place(self, client: httpx.AsyncClient, address: str) -> None:
        first = (await add(client, address, role="leader")).headers["location"]
        await client.delete(first)
        second = (await add(client, address, role="leader")).headers["location"]
        refused = await client.post(f"{first}/restore")
        assert (refused.status_code, refused.json()["code"]) == (409, "second_leader")
        await client.delete(second)
        assert (await client.post(f"{first}/restore")).json()["role"] == "leader"

    @pytest.mark.parametrize("status", ["approved", "in_progress", "completed", "reported"])
    async def test_r21_the_leader_of_an_approved_delegation_is_not_deleted(
        self, client: httpx.AsyncClient, session: AsyncSession, status: str
    ) -> None:
        delegation = await make_delegation(session, status=DelegationStatus(status))
        address = f"/v1/delegations/{delegation.id}/members"
        leader, other = [(await add(client, address, role=role)).headers["location"] for role in ("leader", "member")]
        answer = await client.delete(leader)
        assert (answer.status_code, answer.json()["code"]) == (409, "leader_required")
        assert (await client.delete(other)).status_code == 204

    async def test_r21_the_index_says_the_same_as_the_check(
        self, session: AsyncSession, delegation: Delegation
    ) -> None:
        await make_member(session, delegation_id=delegation.id, role=MemberRole.LEADER)
        row = DelegationMember(
            delegation_id=delegation.id, order=2, full_name="Hai", role=MemberRole.LEADER, citations=[]
        )
        session.add(row)
        with pytest.raises(service.SecondLeader):
            await service.store_member(session, row)

    async def test_r21_one_of_many_who_come_at_once_leads(
        self, live_app: FastAPI, live_client: httpx.AsyncClient
    ) -> None:
        async with live_app.state.database.writing("test") as session:
            delegation = await make_delegation(session)
        address = f"/v1/delegations/{delegation.id}/members"
        answers = await asyncio.gather(*(add(live_client, address, role="leader") for _ in range(8)))
        assert sorted(answer.status_code for answer in answers) == [201, *[409] * 7]
        assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"second_leader"}


class TestList:
    @pytest.fixture(autouse=True)
    async def people(self, session: AsyncSession, delegation: Delegation) -> None:
        """Two, the second first by name."""
        await make_member(
            session, delegation_id=delegation.id, full_name="Trần Bình", role=MemberRole.LEADER, nationality="VN"
        )
        await make_member(
            session, delegation_id=delegation.id, full_name="Lê An", order=2, nationality="LA", participated=False
        )

    async def names(self, client: httpx.AsyncClient, address: str, **query: str) -> list[str]:
        answer = await client.get(address, params=query)
        assert answer.status_code == 200, answer.text
        return [item["full_name"] for item in answer.json()["items"]]

    async def test_keeps_the_order_of_the_decision(self, client: httpx.AsyncClient, address: str) -> None:
        assert await self.names(client, address) == ["Trần Bình", "Lê An"]
        assert await self.names(client, address, sort="full_name") == ["Lê An", "Trần Bình"]

    @pytest.mark.parametrize(
        "query", [{"role": "member,secretary"}, {"nationality": "LA"}, {"participated": "false"}, {"q": "le an"}]
    )
    async def test_filters(self, client: httpx.AsyncClient, address: str, query: dict[str, str]) -> None:
        assert await self.names(client, address, **query) == ["Lê An"]

    async def test_pages_and_counts(self, client: httpx.AsyncClient, address: str) -> None:
        answer = await client.get(address, params={"limit": 1, "count": "exact"})
        assert answer.json()["count"] == 2
        following = await client.get(answer.links["next"]["url"])
        assert [item["full_name"] for item in following.json()["items"]] == ["Lê An"]

    async def test_costs_the_same_for_one_member_as_for_fifty(
        self,
        client: httpx.AsyncClient,
        session: AsyncSession,
        statements: Statements,
        delegation: Delegation,
        address: str,
    ) -> None:
        await make_member(session, delegation_id=delegation.id, passport_number=NUMBER)
        spent = []
        for count in (0, 50):
            for _ in range(count):
                await make_member(session, delegation_id=delegation.id, passport_number=NUMBER)
            statements.clear()
            assert (await client.get(address)).status_code == 200
            spent.append(len(statements))
        assert spent[0] == spent[1]


class TestOne:
    async def test_is_unchanged_for_who_knows_its_version(
        self, client: httpx.AsyncClient, session: AsyncSession, delegation: Delegation, address: str
    ) -> None:
        row = await make_member(session, delegation_id=delegation.id)
        answer = await client.get(f"{address}/{row.id}", headers={"if-none-match": '"1"'})
        assert (answer.status_code, answer.content) == (304, b"")

    async def test_gives_the_fields_asked_for(
        self, client: httpx.AsyncClient, session: AsyncSession, delegation: Delegation, address: str
    ) -> None:
        row = await make_member(session, delegation_id=delegation.id)
        answer = await client.get(f"{address}/{row.id}", params={"fields": "full_name,order"})
        assert answer.json() == {"full_name": "Nguyễn Thử", "order": 1}

    async def test_is_not_found_under_another_delegation(
        self, client: httpx.AsyncClient, session: AsyncSession, delegation: Delegation
    ) -> None:
        row = await make_member(session, delegation_id=delegation.id)
        other = await make_delegation(session, code="DR-2026-T002")
        address = f"/v1/delegations/{other.id}/members/{row.id}"
        answers = [
            await client.get(address),
            await client.get(f"{address}/history"),
            await client.patch(address, json={"order": 2}),
            await client.delete(address),
            await client.post(f"{address}/restore"),
        ]
        assert [answer.status_code for answer in answers] == [404] * 5


class TestUpdate:
    async def test_changes_what_the_patch_names(
        self, client: httpx.AsyncClient, session: AsyncSession, delegation: Delegation, address: str
    ) -> None:
        row = await make_member(session, delegation_id=delegation.id, position="Chuyên viên", nationality="VN")
        answer = await client.patch(f"{address}/{row.id}", json={"position": None, "order": 5, "participated": False})
        assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
        assert answer.json().items() >= {"position": None, "order": 5, "nationality": "VN"}.items()

    async def test_refuses_a_stale_version_and_says_what_changed(
        self, client: httpx.AsyncClient, session: AsyncSession, delegation: Delegation, address: str
    ) -> None:
        row = await make_member(session, delegation_id=delegation.id)
        await client.patch(f"{address}/{row.id}", json={"position": "Trưởng phòng"})
        answer = await client.patch(f"{address}/{row.id}", json={"order": 3}, headers={"if-match": '"1"'})
        assert (answer.status_code, answer.json()["changed_fields"]) == (412, ["position"])

    async def test_keeps_a_citation_that_the_caller_cannot_see(
        self, make_client: MakeClient, session: AsyncSession, delegation: Delegation, address: str
    ) -> None:
        hidden = await make_document(session, confidentiality=Confidentiality.RESTRICTED)
        citation = {"document_id": hidden.id, "url": None, "locator": None, "note": None}
        row = await make_member(session, delegation_id=delegation.id, citations=[citation])
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        answer = await editor.patch(f"{address}/{row.id}", json={"order": 4, "citations": [citation]})
        assert answer.status_code == 200


class TestBatch:
    async def test_creates_updates_upserts_and_deletes(
        self, client: httpx.AsyncClient, session: AsyncSession, delegation: Delegation, address: str
    ) -> None:
        rows = [await make_member(session, delegation_id=delegation.id, order=number) for number in (1, 2)]
        key = {"op": "upsert", "source_system": "hr", "external_id": "7"}
        operations = [
            {"op": "create", "data": PERSON},
            {"op": "update", "id": rows[0].id, "data": {"order": 8}},
            {"op": "delete", "id": rows[1].id},
            {**key, "data": PERSON | {"order": 6}},
            {**key, "data": PERSON | {"full_name": "Tên mới"}},
        ]
        answer = await client.post(f"{address}/batch", json={"operations": operations})
        assert [result["status"] for result in answer.json()["results"]] == [201, 200, 204, 201, 200]
        found = [(item["full_name"], item["order"]) for item in (await client.get(address)).json()["items"]]
        assert found == [("Trần Thử", 3), ("Tên mới", 6), ("Nguyễn Thử", 8)]

    async def test_takes_what_it_can_and_tells_the_rest(self, client: httpx.AsyncClient, address: str) -> None:
        operations = [
            {"op": "create", "data": PERSON | {"role": "leader"}},
            {"op": "create", "data": PERSON | {"role": "leader"}},
            {"op": "create", "data": PERSON},
        ]
        answer = await client.post(f"{address}/batch", json={"mode": "partial", "operations": operations})
        results = answer.json()["results"]
        assert [result["status"] for result in results] == [201, 409, 201]
        assert results[1]["problem"]["code"] == "second_leader"

    async def test_stores_nothing_if_one_is_refused(self, client: httpx.AsyncClient, address: str) -> None:
        operations = [{"op": "create", "data": PERSON}, {"op": "delete", "id": UNKNOWN_ID}]
        answer = await client.post(f"{address}/batch", json={"operations": operations})
        assert (answer.status_code, answer.json()["cause"]) == (422, "not_found")
        assert (await client.get(address)).json()["items"] == []

    async def test_reaches_no_member_of_another_delegation(
        self, client: httpx.AsyncClient, session: AsyncSession, address: str
    ) -> None:
        other = await make_delegation(session, code="DR-2026-T002")
        row = await make_member(session, delegation_id=other.id)
        operations = [{"op": "delete", "id": row.id}]
        answer = await client.post(f"{address}/batch", json={"mode": "partial", "operations": operations})
        assert answer.json()["results"][0]["status"] == 404


class TestDelete:
    async def test_is_undone_by_restore(
        self, client: httpx.AsyncClient, session: AsyncSession, delegation: Delegation, address: str
    ) -> None:
        row = await make_member(session, delegation_id=delegation.id)
        one = f"{address}/{row.id}"
        assert (await client.delete(one)).status_code == 204
        assert (await client.get(one)).status_code == 404
        assert (await client.get(f"{one}/history")).json()["items"][0]["action"] == "delete"
        restored = await client.post(f"{one}/restore")
        assert (restored.status_code, restored.json()["full_name"]) == (200, "Nguyễn Thử")
        actions = [item["action"] for item in (await client.get(f"{one}/history")).json()["items"]]
        assert actions == ["restore", "delete", "create"]


class TestVisibility:
    async def test_hides_the_members_of_a_hidden_delegation(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        hidden = await make_delegation(session, confidentiality=Confidentiality.RESTRICTED)
        row = await make_member(session, delegation_id=hidden.id, confidentiality=Confidentiality.PUBLIC)
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        address = f"/v1/delegations/{hidden.id}/members"
        answers = [
            await editor.get(address),
            await editor.get(f"{address}/{row.id}"),
            await editor.get(f"{address}/{row.id}/history"),
            await add(editor, address),
            await editor.patch(f"{address}/{row.id}", json={"order": 2}),
            await editor.post(f"{address}/batch", json={"operations": [{"op": "create", "data": PERSON}]}),
        ]
        assert [answer.status_code for answer in answers] == [404] * 6

    async def test_hides_a_member_who_is_restricted(
        self, make_client: MakeClient, session: AsyncSession, delegation: Delegation, address: str
    ) -> None:
        row = await make_member(
            session, delegation_id=delegation.id, confidentiality=Confidentiality.RESTRICTED, role=MemberRole.LEADER
        )
        editor = await make_client(Role.EDITOR, Confidentiality.INTERNAL)
        assert (await editor.get(f"{address}/{row.id}")).status_code == 404
        assert (await editor.get(address)).json()["items"] == []
        assert (await add(editor, address, role="leader")).json()["code"] == "second_leader"

    async def test_another_units_public_delegation_is_read_and_not_written(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        ours, theirs = await make_org_unit(session), await make_org_unit(session)
        public: dict[str, Any] = {"confidentiality": Confidentiality.PUBLIC}
        delegation = await make_delegation(session, org_unit_id=theirs.id, **public)
        row = await make_member(session, delegation_id=delegation.id, **public)
        address = f"/v1/delegations/{delegation.id}/members"
        editor = await make_client(Role.EDITOR, org_unit_ids=[ours.id])
        assert len((await editor.get(address)).json()["items"]) == 1
        answers = [
            await add(editor, address),
            await editor.patch(f"{address}/{row.id}", json={"order": 2}),
            await editor.delete(f"{address}/{row.id}"),
            await editor.post(f"{address}/batch", json={"operations": [{"op": "create", "data": PERSON}]}),
        ]
        assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "out_of_scope")] * 4

    async def test_history_outlives_the_delegation(
        self, client: httpx.AsyncClient, session: AsyncSession, delegation: Delegation, address: str
    ) -> None:
        row = await make_member(session, delegation_id=delegation.id)
        await client.delete(f"{address}/{row.id}")
        await client.delete(address.removesuffix("/members"))
        assert (await client.get(f"{address}/{row.id}")).status_code == 404
        history = (await client.get(f"{address}/{row.id}/history")).json()["items"]
        assert [item["action"] for item in history] == ["delete", "create"]


class TestFigures:
    """R17: lượt người is a sum over trips, người another figure; R22: the caller names both days."""

    ADDRESS = "/v1/delegations/figures"
    WINDOW = {"from": "2025-12-15", "to": "2026-06-14"}

    async def trip(self, session: AsyncSession, code: str, *names: str, **values: Any) -> Delegation:
        """A trip of March 2026 that took place, with these people."""
        days: dict[str, Any] = {"actual_from": date(2026, 3, 1), "actual_to": date(2026, 3, 5)}
        row = await make_delegation(session, code=code, **{"status": DelegationStatus.COMPLETED, **days, **values})
        for order, name in enumerate(names, start=1):
            await make_member(session, delegation_id=row.id, full_name=name, order=order, nationality="VN")
        return row

    async def figures(self, client: httpx.AsyncClient, **query: str) -> dict[str, object]:
        answer = await client.get(self.ADDRESS, params=self.WINDOW | query)
        assert answer.status_code == 200, answer.text
        body: dict[str, object] = answer.json()
        return body

    async def test_r17_one_person_on_two_trips_is_two_person_trips_and_one_person(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        await self.trip(session, "DR-1", "Nguyễn Văn A", "Trần B")
        await self.trip(session, "DV-1", "NGUYEN VAN A", direction=Direction.INBOUND)
        found = await self.figures(client)
        outbound = {"delegations": 1, "person_trips": 2, "persons": 2}
        inbound = {"delegations": 1, "person_trips": 1, "persons": 1}
        assert found.items() >= {"delegations": 2, "person_trips": 3, "persons": 2}.items()
        by_direction = found["by_direction"]
        assert isinstance(by_direction, dict)
        assert by_direction["outbound"].items() >= outbound.items()
        assert by_direction["inbound"].items() >= inbound.items()

    async def test_r17_who_did_not_go_does_not_count(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        trip = await self.trip(session, "DR-1", "Đi")
        await make_member(session, delegation_id=trip.id, full_name="Không đi", participated=False)
        await make_member(session, delegation_id=trip.id, full_name="Có đi", participated=True)
        found = await self.figures(client)
        assert (found["person_trips"], found["persons"]) == (2, 2)

    async def test_r17_a_trip_without_members_counts_by_its_headcount(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        await self.trip(session, "DR-1", "A", headcount_actual=9)
        await self.trip(session, "DR-2", headcount_actual=5, headcount_planned=7)
        await self.trip(session, "DR-3", headcount_planned=3)
        await self.trip(session, "DR-4")
        found = await self.figures(client)
        assert (found["delegations"], found["person_trips"], found["persons"]) == (4, 9, 1)
        assert found["basis"] == {"members": 1, "headcount_actual": 1, "headcount_planned": 1, "unknown": 1}

    async def test_r17_namesakes_are_told_apart_by_nationality_and_passport(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        trip = await self.trip(session, "DR-1")
        people = [
            ("VN", "C1111111"),
            ("VN", "C1111111"),
            ("VN", "C2221111"),
            ("VN", None),
            ("LA", None),
            ("LA", None),
            (None, None),
        ]
        for nationality, number in people:
            await make_member(session, delegation_id=trip.id, nationality=nationality, passport_number=number)
        found = await self.figures(client)
        assert (found["person_trips"], found["persons"]) == (7, 4)

    async def test_r22_a_trip_counts_by_the_day_it_began_both_ends_included(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        for number, day in enumerate((date(2025, 12, 14), date(2025, 12, 15), date(2026, 6, 14), date(2026, 6, 15))):
            await self.trip(session, f"DR-{number}", "A", actual_from=day, actual_to=date(2026, 6, 30))
        assert (await self.figures(client))["person_trips"] == 2

    async def test_count_only_what_took_place_unless_told_which(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        for number, status in enumerate(DelegationStatus):
            await self.trip(session, f"DR-{number}", "A", status=status)
        assert (await self.figures(client))["delegations"] == 3
        assert (await self.figures(client, status="approved,cancelled"))["delegations"] == 2

    async def test_count_a_partial_date_where_it_may_be(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        approved = DelegationStatus.APPROVED
        for number, planned in enumerate(("2026", "2026-06", "2026-07")):
            await make_delegation(session, code=f"DR-{number}", planned_from=planned, status=approved)
        assert (await self.figures(client, status="approved"))["delegations"] == 2

    @pytest.mark.parametrize(
        "query",
        [
            {"direction": "inbound"},
            {"country": "KH,TH"},
            {"pillar": "party"},
            {"visit_type": "training"},
        ],
    )
    async def test_filter(self, client: httpx.AsyncClient, session: AsyncSession, query: dict[str, str]) -> None:
        await self.trip(session, "DR-1", "A", countries=["LA"])
        wanted: dict[str, Any] = {
            "direction": Direction.INBOUND,
            "countries": ["LA", "KH"],
            "pillar": Pillar.PARTY,
            "visit_type": VisitType.TRAINING,
        }
        await self.trip(session, "DV-1", "B", "C", **wanted)
        assert (await self.figures(client, **query))["person_trips"] == 2

    async def test_filter_by_unit(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        trips = [await self.trip(session, f"DR-{number}", "A") for number in range(3)]
        found = await self.figures(client, org_unit_id=f"{trips[0].org_unit_id},{trips[1].org_unit_id}")
        assert found["delegations"] == 2

    async def test_tell_nothing_of_what_the_caller_may_not_see(
        self, make_client: MakeClient, session: AsyncSession
    ) -> None:
        await self.trip(session, "DR-1", "A", confidentiality=Confidentiality.RESTRICTED)
        seen = await self.trip(session, "DR-2", "B", headcount_actual=9)
        await make_member(session, delegation_id=seen.id, confidentiality=Confidentiality.RESTRICTED, full_name="C")
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        found = await self.figures(reader)
        assert (found["delegations"], found["person_trips"], found["persons"]) == (1, 1, 1)

    async def test_are_noughts_where_nothing_happened(self, client: httpx.AsyncClient) -> None:
        nothing = {
            "delegations": 0,
            "person_trips": 0,
            "persons": 0,
            "basis": {"members": 0, "headcount_actual": 0, "headcount_planned": 0, "unknown": 0},
        }
        assert await self.figures(client) == nothing | {"by_direction": {"outbound": nothing, "inbound": nothing}}

    async def test_cost_two_statements_however_many_trips(
        self, client: httpx.AsyncClient, session: AsyncSession, statements: Statements
    ) -> None:
        for number in range(12):
            await self.trip(session, f"DR-{number}", "A", "B")
        statements.clear()
        await self.figures(client)
        assert len(statements) == 2

    @pytest.mark.parametrize(
        ("query", "parameter", "code"),
        [
            ({"from": "2026-06-15"}, "to", "end_before_start"),
            ({"from": "2026"}, "from", "invalid_date"),
            ({"status": "gone"}, "status.0", "unknown_value"),
        ],
    )
    async def test_refuse_days_and_codes_that_are_none(
        self, client: httpx.AsyncClient, query: dict[str, str], parameter: str, code: str
    ) -> None:
        answer = await client.get(self.ADDRESS, params=self.WINDOW | query)
        fault = answer.json()["errors"][0]
        assert (answer.status_code, fault["parameter"], fault["code"]) == (422, parameter, code)

    async def test_want_both_days(self, client: httpx.AsyncClient) -> None:
        faults = (await client.get(self.ADDRESS)).json()["errors"]
        assert [(fault["parameter"], fault["code"]) for fault in faults] == [("from", "missing"), ("to", "missing")]

    async def test_name_their_parameters_as_the_caller_knows_them(self, client: httpx.AsyncClient) -> None:
        answer = await client.get(self.ADDRESS, params={"bogus": "1"})
        assert {"from", "to"} <= set(answer.json()["allowed"])
