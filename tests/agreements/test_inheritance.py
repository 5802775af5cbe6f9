"""Agreements of units that the reform of July 2025 ended: who takes them over (NĐ 177/2025/NĐ-CP; domain.md 1.7, 8)."""

from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.agreements.models import ActKind, Agreement
from app.auth.rules import Role
from app.org_units.models import OrgUnit, OrgUnitKind
from app.partners.models import Partner
from app.relationships.models import Stage
from tests.agreements.conftest import ADDRESS, created, faults, ids, refusal
from tests.conftest import MakeClient, Statements
from tests.factories.agreements import make_act, make_agreement
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.factories.relationships import make_relationship

INHERITED = f"{ADDRESS}/inherited"
DUPLICATES = f"{INHERITED}/duplicates"
RESOLUTION, DECREE = "Nghị quyết 202/2025/QH15", "NĐ 177/2025/NĐ-CP"


async def merge(session: AsyncSession, new: OrgUnit, *names: str) -> list[OrgUnit]:
    """Provinces of these names, which became `new`."""
    successors = [{"org_unit_id": new.id, "basis": RESOLUTION, "on": "2025-07-01"}]
    return [await make_org_unit(session, name_vi=name, valid_to="2025-06-30", successors=successors) for name in names]


async def make_province(session: AsyncSession, name: str) -> OrgUnit:
    return await make_org_unit(session, name_vi=name, valid_from="2025-07-01")


@dataclass
class Paper:
    """A signed paper between one unit and one partner, over the API."""

    unit: OrgUnit
    partner: Partner
    client: httpx.AsyncClient

    async def sign(self, **values: Any) -> dict[str, Any]:
        sides = [
            {"side": "vietnamese", "org_unit_id": self.unit.id, "name_as_signed": self.unit.name_vi},
            {"side": "foreign", "partner_id": self.partner.id},
        ]
        kind = {"name_type": "ban_ghi_nho", "signing_capacity": "provincial_people_committee"}
        body = {"title_vi": f"{self.unit.name_vi} – {self.partner.name_vi}", **kind, "parties": sides, **values}
        return created(await self.client.post(ADDRESS, json=body))


async def inherit(client: httpx.AsyncClient, agreement: dict[str, Any], to: OrgUnit, **values: Any) -> httpx.Response:
    act = {"kind": "inherit", "effective_on": "2025-07-01", "to_unit_id": to.id, "basis": DECREE, **values}
    return await client.post(f"{ADDRESS}/{agreement['id']}/acts", json=act)


async def read(client: httpx.AsyncClient, agreement: dict[str, Any], **parameters: str) -> dict[str, Any]:
    answer = await client.get(f"{ADDRESS}/{agreement['id']}", params=parameters)
    record: dict[str, Any] = answer.json()
    return record


async def listed(client: httpx.AsyncClient, path: str = INHERITED, **parameters: Any) -> list[dict[str, Any]]:
    answer = await client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


class TestRealCases:
    """domain.md 1.7, each by the number of its source."""

    async def test_kon_tum_with_attapeu_is_in_force_and_quang_ngai_answers_for_it(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        """S76: signed 26/10/2022 for 2022 to 2027; Kon Tum went to Quảng Ngãi."""
        new = await make_province(session, "Quảng Ngãi")
        old, _ = await merge(session, new, "Kon Tum", "Quảng Ngãi")
        attapeu = await make_partner(session, name_vi="Attapeu", country="LA")
        paper = await Paper(old, attapeu, client).sign(signed_on="2022-10-26", effective_on="2022", ends_on="2027")
        assert paper["responsible_unit_id"] == new.id
        (item,) = await listed(client, decided=False)
        assert item == {
            "agreement_id": paper["id"],
            "title_vi": "Kon Tum – Attapeu",
            "status": paper["status"],
            "from_units": [{"id": old.id, "name_vi": "Kon Tum", "valid_to": "2025-06-30"}],
            "to_units": [{"id": new.id, "name_vi": "Quảng Ngãi", "basis": RESOLUTION, "on": "2025-07-01"}],
            "responsible_unit_id": new.id,
            "outcome": None,
            "decided": False,
        }
        created(await inherit(client, paper, new, outcome="keep", foreign_party_notified_on="2025-08-01"))
        assert await listed(client, decided=False) == []
        (item,) = await listed(client, decided=True)
        assert (item["outcome"], item["decided"], item["responsible_unit_id"]) == ("keep", True, new.id)
        assert (await read(client, paper, status_as_of="2027-06-01"))["status"] == "in_force"
        kept = (await read(client, paper))["parties"][0]
        assert (kept["org_unit_id"], kept["name_as_signed"]) == (old.id, "Kon Tum")

    async def test_dau_tieng_with_bachiang_goes_up_to_the_province_and_on_to_ho_chi_minh_city(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        """S77, R7: a district of Bình Dương signed on 26/07/2022; both are no more."""
        new = await make_province(session, "Thành phố Hồ Chí Minh")
        (binh_duong,) = await merge(session, new, "Bình Dương")
        kind: dict[str, Any] = {"kind": OrgUnitKind.DISTRICT_HISTORICAL, "parent_id": binh_duong.id}
        district = await make_org_unit(session, name_vi="Dầu Tiếng", valid_to="2025-06-30", **kind)
        bachiang = await make_partner(session, name_vi="Bachiang", country="LA")
        capacity = {"signing_capacity": "district_people_committee"}
        paper = await Paper(district, bachiang, client).sign(signed_on="2022-07-26", **capacity)
        assert paper["responsible_unit_id"] == new.id
        (item,) = await listed(client)
        assert [unit["name_vi"] for unit in item["from_units"]] == ["Dầu Tiếng"]
        assert [unit["name_vi"] for unit in item["to_units"]] == ["Thành phố Hồ Chí Minh"]
        replaced = {"kind": "replace", "effective_on": "2025-09-01"}
        act = created(await client.post(f"{ADDRESS}/{paper['id']}/acts", json=replaced))
        successor = await read(client, {"id": act["child_id"]})
        assert (successor["signing_capacity"], successor["org_unit_ids"]) == ("provincial_people_committee", [new.id])

    async def test_ky_anh_with_khounkham_has_expired_and_is_inherited_all_the_same(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        """S78: for 2023 to 2025, by a town of Hà Tĩnh, which is unchanged."""
        ha_tinh = await make_org_unit(session, name_vi="Hà Tĩnh")
        kind: dict[str, Any] = {"kind": OrgUnitKind.DISTRICT_HISTORICAL, "parent_id": ha_tinh.id}
        town = await make_org_unit(session, name_vi="Thị xã Kỳ Anh", valid_to="2025-06-30", **kind)
        khounkham = await make_partner(session, name_vi="Khounkham", country="LA")
        span = {"signed_on": "2023", "ends_on": "2025", "signing_capacity": "district_people_committee"}
        paper = await Paper(town, khounkham, client).sign(**span)
        assert (await read(client, paper, status_as_of="2026-01-01"))["status"] == "expired"
        (item,) = await listed(client, status="expired")
        heir = {"id": ha_tinh.id, "name_vi": "Hà Tĩnh", "basis": DECREE, "on": "2025-07-01"}
        assert (item["agreement_id"], item["to_units"]) == (paper["id"], [heir])
        created(await inherit(client, paper, ha_tinh, outcome="pending"))
        (item,) = await listed(client, decided=False)
        assert (item["outcome"], item["decided"], item["responsible_unit_id"]) == ("pending", False, ha_tinh.id)

    async def test_lao_cai_with_aquitaine_meets_new_units_on_both_sides(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        """S81: signed 18/11/2002; Aquitaine went up in Nouvelle-Aquitaine, Lào Cai in a new province of that name."""
        new = await make_province(session, "Lào Cai")
        old, _ = await merge(session, new, "Lào Cai", "Yên Bái")
        nouvelle = await make_partner(session, name_vi="Nouvelle-Aquitaine", country="FR")
        succession = [{"partner_id": nouvelle.id, "basis": None, "on": "2016-01-01"}]
        aquitaine = await make_partner(session, name_vi="Aquitaine", country="FR", successors=succession)
        paper = await Paper(old, aquitaine, client).sign(signed_on="2002-11-18")
        assert (paper["legal_regime"], paper["status"]) == ("earlier", "in_force")
        created(await inherit(client, paper, new, outcome="replace"))
        successor = await Paper(new, nouvelle, client).sign(signed_on="2026-01-15")
        replaced = {"kind": "replace", "effective_on": "2026-01-15", "child_id": successor["id"]}
        created(await client.post(f"{ADDRESS}/{paper['id']}/acts", json=replaced))
        assert (await read(client, paper))["partner_ids"] == [aquitaine.id]
        assert (await read(client, paper, status_as_of="2026-01-14"))["status"] == "in_force"
        assert (await read(client, paper, status_as_of="2026-01-15"))["status"] == "replaced"
        assert (await read(client, successor))["predecessor_id"] == paper["id"]

    async def test_thai_binh_with_xayaboury_was_signed_online_and_is_hung_yens(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        """S80: signed 04/11/2021 for 2021 to 2026."""
        new = await make_province(session, "Hưng Yên")
        old, _ = await merge(session, new, "Thái Bình", "Hưng Yên")
        xayaboury = await make_partner(session, name_vi="Xayaboury", country="LA")
        online = {"signed_on": "2021-11-04", "signing_mode": "online", "ends_on": "2026"}
        paper = await Paper(old, xayaboury, client).sign(**online)
        assert (await read(client, paper, status_as_of="2026-11-01"))["status"] == "expiring"
        assert ids(await client.get(ADDRESS, params={"org_unit_id": new.id})) == [paper["id"]]
        renewal = {"kind": "renew", "effective_on": "2026-11-04", "term_months": 60}
        act = created(await client.post(f"{ADDRESS}/{paper['id']}/acts", json=renewal))
        assert act["ends_on"] == "2031-12-31"
        child = await read(client, {"id": act["child_id"]})
        assert (child["title_vi"], child["org_unit_ids"]) == ("Gia hạn: Thái Bình – Xayaboury", [new.id])

    async def test_dan_hoa_with_langkhang_stays_with_the_commune_that_took_over(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        """S82: signed 22/11/2023 by a commune, and communes too were merged."""
        new = await make_org_unit(session, name_vi="Xã Dân Hóa", kind=OrgUnitKind.COMMUNE, valid_from="2025-07-01")
        (old,) = await merge(session, new, "Xã Dân Hóa")
        langkhang = await make_partner(session, name_vi="Langkhang", country="LA")
        capacity = {"signing_capacity": "border_commune"}
        paper = await Paper(old, langkhang, client).sign(signed_on="2023-11-22", **capacity)
        assert paper["responsible_unit_id"] == new.id


class TestInherited:
    async def test_leaves_out_units_in_effect_drafts_and_what_ended_before_the_reform(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        new = await make_province(session, "Mới")
        (old,) = await merge(session, new, "Cũ")
        long_ago = [{"org_unit_id": new.id, "basis": None, "on": "2008-08-01"}]
        earlier = await make_org_unit(session, valid_to="2008-07-31", successors=long_ago)
        ending = await make_org_unit(session, valid_to="2999")
        for unit in (new, earlier, ending):
            await make_agreement(session, signed_on="2007", org_unit_id=unit.id)
        await make_agreement(session, org_unit_id=old.id)
        kept = await make_agreement(session, signed_on="2007", org_unit_id=old.id)
        assert [item["agreement_id"] for item in await listed(client)] == [kept.id]

    async def test_knows_units_by_their_last_day_alone(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        ended = await make_org_unit(session, name_vi="Ban cán sự đảng", valid_to="2025")
        await make_agreement(session, signed_on="2024", org_unit_id=ended.id)
        (item,) = await listed(client)
        assert ([unit["id"] for unit in item["from_units"]], item["to_units"]) == ([ended.id], [])

    async def test_waits_for_a_decision_where_several_took_over(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        """Sở Thông tin và Truyền thông was divided between two departments."""
        heirs = [await make_org_unit(session, name_vi=name) for name in ("Sở KH&CN", "Sở VHTTDL")]
        successors = [{"org_unit_id": heir.id, "basis": None, "on": "2025-03-01"} for heir in heirs]
        old = await make_org_unit(session, name_vi="Sở TT&TT", valid_to="2025-02-28", successors=successors)
        old.successors = [step | {"on": "2025-07-01"} for step in successors]
        await session.flush()
        partner = await make_partner(session)
        paper = await Paper(old, partner, client).sign(signed_on="2024-01-01", signing_capacity="department")
        assert paper["responsible_unit_id"] is None
        (item,) = await listed(client)
        assert {unit["id"] for unit in item["to_units"]} == {heir.id for heir in heirs}
        created(await inherit(client, paper, heirs[1], outcome="amend"))
        assert (await read(client, paper))["responsible_unit_id"] == heirs[1].id

    async def test_goes_to_an_heir_or_to_the_lead_alone(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        new, lead, other = [await make_province(session, name) for name in ("Mới", "Chủ trì", "Khác")]
        (old,) = await merge(session, new, "Cũ")
        paper = await Paper(old, await make_partner(session), client).sign(signed_on="2024", lead_unit_id=lead.id)
        assert faults(await inherit(client, paper, other)) == [("/to_unit_id", "not_an_heir")]
        assert faults(await inherit(client, paper, old)) == [("/to_unit_id", "not_an_heir")]
        act = created(await inherit(client, paper, lead))
        assert act["outcome"] == "pending"
        assert (await read(client, paper))["responsible_unit_id"] == lead.id
        path = f"{ADDRESS}/{paper['id']}/acts/{act['id']}"
        assert faults(await client.patch(path, json={"to_unit_id": other.id})) == [("/to_unit_id", "not_an_heir")]
        answer = await client.patch(path, json={"to_unit_id": new.id, "outcome": "keep"})
        assert answer.status_code == 200
        assert (await read(client, paper))["responsible_unit_id"] == new.id
        assert (await client.delete(path)).status_code == 204
        (item,) = await listed(client, decided=False)
        assert item["outcome"] is None

    async def test_needs_a_unit_that_takes_over(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        unit = await make_org_unit(session)
        paper = await Paper(unit, await make_partner(session), client).sign(signed_on="2024")
        body = {"kind": "inherit", "effective_on": "2025-07-01", "ends_on": "2027"}
        answer = await client.post(f"{ADDRESS}/{paper['id']}/acts", json=body)
        assert faults(answer) == [("/ends_on", "not_of_this_act"), ("/to_unit_id", "missing")]

    async def test_goes_by_the_latest_decision(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        new = await make_province(session, "Mới")
        (old,) = await merge(session, new, "Cũ")
        paper = await Paper(old, await make_partner(session), client).sign(signed_on="2024")
        for outcome in ("keep", "pending", "replace"):
            created(await inherit(client, paper, new, outcome=outcome))
        (item,) = await listed(client, decided=True)
        assert item["outcome"] == "replace"

    async def test_costs_the_same_for_one_as_for_many_page_by_page(
        self, client: httpx.AsyncClient, session: AsyncSession, statements: Statements
    ) -> None:
        new = await make_province(session, "Mới")
        olds = await merge(session, new, *(f"Cũ {number}" for number in range(5)))
        made = [await make_agreement(session, signed_on="2024", org_unit_id=old.id) for old in olds]
        costs, seen = [], []
        for limit in (1, 4):
            statements.clear()
            answer = await client.get(INHERITED, params={"limit": limit, "sort": "-agreement_id"})
            costs.append(len(statements))
        assert costs[0] == costs[1] <= 4
        link = str(httpx.URL(INHERITED, params={"limit": 2, "count": "exact"}))
        while link:
            answer = await client.get(link)
            assert answer.json()["count"] == 5
            seen += [item["agreement_id"] for item in answer.json()["items"]]
            link = answer.links["next"]["url"] if "next" in answer.links else ""
        assert seen == [agreement.id for agreement in made]

    async def test_gives_the_fields_asked_for(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        new = await make_province(session, "Mới")
        (old,) = await merge(session, new, "Cũ")
        await make_agreement(session, signed_on="2024", org_unit_id=old.id)
        assert await listed(client, fields="decided") == [{"decided": False}]
        (item,) = await listed(client, fields="to_units")
        assert [unit["id"] for unit in item["to_units"]] == [new.id]
        (item,) = await listed(client, fields="from_units")
        assert [unit["id"] for unit in item["from_units"]] == [old.id]

    async def test_shows_what_the_caller_may_see(
        self, client: httpx.AsyncClient, session: AsyncSession, make_client: MakeClient
    ) -> None:
        new = await make_province(session, "Mới")
        hidden = await make_org_unit(session, name_vi="Kín", confidentiality="restricted")
        old, other = await merge(session, new, "Cũ", "Khác")
        old.successors = [*old.successors, {"org_unit_id": hidden.id, "basis": None, "on": None}]
        await session.flush()
        mine = await make_agreement(session, signed_on="2024", org_unit_id=old.id)
        await make_agreement(session, signed_on="2024", org_unit_id=old.id, confidentiality="restricted")
        await make_agreement(session, signed_on="2024", org_unit_id=other.id)
        reader = await make_client(Role.READER, "internal", org_unit_ids=[old.id])
        (item,) = await listed(reader)
        assert item["agreement_id"] == mine.id
        assert [unit["id"] for unit in item["to_units"]] == [new.id]
        editor = await make_client(Role.EDITOR, "internal", org_unit_ids=[old.id])
        assert faults(await inherit(editor, {"id": mine.id}, hidden)) == [("/to_unit_id", "unknown_reference")]
        assert refusal(await inherit(reader, {"id": mine.id}, new)) == (403, "not_permitted")
        assert len(await listed(client, org_unit_id=f"{old.id},{other.id}")) == 3


@dataclass
class Meeting:
    """Đắk Lắk and Phú Yên, which are one province now, and a partner that both may know."""

    new: OrgUnit
    dak_lak: OrgUnit
    phu_yen: OrgUnit
    partner: Partner


@pytest.fixture
async def meeting(session: AsyncSession) -> Meeting:
    """S98 has Phú Yên twinned with Savannakhet; that Đắk Lắk was too is made up."""
    new = await make_province(session, "Đắk Lắk")
    dak_lak, phu_yen = await merge(session, new, "Đắk Lắk", "Phú Yên")
    return Meeting(new, dak_lak, phu_yen, await make_partner(session, name_vi="Savannakhet", country="LA"))


async def make_paper(session: AsyncSession, unit: OrgUnit, to: OrgUnit, partner: Partner, **values: Any) -> Agreement:
    common = {"signed_on": "2022", "responsible_unit_id": to.id, "org_unit_id": unit.id, "partner_id": partner.id}
    return await make_agreement(session, **common | values)


class TestDuplicates:
    async def test_tell_the_agreements_and_relationships_of_one_partner_that_met(
        self, client: httpx.AsyncClient, session: AsyncSession, meeting: Meeting
    ) -> None:
        units = [meeting.dak_lak, meeting.phu_yen]
        papers = [
            await make_paper(session, unit, meeting.new, meeting.partner, title_vi=unit.name_vi) for unit in units
        ]
        ties = [await make_relationship(session, org_unit_id=unit.id, partner_id=meeting.partner.id) for unit in units]
        (item,) = await listed(client, DUPLICATES)
        assert item == {
            "partner_id": meeting.partner.id,
            "partner_name_vi": "Savannakhet",
            "org_unit_id": meeting.new.id,
            "org_unit_name_vi": "Đắk Lắk",
            "agreements": [
                {"id": paper.id, "title_vi": unit.name_vi, "org_unit_id": unit.id}
                for paper, unit in zip(papers, units, strict=True)
            ],
            "relationships": [
                {"id": tie.id, "type": "friendship_cooperation", "org_unit_id": unit.id}
                for tie, unit in zip(ties, units, strict=True)
            ],
        }

    async def test_need_two_papers_in_force_of_two_units_with_one_partner(
        self, client: httpx.AsyncClient, session: AsyncSession, meeting: Meeting
    ) -> None:
        new, partner = meeting.new, meeting.partner
        await make_paper(session, meeting.dak_lak, new, partner)
        await make_paper(session, meeting.dak_lak, new, partner)
        await make_paper(session, meeting.phu_yen, new, await make_partner(session))
        ended = await make_paper(session, meeting.phu_yen, new, partner)
        await make_act(session, ended, kind=ActKind.TERMINATE)
        await make_paper(session, meeting.phu_yen, meeting.phu_yen, partner, responsible_unit_id=None)
        await make_paper(session, new, new, partner)
        assert await listed(client, DUPLICATES) == []
        await make_paper(session, meeting.phu_yen, new, partner)
        (item,) = await listed(client, DUPLICATES)
        assert (len(item["agreements"]), item["relationships"]) == (3, [])

    async def test_are_no_single_paper_that_two_units_signed(
        self, client: httpx.AsyncClient, session: AsyncSession, meeting: Meeting
    ) -> None:
        units = [meeting.dak_lak.id, meeting.phu_yen.id]
        empty = dict.fromkeys(("partner_id", "org_unit_id", "name_as_signed", "signer", "position"))
        ours = [{**empty, "side": "vietnamese", "org_unit_id": id_} for id_ in units]
        parties = [*ours, {**empty, "side": "foreign", "partner_id": meeting.partner.id}]
        await make_paper(session, meeting.dak_lak, meeting.new, meeting.partner, parties=parties, org_unit_ids=units)
        assert await listed(client, DUPLICATES) == []

    async def test_leave_out_relationships_that_ended_or_were_taken_over(
        self, client: httpx.AsyncClient, session: AsyncSession, meeting: Meeting
    ) -> None:
        sides: list[dict[str, Any]] = [
            {"org_unit_id": unit.id, "partner_id": meeting.partner.id} for unit in (meeting.dak_lak, meeting.phu_yen)
        ]
        first = await make_relationship(session, **sides[0])
        await make_relationship(session, **sides[1], stage=Stage.ENDED)
        assert await listed(client, DUPLICATES) == []
        await make_relationship(session, **sides[1])
        assert len(await listed(client, DUPLICATES)) == 1
        await make_relationship(
            session, org_unit_id=meeting.new.id, partner_id=meeting.partner.id, inherited_from=first.id
        )
        assert await listed(client, DUPLICATES) == []

    async def test_count_an_unchanged_unit_that_others_joined(
        self, client: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        there = await make_org_unit(session, name_vi="Cần Thơ", valid_from="2004")
        (joined,) = await merge(session, there, "Hậu Giang")
        partner = await make_partner(session)
        for unit in (there, joined):
            await make_relationship(session, org_unit_id=unit.id, partner_id=partner.id)
        (item,) = await listed(client, DUPLICATES)
        assert {tie["org_unit_id"] for tie in item["relationships"]} == {there.id, joined.id}

    async def test_are_narrowed_sorted_and_paged(
        self, client: httpx.AsyncClient, session: AsyncSession, meeting: Meeting
    ) -> None:
        partners = [meeting.partner, await make_partner(session, name_vi="Attapeu")]
        for partner in partners:
            for unit in (meeting.dak_lak, meeting.phu_yen):
                await make_relationship(session, org_unit_id=unit.id, partner_id=partner.id)
        query: dict[str, Any] = {"limit": 1, "sort": "partner_name_vi", "count": "exact"}
        first = await client.get(DUPLICATES, params=query)
        second = await client.get(first.links["next"]["url"])
        names = [answer.json()["items"][0]["partner_name_vi"] for answer in (first, second)]
        assert (names, first.json()["count"], second.json()["next_cursor"]) == (["Attapeu", "Savannakhet"], 2, None)
        (item,) = await listed(client, DUPLICATES, partner_id=meeting.partner.id, org_unit_id=meeting.new.id)
        assert item["partner_id"] == meeting.partner.id
        assert await listed(client, DUPLICATES, org_unit_id=meeting.phu_yen.id) == []

    async def test_show_what_the_caller_may_see(
        self, client: httpx.AsyncClient, session: AsyncSession, make_client: MakeClient, meeting: Meeting
    ) -> None:
        hidden = await make_partner(session, confidentiality="restricted")
        for unit in (meeting.dak_lak, meeting.phu_yen):
            await make_paper(session, unit, meeting.new, hidden)
            await make_paper(session, unit, meeting.new, meeting.partner, confidentiality="restricted")
        reader = await make_client(Role.READER, "internal")
        assert await listed(reader, DUPLICATES) == []
        assert len(await listed(client, DUPLICATES)) == 2
