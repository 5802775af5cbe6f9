"""Which record each line means."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.anniversaries.models import AnniversaryKind
from app.auth.principal import Principal
from app.core.model import new_id
from app.core.schema import Confidentiality
from app.greetings.models import GreetingPolicy
from app.imports.drafts import ImportTarget
from app.imports.matching.records import Found, Many, Match, Missing, New, match_rows, matchable
from app.imports.targets import TARGETS
from app.partners.models import PartnerTier
from tests.conftest import Statements
from tests.factories.contacts import make_contact
from tests.factories.delegations import make_delegation
from tests.factories.documents import make_document
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner

DELEGATIONS, PARTNERS, UNITS = TARGETS["delegations"], TARGETS["partners"], TARGETS["org-units"]
Row = dict[str, Any]


class Matcher:
    """Matches lines for somebody who sees everything."""

    def __init__(self, session: AsyncSession, principal: Principal) -> None:
        self.session, self.principal = session, principal

    async def match(self, target: ImportTarget, *rows: Row, on: list[tuple[str, ...]] | None = None) -> list[Match]:
        return await match_rows(self.session.execute, target, self.principal, on or target.keys, list(rows))

    async def one(self, target: ImportTarget, row: Row, *on: tuple[str, ...]) -> Match:
        (match,) = await self.match(target, row, on=list(on))
        return match


@pytest.fixture
def matcher(session: AsyncSession, principal: Principal) -> Matcher:
    return Matcher(session, principal)


class TestByItsKeys:
    async def test_an_id_in_either_case_is_the_record(self, matcher: Matcher, session: AsyncSession) -> None:
        row = await make_partner(session)
        assert await matcher.one(PARTNERS, {"id": row.id.upper()}) == Match(Found(row.id), f"id:{row.id}")

    async def test_an_id_that_nobody_has_or_that_is_none_is_missing(self, matcher: Matcher) -> None:
        absent = new_id()
        assert await matcher.one(PARTNERS, {"id": absent}) == Match(Missing(absent), f"id:{absent}")
        assert await matcher.one(PARTNERS, {"id": "số 7"}) == Match(Missing("số 7"), "id:số 7")

    async def test_an_external_id_is_the_record_or_a_new_one(self, matcher: Matcher, session: AsyncSession) -> None:
        row = await make_partner(session, source_system="qldn", external_id="P:7")
        known, new = await matcher.match(
            PARTNERS,
            {"source_system": "qldn", "external_id": "P:7"},
            {"source_system": "qldn", "external_id": "P:8"},
        )
        assert known == Match(Found(row.id), f"id:{row.id}")
        assert new == Match(New(), r"external_id:qldn:P\:8")

    async def test_a_code_counts_in_its_unit(self, matcher: Matcher, session: AsyncSession) -> None:
        row = await make_delegation(session, code="DR-1")
        other = await make_org_unit(session)
        here, there = await matcher.match(
            DELEGATIONS, {"org_unit_id": row.org_unit_id, "code": "DR-1"}, {"org_unit_id": other.id, "code": "DR-1"}
        )
        assert here.result == Found(row.id)
        assert there == Match(New(), f"org_unit_id+code:{other.id}:DR-1")

    async def test_a_document_by_number_day_and_issuer_together(self, matcher: Matcher, session: AsyncSession) -> None:
        key: Row = {"number": "12/KH-UBND", "issued_on": "2026-05-12", "issuer": "UBND tỉnh Nghệ An"}
        row = await make_document(session, **key)
        same, another, alone = await matcher.match(
            TARGETS["documents"], key, {**key, "issued_on": "2025-05-12"}, {"number": "12/KH-UBND"}
        )
        assert (same.result, another.result, alone) == (Found(row.id), New(), Match(New(), None))

    async def test_the_first_key_that_the_line_fills_decides(self, matcher: Matcher, session: AsyncSession) -> None:
        row = await make_org_unit(session, code="HUE", source_system="a", external_id="1")
        by_code = {"code": "HUE", "source_system": "a", "external_id": ""}
        found, new = await matcher.match(UNITS, by_code, {**by_code, "external_id": "2"})
        assert (found.result, new) == (Found(row.id), Match(New(), "external_id:a:2"))

    async def test_a_line_without_any_is_new(self, matcher: Matcher) -> None:
        assert await matcher.match(PARTNERS, {"name_vi": "Xiêng Khoảng"}, {}) == [Match(New(), None)] * 2

    async def test_a_blank_of_a_policy_means_any(self, matcher: Matcher, session: AsyncSession) -> None:
        kind = AnniversaryKind.NATIONAL_DAY
        exact = GreetingPolicy(kind=kind, tier=PartnerTier.SPECIAL, actions=[], citations=[])
        any_tier = GreetingPolicy(kind=kind, actions=[], citations=[])
        session.add_all([exact, any_tier])
        await session.flush()
        found = await matcher.match(
            TARGETS["greeting-policies"],
            {"kind": "national_day", "tier": "special"},
            {"kind": "national_day", "tier": None},
            {"kind": "national_day", "tier": "other"},
        )
        assert [match.result for match in found] == [Found(exact.id), Found(any_tier.id), New()]


class TestByTheWhole:
    KEY: tuple[str, ...] = tuple(TARGETS["documents"].whole)

    async def test_a_blank_means_a_record_with_a_blank(self, matcher: Matcher, session: AsyncSession) -> None:
        plan: Row = {"type": "plan", "subject": "Kế hoạch"}
        bare = await make_document(session, **plan)
        numbered = await make_document(session, **plan, number="1/KH-UBND")
        found = await matcher.match(
            TARGETS["documents"], plan, {**plan, "number": "1/KH-UBND"}, {**plan, "issuer": "A"}, on=[self.KEY]
        )
        assert [match.result for match in found] == [Found(bare.id), Found(numbered.id), New()]

    async def test_what_a_record_must_have_is_never_blank(self, matcher: Matcher) -> None:
        assert await matcher.match(TARGETS["documents"], {"subject": "Kế hoạch"}, on=[self.KEY]) == [Match(New(), None)]


class TestByChosenColumns:
    async def test_a_name_counts_in_whatever_case_but_with_its_accents(
        self, matcher: Matcher, session: AsyncSession
    ) -> None:
        row = await make_partner(session, name_vi="Xiêng Khoảng", name_en="Xiangkhouang")
        on: list[tuple[str, ...]] = [("name_vi",)]
        same, bare = await matcher.match(PARTNERS, {"name_vi": " XIÊNG KHOẢNG "}, {"name_vi": "Xieng Khoang"}, on=on)
        assert (same.result, bare) == (Found(row.id), Match(New(), "name_vi:xieng khoang"))

    async def test_several_records_are_ambiguous(self, matcher: Matcher, session: AsyncSession) -> None:
        rows = [await make_partner(session, name_vi="Gwangju", country="KR", subdivision=f"KR-{n}") for n in (29, 41)]
        match = await matcher.one(PARTNERS, {"name_vi": "Gwangju", "country": "KR"}, ("name_vi", "country"))
        assert isinstance(match.result, Many)
        assert {(one["id"], one["subdivision"]) for one in match.result.candidates} == {
            (row.id, row.subdivision) for row in rows
        }
        assert match.key == "name_vi+country:gwangju:KR"

    @pytest.mark.parametrize(
        ("name", "stored", "said"),
        [
            ("headcount_planned", 12, 12),
            ("in_plan", True, True),
            ("direction", "inbound", "inbound"),
            ("planned_from", "2026-05", "2026-05"),
            ("report_submitted_on", "2026-05-12", "2026-05-12"),
        ],
    )
    async def test_a_column_of_any_type_is_compared(
        self, matcher: Matcher, session: AsyncSession, name: str, stored: object, said: object
    ) -> None:
        is_day = name == "report_submitted_on"
        value: Any = date.fromisoformat(str(stored)) if is_day else stored
        row = await make_delegation(session, title="Đoàn một", **{name: value})
        match = await matcher.one(DELEGATIONS, {"title": "đoàn một", name: said}, ("title", name))
        assert match.result == Found(row.id)

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("headcount_planned", 10**12),
            ("headcount_planned", "mười"),
            ("in_plan", "có"),
            ("report_submitted_on", "quý III"),
        ],
    )
    async def test_a_value_that_the_column_cannot_hold_matches_nothing(
        self, matcher: Matcher, session: AsyncSession, name: str, said: object
    ) -> None:
        await make_delegation(session)
        assert (await matcher.one(DELEGATIONS, {name: said}, (name,))).result == New()

    @pytest.mark.parametrize("name", ["name_vi", "website"])
    async def test_a_text_with_a_nul_matches_nothing(self, matcher: Matcher, name: str) -> None:
        assert (await matcher.one(PARTNERS, {name: "a\0"}, (name,))).result == New()

    def test_may_be_any_single_value_of_a_file(self, principal: Principal) -> None:
        allowed = matchable(DELEGATIONS, principal)
        assert {"id", "title", "code", "planned_from", "org_unit_id"} <= allowed
        assert not {"partner_ids", "funding", "version", "search_text"} & allowed

    def test_are_not_restricted_ones_for_a_caller_who_may_not_see_them(self, principal: Principal) -> None:
        caller = Principal("x", "api_key", "caller", principal.roles, Confidentiality.INTERNAL)
        contacts = TARGETS["contacts"]
        assert matchable(contacts, principal) - matchable(contacts, caller) == {"email", "phone"}


class TestManyLines:
    async def test_cost_one_statement_a_key_and_five_hundred(
        self, matcher: Matcher, session: AsyncSession, statements: Statements
    ) -> None:
        unit = await make_org_unit(session)
        ids: list[Row] = [
            {"source_system": "a", "external_id": str(number), "org_unit_id": unit.id} for number in range(3)
        ]
        rows = [await make_contact(session, **values) for values in ids]
        lines: list[Row] = [{"source_system": "a", "external_id": str(number)} for number in range(600)]
        statements.clear()
        matches = await matcher.match(TARGETS["contacts"], *lines, {"id": rows[0].id}, {"full_name": "Ai đó"})
        assert len(statements) == 3
        assert [match.result for match in matches[:4]] == [*(Found(row.id) for row in rows), New()]
        assert matches[0].key == matches[600].key

    async def test_a_hidden_record_is_as_absent_as_none(self, session: AsyncSession, principal: Principal) -> None:
        row = await make_partner(
            session, source_system="a", external_id="1", confidentiality=Confidentiality.RESTRICTED
        )
        caller = Principal("x", "api_key", "caller", principal.roles, Confidentiality.PUBLIC)
        lines: list[Row] = [{"id": row.id}, {"source_system": "a", "external_id": "1"}]
        matches = await match_rows(session.execute, PARTNERS, caller, PARTNERS.keys, lines)
        assert [match.result for match in matches] == [Missing(row.id), New()]
