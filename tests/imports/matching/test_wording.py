"""Names taken apart, and the one that is meant. Pure."""

import pytest

from app.imports.matching.choosing import Spelling, choose
from app.imports.matching.wording import contract, country_named, search_forms, word


class TestANameTakenApart:
    @pytest.mark.parametrize(
        ("text", "kind", "base", "country", "place"),
        [
            ("Xiêng Khoảng", None, "xiengkhoang", None, ""),
            ("tỉnh Xiêng Khoảng", "province", "xiengkhoang", None, ""),
            ("TỈNH  XIÊNG  KHOẢNG", "province", "xiengkhoang", None, ""),
            ("tinh Xieng Khoang", "province", "xiengkhoang", None, ""),
            ("Xiêng Khoảng (Lào)", None, "xiengkhoang", "LA", ""),
            ("Lào (tỉnh Xiêng Khoảng)", "province", "xiengkhoang", "LA", ""),
            ("tỉnh Viêng Chăn, Lào", "province", "viengchan", "LA", ""),
            ("Viêng Chăn - CHDCND Lào", None, "viengchan", "LA", ""),
            ("Viêng Chăn (LA)", None, "viengchan", "LA", ""),
            ("Gwangju, tỉnh Gyeonggi, Hàn Quốc", None, "gwangju", "KR", "gyeonggi"),
            ("Gwangju (tỉnh Gyeonggi)", None, "gwangju", None, "gyeonggi"),
            ("Gwangju (tỉnh Gyeonggi) (Hàn Quốc)", None, "gwangju", "KR", "gyeonggi"),
            ("TP. Gwangju", "city", "gwangju", None, ""),
            ("TP.Gwangju", "city", "gwangju", None, ""),
            ("Gwangju Metropolitan City", "city", "gwangju", None, ""),
            ("Vientiane Capital", "capital", "vientiane", None, ""),
            ("Tĩnh Gia", None, "tinhgia", None, ""),
            ("Tỉnh", None, "tinh", None, ""),
            ("UBND tỉnh Nghệ An", None, "uybannhandantinhnghean", None, ""),
        ],
    )
    def test_into_kind_base_country_and_place(
        self, text: str, kind: str | None, base: str, country: str | None, place: str
    ) -> None:
        wording = word(text)
        assert (wording.kind, wording.base, wording.country, wording.place) == (kind, base, country, place)

    def test_keeps_its_accents_in_lower_case(self) -> None:
        assert word("Thủ đô VIÊNG CHĂN (Lào)").spelled == "viêng chăn"

    def test_is_sought_with_every_word_for_its_kind_and_by_its_abbreviation(self) -> None:
        assert {"xiengkhoang", "tinhxiengkhoang", "xiengkhoangprovince"} <= set(search_forms("Xiêng Khoảng"))
        assert "ubndtinhnghean" in set(search_forms("Uỷ ban nhân dân tỉnh Nghệ An"))
        assert contract("hoidongnhandanhue") == "hdndhue"


class TestACountry:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("Lào", "LA"),
            ("CHDCND Lào", "LA"),
            ("Nước  Lào", "LA"),
            ("laos", "LA"),
            ("Lao PDR", "LA"),
            ("Mỹ", "US"),
            ("Đại Hàn Dân Quốc", "KR"),
            ("KR", "KR"),
            ("Cộng hòa Dominica", "DO"),
            ("Dominica", "DM"),
        ],
    )
    def test_goes_by_its_names_and_its_code(self, text: str, code: str) -> None:
        assert country_named(text) == code

    @pytest.mark.parametrize("text", ["Gyeonggi", "cũ", "cu", "Congo"])
    def test_is_nothing_else(self, text: str) -> None:
        assert country_named(text) is None


METROPOLIS = Spelling(
    "metropolis",
    [word(name) for name in ("Gwangju", "Gwangju Metropolitan City", "Thành phố Gwangju")],
    "city",
    "KR",
    "KR-29",
)
CITY = Spelling(
    "city",
    [word(name) for name in ("Gwangju (tỉnh Gyeonggi)", "Gwangju City, Gyeonggi Province")],
    "city",
    "KR",
    "KR-41",
)
PROVINCE = Spelling(
    "province", [word(name) for name in ("Viêng Chăn", "Tỉnh Viêng Chăn", "Vientiane")], "province", "LA", "LA-VI"
)
CAPITAL = Spelling(
    "capital", [word(name) for name in ("Thủ đô Viêng Chăn", "Vientiane Capital")], "prefecture", "LA", "LA-VT"
)
ALL = [METROPOLIS, CITY, PROVINCE, CAPITAL]


class TestOfSeveralRecords:
    @pytest.mark.parametrize(
        ("text", "meant"),
        [
            ("Gwangju", ["metropolis", "city"]),
            ("gwang-ju", ["metropolis", "city"]),
            ("thành phố Gwangju", ["metropolis"]),
            ("Gwangju Metropolitan City", ["metropolis"]),
            ("Gwangju (tỉnh Gyeonggi)", ["city"]),
            ("Gwangju, Gyeonggi", ["city"]),
            ("Gwangju (Gangwon)", []),
            ("Gwangju (Lào)", []),
            ("tỉnh Gwangju", []),
            ("Viêng Chăn", ["province", "capital"]),
            ("Vieng Chan", ["province", "capital"]),
            ("tỉnh Viêng Chăn", ["province"]),
            ("tỉnh Viêng Chăn, Lào", ["province"]),
            ("thủ đô Viêng Chăn", ["capital"]),
            ("thành phố Viêng Chăn", ["capital"]),
            ("Vientiane", ["province", "capital"]),
            ("Viêng", []),
        ],
    )
    def test_those_remain_that_fit_all_that_is_said(self, text: str, meant: list[str]) -> None:
        assert choose(word(text), ALL) == meant

    def test_a_place_may_be_known_by_the_code_of_its_province(self) -> None:
        here = Spelling("here", [word("Yongin")], "city", "KR", "KR-41")
        there = Spelling("there", [word("Yongin")], "city", "KR", "KR-29")
        assert choose(word("Yongin (Gyeonggi)"), [here, there]) == ["here"]

    def test_one_with_the_very_accents_is_meant(self) -> None:
        marked, bare = Spelling("marked", [word("Hủa Phăn")]), Spelling("bare", [word("Hua Phan")])
        assert choose(word("hủa phăn"), [marked, bare]) == ["marked"]
        assert choose(word("Hua Phan"), [marked, bare]) == ["bare"]
        assert choose(word("Huá Phàn"), [marked, bare]) == ["marked", "bare"]

    def test_a_body_of_a_greater_one_is_not_the_greater_one(self) -> None:
        party = Spelling("party", [word("Đảng Nhân dân")], is_place=False)
        branch = Spelling("branch", [word("Đảng Nhân dân, Kandal")], is_place=False)
        assert choose(word("Đảng Nhân dân"), [party, branch]) == ["party"]
        assert choose(word("Đảng Nhân dân (Kandal)"), [party, branch]) == ["branch"]

    @pytest.mark.parametrize(
        ("text", "meant"),
        [
            ("tỉnh An Giang", ["old", "new"]),
            ("tỉnh An Giang (cũ)", ["old"]),
            ("An Giang (trước sáp nhập)", ["old"]),
            ("An Giang (mới)", ["new"]),
            ("An Giang (từ 01/7/2025)", ["new"]),
            ("huyện An Giang (cũ)", []),
        ],
    )
    def test_the_old_and_the_new_unit_are_told_apart_in_brackets(self, text: str, meant: list[str]) -> None:
        old = Spelling("old", [word("An Giang")], "province", has_ended=True)
        new = Spelling("new", [word("An Giang")], "province", has_ended=False)
        assert choose(word(text), [old, new]) == meant

    def test_two_spellings_of_one_record_are_one(self) -> None:
        assert choose(word("Pakse"), [Spelling("a", [word("Pakse")]), Spelling("a", [word("Pakse")])]) == ["a"]

    def test_a_record_of_no_level_fits_any_kind(self) -> None:
        assert choose(word("tỉnh Pakse"), [Spelling("a", [word("Pakse")])]) == ["a"]
