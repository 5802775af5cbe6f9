"""Objects inside a record are merged as RFC 7396 says: what a patch does not name stays."""

import httpx

from tests.agreements.conftest import ADDRESS, Sides, created


class TestRenewal:
    async def test_keeps_what_a_patch_does_not_name(self, client: httpx.AsyncClient, sides: Sides) -> None:
        whole = {"automatic": True, "months": 36, "notice_days": 90}
        record = created(await client.post(ADDRESS, json=sides.body(renewal=whole)))
        answer = await client.patch(f"{ADDRESS}/{record['id']}", json={"renewal": {"months": 60}})
        assert answer.json()["renewal"] == {**whole, "months": 60}
        answer = await client.patch(f"{ADDRESS}/{record['id']}", json={"renewal": {"notice_days": None}})
        assert answer.json()["renewal"] == {**whole, "months": 60, "notice_days": None}
        assert (await client.patch(f"{ADDRESS}/{record['id']}", json={"renewal": None})).json()["renewal"] is None

    async def test_begins_where_there_was_none(self, client: httpx.AsyncClient, sides: Sides) -> None:
        record = created(await client.post(ADDRESS, json=sides.body()))
        answer = await client.patch(f"{ADDRESS}/{record['id']}", json={"renewal": {"months": 12}})
        assert answer.json()["renewal"] == {"automatic": False, "months": 12, "notice_days": None}


class TestConsent:
    async def test_is_checked_as_it_stands_after_the_patch(self, client: httpx.AsyncClient, sides: Sides) -> None:
        consent = {"number": "9/TTg", "on": "2022-02-20"}
        record = created(await client.post(ADDRESS, json=sides.body(prime_minister_consent=consent)))
        answer = await client.patch(
            f"{ADDRESS}/{record['id']}", json={"prime_minister_consent": {"number": "10/TTg", "on": "2022-02-21"}}
        )
        assert answer.json()["prime_minister_consent"] == {"document_id": None, "number": "10/TTg", "on": "2022-02-21"}
