"""Real agreements that stress the record (domain.md 1.7), each by its source, over HTTP alone."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.org_units.models import OrgUnit, OrgUnitKind
from app.partners.models import PartnerKind
from tests.agreements.conftest import ADDRESS, created, faults, ids
from tests.factories.documents import make_document
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner

RESOLUTION = "Nghị quyết 202/2025/QH15"


async def make_former(session: AsyncSession, name_vi: str, heir: str, **values: Any) -> tuple[OrgUnit, OrgUnit]:
    """A unit that ended with June 2025, and the one that took over."""
    new = await make_org_unit(session, name_vi=heir, valid_from="2025-07-01")
    successors = [{"org_unit_id": new.id, "basis": RESOLUTION, "on": "2025-07-01"}]
    return await make_org_unit(session, name_vi=name_vi, valid_to="2025-06-30", successors=successors, **values), new


class Papers:
    """Enters agreements and asks for them again."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def enter(self, units: list[OrgUnit], partners: list[Any], **values: Any) -> dict[str, Any]:
        parties = [{"side": "vietnamese", "org_unit_id": unit.id, "name_as_signed": unit.name_vi} for unit in units]
        parties += [{"side": "foreign", "partner_id": partner.id} for partner in partners]
        kind = {"name_type": "ban_ghi_nho", "signing_capacity": "provincial_people_committee"}
        body = {"title_vi": "Bản ghi nhớ hợp tác", **kind, "parties": parties, **values}
        return created(await self.client.post(ADDRESS, json=body))

    async def status(self, record: dict[str, Any], day: str) -> str:
        answer = await self.client.get(f"{ADDRESS}/{record['id']}", params={"status_as_of": day})
        return str(answer.json()["status"])


@pytest.fixture
def papers(client: httpx.AsyncClient) -> Papers:
    return Papers(client)


async def test_s73_an_giang_and_kandal_roll_papers_from_half_year_to_half_year(
    session: AsyncSession, papers: Papers
) -> None:
    """S73, S74: signed 12/10/2022 for the rest of the year; the next papers follow in a chain."""
    an_giang = await make_org_unit(session, name_vi="An Giang")
    kandal = await make_partner(session, name_vi="Kandal", country="KH")
    first = await papers.enter([an_giang], [kandal], signed_on="2022-10-12", ends_on="2022")
    assert (first["ends_on"], first["expires_on"]) == ("2022", "2022-12-31")
    assert [await papers.status(first, day) for day in ("2022-10-11", "2022-10-12", "2023-01-01")] == [
        "preparing",
        "expiring",
        "expired",
    ]
    second = await papers.enter([an_giang], [kandal], signed_on="2023", ends_on="2023", predecessor_id=first["id"])
    third = await papers.enter([an_giang], [kandal], signed_on="2024", ends_on="2024", predecessor_id=second["id"])
    followed = await papers.client.get(ADDRESS, params={"predecessor_id": first["id"]})
    assert ids(followed) == [second["id"]]
    answer = await papers.client.get(f"{ADDRESS}/{third['id']}", params={"expand": "predecessor"})
    assert answer.json()["predecessor"]["signed_on"] == "2023"


async def test_s75_son_la_and_xieng_khoang_agree_for_years_not_days(session: AsyncSession, papers: Papers) -> None:
    """S75: comprehensive cooperation for 2022 to 2024, signed 16/08/2022."""
    son_la = await make_org_unit(session, name_vi="Sơn La")
    xieng_khoang = await make_partner(session, name_vi="Xiêng Khoảng", country="LA")
    period = {"signed_on": "2022-08-16", "effective_on": "2022", "ends_on": "2024"}
    record = await papers.enter([son_la], [xieng_khoang], name_type="bien_ban_thoa_thuan", **period)
    assert record.items() >= period.items()
    assert (record["starts_on"], record["expires_on"]) == ("2022-01-01", "2024-12-31")
    days = ("2022-08-15", "2022-08-16", "2024-12-31", "2025-01-01")
    assert [await papers.status(record, day) for day in days] == ["preparing", "in_force", "expiring", "expired"]


async def test_s76_kon_tum_is_no_more_while_its_paper_is_in_force(session: AsyncSession, papers: Papers) -> None:
    """S76: signed 26/10/2022 for 2022 to 2027; Kon Tum went to Quảng Ngãi."""
    kon_tum, quang_ngai = await make_former(session, "Kon Tum", "Quảng Ngãi")
    attapeu = await make_partner(session, name_vi="Attapeu", country="LA")
    record = await papers.enter([kon_tum], [attapeu], signed_on="2022-10-26", ends_on="2027")
    assert await papers.status(record, "2026-06-01") == "in_force"
    assert (record["org_unit_ids"], record["responsible_unit_id"]) == ([kon_tum.id], quang_ngai.id)
    assert record["parties"][0]["name_as_signed"] == "Kon Tum"
    for unit in (kon_tum, quang_ngai):
        assert ids(await papers.client.get(ADDRESS, params={"org_unit_id": unit.id})) == [record["id"]]


async def test_s77_a_district_of_a_merged_province_left_its_paper_to_the_city(
    session: AsyncSession, papers: Papers
) -> None:
    """S77: Dầu Tiếng and Bachiang, 26/07/2022; R7 (NĐ 177/2025/NĐ-CP)."""
    district = {"kind": OrgUnitKind.DISTRICT_HISTORICAL}
    dau_tieng, city = await make_former(session, "Huyện Dầu Tiếng", "UBND Thành phố Hồ Chí Minh", **district)
    bachiang = await make_partner(session, name_vi="Bachiang", country="LA")
    values = {"signing_capacity": "district_people_committee", "signed_on": "2022-07-26"}
    record = await papers.enter([dau_tieng], [bachiang], **values)
    assert (record["responsible_unit_id"], record["deadlines"]) == (city.id, [])
    moved = {"signed_on": "2025-07-26"}
    answer = await papers.client.patch(f"{ADDRESS}/{record['id']}", json=moved, headers={"X-Change-Comment": "thu"})
    assert faults(answer) == [("/signed_on", "district_abolished")]


async def test_s78_a_town_is_no_more_and_its_paper_has_expired(session: AsyncSession, papers: Papers) -> None:
    """S78: Kỳ Anh and Khounkham for 2023 to 2025."""
    ky_anh, ha_tinh = await make_former(session, "Thị xã Kỳ Anh", "UBND tỉnh Hà Tĩnh")
    khounkham = await make_partner(session, name_vi="Khounkham", country="LA")
    values = {"signing_capacity": "district_people_committee", "signed_on": "2023", "ends_on": "2025"}
    record = await papers.enter([ky_anh], [khounkham], **values)
    assert (await papers.status(record, "2026-01-01"), record["responsible_unit_id"]) == ("expired", ha_tinh.id)
    assert await papers.status(record, "2025-12-31") == "expiring"


async def test_s79_a_front_signs_with_two_fronts_after_an_earlier_paper(session: AsyncSession, papers: Papers) -> None:
    """S79: An Giang's Fatherland Front with two Cambodian ones, 08/04/2014, for 2014 to 2019, after 2010 to 2014."""
    front = await make_org_unit(session, name_vi="MTTQ tỉnh An Giang", kind=OrgUnitKind.FRONT_OR_UNION)
    fronts = [
        await make_partner(session, name_vi=name, kind=PartnerKind.PEOPLES_ORGANIZATION, country="KH")
        for name in ("Mặt trận tỉnh Kandal", "Mặt trận tỉnh Takeo")
    ]
    values = {"signing_capacity": "organization", "name_type": "ke_hoach_hop_tac"}
    earlier = await papers.enter([front], fronts, signed_on="2010", ends_on="2014", **values)
    later = {"signed_on": "2014-04-08", "ends_on": "2019", "predecessor_id": earlier["id"]}
    record = await papers.enter([front], fronts, **values, **later)
    assert (record["partner_ids"], record["countries"]) == ([row.id for row in fronts], ["KH"])
    assert (record["legal_regime"], record["status"], record["deadlines"]) == ("ordinance_2007", "expired", [])
    for partner in fronts:
        found = await papers.client.get(ADDRESS, params={"partner_id": partner.id, "signed_from": "2014"})
        assert ids(found) == [record["id"]]


async def test_s80_thai_binh_signs_online_and_is_hung_yen_now(session: AsyncSession, papers: Papers) -> None:
    """S80: with Xayaboury for 2021 to 2026, signed 04/11/2021 under the new law (R4)."""
    thai_binh, hung_yen = await make_former(session, "Thái Bình", "Hưng Yên")
    xayaboury = await make_partner(session, name_vi="Xayaboury", country="LA")
    values = {"signed_on": "2021-11-04", "signing_mode": "online", "effective_on": "2021", "ends_on": "2026"}
    record = await papers.enter([thai_binh], [xayaboury], **values)
    assert (record["signing_mode"], record["responsible_unit_id"]) == ("online", hung_yen.id)
    assert {item["due_on"] for item in record["deadlines"]} == {"2021-11-19"}
    assert await papers.status(record, "2026-11-22") == "expiring"


async def test_s81_the_region_of_aquitaine_keeps_the_name_that_it_signed_with(
    session: AsyncSession, papers: Papers
) -> None:
    """S81: Lào Cai and Aquitaine, 18/11/2002; both sides went up in others, and both Lào Cai are named alike."""
    old, new = await make_former(session, "Lào Cai", "Lào Cai")
    whole = await make_partner(session, name_vi="Nouvelle-Aquitaine", country="FR", valid_from="2016")
    heirs = [{"partner_id": whole.id, "basis": "Loi 2015-29", "on": "2016-01-01"}]
    aquitaine = await make_partner(session, name_vi="Aquitaine", country="FR", valid_to="2015", successors=heirs)
    record = await papers.enter([old], [aquitaine], signed_on="2002-11-18")
    assert (record["legal_regime"], record["under_law"], record["expires_on"]) == ("earlier", True, None)
    assert (record["partner_ids"], record["org_unit_ids"]) == ([aquitaine.id], [old.id])
    assert record["responsible_unit_id"] == new.id
    assert (await papers.status(record, "2002-11-17"), record["status"]) == ("preparing", "in_force")


async def test_s82_a_border_commune_signs_with_a_cluster_of_villages(session: AsyncSession, papers: Papers) -> None:
    """S82, S65: Dân Hóa and Langkhang, 22/11/2023; a commune reports nothing to the Prime Minister."""
    dan_hoa = await make_org_unit(session, name_vi="Xã Dân Hóa", kind=OrgUnitKind.COMMUNE)
    cluster = await make_partner(session, name_vi="Cụm bản Lằng Khằng", country="LA")
    record = await papers.enter([dan_hoa], [cluster], signing_capacity="border_commune", signed_on="2023-11-22")
    assert (record["under_law"], record["deadlines"]) == (True, [])


async def test_s83_the_plan_that_implements_an_agreement_takes_the_place_of_another(
    session: AsyncSession, papers: Papers
) -> None:
    """S83: 481/KH-UBND (25/08/2022) replaces 667/KH-UBND (12/12/2021)."""
    bac_giang = await make_org_unit(session, name_vi="Bắc Giang")
    partner = await make_partner(session)
    old = await make_document(session, subject="Kế hoạch 667/KH-UBND", number="667/KH-UBND", issued_on="2021-12-12")
    new = await make_document(session, subject="Kế hoạch 481/KH-UBND", number="481/KH-UBND", replaces=[old.id])
    record = await papers.enter([bac_giang], [partner], citations=[{"document_id": new.id}], signed_on="2021")
    cited = record["citations"][0]["document_id"]
    chain = (await papers.client.get(f"/v1/documents/{cited}/chain")).json()
    assert [item["number"] for item in chain["replaces"]] == ["667/KH-UBND"]
