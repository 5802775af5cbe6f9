"""What the policy table recommends: the most exact line; no database."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.anniversaries.advice import Case, Policy, choose_actions
from app.anniversaries.models import AnniversaryKind
from app.anniversaries.rules import YearClass
from app.greetings import models
from app.partners.models import PartnerTier
from app.relationships.models import Pillar

TABLE = [
    Policy("twinning", None, None, None, ["card"]),
    Policy("twinning", "special", None, None, ["flowers"]),
    Policy("twinning", None, "round", None, ["ceremony"]),
    Policy("twinning", None, None, "party", ["telegram"]),
    Policy("national_day", "special", "round", "party", ["delegation"]),
]
POLICIES = st.builds(
    Policy,
    st.sampled_from([kind.value for kind in AnniversaryKind][:2]),
    st.none() | st.sampled_from([tier.value for tier in PartnerTier]),
    st.none() | st.sampled_from([found.value for found in models.YearClass]),
    st.none() | st.sampled_from([pillar.value for pillar in Pillar]),
    st.lists(st.sampled_from([action.value for action in models.PolicyAction])),
)


class TestRecommendation:
    @pytest.mark.parametrize(
        ("tier", "year_class", "pillar", "actions"),
        [
            (None, None, None, ["card"]),
            ("other", "five", "state", ["card"]),
            ("special", "five", "state", ["flowers"]),
            ("special", "round", "state", ["flowers"]),  # tier before year class
            ("special", "five", "party", ["flowers"]),  # tier before pillar
            ("other", "round", "state", ["ceremony"]),
        ],
    )
    def test_is_that_of_the_most_exact_line(
        self, tier: str | None, year_class: YearClass | None, pillar: str | None, actions: list[str]
    ) -> None:
        assert choose_actions(TABLE, Case("twinning", tier, year_class, pillar)) == actions

    def test_puts_the_year_class_before_the_pillar(self) -> None:
        assert choose_actions(TABLE, Case("twinning", None, "round", "party")) == ["ceremony"]

    def test_is_nothing_where_no_line_fits(self) -> None:
        assert choose_actions(TABLE, Case("national_day", "special", "round", None)) == []
        assert choose_actions([], Case("twinning", None, None, None)) == []

    @given(st.lists(POLICIES, unique_by=lambda policy: policy[:4]), st.integers(0, 2**32))
    def test_does_not_depend_on_the_order_of_the_table(self, table: list[Policy], seed: int) -> None:
        case = Case(AnniversaryKind.DIPLOMATIC_RELATIONS.value, "special", "round", "state")
        shuffled = random.Random(seed).sample(table, len(table))
        assert choose_actions(table, case) == choose_actions(shuffled, case)
