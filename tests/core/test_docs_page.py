"""`/docs` needs no key and no other server."""

import re

import httpx

from app.auth.rules import Role
from app.core.docs_page import STATIC
from tests.conftest import MakeClient


class TestPage:
    async def test_a_stranger_may_read_it(self, make_client: MakeClient) -> None:
        stranger = await make_client(None)
        answer = await stranger.get("/docs")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"

    async def test_all_that_it_loads_is_served_here(self, client: httpx.AsyncClient) -> None:
        page = (await client.get("/docs")).text
        addresses = re.findall(r'(?:src|href)="(?!data:)([^"]+)"', page)
        answers = [await client.get(f"/{address}") for address in addresses]
        assert len(addresses) >= 4
        assert {answer.status_code for answer in answers} == {200}

    async def test_the_browser_is_told_to_load_nothing_from_elsewhere(self, client: httpx.AsyncClient) -> None:
        policy = (await client.get("/docs")).headers["content-security-policy"]
        sources = {word for rule in policy.split(";") for word in rule.split()[1:]}
        assert sources == {"'none'", "'self'", "'unsafe-inline'", "data:"}

    async def test_its_authorize_button_has_a_scheme(self, client: httpx.AsyncClient) -> None:
        document = (await client.get("/openapi.json")).json()
        assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
        assert document["security"] == [{"key": []}]


class TestFiles:
    async def test_they_are_kept_by_the_browser_and_asked_for_again_by_etag(self, client: httpx.AsyncClient) -> None:
        address = "/docs/static/swagger-ui/swagger-ui.css"
        first = await client.get(address)
        again = await client.get(address, headers={"if-none-match": first.headers["etag"]})
        assert first.headers["cache-control"] == "public, max-age=86400"
        assert again.status_code == 304

    async def test_nothing_outside_their_folder_is_served(self, make_client: MakeClient) -> None:
        reader = await make_client(Role.READER)
        answer = await reader.get("/docs/static/%2e%2e/settings.py")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")

    def test_the_licence_lies_beside_what_was_taken(self) -> None:
        taken = {path.name for path in (STATIC / "swagger-ui").iterdir()}
        assert {"LICENSE", "NOTICE", "swagger-ui-bundle.js.LICENSE.txt"} <= taken
