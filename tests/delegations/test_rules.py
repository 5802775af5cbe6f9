"""The pure rules of delegations."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.workdays import add_working_days
from app.delegations.models import Delegation, DelegationStatus, Direction
from app.delegations.rules import (
    AFTER_DECISION,
    APPROVED_FIELDS,
    LOCKED,
    NEEDS_LEADER,
    NEEDS_REASON,
    TRANSITIONS,
    code_of,
    code_prefix,
    days_outside,
    lacks_decision,
    report_due,
    report_term,
    span_of,
)

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
PARTIAL = st.builds(lambda day, length: day.isoformat()[:length], DAYS, st.sampled_from((4, 7, 10)))


class TestSpan:
    def test_is_unknown_without_any_date(self) -> None:
        assert span_of(None, None, None, None) == (None, None, None)

    def test_of_a_plan_known_to_the_month_is_the_whole_month(self) -> None:
        assert span_of("2026-02", None, None, None) == (date(2026, 2, 1), date(2026, 2, 28), date(2026, 2, 28))

    def test_prefers_what_happened_to_what_was_planned(self) -> None:
        span = span_of("2026-02", "2026-03", date(2026, 2, 10), None)
        assert span == (date(2026, 2, 10), date(2026, 2, 10), date(2026, 3, 31))

    def test_takes_an_end_alone_for_the_start_too(self) -> None:
        assert span_of(None, None, None, date(2026, 3, 1)) == (date(2026, 3, 1),) * 3

    def test_cannot_begin_after_it_ends(self) -> None:
        assert span_of("2026", "2026-05", None, None) == (date(2026, 1, 1), date(2026, 5, 31), date(2026, 5, 31))

    def test_gives_up_a_plan_that_the_actual_start_has_overtaken(self) -> None:
        span = span_of("2026-05-01", "2026-05-03", date(2026, 5, 9), None)
        assert span == (date(2026, 5, 9), date(2026, 5, 9), date(2026, 5, 9))

    @given(st.none() | PARTIAL, st.none() | PARTIAL, st.none() | DAYS, st.none() | DAYS)
    def test_is_always_in_order(
        self, planned_from: str | None, planned_to: str | None, actual_from: date | None, actual_to: date | None
    ) -> None:
        span = span_of(planned_from, planned_to, actual_from, actual_to)
        if any((planned_from, planned_to, actual_from, actual_to)):
            assert span.starts_on is not None
            assert span.starts_by is not None
            assert span.ends_on is not None
            assert span.starts_on <= span.starts_by <= span.ends_on
        else:
            assert span == (None, None, None)


class TestDaysOutside:
    def test_are_none_while_the_trip_has_no_dates(self) -> None:
        assert days_outside([date(2026, 5, 1)], None, None, None, None) == []

    def test_may_lie_in_the_plan_or_in_what_happened(self) -> None:
        days = [date(2026, 5, 1), date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 4)]
        assert days_outside(days, "2026-05", "2026-05", None, None) == [2, 3]
        assert days_outside(days, "2026-05", "2026-05", date(2026, 6, 1), date(2026, 6, 3)) == [3]

    def test_know_no_end_where_none_is_known(self) -> None:
        assert days_outside([date(2026, 4, 30), date(2030, 1, 1)], "2026-05", None, None, None) == [0]
        assert days_outside([date(2026, 4, 30), date(2030, 1, 1)], None, "2026", None, None) == [1]


class TestReportDue:
    """R16: TT 03/2023/TT-BNV, Điều 12; a setting, for provinces differ."""

    def test_is_fifteen_calendar_days_after_the_return(self) -> None:
        term = report_term(None, 15, "calendar", {})
        assert report_due(date(2026, 5, 12), term, add_working_days) == date(2026, 5, 27)

    def test_counts_working_days_where_the_visit_type_says_so(self) -> None:
        """From Wednesday 29 April over 30 April, 1 May and two weekends."""
        term = report_term("training", 15, "calendar", {"training": "7 working"})
        assert report_due(date(2026, 4, 29), term, add_working_days) == date(2026, 5, 12)

    def test_takes_the_general_unit_where_the_visit_type_says_none(self) -> None:
        assert report_term("event", 15, "working", {"event": "10"}) == (10, "working")
        assert report_term("training", 15, "working", {"event": "10"}) == (15, "working")

    @given(st.dates(), st.integers(1, 9_999))
    def test_never_leaves_the_calendar(self, day: date, days: int) -> None:
        due = report_due(day, report_term(None, days, "calendar", {}), add_working_days)
        assert due == (date.max if day > date.max - timedelta(days=days) else day + timedelta(days=days))


class TestStates:
    def test_are_the_same_in_every_table(self) -> None:
        every = {status.value for status in DelegationStatus}
        assert TRANSITIONS.keys() == every
        assert {to for allowed in TRANSITIONS.values() for to in allowed} == every
        assert every >= AFTER_DECISION | LOCKED | NEEDS_REASON | NEEDS_LEADER

    def test_end_with_reported_and_cancelled_alone(self) -> None:
        """R23: closing, never deleting."""
        assert [status for status, allowed in TRANSITIONS.items() if not allowed] == ["reported", "cancelled"]

    def test_lead_to_approval_through_submission_alone(self) -> None:
        assert [status for status, allowed in TRANSITIONS.items() if "approved" in allowed] == [
            "submitted",
            "postponed",
        ]

    def test_lock_fields_that_there_are(self) -> None:
        assert all(hasattr(Delegation, name) for name in APPROVED_FIELDS)


class TestCodes:
    @pytest.mark.parametrize(
        ("direction", "code"), [(Direction.OUTBOUND, "DR-2026-0014"), (Direction.INBOUND, "DV-2026-0014")]
    )
    def test_name_direction_year_and_number(self, direction: Direction, code: str) -> None:
        assert code_of(code_prefix(direction), 2026, 14) == code

    def test_grow_when_four_digits_do_not_do(self) -> None:
        assert code_of("DR", 2026, 12_345) == "DR-2026-12345"


class TestDecision:
    """R18."""

    def test_is_wanted_of_the_last_approval_of_an_unplanned_delegation(self) -> None:
        approved = [{"to": "approved", "decision_number": number} for number in ("12/QĐ-UBND", None)]
        assert lacks_decision(approved, in_plan=False)
        assert not lacks_decision(approved, in_plan=True)
        assert not lacks_decision(approved[:1], in_plan=False)
        assert not lacks_decision([{"to": "submitted", "decision_number": None}], in_plan=False)
