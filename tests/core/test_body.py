"""Bad bodies and addresses: a 4xx problem that names the place of the fault, never a 500, nothing stored."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.models import AuditEntry
from app.org_units.models import OrgUnit

ADDRESS = "/v1/org-units"
GOOD = {"name_vi": "Nghệ An", "kind": "province"}
JSON = {"content-type": "application/json"}


async def count_rows(session: AsyncSession) -> tuple[int, int]:
    units = select(func.count()).select_from(OrgUnit)
    entries = select(func.count()).select_from(AuditEntry).where(AuditEntry.collection == "org_units")
    return (await session.execute(units)).scalar_one(), (await session.execute(entries)).scalar_one()


@pytest.fixture(autouse=True)
async def nothing_stored(session: AsyncSession) -> AsyncIterator[None]:
    """Whatever these tests send, the tables are as they were."""
    before = await count_rows(session)
    yield
    assert await count_rows(session) == before


async def refusal(client: httpx.AsyncClient, content: bytes, **headers: str) -> dict[str, Any]:
    answer = await client.post(ADDRESS, content=content, headers=JSON | headers)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    return body


class TestMalformedJson:
    @pytest.mark.parametrize(
        "content",
        [
            b"{",
            b'{"name_vi": }',
            b"{'name_vi': 1}",
            b'{"name_vi": NaN}',
            b'{"name_vi": Infinity}',
            b'{"name_vi": "\xff\xfe"}',
            b'{"name_vi": "\xc3\x28"}',
            b'{"name_vi": "a\x00b"}',
            b'{"name_vi": "\x01"}',
            b'\xef\xbb\xbf{"name_vi": "x"}',
            b'{"name_vi": "x"} trailing',
            b'{"name_vi": "x",}',
            b'{"a": 01}',
            b"\x00",
            b"nonsense",
            '{"name_vi": "x"}'.encode("utf-16"),
        ],
    )
    async def test_is_refused_where_it_breaks(self, client: httpx.AsyncClient, content: bytes) -> None:
        body = await refusal(client, content)
        assert (body["status"], body["code"]) == (400, "malformed_request")
        assert body["errors"][0]["code"] == "invalid_format"

    @pytest.mark.parametrize("text", [r"\ud800", r"\udc00", r"a\ud800b", r"\udc00\ud800", r"\ud83d"])
    @pytest.mark.parametrize("template", ['{"name_vi": "%s", "kind": "city"}', '{"%s": 1}', '{"note": ["%s"]}'])
    async def test_has_no_unpaired_surrogate(self, client: httpx.AsyncClient, template: str, text: str) -> None:
        assert (await refusal(client, (template % text).encode()))["status"] == 400

    @pytest.mark.parametrize("opening", ["[", '{"a":'])
    @pytest.mark.parametrize("depth", [33, 1_000, 100_000])
    async def test_has_a_bottom(self, client: httpx.AsyncClient, opening: str, depth: int) -> None:
        closing = {"[": "]", '{"a":': "}"}[opening]
        for content in (opening * depth + "1" + closing * depth, opening * depth):
            assert (await refusal(client, content.encode()))["code"] == "malformed_request"

    async def test_may_lie_deep_where_a_schema_expects_something_else(self, client: httpx.AsyncClient) -> None:
        content = b'{"name_vi": ' + b"[" * 1_000 + b"]" * 1_000 + b', "kind": "city"}'
        assert (await refusal(client, content))["status"] == 400


class TestNulCharacters:
    @pytest.mark.parametrize(
        ("content", "place"),
        [
            (rb'{"name_vi": "a\u0000b", "kind": "city"}', "/name_vi"),
            (rb'{"name_vi": "a", "kind": "city", "citations": [{"url": "\u0000"}]}', "/citations/0/url"),
            (rb'{"a\u0000": 1}', ""),
        ],
    )
    async def test_are_refused_in_a_body_by_their_place(
        self, client: httpx.AsyncClient, content: bytes, place: str
    ) -> None:
        body = await refusal(client, content)
        assert (body["status"], body["errors"][0]["code"]) == (422, "nul_character")
        assert body["errors"][0]["pointer"] == place

    @pytest.mark.parametrize("address", ["?q=a%00b", "?sort=%00", "?%00=1", "/%00", "/a%00b/history"])
    async def test_are_refused_in_an_address(self, client: httpx.AsyncClient, address: str) -> None:
        answer = await client.get(ADDRESS + address)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "nul_character")

    async def test_are_told_from_a_backslash_and_zeros(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(
            ADDRESS + "?validate_only=true", content=rb'{"name_vi": "a\\u0000b", "kind": "city"}', headers=JSON
        )
        assert answer.json()["name_vi"] == r"a\u0000b"


class TestShape:
    @pytest.mark.parametrize(
        ("change", "place", "code"),
        [
            ({"name_vi": None}, "/name_vi", "null_not_allowed"),
            ({"name_vi": 5}, "/name_vi", "not_a_string"),
            ({"name_vi": ["x"]}, "/name_vi", "not_a_string"),
            ({"name_vi": "  "}, "/name_vi", "too_short"),
            ({"name_vi": "x" * 501}, "/name_vi", "too_long"),
            ({"name_vi": 10**400}, "/name_vi", "not_a_string"),
            ({"kind": "planet"}, "/kind", "unknown_value"),
            ({"kind": 1}, "/kind", "unknown_value"),
            ({"parent_id": "x"}, "/parent_id", "invalid_format"),
            ({"parent_id": -(2**70)}, "/parent_id", "not_a_string"),
            ({"admin_code": "4O"}, "/admin_code", "invalid_format"),
            ({"valid_from": "2023-02-29"}, "/valid_from", "invalid_date"),
            ({"valid_from": "2023-13"}, "/valid_from", "invalid_date"),
            ({"valid_from": "0000"}, "/valid_from", "invalid_date"),
            ({"valid_from": "23"}, "/valid_from", "invalid_date"),
            ({"valid_from": 2023}, "/valid_from", "not_a_string"),
            ({"citations": {}}, "/citations", "not_a_list"),
            ({"citations": ["x"]}, "/citations/0", "not_an_object"),
            ({"citations": [{}]}, "/citations/0", "invalid_value"),
            ({"citations": [{"url": "javascript:1"}]}, "/citations/0/url", "invalid_format"),
            ({"surprise": 1}, "/surprise", "unknown_field"),
            ({"a/b~c": 1}, "/a~1b~0c", "unknown_field"),
            ({"id": "x"}, "/id", "unknown_field"),
            ({"confidentiality": "secret"}, "/confidentiality", "state_secret_refused"),
            ({"confidentiality": "Tuyệt mật"}, "/confidentiality", "state_secret_refused"),
        ],
    )
    async def test_names_the_field_and_the_fault(
        self, client: httpx.AsyncClient, change: dict[str, Any], place: str, code: str
    ) -> None:
        answer = await client.post(ADDRESS, json=GOOD | change) if change.get("name_vi") != 10**400 else None
        if answer is None:
            answer = await client.post(
                ADDRESS, content=b'{"name_vi": 1' + b"0" * 400 + b', "kind": "city"}', headers=JSON
            )
        assert answer.status_code in (400, 422), answer.text
        if answer.status_code == 422:
            assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [(place, code)]

    async def test_tells_all_faults_at_once(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(ADDRESS, json={"kind": "planet", "valid_to": "x", "extra": 1})
        found = {(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]}
        assert found == {
            ("/name_vi", "missing"),
            ("/kind", "unknown_value"),
            ("/valid_to", "invalid_date"),
            ("/extra", "unknown_field"),
        }

    @pytest.mark.parametrize("content", [b"[]", b'"x"', b"1", b"true", b"null", b"[{}]"])
    async def test_must_be_an_object(self, client: httpx.AsyncClient, content: bytes) -> None:
        body = await refusal(client, content)
        assert body["status"] == 422
        assert body["errors"][0]["code"] in ("not_an_object", "null_not_allowed", "missing")

    async def test_must_be_there(self, client: httpx.AsyncClient) -> None:
        assert (await refusal(client, b""))["errors"][0]["code"] == "missing"

    async def test_shows_nothing_of_what_was_sent(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(ADDRESS, json=GOOD | {"kind": "hush-hush"})
        assert "hush" not in answer.text


class TestMediaType:
    @pytest.mark.parametrize(
        "media_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "nonsense", ""]
    )
    async def test_must_be_json(self, client: httpx.AsyncClient, media_type: str) -> None:
        answer = await client.post(ADDRESS, content=b'{"name_vi": "x"}', headers={"content-type": media_type})
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")

    @pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "application/merge-patch+json"])
    async def test_may_be_any_kind_of_json(self, client: httpx.AsyncClient, media_type: str) -> None:
        answer = await client.post(
            f"{ADDRESS}?validate_only=true",
            content=b'{"name_vi": "x", "kind": "city"}',
            headers={"content-type": media_type},
        )
        assert answer.status_code == 201


class TestSize:
    async def test_is_refused_by_the_length_announced(self, client: httpx.AsyncClient) -> None:
        body = await refusal(client, b'{"name_vi": "' + b"x" * 10_000_000 + b'"}')
        assert (body["status"], body["code"]) == (413, "body_too_large")

    async def test_is_refused_without_an_announced_length(self, client: httpx.AsyncClient) -> None:
        async def chunks() -> AsyncIterator[bytes]:
            for _ in range(200):
                yield b"x" * 50_000

        answer = await client.post(ADDRESS, content=chunks(), headers=JSON)
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


class TestAddresses:
    @pytest.mark.parametrize(
        "query",
        [
            "q=%ED%A0%80",
            "q=%FF%FE",
            "q=" + "x" * 300,
            "as_of=2023-02-30",
            "as_of=20230228",
            "as_of=-1",
            "updated_since=yesterday",
            "updated_since=2025-01-01",
            "updated_since=2025-01-01T00:00:00",
            "updated_since=0001-01-01T00:00:00%2B14:00",
            "updated_since=9999-12-31T23:59:59-14:00",
            "updated_since=0001-01-01T00:00:00Z",
            "kind=planet",
            "kind=province,,city",
            "parent_id=x",
            "parent_id=" + "9" * 36,
            "limit=" + "9" * 5_000,
            "limit=1e3",
            "count=all",
            "cursor=" + "A" * 2_001,
            "fields=",
            "expand=,",
            "validate_only=true",
            "&&&=&;",
        ],
    )
    async def test_never_break_the_server(self, client: httpx.AsyncClient, query: str) -> None:
        answer = await client.get(f"{ADDRESS}?{query}")
        assert answer.status_code in (200, 400, 422), answer.text

    @pytest.mark.parametrize(
        "query",
        [
            "record_id=x",
            "record_id=" + "0" * 36,
            "at_from=2025-01-01T00:00:00",
            "at_from=0001-01-01T00:00:00%2B14:00",
            "at_to=9999-12-31T23:59:59-14:00",
            "at_to=yesterday",
            "action=" + "x" * 21,
        ],
    )
    async def test_of_the_audit_never_break_the_server(self, client: httpx.AsyncClient, query: str) -> None:
        answer = await client.get(f"/v1/audit?{query}")
        assert answer.status_code in (200, 422), answer.text

    @pytest.mark.parametrize("segment", ["x", "%ED%A0%80", "..", "%2e%2e", "a%20b", "Ơ", "x" * 3_000, "-1", "*"])
    async def test_that_hold_no_id_lead_nowhere(self, client: httpx.AsyncClient, segment: str) -> None:
        for suffix in ("", "/history"):
            answer = await client.get(f"{ADDRESS}/{segment}{suffix}")
            assert answer.status_code in (404, 405), answer.text

    @pytest.mark.parametrize(
        ("source", "external"), [("a%20b", "1"), ("x" * 101, "1"), ("a", "x" * 201), ("%F0%9F%98%80", "1")]
    )
    async def test_of_another_system_are_checked(self, client: httpx.AsyncClient, source: str, external: str) -> None:
        answer = await client.put(f"{ADDRESS}/by-external-id/{source}/{external}", json=GOOD)
        assert answer.status_code == 422, answer.text


class TestHeaders:
    @pytest.mark.parametrize(
        "header",
        [
            {"accept-language": "\xff;q=x,,;;=,en;q=nan"},
            {"x-request-id": "bad id \xe1"},
            {"if-none-match": '"' * 99},
            {"x-change-comment": "\xe1\xba\xa1"},
        ],
    )
    async def test_never_break_the_server(self, client: httpx.AsyncClient, header: dict[str, str]) -> None:
        raw = [(name.encode(), value.encode("latin-1")) for name, value in header.items()]
        assert (await client.get(ADDRESS, headers=raw)).status_code == 200
        answer = await client.post(f"{ADDRESS}?validate_only=true", json=GOOD, headers=raw)
        assert answer.status_code == 201, answer.text
