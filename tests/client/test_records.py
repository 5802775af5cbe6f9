"""Records through the client: the same for the one that awaits and the one that waits."""

from datetime import date

import pytest

from doitac_client import AsyncDoitac, Doitac, DoitacError
from doitac_client.records import params_of
from tests.servers import Server

PARTNER = {"kind": "local_government", "name_vi": "Tỉnh Mẫu", "name_en": "Sample", "country": "LA"}
NOBODY = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"


def units(count: int, prefix: str) -> list[dict[str, object]]:
    return [
        {"op": "create", "data": {"name_vi": f"{prefix} {number}", "kind": "commune"}} for number in range(1, count + 1)
    ]


class TestList:
    async def test_goes_through_every_page(self, doitac: AsyncDoitac) -> None:
        await doitac.org_units.batch(units(5, "Xã"))
        names = [unit["name_vi"] async for unit in doitac.org_units.list(kind="commune", sort="name_vi", limit=2)]
        assert names == [f"Xã {number}" for number in range(1, 6)]

    def test_goes_through_every_page_when_it_waits(self, waiting: Doitac) -> None:
        waiting.org_units.batch(units(5, "Phường"))
        found = waiting.collection("org-units").list(q="Phường", sort="name_vi", limit=2)
        assert [unit["name_vi"] for unit in found] == [f"Phường {number}" for number in range(1, 6)]

    async def test_fetches_a_page_when_it_is_needed(self, doitac: AsyncDoitac) -> None:
        asked: list[tuple[str, str]] = []
        doitac._http.event_hooks = {"request": [_noting(asked)]}
        await doitac.org_units.batch(units(3, "Xã"))
        async for _ in doitac.org_units.list(limit=1):
            break
        assert [method for method, _ in asked] == ["POST", "GET"]

    async def test_of_nothing_is_empty(self, doitac: AsyncDoitac) -> None:
        assert [row async for row in doitac.delegations.list(country=["LA", "KH"], updated_since=None)] == []

    async def test_with_an_unknown_filter_says_which_there_are(self, doitac: AsyncDoitac) -> None:
        with pytest.raises(DoitacError) as refused:
            _ = [row async for row in doitac.partners.list(colour="red")]
        assert (refused.value.status, refused.value.code) == (400, "unknown_parameter")


def _noting(asked: list[tuple[str, str]]):  # type: ignore[no-untyped-def]  # noqa: ANN202  # httpx's own hook
    async def note(request) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        asked.append((request.method, request.url.path))

    return note


class TestParameters:
    def test_are_written_as_the_api_takes_them(self) -> None:
        given = {"from_": date(2026, 5, 12), "country": ["LA", "KH"], "in_plan": True, "q": None, "limit": 5}
        assert params_of(given) == {"from": "2026-05-12", "country": "LA,KH", "in_plan": "true", "limit": "5"}


class TestOneRecord:
    async def test_is_created_read_changed_deleted_and_restored(self, doitac: AsyncDoitac) -> None:
        made = await doitac.partners.create(PARTNER)
        changed = await doitac.partners.update(made["id"], {"note": "mới"}, version=made["version"])
        assert (await doitac.partners.get(made["id"], fields="note"))["note"] == "mới"
        await doitac.partners.delete(made["id"], version=changed["version"])
        with pytest.raises(DoitacError, match="not_found"):
            await doitac.partners.get(made["id"])
        assert (await doitac.partners.restore(made["id"]))["id"] == made["id"]
        actions = [item["action"] async for item in doitac.partners.history(made["id"], limit=2)]
        assert actions == ["restore", "delete", "update", "create"]

    def test_is_created_read_changed_deleted_and_restored_when_it_waits(self, waiting: Doitac) -> None:
        made = waiting.partners.create(PARTNER | {"name_vi": "Tỉnh Chờ"})
        changed = waiting.partners.update(made["id"], {"note": "mới"}, version=made["version"])
        assert waiting.partners.get(made["id"], fields="note")["note"] == "mới"
        waiting.partners.delete(made["id"], version=changed["version"])
        with pytest.raises(DoitacError, match="not_found"):
            waiting.partners.get(made["id"])
        assert waiting.partners.restore(made["id"])["id"] == made["id"]
        actions = [item["action"] for item in waiting.partners.history(made["id"], limit=2)]
        assert actions == ["restore", "delete", "update", "create"]

    async def test_changed_since_is_not_overwritten(self, doitac: AsyncDoitac) -> None:
        made = await doitac.partners.create(PARTNER)
        await doitac.partners.update(made["id"], {"note": "một"})
        with pytest.raises(DoitacError) as refused:
            await doitac.partners.update(made["id"], {"note": "hai"}, version=made["version"])
        assert (refused.value.status, refused.value.body["changed_fields"]) == (412, ["note"])

    async def test_only_checked_is_not_stored(self, doitac: AsyncDoitac) -> None:
        await doitac.partners.create(PARTNER, validate_only=True)
        assert [row async for row in doitac.partners.list()] == []

    async def test_is_upserted_by_an_external_id_of_any_signs(self, doitac: AsyncDoitac) -> None:
        first = await doitac.partners.upsert("old_register", "12? #a", PARTNER)
        second = await doitac.partners.upsert("old_register", "12? #a", PARTNER | {"tier": "special"})
        assert (second["id"], second["external_id"]) == (first["id"], "12? #a")

    def test_is_upserted_when_it_waits(self, waiting: Doitac) -> None:
        made = [
            waiting.partners.upsert("old_register", "9", PARTNER | {"name_vi": "Chín", "note": note}) for note in "ab"
        ]
        assert made[0]["id"] == made[1]["id"]


class TestRefusals:
    async def test_name_each_place(self, doitac: AsyncDoitac) -> None:
        with pytest.raises(DoitacError) as refused:
            await doitac.partners.create({"kind": "planet", "country": "LA", "valid_from": date(2020, 1, 1)})
        error = refused.value
        assert error.status == 422
        assert {fault["pointer"] for fault in error.errors} >= {"/kind", "/name_vi"}
        assert "/name_vi: A required value is missing." in str(error)
        assert error.request_id

    async def test_of_strangers_say_so(self, doitac: AsyncDoitac) -> None:
        doitac._http.headers["authorization"] = "Bearer dt_nobody"
        with pytest.raises(DoitacError) as refused:
            await doitac.partners.get(NOBODY)
        assert (refused.value.status, refused.value.code) == (401, "not_authenticated")

    async def test_come_in_the_language_asked_for(self, server: Server) -> None:
        async with AsyncDoitac(server.base_url) as stranger:
            with pytest.raises(DoitacError, match="Cần khóa API"):
                await stranger.call("GET", "/v1/me")

    def test_of_values_that_are_not_json_are_the_callers_own(self, waiting: Doitac) -> None:
        with pytest.raises(TypeError, match="not JSON: object"):
            waiting.partners.create({"note": object()})

    def test_are_no_attribute_of_a_private_name(self, waiting: Doitac) -> None:
        assert not hasattr(waiting, "_partners")

    async def test_are_no_attribute_of_a_private_name_when_awaited(self, doitac: AsyncDoitac) -> None:
        assert not hasattr(doitac, "_partners")


class TestWholeRegistry:
    async def test_is_searched(self, doitac: AsyncDoitac) -> None:
        await doitac.partners.create(PARTNER)
        hits = [hit async for hit in doitac.search("tinh mau", limit=1)]
        assert [hit["type"] for hit in hits] == ["partners"]

    def test_is_searched_when_it_waits(self, waiting: Doitac) -> None:
        waiting.partners.create(PARTNER | {"name_vi": "Tìm Kiếm"})
        assert len(list(waiting.search("tim kiem"))) == 1

    async def test_tells_what_changed_since_a_mark(self, awaited: AsyncDoitac) -> None:
        await awaited.partners.create(PARTNER | {"name_vi": "Mốc"})
        mark = [change["cursor"] async for change in awaited.changes()][-1]
        await awaited.org_units.batch(units(3, "Mốc"))
        made = await awaited.partners.create(PARTNER | {"name_vi": "Sau mốc"})
        rest = [change async for change in awaited.changes(after=mark, limit=2)]
        assert [change["type"] for change in rest] == ["org_unit.created"] * 3 + ["partner.created"]
        assert rest[-1]["id"] == made["id"]

    def test_tells_what_changed_since_a_mark_when_it_waits(self, waiting: Doitac) -> None:
        waiting.partners.create(PARTNER | {"name_vi": "Mốc"})
        mark = list(waiting.changes())[-1]["cursor"]
        made = waiting.partners.create(PARTNER | {"name_vi": "Sau mốc"})
        assert [change["id"] for change in waiting.changes(mark)] == [made["id"]]

    async def test_is_asked_anything_else(self, doitac: AsyncDoitac) -> None:
        assert "administrator" in (await doitac.call("GET", "/v1/me"))["roles"]

    def test_is_asked_anything_else_when_it_waits(self, waiting: Doitac) -> None:
        days = waiting.call("GET", "/v1/anniversaries/occurrences", from_=date(2027, 1, 1), to=date(2027, 1, 31))
        assert days["items"] == []
