"""What holds for every operation, present and future: the tests walk the OpenAPI document."""

from collections import Counter
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from app.api import ROUTERS
from app.auth.rules import Role
from app.core.fault_codes import FAULTS
from app.core.faults import _CODES
from app.core.problems import REGISTRY
from tests.conftest import MakeClient
from tests.operations import UNKNOWN_ID, Operation, openapi_document, operations_of

FEWEST_PATHS = 15
READERS_OWN = ("/v1/feeds", "/v1/feeds/{id}", "/v1/feeds/{id}/restore", "/v1/feeds/{id}/rotate")
MEMBERS = {"type", "title", "status", "detail", "code", "request_id"}


@pytest.fixture(scope="session")
def documented() -> list[Operation]:
    return operations_of(openapi_document())


@pytest.fixture(scope="session")
def operations(documented: list[Operation]) -> list[Operation]:
    """Those whose answers have a body; a HEAD is a GET of the same path without one."""
    told = [operation for operation in documented if operation.method != "HEAD"]
    assert {operation.path for operation in told} == {operation.path for operation in documented}
    return told


def assert_is_problem(answer: httpx.Response, status: int, code: str | None = None) -> dict[str, Any]:
    """The one shape of every error."""
    assert answer.status_code == status, f"{answer.request.method} {answer.request.url}: {answer.text}"
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body.keys() >= MEMBERS
    assert body["status"] == status
    assert body["code"] in REGISTRY
    assert body["type"] == f"/v1/problems#{body['code']}"
    assert body["request_id"] == answer.headers["x-request-id"]
    assert all(fault["code"] in FAULTS for fault in body.get("errors", []))
    assert code is None or body["code"] == code, answer.text
    return body


class TestDocument:
    def test_describes_every_route(self, documented: list[Operation]) -> None:
        routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
        assert len({operation.path for operation in documented}) > FEWEST_PATHS
        assert {str(operation) for operation in documented} == {
            f"{method} {route.path}" for route in routes for method in route.methods or ()
        }

    def test_gives_every_operation_its_own_id_and_words(self, documented: list[Operation]) -> None:
        ids = Counter(operation.details["operationId"] for operation in documented)
        assert [name for name, times in ids.items() if times > 1] == []
        wordless = [
            str(operation)
            for operation in documented
            if not operation.details.get("summary") or not operation.details.get("description")
        ]
        assert wordless == []

    def test_declares_what_every_operation_answers(self, documented: list[Operation]) -> None:
        undeclared = []
        for operation in documented:
            good = {code: answer for code, answer in operation.details["responses"].items() if code < "400"}
            typed = [
                answer
                for answer in good.values()
                if any(part.get("schema") or part.get("itemSchema") for part in answer.get("content", {}).values())
            ]
            if operation.method != "DELETE" and not typed:
                undeclared.append(str(operation))
        assert undeclared == []

    def test_says_of_every_operation_which_problems_it_answers(self, documented: list[Operation]) -> None:
        for operation in documented:
            bad = {code: answer for code, answer in operation.details["responses"].items() if code >= "400"}
            assert bad.keys() >= {"400", "401", "403", "404", "422", "429", "500", "503"}, str(operation)
            for answer in bad.values():
                assert answer["content"] == {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                }, str(operation)

    def test_lists_every_code(self) -> None:
        document = openapi_document()
        assert document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"] == sorted(REGISTRY)
        assert "HTTPValidationError" not in document["components"]["schemas"]

    async def test_is_open_to_strangers(self, make_client: MakeClient) -> None:
        stranger = await make_client(None)
        assert (await stranger.get("/openapi.json")).json()["info"]["title"] == "Doitac"


class TestDoor:
    async def test_a_stranger_gets_401_everywhere(self, make_client: MakeClient, operations: list[Operation]) -> None:
        stranger = await make_client(None)
        for operation in operations:
            answer = await stranger.request(operation.method, operation.address(), json=operation.body)
            if operation.is_public:
                assert answer.status_code == 200
            elif operation.is_secret:
                assert_is_problem(answer, 404, "not_found")
            else:
                assert_is_problem(answer, 401, "not_authenticated")
                assert answer.headers["www-authenticate"].startswith("Bearer")

    @pytest.mark.parametrize("path", ["/v1", "/v1/", "/v1/nothing", "/v1/org-units/", "/nothing", "/", "/docs.json"])
    async def test_a_stranger_does_not_learn_which_paths_there_are(self, make_client: MakeClient, path: str) -> None:
        stranger = await make_client(None)
        assert_is_problem(await stranger.get(path), 401, "not_authenticated")

    @pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer dt_wrong", "Basic abc", "Bearer \xff"])
    async def test_a_wrong_key_is_no_key(self, make_client: MakeClient, header: str) -> None:
        stranger = await make_client(None)
        answer = await stranger.get("/v1/me", headers={b"authorization": header.encode("latin-1")})
        assert_is_problem(answer, 401, "not_authenticated")

    async def test_a_reader_gets_403_on_every_write(self, make_client: MakeClient, operations: list[Operation]) -> None:
        reader = await make_client(Role.READER)
        writes = [operation for operation in operations if operation.is_write and operation.path not in READERS_OWN]
        assert len(writes) > 5
        for operation in writes:
            answer = await reader.request(operation.method, operation.address(), json=operation.body)
            assert_is_problem(answer, 403, "not_permitted")


class TestQueries:
    async def test_every_operation_refuses_a_parameter_that_it_does_not_know(
        self, client: httpx.AsyncClient, operations: list[Operation]
    ) -> None:
        for operation in operations:
            answer = await client.request(
                operation.method, operation.address(), params={"bogus": "1"}, json=operation.body
            )
            body = assert_is_problem(answer, 400, "unknown_parameter")
            known = {item["name"] for item in operation.details.get("parameters", []) if item["in"] == "query"}
            assert set(body["allowed"]) == known, str(operation)
            assert body["unknown"] == ["bogus"]
            assert body["errors"][0]["parameter"] == "bogus"

    @pytest.mark.parametrize("parameter", ["sort", "fields", "expand"])
    async def test_every_list_refuses_a_column_that_it_does_not_have(
        self, client: httpx.AsyncClient, operations: list[Operation], parameter: str
    ) -> None:
        found = 0
        for operation in operations:
            names = {item["name"] for item in operation.details.get("parameters", []) if item["in"] == "query"}
            if parameter in names and "{" not in operation.path:
                needed = {"q": "x"} if "q" in names else {}
                answer = await client.get(operation.address(), params={parameter: "id,bogus", **needed})
                body = assert_is_problem(answer, 400, "unknown_parameter")
                assert body["unknown"][-1] == "bogus"
                assert "bogus" not in body["allowed"]
                found += 1
        assert found > 1


class TestErrors:
    async def test_speak_vietnamese_unless_asked_for_english(self, client: httpx.AsyncClient) -> None:
        spoken = {}
        for asked in ("", "vi", "en-GB, vi;q=0.5", "fr, de;q=0.2", "en;q=0.1, vi;q=0.9"):
            answer = await client.get("/v1/nothing", headers={"accept-language": asked})
            body = assert_is_problem(answer, 404, "not_found")
            spoken[asked] = (answer.headers["content-language"], body["title"])
        vietnamese, english = ("vi", "Không tìm thấy"), ("en", "Not found")
        assert list(spoken.values()) == [vietnamese, vietnamese, english, vietnamese, vietnamese]

    async def test_replace_what_the_framework_says_of_a_wrong_method(self, client: httpx.AsyncClient) -> None:
        answer = await client.put("/v1/me", json={})
        assert_is_problem(answer, 405, "method_not_allowed")
        assert answer.headers["allow"] == "GET"

    async def test_replace_what_the_framework_says_of_a_wrong_value(self, client: httpx.AsyncClient) -> None:
        body = assert_is_problem(await client.get("/v1/org-units", params={"limit": "0"}), 422, "invalid_request")
        assert body["errors"] == [{"parameter": "limit", "code": "out_of_range", "detail": "Ngoài khoảng cho phép."}]

    async def test_replace_what_the_framework_says_of_its_own_failure(
        self, app: FastAPI, client: httpx.AsyncClient
    ) -> None:
        async def fail() -> None:
            raise ZeroDivisionError("secret of the house")

        app.add_api_route("/v1/failure", fail)
        answer = await client.get("/v1/failure", headers={"accept-language": "en"})
        app.router.routes.pop()
        body = assert_is_problem(answer, 500, "internal_error")
        assert "secret" not in answer.text
        assert body["detail"] == "The error was logged with the request id."

    async def test_all_stand_in_the_catalogue_in_both_languages(self, client: httpx.AsyncClient) -> None:
        listed = {item["code"]: item for item in (await client.get("/v1/problems")).json()["items"]}
        assert listed.keys() == REGISTRY.keys() | FAULTS.keys()
        for item in listed.values():
            assert item["title_vi"] != item["title_en"]
            assert item["detail_vi"] != item["detail_en"]

    def test_of_validation_are_codes_of_the_catalogue(self) -> None:
        assert set(_CODES.values()) <= FAULTS.keys()


class TestAbsence:
    async def test_has_the_same_words_whatever_its_reason(
        self, app: FastAPI, client: httpx.AsyncClient, make_client: MakeClient
    ) -> None:
        key_id = (await client.get("/v1/me")).json()["principal_id"]
        created = await client.post(
            "/v1/org-units", json={"name_vi": "Kín", "kind": "province", "confidentiality": "restricted"}
        )
        public = await make_client(clearance="public")
        for name in app.state.collections:
            answers = [
                assert_is_problem(await public.get(f"/v1/{name}/{id_}"), 404, "not_found")
                for id_ in ("x", "0" * 36, UNKNOWN_ID, UNKNOWN_ID.upper(), key_id, created.json()["id"])
            ]
            for answer in answers:
                answer.pop("request_id")
            assert all(answer == answers[0] for answer in answers)

    async def test_covers_ids_of_another_collection_on_every_operation(
        self, client: httpx.AsyncClient, operations: list[Operation]
    ) -> None:
        key_id = (await client.get("/v1/me")).json()["principal_id"]
        for operation in operations:
            if operation.path.endswith("/{id}") and operation.path != "/v1/api-keys/{id}":
                answer = await client.request(operation.method, operation.address(id=key_id), json=operation.body)
                assert_is_problem(answer, 404, "not_found")
