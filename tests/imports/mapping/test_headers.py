"""Headers as files have them: names, labels, officials' words, two rows of them."""

import unicodedata

import pytest

from app.imports.mapping.aliases import ALIASES, EVERYWHERE
from app.imports.mapping.delegation_aliases import MEMBERS
from app.imports.mapping.headers import UnknownTarget, implied_values, knows_headers, map_columns
from app.imports.mapping.names import header_names, readings_of
from app.imports.rules import ADDED, SHEET
from app.imports.targets import TARGETS
from tests.imports.mapping.drafting import targets_of


def parted(text: str) -> list[str]:
    """The headers of a form as domain.md writes them."""
    return text.split(" · ")


FORM_A = parted(
    "STT · Tên đoàn/danh nghĩa · Trưởng đoàn (họ tên, chức vụ) · Số người/thành phần · Nước, đối tác đến · "
    "Mục đích, nội dung · Thời gian (tháng/quý; số ngày) · Cơ quan chủ trì · Kinh phí dự kiến, nguồn · "
    "Cấp quyết định · Trong/ngoài kế hoạch · Ghi chú"
)
FORM_B = parted(
    "STT · Tên đoàn, quốc gia/tổ chức · Trưởng đoàn · Số khách · Mục đích · Thời gian · Cấp tiếp · "
    "Cơ quan chủ trì đón · Địa điểm · Kinh phí · Ghi chú"
)
ONLY_C = parted(
    "Số, ngày QĐ · Thời gian thực tế · Số người thực tế · Kinh phí thực chi · Kết quả chính, văn bản đã ký · "
    "Tình trạng · Đã nộp báo cáo"
)
AGREEMENTS_LIST = parted(
    "STT · Tên thỏa thuận · Danh nghĩa ký (cấp) · Bên ký Việt Nam · Bên ký nước ngoài (nước) · Lĩnh vực · Ngày ký · "
    "Nơi ký · Người ký hai bên (chức vụ) · Ngôn ngữ · Ngày hiệu lực · Ngày hết hạn · Gia hạn theo văn bản · "
    "Tình trạng · Cơ quan chủ trì thực hiện · Kết quả, khó khăn, kiến nghị · Ghi chú"
)
COLLECTIONS = pytest.mark.parametrize("collection", TARGETS)


class TestTheWordsOfMeta:
    @COLLECTIONS
    @pytest.mark.parametrize("key", ["name", "label_vi", "label_en"])
    def test_every_name_and_label_maps_to_its_own_field(self, collection: str, key: str) -> None:
        fields = TARGETS[collection].collection.describe()["fields"]
        expected = [field["name"] if field["importable"] or field["name"] == "id" else None for field in fields]
        mapped = map_columns(TARGETS[collection], [field[key] for field in fields], {})
        assert [target for _, target in mapped.columns] == expected
        assert (mapped.unknown, mapped.missing, mapped.warnings) == ([], [], [])

    @COLLECTIONS
    def test_no_alias_is_taken_by_another_field(self, collection: str) -> None:
        names = header_names(TARGETS[collection])
        for aliases in (ALIASES[collection], EVERYWHERE):
            for target, words in aliases.items():
                assert target in names.allowed()
                for word in words.split("|"):
                    assert names.targets[readings_of(word)[0]] == target, word

    def test_every_alias_of_a_member_means_a_member_in_a_list_of_them(self) -> None:
        for name, words in MEMBERS.items():
            for word in words.split("|"):
                header = ["Tên đoàn", "Thành viên / Họ tên"]
                expected = [*header, word] if name != "full_name" else ["Tên đoàn", word]
                assert targets_of("delegations", *expected)[-1] == f"member.{name}", word


class TestHowHeadersAreCompared:
    @pytest.mark.parametrize(
        "header",
        ["TÊN ĐOÀN", "ten doan", "Tên  đoàn *", unicodedata.normalize("NFD", "Tên đoàn"), "Tên đoàn (ghi đầy đủ)"],
    )
    def test_case_accents_spaces_and_brackets_do_not_count(self, header: str) -> None:
        assert targets_of("delegations", header) == ["title"]

    @pytest.mark.parametrize("header", ["Đơn vị chủ trì\nHost unit", "Bắt buộc\n\nĐơn vị chủ trì"])
    def test_any_line_of_a_header_may_name_the_field(self, header: str) -> None:
        assert targets_of("delegations", header) == ["org_unit_id"]

    @pytest.mark.parametrize("header", ["org_unit_id", "org unit id", "org_unit", "Org unit"])
    def test_a_reference_goes_by_its_name_with_or_without_id(self, header: str) -> None:
        assert targets_of("delegations", header) == ["org_unit_id"]

    @pytest.mark.parametrize("header", ["partner_ids", "partners", "partner", "Đối tác", "Partners"])
    def test_a_list_of_references_goes_by_one_or_many(self, header: str) -> None:
        assert targets_of("delegations", header) == ["partner_ids"]

    def test_two_rows_of_headers_are_more_than_the_lower_one(self) -> None:
        found = targets_of("delegations", "Trưởng đoàn / Họ tên", "Trưởng đoàn / Chức vụ", "Thông tin chung / Mục đích")
        assert found == ["leader", "leader.position", "purpose"]

    def test_numbers_of_lines_and_nameless_columns_are_known_and_taken_by_nothing(self) -> None:
        mapped = map_columns(TARGETS["delegations"], ["STT", "TT", "No.", "#", "", "version", "created_at"], {})
        assert [target for _, target in mapped.columns] == [None] * 7
        assert mapped.unknown == []

    def test_what_a_table_of_refused_rows_adds_is_known_and_taken_by_nothing(self) -> None:
        """`_code` is the reason, never the delegation's code."""
        header = ["title", SHEET, *ADDED]
        mapped = map_columns(TARGETS["delegations"], header, {})
        assert mapped.columns == [("title", "title"), *((text, None) for text in header[1:])]
        assert (mapped.unknown, mapped.warnings) == ([], [])

    def test_what_nobody_knows_is_told(self) -> None:
        mapped = map_columns(TARGETS["partners"], ["Tên", "Màu sắc"], {})
        assert mapped.columns == [("Tên", "name_vi"), ("Màu sắc", None)]
        assert mapped.unknown == ["Màu sắc"]


class TestForms:
    @pytest.mark.parametrize("header", [FORM_A, FORM_B, FORM_A + ONLY_C, FORM_B + ONLY_C], ids=["A", "B", "CA", "CB"])
    def test_a_form_maps_whole_and_lacks_nothing(self, header: list[str]) -> None:
        mapped = map_columns(TARGETS["delegations"], header, {})
        assert [header for header, target in mapped.columns if target is None] == ["STT"]
        assert (mapped.unknown, mapped.missing, mapped.warnings) == ([], [], [])

    def test_form_a_goes_where_it_should(self) -> None:
        assert targets_of("delegations", *FORM_A)[1:] == [
            *("title", "leader", "headcount_planned", "destination", "purpose", "period", "org_unit_id"),
            *("funding_planned", "decided_by", "in_plan", "note"),
        ]

    def test_form_b_goes_where_it_should(self) -> None:
        assert targets_of("delegations", *FORM_B)[1:] == [
            *("title_and_country", "leader", "headcount_planned", "purpose", "period", "receiving_leader"),
            *("org_unit_id", "place", "funding", "note"),
        ]

    def test_form_c_goes_where_it_should(self) -> None:
        expected = ["decision", "actual_period", "headcount_actual", "funding_actual", "outcomes", "status", "report"]
        assert targets_of("delegations", *ONLY_C) == expected

    def test_the_list_of_agreements_maps_whole(self) -> None:
        mapped = map_columns(TARGETS["agreements"], AGREEMENTS_LIST, {})
        assert (mapped.unknown, mapped.warnings) == ([], [])
        assert mapped.missing == ["name_type"]

    @pytest.mark.parametrize(
        ("header", "implied"),
        [
            (FORM_A, {"direction": "outbound"}),
            (FORM_B, {"direction": "inbound"}),
            (FORM_A + FORM_B, {}),
            (["Tên đoàn"], {}),
        ],
    )
    def test_a_form_of_one_direction_implies_it(self, header: list[str], implied: dict[str, str]) -> None:
        assert implied_values([(text, None) for text in header]) == implied

    def test_without_a_form_the_direction_is_missing(self) -> None:
        mapped = map_columns(TARGETS["delegations"], ["Tên đoàn", "Đơn vị chủ trì"], {})
        assert mapped.missing == ["direction"]

    def test_other_collections_imply_nothing(self) -> None:
        assert map_columns(TARGETS["greetings"], ["Cơ quan chủ trì"], {}).missing == ["direction", "type"]

    def test_columns_of_days_are_told(self) -> None:
        mapped = map_columns(TARGETS["delegations"], [*FORM_A, *ONLY_C, "Hộ chiếu hết hạn", "Họ tên"], {})
        assert mapped.date_targets == {"period", "actual_period", "report", "member.passport_expires_on"}
        assert map_columns(TARGETS["documents"], ["Ngày ban hành", "Trích yếu"], {}).date_targets == {"issued_on"}


class TestHeadersBesideEachOther:
    @pytest.mark.parametrize(
        ("header", "expected"),
        [
            (["Ngày đi", "Ngày về"], ["planned_from", "planned_to"]),
            (["Ngày đi", "Ngày đến"], ["planned_to", "planned_from"]),
            (["Thời gian / Từ", "Thời gian / Đến"], ["planned_from", "planned_to"]),
            (["Ngày đi"], [None]),
        ],
    )
    def test_days_of_going_and_coming_are_read_in_pairs(self, header: list[str], expected: list[str | None]) -> None:
        assert targets_of("delegations", *header) == expected

    def test_a_full_name_beside_a_delegations_title_is_a_members(self) -> None:
        found = targets_of("delegations", "Tên đoàn", "Họ tên", "Chức vụ", "Cơ quan", "Quốc tịch", "Ghi chú")
        expected = ["title", "member.full_name", "member.position", "member.organization", "member.nationality", "note"]
        assert found == expected

    def test_a_post_beside_a_leader_is_the_leaders(self) -> None:
        assert targets_of("delegations", "Trưởng đoàn", "Chức vụ", "Cơ quan") == ["leader", "leader.position", None]

    def test_a_post_beside_nobody_is_unknown(self) -> None:
        assert targets_of("delegations", "Tên đoàn", "Chức vụ") == ["title", None]

    def test_a_full_name_of_a_contact_is_the_contacts(self) -> None:
        assert targets_of("contacts", "Họ và tên", "Chức vụ") == ["full_name", "position_vi"]


class TestExplicitColumns:
    def test_what_the_spec_says_wins(self) -> None:
        explicit = {"Tên đoàn": "purpose", "Cột lạ": "title"}
        mapped = map_columns(TARGETS["delegations"], ["Tên đoàn", "Cột lạ", "Mục đích"], explicit)
        assert mapped.columns == [("Tên đoàn", "purpose"), ("Cột lạ", "title"), ("Mục đích", None)]
        assert mapped.unknown == ["Mục đích"]

    def test_what_the_spec_says_is_heeded_by_the_headers_beside_it(self) -> None:
        found = targets_of("delegations", "Cột", "Chức vụ", Cột="member.full_name")
        assert found == ["member.full_name", "member.position"]

    @pytest.mark.parametrize("nothing", [None, ""])
    def test_null_leaves_a_column_out(self, nothing: str | None) -> None:
        mapped = map_columns(TARGETS["delegations"], ["Tên đoàn"], {"Tên đoàn": nothing})
        assert mapped.columns == [("Tên đoàn", None)]
        assert mapped.unknown == []

    @pytest.mark.parametrize(
        ("name", "target"),
        [
            ("partner", "partner_ids"),
            ("org_unit", "org_unit_id"),
            ("headcount", "headcount_planned"),
            ("reception", "receiving_leader"),
            ("member.order", "member.order"),
            ("id", "id"),
        ],
    )
    def test_targets_go_by_the_names_of_relations_too(self, name: str, target: str) -> None:
        assert targets_of("delegations", "Cột", Cột=name) == [target]

    def test_a_target_that_does_not_exist_is_refused_with_those_that_do(self) -> None:
        with pytest.raises(UnknownTarget) as caught:
            map_columns(TARGETS["delegations"], ["Tên đoàn"], {"Tên đoàn": "titel"})
        assert (caught.value.header, caught.value.target) == ("Tên đoàn", "titel")
        assert {"title", "leader", "note+", "member.full_name", "id"} <= set(caught.value.allowed)

    def test_a_header_that_the_file_does_not_have_is_no_fault(self) -> None:
        assert targets_of("delegations", "Tên đoàn", Khác="purpose") == ["title"]


class TestOneTargetTwice:
    def test_the_first_column_is_taken_and_the_second_told(self) -> None:
        mapped = map_columns(TARGETS["delegations"], ["Mục đích", "Nội dung"], {})
        assert mapped.columns == [("Mục đích", "purpose"), ("Nội dung", None)]
        assert mapped.unknown == ["Nội dung"]
        warning = {"code": "column_twice", "header": "Nội dung", "target": "purpose", "first": "Mục đích"}
        assert mapped.warnings == [warning]

    def test_several_columns_may_become_lines_of_the_note(self) -> None:
        mapped = map_columns(TARGETS["delegations"], ["Lộ trình", "Phiên dịch", "Ghi chú"], {})
        assert [target for _, target in mapped.columns] == ["note+", "note+", "note"]
        assert mapped.warnings == []


class TestFindingTheRowOfHeaders:
    @pytest.mark.parametrize("text", ["STT", "Tên đoàn", "Họ và tên", "org_unit_id", "Cột riêng"])
    def test_headers_of_the_collection_and_of_the_spec_are_known(self, text: str) -> None:
        assert knows_headers(TARGETS["delegations"], ["Cột riêng"])(text)

    @pytest.mark.parametrize("text", ["", "12", "KẾ HOẠCH ĐOÀN RA NĂM 2026", "Nguyễn Văn A"])
    def test_titles_and_values_are_not(self, text: str) -> None:
        assert not knows_headers(TARGETS["delegations"])(text)
