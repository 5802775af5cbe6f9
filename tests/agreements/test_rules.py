"""What the law and the calendar make of an agreement, without a database."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from app.agreements.rules import deadlines as clocks
from app.agreements.rules import regimes, spans, titles
from app.agreements.rules.status import end_on, status_on

DAY = date(2026, 6, 15)


@dataclass
class Paper:
    """An agreement signed and in force for 2026 alone, unless said otherwise."""

    signed_on: str | None = "2026-01-05"
    starts_on: date | None = date(2026, 1, 5)
    expires_on: date | None = date(2026, 12, 31)
    renews_automatically: bool = False
    signing_capacity: str = "provincial_people_committee"
    legal_regime: str = "law_2020"
    under_law: bool = True
    renewal: dict[str, Any] | None = None
    deadlines: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Act:
    kind: str
    effective_on: date
    sequence: int = 1
    expires_on: date | None = None


class TestTreatyName:
    """R1 (Luật 70/2020/QH14, Điều 6)."""

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("Hiệp định hợp tác", "hiệp định"),
            ("HIỆP ĐỊNH", "hiệp định"),
            ("hiep dinh", "hiệp định"),
            ("hiệp-định", "hiệp định"),
            ("Biên bản thực hiện Công ước Viên", "công ước"),
            ("định ước và hiệp ước", "định ước"),
            ("Thỏa thuận hợp tác", None),
            ("hiệp địnhs", None),
            ("Hội hiệp thương định kỳ", None),
            ("", None),
        ],
    )
    def test_is_found_as_whole_words_accents_and_case_apart(self, text: str, name: str | None) -> None:
        assert titles.treaty_name(text) == name
        assert titles.treaty_name(unicodedata.normalize("NFD", text)) == name

    @pytest.mark.parametrize("title", ["Hiệp định hợp tác", "«HIEP UOC»", "Bản hiệp định", "công ước"])
    def test_at_the_beginning_is_what_the_paper_calls_itself(self, title: str) -> None:
        assert titles.calls_itself_treaty(title)

    @pytest.mark.parametrize("title", ["Biên bản ghi nhớ thực hiện Hiệp định biên giới", "Bản ghi nhớ", "Hiệp hội"])
    def test_elsewhere_is_merely_cited(self, title: str) -> None:
        assert not titles.calls_itself_treaty(title)

    def test_is_warned_of_where_it_is_cited(self) -> None:
        assert titles.warnings_of("Biên bản ghi nhớ thực hiện Hiệp định biên giới") == ["treaty_name_cited"]
        assert titles.warnings_of("Bản ghi nhớ") == []


class TestRegime:
    """R8, and which law a day of signing is under."""

    @pytest.mark.parametrize(
        ("signed_on", "regime"),
        [
            ("2021-07-01", "law_2020"),
            ("2021-06-30", "ordinance_2007"),
            ("2007-07-01", "ordinance_2007"),
            ("2007-06-30", "earlier"),
            ("1992", "earlier"),
            ("2021", "law_2020"),
            (None, "law_2020"),
        ],
    )
    def test_is_of_the_day_of_signing(self, signed_on: str | None, regime: str) -> None:
        assert regimes.default_regime(signed_on, "department") == regime

    def test_of_a_party_committee_is_a_party_paper(self) -> None:
        assert regimes.default_regime("2022", "party_committee") == "party_paper"

    @pytest.mark.parametrize(
        ("regime", "signed_on", "possible"),
        [
            ("ordinance_2007", "2021", True),
            ("law_2020", "2021", True),
            ("earlier", "2021", False),
            ("law_2020", "2021-06", False),
            ("ngo_aid", "2001", True),
            ("earlier", None, True),
        ],
    )
    def test_may_be_any_that_a_partial_day_allows(self, regime: str, signed_on: str | None, possible: bool) -> None:  # noqa: FBT001
        assert regimes.is_possible(regime, signed_on) is possible

    @pytest.mark.parametrize("regime", ["party_paper", "ngo_aid", "oda", "civil_contract"])
    def test_outside_the_law_is_not_counted(self, regime: str) -> None:
        assert not regimes.is_under_law(regime, "provincial_people_committee")

    def test_within_the_law_is_counted_but_for_party_committees(self) -> None:
        assert regimes.is_under_law("earlier", "department")
        assert not regimes.is_under_law("law_2020", "party_committee")

    def test_of_before_the_law_lets_a_paper_keep_its_treaty_name(self) -> None:
        """R1: the override for historical imports."""
        assert regimes.may_bear_treaty_name("ordinance_2007", "2021-06-30")
        assert regimes.may_bear_treaty_name("earlier", "1992")
        assert not regimes.may_bear_treaty_name("ordinance_2007", "2021")
        assert not regimes.may_bear_treaty_name("earlier", None)
        assert not regimes.may_bear_treaty_name("oda", "1992")


class TestDistrict:
    """R7 (NĐ 177/2025/NĐ-CP)."""

    @pytest.mark.parametrize(
        ("signed_on", "faults"),
        [
            ("2025-06-30", []),
            ("2025", []),
            ("2025-07-01", [("district_abolished", "/signed_on")]),
            ("2025-07", [("district_abolished", "/signed_on")]),
            (None, [("district_abolished", "/signing_capacity")]),
        ],
    )
    def test_signs_before_july_2025_alone(self, signed_on: str | None, faults: list[tuple[str, str]]) -> None:
        assert list(regimes.district_faults("district_people_committee", signed_on)) == faults

    def test_is_the_only_capacity_that_ended(self) -> None:
        assert list(regimes.district_faults("department", None)) == []


class TestSpan:
    """R9, R20."""

    @pytest.mark.parametrize(
        ("start", "months", "last"),
        [
            (date(2021, 11, 4), 60, date(2026, 11, 3)),
            (date(2024, 1, 31), 1, date(2024, 2, 28)),
            (date(2023, 1, 31), 1, date(2023, 2, 27)),
            (date(2024, 2, 29), 12, date(2025, 2, 27)),
            (date(2025, 12, 1), 1, date(2025, 12, 31)),
        ],
    )
    def test_of_a_term_ends_the_day_before_with_short_months_clamped(
        self, start: date, months: int, last: date
    ) -> None:
        assert spans.last_of_term(start, months) == last

    def test_begins_with_signing_unless_the_paper_says_when(self) -> None:
        assert spans.starts_on("2022-10", None) == date(2022, 10, 1)
        assert spans.starts_on("2022-10-12", "2023") == date(2023, 1, 1)
        assert spans.starts_on(None, None) is None

    def test_of_a_year_alone_ends_on_31_december(self) -> None:
        assert spans.expires_on(date(2022, 10, 12), "2022", None) == date(2022, 12, 31)
        assert spans.expires_on(date(2022, 10, 12), "2024-02", 5) == date(2024, 2, 29)

    def test_has_no_end_where_the_paper_names_none(self) -> None:
        assert spans.expires_on(date(2022, 10, 12), None, None) is None
        assert spans.expires_on(None, None, 12) is None

    @pytest.mark.parametrize(
        ("dates", "faults"),
        [
            (("2026-06-15", None, None, None), []),
            (("2026-06-16", None, None, None), [("date_in_future", "/signed_on")]),
            (("2026", None, None, None), []),
            (("2022-10-12", None, "2022", None), []),
            (("2022-10-12", None, "2022-10-11", None), [("end_before_start", "/ends_on")]),
            (("2022-10-12", "2023", "2022", None), [("end_before_start", "/ends_on")]),
            (("2021-11-04", None, "2026-11-03", 60), []),
            (("2021-11-04", None, "2026-11-04", 60), []),
            (("2021-11-04", None, "2026", 60), []),
            (("2021", None, "2026-05", 60), []),
            (("2021-11-04", None, "2026-11-05", 60), [("term_mismatch", "/term_months")]),
            (("2021-11-04", None, "2025", 60), [("term_mismatch", "/term_months")]),
            ((None, None, "2025", 60), []),
        ],
    )
    def test_cannot_contradict_itself(
        self, dates: tuple[str | None, str | None, str | None, int | None], faults: list[tuple[str, str]]
    ) -> None:
        assert list(spans.span_faults(*dates, DAY)) == faults


class TestStatus:
    """R9."""

    def status(self, paper: Paper, *acts: Act, day: date = DAY) -> str:
        return status_on(day, paper, acts, 90)

    def test_is_preparing_until_it_is_signed(self) -> None:
        assert self.status(Paper(signed_on=None)) == "preparing"
        assert self.status(Paper(signed_on="2026-06-16")) == "preparing"
        assert self.status(Paper(signed_on="2026-06")) == "in_force"

    def test_is_not_in_force_before_its_first_day(self) -> None:
        assert self.status(Paper(starts_on=date(2026, 6, 16))) == "not_in_force"
        assert self.status(Paper(starts_on=date(2026, 6, 15))) == "in_force"

    @pytest.mark.parametrize(
        ("day", "status"),
        [
            (date(2026, 10, 1), "in_force"),
            (date(2026, 10, 2), "expiring"),
            (date(2026, 12, 31), "expiring"),
            (date(2027, 1, 1), "expired"),
        ],
    )
    def test_is_expiring_in_the_last_days_and_expired_after_the_last(self, day: date, status: str) -> None:
        assert self.status(Paper(), day=day) == status

    def test_is_in_force_without_an_end(self) -> None:
        assert self.status(Paper(expires_on=None), day=date(2999, 1, 1)) == "in_force"

    @pytest.mark.parametrize(
        ("kind", "status"), [("terminate", "terminated"), ("withdraw", "withdrawn"), ("replace", "replaced")]
    )
    def test_is_what_ended_it_from_that_day_on_before_and_after_its_term(self, kind: str, status: str) -> None:
        act = Act(kind, DAY)
        assert self.status(Paper(), act) == status
        assert self.status(Paper(), act, day=date(2026, 6, 14)) == "in_force"
        assert self.status(Paper(starts_on=date(2027, 1, 1)), act) == status
        assert self.status(Paper(), act, day=date(2030, 1, 1)) == status

    def test_goes_by_the_first_act_that_ended_it(self) -> None:
        later, first = Act("terminate", date(2026, 3, 2), 1), Act("replace", date(2026, 3, 1), 2)
        assert self.status(Paper(), later, first) == "replaced"
        assert self.status(Paper(), Act("withdraw", DAY, 2), Act("terminate", DAY, 1)) == "terminated"

    def test_is_suspended_until_it_resumes_but_still_expires(self) -> None:
        suspend, resume = Act("suspend", date(2026, 2, 1), 1), Act("resume", date(2026, 7, 1), 2)
        assert self.status(Paper(), suspend, resume) == "suspended"
        assert self.status(Paper(), suspend, resume, day=date(2026, 7, 1)) == "in_force"
        assert self.status(Paper(), suspend, day=date(2027, 1, 1)) == "expired"

    def test_follows_the_latest_renewal_in_effect(self) -> None:
        first = Act("renew", date(2026, 12, 1), 1, date(2027, 12, 31))
        second = Act("renew", date(2027, 12, 1), 2, date(2030, 12, 31))
        assert self.status(Paper(), first, day=date(2027, 6, 1)) == "in_force"
        assert self.status(Paper(), first, second, day=date(2028, 1, 1)) == "in_force"
        assert self.status(Paper(), first, second, day=date(2026, 11, 30)) == "expiring"
        assert self.status(Paper(), Act("renew", DAY, 1, None), day=date(2050, 1, 1)) == "in_force"
        assert end_on(date(2027, 1, 1), Paper(), [first, second]) == date(2027, 12, 31)

    def test_of_a_paper_that_renews_itself_never_expires(self) -> None:
        paper = Paper(renews_automatically=True)
        assert self.status(paper, day=date(2026, 12, 31)) == "in_force"
        assert self.status(paper, day=date(2040, 1, 1)) == "in_force"
        assert self.status(paper, Act("terminate", date(2030, 1, 1)), day=date(2040, 1, 1)) == "terminated"


class TestDeadlines:
    """R2, R4, R5."""

    def due(self, paper: Paper, *acts: Act, today: date = DAY) -> list[tuple[str, str | None, str | None]]:
        made = clocks.deadlines_of(paper, acts, None, today)
        return [(item["kind"], item["due_on"], item["done_on"]) for item in made]

    def test_of_a_province_are_two_reports_15_days_after_signing(self) -> None:
        """R4 (Luật 70/2020/QH14, Điều 19)."""
        assert self.due(Paper(signed_on="2026-01-20")) == [
            ("ministry_copy", "2026-02-04", None),
            ("prime_minister_report", "2026-02-04", None),
        ]

    @pytest.mark.parametrize(
        "paper",
        [
            Paper(signing_capacity="department"),
            Paper(under_law=False, legal_regime="ngo_aid"),
            Paper(legal_regime="ordinance_2007", signed_on="2015-01-05"),
            Paper(signed_on="2026-01"),
            Paper(signed_on=None),
        ],
        ids=["a department", "outside the law", "before the law", "a day unknown", "not signed"],
    )
    def test_has_no_report_that_the_law_does_not_ask_for(self, paper: Paper) -> None:
        assert self.due(paper) == []

    def test_after_an_end_or_a_suspension_is_a_notice_each(self) -> None:
        """R5 (Điều 34)."""
        acts = [Act("suspend", date(2026, 2, 1)), Act("resume", date(2026, 3, 1)), Act("terminate", date(2026, 4, 1))]
        assert self.due(Paper(signing_capacity="department"), *acts) == [
            ("termination_notice", "2026-02-16", None),
            ("termination_notice", "2026-04-16", None),
        ]
        assert self.due(Paper(signing_capacity="party_committee", under_law=False), *acts) == []

    def renewing(self, **values: Any) -> Paper:
        clause = {"automatic": True, "months": 60, "notice_days": 90}
        given = {"renews_automatically": True, "signing_capacity": "department", "renewal": clause, **values}
        return Paper(**given)

    def test_of_a_paper_that_renews_itself_come_before_each_end_of_ten_years(self) -> None:
        paper = self.renewing(expires_on=date(2022, 12, 31))
        assert self.due(paper) == [("renewal_notice", "2027-10-02", None), ("renewal_notice", "2032-10-02", None)]

    def test_of_short_periods_are_at_most_twelve(self) -> None:
        paper = self.renewing(renewal={"automatic": True, "months": 1, "notice_days": None})
        due = self.due(paper)
        assert len(due) == 12
        assert due[:3] == [("renewal_notice", day, None) for day in ("2026-12-31", "2027-01-31", "2027-02-28")]

    def test_of_a_paper_that_renews_itself_once_is_one(self) -> None:
        clause = {"automatic": True, "months": None, "notice_days": 30}
        assert self.due(self.renewing(renewal=clause)) == [("renewal_notice", "2026-12-01", None)]
        assert self.due(self.renewing(renewal=clause, expires_on=date(2026, 6, 14))) == []

    def test_has_no_notice_of_renewal_once_it_ended_or_without_an_end(self) -> None:
        assert self.due(self.renewing(), Act("replace", date(2026, 5, 1))) == []
        assert self.due(self.renewing(expires_on=None)) == []
        assert self.due(self.renewing(signed_on=None)) == []

    def test_counts_from_the_latest_renewal(self) -> None:
        act = Act("renew", date(2026, 2, 1), 1, date(2028, 12, 31))
        assert self.due(self.renewing(), act)[0] == ("renewal_notice", "2028-10-02", None)

    def test_keeps_what_was_done_also_where_the_day_moved(self) -> None:
        done = {"kind": "ministry_copy", "due_on": "2026-01-20", "done_on": "2026-01-10", "basis": ""}
        same = {"kind": "prime_minister_report", "due_on": "2026-02-04", "done_on": "2026-02-01", "basis": ""}
        paper = Paper(signed_on="2026-01-20", deadlines=[done, same, {**same, "done_on": None}])
        assert self.due(paper) == [
            ("ministry_copy", "2026-02-04", "2026-01-10"),
            ("prime_minister_report", "2026-02-04", "2026-02-01"),
        ]

    def test_keeps_past_notices_apart_from_coming_ones(self) -> None:
        paper = self.renewing(expires_on=date(2022, 12, 31))
        held = clocks.deadlines_of(paper, [], None, date(2022, 6, 1))
        held[0]["done_on"] = "2022-09-30"
        paper.deadlines = held
        assert self.due(paper)[:2] == [
            ("renewal_notice", "2022-10-02", "2022-09-30"),
            ("renewal_notice", "2027-10-02", None),
        ]

    def test_keeps_a_notice_whose_days_of_warning_were_corrected(self) -> None:
        paper = self.renewing()
        held = clocks.deadlines_of(paper, [], None, DAY)
        held[0]["done_on"] = "2026-09-30"
        corrected = self.renewing(renewal={"automatic": True, "months": 60, "notice_days": 180}, deadlines=held)
        assert self.due(corrected)[0] == ("renewal_notice", "2026-07-04", "2026-09-30")

    def test_forgets_a_done_deadline_that_nothing_asks_for_any_more(self) -> None:
        done = {"kind": "ministry_copy", "due_on": "2026-01-20", "done_on": "2026-01-10", "basis": ""}
        assert self.due(Paper(signed_on=None, deadlines=[done])) == []

    def test_of_a_consultation_is_over_with_the_signing(self) -> None:
        """R2 (Điều 19 and 27)."""
        asked = clocks.consultation(date(2026, 1, 14), None, None)
        assert (asked.due_on, asked.done_on) == (date(2026, 1, 14), None)
        assert clocks.consultation(date(2026, 1, 14), None, "2026-02-01").done_on == date(2026, 2, 1)
        assert clocks.consultation(date(2026, 1, 14), None, "2026-02").done_on is None

    def test_of_a_consultation_in_a_year_without_a_calendar_says_so(self) -> None:
        asked = clocks.consultation(None, 2040, None)
        [item] = clocks.deadlines_of(Paper(signing_capacity="department"), [], asked, DAY)
        assert (item["due_on"], item["done_on"]) == (None, None)
        assert item["basis"].endswith("chưa có lịch ngày làm việc năm 2040")

    def test_of_a_consultation_is_none_outside_the_law(self) -> None:
        asked = clocks.consultation(date(2026, 1, 14), None, None)
        assert clocks.deadlines_of(Paper(under_law=False), [], asked, DAY) == []

    def test_next_is_the_first_that_is_open(self) -> None:
        items: list[dict[str, str | None]] = [
            {"due_on": "2026-01-01", "done_on": "2026-01-01"},
            {"due_on": "2026-03-01", "done_on": None},
            {"due_on": "2026-02-01", "done_on": None},
            {"due_on": None, "done_on": None},
        ]
        assert clocks.next_due_on(items) == date(2026, 2, 1)
        assert clocks.next_due_on(items[:1]) is None
