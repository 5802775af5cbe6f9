"""Which acts may follow which, without a database (R5, R6, R9; Luật 70/2020/QH14, Điều 33 and 34)."""

from dataclasses import dataclass
from datetime import date

import pytest

from app.agreements.rules.acts import Breach, breach_of, end_of_renewal, fields_of_others

SIGNED_FROM, ENDS = date(2024, 1, 1), date(2024, 12, 31)


@dataclass
class Told:
    kind: str
    effective_on: date
    sequence: int = 1
    expires_on: date | None = None


def on(month: int, day: int = 1) -> date:
    return date(2024, month, day)


@pytest.mark.parametrize(
    ("acts", "breach"),
    [
        ([], None),
        ([Told("terminate", date(2023, 12, 31))], "before_signing"),
        ([Told("terminate", on(2)), Told("inherit", on(3)), Told("inherit", on(3), 2)], None),
        ([Told("inherit", date(2023, 1, 1))], "before_signing"),
        ([Told("terminate", on(2)), Told("suspend", on(2), 2)], "ended"),
        ([Told("suspend", on(2)), Told("terminate", on(2), 2)], None),
        ([Told("withdraw", on(2)), Told("replace", on(3))], "ended"),
        ([Told("replace", on(3)), Told("amend", on(2), 2)], None),
        ([Told("resume", on(2))], "not_suspended"),
        ([Told("suspend", on(2)), Told("amend", on(3)), Told("resume", on(4)), Told("resume", on(5))], "not_suspended"),
        ([Told("suspend", on(2)), Told("resume", on(2), 2), Told("suspend", on(3)), Told("resume", on(4))], None),
        ([Told("renew", on(2), expires_on=ENDS)], "end_not_later"),
        (
            [Told("renew", on(2), expires_on=date(2025, 1, 1)), Told("renew", on(3), expires_on=date(2025, 1, 1))],
            "end_not_later",
        ),
        ([Told("renew", on(2), expires_on=date(2026, 1, 1)), Told("renew", on(3), expires_on=date(2027, 1, 1))], None),
        ([Told("renew", on(2)), Told("renew", on(3), expires_on=on(4))], None),
    ],
)
def test_acts_follow_each_other_in_order_of_effect(acts: list[Told], breach: Breach | None) -> None:
    assert breach_of(SIGNED_FROM, ENDS, acts) == breach


def test_a_renewal_of_a_paper_without_end_may_have_any() -> None:
    assert breach_of(SIGNED_FROM, None, [Told("renew", on(2), expires_on=on(3))]) is None


@pytest.mark.parametrize(
    ("effective_on", "present_end", "months", "end"),
    [
        (on(12), ENDS, 12, date(2025, 12, 31)),
        (date(2025, 6, 1), ENDS, 12, date(2026, 5, 31)),
        (date(2025, 1, 1), ENDS, 2, date(2025, 2, 28)),
        (date(2024, 1, 31), None, 1, date(2024, 2, 28)),
        (date(2023, 12, 1), date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_a_renewal_runs_on_from_the_present_end(
    effective_on: date, present_end: date | None, months: int, end: date
) -> None:
    assert end_of_renewal(effective_on, present_end, months) == end


def test_each_kind_has_fields_of_its_own() -> None:
    given = ["kind", "basis", "note", "ends_on", "term_months", "child_id", "to_unit_id", "outcome"]
    own = {kind: set(given) - set(fields_of_others(kind, given)) for kind in ("renew", "replace", "inherit", "suspend")}
    everybodys = {"kind", "basis", "note"}
    assert own == {
        "renew": everybodys | {"ends_on", "term_months", "child_id"},
        "replace": everybodys | {"child_id"},
        "inherit": everybodys | {"to_unit_id", "outcome"},
        "suspend": everybodys,
    }
