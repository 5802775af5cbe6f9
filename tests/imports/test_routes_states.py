"""What is told of an import, to whom, and which verb may follow which state."""

from collections.abc import Callable
from typing import Any

import httpx
import orjson
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.core.documentation import Page
from app.imports.launcher import Importer
from app.imports.models import ImportJob, ImportState
from app.imports.routes.door import read_stored
from app.imports.rules import counters_of
from app.imports.schemas import ImportRead
from tests.conftest import MakeClient
from tests.factories.imports import make_import
from tests.test_answers import assert_holds
from tests.test_contract import assert_is_problem

ADDRESS = "/v1/imports"
pytestmark = pytest.mark.usefixtures("importer")
Session = AsyncSession


def address_of(job: ImportJob, verb: str = "") -> str:
    return f"{ADDRESS}/{job.id}{verb and '/'}{verb}"


def tell_progress(importer: Importer, job: ImportJob, **progress: Any) -> None:
    (importer.folder(job.id) / "progress.json").write_bytes(orjson.dumps(progress))


class TestReading:
    async def test_holds_to_its_model(self, client: httpx.AsyncClient, session: Session, me: str) -> None:
        for state in ImportState:
            error = {"code": "empty_file", "values": {}, "resumable": False}
            job = await make_import(session, me, state=state, error=error, warnings=[{"code": "unknown_column"}])
            assert_holds(ImportRead, (await client.get(address_of(job))).content)
        assert_holds(Page[ImportRead], (await client.get(ADDRESS)).content)

    async def test_shows_an_import_to_its_maker_and_to_administrators_who_see_everything(
        self, client: httpx.AsyncClient, make_client: MakeClient, session: Session
    ) -> None:
        editor, other = await make_client(Role.EDITOR), await make_client(Role.EDITOR)
        uncleared = await make_client(clearance="internal")
        job = await make_import(session, (await editor.get("/v1/me")).json()["principal_id"])
        for sees, caller in ((True, editor), (True, client), (False, other), (False, uncleared)):
            for path in ("", "rows", "errors", "errors.csv", "errors.xlsx", "results.csv", "events"):
                answer = await caller.get(address_of(job, path))
                assert answer.status_code == (200 if sees else 404), path
            for verb in ("commit", "cancel", "resume", "undo"):
                answer = await caller.post(address_of(job, verb), params={"validate_only": "true"})
                assert (answer.status_code == 404) is not sees, verb
            listed = (await caller.get(ADDRESS)).json()["items"]
            assert [item["id"] for item in listed] == ([job.id] if sees else [])

    async def test_shows_an_administrator_of_some_units_their_own_alone(
        self, client: httpx.AsyncClient, make_client: MakeClient, session: Session, me: str
    ) -> None:
        unit = (await client.post("/v1/org-units", json={"name_vi": "Nghệ An", "kind": "province"})).json()["id"]
        scoped = await make_client(org_unit_ids=[unit])
        assert_is_problem(await scoped.get(address_of(await make_import(session, me))), 404, "not_found")

    async def test_tells_how_far_the_work_is(
        self, client: httpx.AsyncClient, session: Session, importer: Importer, me: str
    ) -> None:
        job = await make_import(session, me, state=ImportState.VALIDATING)
        importer.hold(job.id)
        tell_progress(importer, job, phase="validating", rows_done=20, rows_total=80, rate=10.0, eta_seconds=6.0)
        told = (await client.get(address_of(job))).json()
        assert told["state"] == "validating"
        assert (told["rows_done"], told["rows_total"], told["rate"], told["eta_seconds"]) == (20, 80, 10.0, 6.0)
        importer.release(job.id)

    async def test_tells_nothing_of_the_phase_before(
        self, client: httpx.AsyncClient, session: Session, importer: Importer, me: str
    ) -> None:
        job = await make_import(session, me, state=ImportState.COMMITTING, rows_total=80)
        importer.hold(job.id)
        tell_progress(importer, job, phase="validating", rows_done=80, rows_total=80, rate=10.0, eta_seconds=0.0)
        told = (await client.get(address_of(job))).json()
        assert (told["rows_done"], told["rows_total"], told["rate"], told["eta_seconds"]) == (0, 80, None, None)
        importer.release(job.id)

    async def test_calls_work_that_nobody_does_interrupted(
        self, client: httpx.AsyncClient, session: Session, importer: Importer, me: str
    ) -> None:
        job = await make_import(session, me, state=ImportState.COMMITTING)
        importer.hold(job.id)
        tell_progress(importer, job, phase="committing", rows_done=20, rows_total=80, rate=10.0, eta_seconds=6.0)
        importer.release(job.id)
        told = (await client.get(address_of(job))).json()
        assert (told["state"], told["resumable"]) == ("interrupted", True)
        assert (told["rows_done"], told["rate"], told["eta_seconds"]) == (20, None, None)

    async def test_tells_what_was_wrong_in_the_callers_language(
        self, client: httpx.AsyncClient, session: Session, me: str
    ) -> None:
        error = {"code": "not_permitted", "values": {"permission": "registry:write"}, "resumable": True}
        job = await make_import(session, me, state=ImportState.FAILED, error=error)
        told = (await client.get(address_of(job), headers={"accept-language": "en"})).json()
        assert told["error"] == {
            "code": "not_permitted",
            "title": "Not permitted",
            "detail": "The key's roles do not grant “registry:write”.",
        }
        assert told["resumable"] is True
        assert (await client.get(address_of(job))).json()["error"]["title"] == "Không có quyền"

    async def test_has_words_for_a_code_of_no_catalogue_and_for_missing_values(
        self, client: httpx.AsyncClient, session: Session, me: str
    ) -> None:
        warnings = [{"code": "no_such_code", "detail": "A, B"}, {"code": "odd"}, {"code": "unknown_value"}]
        job = await make_import(session, me, warnings=warnings)
        told = (await client.get(address_of(job), headers={"accept-language": "en"})).json()["warnings"]
        assert [warning["detail"] for warning in told] == ["A, B", "odd", "The value is not one of: allowed."]


class TestListing:
    async def test_filters_by_collection_and_state(self, client: httpx.AsyncClient, session: Session, me: str) -> None:
        done = await make_import(session, me, state=ImportState.COMPLETED)
        await make_import(session, me, collection="partners")
        for query, ids in (({"state": "completed"}, [done.id]), ({"collection": "tasks"}, [])):
            listed = (await client.get(ADDRESS, params=query)).json()["items"]
            assert [item["id"] for item in listed] == ids

    async def test_finds_the_interrupted_under_that_state_alone(
        self, client: httpx.AsyncClient, session: Session, importer: Importer, me: str
    ) -> None:
        held, gone = [await make_import(session, me, state=ImportState.VALIDATING) for _ in range(2)]
        importer.hold(held.id)
        for state, ids in (("validating", [held.id]), ("interrupted", [gone.id]), ("completed", [])):
            listed = (await client.get(ADDRESS, params={"state": state, "count": "exact"})).json()
            assert ([item["id"] for item in listed["items"]], listed["count"]) == (ids, len(ids))
        importer.release(held.id)

    async def test_gives_each_once_over_the_pages_the_newest_first(
        self, client: httpx.AsyncClient, session: Session, me: str
    ) -> None:
        ids = [(await make_import(session, me)).id for _ in range(5)]
        seen, link = [], f"{ADDRESS}?limit=2&fields=id,rate"
        while link:
            answer = await client.get(link)
            seen += answer.json()["items"]
            link = answer.links["next"]["url"] if "next" in answer.links else ""
        assert seen == [{"id": id_, "rate": None} for id_ in reversed(ids)]


class TestEvents:
    async def test_end_at_once_where_nothing_is_to_come(
        self, client: httpx.AsyncClient, session: Session, me: str
    ) -> None:
        job = await make_import(session, me)
        answer = await client.get(address_of(job, "events"))
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert [orjson.loads(event) for event in _events_of(answer.text)] == [
            (await client.get(address_of(job))).json()
        ]

    async def test_tell_each_change_until_the_work_is_over(
        self,
        client: httpx.AsyncClient,
        session: Session,
        importer: Importer,
        me: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        job = await make_import(session, me, state=ImportState.VALIDATING)
        importer.hold(job.id)
        some_rows = {"phase": "validating", "rows_done": 1, "rows_total": 2, "rate": 1.0, "eta_seconds": 1.0}
        steps: list[Callable[[], None]] = [
            lambda: tell_progress(importer, job, **some_rows),
            lambda: None,
            lambda: importer.release(job.id),
        ]
        meanwhile = iter(steps)

        async def read_later(*asked: Any) -> Any:
            next(meanwhile)()
            return await read_stored(*asked)

        monkeypatch.setattr("app.imports.routes.read_stored", read_later)
        monkeypatch.setattr("app.imports.routes._EVERY_SECONDS", 0.01)
        answer = await client.get(address_of(job, "events"))
        events = [orjson.loads(event) for event in _events_of(answer.text)]
        assert [(event["state"], event["rows_done"]) for event in events] == [
            ("validating", 0),
            ("validating", 1),
            ("interrupted", 1),
        ]


def _events_of(text: str) -> list[str]:
    return [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: ")]


class TestCommitting:
    async def test_hands_a_validated_import_to_the_worker(
        self, client: httpx.AsyncClient, session: Session, importer: Importer, me: str
    ) -> None:
        job = await make_import(session, me)
        answer = await client.post(address_of(job, "commit"))
        assert answer.status_code == 202, answer.text
        assert_holds(ImportRead, answer.content)
        assert answer.headers["location"] == address_of(job)
        assert answer.json()["state"] == "committing"
        assert importer.is_held(job.id)

    async def test_refuses_a_file_with_too_many_errors(
        self, client: httpx.AsyncClient, session: Session, importer: Importer, me: str
    ) -> None:
        job = await make_import(session, me, counters=counters_of({"create": 8, "fail": 2}))
        body = assert_is_problem(await client.post(address_of(job, "commit")), 409, "too_many_errors")
        assert (body["failed"], body["max_error_rate"]) == (2, 0.1)
        assert not importer.is_held(job.id)
        tolerant = await make_import(session, me, counters=job.counters, spec={"max_error_rate": 0.2})
        assert (await client.post(address_of(tolerant, "commit"))).status_code == 202

    async def test_on_trial_changes_nothing(
        self, client: httpx.AsyncClient, session: Session, importer: Importer, me: str
    ) -> None:
        job = await make_import(session, me)
        answer = await client.post(address_of(job, "commit"), params={"validate_only": "true"})
        assert (answer.status_code, answer.headers["validate-only"]) == (202, "true")
        assert (await client.get(address_of(job))).json()["state"] == "validated"
        assert not importer.is_held(job.id)

    async def test_with_an_idempotency_key_happens_once(
        self, client: httpx.AsyncClient, session: Session, me: str
    ) -> None:
        job = await make_import(session, me)
        first, second = [
            await client.post(address_of(job, "commit"), headers={"idempotency-key": "k"}) for _ in range(2)
        ]
        assert second.headers["idempotency-replayed"] == "true"
        assert second.json() == first.json()

    async def test_is_for_who_may_write(self, make_client: MakeClient, session: Session) -> None:
        reader = await make_client(Role.READER)
        job = await make_import(session, (await reader.get("/v1/me")).json()["principal_id"])
        assert_is_problem(await reader.post(address_of(job, "commit")), 403, "not_permitted")


ALLOWED = {
    ImportState.UPLOADED: ["cancel", "resume"],
    ImportState.PARSING: ["cancel", "resume"],
    ImportState.VALIDATING: ["cancel", "resume"],
    ImportState.VALIDATED: ["commit", "correct", "cancel"],
    ImportState.COMMITTING: ["cancel", "resume"],
    ImportState.COMPLETED: ["undo"],
    ImportState.COMPLETED_WITH_ERRORS: ["undo"],
    ImportState.CANCELLED: [],
    ImportState.FAILED: ["cancel"],
    ImportState.UNDOING: ["resume"],
    ImportState.UNDONE: [],
    ImportState.PARTLY_UNDONE: [],
}


class TestOrder:
    @pytest.mark.parametrize("state", ALLOWED)
    async def test_only_the_next_steps_are_taken(
        self, client: httpx.AsyncClient, session: Session, me: str, state: ImportState
    ) -> None:
        for verb in ("commit", "cancel", "resume", "undo"):
            job = await make_import(session, me, state=state)
            answer = await client.post(address_of(job, verb))
            if verb in ALLOWED[state]:
                assert answer.status_code == 202, answer.text
            else:
                body = assert_is_problem(answer, 409, "illegal_import_state")
                assert body["allowed"] == ALLOWED[state]

    async def test_what_is_at_work_is_not_resumed(
        self, client: httpx.AsyncClient, session: Session, importer: Importer, me: str
    ) -> None:
        job = await make_import(session, me, state=ImportState.COMMITTING)
        importer.hold(job.id)
        body = assert_is_problem(await client.post(address_of(job, "resume")), 409, "illegal_import_state")
        assert (body["state"], body["allowed"]) == ("committing", ["cancel"])
        importer.release(job.id)

    async def test_work_goes_on_where_it_was_interrupted(
        self, client: httpx.AsyncClient, session: Session, importer: Importer, me: str
    ) -> None:
        job = await make_import(session, me, state=ImportState.COMMITTING)
        assert (await client.post(address_of(job, "resume"))).json()["state"] == "committing"
        assert importer.is_held(job.id)

    async def test_work_that_failed_for_a_passing_reason_goes_on_in_its_phase(
        self, client: httpx.AsyncClient, session: Session, me: str
    ) -> None:
        error = {"code": "import_stopped", "values": {}, "phase": "undoing", "resumable": True}
        job = await make_import(session, me, state=ImportState.FAILED, error=error)
        told = (await client.post(address_of(job, "resume"))).json()
        assert (told["state"], told["error"]) == ("undoing", None)


class TestCancelling:
    async def test_ends_what_rests(
        self, client: httpx.AsyncClient, session: Session, importer: Importer, me: str
    ) -> None:
        job = await make_import(session, me)
        assert (await client.post(address_of(job, "cancel"))).json()["state"] == "cancelled"
        assert not importer.is_held(job.id)

    async def test_asks_the_worker_to_stop(
        self, client: httpx.AsyncClient, session: Session, importer: Importer, me: str
    ) -> None:
        job = await make_import(session, me, state=ImportState.COMMITTING)
        importer.hold(job.id)
        asked = importer.folder(job.id) / "cancel"
        assert (await client.post(address_of(job, "cancel"), params={"validate_only": "true"})).status_code == 202
        assert not asked.exists()
        answer = await client.post(address_of(job, "cancel"))
        assert (answer.status_code, answer.json()["state"]) == (202, "committing")
        assert asked.exists()
        importer.release(job.id)
        assert (await client.post(address_of(job, "resume"))).status_code == 202
        assert not asked.exists()

    async def test_does_not_stop_an_undo(
        self, client: httpx.AsyncClient, session: Session, importer: Importer, me: str
    ) -> None:
        job = await make_import(session, me, state=ImportState.UNDOING)
        importer.hold(job.id)
        body = assert_is_problem(await client.post(address_of(job, "cancel")), 409, "illegal_import_state")
        assert body["allowed"] == []
        importer.release(job.id)


class TestShutdown:
    async def test_lets_the_worker_go(
        self, app: FastAPI, client: httpx.AsyncClient, session: Session, importer: Importer, me: str
    ) -> None:
        job = await make_import(session, me)
        await client.post(address_of(job, "commit"))
        await importer.close()
        assert not importer.is_held(job.id)
        assert (await client.get(address_of(job))).json()["state"] == "interrupted"
