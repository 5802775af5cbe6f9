"""`POST /v1/imports`: the file lands whole on the disk with a row that says so, or nothing lands at all."""

import resource
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from app.auth.rules import Role
from app.core.body import MAX_DEPTH
from app.core.db.engine import Database
from app.imports.launcher import Importer
from app.imports.models import ImportJob, ImportProfile
from app.imports.rules import MOST_SPEC_BYTES
from app.imports.schemas import ImportRead
from tests.conftest import MakeClient
from tests.test_answers import assert_holds
from tests.test_contract import assert_is_problem

ADDRESS = "/v1/imports"
pytestmark = pytest.mark.usefixtures("importer")
FILE = "Tên đoàn,Số người\nĐoàn một,12\n".encode()
SPEC = {"collection": "delegations"}
BOUNDARY = "--bien--"
FORM = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}


def part(name: str, content: bytes, more: str = "") -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
    return head.encode() + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()
GOOD_FILE = part("file", FILE, '; filename="a.csv"')
GOOD_SPEC = part("spec", orjson.dumps(SPEC))


async def upload(client: httpx.AsyncClient, spec: Any = SPEC, content: bytes = FILE, **headers: str) -> httpx.Response:
    files: dict[str, Any] = {"file": ("Đoàn ra.csv", content), "spec": (None, orjson.dumps(spec))}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.post(ADDRESS, files=files, headers=given)


async def post(client: httpx.AsyncClient, *parts: bytes) -> httpx.Response:
    return await client.post(ADDRESS, content=b"".join(parts), headers=FORM)


def folders_in(data_dir: Path) -> list[str]:
    return [folder.name for folder in data_dir.glob("imports/*")]


async def count_imports(database: Database) -> int:
    return int((await database.reader.execute(select(func.count()).select_from(ImportJob))).scalar_one())


@pytest.fixture
async def nothing_left(database: Database, tmp_path: Path) -> AsyncIterator[None]:
    """A refused upload leaves neither a row nor a file."""
    yield
    assert await count_imports(database) == 0
    assert folders_in(tmp_path) == []


class TestAccepting:
    async def test_stores_the_file_and_tells_where_to_look(
        self, client: httpx.AsyncClient, importer: Importer, me: str
    ) -> None:
        answer = await upload(client)
        assert answer.status_code == 202, answer.text
        assert_holds(ImportRead, answer.content)
        body = answer.json()
        assert answer.headers["location"] == f"{ADDRESS}/{body['id']}"
        assert body["state"] == "uploaded"
        assert (body["file_name"], body["file_size"], body["created_by"]) == ("Đoàn ra.csv", len(FILE), me)
        stored = importer.folder(body["id"]) / "upload"
        assert stored.read_bytes() == FILE
        assert stat.S_IMODE(stored.stat().st_mode) == 0o600
        assert stat.S_IMODE(stored.parent.stat().st_mode) == 0o700

    async def test_is_read_back_as_it_was_told(self, client: httpx.AsyncClient) -> None:
        answer = await upload(client)
        assert (await client.get(answer.headers["location"])).json() == answer.json()

    async def test_hands_the_import_to_the_worker(self, client: httpx.AsyncClient, importer: Importer) -> None:
        assert importer.is_held((await upload(client)).json()["id"])

    async def test_fills_in_the_defaults_of_the_spec(self, client: httpx.AsyncClient) -> None:
        spec = (await upload(client)).json()["spec"]
        assert spec == {
            "collection": "delegations",
            "format": "auto",
            "mode": "upsert",
            "match_on": None,
            "transaction": "atomic",
            "auto_commit": False,
            "max_error_rate": 0.1,
            "blank": "ignore",
            "clear_token": "(xóa)",
            "dates": "auto",
            "encoding": "auto",
            "delimiter": "auto",
            "sheet": None,
            "columns": {},
            "relations": {},
            "comment": "",
        }

    async def test_takes_the_parts_in_any_order(self, client: httpx.AsyncClient) -> None:
        for parts in ((GOOD_FILE, GOOD_SPEC), (GOOD_SPEC, GOOD_FILE)):
            assert (await post(client, *parts, END)).status_code == 202

    async def test_takes_a_file_of_many_pieces(self, client: httpx.AsyncClient, importer: Importer) -> None:
        content = bytes(range(256)) * 12_000
        answer = await upload(client, content=content)
        assert (importer.folder(answer.json()["id"]) / "upload").read_bytes() == content

    async def test_keeps_the_name_of_the_file_alone(self, client: httpx.AsyncClient) -> None:
        for given, kept in (("..\\..\\a.csv", "a.csv"), ("/etc/passwd", "passwd"), ("a\tb.csv", "ab.csv"), ("", "")):
            file = part("file", FILE, f'; filename="{given}"')
            assert (await post(client, file, GOOD_SPEC, END)).json()["file_name"] == kept

    async def test_lays_the_spec_over_a_profile(self, client: httpx.AsyncClient) -> None:
        kept = {"collection": "delegations", "mode": "create", "dates": "DMY"}
        assert (await client.put("/v1/import-profiles/form A", json=kept)).status_code == 201
        profile, spec = part("profile", b"form A"), part("spec", b'{"dates": "MDY"}')
        told = (await post(client, GOOD_FILE, profile, spec, END)).json()["spec"]
        assert (told["mode"], told["dates"]) == ("create", "MDY")
        assert (await post(client, GOOD_FILE, profile, END)).json()["spec"]["dates"] == "DMY"


@pytest.mark.usefixtures("nothing_left")
class TestRefusing:
    async def test_a_form_without_its_parts(self, client: httpx.AsyncClient) -> None:
        for parts, places in (
            ((END,), ["/file", "/spec"]),
            ((GOOD_SPEC, END), ["/file"]),
            ((GOOD_FILE, END), ["/spec"]),
        ):
            body = assert_is_problem(await post(client, *parts), 422, "invalid_request")
            assert [(fault["pointer"], fault["code"]) for fault in body["errors"]] == [(p, "missing") for p in places]

    @pytest.mark.parametrize(
        ("spec", "pointer", "code"),
        [
            ({}, "/spec/collection", "missing"),
            ({"collection": "ships"}, "/spec/collection", "unknown_value"),
            ({"collection": "feeds"}, "/spec/collection", "unknown_value"),
            (SPEC | {"mode": "guess"}, "/spec/mode", "unknown_value"),
            (SPEC | {"colour": "red"}, "/spec/colour", "unknown_field"),
            (SPEC | {"max_error_rate": 2}, "/spec/max_error_rate", "out_of_range"),
            (SPEC | {"auto_commit": "yes"}, "/spec/auto_commit", "not_a_boolean"),
            (SPEC | {"relations": {"partner": {"by": ["smell"]}}}, "/spec/relations/partner/by/0", "unknown_value"),
            (SPEC | {"relations": {"ship": {"by": ["id"]}}}, "/spec/relations/ship", "unknown_value"),
            (SPEC | {"match_on": [["code"], ["title", "funding"]]}, "/spec/match_on/1/1", "unknown_value"),
            (SPEC | {"comment": "a\0b"}, "/spec/comment", "nul_character"),
            ([SPEC], "/spec", "not_an_object"),
        ],
    )
    async def test_a_wrong_spec_with_its_place(
        self, client: httpx.AsyncClient, spec: Any, pointer: str, code: str
    ) -> None:
        body = assert_is_problem(await upload(client, spec), 422, "invalid_request")
        assert [(fault["pointer"], fault["code"]) for fault in body["errors"]] == [(pointer, code)]

    async def test_a_key_that_the_caller_may_not_see(self, client: httpx.AsyncClient, make_client: MakeClient) -> None:
        spec = {"collection": "contacts", "match_on": [["email"], ["ship"]]}
        for caller, places in ((client, [1]), (await make_client(clearance="internal"), [0, 1])):
            body = assert_is_problem(await upload(caller, spec), 422, "invalid_request")
            assert [fault["pointer"] for fault in body["errors"]] == [f"/spec/match_on/{place}/0" for place in places]

    async def test_a_spec_that_is_no_json(self, client: httpx.AsyncClient) -> None:
        for text in (b"{", b"", b'{"comment": "\\ud800"}'):
            body = assert_is_problem(await post(client, GOOD_FILE, part("spec", text), END), 422, "invalid_request")
            assert body["errors"][0]["pointer"] == "/spec"

    async def test_a_spec_of_bottomless_nesting(self, client: httpx.AsyncClient) -> None:
        deep = b"[" * (MAX_DEPTH + 2) + b"]" * (MAX_DEPTH + 2)
        text = b'{"columns": ' + deep + b"}"
        assert_is_problem(await post(client, GOOD_FILE, part("spec", text), END), 400, "malformed_request")

    async def test_a_spec_too_long(self, client: httpx.AsyncClient) -> None:
        spec = part("spec", b" " * MOST_SPEC_BYTES + b"{}")
        body = assert_is_problem(await post(client, GOOD_FILE, spec, END), 422, "invalid_request")
        assert [(fault["pointer"], fault["code"]) for fault in body["errors"]] == [("/spec", "too_long")]

    async def test_a_part_that_it_does_not_know_or_has_already(self, client: httpx.AsyncClient) -> None:
        for parts, place, code in (
            ((GOOD_FILE, part("extra", b"x")), "/extra", "unknown_field"),
            ((GOOD_FILE, GOOD_FILE), "/file", "too_long"),
            ((GOOD_SPEC, GOOD_SPEC), "/spec", "too_long"),
        ):
            body = assert_is_problem(await post(client, *parts, END), 422, "invalid_request")
            assert [(fault["pointer"], fault["code"]) for fault in body["errors"]] == [(place, code)]

    async def test_a_profile_that_is_not_there(self, client: httpx.AsyncClient) -> None:
        body = assert_is_problem(await post(client, GOOD_FILE, part("profile", b"x\xff"), END), 422, "invalid_request")
        assert body["errors"][0]["pointer"] == "/profile"

    @pytest.mark.parametrize("media_type", ["application/json", "multipart/form-data", "multipart/mixed; boundary=a"])
    async def test_what_is_no_form(self, client: httpx.AsyncClient, media_type: str) -> None:
        answer = await client.post(ADDRESS, content=b"{}", headers={"content-type": media_type})
        assert_is_problem(answer, 415, "multipart_expected")

    async def test_a_form_that_is_broken_or_cut_off(self, client: httpx.AsyncClient) -> None:
        for content in (b"what is this", GOOD_FILE + GOOD_SPEC, GOOD_SPEC + GOOD_FILE[:-20], b""):
            assert_is_problem(await post(client, content), 400, "malformed_request")

    async def test_parameters(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(ADDRESS, params={"validate_only": "true"}, content=END, headers=FORM)
        assert_is_problem(answer, 400, "unknown_parameter")

    async def test_who_may_not_write(self, make_client: MakeClient) -> None:
        assert_is_problem(await upload(await make_client(Role.READER)), 403, "not_permitted")


@pytest.mark.usefixtures("nothing_left")
class TestLimits:
    @pytest.fixture
    def small(self, app: FastAPI) -> Iterator[int]:
        before, limit = app.state.settings.import_max_bytes, 3_000_000
        app.state.settings.import_max_bytes = limit
        yield limit
        app.state.settings.import_max_bytes = before

    async def test_a_file_over_the_limit(self, client: httpx.AsyncClient, small: int) -> None:
        assert_is_problem(await upload(client, content=bytes(small + 1)), 413, "body_too_large")

    async def test_a_body_over_its_limit_by_its_own_announcement(self, client: httpx.AsyncClient) -> None:
        headers = FORM | {"content-length": str(10**12)}
        answer = await client.post(ADDRESS, content=GOOD_SPEC, headers=headers)
        assert_is_problem(answer, 413, "body_too_large")

    async def test_a_full_disk(self, client: httpx.AsyncClient) -> None:
        with largest_file(2_000_000):
            answer = await upload(client, content=bytes(5_000_000))
        assert_is_problem(answer, 507, "storage_full")

    async def test_a_folder_that_cannot_be_made(self, client: httpx.AsyncClient, tmp_path: Path) -> None:
        (tmp_path / "imports").write_bytes(b"")
        assert_is_problem(await upload(client), 503)
        (tmp_path / "imports").unlink()

    async def test_a_client_that_goes_away(self, app: FastAPI, client: httpx.AsyncClient) -> None:
        pieces = iter(
            [
                {"type": "http.request", "body": GOOD_SPEC + GOOD_FILE[:60], "more_body": True},
                {"type": "http.disconnect"},
            ]
        )
        sent: list[Any] = []

        async def receive() -> Any:
            return next(pieces)

        async def send(message: Any) -> None:
            sent.append(message)

        key = client.headers["authorization"].encode()
        headers = [(b"authorization", key), (b"content-type", FORM["content-type"].encode())]
        scope = {"type": "http", "http_version": "1.1", "method": "POST", "path": ADDRESS, "headers": headers}
        await app(scope | {"query_string": b"", "scheme": "http", "client": ("1.1.1.1", 1)}, receive, send)
        assert sent[0]["status"] == 400


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """The operating system refuses to write a longer one, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


class TestIdempotency:
    async def test_the_same_upload_is_taken_once(
        self, client: httpx.AsyncClient, database: Database, tmp_path: Path
    ) -> None:
        first, second = [await upload(client, idempotency_key="k") for _ in range(2)]
        assert second.status_code == 202
        assert second.headers["idempotency-replayed"] == "true"
        assert second.headers["location"] == first.headers["location"]
        assert second.json() == first.json()
        assert await count_imports(database) == 1
        assert folders_in(tmp_path) == [first.json()["id"]]

    async def test_another_file_or_spec_under_the_same_key_is_refused(self, client: httpx.AsyncClient) -> None:
        assert (await upload(client, idempotency_key="k")).status_code == 202
        for spec, content in ((SPEC, FILE + b"x"), (SPEC | {"mode": "create"}, FILE)):
            answer = await upload(client, spec, content, idempotency_key="k")
            assert_is_problem(answer, 422, "idempotency_key_reused")

    async def test_a_refused_upload_may_be_sent_again(self, client: httpx.AsyncClient) -> None:
        assert (await upload(client, {}, idempotency_key="k")).status_code == 422
        assert (await upload(client, idempotency_key="k")).status_code == 202

    async def test_a_key_that_is_at_work_must_wait(self, app: FastAPI, client: httpx.AsyncClient, me: str) -> None:
        app.state.running_keys.add((me, "k"))
        answer = await upload(client, idempotency_key="k")
        assert_is_problem(answer, 409, "request_in_progress")
        assert answer.headers["retry-after"] == "1"


class TestProfiles:
    address = "/v1/import-profiles/Mẫu A"

    async def test_keep_what_was_given_and_no_defaults(self, client: httpx.AsyncClient, me: str) -> None:
        created = await client.put(self.address, json=SPEC | {"dates": "DMY"})
        assert created.status_code == 201, created.text
        replaced = await client.put(self.address, json=SPEC)
        assert replaced.status_code == 200
        found = (await client.get(self.address)).json()
        assert found == replaced.json()
        assert (found["name"], found["spec"], found["updated_by"]) == ("Mẫu A", SPEC, me)

    async def test_refuse_what_a_spec_would_not_be(self, client: httpx.AsyncClient) -> None:
        for spec, pointer in (({}, "/collection"), ({"collection": "ships"}, "/collection"), (SPEC | {"x": 1}, "/x")):
            body = assert_is_problem(await client.put(self.address, json=spec), 422, "invalid_request")
            assert [fault["pointer"] for fault in body["errors"]] == [pointer]

    async def test_store_nothing_on_trial(self, client: httpx.AsyncClient, database: Database) -> None:
        assert (await client.put(self.address, params={"validate_only": "true"}, json=SPEC)).status_code == 201
        kept = await database.reader.execute(select(func.count()).select_from(ImportProfile))
        assert kept.scalar_one() == 0
        assert_is_problem(await client.get(self.address), 404, "not_found")

    async def test_have_names_that_a_path_can_hold(self, client: httpx.AsyncClient) -> None:
        for name in ("a" * 101, " a", "a;b"):
            assert_is_problem(await client.put(f"/v1/import-profiles/{name}", json=SPEC), 422, "invalid_request")

    async def test_may_be_read_by_readers(self, client: httpx.AsyncClient, make_client: MakeClient) -> None:
        await client.put(self.address, json=SPEC)
        reader = await make_client(Role.READER)
        assert (await reader.get(self.address)).json()["spec"] == SPEC
