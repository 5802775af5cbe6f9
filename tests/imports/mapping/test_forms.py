"""Columns of forms A, B and C, as officials fill them."""

from datetime import date

import pytest

from app.imports.cells.dates import DateOrder
from app.imports.drafts import Cell, CellFault
from app.imports.mapping.columns import compile_columns
from app.imports.mapping.headers import map_columns
from app.imports.targets import TARGETS
from tests.imports.mapping.drafting import read_line


def refusal(header: str, cell: Cell) -> str:
    with pytest.raises(CellFault) as caught:
        read_line("delegations", {header: cell}, order=DateOrder.DMY)
    return caught.value.code


class TestPeriods:
    @pytest.mark.parametrize(
        ("cell", "start", "end"),
        [
            ("Quý III/2026", "2026-07", "2026-09"),
            ("tháng 5/2026", "2026-05", "2026-05"),
            ("12-15/5/2026", "2026-05-12", "2026-05-15"),
            (date(2026, 5, 12), "2026-05-12", "2026-05-12"),
        ],
    )
    def test_a_period_fills_both_ends(self, cell: Cell, start: str, end: str) -> None:
        draft = read_line("delegations", {"Thời gian": cell}, order=DateOrder.DMY)
        assert draft.values == {"planned_from": start, "planned_to": end}
        assert draft.notes == []

    def test_a_length_beside_it_stays_in_the_note(self) -> None:
        draft = read_line("delegations", {"Thời gian": "Tháng 5/2026, 05 ngày"})
        assert draft.values == {"planned_from": "2026-05", "planned_to": "2026-05"}
        assert draft.notes == ["Thời gian: Tháng 5/2026, 05 ngày"]

    def test_an_end_that_is_not_told_is_not_made_up(self) -> None:
        draft = read_line("delegations", {"Thời gian": "từ 12/5/2026"}, order=DateOrder.DMY)
        assert draft.values == {"planned_from": "2026-05-12"}

    def test_the_actual_period_needs_days(self) -> None:
        draft = read_line("delegations", {"Thời gian thực tế": "12/05/2026 - 15/05/2026"}, order=DateOrder.DMY)
        assert draft.values == {"actual_from": "2026-05-12", "actual_to": "2026-05-15"}
        assert refusal("Thời gian thực tế", "tháng 5/2026") == "unreadable_date"

    def test_what_names_no_time_is_refused(self) -> None:
        assert refusal("Thời gian", "cuối năm") == "unreadable_date"


class TestHeadcounts:
    @pytest.mark.parametrize("cell", [12, "12", "12 người", "12 khách"], ids=repr)
    def test_a_number_is_all_that_is_kept(self, cell: Cell) -> None:
        draft = read_line("delegations", {"Số người/thành phần": cell})
        assert (draft.values, draft.notes) == ({"headcount_planned": 12}, [])

    @pytest.mark.parametrize(
        "cell",
        ["12 người, gồm lãnh đạo Sở", "12 người gồm lãnh đạo Sở", "12 (lãnh đạo Sở)", "12 người: lãnh đạo Sở"],
        ids=repr,
    )
    def test_who_they_are_goes_to_the_note(self, cell: str) -> None:
        draft = read_line("delegations", {"Số người/thành phần": cell})
        assert draft.values == {"headcount_planned": 12}
        assert draft.notes == [f"Số người/thành phần: {cell}"]

    def test_words_without_a_number_are_kept_as_they_are(self) -> None:
        draft = read_line("delegations", {"Thành phần": "Lãnh đạo Sở và chuyên viên"})
        assert (draft.values, draft.notes) == ({}, ["Thành phần: Lãnh đạo Sở và chuyên viên"])

    def test_the_actual_number_has_its_own_field(self) -> None:
        assert read_line("delegations", {"Số người thực tế": "11 người"}).values == {"headcount_actual": 11}

    @pytest.mark.parametrize("cell", ["khoảng 12", "12-15 người", "từ 10 đến 12 người, gồm lãnh đạo", 12.5], ids=repr)
    def test_no_number_is_guessed(self, cell: Cell) -> None:
        assert refusal("Số người", cell) == "unreadable_number"


class TestThePlan:
    @pytest.mark.parametrize(
        ("header", "cell", "in_plan"),
        [
            ("Trong/ngoài kế hoạch", "Trong kế hoạch", True),
            ("Trong/ngoài kế hoạch", "Ngoài kế hoạch", False),
            ("Trong/ngoài kế hoạch", "Phát sinh", False),
            ("in_plan", "true", True),
            ("in_plan", False, False),
            ("Ngoài kế hoạch", "x", False),
            ("Ngoài kế hoạch", "không", True),
            ("Phát sinh", True, False),
            ("Phát sinh", "ngoài kế hoạch", False),
        ],
    )
    def test_the_header_says_what_a_cross_means(self, header: str, cell: Cell, in_plan: bool) -> None:  # noqa: FBT001
        assert read_line("delegations", {header: cell}).values == {"in_plan": in_plan}

    @pytest.mark.parametrize(
        ("header", "cell"),
        [
            ("Trong/ngoài kế hoạch", "Phát sinh: theo thư mời"),
            ("Trong/ngoài kế hoạch", "Ngoài kế hoạch (theo thư mời)"),
            ("Ngoài kế hoạch", "có, theo thư mời"),
        ],
    )
    def test_the_reason_behind_it_is_kept(self, header: str, cell: str) -> None:
        assert read_line("delegations", {header: cell}).values == {
            "in_plan": False,
            "unplanned_reason": "theo thư mời",
        }

    def test_a_column_of_reasons_knows_better(self) -> None:
        line = {"Lý do phát sinh": "thư mời", "Trong/ngoài kế hoạch": "Phát sinh: đột xuất"}
        assert read_line("delegations", line).values["unplanned_reason"] == "thư mời"

    @pytest.mark.parametrize("cell", ["theo thư mời", "Trong kế hoạch: mục 3", 7], ids=repr)
    def test_anything_else_is_refused(self, cell: Cell) -> None:
        assert refusal("Trong/ngoài kế hoạch", cell) == "unreadable_boolean"


class TestStatus:
    @pytest.mark.parametrize(
        ("cell", "values"),
        [
            ("Đã thực hiện", {"status": "completed"}),
            ("hoãn", {"status": "postponed"}),
            ("Hủy", {"status": "cancelled"}),
            ("approved", {"status": "approved"}),
            ("Phát sinh", {"in_plan": False}),
        ],
    )
    def test_the_words_of_form_c_are_known(self, cell: str, values: dict[str, object]) -> None:
        assert read_line("delegations", {"Tình trạng": cell}).values == values


class TestReports:
    @pytest.mark.parametrize("cell", ["20/5/2026", "2026-05-20", date(2026, 5, 20)], ids=repr)
    def test_a_day_is_when_it_was_submitted(self, cell: Cell) -> None:
        draft = read_line("delegations", {"Đã nộp báo cáo": cell}, order=DateOrder.DMY)
        assert (draft.values, draft.notes) == ({"report_submitted_on": "2026-05-20"}, [])

    def test_a_day_behind_words_counts_and_the_words_are_kept(self) -> None:
        draft = read_line("delegations", {"Báo cáo": "BC số 12/BC-VD ngày 20/5/2026."}, order=DateOrder.DMY)
        assert draft.values == {"report_submitted_on": "2026-05-20"}
        assert draft.notes == ["Báo cáo: BC số 12/BC-VD ngày 20/5/2026."]

    @pytest.mark.parametrize("cell", ["Đã nộp", "có", "x", "1", True], ids=repr)
    def test_without_a_day_it_is_a_line_of_the_note(self, cell: Cell) -> None:
        draft = read_line("delegations", {"Đã nộp báo cáo": cell})
        assert draft.values == {}
        assert len(draft.notes) == 1

    @pytest.mark.parametrize("cell", ["Chưa", "chưa nộp", "không", "0", False], ids=repr)
    def test_not_yet_says_nothing(self, cell: Cell) -> None:
        draft = read_line("delegations", {"Đã nộp báo cáo": cell})
        assert (draft.values, draft.notes) == ({}, [])

    def test_a_day_that_does_not_exist_is_refused(self) -> None:
        assert refusal("Đã nộp báo cáo", "31/02/2026") == "invalid_date"


class TestPartsOfSeveralFields:
    def test_a_sentence_about_the_invitation_goes_to_the_note(self) -> None:
        draft = read_line("delegations", {"Thư mời": "Thư mời số 12", "Chương trình": "Hai ngày làm việc"})
        assert draft.values == {}
        assert draft.notes == ["Thư mời: Thư mời số 12", "Chương trình: Hai ngày làm việc"]

    def test_json_goes_into_the_field(self) -> None:
        line: dict[str, Cell] = {"invitation": '{"number": "12"}', "itinerary": [{"date": "2026-05-12"}]}
        assert read_line("delegations", line).values == {
            "invitation": {"number": "12"},
            "itinerary": [{"date": "2026-05-12"}],
        }

    def test_decisions_levels_and_places_are_lines_of_the_note(self) -> None:
        line = {"Số, ngày QĐ": "12/QĐ-UBND", "Cấp quyết định": "UBND tỉnh", "Địa điểm": "Thành phố Ví Dụ"}
        assert read_line("delegations", line).notes == [f"{header}: {text}" for header, text in line.items()]

    def test_who_receives_is_a_field(self) -> None:
        assert read_line("delegations", {"Cấp tiếp": "Phó Chủ tịch"}).values["receiving_leader"] == "Phó Chủ tịch"


class TestTheDirectionOfAForm:
    def test_form_b_is_of_incoming_delegations(self) -> None:
        draft = read_line("delegations", {"Số khách": "12", "Trưởng đoàn": "Nguyễn Văn A"})
        assert draft.values == {"headcount_planned": 12, "direction": "inbound"}

    def test_a_unit_to_be_found_is_enough_of_a_delegation(self) -> None:
        assert read_line("delegations", {"Cơ quan chủ trì đón": "Sở Ví dụ"}).values == {"direction": "inbound"}

    def test_a_column_that_has_to_be_finished_still_is(self) -> None:
        draft = read_line("delegations", {"Kinh phí": "120 triệu đồng", "Số khách": "12"})
        assert draft.values["direction"] == "inbound"
        assert draft.values["funding"][0]["source"] == "other"

    def test_a_line_that_only_adds_a_member_says_nothing_of_the_delegation(self) -> None:
        draft = read_line("delegations", {"Số khách": "", "Họ tên": "Trần Thị B"})
        assert (draft.values, draft.members) == ({}, [{"full_name": "Trần Thị B"}])

    def test_a_column_of_directions_is_what_counts(self) -> None:
        assert read_line("delegations", {"Số khách": "12", "Chiều": "Đoàn ra"}).values["direction"] == "outbound"

    def test_the_column_tells_that_it_fills_it(self) -> None:
        target = TARGETS["delegations"]
        columns = compile_columns(target, map_columns(target, ["Số khách", "Thời gian"], {}).columns, {})
        fills = [getattr(column, "fills", ()) for column in columns]
        assert fills == [("headcount_planned", "direction"), ("planned_from", "planned_to")]
