"""A registry with a record of each collection that says all that it can, in texts that files easily spoil."""

from dataclasses import dataclass, field
from typing import Any

import httpx

COLLECTIONS = (
    "org-units", "documents", "partners", "relationships", "contacts", "tasks", "delegations", "agreements",
    "anniversaries", "greetings", "greeting-policies", "activities",
)  # fmt: skip
"""Each after those whose records it names."""
FORMULA, QUOTED, BRACKET = "=1+1", "'=x", "[x"
LINES = 'Dòng một; "hai"\ndòng ba, \\ và \t cột\n- gạch đầu dòng'
LAO, KHMER, KOREAN = "ແຂວງຊຽງຂວາງ", "ខេត្តកំពត", "경기도 광주시"
DECOMPOSED = "Nguyê\u0303n Thị E\u0302m"
URL = "https://example.org/a?b=1&c=[2];d,e"
CITATIONS = [{"url": URL, "locator": "tr. 5; mục [2]", "note": "=tr. 6"}]


@dataclass
class Registry:
    """What was made, in order."""

    client: httpx.AsyncClient
    ids: dict[str, list[str]] = field(default_factory=dict)

    async def add(self, collection: str, **values: Any) -> str:
        """The id of a new record."""
        answer = await self.client.post(f"/v1/{collection}", json=values)
        assert answer.status_code == 201, f"{collection}: {answer.text}"
        id_ = str(answer.json()["id"])
        self.ids.setdefault(collection, []).append(id_)
        return id_

    async def add_member(self, delegation_id: str, **values: Any) -> None:
        answer = await self.client.post(f"/v1/delegations/{delegation_id}/members", json=values)
        assert answer.status_code == 201, answer.text

    def last(self, collection: str) -> str:
        return self.ids[collection][-1]


def common(number: int, **values: Any) -> dict[str, Any]:
    """The fields that each record has."""
    key = {"source_system": "so-tay.cu", "external_id": f"00{number}"}
    return {**key, "confidentiality": "restricted", "citations": CITATIONS, "note": LINES, **values}


async def fill_registry(client: httpx.AsyncClient) -> Registry:
    """Two records of each collection at least: one rich, one with little more than it must have."""
    made = Registry(client)
    await _add_sides(made)
    await _add_plan(made)
    await _add_delegations(made)
    await _add_agreements(made)
    await _add_days(made)
    await _add_activities(made)
    return made


async def _add_sides(made: Registry) -> None:
    province = await made.add("org-units", name_vi="Tỉnh Thử; Nghiệm", kind="province", code="007")
    await made.add(
        "org-units", **common(1), code="01.SNV", name_vi=FORMULA, name_en=QUOTED, kind="department",
        parent_id=province, admin_code="01", valid_from="2025", valid_to="2026-07",
        successors=[{"org_unit_id": province, "basis": BRACKET, "on": "2026-07"}],
    )  # fmt: skip
    country = await made.add("partners", name_vi="Chính phủ Lào", kind="local_government", country="LA")
    await made.add(
        "partners", **common(2), kind="local_government", name_vi="Tỉnh Xiêng Khoảng", name_en=BRACKET, name_local=LAO,
        country="LA", subdivision="LA-XI", admin_level="province", parent_id=country, border_adjacent=True,
        aliases=[{"name": "Xieng; Khouang", "lang": "lo", "script": "Latn", "kind": "short"}, {"name": FORMULA}],
        jurisdiction=LINES, tier="priority", status="dormant", valid_from="1975-12", valid_to="2999",
        successors=[{"partner_id": country, "basis": None, "on": "2000"}],
        profile={"dân số": 250_000, "rỗng": None, "tên": [KHMER, "007", "=x"], "trong": {"a": {"b": 1.5}}},
        website=URL, address=LINES, time_zone="Asia/Vientiane", last_verified_on="2026-01-31",
    )  # fmt: skip
    await made.add(
        "partners", **common(3), kind="multilateral_mechanism", name_vi=f"Cơ chế {KOREAN}", members=made.ids["partners"]
    )
    await made.add("partners", name_vi="Gwangju", kind="local_government", country="KR")
    await made.add(
        "relationships", **common(4), org_unit_id=province, partner_id=country, channel="government", pillar="state",
        type="twinning", stage="implementing", lead_unit_id=made.last("org-units"),
        origin_claims=[
            {"date": "1998", "basis": LINES, "citation": CITATIONS[0], "chosen": True}, {"basis": FORMULA},
        ],
        fields=["Kinh tế; thương mại", "Y tế, giáo dục", FORMULA], mechanisms=["- Hội nghị", "1. Họp"],
    )  # fmt: skip
    await made.add(
        "relationships", org_unit_id=province, partner_id=made.last("partners"), channel="mass_organization",
        pillar="people", type="friendship_cooperation", stage="exploring", fields=["Văn hóa", "Du lịch"],
        inherited_from=made.last("relationships"),
    )  # fmt: skip
    await made.add(
        "contacts", **common(5), partner_id=country, full_name=DECOMPOSED, native_name=LAO, honorific="Ngài; bà",
        position_vi=LINES, position_en="-Governor", role="leader", term_from="2021-03", term_to="2026",
        email="lienhe@example.la", phone="+85621212345", preferred_channel="email", last_verified_on="2026-02-28",
    )  # fmt: skip
    await made.add("contacts", org_unit_id=province, full_name="007", email="a@example.vn", phone="+842383844522")


async def _add_plan(made: Registry) -> None:
    unit = made.ids["org-units"][0]
    await made.add("documents", type="plan", subject="Kế hoạch đối ngoại 2026")
    await made.add(
        "documents", **common(6), number="01/KH-UBND", type="plan", issuer="Ủy ban; nhân dân", issuer_id=unit,
        issued_on="2026-01", published_on="2026", signer=DECOMPOSED, subject=LINES,
        implements=made.ids["documents"], replaces=made.ids["documents"], dates_as_printed={"issued_on": "31/02/2026"},
    )  # fmt: skip
    links = [{"type": "partner", "id": made.ids["partners"][0]}, {"type": "document", "id": made.ids["documents"][0]}]
    await made.add(
        "tasks", **common(7), document_id=made.last("documents"), section_path="II.3.a", number=7,
        kind="outbound_delegation", title=LINES, pillar="state", lead_unit_id=unit,
        coordinating_unit_ids=made.ids["org-units"], due_on="2026-06",
        frequency="once", output=FORMULA, linked=links, state="in_progress", unplanned=True, change_reason=QUOTED,
    )  # fmt: skip
    await made.add(
        "tasks", document_id=made.ids["documents"][0], title="Nhiệm vụ", kind="conference", coordinating_unit_ids=[unit]
    )


async def _add_delegations(made: Registry) -> None:
    unit, partners = made.ids["org-units"][0], made.ids["partners"]
    funding = [
        {"source": "state_budget", "planned": {"amount": "1250000000", "currency": "VND"}, "actual": None},
        {"source": "partner", "actual": {"amount": "15000.50", "currency": "USD"}},
    ]
    invitation = {"sender": "Văn phòng; tỉnh", "number": "007/TM", "on": "2026-02", "document_id": None}
    days = [{"date": "2026-05-12", "place": KOREAN, "activity": LINES, "host": FORMULA}, {"date": "2026-05-13"}]
    id_ = await made.add(
        "delegations", **common(8), code="DR-2026-0001", direction="outbound", title=FORMULA, capacity=QUOTED,
        visit_type="working_visit", pillar="party", level="provincial_leader", org_unit_id=unit,
        partner_ids=partners[:2], countries=["LA", "KR"], purpose=LINES, planned_from="2026-05",
        planned_to="2026-05-15", actual_from="2026-05-12", actual_to="2026-05-14", headcount_planned=12,
        headcount_actual=0, in_plan=False,
        unplanned_reason=BRACKET, invitation=invitation, itinerary=days,
        funding=funding, receiving_leader=DECOMPOSED, outcomes=LINES, status="completed",
        report_submitted_on="2026-05-20",
    )  # fmt: skip
    await made.add_member(
        id_, **common(9), role="leader", full_name=DECOMPOSED, nationality="VN", position=FORMULA, organization=LINES,
        management_level="people_committee", participated=True, passport_number="C1234567", passport_type="official",
        passport_expires_on="2030-01-31",
    )  # fmt: skip
    await made.add_member(id_, full_name="Người thứ hai", role="member", position=BRACKET)
    await made.add(
        "delegations", direction="outbound", title="Đoàn ra", org_unit_id=unit, planned_from="2026",
        plan_item_id=made.ids["tasks"][0],
    )  # fmt: skip


async def _add_agreements(made: Registry) -> None:
    unit, partner = made.ids["org-units"][0], made.ids["partners"][0]
    parties = [
        {"side": "vietnamese", "org_unit_id": unit, "name_as_signed": FORMULA, "signer": DECOMPOSED, "position": LAO},
        {"side": "foreign", "partner_id": partner, "name_as_signed": None, "signer": None, "position": None},
    ]
    kind = {"name_type": "ban_ghi_nho", "signing_capacity": "provincial_people_committee"}
    await made.add("agreements", title_vi="Bản ghi nhớ thứ nhất", **kind, parties=parties)
    await made.add(
        "agreements", **common(10), title_vi="Thỏa thuận; hợp tác", title_foreign=LAO, name_type="thoa_thuan",
        signing_capacity="provincial_people_committee", legal_regime="law_2020", under_law=True,
        procedure_type="ordinary", parties=parties, relationship_id=made.ids["relationships"][0],
        fields=[BRACKET, "Y tế"], summary=LINES, dossier_complete_on="2026-01-05",
        prime_minister_consent={"number": "007/TTg", "on": "2026-01-20"}, signed_on="2026-03", place=KHMER,
        signing_mode="circulation", delegation_id=made.ids["delegations"][0], languages=["vi", "lo", "khm"],
        effective_on="2026-04", ends_on="2031", renewal={"automatic": True, "months": 60, "notice_days": 0},
        predecessor_id=made.ids["agreements"][0], lead_unit_id=unit, original_location=QUOTED,
    )  # fmt: skip


async def _add_days(made: Registry) -> None:
    unit, partner = made.ids["org-units"][0], made.ids["partners"][0]
    national = {"subject": {"type": "country", "code": "LA"}, "kind": "national_day"}
    await made.add("anniversaries", **national, title_vi="Quốc khánh", origin_date="1975-12-02")
    await made.add(
        "anniversaries", **common(11), subject={"type": "partner", "id": partner}, kind="other", title_vi=LAO,
        title_en=FORMULA, origin_date="2000-02-29", calendar="gregorian", feb29="mar1", valid_from="2000",
        valid_to="2100-01", lead_days=15, lead_unit_id=unit,
    )  # fmt: skip
    await made.add(
        "anniversaries", subject={"type": "event"}, kind="other", title_vi="Tết", calendar="vietnamese_lunar",
        lunar={"month": 1, "day": 1, "leap_month": False},
    )  # fmt: skip
    sides = {"org_unit_id": unit, "partner_id": partner}
    received = await made.add(
        "greetings", **sides, direction="received", type="letter", occasion="Nhậm chức", received_on="2026-01-05"
    )
    await made.add(
        "greetings", **common(12), **sides, direction="sent", type="letter",
        anniversary_id=made.ids["anniversaries"][1], occurrence_date="2026-03-01", channel="government",
        sender={"org_unit_id": unit, "name": DECOMPOSED, "position": LINES, "rank": "head_of_province"},
        recipient={"partner_id": partner, "contact_id": None, "name": LAO}, languages=["vi", "lo"], draft=LINES,
        translation=KOREAN, reference_number="007/TL", due_on="2026-03-01", signed_on="2026-02-20",
        sent_on="2026-02-25", sent_via="công hàm; thư", status="sent", reply_to_id=received, publicity=FORMULA,
    )  # fmt: skip
    await made.add("greeting-policies", kind="national_day", actions=["letter"])
    await made.add(
        "greeting-policies", **common(13), kind="other", tier="priority", year_class="round", pillar="party",
        actions=["letter", "ceremony"], basis=LINES,
    )  # fmt: skip


async def _add_activities(made: Registry) -> None:
    unit = made.ids["org-units"][0]
    await made.add("activities", kind="meeting", title="Gặp mặt", org_unit_id=unit)
    await made.add(
        "activities", **common(14), kind="conference", title=FORMULA, pillar="people", org_unit_id=unit,
        partner_ids=made.ids["partners"], countries=["LA"], purpose=LINES, held_from="2026-06-01", held_to="2026-06",
        place=KHMER, mode="hybrid", co_organizers=["Sở; ban", "[Ngành"], sponsors=["- Một", "007"],
        attendees_vietnamese=100, attendees_foreign=0, highest_guest=LINES, minister_level_guest=True,
        sensitive_topic=True, funding=[{"source": "sponsor", "planned": {"amount": "5", "currency": "EUR"}}],
        file_submitted_on="2026-03-01", decision_number="007/QĐ", decision_on="2026-04-01", status="held",
        results=LINES, report_submitted_on="2026-06-20", delegation_id=made.ids["delegations"][0],
        plan_item_id=made.ids["tasks"][1],
    )  # fmt: skip
