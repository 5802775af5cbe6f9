"""What cells name, found in the database."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core.model import new_id
from app.core.schema import Confidentiality
from app.imports.drafts import Naming
from app.imports.matching import resolver as module
from app.imports.matching.resolver import Found, Many, Resolver, relation_names
from app.imports.targets import TARGETS
from app.org_units.models import OrgUnit, OrgUnitKind
from app.partners.models import AdminLevel
from tests.conftest import Statements
from tests.factories.agreements import make_agreement
from tests.factories.delegations import make_delegation
from tests.factories.documents import make_document
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.factories.relationships import make_relationship
from tests.imports.matching.conftest import Ask, name_of

MANY = 60
"""More names than are asked of the index."""


def alias(name: str) -> dict[str, str]:
    return {"name": name, "lang": "vi", "script": "Latn", "kind": "transliteration"}


class TestById:
    async def test_an_id_in_either_case_is_the_record(self, ask: Ask, session: AsyncSession) -> None:
        partner = await make_partner(session)
        assert await ask(f" {partner.id.upper()} ") == Found(partner.id)

    async def test_an_id_that_nobody_has_is_unknown(self, ask: Ask) -> None:
        assert await ask(new_id()) is None


class TestByCode:
    async def test_a_unit_a_delegation_and_a_document_go_by_theirs(self, ask: Ask, session: AsyncSession) -> None:
        unit = await make_org_unit(session, code="SNV-NA")
        delegation = await make_delegation(session, org_unit_id=unit.id, code="DR-2026-001")
        document = await make_document(session, number="716/KH-UBND")
        assert await ask("SNV-NA", "org-units") == Found(unit.id)
        assert await ask("DR-2026-001", "delegations") == Found(delegation.id)
        assert await ask(" 716/KH-UBND ", "documents") == Found(document.id)

    async def test_one_code_in_two_units_is_ambiguous(self, ask: Ask, session: AsyncSession) -> None:
        rows = [await make_delegation(session, code="DR-1", title=title) for title in ("Đoàn một", "Đoàn hai")]
        found = await ask("DR-1", "delegations")
        assert isinstance(found, Many)
        shown = [{"id": row.id, "code": "DR-1", "title": row.title} for row in rows]
        assert sorted(found.candidates, key=lambda one: one["id"]) == sorted(shown, key=lambda one: str(one["id"]))

    async def test_a_partner_goes_by_the_code_of_its_province_and_not_a_place_in_it(
        self, ask: Ask, session: AsyncSession
    ) -> None:
        gyeonggi = await make_partner(session, name_vi="Gyeonggi", country="KR", subdivision="KR-41")
        await make_partner(session, name_vi="Suwon", country="KR", subdivision="KR-41", parent_id=gyeonggi.id)
        assert await ask("KR-41") == Found(gyeonggi.id)

    async def test_nothing_else_has_a_code(self, ask: Ask, session: AsyncSession) -> None:
        row = await make_relationship(session)
        assert await ask("KH-01", "relationships") is None
        assert await ask(row.id, "relationships") == Found(row.id)


class TestByExternalId:
    async def test_with_and_without_its_system(self, ask: Ask, session: AsyncSession) -> None:
        partner = await make_partner(session, source_system="qldn", external_id="P-7")
        assert await ask("qldn:P-7") == Found(partner.id)
        assert await ask("P-7") == Found(partner.id)
        assert await ask("other:P-7") is None

    async def test_of_two_systems_is_ambiguous_until_the_system_is_said(self, ask: Ask, session: AsyncSession) -> None:
        first = await make_partner(session, source_system="a", external_id="7")
        await make_partner(session, source_system="b", external_id="7")
        assert isinstance(await ask("7"), Many)
        assert await ask("a:7") == Found(first.id)

    async def test_holds_no_nul(self, ask: Ask) -> None:
        assert await ask("P\0") is None


class TestByName:
    @pytest.mark.parametrize(
        "text",
        ["Xiêng Khoảng", "xieng khoang", "XIÊNG-KHOẢNG", "tỉnh Xiêng Khoảng", "Xiangkhouang", "Xiêng Khoảng (Lào)"],
    )
    async def test_a_partner_in_any_spelling(self, ask: Ask, session: AsyncSession, text: str) -> None:
        partner = await make_partner(session, name_vi="Xiêng Khoảng", aliases=[alias("Xiangkhouang")], country="LA")
        await make_partner(session, name_vi="Xiêng Khoảng Hạ", country="LA")
        assert await ask(text) == Found(partner.id)

    async def test_the_two_gwangjus_are_ambiguous_and_tell_themselves_apart(
        self, ask: Ask, session: AsyncSession
    ) -> None:
        level: dict[str, Any] = {"admin_level": AdminLevel.CITY, "country": "KR"}
        metropolis = await make_partner(session, name_vi="Gwangju", subdivision="KR-29", **level)
        city = await make_partner(session, name_vi="Gwangju (tỉnh Gyeonggi)", subdivision="KR-41", **level)
        found = await ask("Gwangju")
        assert isinstance(found, Many)
        shown = {"kind": "local_government", "country": "KR", "admin_level": "city"}
        assert sorted(found.candidates, key=lambda one: one["subdivision"]) == [
            {"id": metropolis.id, "name_vi": "Gwangju", "subdivision": "KR-29", **shown},
            {"id": city.id, "name_vi": "Gwangju (tỉnh Gyeonggi)", "subdivision": "KR-41", **shown},
        ]
        assert await ask("Gwangju (Gyeonggi)") == Found(city.id)

    async def test_the_province_and_the_capital_are_told_apart_by_their_kind(
        self, ask: Ask, session: AsyncSession
    ) -> None:
        province = await make_partner(session, name_vi="Viêng Chăn", admin_level=AdminLevel.PROVINCE, country="LA")
        capital = await make_partner(session, name_vi="Thủ đô Viêng Chăn", admin_level=AdminLevel.PREFECTURE)
        assert isinstance(await ask("Viêng Chăn"), Many)
        assert await ask("tỉnh Viêng Chăn, Lào") == Found(province.id)
        assert await ask("Thủ đô Viêng Chăn") == Found(capital.id)

    async def test_a_short_name_is_found_in_a_walk(self, ask: Ask, session: AsyncSession) -> None:
        partner = await make_partner(session, name_vi="Xay")
        await make_partner(session, name_vi="Viêng Xay")
        assert await ask("tỉnh Xay") == Found(partner.id)

    async def test_a_merged_partner_is_its_winner(self, ask: Ask, session: AsyncSession) -> None:
        winner = await make_partner(session, name_vi="Savannakhet")
        middle = await make_partner(session, name_vi="Xa Vẳn", merged_into_id=winner.id)
        loser = await make_partner(session, name_vi="Savanakhet", merged_into_id=middle.id)
        assert await ask("Savanakhet") == Found(winner.id)
        assert await ask(loser.id) == Found(winner.id)

    async def test_a_partner_merged_into_a_hidden_one_is_unknown(
        self, session: AsyncSession, principal: Principal
    ) -> None:
        hidden = await make_partner(session, confidentiality=Confidentiality.RESTRICTED)
        loser = await make_partner(session, name_vi="Savanakhet", merged_into_id=hidden.id)
        caller = _cleared_for(principal, Confidentiality.INTERNAL)
        resolver = Resolver(caller)
        await resolver.resolve(session.execute, [name_of("Savanakhet"), name_of(hidden.id), name_of(loser.id)])
        assert [resolver.found(name_of(text)) for text in ("Savanakhet", hidden.id, loser.id)] == [None, None, None]

    @pytest.mark.parametrize(
        "text", ["UBND tỉnh Nghệ An", "Ủy ban nhân dân tỉnh Nghệ An", "Uỷ ban nhân dân tỉnh Nghệ An"]
    )
    @pytest.mark.parametrize("stored", ["UBND tỉnh Nghệ An", "Ủy ban nhân dân tỉnh Nghệ An"])
    async def test_a_unit_by_its_name_or_abbreviation(
        self, ask: Ask, session: AsyncSession, text: str, stored: str
    ) -> None:
        unit = await make_org_unit(session, name_vi=stored, kind=OrgUnitKind.PEOPLE_COMMITTEE)
        assert await ask(text, "org-units") == Found(unit.id)

    async def test_a_unit_of_another_kind_is_not_meant(self, ask: Ask, session: AsyncSession) -> None:
        province = await make_org_unit(session, name_vi="Huế", kind=OrgUnitKind.DISTRICT_HISTORICAL)
        city = await make_org_unit(session, name_vi="Huế", kind=OrgUnitKind.CITY)
        assert await ask("thành phố Huế", "org-units") == Found(city.id)
        assert await ask("huyện Huế", "org-units") == Found(province.id)

    async def test_the_old_unit_of_a_name_by_the_word_for_old(self, ask: Ask, session: AsyncSession) -> None:
        old = await make_org_unit(session, name_vi="An Giang", valid_to="2025-06-30")
        new = await make_org_unit(session, name_vi="An Giang", valid_from="2025-07-01")
        found = await ask("tỉnh An Giang", "org-units")
        assert isinstance(found, Many)
        assert {(one["id"], one["valid_to"]) for one in found.candidates} == {(old.id, "2025-06-30"), (new.id, None)}
        assert await ask("tỉnh An Giang (cũ)", "org-units") == Found(old.id)

    async def test_an_agreement_by_its_title(self, ask: Ask, session: AsyncSession) -> None:
        row = await make_agreement(session, title_vi="Bản ghi nhớ về hợp tác nông nghiệp")
        assert await ask("bản ghi nhớ về hợp tác nông nghiệp", "agreements") == Found(row.id)

    async def test_a_text_without_a_letter_is_unknown(self, ask: Ask, session: AsyncSession) -> None:
        await make_partner(session)
        assert await ask("—") is None

    async def test_nothing_that_has_no_name(self, ask: Ask) -> None:
        assert await ask("Xiêng Khoảng", "relationships") is None


class TestTheWays:
    async def test_are_tried_in_the_order_that_the_spec_gives(self, ask: Ask, session: AsyncSession) -> None:
        by_code = await make_org_unit(session, code="HUE", name_vi="Thành phố trong mã")
        by_name = await make_org_unit(session, name_vi="HUE")
        assert await ask("HUE", "org-units") == Found(by_code.id)
        assert await ask("HUE", "org-units", partner=["external_id", "name"]) == Found(by_name.id)

    async def test_that_are_not_named_are_not_tried(self, ask: Ask, session: AsyncSession) -> None:
        await make_partner(session, name_vi="Xiêng Khoảng")
        for field in ("partner_ids", "partner", "partners"):
            assert await ask("Xiêng Khoảng", **{field: ["code"]}) is None


class TestManyNames:
    async def test_cost_a_handful_of_statements_whatever_their_number(
        self, session: AsyncSession, principal: Principal, statements: Statements
    ) -> None:
        partners = [await make_partner(session, name_vi=f"Tỉnh số {number}") for number in range(MANY)]
        gone = await make_partner(session, name_vi="Tỉnh đã nhập", merged_into_id=partners[0].id)
        bracketed = await make_partner(session, name_vi="Gwangju (tỉnh Gyeonggi)")
        asked = [name_of(f"số {number}") for number in range(MANY)] + [name_of("đã nhập"), name_of("Gwangju")]
        resolver = Resolver(principal)
        statements.clear()
        await resolver.resolve(session.execute, asked)
        assert len(statements) == 4  # external ids, the walk, the rows, the winners
        ids = [partner.id for partner in [*partners, partners[0], bracketed]]
        assert [resolver.found(one) for one in asked] == [Found(id_) for id_ in ids]
        assert gone.id not in ids

    async def test_a_walk_goes_on_from_page_to_page(
        self, session: AsyncSession, principal: Principal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.imports.matching.naming._PAGE", 10)
        partners = [await make_partner(session, name_vi=f"Tỉnh số {number}") for number in range(MANY)]
        asked = [name_of(f"Tỉnh số {number}") for number in range(MANY)]
        resolver = Resolver(principal)
        await resolver.resolve(session.execute, asked)
        assert [resolver.found(one) for one in asked] == [Found(partner.id) for partner in partners]

    async def test_are_asked_once(self, session: AsyncSession, principal: Principal, statements: Statements) -> None:
        await make_partner(session, name_vi="Xiêng Khoảng")
        resolver = Resolver(principal)
        names = [name_of("Xiêng Khoảng"), name_of("không ai biết")]
        await resolver.resolve(session.execute, names)
        statements.clear()
        await resolver.resolve(session.execute, names * 3)
        assert len(statements) == 0

    async def test_are_forgotten_when_they_are_too_many(
        self, session: AsyncSession, principal: Principal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "REMEMBERED", 3)
        partner = await make_partner(session, name_vi="Xiêng Khoảng")
        asked: list[Executable] = []

        async def execute(statement: Executable) -> object:
            asked.append(statement)
            return await session.execute(statement)

        resolver = Resolver(principal)
        await resolver.resolve(execute, [name_of(text) for text in ("Xiêng Khoảng", "hai", "ba")])  # type: ignore[arg-type]
        await resolver.resolve(execute, [name_of("Xiêng Khoảng"), name_of("bốn")])  # type: ignore[arg-type]
        assert resolver.found(name_of("Xiêng Khoảng")) == Found(partner.id)
        with pytest.raises(KeyError):
            resolver.found(name_of("hai"))


def test_a_relation_goes_by_its_field_with_and_without_its_ending() -> None:
    names = {"issuer_id", "issuer", "issuers", "implements", "replaces"}
    assert relation_names(TARGETS["documents"]) == names


class TestACaller:
    async def test_finds_only_what_they_may_know_of(self, session: AsyncSession, principal: Principal) -> None:
        shown = await make_partner(session, name_vi="Gwangju", confidentiality=Confidentiality.PUBLIC)
        await make_partner(session, name_vi="Gwangju", confidentiality=Confidentiality.RESTRICTED)
        resolver = Resolver(_cleared_for(principal, Confidentiality.PUBLIC))
        await resolver.resolve(session.execute, [name_of("Gwangju")])
        assert resolver.found(name_of("Gwangju")) == Found(shown.id)


def _cleared_for(principal: Principal, clearance: Confidentiality) -> Principal:
    return Principal(principal.id, "api_key", "caller", principal.roles, clearance)


class TestTheBeginningOfAName:
    async def test_is_the_caller_s_own_unit(self, session: AsyncSession, principal: Principal) -> None:
        own, _ = await _two_offices(session)
        assert await _of_units(session, principal, [own.id], "Sở Ngoại vụ", "so ngoai vu tinh") == [Found(own.id)] * 2

    async def test_is_nobody_s_for_sure_to_who_sees_all_or_has_both(
        self, session: AsyncSession, principal: Principal
    ) -> None:
        units = await _two_offices(session)
        for scope in (None, [unit.id for unit in units], [(await make_org_unit(session)).id]):
            [found] = await _of_units(session, principal, scope, "Sở Ngoại vụ")
            assert isinstance(found, Many)
            assert [one["name_vi"] for one in found.candidates] == [unit.name_vi for unit in units]

    async def test_is_a_question_even_where_one_unit_has_it(self, session: AsyncSession, principal: Principal) -> None:
        unit = await make_org_unit(session, name_vi="Sở Ngoại vụ tỉnh Nghệ An", kind=OrgUnitKind.DEPARTMENT)
        [found] = await _of_units(session, principal, None, "Sở Ngoại vụ")
        assert isinstance(found, Many)
        assert [one["id"] for one in found.candidates] == [unit.id]

    async def test_is_not_a_unit_that_another_succeeded(self, session: AsyncSession, principal: Principal) -> None:
        own, old = await _two_offices(session)
        old.valid_to = "2025-06-30"
        await session.flush()
        assert await _of_units(session, principal, [own.id, old.id], "Sở Ngoại vụ") == [Found(own.id)]

    async def test_counts_by_whole_words_of_which_it_has_two(self, session: AsyncSession, principal: Principal) -> None:
        own, _ = await _two_offices(session)
        texts = "Sở", "Sở Ngo", "Ngoại vụ", "Sở Ngoại vụ Nghệ An", "? !"
        assert await _of_units(session, principal, [own.id], *texts) == [None] * len(texts)

    async def test_yields_to_the_whole_name_of_another(self, session: AsyncSession, principal: Principal) -> None:
        own, _ = await _two_offices(session)
        whole = await make_org_unit(session, name_vi="Sở Ngoại vụ", kind=OrgUnitKind.DEPARTMENT)
        assert await _of_units(session, principal, [own.id], "Sở Ngoại vụ") == [Found(whole.id)]

    async def test_has_abbreviations_too(self, session: AsyncSession, principal: Principal) -> None:
        own = await make_org_unit(session, name_vi="Văn phòng UBND tỉnh Nghệ An", kind=OrgUnitKind.DEPARTMENT)
        texts = "Văn phòng Ủy ban nhân dân", "VĂN PHÒNG UBND"
        assert await _of_units(session, principal, [own.id], *texts) == [Found(own.id)] * 2

    async def test_is_found_among_many(
        self, session: AsyncSession, principal: Principal, statements: Statements
    ) -> None:
        own, _ = await _two_offices(session)
        statements.clear()
        texts = ["Sở Ngoại vụ", *(f"Sở Thứ {number}" for number in range(MANY))]
        found = await _of_units(session, principal, [own.id], *texts)
        assert found == [Found(own.id), *[None] * MANY]
        assert len(statements) < 10

    async def test_lists_no_more_candidates_than_a_person_reads(
        self, session: AsyncSession, principal: Principal
    ) -> None:
        for number in range(25):
            await make_org_unit(session, name_vi=f"Sở Ngoại vụ tỉnh {number:02}", kind=OrgUnitKind.DEPARTMENT)
        [found] = await _of_units(session, principal, None, "Sở Ngoại vụ")
        assert isinstance(found, Many)
        assert [one["name_vi"][-2:] for one in found.candidates] == [f"{number:02}" for number in range(20)]

    async def test_means_no_partner(self, ask: Ask, session: AsyncSession) -> None:
        await make_partner(session, name_vi="Hội Hữu nghị Lào - Việt")
        assert await ask("Hội Hữu nghị") is None


async def _two_offices(session: AsyncSession) -> list[OrgUnit]:
    names = "Sở Ngoại vụ tỉnh Nghệ An", "Sở Ngoại vụ tỉnh Quảng Trị"
    return [await make_org_unit(session, name_vi=name, kind=OrgUnitKind.DEPARTMENT) for name in names]


async def _of_units(
    session: AsyncSession, principal: Principal, scope: list[str] | None, *texts: str
) -> list[Found | Many | None]:
    """What these cells mean to somebody of these units."""
    resolver = Resolver(replace(principal, unit_ids=None if scope is None else tuple(scope)))
    namings = [Naming("org_unit_id", "org-units", text, "Cơ quan chủ trì") for text in texts]
    await resolver.resolve(session.execute, namings)
    return [resolver.found(naming) for naming in namings]
