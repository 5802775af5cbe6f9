"""`/v1/greeting-policies`: what an anniversary asks for, by kind, tier, year class and pillar."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.anniversaries.models import AnniversaryKind
from app.auth.rules import Role
from app.core.schema import Confidentiality
from app.greetings.models import YearClass
from tests.conftest import MakeClient
from tests.factories.greetings import make_greeting_policy
from tests.greetings.conftest import MISSING_ID, POLICIES, faults, ids

BODY: dict[str, Any] = {"kind": "twinning", "tier": "special", "year_class": "round", "actions": ["letter", "ceremony"]}
KEY = f"{POLICIES}/by-external-id/office/7"
ALL = ["/kind", "/tier", "/year_class", "/pillar"]


def taken(answer: httpx.Response) -> list[str]:
    """The pointers of a line that there is already."""
    assert (answer.status_code, answer.json()["code"]) == (409, "already_exists"), answer.text
    return [fault["pointer"] for fault in answer.json()["errors"]]


class TestCreate:
    async def test_answers_the_whole_line(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(POLICIES, json=BODY | {"actions": ["letter", "letter"], "basis": "Thông lệ"})
        assert answer.status_code == 201, answer.text
        assert answer.headers["location"] == f"{POLICIES}/{answer.json()['id']}"
        whole = {**BODY, "actions": ["letter"], "basis": "Thông lệ", "pillar": None, "version": 1}
        assert answer.json().items() >= whole.items()

    @pytest.mark.parametrize("year_class", ["five", "other", None])
    async def test_r15_plans_no_ceremony_outside_round_years(
        self, client: httpx.AsyncClient, year_class: str | None
    ) -> None:
        """NĐ 111/2018/NĐ-CP, Điều 4.3, 9.2."""
        answer = await client.post(POLICIES, json=BODY | {"year_class": year_class})
        assert faults(answer) == [("/actions", "ceremony_outside_round_year")]

    async def test_refuses_an_action_that_is_none(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(POLICIES, json=BODY | {"actions": ["letter", "parade"]})
        assert faults(answer) == [("/actions/1", "unknown_value")]

    @pytest.mark.parametrize("less", [{}, {"tier": None}, {"tier": None, "year_class": None, "actions": []}])
    async def test_refuses_a_line_twice_whatever_it_leaves_open(
        self, client: httpx.AsyncClient, less: dict[str, Any]
    ) -> None:
        line = BODY | less
        assert (await client.post(POLICIES, json=line)).status_code == 201
        assert taken(await client.post(POLICIES, json=line)) == ALL
        for other in ({"pillar": "party"}, {"kind": "national_day"}, {"tier": "other"}):
            assert (await client.post(POLICIES, json=line | other)).status_code == 201

    async def test_names_documents_that_exist(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(POLICIES, json=BODY | {"citations": [{"document_id": MISSING_ID}]})
        assert faults(answer) == [("/citations/0/document_id", "unknown_reference")]

    @pytest.mark.parametrize("role", [Role.READER, Role.EDITOR, Role.APPROVER])
    async def test_is_the_administrators(self, make_client: MakeClient, session: AsyncSession, role: Role) -> None:
        caller, row = await make_client(role), await make_greeting_policy(session)
        for answer in (
            await caller.post(POLICIES, json=BODY),
            await caller.put(KEY, json=BODY),
            await caller.post(f"{POLICIES}/batch", json={"operations": [{"op": "create", "data": BODY}]}),
            await caller.patch(f"{POLICIES}/{row.id}", json={"note": "x"}),
            await caller.delete(f"{POLICIES}/{row.id}"),
        ):
            assert (answer.status_code, answer.json()["permission"]) == (403, "policies:manage")
        assert ids(await caller.get(POLICIES)) == [row.id]


class TestUpdate:
    async def test_changes_a_line_and_keeps_its_own_place(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_greeting_policy(session)
        answer = await client.patch(f"{POLICIES}/{row.id}", json={"actions": ["card"]})
        assert (answer.json()["actions"], answer.json()["version"]) == (["card"], 2)

    async def test_does_not_take_the_place_of_another(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        await make_greeting_policy(session, year_class=YearClass.FIVE)
        row = await make_greeting_policy(session)
        assert taken(await client.patch(f"{POLICIES}/{row.id}", json={"year_class": "five"})) == ALL

    async def test_r15_does_not_move_a_ceremony_to_other_years(self, client: httpx.AsyncClient) -> None:
        id_ = (await client.post(POLICIES, json=BODY)).json()["id"]
        answer = await client.patch(f"{POLICIES}/{id_}", json={"year_class": "five"})
        assert faults(answer) == [("/actions", "ceremony_outside_round_year")]


class TestUpsert:
    async def test_creates_and_then_replaces(self, client: httpx.AsyncClient) -> None:
        first = await client.put(KEY, json=BODY)
        second = await client.put(KEY, json=BODY | {"actions": ["card"]})
        assert (first.status_code, second.status_code) == (201, 200)
        assert (second.json()["id"], second.json()["actions"]) == (first.json()["id"], ["card"])


class TestRestore:
    async def test_brings_it_back_while_its_place_is_free(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        row = await make_greeting_policy(session)
        address = f"{POLICIES}/{row.id}"
        for _ in range(2):
            assert (await client.delete(address)).status_code == 204
            assert (await client.get(address)).status_code == 404
            assert (await client.post(f"{address}/restore")).json()["id"] == row.id
        await client.delete(address)
        await make_greeting_policy(session)
        assert taken(await client.post(f"{address}/restore")) == ALL
        history = (await client.get(f"{address}/history")).json()["items"]
        assert [item["action"] for item in history] == ["delete", "restore", "delete", "restore", "delete", "create"]


class TestBatch:
    async def test_does_all_four(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        changed = await make_greeting_policy(session)
        gone = await make_greeting_policy(session, kind=AnniversaryKind.OTHER)
        operations: list[dict[str, Any]] = [
            {"op": "create", "data": BODY},
            {"op": "update", "id": changed.id, "data": {"actions": ["card"]}},
            {"op": "upsert", "source_system": "office", "external_id": "7", "data": BODY | {"tier": None}},
            {"op": "delete", "id": gone.id},
        ]
        answer = await client.post(f"{POLICIES}/batch", json={"operations": operations})
        assert [result["status"] for result in answer.json()["results"]] == [201, 200, 201, 204]


class TestList:
    async def test_finds_lines_by_what_they_name(self, client: httpx.AsyncClient) -> None:
        id_ = (await client.post(POLICIES, json=BODY | {"pillar": "party"})).json()["id"]
        await client.post(POLICIES, json={"kind": "other", "actions": []})
        for query in ({"kind": "twinning"}, {"tier": "special"}, {"year_class": "round,five"}, {"pillar": "party"}):
            assert ids(await client.get(POLICIES, params=query)) == [id_]

    async def test_hides_what_is_restricted(self, make_client: MakeClient, session: AsyncSession) -> None:
        row = await make_greeting_policy(session, confidentiality=Confidentiality.RESTRICTED)
        reader = await make_client(Role.READER, Confidentiality.INTERNAL)
        assert ids(await reader.get(POLICIES)) == []
        assert (await reader.get(f"{POLICIES}/{row.id}")).status_code == 404
        assert (await reader.get(f"{POLICIES}/{row.id}/history")).status_code == 404
