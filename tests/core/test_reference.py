"""Countries, their parts and time zones."""

import pytest

from app.core.reference import (
    Subdivision,
    countries,
    country_name,
    country_of,
    is_country,
    is_subdivision,
    is_time_zone,
    subdivisions,
)

# The parts of other countries that the plans name, or that are taken for them.
LAO_PARTS = ["LA-XI", "LA-BL", "LA-HO", "LA-KH", "LA-SV", "LA-VI", "LA-VT", "LA-XS", "LA-CH", "LA-AT", "LA-XA"]
ASIAN_PARTS = ["KH-8", "KH-21", "KH-7", "KR-41", "KR-29", "KR-47", "JP-21", "TH-38", "TH-43", "TH-47", "TH-48"]
OTHER_PARTS = ["CN-GX", "CN-HN", "CN-HA", "CN-HI", "RU-ULY", "FR-NAQ"]
PARTS_OF_THE_PLANS = [*LAO_PARTS, *ASIAN_PARTS, *OTHER_PARTS]


class TestCountries:
    def test_all_of_iso_3166_1_are_listed_in_order(self) -> None:
        assert len(countries()) == 249
        assert list(countries()) == sorted(countries())

    def test_every_one_has_a_name_in_both_languages(self) -> None:
        assert all(country_name(code, "vi") and country_name(code, "en") for code in countries())


class TestIsCountry:
    @pytest.mark.parametrize("code", ["VN", "LA", "KH", "KR"])
    def test_codes_in_use_are(self, code: str) -> None:
        assert is_country(code)

    @pytest.mark.parametrize("code", ["", "la", "LAO", "XX", "SU", "EU", "UK"])
    def test_other_codes_are_not(self, code: str) -> None:
        assert not is_country(code)


class TestCountryName:
    @pytest.mark.parametrize(
        ("code", "name"),
        [
            ("LA", "Lào"),
            ("KH", "Campuchia"),
            ("KR", "Hàn Quốc"),
            ("JP", "Nhật Bản"),
            ("CN", "Trung Quốc"),
            ("RU", "Nga"),
            ("CU", "Cuba"),
            ("TH", "Thái Lan"),
            ("FR", "Pháp"),
            ("VN", "Việt Nam"),
            ("TW", "Đài Loan (Trung Quốc)"),
        ],
    )
    def test_the_vietnamese_name_is_the_usual_one(self, code: str, name: str) -> None:
        assert country_name(code, "vi") == name

    def test_the_english_name_is_the_usual_one(self) -> None:
        assert country_name("LA", "en") == "Laos"

    def test_an_unknown_code_is_a_key_error(self) -> None:
        with pytest.raises(KeyError):
            country_name("XX", "vi")


class TestIsSubdivision:
    @pytest.mark.parametrize("code", PARTS_OF_THE_PLANS)
    def test_every_part_that_the_plans_name_is(self, code: str) -> None:
        assert is_subdivision(code)

    @pytest.mark.parametrize("code", ["", "LA", "LA-", "LA-ZZ", "la-xi", "XX-01", "KH-99"])
    def test_other_codes_are_not(self, code: str) -> None:
        assert not is_subdivision(code)


class TestCountryOf:
    @pytest.mark.parametrize("code", PARTS_OF_THE_PLANS)
    def test_a_part_belongs_to_one_country(self, code: str) -> None:
        assert country_of(code) == code[:2]

    def test_an_unknown_part_belongs_to_none(self) -> None:
        assert country_of("LA-ZZ") is None


class TestSubdivisions:
    def test_laos_has_its_eighteen_parts(self) -> None:
        parts = subdivisions("LA")
        assert len(parts) == 18
        assert Subdivision("LA-XI", "Xiangkhouang", "Province") in parts

    def test_vientiane_is_both_a_province_and_a_prefecture(self) -> None:
        kinds = {part.code: part.kind for part in subdivisions("LA") if part.name == "Viangchan"}
        assert kinds == {"LA-VI": "Province", "LA-VT": "Prefecture"}

    @pytest.mark.parametrize("country", ["XX", "AQ"])
    def test_a_country_without_parts_has_none(self, country: str) -> None:
        assert subdivisions(country) == ()

    def test_every_part_belongs_to_its_country(self) -> None:
        parts = [(country, part) for country in countries() for part in subdivisions(country)]
        assert len(parts) > 5000
        assert all(country_of(part.code) == country for country, part in parts)


class TestIsTimeZone:
    @pytest.mark.parametrize("name", ["Asia/Ho_Chi_Minh", "Asia/Saigon", "Asia/Vientiane", "Europe/Ulyanovsk", "UTC"])
    def test_regional_names_and_utc_are(self, name: str) -> None:
        assert is_time_zone(name)

    @pytest.mark.parametrize("name", ["", "Asia", "Asia/Hue", "asia/vientiane", "localtime", "../UTC", "+07:00"])
    def test_other_names_are_not(self, name: str) -> None:
        assert not is_time_zone(name)
