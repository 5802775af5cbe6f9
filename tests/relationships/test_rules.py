"""What claims amount to."""

from app.relationships.rules import chosen_date


class TestChosenDate:
    def test_is_the_date_of_the_chosen_claim(self) -> None:
        assert chosen_date([{"date": "2017", "chosen": False}, {"date": "2007", "chosen": True}]) == "2007"

    def test_is_unknown_while_the_origin_is_disputed(self) -> None:
        assert chosen_date([{"date": "2007", "chosen": False}, {"date": None, "chosen": False}]) is None

    def test_is_unknown_without_a_claim(self) -> None:
        assert chosen_date([]) is None
