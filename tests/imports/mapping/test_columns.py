"""Columns that go into a field as they are."""

import pytest

from app.imports.cells.dates import DateOrder
from app.imports.drafts import Cell, CellFault, Naming
from app.imports.mapping.columns import compile_columns
from app.imports.mapping.plain import split_names
from app.imports.targets import TARGETS
from tests.imports.mapping.drafting import read_line

ID, OTHER = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00", "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f01"


class TestFields:
    def test_values_are_read_as_their_fields_take_them(self) -> None:
        line = {
            "name_vi": " Tỉnh Ví Dụ ",
            "Loại đối tác": "Chính quyền địa phương",
            "Nước": "Lào",
            "Giáp biên giới": "có",
        }
        assert read_line("partners", line).values == {
            "name_vi": "Tỉnh Ví Dụ",
            "kind": "local_government",
            "country": "LA",
            "border_adjacent": True,
        }

    def test_days_follow_the_order_of_their_column(self) -> None:
        draft = read_line("partners", {"Ngày kiểm tra": "03/04/2026"}, order=DateOrder.DMY)
        assert draft.values == {"last_verified_on": "2026-04-03"}

    def test_the_records_own_id_is_kept_for_the_matcher(self) -> None:
        assert read_line("partners", {"Mã bản ghi": ID}).values == {"id": ID}

    def test_what_cannot_be_read_is_refused(self) -> None:
        with pytest.raises(CellFault) as caught:
            read_line("partners", {"Loại đối tác": "hành tinh"})
        assert caught.value.code == "unknown_choice"

    def test_columns_stand_where_the_file_has_them(self) -> None:
        columns = compile_columns(TARGETS["partners"], [("STT", None), ("Tên", "name_vi")], {})
        assert columns[0] is None
        assert columns[1] is not None
        assert (columns[1].header, columns[1].target) == ("Tên", "name_vi")

    def test_no_column_at_all_is_no_fault(self) -> None:
        assert compile_columns(TARGETS["delegations"], [("Số khách", None)], {}) == [None]


class TestReferences:
    def test_a_name_is_left_to_the_matcher(self) -> None:
        draft = read_line("relationships", {"Đối tác": "Tỉnh Ví Dụ"})
        assert draft.namings == [Naming("partner_id", "partners", "Tỉnh Ví Dụ", "Đối tác")]
        assert draft.values == {}

    def test_a_list_names_several(self) -> None:
        draft = read_line("delegations", {"Đối tác": "Sở Y tế, Dân số; Tỉnh Ví Dụ"})
        assert [naming.text for naming in draft.namings] == ["Sở Y tế, Dân số", "Tỉnh Ví Dụ"]
        assert all(naming.is_list and naming.field == "partner_ids" for naming in draft.namings)

    def test_an_empty_list_is_one(self) -> None:
        draft = read_line("delegations", {"partner_ids": []})
        assert (draft.values, draft.namings) == ({"partner_ids": []}, [])

    def test_a_number_of_a_spreadsheet_is_a_name_too(self) -> None:
        assert read_line("tasks", {"document_id": 12.0}).namings == [
            Naming("document_id", "documents", "12", "document_id")
        ]

    @pytest.mark.parametrize(
        ("cell", "names"),
        [
            (f"{ID}, {OTHER}", [ID, OTHER]),
            (f"{ID};{OTHER}", [ID, OTHER]),
            ([ID, OTHER], [ID, OTHER]),
            (f'["{ID}", "A; B"]', [ID, "A; B"]),
            ("A\nB", ["A", "B"]),
            (" ; ", []),
        ],
    )
    def test_lists_are_parted_as_exports_write_them(self, cell: str | list[str], names: list[str]) -> None:
        assert split_names(cell) == names

    @pytest.mark.parametrize("cell", ["[1]", "[oops", [{"id": ID}], True, {"id": ID}])
    def test_what_names_nothing_is_refused(self, cell: object) -> None:
        with pytest.raises(CellFault) as caught:
            split_names(cell)  # type: ignore[arg-type]  # whatever a file holds
        assert caught.value.code == "unreadable_value"


class TestLinesOfTheNote:
    def test_any_column_can_become_one(self) -> None:
        line: dict[str, Cell] = {"Lộ\ntrình": "Hà Nội -\nViêng Chăn", "Khác": 12, "Danh sách": ["a"], "Đúng": True}
        explicit = dict.fromkeys(("Khác", "Danh sách", "Đúng"), "note+")
        draft = read_line("delegations", line, explicit=explicit)
        assert draft.notes == ["Lộ trình: Hà Nội - Viêng Chăn", "Khác: 12", 'Danh sách: ["a"]', "Đúng: true"]


class TestObjectsOfOtherCollections:
    def test_the_parties_of_an_agreement_are_known_by_id_or_name(self) -> None:
        draft = read_line(
            "agreements", {"Bên ký Việt Nam": "UBND tỉnh Ví Dụ", "Bên ký nước ngoài": f"{ID}; Tỉnh Ví Dụ"}
        )
        assert draft.values == {
            "parties": [
                {"side": "vietnamese", "name_as_signed": "UBND tỉnh Ví Dụ"},
                {"side": "foreign", "partner_id": ID},
                {"side": "foreign", "name_as_signed": "Tỉnh Ví Dụ"},
            ]
        }

    def test_an_anniversary_may_be_a_countrys(self) -> None:
        draft = read_line("anniversaries", {"Nước kỷ niệm": "Lào"})
        assert draft.values == {"subject": {"type": "country", "code": "LA"}}

    def test_a_period_of_an_activity_is_when_it_is_held(self) -> None:
        draft = read_line("activities", {"Thời gian": "12-15/10/2026"}, order=DateOrder.DMY)
        assert draft.values == {"held_from": "2026-10-12", "held_to": "2026-10-15"}
