"""What a report says of its task."""

import pytest

from app.tasks.rules import state_after


class TestStateAfter:
    @pytest.mark.parametrize(
        ("percent", "state"), [(0, "not_started"), (1, "in_progress"), (99, "in_progress"), (100, "completed")]
    )
    def test_follows_the_percentage(self, percent: int, state: str) -> None:
        assert state_after("not_started", "2026-05-01", percent, []) == state

    def test_goes_back_when_a_newer_report_says_less(self) -> None:
        assert state_after("completed", "2026-05-02", 60, [{"on": "2026-05-01"}]) == "in_progress"

    def test_follows_the_later_of_two_reports_of_one_day(self) -> None:
        assert state_after("in_progress", "2026-05-01", 100, [{"on": "2026-05-01"}]) == "completed"

    def test_stays_when_the_report_is_of_a_day_before_another(self) -> None:
        assert state_after("completed", "2026-04-30", 60, [{"on": "2026-05-01"}]) == "completed"
