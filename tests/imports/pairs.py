"""Of each collection a small file: a header and two new records that no id tells apart."""

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner

PAIRS: dict[str, tuple[list[str], list[str], list[str]]] = {
    "org-units": (["kind", "name_vi", "code"], ["department", "Sở Một", "S1"], ["department", "Sở Hai", ""]),
    "documents": (
        ["type", "number", "issued_on", "issuer", "subject"],
        ["plan", "1/KH-UBND", "2026-01-05", "UBND tỉnh", "Kế hoạch"],
        ["plan", "1/KH-UBND", "2025-01-05", "UBND tỉnh", "Kế hoạch"],
    ),
    "partners": (
        ["kind", "name_vi", "country"],
        ["local_government", "Savannakhet", "LA"],
        ["international_organization", "Tổ chức Thử", ""],
    ),
    "relationships": (
        ["org_unit", "partner", "channel", "pillar", "type", "stage"],
        ["Tỉnh Nhà", "Đối tác Xa", "government", "state", "twinning", "implementing"],
        ["Tỉnh Nhà", "Đối tác Xa", "party", "party", "twinning", "implementing"],
    ),
    "contacts": (
        ["partner", "org_unit", "full_name", "position_vi"],
        ["Đối tác Xa", "", "Người Một", "Vụ trưởng"],
        ["", "Tỉnh Nhà", "Người Một", ""],
    ),
    "tasks": (
        ["document", "section_path", "number", "title", "kind"],
        ["Kế hoạch năm", "II.1", "1", "Việc một", "conference"],
        ["Kế hoạch năm", "", "", "Việc hai", "conference"],
    ),
    "delegations": (
        ["org_unit", "direction", "title", "planned_from", "code"],
        ["Tỉnh Nhà", "outbound", "Đoàn một", "2026-05", ""],
        ["Tỉnh Nhà", "outbound", "Đoàn một", "2026-06", ""],
    ),
    "agreements": (
        ["title_vi", "signed_on", "name_type", "signing_capacity", "Bên Việt Nam", "Bên nước ngoài"],
        ["Bản ghi nhớ", "2026-01-05", "ban_ghi_nho", "provincial_people_committee", "Tỉnh Nhà", "Đối tác Xa"],
        ["Bản ghi nhớ", "2025-01-05", "ban_ghi_nho", "provincial_people_committee", "Tỉnh Nhà", "Đối tác Xa"],
    ),
    "anniversaries": (
        ["title_vi", "kind", "origin_date", "subject"],
        ["Ngày một", "other", "1975-12-02", '{"type":"event"}'],
        ["Ngày hai", "other", "1976-12-02", '{"type":"event"}'],
    ),
    "greetings": (
        ["org_unit", "direction", "type", "partner", "occasion", "received_on"],
        ["Tỉnh Nhà", "sent", "letter", "Đối tác Xa", "Nhậm chức", ""],
        ["Tỉnh Nhà", "received", "letter", "Đối tác Xa", "Năm mới", "2026-01-02"],
    ),
    "greeting-policies": (
        ["kind", "tier", "actions"],
        ["national_day", "", "letter"],
        ["national_day", "priority", "letter; flowers"],
    ),
    "activities": (
        ["org_unit", "kind", "title", "held_from"],
        ["Tỉnh Nhà", "meeting", "Gặp mặt", "2026-01-05"],
        ["Tỉnh Nhà", "meeting", "Gặp mặt", "2026-02-05"],
    ),
}  # fmt: skip


async def add_sides(client: httpx.AsyncClient, session: AsyncSession) -> None:
    """What those files name."""
    await make_org_unit(session, name_vi="Tỉnh Nhà")
    await make_partner(session, name_vi="Đối tác Xa", country="LA")
    answer = await client.post("/v1/documents", json={"type": "plan", "subject": "Kế hoạch năm"})
    assert answer.status_code == 201, answer.text
