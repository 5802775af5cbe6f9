"""Who pays how much, from up to three columns."""

from itertools import permutations
from typing import Any

import orjson
import pytest

from app.imports.drafts import Cell, CellFault
from tests.imports.mapping.drafting import read_line


def dong(amount: int) -> dict[str, str]:
    return {"amount": str(amount), "currency": "VND"}


def funding(**line: Cell) -> Any:
    return read_line("delegations", line).values["funding"]


class TestOneColumn:
    @pytest.mark.parametrize(
        "cell",
        [
            "350 triệu đồng, NSNN",
            "350 triệu đồng (ngân sách nhà nước)",
            "NSNN: 350 triệu đồng",
            "350 triệu đồng từ nguồn ngân sách nhà nước",
        ],
    )
    def test_an_amount_and_its_source_make_a_share(self, cell: str) -> None:
        assert funding(**{"Kinh phí dự kiến, nguồn": cell}) == [
            {"source": "state_budget", "planned": dong(350_000_000)}
        ]

    def test_several_shares_are_parted(self) -> None:
        cell = "350 triệu đồng, NSNN; 5.000 USD, phía bạn"
        assert funding(**{"Kinh phí dự kiến": cell}) == [
            {"source": "state_budget", "planned": dong(350_000_000)},
            {"source": "partner", "planned": {"amount": "5000", "currency": "USD"}},
        ]

    def test_a_source_alone_is_a_share_without_an_amount(self) -> None:
        assert funding(**{"Kinh phí": "Tự túc"}) == [{"source": "self"}]

    def test_an_amount_alone_is_of_another_source(self) -> None:
        assert funding(**{"Kinh phí": "50 triệu đồng"}) == [{"source": "other", "planned": dong(50_000_000)}]

    @pytest.mark.parametrize("cell", [350, "350", 350.0], ids=repr)
    def test_the_header_gives_the_unit(self, cell: Cell) -> None:
        assert funding(**{"Kinh phí (triệu đồng)": cell})[0]["planned"] == dong(350_000_000)

    @pytest.mark.parametrize("as_text", [True, False])
    def test_json_as_exports_write_it_stays_as_it_is(self, as_text: bool) -> None:  # noqa: FBT001
        shares: Cell = [{"source": "self", "planned": None, "actual": None}, {"source": "self", "actual": dong(1)}]
        assert funding(funding=orjson.dumps(shares).decode() if as_text else shares) == shares

    @pytest.mark.parametrize("cell", ["nhiều", "350 triệu đồng, NSNN, tự túc", "50 triệu, 60 triệu", "NSNN, tự túc"])
    def test_what_is_no_share_is_refused(self, cell: str) -> None:
        with pytest.raises(CellFault) as caught:
            funding(**{"Kinh phí": cell})
        assert caught.value.code == "unreadable_number"


class TestSeveralColumns:
    @pytest.mark.parametrize("order", list(permutations(range(3))))
    def test_they_make_one_share_in_any_order(self, order: tuple[int, ...]) -> None:
        cells = [
            ("Kinh phí dự kiến", "350 triệu đồng"),
            ("Kinh phí thực chi", "340 triệu đồng"),
            ("Nguồn kinh phí", "ngân sách nhà nước"),
        ]
        expected = [{"source": "state_budget", "planned": dong(350_000_000), "actual": dong(340_000_000)}]
        assert funding(**dict(cells[place] for place in order)) == expected

    def test_amounts_without_a_source_are_one_share_too(self) -> None:
        line = {"Kinh phí dự kiến": "350 triệu đồng", "Kinh phí thực chi": "340 triệu đồng"}
        expected = [{"source": "other", "planned": dong(350_000_000), "actual": dong(340_000_000)}]
        assert funding(**line) == expected

    def test_of_several_sources_none_is_guessed(self) -> None:
        line = {"Nguồn kinh phí": "ngân sách nhà nước, tự túc", "Kinh phí dự kiến": "350 triệu đồng"}
        expected = [{"source": "state_budget"}, {"source": "self"}, {"source": "other", "planned": dong(350_000_000)}]
        assert funding(**line) == expected

    def test_two_amounts_of_one_source_stay_two(self) -> None:
        shares = funding(**{"Kinh phí dự kiến": "1 triệu đồng, NSNN; 2 triệu đồng, NSNN"})
        assert [share["planned"] for share in shares] == [dong(1_000_000), dong(2_000_000)]

    def test_an_unknown_source_is_refused_with_those_that_are_known(self) -> None:
        with pytest.raises(CellFault) as caught:
            funding(**{"Nguồn kinh phí": "trên trời"})
        assert caught.value.code == "unknown_choice"
        assert "state_budget" in str(caught.value.values["allowed"])

    def test_lists_and_words_come_together(self) -> None:
        line: dict[str, Cell] = {"funding": [{"source": "self"}], "Kinh phí thực chi": "340 triệu đồng"}
        assert funding(**line) == [{"source": "self", "actual": dong(340_000_000)}]
