"""Workbooks of delegations, from the upload through corrections to the commit, and back out by undo."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.org_units.models import OrgUnitKind
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.imports.sending import InlineImporter, Sender, actions, codes, csv_of
from tests.imports.workbooks import FORM_A, FORM_B, FORM_C, write_form

PARTY = "Nước, đối tác đến"


@pytest.fixture
async def office(session: AsyncSession) -> str:
    """Sở Ngoại vụ, and the partners that the forms name."""
    unit = await make_org_unit(session, name_vi="Sở Ngoại vụ", kind=OrgUnitKind.DEPARTMENT, code="SNV")
    await make_partner(session, name_vi="Tỉnh Xiêng Khoảng", country="LA", admin_level="province")
    await make_partner(session, name_vi="Gwangju", country="KR", subdivision="KR-29")
    await make_partner(session, name_vi="Gwangju (tỉnh Gyeonggi)", country="KR", subdivision="KR-41")
    return unit.id


class TestFormA:
    async def test_goes_from_upload_through_corrections_to_commit_and_back_out(
        self, sender: Sender, office: str, tmp_path: Path
    ) -> None:
        told = await sender.send(write_form(tmp_path / "a.xlsx", FORM_A, "KẾ HOẠCH ĐOÀN RA"))
        assert told["counters"] == {
            "rows_read": 8, "created": 1, "updated": 0, "unchanged": 0, "skipped": 4, "failed": 2, "blank": 1
        }  # fmt: skip
        assert told["detected"]["header_line"] == 4
        assert told["detected"]["unknown_columns"] == []
        rows = {row["line"]: row for row in await sender.rows(told["id"])}
        assert codes(rows[8]) == ["ambiguous_match"]
        assert {one["subdivision"] for one in rows[8]["candidates"]} == {"KR-29", "KR-41"}
        assert sorted(codes(rows[10])) == ["invalid_date", "unknown_match", "unknown_match", "unreadable_number"]

        refused = await sender.client.post(f"/v1/imports/{told['id']}/commit")
        assert refused.json()["code"] == "too_many_errors"
        assert await sender.listed("/v1/delegations") == []

        second = await sender.correct(told["id"], 8, **{PARTY: "Hàn Quốc; Gwangju (tỉnh Gyeonggi)"})
        assert (second["action"], second["errors"]) == ("create", [])
        third = await sender.correct(
            told["id"],
            10,
            **{"Số người": "12", PARTY: "Lào", "Thời gian": "28/02/2026", "Cơ quan chủ trì": "Sở Ngoại vụ"},
        )
        assert (third["action"], third["errors"]) == ("create", [])

        done = await sender.ask(told["id"], "commit")
        assert (done["state"], done["counters"]["created"]) == ("completed", 3)
        kept = {item["title"]: item for item in await sender.listed("/v1/delegations", expand="members")}
        first = kept["Đoàn công tác tỉnh thăm Xiêng Khoảng"]
        assert (first["planned_from"], first["planned_to"], first["headcount_planned"]) == ("2026-07", "2026-09", 12)
        assert first["funding"] == [
            {"source": "state_budget", "planned": {"amount": "1250000000", "currency": "VND"}, "actual": None}
        ]
        assert [(one["role"], one["full_name"], one["position"]) for one in first["members"]] == [
            ("leader", "Nguyễn Văn Mẫu", "Phó Chủ tịch UBND tỉnh")
        ]
        assert first["org_unit_id"] == office
        assert first["code"].startswith("DR-2026-")
        history = (await sender.client.get(f"/v1/delegations/{first['id']}/history")).json()["items"]
        assert [(item["action"], item["import_id"]) for item in history] == [("create", told["id"])]

        undone = await sender.ask(told["id"], "undo")
        assert undone["state"] == "undone"
        assert await sender.listed("/v1/delegations") == []
        assert {row["status"] for row in await sender.rows(told["id"], action="create")} == {"undone"}

    async def test_sent_again_changes_nothing(self, sender: Sender, office: str, tmp_path: Path) -> None:
        rows = [row for row in FORM_A if row and row[0] not in (2, 3)]
        path = write_form(tmp_path / "a.xlsx", rows, "KẾ HOẠCH ĐOÀN RA")
        await sender.commit(path)
        again = await sender.commit(path)
        assert (again["counters"]["unchanged"], again["counters"]["created"]) == (1, 0)
        assert len(await sender.listed("/v1/delegations")) == 1


class TestFormB:
    async def test_asks_for_the_order_of_a_date_that_may_be_two(
        self, sender: Sender, office: str, tmp_path: Path
    ) -> None:
        path = write_form(tmp_path / "b.xlsx", FORM_B, "KẾ HOẠCH ĐOÀN VÀO")
        told = await sender.send(path)
        [row] = await sender.rows(told["id"], action="fail")
        assert codes(row) == ["ambiguous_date"]
        assert (
            "5 April 2026"
            in (await sender.client.get(f"/v1/imports/{told['id']}/errors", headers={"accept-language": "en"})).text
        )
        assert [warning["code"] for warning in told["warnings"]] == ["ambiguous_date"]

        said = await sender.commit(path, dates="DMY")
        assert said["counters"]["created"] == 2
        kept = {item["title"]: item for item in await sender.listed("/v1/delegations")}
        assert {item["direction"] for item in kept.values()} == {"inbound"}
        assert kept["Đoàn doanh nghiệp"]["planned_from"] == "2026-04-05"
        assert kept["Đoàn doanh nghiệp"]["note"] == "=HYPERLINK(không phải công thức)"


class TestFormC:
    async def test_takes_one_line_a_member_with_the_cells_of_the_delegation_drawn_together(
        self, sender: Sender, office: str, tmp_path: Path
    ) -> None:
        path = write_form(tmp_path / "c.xlsx", FORM_C, "BÁO CÁO ĐOÀN RA", merged=True, date_1904=True)
        told = await sender.commit(path)
        assert told["counters"]["created"] == 4
        kept = {item["code"]: item for item in await sender.listed("/v1/delegations", expand="members")}
        first = kept["DR-2025-901"]
        assert (first["planned_from"], first["planned_to"], first["status"]) == (
            "2025-12-29",
            "2025-12-31",
            "completed",
        )
        assert [(one["order"], one["role"], one["full_name"]) for one in first["members"]] == [
            (1, "leader", "Nguyễn Văn Một"), (2, "member", "Trần Văn Hai"), (3, "interpreter", "Phạm Thị Ba")
        ]  # fmt: skip
        shown = (await sender.client.get(f"/v1/delegations/{first['id']}/members")).json()["items"]
        assert [one["passport_number"] for one in shown] == ["C1234567", None, "B7654321"]
        assert len(kept["DR-2025-902"]["members"]) == 1

    async def test_keeps_no_passport_number_in_the_clear(self, sender: Sender, office: str, tmp_path: Path) -> None:
        path = write_form(tmp_path / "c.xlsx", FORM_C, "BÁO CÁO ĐOÀN RA", merged=True)
        told = await sender.send(path)
        rows = await sender.rows(told["id"])
        assert rows[0]["raw"]["Số hộ chiếu"] == "•••4567"
        assert "C1234567" not in str(rows)
        assert "sealed" not in str(rows)

    async def test_sent_again_changes_nothing(self, sender: Sender, office: str, tmp_path: Path) -> None:
        path = write_form(tmp_path / "c.xlsx", FORM_C, "BÁO CÁO ĐOÀN RA", merged=True)
        await sender.commit(path)
        again = await sender.commit(path)
        assert again["counters"]["unchanged"] == 4

    async def test_adds_and_corrects_members_of_what_is_there(
        self, sender: Sender, office: str, tmp_path: Path
    ) -> None:
        header = ["code", "org_unit", "Họ và tên", "Chức vụ", "Số hộ chiếu"]
        await sender.commit(write_form(tmp_path / "c.xlsx", FORM_C, "BÁO CÁO ĐOÀN RA", merged=True))
        told = await sender.commit(
            csv_of(
                header,
                ["DR-2025-901", "SNV", "Trần Văn Hai", "Trưởng phòng", "B1111111"],
                ["DR-2025-901", "SNV", "Người Mới", "Chuyên viên", ""],
            )
        )
        assert actions(await sender.rows(told["id"])) == {2: "update", 3: "create"}
        [found] = await sender.listed("/v1/delegations", code="DR-2025-901", expand="members")
        assert [(one["full_name"], one["position"]) for one in found["members"][1:]] == [
            ("Trần Văn Hai", "Trưởng phòng"), ("Phạm Thị Ba", "Phiên dịch"), ("Người Mới", "Chuyên viên")
        ]  # fmt: skip
        undone = await sender.ask(told["id"], "undo")
        assert undone["state"] == "undone"
        [found] = await sender.listed("/v1/delegations", code="DR-2025-901", expand="members")
        assert [(one["full_name"], one["position"]) for one in found["members"]] == [
            ("Nguyễn Văn Một", "Giám đốc"), ("Trần Văn Hai", "Chuyên viên"), ("Phạm Thị Ba", "Phiên dịch")
        ]  # fmt: skip
        shown: list[Any] = (await sender.client.get(f"/v1/delegations/{found['id']}/members")).json()["items"]
        assert shown[1]["passport_number"] is None


class TestFile:
    async def test_is_gone_once_nothing_asks_for_it(
        self, sender: Sender, office: str, tmp_path: Path, inline_importer: InlineImporter
    ) -> None:
        path = write_form(tmp_path / "c.xlsx", FORM_C, "BÁO CÁO ĐOÀN RA", merged=True)
        told = await sender.send(path)
        folder = inline_importer.folder(told["id"])
        assert (folder / "upload").exists()
        await sender.ask(told["id"], "commit")
        assert {file.name for file in folder.iterdir()} <= {"lock"}
        cancelled = await sender.send(path)
        await sender.client.post(f"/v1/imports/{cancelled['id']}/cancel")
        assert {file.name for file in inline_importer.folder(cancelled["id"]).iterdir()} <= {"lock"}


class TestCorrection:
    async def test_of_a_day_that_may_be_two_is_no_guess_where_the_file_showed_no_order(
        self, sender: Sender, office: str
    ) -> None:
        told = await sender.send(
            csv_of(["org_unit", "direction", "title", "planned_from"], ["SNV", "outbound", "Đoàn", "2026-05-12"])
        )
        assert told["detected"]["date_order"] == {}
        doubtful = await sender.correct(told["id"], 2, planned_from="03/04/2026")
        assert codes(doubtful) == ["ambiguous_date"]
        plain = await sender.correct(told["id"], 2, planned_from="28/04/2026")
        assert (plain["errors"], plain["values"]["planned_from"]) == ([], "2026-04-28")
