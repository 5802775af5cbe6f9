"""Countries and partners in one cell."""

import pytest

from tests.imports.mapping.drafting import read_line

HEADER = "Nước, đối tác đến"


class TestDestinations:
    @pytest.mark.parametrize(
        ("cell", "countries", "partners"),
        [
            ("Lào", ["LA"], []),
            ("CHDCND Lào; Thái Lan", ["LA", "TH"], []),
            ("Lào, Thái Lan", ["LA", "TH"], []),
            ("Lào và Thái Lan", ["LA", "TH"], []),
            ("- Lào\n- Campuchia", ["LA", "KH"], []),
            ("Lào; Lào", ["LA"], []),
            ("Bosnia và Herzegovina", ["BA"], []),
            ("Lào (tỉnh Xiêng Khoảng)", ["LA"], ["tỉnh Xiêng Khoảng (Lào)"]),
            ("tỉnh Xiêng Khoảng (Lào)", ["LA"], ["tỉnh Xiêng Khoảng (Lào)"]),
            ("Hàn Quốc, tỉnh Gyeonggi", ["KR"], ["tỉnh Gyeonggi (Hàn Quốc)"]),
            ("tỉnh Champasak - Lào", ["LA"], ["tỉnh Champasak (Lào)"]),
            ("Lào (tỉnh Champasak, tỉnh Attapeu)", ["LA"], ["tỉnh Champasak (Lào)", "tỉnh Attapeu (Lào)"]),
            ("Sở Thông tin, Văn hóa tỉnh Champasak", [], ["Sở Thông tin, Văn hóa tỉnh Champasak"]),
            ("Sở Thông tin, Văn hóa, Lào", ["LA"], ["Sở Thông tin, Văn hóa (Lào)"]),
            ("Hội hữu nghị Lào - Việt Nam", [], ["Hội hữu nghị Lào - Việt Nam"]),
            ("Công ty Ví Dụ (VD)", [], ["Công ty Ví Dụ (VD)"]),
            ("Nhật Bản và Tổ chức Ví Dụ", [], ["Nhật Bản và Tổ chức Ví Dụ"]),
            ("Lào, Thái Lan, tỉnh Champasak", ["LA", "TH"], ["tỉnh Champasak"]),
        ],
    )
    def test_countries_stand_by_themselves_and_the_rest_are_partners(
        self, cell: str, countries: list[str], partners: list[str]
    ) -> None:
        draft = read_line("delegations", {HEADER: cell, "Chiều": "Đoàn ra"})
        assert draft.values.get("countries", []) == countries
        assert [naming.text for naming in draft.namings] == partners
        assert ("partner_ids" in draft.values) == bool(partners)

    def test_partners_are_told_with_their_column(self) -> None:
        naming = read_line("delegations", {HEADER: "tỉnh Champasak"}).namings[0]
        assert (naming.field, naming.collection, naming.header, naming.is_list) == (
            "partner_ids",
            "partners",
            HEADER,
            True,
        )


class TestTitlesWithTheirCountry:
    @pytest.mark.parametrize(
        ("cell", "countries"),
        [
            ("Đoàn tỉnh Xiêng Khoảng, Lào", ["LA"]),
            ("Đoàn đại biểu\n(Hàn Quốc)", ["KR"]),
            ("Đoàn Đại sứ quán Nhật Bản", []),
            ("Lào", []),
        ],
    )
    def test_a_country_that_stands_by_itself_is_one(self, cell: str, countries: list[str]) -> None:
        draft = read_line("delegations", {"Tên đoàn, quốc gia/tổ chức": cell})
        assert draft.values["title"] == " ".join(cell.split())
        assert draft.values.get("countries", []) == countries
