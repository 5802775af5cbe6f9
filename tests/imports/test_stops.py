"""What runs out or goes away while an import is at work: the database, the disk, the sender, the key, the patience."""

import resource
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.core.db.migrate import upgrade
from tests.conftest import KIND
from tests.imports.living import ADDRESS, MANY, Living, delegations, is_in, make_unit
from tests.postgres import HOST, PostgresServer
from tests.servers import ADMIN_KEY

SMALL_DISK, NO_ROOM = 6_000_000, 10
"""Bytes."""
DOWN_SECONDS = 3.0


def fill_disk(process: int | None, most: int) -> None:
    """No file of the process grows beyond this from now on."""
    assert process is not None
    resource.prlimit(process, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def clear_disk(process: int) -> None:
    """All the room again."""
    resource.prlimit(process, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def folders(living: Living) -> set[str]:
    """Of all imports."""
    return {path.name for path in (living.folder / "imports").glob("*")}


def number_of_imports(living: Living) -> int:
    return int(living.client.get(ADDRESS, params={"count": "exact", "limit": 1}).json()["count"])


if KIND == "postgresql":  # SQLite is a file, which nobody stops

    class TestDatabaseGone:
        @pytest.fixture
        def postgres(self) -> Iterator[PostgresServer]:
            """One of the test's own: what it acknowledged outlives its end."""
            with PostgresServer({"fsync": "off"}) as server:
                server.create_database("gone")
                upgrade(server.url("gone"))
                yield server

        def test_while_validating_and_while_committing_is_waited_for(
            self, postgres: PostgresServer, tmp_path: Path
        ) -> None:
            with Living(postgres.url("gone"), tmp_path) as living:
                make_unit(living)
                id_ = living.upload(delegations("gone", MANY), transaction="partial", auto_commit=True)
                for phase in ("validating", "committing"):
                    assert living.follow(id_, is_in(phase))["state"] == phase
                    postgres.stop()
                    self.watch_the_outage(living, id_)
                    postgres.start()
                told = living.rest(id_)
                assert (told["state"], told["counters"]["created"], told["error"]) == ("completed", MANY, None)
                assert living.kept("delegations", "gone") == living.noted(id_, "delegations", "create") == MANY

        def watch_the_outage(self, living: Living, import_id: str) -> None:
            until = time.monotonic() + DOWN_SECONDS
            while time.monotonic() < until:
                answer = living.client.get(f"{ADDRESS}/{import_id}")
                assert (answer.status_code, answer.json().get("code")) == (503, "database_unavailable"), answer.text
                assert int(answer.headers["retry-after"]) >= 1
                time.sleep(0.05)


class TestDiskFull:
    def test_refuses_an_upload_and_keeps_nothing_of_it(self, living: Living) -> None:
        before, count = folders(living), number_of_imports(living)
        file = delegations("full", 10) + b"\n" * SMALL_DISK
        form = {"spec": '{"collection": "delegations"}'}
        fill_disk(living.server.process.pid, SMALL_DISK)
        answer = living.client.post(ADDRESS, files={"file": ("file.csv", file)}, data=form)
        clear_disk(living.server.process.pid)
        assert (answer.status_code, answer.json()["code"]) == (507, "storage_full"), answer.text
        assert (folders(living), number_of_imports(living)) == (before, count)
        assert living.run(delegations("full", 10))["state"] == "validated"

    def test_of_the_worker_stops_the_import_until_there_is_room(self, living: Living) -> None:
        assert living.run(delegations("warm", 10))["state"] == "validated"
        fill_disk(living.worker, NO_ROOM)
        id_ = living.upload(delegations("squeezed", 100), auto_commit=True)
        told = living.rest(id_)
        if KIND == "postgresql":
            assert (told["state"], told["error"]["code"]) == ("failed", "storage_full")
        else:  # nor can its database say so: the worker gives up
            assert (told["state"], told["error"]) == ("interrupted", None)
        assert told["resumable"] is True
        assert living.kept("delegations", "squeezed") == 0
        living.kill_worker()  # the next one has room
        living.ask(id_, "resume")
        told = living.rest(id_)
        assert (told["state"], told["counters"]["created"], told["error"]) == ("completed", 100, None)


class TestCutOff:
    def test_in_the_middle_of_an_upload_leaves_nothing(self, living: Living) -> None:
        before, count = folders(living), number_of_imports(living)
        head = (
            f"POST {ADDRESS} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {ADMIN_KEY}\r\n"
            "Content-Type: multipart/form-data; boundary=cut\r\nContent-Length: 4000000\r\n\r\n"
            '--cut\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        )
        url = httpx.URL(living.server.base_url)
        with socket.create_connection((HOST, url.port)) as connection:
            connection.sendall(head.encode() + b"x" * 2_000_000)
            self.wait_for(lambda: len(folders(living)) == len(before) + 1)
        self.wait_for(lambda: folders(living) == before)
        assert number_of_imports(living) == count
        assert "Traceback" not in living.server.output

    def wait_for(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < deadline
            time.sleep(0.01)


class TestCancel:
    def test_while_validating_leaves_nothing(self, living: Living) -> None:
        id_ = living.upload(delegations("not-checked", 2 * MANY), auto_commit=True)
        told = self.cancel_in(living, id_, "validating")
        assert (told["state"], told["counters"]["created"], told["counters"]["failed"]) == ("cancelled", 0, 0)
        assert living.kept("delegations", "not-checked") == 0

    def test_while_committing_an_atomic_import_leaves_nothing(self, living: Living) -> None:
        id_ = living.upload(delegations("not-written", 2 * MANY), auto_commit=True)
        told = self.cancel_in(living, id_, "committing")
        assert (told["state"], told["counters"]["created"], told["counters"]["skipped"]) == ("cancelled", 0, 2 * MANY)
        assert living.kept("delegations", "not-written") == 0

    def test_while_committing_in_parts_leaves_what_is_written_and_tells_it(self, living: Living) -> None:
        id_ = living.upload(delegations("half-written", 2 * MANY), transaction="partial", auto_commit=True)
        told = self.cancel_in(living, id_, "committing", rows_done=1)
        counters, written = told["counters"], living.kept("delegations", "half-written")
        assert told["state"] == "cancelled"
        assert 0 < written < 2 * MANY
        left = 2 * MANY - written
        assert (counters["created"], counters["skipped"], counters["rows_read"]) == (written, left, 2 * MANY)
        assert living.noted(id_, "delegations", "create") == written
        living.ask(id_, "undo")
        assert (living.rest(id_)["state"], living.kept("delegations", "half-written")) == ("undone", 0)

    def cancel_in(self, living: Living, import_id: str, phase: str, rows_done: int = 0) -> dict[str, Any]:
        def is_far_enough(told: dict[str, Any]) -> bool:
            return told["state"] == phase and int(told["rows_done"]) >= rows_done

        with living.caught(import_id, is_far_enough) as told:
            assert told["state"] == phase
            living.ask(import_id, "cancel")
        return living.rest(import_id)


class TestRevokedKey:
    def test_fails_the_import_that_it_made(self, living: Living) -> None:
        issued = living.client.post("/v1/api-keys", json={"name": "leaving", "roles": ["editor"]}).json()
        with living.called(issued["key"]) as client:
            form = {"spec": '{"collection": "delegations"}'}
            answer = client.post(ADDRESS, files={"file": ("file.csv", delegations("revoked", 10))}, data=form)
        id_ = answer.json()["id"]
        assert living.rest(id_)["state"] == "validated"
        assert living.client.delete(f"/v1/api-keys/{issued['id']}").status_code == 204
        living.ask(id_, "commit")
        told = living.rest(id_)
        assert (told["state"], told["error"]["code"], told["resumable"]) == ("failed", "not_permitted", True)
        assert living.kept("delegations", "revoked") == 0


class TestTwoAtOnce:
    def test_both_end_well(self, living: Living) -> None:
        ids = [living.upload(delegations(source, 500), auto_commit=True) for source in ("first", "second")]
        assert [living.rest(id_)["state"] for id_ in ids] == ["completed", "completed"]
        assert [living.kept("delegations", source) for source in ("first", "second")] == [500, 500]

    def test_the_second_goes_on_when_the_first_brings_the_worker_down(self, living: Living) -> None:
        first = living.upload(delegations("falls", MANY), auto_commit=True)
        second = living.upload(delegations("stands", 500), auto_commit=True)
        with living.caught(first, is_in("validating")):
            living.kill_worker()
        assert living.rest(first)["state"] == "interrupted"
        assert living.rest(second)["state"] == "completed"
        living.ask(first, "resume")
        assert living.rest(first)["state"] == "completed"
        assert living.kept("delegations", "falls") == MANY
