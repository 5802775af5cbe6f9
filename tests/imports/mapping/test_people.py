"""Leaders and members in the cells of delegations."""

import pytest

from app.imports.cells.dates import DateOrder
from app.imports.drafts import Cell, CellFault
from tests.imports.mapping.drafting import read_line

LEADER = {"full_name": "Nguyễn Văn A", "position": "Giám đốc Sở", "role": "leader"}


class TestLeaders:
    def test_a_name_and_a_post_make_the_leader(self) -> None:
        draft = read_line("delegations", {"Trưởng đoàn (họ tên, chức vụ)": "Ông Nguyễn Văn A, Giám đốc Sở"})
        assert draft.members == [LEADER]

    @pytest.mark.parametrize("headers", [("Trưởng đoàn", "Chức vụ"), ("Chức vụ", "Trưởng đoàn")])
    def test_a_column_of_the_post_knows_it_better_in_either_order(self, headers: tuple[str, str]) -> None:
        cells = {"Trưởng đoàn": "Nguyễn Văn A, Phó Giám đốc", "Chức vụ": "Giám đốc Sở"}
        draft = read_line("delegations", {header: cells[header] for header in headers})
        assert draft.members == [LEADER]

    def test_of_several_the_first_leads(self) -> None:
        draft = read_line("delegations", {"Trưởng đoàn": "Nguyễn Văn A, Giám đốc Sở; Trần Thị B"})
        assert draft.members == [LEADER, {"full_name": "Trần Thị B"}]

    def test_a_post_that_nobody_is_named_for_goes_to_the_note(self) -> None:
        draft = read_line("delegations", {"Trưởng đoàn": "Lãnh đạo UBND tỉnh"})
        assert (draft.members, draft.notes) == ([], ["Trưởng đoàn: Lãnh đạo UBND tỉnh"])

    def test_a_number_is_nobody(self) -> None:
        with pytest.raises(CellFault) as caught:
            read_line("delegations", {"Trưởng đoàn": 12})
        assert caught.value.code == "unreadable_value"


class TestOneLineAMember:
    def test_the_fields_of_a_line_make_one_member(self) -> None:
        line: dict[str, Cell] = {
            "Tên đoàn": "Đoàn ví dụ",
            "Họ và tên": "Trần Thị B",
            "Vai trò": "Thư ký",
            "Chức vụ": "Chuyên viên",
            "Cơ quan công tác": "Sở Ví dụ",
            "Quốc tịch": "Việt Nam",
            "Số hộ chiếu": "C1234567",
            "Loại hộ chiếu": "Công vụ",
            "Hộ chiếu hết hạn": "03/04/2030",
            "Diện quản lý": "Đơn vị",
            "Thực đi": "x",
            "Thứ tự": 2,
            "Mã thành viên": "TV-2",
        }
        draft = read_line("delegations", line, order=DateOrder.DMY)
        assert draft.values == {"title": "Đoàn ví dụ"}
        assert draft.members == [
            {
                "full_name": "Trần Thị B",
                "role": "secretary",
                "position": "Chuyên viên",
                "organization": "Sở Ví dụ",
                "nationality": "VN",
                "passport_number": "C1234567",
                "passport_type": "official",
                "passport_expires_on": "2030-04-03",
                "management_level": "unit",
                "participated": True,
                "order": 2,
                "external_id": "TV-2",
            }
        ]

    def test_the_line_of_the_leader_is_one_person(self) -> None:
        line = {"Trưởng đoàn": "Ông Nguyễn Văn A, Giám đốc Sở", "Họ tên": "NGUYỄN VĂN A", "Quốc tịch": "VN"}
        draft = read_line("delegations", line)
        expected = {"full_name": "NGUYỄN VĂN A", "position": "Giám đốc Sở", "role": "leader", "nationality": "VN"}
        assert draft.members == [expected]

    def test_the_line_of_another_is_two(self) -> None:
        draft = read_line("delegations", {"Họ tên": "Trần Thị B", "Trưởng đoàn": "Nguyễn Văn A, Giám đốc Sở"})
        assert draft.members == [{"full_name": "Trần Thị B"}, LEADER]

    def test_a_line_may_lack_either(self) -> None:
        assert read_line("delegations", {"Họ tên": "Trần Thị B", "Trưởng đoàn": ""}).members == [
            {"full_name": "Trần Thị B"}
        ]
        assert read_line("delegations", {"Họ tên": "", "Trưởng đoàn": "Nguyễn Văn A"}).members == [
            {"full_name": "Nguyễn Văn A", "role": "leader"}
        ]

    def test_what_cannot_be_read_leaves_no_member_behind(self) -> None:
        with pytest.raises(CellFault):
            read_line("delegations", {"Họ tên": "Trần Thị B", "Quốc tịch": "Sao Hỏa"})


class TestAllMembersInOneCell:
    def test_names_and_posts_are_parted(self) -> None:
        draft = read_line(
            "delegations", {"Thành viên": "1. Nguyễn Văn A, Giám đốc\n2. Trần Thị B; chuyên viên phục vụ"}
        )
        assert [member["full_name"] for member in draft.members][:2] == ["Nguyễn Văn A", "Trần Thị B"]

    @pytest.mark.parametrize("as_text", [True, False])
    def test_json_as_exports_write_it_keeps_what_can_be_given(self, as_text: bool) -> None:  # noqa: FBT001
        cell: Cell = [{"id": "x", "version": 2, "full_name": "Trần Thị B", "position": None, "order": 1}]
        if as_text:
            cell = '[{"id": "x", "version": 2, "full_name": "Trần Thị B", "position": null, "order": 1}]'
        assert read_line("delegations", {"members": cell}).members == [{"order": 1, "full_name": "Trần Thị B"}]

    @pytest.mark.parametrize("cell", ["[oops", [1], "[1]"])
    def test_json_of_another_kind_is_refused(self, cell: Cell) -> None:
        with pytest.raises(CellFault) as caught:
            read_line("delegations", {"members": cell})
        assert caught.value.code == "unreadable_value"
