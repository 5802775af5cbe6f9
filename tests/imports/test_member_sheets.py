"""A workbook whose first sheet lists delegations and whose second lists their members, in one import."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.model import new_id
from app.imports.work import checking, committing
from app.org_units.models import OrgUnitKind
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.imports.meanwhile import assert_adds_up
from tests.imports.sending import Sender, actions, codes, csv_of
from tests.imports.two_sheets import BEYOND, PEOPLE, PLAN, decomposed, passports, people, write_book
from tests.imports.workbooks import FORM_A

pytestmark = pytest.mark.usefixtures("office")
VISIT, TRADE = "Đoàn công tác tỉnh thăm Xiêng Khoảng", "Đoàn xúc tiến đầu tư"
LIST = ["STT", "Tên đoàn", "Họ và tên", "Chức vụ", "Đơn vị", "Số hộ chiếu", "Ghi chú"]
MEMBERS: list[list[Any]] = [
    LIST,
    [1, VISIT, "Nguyễn Văn Mẫu", "Phó Chủ tịch", "UBND tỉnh", "C1234567", None],
    [2, None, "Trần Văn Hai", "Chuyên viên", "Sở Ngoại vụ", "B7654321", "Phiên dịch tiếng Lào"],
    [3, TRADE, decomposed("Phạm Thị Ba"), "Trưởng phòng", "Sở Công Thương", None, None],
    [4, VISIT, "Lê Văn Bốn", "Lái xe", None, None, None],
    [None, "Tổng cộng", 4, None, None, None, None],
]
HEADS: list[Any] = ["org_unit", "direction", "code", "title", "leader"]
CREW: list[Any] = ["Mã đoàn", "Họ và tên", "Vai trò", "Chức vụ"]


def head(code: str, title: str = "Đoàn", leader: str | None = None, unit: str = "SNV") -> list[Any]:
    return [unit, "outbound", code, title, leader]


@pytest.fixture
async def partners(session: AsyncSession) -> None:
    """Those of form A."""
    await make_partner(session, name_vi="Tỉnh Xiêng Khoảng", country="LA", admin_level="province")
    await make_partner(session, name_vi="Gwangju", country="KR", subdivision="KR-29")


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two lines at a time, so that a delegation and its members lie apart."""
    for module in (checking, committing):
        monkeypatch.setattr(module, "_IN_BULK", 2)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "book.xlsx"


@pytest.mark.usefixtures("partners")
class TestPlanWithMembers:
    @pytest.mark.parametrize("transaction", ["atomic", "partial"])
    async def test_goes_from_upload_through_a_correction_to_commit_and_back_out(
        self, sender: Sender, book: Path, small_chunks: None, transaction: str
    ) -> None:
        plan = [row for row in FORM_A if not row or row[0] != 3]
        rows = [*MEMBERS[:3], [*MEMBERS[3][:1], "Đoàn không ai biết", *MEMBERS[3][2:]], *MEMBERS[4:]]
        write_book(book, plan, rows, first=3, merged=[range(5, 7)])
        told = await sender.send(book, transaction=transaction)
        assert_adds_up(told, created=4, unchanged=1, failed=1, skipped=5, blank=1)
        detected = told["detected"]
        assert (detected["sheet"], detected["members_sheet"], detected["members_header_line"]) == (PLAN, PEOPLE, 4)
        assert detected["members_columns"]["Đơn vị"] == "member.organization"
        assert [warning["code"] for warning in told["warnings"]] == []
        rows_ = {row["line"]: row for row in await sender.rows(told["id"])}
        assert {row["sheet"] for line, row in rows_.items() if line > BEYOND} == {PEOPLE}
        assert {row["sheet"] for line, row in rows_.items() if line < BEYOND} == {PLAN}
        assert [warning["code"] for warning in rows_[BEYOND + 5]["warnings"]] == ["joins_line"]
        assert codes(rows_[BEYOND + 7]) == ["unknown_match"]
        assert "C1234567" not in str(rows_)

        corrected = await sender.correct(told["id"], BEYOND + 7, **{"Tên đoàn": TRADE})
        assert (corrected["action"], corrected["sheet"], corrected["errors"]) == ("create", PEOPLE, [])
        done = await sender.ask(told["id"], "commit")
        assert_adds_up(done, created=5, unchanged=1, skipped=5, blank=1)
        await self.assert_kept(sender)

        again = await sender.send(write_book(book, plan, MEMBERS, first=3, merged=[range(5, 7)]))
        assert_adds_up(again, unchanged=6, skipped=5, blank=1)
        undone = await sender.ask(told["id"], "undo")
        assert undone["state"] == "undone"
        assert await sender.listed("/v1/delegations") == []

    async def assert_kept(self, sender: Sender) -> None:
        assert await people(sender, VISIT) == [
            (1, "leader", "Nguyễn Văn Mẫu", "Phó Chủ tịch"),
            (2, "member", "Trần Văn Hai", "Chuyên viên"),
            (3, "member", "Lê Văn Bốn", "Lái xe"),
        ]
        assert await people(sender, TRADE) == [
            (1, "leader", "Trần Thị Ví Dụ", "Giám đốc Sở"), (2, "member", "Phạm Thị Ba", "Trưởng phòng")
        ]  # fmt: skip
        assert await passports(sender, VISIT) == ["C1234567", "B7654321", None]


class TestNaming:
    async def test_by_code_title_external_id_or_what_the_spec_says(self, sender: Sender, book: Path) -> None:
        heads: list[list[Any]] = [
            [*HEADS, "source_system", "external_id"],
            [*head("DR-1", "Đoàn một"), "so-tay", "1"],
            [*head("DR-2", "Đoàn hai"), "so-tay", "2"],
        ]
        sheets: tuple[tuple[dict[str, Any], list[list[Any]]], ...] = (
            ({}, [["Mã đoàn", "Họ và tên"], ["DR-1", "Một"], ["DR-2", "Hai"]]),
            ({}, [["Tên đoàn", "Đơn vị chủ trì", "Thành viên"], ["Đoàn\nmột", "SNV", "Một"], ["Đoàn hai", "", "Hai"]]),
            ({}, [["source_system", "external_id", "full_name"], ["so-tay", 1, "Một"], ["so-tay", "2", "Hai"]]),
            ({"columns": {"Đoàn số": "code"}}, [["Đoàn số", "Họ và tên"], ["DR-1", "Một"], ["DR-2", "Hai"]]),
            ({"match_on": [["code"]]}, [["code", "title", "full_name"], ["DR-1", "?", "Một"], ["DR-2", "", "Hai"]]),
            ({}, [["Mã đoàn", "Tên đoàn", "Họ và tên"], ["DR-1", "", "Một"], ["", "Đoàn hai", "Hai"]]),
        )  # fmt: skip
        for spec, members in sheets:
            told = await sender.send(write_book(book, heads, members), **spec)
            assert_adds_up(told, created=4)
            rows = await sender.rows(told["id"])
            assert [row["values"].get("delegation_id") for row in rows[2:]] == [row["record_id"] for row in rows[:2]]

    async def test_a_sheet_that_names_no_delegation_or_that_lists_delegations_is_left_alone(
        self, sender: Sender, book: Path
    ) -> None:
        heads = [HEADS, head("DR-1")]
        others: tuple[list[list[Any]], ...] = (
            [["STT", "Họ và tên", "Chức vụ"], [1, "Một", "Giám đốc"]],
            [["Mã", "Họ và tên"], ["CB-1", "Một"]],
            [["title", "direction", "org_unit", "status", "Họ và tên"], ["Đoàn", "outbound", "SNV", "proposed", "Một"]],
        )
        for members in others:
            told = await sender.send(write_book(book, heads, members))
            assert_adds_up(told, created=1)
            assert (told["detected"]["members_sheet"], told["detected"]["members_columns"]) == (None, {})
            assert [warning["code"] for warning in told["warnings"]] == ["several_sheets"]
            assert {row["sheet"] for row in await sender.rows(told["id"])} == {PLAN}

    async def test_a_column_of_the_delegation_is_left_aside_and_told(self, sender: Sender, book: Path) -> None:
        members: list[list[Any]] = [["Mã đoàn", "Họ và tên", "Nước đến", "Sở thích"], ["DR-1", "Một", "Lào", "Cờ"]]
        told = await sender.send(write_book(book, [HEADS, head("DR-1")], members))
        assert told["detected"]["unknown_columns"] == ["Nước đến", "Sở thích"]
        assert [(one["code"], one["header"], one["sheet"]) for one in told["warnings"]] == [
            ("column_of_delegation", "Nước đến", PEOPLE), ("unknown_column", "Sở thích", PEOPLE)
        ]  # fmt: skip

    async def test_unknown_and_ambiguous_names_are_refused_with_their_candidates(
        self, sender: Sender, book: Path
    ) -> None:
        heads = [HEADS, head("DR-1", "Đoàn"), head("DR-2", "Đoàn"), head("DR-3", "Đoàn ba")]
        members: list[list[Any]] = [
            ["Mã đoàn", "Tên đoàn", "Cơ quan chủ trì", "Họ và tên"],
            [None, None, None, "Không tên đoàn"],
            ["DR-9", None, None, "Một"],
            [None, "Đoàn", "SNV", "Hai"],
            ["DR-3", None, "Sở Không Có", "Ba"],
        ]
        told = await sender.send(write_book(book, heads, members))
        rows = {row["line"]: row for row in await sender.rows(told["id"])}
        assert [codes(rows[BEYOND + line]) for line in (2, 3, 4, 5)] == [
            ["missing"], ["unknown_match"], ["ambiguous_match"], ["unknown_match"]
        ]  # fmt: skip
        assert {(one["field"], one["line"], one["code"]) for one in rows[BEYOND + 4]["candidates"]} == {
            ("title", 2, "DR-1"), ("title", 3, "DR-2")
        }  # fmt: skip
        assert [error["column"] for line in (2, 3, 5) for error in rows[BEYOND + line]["errors"]] == [
            "Mã đoàn", "Mã đoàn", "Cơ quan chủ trì"
        ]  # fmt: skip
        fixed = await sender.correct(told["id"], 3, title="Đoàn khác")
        assert fixed["action"] == "create"
        assert actions(await sender.rows(told["id"]))[BEYOND + 4] == "create"

    async def test_half_a_name_is_none_and_not_that_of_the_row_above(self, sender: Sender, book: Path) -> None:
        heads = [[*HEADS, "source_system", "external_id"], [*head("DR-1"), "so-tay", "1"]]
        members = [
            ["source_system", "external_id", "full_name"],
            ["so-tay", "1", "Một"],
            ["", "1", "Hai"],
            ["", "", "Ba"],
        ]
        told = await sender.send(write_book(book, heads, members))
        assert [codes(row) for row in await sender.rows(told["id"])] == [[], [], ["missing"], ["missing"]]
        emptied = await sender.correct(told["id"], BEYOND + 3, external_id="")
        assert (emptied["action"], emptied["errors"]) == ("create", [])

    async def test_of_another_unit_is_another_delegation(
        self, sender: Sender, book: Path, session: AsyncSession
    ) -> None:
        await make_org_unit(session, name_vi="Sở Công Thương", kind=OrgUnitKind.DEPARTMENT, code="SCT")
        await sender.commit(csv_of(HEADS, head("DR-1", "Đoàn cũ", unit="SCT")))
        heads, unit = [HEADS, head("DR-1", "Đoàn mới")], "Cơ quan chủ trì"
        crew = [["Mã đoàn", unit, "Họ và tên"], ["DR-1", "SCT", "Một"], ["DR-1", "SNV", "Hai"], ["DR-1", "", "Ba"]]
        told = await sender.commit(write_book(book, heads, crew))
        assert_adds_up(told, created=4)
        assert [one[2] for one in await people(sender, "Đoàn cũ")] == ["Một"]
        assert [one[2] for one in await people(sender, "Đoàn mới")] == ["Hai", "Ba"]

    @pytest.mark.parametrize("spec", [{"mode": "create"}, {"match_on": [["org_unit_id", "code"]]}])
    async def test_by_ids_of_another_registry(self, sender: Sender, book: Path, spec: dict[str, Any]) -> None:
        theirs = [new_id(), new_id()]
        heads = [["id", *HEADS], [theirs[0], *head("DR-1", "Đoàn một")], [theirs[1], *head("DR-2", "Đoàn hai")]]
        crew = [["id", "delegation_id", "full_name"], [new_id(), theirs[1], "Hai"], [new_id(), theirs[0], "Một"]]
        told = await sender.commit(write_book(book, heads, crew), **spec)
        assert_adds_up(told, created=4)
        assert [one[2] for one in await people(sender, "Đoàn một")] == ["Một"]
        assert [one[2] for one in await people(sender, "Đoàn hai")] == ["Hai"]

    async def test_of_several_in_the_registry_is_refused_with_those(
        self, sender: Sender, book: Path, session: AsyncSession
    ) -> None:
        await make_org_unit(session, name_vi="Sở Công Thương", kind=OrgUnitKind.DEPARTMENT, code="SCT")
        await sender.commit(csv_of(HEADS, head("DR-1", "Đoàn một"), head("DR-1", "Đoàn hai", unit="SCT")))
        told = await sender.send(write_book(book, [HEADS, head("DR-2")], [CREW, ["DR-1", "Ba", None, None]]))
        row = (await sender.rows(told["id"]))[-1]
        assert codes(row) == ["ambiguous_match"]
        assert {one["title"] for one in row["candidates"]} == {"Đoàn một", "Đoàn hai"}

    async def test_by_what_the_first_sheet_does_not_say(self, sender: Sender, book: Path) -> None:
        await sender.commit(csv_of(HEADS, head("DR-1", "Đoàn một")))
        heads = [["org_unit", "direction", "title", "purpose"], ["SNV", "outbound", "Đoàn một", "Thăm"]]
        told = await sender.send(write_book(book, heads, [CREW, ["DR-1", "Một", None, None]]))
        assert_adds_up(told, updated=1, created=1)
        refused = await sender.correct(told["id"], 2, title="")
        assert refused["action"] == "fail"
        assert actions(await sender.rows(told["id"]))[BEYOND + 2] == "create"


class TestMembers:
    async def test_in_several_chunks_have_their_places_and_one_leader(
        self, sender: Sender, book: Path, small_chunks: None
    ) -> None:
        heads = [HEADS, head("DR-1", "Đoàn một", "Nguyễn Một"), head("DR-2", "Đoàn hai")]
        crew: list[list[Any]] = [
            ["DR-1", "Hai", "Thành viên", None],
            ["DR-2", "Ba", "Trưởng đoàn", "Giám đốc"],
            ["DR-1", "Bốn", None, None],
            ["DR-2", "Năm", "Trưởng đoàn", None],
            [None, "Sáu", None, None],
            ["DR-2", "Ba", "Trưởng đoàn", "Phó Giám đốc"],
            ["DR-1", "Hai", None, None],
            ["DR-1", "Bảy", "Trưởng đoàn", None],
        ]
        told = await sender.send(write_book(book, heads, [CREW, *crew]))
        rows = {row["line"] - BEYOND: row for row in await sender.rows(told["id"])}
        assert [codes(rows[line]) for line in (5, 9)] == [["second_leader"], ["second_leader"]]
        assert_adds_up(told, created=7, unchanged=1, failed=2)
        done = await sender.ask((await sender.send(book, max_error_rate=1))["id"], "commit")
        assert_adds_up(done, created=7, unchanged=1, failed=2)
        assert await people(sender, "Đoàn một") == [
            (1, "leader", "Nguyễn Một", None), (2, "member", "Hai", None), (3, "member", "Bốn", None),
            (4, "member", "Hai", None),
        ]  # fmt: skip
        assert await people(sender, "Đoàn hai") == [(1, "leader", "Ba", "Phó Giám đốc"), (2, "member", "Sáu", None)]

    async def test_of_a_line_that_failed_fail_with_it_until_it_is_corrected(self, sender: Sender, book: Path) -> None:
        heads = [HEADS, head("DR-1", unit="Không Có"), head("DR-2", "Đoàn hai"), head("DR-2", "Đoàn hai")]
        told = await sender.send(
            write_book(book, heads, [CREW, ["DR-1", "Một", None, None], [None, "Hai", None, None]])
        )
        rows = {row["line"]: row for row in await sender.rows(told["id"])}
        assert [codes(rows[BEYOND + line]) for line in (2, 3)] == [["head_line_failed"]] * 2
        assert rows[BEYOND + 2]["errors"][0]["line"] == 2
        await sender.correct(told["id"], 2, org_unit="SNV")
        rows = {row["line"]: row for row in await sender.rows(told["id"])}
        assert [rows[BEYOND + line]["action"] for line in (2, 3)] == ["create"] * 2
        assert {rows[BEYOND + line]["values"]["delegation_id"] for line in (2, 3)} == {rows[2]["record_id"]}

    async def test_follow_a_corrected_name_with_the_rows_below_that_have_none(self, sender: Sender, book: Path) -> None:
        heads = [HEADS, head("DR-1", "Đoàn một", "Một"), head("DR-2", "Đoàn hai")]
        crew: list[list[Any]] = [
            ["DR-1", "Một", None, "Giám đốc"],
            [None, "Hai", None, None],
            [],
            ["DR-1", "Ba", None, None],
        ]
        told = await sender.send(write_book(book, heads, [CREW, *crew]))
        again = await sender.correct(told["id"], 2, leader="Một, Thư ký")
        assert again["values"]["members"][0]["values"]["position"] == "Giám đốc"
        moved = await sender.correct(told["id"], BEYOND + 2, **{"Mã đoàn": "DR-2"})
        assert (moved["action"], moved["warnings"]) == ("create", [])
        done = await sender.ask(told["id"], "commit")
        assert_adds_up(done, created=5, blank=1)
        assert await people(sender, "Đoàn một") == [(1, "leader", "Một", "Thư ký"), (2, "member", "Ba", None)]
        assert await people(sender, "Đoàn hai") == [(1, "member", "Một", "Giám đốc"), (2, "member", "Hai", None)]

    async def test_of_a_delegation_that_the_first_sheet_has_not_are_added_to_it(
        self, sender: Sender, book: Path
    ) -> None:
        await sender.commit(csv_of(HEADS, head("DR-1", "Đoàn một", "Một"), head("DR-3", "Đoàn ba")))
        heads = [HEADS, head("DR-2", "Đoàn hai"), head("DR-3", "Đoàn ba", "Ba")]
        crew: list[list[Any]] = [
            ["DR-1", "Hai", None, None],
            ["DR-1", "Một", None, "Giám đốc"],
            ["DR-3", "Ba", None, "Trưởng phòng"],
            ["DR-1", "Bốn", None, None],
        ]
        told = await sender.commit(write_book(book, heads, [CREW, *crew]))
        assert_adds_up(told, created=3, updated=2, unchanged=1)
        one = [(1, "leader", "Một", "Giám đốc"), (2, "member", "Hai", None), (3, "member", "Bốn", None)]
        assert await people(sender, "Đoàn một") == one
        assert await people(sender, "Đoàn ba") == [(1, "leader", "Ba", "Trưởng phòng")]
        assert_adds_up(await sender.send(book), unchanged=6)
        assert (await sender.ask(told["id"], "undo"))["state"] == "undone"
        assert await people(sender, "Đoàn một") == [(1, "leader", "Một", None)]
        assert await people(sender, "Đoàn ba") == []

    async def test_who_change_and_change_back_do_not_change(self, sender: Sender, book: Path) -> None:
        await sender.commit(csv_of(HEADS, head("DR-1", "Đoàn một", "Một, Giám đốc")))
        crew = [["DR-1", "Một", None, "Trưởng phòng"], ["DR-1", "Một", None, "Giám đốc"], ["DR-1", None, None, None]]
        told = await sender.commit(write_book(book, [HEADS, head("DR-2", "Đoàn hai")], [CREW, *crew]))
        assert_adds_up(told, created=1, unchanged=3)
        assert await people(sender, "Đoàn một") == [(1, "leader", "Một", "Giám đốc")]

    async def test_lead_no_delegation_that_has_a_leader(self, sender: Sender, book: Path) -> None:
        await sender.commit(csv_of(HEADS, head("DR-1", "Đoàn một", "Một")))
        crew: list[list[Any]] = [
            ["DR-1", "Hai", "Trưởng đoàn", None],
            ["DR-1", "Một", "Thành viên", None],
            ["DR-1", "Ba", "Trưởng đoàn", None],
        ]
        told = await sender.send(write_book(book, [HEADS, head("DR-2", "Đoàn hai")], [CREW, *crew]))
        rows = await sender.rows(told["id"])
        assert [codes(row) for row in rows] == [[], ["second_leader"], [], []]

    async def test_of_what_is_there_are_refused_where_all_must_be_new(self, sender: Sender, book: Path) -> None:
        await sender.commit(csv_of(HEADS, head("DR-1", "Đoàn một")))
        heads, crew = [HEADS, head("DR-2", "Đoàn hai")], [CREW, ["DR-1", "Hai", None, None]]
        told = await sender.send(write_book(book, heads, crew), mode="create")
        assert [codes(row) for row in await sender.rows(told["id"])] == [[], ["record_exists"]]

    async def test_told_of_otherwise_on_each_sheet_are_as_the_second_says(self, sender: Sender, book: Path) -> None:
        heads = [HEADS, head("DR-1", "Đoàn một", "Bà Lê Một, Giám đốc"), head("DR-2", "Đoàn hai", "Hai, Giám đốc")]
        crew = [CREW, ["DR-1", "Lê Một", None, "Phó Giám đốc"], ["DR-2", "Hai", None, "Giám đốc"]]
        await sender.commit(write_book(book, heads, crew))
        assert await people(sender, "Đoàn một") == [(1, "leader", "Lê Một", "Phó Giám đốc")]
        assert_adds_up(await sender.send(book), unchanged=4)

    async def test_told_of_twice_are_changed_once(self, sender: Sender, book: Path, small_chunks: None) -> None:
        crew: list[list[Any]] = [
            ["Mã đoàn", "Họ và tên", "Chức vụ", "Số hộ chiếu"],
            ["DR-1", "Một", "Giám đốc", "C1234567"],
            ["DR-1", "Một", "Trưởng phòng", None],
            ["DR-1", "Hai", "Giám đốc", "C7654321"],
            ["DR-1", "Hai", None, None],
            ["DR-1", "Hai", None, "B1111111"],
        ]
        await sender.commit(write_book(book, [HEADS, head("DR-1", "Đoàn một", "Một, Chuyên viên")], crew[::2]))
        assert await people(sender, "Đoàn một") == [
            (1, "leader", "Một", "Trưởng phòng"), (2, "member", "Hai", None)
        ]  # fmt: skip
        heads = [HEADS, head("DR-1", "Đoàn một", "Một, Chuyên viên")]
        told = await sender.commit(write_book(book, heads, crew))
        assert_adds_up(told, updated=2, unchanged=4)
        assert await passports(sender, "Đoàn một") == ["C1234567", "B1111111"]
        assert [one[3] for one in await people(sender, "Đoàn một")] == ["Trưởng phòng", "Giám đốc"]
        assert (await sender.ask(told["id"], "undo"))["state"] == "undone"
        assert await passports(sender, "Đoàn một") == [None, None]
        assert [one[3] for one in await people(sender, "Đoàn một")] == ["Trưởng phòng", None]

    async def test_fall_with_a_line_that_another_makes_superfluous(
        self, sender: Sender, book: Path, small_chunks: None
    ) -> None:
        heads: list[list[Any]] = [
            [*HEADS, "source_system", "external_id"],
            [*head("DR-1", "Đoàn một"), "so-tay", "1"],
            [*head("DR-3", "Đoàn ba"), "so-tay", "3"],
            [*head("DR-2", "Đoàn hai"), "so-tay", "1"],
        ]
        told = await sender.send(write_book(book, heads, [CREW, ["DR-2", "Một", None, None]]))
        rows = await sender.rows(told["id"])
        assert [codes(row) for row in rows] == [[], [], ["duplicate_in_file"], ["head_line_failed"]]
        await sender.correct(told["id"], 2, external_id="0")
        done = await sender.ask(told["id"], "commit")
        assert_adds_up(done, created=4)
        assert [one[2] for one in await people(sender, "Đoàn hai")] == ["Một"]


class TestMemberLines:
    async def test_fall_and_rise_with_their_delegation(self, sender: Sender, small_chunks: None) -> None:
        header, silent = [*HEADS, "Họ và tên"], ["", "", "", "", ""]
        first = [[*head("DR-1"), "Một"], [*silent, "Hai"], [*head("DR-2"), "Ba"]]
        told = await sender.send(csv_of(header, *first, [*head("DR-1"), "Bốn"], [*silent, "Năm"]))
        rows = await sender.rows(told["id"])
        assert [codes(row) for row in rows] == [[], [], [], ["duplicate_in_file"], ["head_line_failed"]]
        await sender.correct(told["id"], 2, code="DR-0")
        done = await sender.ask(told["id"], "commit")
        assert_adds_up(done, created=5)
        kept = await sender.listed("/v1/delegations", expand="members", sort="code")
        assert [[one["full_name"] for one in item["members"]] for item in kept] == [
            ["Một", "Hai"], ["Bốn", "Năm"], ["Ba"]
        ]  # fmt: skip


class TestTemplate:
    @pytest.mark.parametrize("lang", ["vi", "en"])
    async def test_is_imported_as_it_stands(
        self, sender: Sender, session: AsyncSession, tmp_path: Path, lang: str
    ) -> None:
        await make_org_unit(session, name_vi="Sở Ví dụ", kind=OrgUnitKind.DEPARTMENT)
        await make_partner(session, name_vi="Tỉnh Ví Dụ", country="LA")
        answer = await sender.client.get("/v1/import-templates/delegations.xlsx", params={"lang": lang})
        form = tmp_path / "form.xlsx"
        form.write_bytes(answer.content)
        assert_adds_up(await sender.commit(form), created=3, unchanged=1)
        title = "Đoàn công tác ví dụ đi tỉnh Ví Dụ"
        assert [one[1:3] for one in await people(sender, title)] == [
            ("leader", "Nguyễn Văn Ví Dụ"), ("interpreter", "Lê Thị Ví Dụ")
        ]  # fmt: skip
        assert await passports(sender, title) == ["C0000001", None]
        assert_adds_up(await sender.send(form), unchanged=4)


class TestTables:
    @pytest.fixture
    async def told(self, sender: Sender, book: Path) -> dict[str, Any]:
        """A line of each sheet refused."""
        heads = [HEADS, head("DR-1", "Đoàn một"), head("DR-2", "Đoàn hai", unit="Không Có")]
        crew = [CREW, ["DR-9", "Hai", None, None], ["DR-1", "Một", None, None], ["DR-1", "Ba", "Không rõ", None]]
        return await sender.send(write_book(book, heads, crew))

    async def table(self, sender: Sender, told: dict[str, Any], name: str) -> list[list[str]]:
        answer = await sender.client.get(f"/v1/imports/{told['id']}/{name}")
        assert answer.status_code == 200, answer.text
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    async def test_tell_the_sheet(self, sender: Sender, told: dict[str, Any]) -> None:
        header, *rows = await self.table(sender, told, "errors.csv")
        assert header == [*HEADS, *CREW, "_sheet", "_line", "_column", "_code", "_message"]
        assert [(row[-5], row[-4], row[-3], row[-2]) for row in rows] == [
            (PLAN, "3", "org_unit", "unknown_match"),
            (PEOPLE, "2000002", "Mã đoàn", "unknown_match"),
            (PEOPLE, "2000004", "Vai trò", "unknown_choice"),
        ]
        assert (rows[0][0], rows[1][5:7]) == ("Không Có", ["DR-9", "Hai"])
        header, *rows = await self.table(sender, told, "results.csv")
        assert (header[-1], [row[-1] for row in rows]) == ("_sheet", [PLAN] * 2 + [PEOPLE] * 3)

    async def test_group_errors_by_sheet(self, sender: Sender, told: dict[str, Any]) -> None:
        items = (await sender.client.get(f"/v1/imports/{told['id']}/errors")).json()["items"]
        shown = {(one["sheet"], one["column"], one["lines"], one["examples"][0]["value"]) for one in items}
        assert shown == {
            (PLAN, "org_unit", "3", "Không Có"),
            (PEOPLE, "Mã đoàn", "2000002", "DR-9"),
            (PEOPLE, "Vai trò", "2000004", "Không rõ"),
        }

    async def test_as_a_workbook_can_be_corrected_and_sent_again(
        self, sender: Sender, told: dict[str, Any], book: Path
    ) -> None:
        answer = await sender.client.get(f"/v1/imports/{told['id']}/errors.xlsx")
        sheets = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
        heads, crew = (sheets.get_sheet_by_name(name).to_python() for name in sheets.sheet_names)
        assert [len(heads), len(crew)] == [2, 3]
        heads[1][0], crew[1][0], crew[2][2] = "SNV", "DR-2", ""
        crew[2][0] = "DR-2"
        again = await sender.send(write_book(book, heads, crew))
        assert_adds_up(again, created=3)
