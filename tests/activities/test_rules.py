"""The life of an activity, and the terms of an international conference."""

from datetime import date

import pytest

from app.activities.models import ActivityKind, ActivityStatus, ConferenceAuthority
from app.activities.rules import (
    TRANSITIONS,
    authority_for,
    file_due,
    next_statuses,
    presupposes_decision,
    report_due,
)


class TestTransitions:
    def test_know_every_status(self) -> None:
        assert list(TRANSITIONS) == [status.value for status in ActivityStatus]
        assert {to for following in TRANSITIONS.values() for to in following} <= TRANSITIONS.keys()

    @pytest.mark.parametrize("kind", [kind.value for kind in ActivityKind])
    def test_let_a_conference_alone_wait_for_its_decision(self, kind: str) -> None:
        assert ("held" in next_statuses(kind, "planned")) is (kind != "conference")
        assert "held" in next_statuses(kind, "approved")

    @pytest.mark.parametrize(
        ("kind", "status", "needed"),
        [
            ("meeting", "held", False),
            ("meeting", "reported", False),
            ("meeting", "approved", True),
            ("meeting", "rejected", True),
            ("conference", "held", True),
            ("conference", "reported", True),
            ("conference", "submitted", False),
            ("conference", "cancelled", False),
        ],
    )
    def test_presuppose_a_decision_or_do_not(self, kind: str, status: str, *, needed: bool) -> None:
        assert presupposes_decision(kind, status) is needed


class TestR19OfDecision06Of2020:
    """R19, QĐ 06/2020/QĐ-TTg."""

    @pytest.mark.parametrize(
        ("guest", "topic", "authority"),
        [
            (False, False, "competent_person"),
            (True, False, "prime_minister"),
            (False, True, "prime_minister"),
            (True, True, "prime_minister"),
        ],
    )
    def test_r19_the_prime_minister_allows_what_ministers_attend_or_is_sensitive(
        self, authority: str, *, guest: bool, topic: bool
    ) -> None:
        assert authority_for(minister_level_guest=guest, sensitive_topic=topic) == authority
        assert authority in set(ConferenceAuthority)

    @pytest.mark.parametrize(
        ("held_from", "authority", "due"),
        [
            ("2026-06-10", "prime_minister", date(2026, 5, 1)),
            ("2026-06-10", "competent_person", date(2026, 5, 11)),
            ("2026-06", "competent_person", date(2026, 5, 2)),
            ("2026", "prime_minister", date(2025, 11, 22)),
            ("1000", "prime_minister", date(999, 11, 22)),
        ],
    )
    def test_r19_files_40_or_30_days_before_the_first_day(self, held_from: str, authority: str, due: date) -> None:
        assert file_due(held_from, authority) == due

    @pytest.mark.parametrize(
        ("held_from", "held_to", "due"),
        [
            ("2026-06-10", "2026-06-12", date(2026, 6, 27)),
            ("2026-06-10", None, date(2026, 6, 25)),
            ("2026-02", None, date(2026, 3, 15)),
            ("2026-06-10", "2026", date(2027, 1, 15)),
        ],
    )
    def test_r19_reports_so_many_days_after_the_last(self, held_from: str, held_to: str | None, due: date) -> None:
        assert report_due(held_from, held_to, 15) == due

    def test_r19_a_term_without_end_ends_with_the_calendar(self) -> None:
        assert report_due("2999", None, 10**9) == date.max
