"""`/v1/agreements/{id}/opinions`: the agencies asked, when they are due, and what a disagreement stops (R2, R3)."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from tests.agreements.conftest import ADDRESS, MISSING_ID, Sides, created, faults, ids, refusal
from tests.conftest import MakeClient
from tests.factories.agreements import make_agreement
from tests.factories.documents import make_document
from tests.factories.org_units import make_org_unit

ASKED: dict[str, Any] = {"agency_name": "Bộ Ngoại giao", "sent_on": "2026-03-02"}
DISAGREED = {"answered_on": "2026-03-05", "verdict": "disagree"}


@pytest.fixture
async def draft(client: httpx.AsyncClient, sides: Sides) -> dict[str, Any]:
    return created(await client.post(ADDRESS, json=sides.body()))


@pytest.fixture
def address(draft: dict[str, Any]) -> str:
    return f"{ADDRESS}/{draft['id']}/opinions"


class TestCreate:
    async def test_is_due_7_working_days_after_sending(
        self, client: httpx.AsyncClient, address: str, draft: dict[str, Any]
    ) -> None:
        """R2, Luật 70/2020/QH14, Điều 27: Monday 2 March 2026 to Wednesday 11 March."""
        answer = await client.post(address, json=ASKED)
        made = created(answer)
        assert (made["due_on"], made["agreement_id"], made["verdict"]) == ("2026-03-11", draft["id"], None)
        assert answer.headers["location"] == f"{address}/{made['id']}"
        assert (await client.get(answer.headers["location"])).json() == made
        assert (await client.get(f"{ADDRESS}/{draft['id']}")).json()["version"] == 1

    async def test_must_name_the_day_in_a_year_without_a_calendar(
        self, client: httpx.AsyncClient, address: str
    ) -> None:
        asked = ASKED | {"sent_on": "2900-03-02"}
        assert faults(await client.post(address, json=asked)) == [("/due_on", "no_workday_calendar")]
        assert created(await client.post(address, json=asked | {"due_on": "2900-03-20"}))["due_on"] == "2900-03-20"

    async def test_asks_one_agency_and_takes_the_answer_with_its_day(
        self, client: httpx.AsyncClient, address: str, sides: Sides
    ) -> None:
        body = ASKED | {"agency_id": sides.unit.id, "verdict": "agree"}
        assert faults(await client.post(address, json=body)) == [
            ("/agency_id", "exactly_one"),
            ("/answered_on", "missing"),
        ]
        body = {"agency_id": MISSING_ID, "sent_on": "2026-03-02", "document_id": MISSING_ID}
        assert faults(await client.post(address, json=body)) == [
            (place, "unknown_reference") for place in ("/agency_id", "/document_id")
        ]

    async def test_is_not_for_other_units(
        self, make_client: MakeClient, session: AsyncSession, client: httpx.AsyncClient, sides: Sides
    ) -> None:
        public = created(await client.post(ADDRESS, json=sides.body(confidentiality="public")))
        editor = await make_client(Role.EDITOR, org_unit_ids=[(await make_org_unit(session)).id])
        answer = await editor.post(f"{ADDRESS}/{public['id']}/opinions", json=ASKED)
        assert refusal(answer) == (403, "out_of_scope")


class TestSigning:
    """R3 (Điều 19)."""

    async def test_waits_for_the_prime_minister_while_an_agency_disagrees(
        self, client: httpx.AsyncClient, address: str, draft: dict[str, Any]
    ) -> None:
        opinion = created(await client.post(address, json=ASKED | DISAGREED))
        path, signing = f"{ADDRESS}/{draft['id']}", {"signed_on": "2026-04-01"}
        assert refusal(await client.patch(path, json=signing)) == (409, "prime_minister_consent_missing")
        await client.patch(f"{address}/{opinion['id']}", json={"verdict": "agree_with_comments"})
        assert (await client.patch(path, json=signing)).status_code == 200

    async def test_goes_on_with_the_consent(
        self, client: httpx.AsyncClient, address: str, draft: dict[str, Any]
    ) -> None:
        await client.post(address, json=ASKED | DISAGREED)
        consent = {"number": "123/TTg-QHQT", "on": "2026-03-20"}
        signing = {"signed_on": "2026-04-01", "prime_minister_consent": consent}
        assert (await client.patch(f"{ADDRESS}/{draft['id']}", json=signing)).status_code == 200

    async def test_goes_on_once_the_disagreement_is_taken_back(
        self, client: httpx.AsyncClient, address: str, draft: dict[str, Any]
    ) -> None:
        opinion = created(await client.post(address, json=ASKED | DISAGREED))
        assert (await client.delete(f"{address}/{opinion['id']}")).status_code == 204
        answer = await client.patch(f"{ADDRESS}/{draft['id']}", json={"signed_on": "2026-04-01"})
        assert answer.status_code == 200

    async def test_is_past_when_the_disagreement_comes_which_is_recorded_with_a_warning(
        self, client: httpx.AsyncClient, address: str, draft: dict[str, Any]
    ) -> None:
        early = await client.post(address, json=ASKED)
        assert "x-warnings" not in early.headers
        await client.patch(f"{ADDRESS}/{draft['id']}", json={"signed_on": "2026-04-01"})
        late = await client.patch(f"{address}/{early.json()['id']}", json=DISAGREED)
        again = await client.post(address, json=ASKED | DISAGREED)
        assert (late.status_code, again.status_code) == (200, 201)
        warning = "prime_minister_consent_missing"
        assert (late.headers["x-warnings"], again.headers["x-warnings"]) == (warning, warning)
        agreed = await client.patch(f"{address}/{early.json()['id']}", json={"verdict": "agree"})
        assert "x-warnings" not in agreed.headers


class TestChange:
    async def test_puts_in_the_answer_and_keeps_the_day_it_was_due(
        self, client: httpx.AsyncClient, session: AsyncSession, address: str
    ) -> None:
        opinion = created(await client.post(address, json=ASKED))
        patch = DISAGREED | {"document_id": (await make_document(session)).id, "sent_on": "2026-03-01"}
        answer = await client.patch(f"{address}/{opinion['id']}", json=patch)
        assert answer.json().items() >= (patch | {"due_on": opinion["due_on"], "version": 2}).items()
        answer = await client.patch(f"{address}/{opinion['id']}", json={"answered_on": "2026-02-01"})
        assert faults(answer) == [("/answered_on", "end_before_start")]

    async def test_is_deleted_restored_and_remembered(self, client: httpx.AsyncClient, address: str) -> None:
        opinion = created(await client.post(address, json=ASKED))
        path = f"{address}/{opinion['id']}"
        assert (await client.delete(path, headers={"if-match": '"2"'})).status_code == 412
        assert (await client.delete(path)).status_code == 204
        assert (await client.get(path)).status_code == 404
        assert (await client.post(f"{path}/restore")).json()["version"] == 3
        history = await client.get(f"{path}/history")
        assert [item["action"] for item in history.json()["items"]] == ["restore", "delete", "create"]


class TestRead:
    async def test_lists_those_who_must_answer_first_first(
        self, client: httpx.AsyncClient, address: str, sides: Sides
    ) -> None:
        later = created(await client.post(address, json=ASKED | {"due_on": "2999-01-01"}))
        by_unit = {"agency_id": sides.unit.id, "sent_on": "2026-03-02"}
        sooner = created(await client.post(address, json=by_unit))
        answered = created(await client.post(address, json=ASKED | DISAGREED | {"due_on": "2026-03-12"}))
        assert ids(await client.get(address)) == [sooner["id"], answered["id"], later["id"]]
        for filters, found in (
            ({"answered": "true"}, [answered]),
            ({"overdue": "true"}, [sooner]),
            ({"verdict": "disagree"}, [answered]),
            ({"agency_id": sides.unit.id}, [sooner]),
        ):
            assert ids(await client.get(address, params=filters)) == [item["id"] for item in found]
        expanded = (await client.get(f"{address}/{sooner['id']}", params={"expand": "agency"})).json()
        assert expanded["agency"]["name_vi"] == "Nghệ An"

    async def test_knows_an_opinion_under_its_own_agreement_alone(
        self, client: httpx.AsyncClient, session: AsyncSession, address: str
    ) -> None:
        opinion = created(await client.post(address, json=ASKED))
        strange = f"{ADDRESS}/{(await make_agreement(session)).id}/opinions/{opinion['id']}"
        answers = [await client.get(strange), await client.patch(strange, json={}), await client.delete(strange)]
        answers += [await client.get(f"{strange}/history"), await client.post(f"{strange}/restore")]
        answers += [await client.get(f"{ADDRESS}/{MISSING_ID}/opinions")]
        assert [answer.status_code for answer in answers] == [404] * 6
