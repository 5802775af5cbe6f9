"""The life of a greeting, equal rank, replies; no database."""

from datetime import date
from itertools import pairwise

import pytest

from app.greetings import rules
from app.greetings.models import GreetingDirection, GreetingStatus, PartyRank
from app.greetings.rules import Counterpart, Dates

EARLY, LATE = date(2026, 1, 5), date(2026, 1, 9)


class TestLife:
    def test_knows_every_status_of_the_table(self) -> None:
        assert rules.TRANSITIONS.keys() == {status.value for status in GreetingStatus}
        assert rules.STATUSES.keys() == {direction.value for direction in GreetingDirection}

    def test_leads_one_of_ours_from_draft_to_answered(self) -> None:
        path = ["draft", "submitted", "signed", "sent", "answered"]
        for at, to in pairwise(path):
            assert to in rules.TRANSITIONS[at]

    @pytest.mark.parametrize("status", GreetingStatus)
    def test_lets_only_the_first_three_be_cancelled(self, status: GreetingStatus) -> None:
        assert ("cancelled" in rules.TRANSITIONS[status]) is (status in {"draft", "submitted", "signed"})

    @pytest.mark.parametrize("direction", GreetingDirection)
    def test_never_leads_from_one_direction_into_the_other(self, direction: GreetingDirection) -> None:
        there = set(rules.STATUSES[direction])
        reached = {to for status in there for to in rules.TRANSITIONS[status]}
        assert reached <= there

    @pytest.mark.parametrize(
        ("direction", "standing"),
        [
            ("sent", {"sent", "answered"}),
            ("received", {"received", "answered"}),
        ],
    )
    def test_takes_for_a_reply_only_what_has_gone_out_or_come_in(self, direction: str, standing: set[str]) -> None:
        found = {status for status in rules.STATUSES[direction] if rules.stands(direction, status)}
        assert found == standing


class TestDays:
    def test_are_in_order_also_where_some_are_unknown(self) -> None:
        assert rules.days_turned_round(Dates(EARLY, EARLY, LATE)) == []
        assert rules.days_turned_round(Dates(None, LATE, None)) == []
        assert rules.days_turned_round(Dates(EARLY, None, LATE)) == []

    def test_tell_which_lies_before_one_that_must_have_come_first(self) -> None:
        assert rules.days_turned_round(Dates(LATE, EARLY, None)) == ["sent_on"]
        assert rules.days_turned_round(Dates(LATE, None, EARLY)) == ["received_on"]
        assert rules.days_turned_round(Dates(LATE, EARLY, EARLY)) == ["sent_on", "received_on"]

    @pytest.mark.parametrize(
        ("status", "days", "missing"),
        [
            ("draft", Dates(None, None, None), []),
            ("signed", Dates(None, None, None), ["signed_on"]),
            ("signed", Dates(EARLY, None, None), []),
            ("sent", Dates(EARLY, None, None), ["sent_on"]),
            ("answered", Dates(None, None, None), ["sent_on"]),
            ("sent", Dates(None, EARLY, None), []),
        ],
    )
    def test_are_owed_by_what_was_signed_or_sent(self, status: str, days: Dates, missing: list[str]) -> None:
        assert rules.days_missing("sent", status, days) == missing
        assert rules.days_missing("received", status, days) == []

    @pytest.mark.parametrize(
        ("status", "early"),
        [
            ("draft", ["signed_on", "sent_on", "received_on"]),
            ("submitted", ["signed_on", "sent_on", "received_on"]),
            ("signed", ["sent_on", "received_on"]),
            ("cancelled", ["sent_on", "received_on"]),
            ("sent", []),
            ("answered", []),
        ],
    )
    def test_may_not_run_ahead_of_the_status(self, status: str, early: list[str]) -> None:
        assert rules.days_too_early("sent", status, Dates(EARLY, EARLY, LATE)) == early
        assert rules.days_too_early("sent", status, Dates(None, None, None)) == []
        assert rules.days_too_early("received", "received", Dates(EARLY, EARLY, LATE)) == []


class TestEqualRank:
    """R24: đối đẳng (NĐ 18/2022/NĐ-CP, Điều 4)."""

    def test_r24_compares_every_rank_but_other(self) -> None:
        assert [*rules.RANKS, "other"] == [rank.value for rank in PartyRank]

    @pytest.mark.parametrize(
        ("sender", "recipient"),
        [
            ("head_of_province", "head_of_province"),
            ("head_of_province", "deputy_head"),
            ("deputy_department_head", "department_head"),
            ("head_of_province", "other"),
            (None, "deputy_department_head"),
            (None, None),
        ],
    )
    def test_r24_allows_one_step_and_says_nothing_of_unknown_ranks(
        self, sender: str | None, recipient: str | None
    ) -> None:
        assert not rules.is_rank_mismatch(sender, recipient)
        assert not rules.is_rank_mismatch(recipient, sender)

    @pytest.mark.parametrize(
        ("sender", "recipient"),
        [
            ("head_of_province", "department_head"),
            ("head_of_province", "deputy_department_head"),
            ("deputy_head", "deputy_department_head"),
        ],
    )
    def test_r24_finds_two_steps_whichever_way(self, sender: str, recipient: str) -> None:
        assert rules.is_rank_mismatch(sender, recipient)
        assert rules.is_rank_mismatch(recipient, sender)


class TestCounterpart:
    @pytest.mark.parametrize(
        ("one", "other"),
        [(Counterpart("a", "LA"), Counterpart("a", None)), (Counterpart("a", "LA"), Counterpart(None, "LA"))],
    )
    def test_is_the_same_partner_or_the_same_country_where_one_names_none(
        self, one: Counterpart, other: Counterpart
    ) -> None:
        assert rules.is_same_counterpart(one, other)
        assert rules.is_same_counterpart(other, one)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (Counterpart("a", "LA"), Counterpart("b", "LA")),
            (Counterpart(None, "LA"), Counterpart(None, "KH")),
            (Counterpart("a", None), Counterpart(None, "KH")),
            (Counterpart("a", None), Counterpart(None, None)),
        ],
    )
    def test_is_another_where_nothing_says_that_it_is_the_same(self, one: Counterpart, other: Counterpart) -> None:
        assert not rules.is_same_counterpart(one, other)
        assert not rules.is_same_counterpart(other, one)


class TestCeremony:
    @pytest.mark.parametrize("year_class", [None, "five", "other"])
    def test_r15_holds_ceremonies_in_round_years_alone(self, year_class: str | None) -> None:
        """NĐ 111/2018/NĐ-CP, Điều 4.3, 9.2."""
        assert rules.is_ceremony_out_of_place(["letter", "ceremony"], year_class)
        assert not rules.is_ceremony_out_of_place(["letter"], year_class)
        assert not rules.is_ceremony_out_of_place(["ceremony"], "round")
