"""What is sent again, when, and what is not."""

import asyncio
import json
import socket
import time

import pytest

from doitac_client import AsyncDoitac, ConnectionFailedError, Doitac, DoitacError
from doitac_client.asking import LONGEST_PAUSE, pause_after, retry_after
from doitac_client.steps import Answer, Call, Failure
from tests.client.conftest import Said, StartScript
from tests.postgres import free_port

BUSY = Said(503, b'{"code": "database_unavailable", "detail": "later"}', {"retry-after": "0"})
LOST = Said(0)
BROKEN = Said(500, b"<html>", {})
KEYED = {"idempotency-key": "1"}


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each wait would have been; the clock's own business is not waited for."""
    waited: list[float] = []

    async def note(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("doitac_client.sync.time.sleep", waited.append)
    monkeypatch.setattr("doitac_client.asynchronous.asyncio.sleep", note)
    return waited


class TestPost:
    def test_is_sent_again_with_its_own_key(self, scripted: StartScript) -> None:
        server = scripted(BUSY, BUSY, Said(201, b'{"id": "1"}'))
        with Doitac(server.base_url, "k") as client:
            assert client.partners.create({"name_vi": "Một"}) == {"id": "1"}
        keys = [heard.headers["idempotency-key"] for heard in server.heard]
        assert len(keys) == 3
        assert len(set(keys)) == 1
        assert {heard.body for heard in server.heard} == {'{"name_vi": "Một"}'.encode()}

    def test_has_another_key_for_another_call(self, scripted: StartScript) -> None:
        server = scripted(Said(201, b"{}"))
        with Doitac(server.base_url, "k") as client:
            client.partners.create({})
            client.partners.create({})
        assert len({heard.headers["idempotency-key"] for heard in server.heard}) == 2

    def test_is_sent_again_when_its_answer_was_lost(self, scripted: StartScript, pauses: list[float]) -> None:
        server = scripted(LOST, Said(409, b"{}", {"retry-after": "1"}), BROKEN, Said(201, b"{}"))
        with Doitac(server.base_url, "k") as client:
            client.partners.create({})
        assert len({heard.headers["idempotency-key"] for heard in server.heard}) == 1
        assert (len(server.heard), pauses[1]) == (4, 1)

    def test_that_is_refused_is_not(self, scripted: StartScript) -> None:
        server = scripted(Said(409, b'{"code": "already_exists", "detail": "x"}'))
        with Doitac(server.base_url, "k") as client, pytest.raises(DoitacError, match="already_exists"):
            client.partners.create({})
        assert len(server.heard) == 1


class TestWaiting:
    def test_lasts_as_long_as_the_server_says(self, scripted: StartScript) -> None:
        server = scripted(Said(429, b"{}", {"retry-after": "1"}), Said())
        begun = time.monotonic()
        with Doitac(server.base_url, "k") as client:
            client.partners.get("1")
        assert time.monotonic() - begun >= 1

    async def test_leaves_the_loop_free(self, scripted: StartScript) -> None:
        server = scripted(Said(429, b"{}", {"retry-after": "1"}), Said())
        async with AsyncDoitac(server.base_url, "k") as client:
            asked = asyncio.create_task(client.partners.get("1"))
            ticks = 0
            while not asked.done():
                await asyncio.sleep(0.02)
                ticks += 1
        assert ticks > 5

    def test_grows_and_ends(self, scripted: StartScript, pauses: list[float]) -> None:
        server = scripted(BROKEN)
        with Doitac(server.base_url, "k", retries=3) as client, pytest.raises(DoitacError) as refused:
            client.partners.get("1")
        assert (len(server.heard), refused.value.status, refused.value.detail) == (4, 500, "HTTP 500")
        assert pauses == sorted(pauses)
        assert pauses[-1] > 2 * pauses[0]

    async def test_is_not_done_without_retries(self, scripted: StartScript) -> None:
        server = scripted(BUSY)
        async with AsyncDoitac(server.base_url, "k", retries=0) as client:
            with pytest.raises(DoitacError, match="database_unavailable"):
                await client.partners.get("1")
        assert len(server.heard) == 1

    @pytest.mark.parametrize(
        ("headers", "seconds"),
        [
            ({"retry-after": "7"}, 7),
            ({"retry-after": "Sun, 22 Nov 2026 08:00:30 GMT", "date": "Sun, 22 Nov 2026 08:00:00 GMT"}, 30),
            ({"retry-after": "Sun, 22 Nov 2026 07:00:00 GMT", "date": "Sun, 22 Nov 2026 08:00:00 GMT"}, 0),
            ({"retry-after": "Sun, 22 Nov 2026 08:00:30 GMT"}, None),
            ({"retry-after": "Sun, 22 Nov 2026 08:00:30", "date": "Sun, 22 Nov 2026 08:00:00 GMT"}, None),
            ({"retry-after": "soon"}, None),
            ({}, None),
        ],
    )
    def test_reads_both_forms_of_the_header(self, headers: dict[str, str], seconds: float | None) -> None:
        assert retry_after(headers) == seconds

    def test_has_an_end_whatever_the_server_says(self) -> None:
        assert pause_after(Call("GET", "/"), Answer(503, {"retry-after": "86400"}), 0) == LONGEST_PAUSE


class TestLostAnswer:
    """The server may have done it: what is sent again must not do it twice."""

    @pytest.mark.parametrize(
        ("call", "may"),
        [
            (Call("GET", "/"), True),
            (Call("PUT", "/"), True),
            (Call("PATCH", "/"), True),
            (Call("PATCH", "/", headers={"if-match": '"1"'}), False),
            (Call("DELETE", "/", headers={"If-Match": '"1"'}), False),
            (Call("POST", "/", headers={"Idempotency-Key": "1"}), True),
            (Call("POST", "/"), False),
        ],
    )
    def test_is_asked_for_again_where_that_is_safe(self, call: Call, *, may: bool) -> None:
        assert (pause_after(call, Failure("lost", was_sent=True), 0) is not None) is may
        assert (pause_after(call, Answer(502, {}), 0) is not None) is may
        assert pause_after(call, Failure("refused", was_sent=False), 0) is not None
        assert pause_after(call, Answer(429, {}), 0) is not None

    def test_of_a_delete_that_then_finds_nothing_is_no_error(self, scripted: StartScript, pauses: list[float]) -> None:
        server = scripted(LOST, Said(404, b'{"code": "not_found"}'))
        with Doitac(server.base_url, "k") as client:
            client.partners.delete("1")
        assert len(server.heard) == 2

    def test_of_a_read_that_then_finds_nothing_is_one(self, scripted: StartScript, pauses: list[float]) -> None:
        server = scripted(LOST, Said(404, b'{"code": "not_found", "title": "Gone"}'))
        with Doitac(server.base_url, "k") as client, pytest.raises(DoitacError, match="404 not_found: Gone"):
            client.partners.get("1")


class TestNobodyThere:
    def test_is_said(self, pauses: list[float]) -> None:
        with Doitac(f"http://127.0.0.1:{free_port()}", retries=1) as client, pytest.raises(ConnectionFailedError) as no:
            client.partners.get("1")
        assert (no.value.status, no.value.code, len(pauses)) == (None, "connection_failed", 1)
        assert str(no.value)

    async def test_is_said_when_awaited(self, pauses: list[float]) -> None:
        async with AsyncDoitac(f"http://127.0.0.1:{free_port()}", retries=2) as client:
            with pytest.raises(ConnectionFailedError):
                await client.partners.create({})
        assert len(pauses) == 2

    def test_is_said_of_who_never_answers(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as deaf:
            address = f"http://127.0.0.1:{deaf.getsockname()[1]}"
            with Doitac(address, timeout=0.1, retries=0) as client, pytest.raises(ConnectionFailedError):
                client.partners.get("1")


class TestOtherAnswers:
    def test_name_a_cell_by_its_line_and_column(self, scripted: StartScript) -> None:
        fault = {"line": 7, "column": "Từ ngày", "code": "invalid_date"}
        server = scripted(Said(422, json.dumps({"code": "c", "errors": [fault]}).encode()))
        with Doitac(server.base_url) as client, pytest.raises(DoitacError, match="7 Từ ngày: invalid_date"):
            client.partners.get("1")

    def test_that_are_no_object_have_no_members(self, scripted: StartScript) -> None:
        server = scripted(Said(418, json.dumps(["teapot"]).encode()))
        with Doitac(server.base_url) as client, pytest.raises(DoitacError, match="HTTP 418"):
            client.partners.get("1")
        assert "authorization" not in server.heard[0].headers

    def test_that_lead_elsewhere_are_followed_by_reads_alone(self, scripted: StartScript) -> None:
        moved = Said(308, b'{"code": "merged", "detail": "x"}', {"location": "/v1/partners/2"})
        server = scripted(moved, Said(200, b'{"id": "2"}'), moved)
        with Doitac(server.base_url, "k") as client:
            assert client.partners.get("1") == {"id": "2"}
            with pytest.raises(DoitacError) as refused:
                client.partners.update("1", {})
        assert (refused.value.status, [heard.method for heard in server.heard]) == (308, ["GET", "GET", "PATCH"])
