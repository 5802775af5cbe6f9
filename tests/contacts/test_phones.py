"""Phone numbers as people type them."""

import pytest

from app.contacts.phones import e164


class TestE164:
    @pytest.mark.parametrize(
        ("typed", "region", "number"),
        [
            ("038 3844 522", "VN", "+84383844522"),
            ("021 212 345", "LA", "+85621212345"),
            ("(856-21) 212 345", "LA", "+85621212345"),
            ("00856 21 212345", "VN", "+85621212345"),
            ("+84 912.345.678", None, "+84912345678"),
            ("+84 912 345 678", "LA", "+84912345678"),
        ],
    )
    def test_reads_a_number_as_it_is_dialled_in_the_country(self, typed: str, region: str | None, number: str) -> None:
        assert e164(typed, region) == number

    @pytest.mark.parametrize(
        ("typed", "region"),
        [
            ("0912 345 678", None),
            ("12345", "VN"),
            ("văn thư", "VN"),
            ("+999 123 456", None),
            ("024 3825 1234 ext 12", "VN"),
        ],
    )
    def test_refuses_what_cannot_be_called_from_elsewhere(self, typed: str, region: str | None) -> None:
        assert e164(typed, region) is None
