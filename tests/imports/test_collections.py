"""Which record a line means, in a file of any collection: found again without ids, told apart, never guessed."""

import csv
import io
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.rules import Role
from app.org_units.models import OrgUnitKind
from app.partners.models import AdminLevel
from tests.conftest import MakeClient
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.imports.pairs import PAIRS, add_sides
from tests.imports.registry import COLLECTIONS, fill_registry
from tests.imports.sending import InlineImporter, Sender, actions, codes, csv_of

FOUND_BY = ("id", "source_system", "external_id")


@pytest.fixture
async def sides(sender: Sender, session: AsyncSession) -> None:
    await add_sides(sender.client, session)


@pytest.fixture
async def places(session: AsyncSession) -> dict[str, str]:
    """Two pairs of one name."""
    korea: dict[str, Any] = {"admin_level": AdminLevel.CITY, "country": "KR"}
    rows = {
        "metropolis": await make_partner(session, name_vi="Gwangju", subdivision="KR-29", **korea),
        "city": await make_partner(session, name_vi="Gwangju (tỉnh Gyeonggi)", subdivision="KR-41", **korea),
        "province": await make_partner(
            session, name_vi="Viêng Chăn", admin_level=AdminLevel.PROVINCE, country="LA", subdivision="LA-VI"
        ),
        "capital": await make_partner(
            session, name_vi="Thủ đô Viêng Chăn", admin_level=AdminLevel.PREFECTURE, country="LA", subdivision="LA-VT"
        ),
    }
    return {name: row.id for name, row in rows.items()}


def without(text: str, columns: tuple[str, ...]) -> bytes:
    """The CSV without these columns."""
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    kept = [place for place, header in enumerate(rows[0]) if header not in columns]
    return csv_of(*([row[place] for place in kept] for row in rows))


class TestEveryCollection:
    @pytest.mark.parametrize("collection", COLLECTIONS)
    async def test_finds_its_records_again_without_their_ids(self, sender: Sender, collection: str) -> None:
        await fill_registry(sender.client)
        exported = (await sender.client.get(f"/v1/exports/{collection}", params={"format": "csv"})).text
        told = await sender.send(without(exported, FOUND_BY), collection)
        rows = await sender.rows(told["id"])
        assert len(rows) > 1
        assert {row["line"]: (row["action"], row["diff"], codes(row)) for row in rows} == {
            row["line"]: ("unchanged", {}, []) for row in rows
        }

    @pytest.mark.usefixtures("sides")
    @pytest.mark.parametrize("collection", COLLECTIONS)
    async def test_takes_the_same_file_once(self, sender: Sender, collection: str) -> None:
        file = csv_of(*PAIRS[collection])
        first = await sender.commit(file, collection)
        assert first["counters"]["created"] == 2
        again = await sender.commit(file, collection)
        assert (again["counters"]["unchanged"], again["counters"]["rows_read"]) == (2, 2)

    @pytest.mark.usefixtures("sides")
    @pytest.mark.parametrize("collection", COLLECTIONS)
    async def test_takes_a_line_once_and_names_the_other(self, sender: Sender, collection: str) -> None:
        header, first, second = PAIRS[collection]
        told = await sender.send(csv_of(header, first, second, first), collection)
        rows = await sender.rows(told["id"])
        assert actions(rows) == {2: "create", 3: "create", 4: "fail"}
        assert [(error["code"], error["line"]) for error in rows[2]["errors"]] == [("duplicate_in_file", 2)]
        assert "2" in rows[2]["errors"][0]["detail"]


class TestChosenColumns:
    HEADER = ("org_unit", "direction", "title", "planned_from", "headcount_planned")

    @pytest.fixture
    async def held(self, sender: Sender, sides: None) -> None:
        """Two delegations of one title, and a third."""
        rows = [["Tỉnh Nhà", "outbound", "Đoàn một", day, 5] for day in ("2026-05-01", "2026-06-01")]
        await sender.commit(csv_of(self.HEADER, *rows, ["Tỉnh Nhà", "outbound", "Đoàn hai", "2026-05-01", 5]))

    async def _judged(self, sender: Sender, title: str, day: str, on: list[list[str]]) -> dict[str, Any]:
        file = csv_of(self.HEADER, ["Tỉnh Nhà", "outbound", title, day, 6])
        told = await sender.send(file, match_on=on, mode="update")
        [row] = await sender.rows(told["id"])
        return row

    async def test_are_enough_where_they_mean_one_record(self, sender: Sender, held: None) -> None:
        row = await self._judged(sender, "ĐOÀN HAI ", "2026-05-01", [["title"]])
        assert row["diff"]["headcount_planned"] == [5, 6]

    async def test_never_choose_between_two(self, sender: Sender, held: None) -> None:
        row = await self._judged(sender, "Đoàn một", "2026-05-01", [["title"]])
        assert (row["action"], codes(row)) == ("fail", ["ambiguous_match"])
        assert [one["title"] for one in row["candidates"]] == ["Đoàn một"] * 2

    async def test_may_be_several(self, sender: Sender, held: None) -> None:
        row = await self._judged(sender, "Đoàn một", "2026-06-01", [["title", "planned_from"]])
        assert (row["action"], row["diff"]) == ("update", {"headcount_planned": [5, 6]})

    async def test_are_tried_in_order_by_what_the_line_has(self, sender: Sender, held: None) -> None:
        row = await self._judged(sender, "Đoàn hai", "", [["title", "planned_from"], ["title"]])
        assert row["action"] == "update"

    async def test_find_nothing_where_nothing_is(self, sender: Sender, held: None) -> None:
        row = await self._judged(sender, "Đoàn ba", "2026-06-01", [["title", "planned_from"]])
        assert codes(row) == ["record_missing"]


class TestPlacesOfOneName:
    async def _partners_of(self, sender: Sender, text: str, **spec: Any) -> dict[str, Any]:
        told = await sender.send(
            csv_of(["org_unit", "direction", "title", "partners"], ["SNV", "outbound", "Đoàn", text]), **spec
        )
        [row] = await sender.rows(told["id"])
        return row

    @pytest.fixture(autouse=True)
    async def office(self, session: AsyncSession) -> None:
        await make_org_unit(session, name_vi="Sở Ngoại vụ", kind=OrgUnitKind.DEPARTMENT, code="SNV")

    @pytest.mark.parametrize(
        ("text", "pair"), [("Gwangju", ["city", "metropolis"]), ("Viêng Chăn", ["capital", "province"])]
    )
    async def test_are_left_to_the_caller(
        self, sender: Sender, places: dict[str, str], text: str, pair: list[str]
    ) -> None:
        row = await self._partners_of(sender, text)
        assert codes(row) == ["ambiguous_match"]
        assert {one["id"] for one in row["candidates"]} == {places[name] for name in pair}
        assert {one["field"] for one in row["candidates"]} == {"partner_ids"}
        assert len({one["subdivision"] for one in row["candidates"]}) == 2

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("Gwangju (Gyeonggi)", "city"),
            ("thành phố Gwangju thuộc tỉnh Gyeonggi", None),
            ("KR-29", "metropolis"),
            ("tỉnh Viêng Chăn", "province"),
            ("Tỉnh Viêng Chăn (Lào)", "province"),
            ("Thủ đô Viêng Chăn", "capital"),
            ("thu do vieng chan", "capital"),
        ],
    )
    async def test_are_told_apart_by_what_stands_beside(
        self, sender: Sender, places: dict[str, str], text: str, place: str | None
    ) -> None:
        row = await self._partners_of(sender, text)
        if place is None:
            assert codes(row) == ["unknown_match"]
        else:
            assert row["values"]["partner_ids"] == [places[place]]

    async def test_are_found_in_the_ways_that_the_spec_allows(self, sender: Sender, places: dict[str, str]) -> None:
        row = await self._partners_of(sender, "Thủ đô Viêng Chăn", relations={"partners": {"by": ["id", "code"]}})
        assert codes(row) == ["unknown_match"]

    async def test_may_be_corrected_by_one_candidate_s_id(self, sender: Sender, places: dict[str, str]) -> None:
        told = await sender.send(
            csv_of(["org_unit", "direction", "title", "partners"], ["SNV", "outbound", "Đoàn", "Gwangju"])
        )
        row = await sender.correct(told["id"], 2, partners=places["metropolis"])
        assert (row["action"], row["candidates"]) == ("create", [])
        assert (await sender.ask(told["id"], "commit"))["state"] == "completed"


class TestAnOffice:
    async def test_names_itself_as_it_does_at_home(
        self, make_client: MakeClient, inline_importer: InlineImporter, session: AsyncSession
    ) -> None:
        names = "Sở Ngoại vụ tỉnh Nghệ An", "Sở Ngoại vụ tỉnh Quảng Trị"
        own, _ = [await make_org_unit(session, name_vi=name, kind=OrgUnitKind.DEPARTMENT) for name in names]
        file = csv_of(["Cơ quan chủ trì", "direction", "title"], ["Sở Ngoại vụ", "outbound", "Đoàn một"])
        editor = Sender(await make_client(Role.EDITOR, org_unit_ids=[own.id]), inline_importer)
        done = await editor.commit(file)
        assert done["state"] == "completed"
        [delegation] = await editor.listed("/v1/delegations")
        assert delegation["org_unit_id"] == own.id
        everybody = Sender(await make_client(), inline_importer)
        [row] = await everybody.rows((await everybody.send(file))["id"])
        assert codes(row) == ["ambiguous_match"]
        assert [one["name_vi"] for one in row["candidates"]] == list(names)
