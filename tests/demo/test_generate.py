"""What the demo is made of: the same for the same seed, true to the API's rules, and plainly made up."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from pydantic import BaseModel

from app.agreements.models import Agreement, AgreementAct, AgreementStatus
from app.agreements.rules.acts import breach_of
from app.agreements.rules.spans import span_faults
from app.agreements.rules.status import status_on
from app.agreements.schemas.acts import ActCreate
from app.agreements.schemas.agreements import AgreementCreate
from app.contacts.models import Contact
from app.contacts.schemas import ContactCreate
from app.core.dates import first_day
from app.core.model import Record
from app.delegations.models import Delegation, DelegationMember, DelegationStatus, Direction, MemberRole
from app.delegations.rules import NEEDS_REASON, TRANSITIONS, days_outside, lacks_decision
from app.delegations.schemas.delegations import DelegationCreate
from app.delegations.schemas.members import DelegationMemberCreate
from app.partners.models import Partner
from app.partners.schemas import PartnerCreate
from app.relationships.models import Relationship
from app.relationships.schemas import RelationshipCreate
from demo.generate import Numbers, Order, Unit, generate
from demo.rows import Row
from demo.sizes import PLANS, Plan, Size, share_out, spans_of, weigh_years

TODAY = date(2026, 11, 22)
UNITS = [Unit(f"0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f0{n}", f"TINH-{n}") for n in range(2)]
SMALL = PLANS[Size.SMALL]
LEAN = replace(PLANS[Size.MINISTRY], delegations=400, agreements=60, contacts=100, places=2)
SCHEMAS: dict[type[Record], type[BaseModel]] = {
    Partner: PartnerCreate,
    Relationship: RelationshipCreate,
    Contact: ContactCreate,
    Delegation: DelegationCreate,
    DelegationMember: DelegationMemberCreate,
    Agreement: AgreementCreate,
    AgreementAct: ActCreate,
}
Rows = dict[type[Record], list[Row]]


def make_all(
    plan: Plan = SMALL,
    units: Sequence[Unit] = UNITS[:1],
    seed: int = 7,
    today: date = TODAY,
    taken: Numbers | None = None,
) -> Rows:
    """Every row of a demo whose reports are due 15 days after the return."""
    found: Rows = defaultdict(list)
    order = Order(plan, units, today, seed, lambda _visit, end: end + timedelta(days=15), taken or {})
    for block in generate(order):
        for model, rows in block.rows.items():
            found[model] += rows
    return dict(found)


@pytest.fixture(scope="module")
def small() -> Rows:
    """Read only."""
    return make_all()


@pytest.fixture(scope="module")
def lean() -> Rows:
    """Read only."""
    return make_all(LEAN, UNITS)


class TestTheSameAgain:
    def test_for_one_seed_every_row_is_the_same(self, small: Rows) -> None:
        assert make_all() == small

    def test_another_seed_makes_other_records(self, small: Rows) -> None:
        other = make_all(seed=8)
        for model in (Delegation, DelegationMember, Agreement):
            assert {row["id"] for row in other[model]}.isdisjoint(row["id"] for row in small[model])
        assert [row["title"] for row in other[Delegation]] != [row["title"] for row in small[Delegation]]

    def test_ids_are_uuids_of_version_seven_in_order_and_once_each(self, lean: Rows) -> None:
        for rows in lean.values():
            ids = [UUID(row["id"]) for row in rows]
            assert {(id_.version, id_.variant) for id_ in ids} == {(7, "specified in RFC 4122")}
        every = [row["id"] for rows in lean.values() for row in rows]
        assert len(set(every)) == len(every)
        trips = [row["id"] for row in lean[Delegation]]
        assert trips == sorted(trips)


class TestValidity:
    @pytest.mark.parametrize("model", SCHEMAS)
    def test_every_row_is_what_the_api_would_take(self, model: type[Record], small: Rows, lean: Rows) -> None:
        schema = SCHEMAS[model]
        for row in (*small[model], *lean[model]):
            given = {name: row[name] for name in schema.model_fields if name in row and row[name] is not None}
            made = schema.model_validate(given)
            assert made.model_fields_set == given.keys()

    @pytest.mark.parametrize("model", SCHEMAS)
    def test_every_row_has_a_value_for_each_column(self, model: type[Record], small: Rows) -> None:
        columns = set(model.__table__.columns.keys()) - {"created_at", "updated_at", "created_by", "updated_by"}
        for row in small[model]:
            assert row.keys() >= columns
        required = [column.key for column in model.__table__.columns if column.key in columns and not column.nullable]
        assert all(row[name] is not None for row in small[model] for name in required)

    @pytest.mark.parametrize("model", SCHEMAS)
    def test_external_ids_are_given_once(self, model: type[Record], lean: Rows) -> None:
        keys = [row["external_id"] for row in lean[model]]
        assert len(set(keys)) == len(keys)
        assert {row["source_system"] for row in lean[model]} == {"demo"}

    def test_everything_says_that_it_is_made_up(self, small: Rows) -> None:
        assert {row["note"] for rows in small.values() for row in rows} == {"Dữ liệu mẫu, không có thật."}
        named = [row["name_vi"] for row in small[Partner]] + [row["title"] for row in small[Delegation]]
        named += [row["title_vi"] for row in small[Agreement]]
        assert [name for name in named if "Thử" not in name] == []

    def test_names_come_in_seven_languages(self, small: Rows) -> None:
        assert {row["country"] for row in small[Partner]} == {"LA", "KH", "CN", "KR", "JP", "RU"}
        scripts = {"LA": "ກ-໿", "KH": "ក-៿", "CN": "一-鿿", "KR": "가-힣", "JP": "ぁ-ヿ一-鿿", "RU": "А-я"}
        countries = {row["id"]: row["country"] for row in small[Partner]}
        for row in small[Contact]:
            assert re.search(f"[{scripts[countries[row['partner_id']]]}]", row["native_name"])
        assert {row["nationality"] for row in small[DelegationMember]} == {"VN", *scripts}


class TestTrips:
    def test_there_are_as_many_as_asked_for(self, small: Rows, lean: Rows) -> None:
        assert (len(small[Delegation]), len(lean[Delegation])) == (200, 400)

    def test_codes_of_a_unit_and_year_have_no_gap(self, lean: Rows) -> None:
        numbers = defaultdict(list)
        for row in lean[Delegation]:
            prefix, year, number = row["code"].split("-")
            assert (prefix == "DR", year) == (row["direction"] is Direction.OUTBOUND, row["planned_from"][:4])
            numbers[row["org_unit_id"], prefix, year].append(int(number))
        assert len(numbers) > 60
        for found in numbers.values():
            assert found == list(range(1, len(found) + 1))

    def test_codes_go_on_after_those_that_were_given_out(self) -> None:
        taken = {(UNITS[0].id, Direction.OUTBOUND, 2025): 41}
        rows = make_all(taken=taken)[Delegation]
        codes = [row["code"] for row in rows if row["code"].startswith("DR-2025-")]
        assert codes[0] == "DR-2025-0042"

    @pytest.mark.parametrize("today", [TODAY, date(2026, 1, 1), date(2028, 2, 29)])
    def test_the_status_fits_the_days(self, today: date) -> None:
        for row in make_all(today=today)[Delegation]:
            is_over = row["status"] in {DelegationStatus.COMPLETED, DelegationStatus.REPORTED}
            assert (row["actual_to"] is not None) == is_over
            assert (row["report_due_on"] is not None) == is_over
            assert not is_over or row["actual_from"] <= row["actual_to"] < today
            if row["status"] is DelegationStatus.IN_PROGRESS:
                assert row["starts_on"] <= today <= row["ends_on"]
            if row["report_submitted_on"]:
                assert row["actual_to"] < row["report_submitted_on"] <= today

    def test_every_status_and_an_overdue_report_occur(self) -> None:
        rows = make_all(replace(SMALL, delegations=1_500))[Delegation]
        assert {row["status"] for row in rows} == set(DelegationStatus)
        due = [row["report_due_on"] for row in rows if row["status"] is DelegationStatus.COMPLETED]
        assert min(due) < TODAY

    def test_each_life_is_one_that_the_api_allows(self, small: Rows) -> None:
        for row in small[Delegation]:
            before, on = "proposed", ""
            for step in row["transitions"]:
                assert step["from"] == before
                assert step["to"] in TRANSITIONS[before]
                assert on <= step["on"] <= TODAY.isoformat()
                assert step["to"] not in NEEDS_REASON or step["reason"]
                before, on = step["to"], step["on"]
            assert before == row["status"]
            assert not lacks_decision(row["transitions"], in_plan=row["in_plan"])

    def test_programmes_lie_within_the_days(self, small: Rows) -> None:
        for row in small[Delegation]:
            days = [date.fromisoformat(item["date"]) for item in row["itinerary"]]
            given = [row[name] for name in ("planned_from", "planned_to", "actual_from", "actual_to")]
            assert days_outside(days, *given) == []
            assert not row["invitation"] or row["invitation"]["on"] <= TODAY.isoformat()

    def test_the_unplanned_say_why(self, small: Rows) -> None:
        assert all(row["in_plan"] == (row["unplanned_reason"] is None) for row in small[Delegation])


class TestMembers:
    def test_each_delegation_has_one_leader(self, small: Rows, lean: Rows) -> None:
        """R21."""
        for rows in (small, lean):
            leaders = Counter(
                row["delegation_id"] for row in rows[DelegationMember] if row["role"] is MemberRole.LEADER
            )
            assert leaders == Counter(row["id"] for row in rows[Delegation])

    def test_the_list_is_as_long_as_the_headcount(self, small: Rows, lean: Rows) -> None:
        listed = Counter(row["delegation_id"] for row in small[DelegationMember])
        assert listed == Counter({row["id"]: row["headcount_planned"] for row in small[Delegation]})
        assert max(listed.values()) <= 12
        assert len(lean[DelegationMember]) == len(lean[Delegation])

    def test_every_role_occurs(self, small: Rows) -> None:
        assert {row["role"] for row in small[DelegationMember]} == set(MemberRole)


class TestAgreements:
    @pytest.mark.parametrize("plan", [SMALL, PLANS[Size.OFFICE]], ids=["small", "office"])
    def test_each_status_occurs(self, plan: Plan) -> None:
        """R9."""
        rows = make_all(replace(plan, delegations=300))
        acts = defaultdict(list)
        for act in rows[AgreementAct]:
            acts[act["agreement_id"]].append(AgreementAct(**act))
        statuses = {status_on(TODAY, Agreement(**row), acts[row["id"]], 90) for row in rows[Agreement]}
        assert statuses == {status.value for status in AgreementStatus}

    def test_their_dates_and_acts_hold_together(self, small: Rows) -> None:
        papers = {row["id"]: row for row in small[Agreement]}
        for row in papers.values():
            faults = span_faults(row["signed_on"], row["effective_on"], row["ends_on"], row["term_months"], TODAY)
            assert list(faults) == []
            acts = [AgreementAct(**act) for act in small[AgreementAct] if act["agreement_id"] == row["id"]]
            assert len(acts) == row["act_count"]
            assert not acts or breach_of(first_day(row["signed_on"]), row["expires_on"], acts) is None
        for act in small[AgreementAct]:
            child = papers.get(act["child_id"])
            assert child is None or act["agreement_id"] in (child["parent_id"], child["predecessor_id"])

    def test_a_trip_knows_what_was_signed_on_it(self, small: Rows) -> None:
        signed = {row["delegation_id"]: [row["id"]] for row in small[Agreement] if row["delegation_id"]}
        assert len(signed) > 5
        assert {row["id"]: row["agreement_ids"] for row in small[Delegation] if row["agreement_ids"]} == signed


class TestShares:
    @pytest.mark.parametrize("size", Size)
    def test_of_all_years_make_the_whole(self, size: Size) -> None:
        plan = PLANS[size]
        weights = weigh_years(spans_of(plan, TODAY))
        shares = share_out(plan.delegations, weights)
        assert (sum(shares), min(shares) >= 0) == (plan.delegations, True)

    def test_a_year_to_come_is_planned_as_far_as_the_horizon(self) -> None:
        spans = spans_of(SMALL, TODAY)
        assert (spans[0].first, spans[-1].last) == (date(2024, 1, 1), date(2027, 3, 22))
