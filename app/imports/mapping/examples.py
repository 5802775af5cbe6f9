"""The two rows of each template: plainly made up, and such that they can be imported once the names in them exist."""

from typing import Any, Final

from app.core.i18n import Label

INSTEAD: Final[dict[str, dict[str, tuple[str, Label]]]] = {
    "delegations": {"leader": ("org_unit_id", Label("Trưởng đoàn", "Head of delegation"))},
    "agreements": {
        "parties.vietnamese": ("parties", Label("Bên ký Việt Nam", "Vietnamese party")),
        "parties.foreign": ("parties", Label("Bên ký nước ngoài", "Foreign party")),
    },
    "anniversaries": {"subject.country": ("subject", Label("Nước kỷ niệm", "Country of the anniversary"))},
}
"""Columns of a template that are no fields: the field that each follows, and its header."""
LEFT_OUT: Final = {"agreements": "parties", "anniversaries": "subject"}
"""Objects that those columns fill."""

_UNIT, _PARTNER, _PERSON = "Sở Ví dụ", "Tỉnh Ví Dụ", "Nguyễn Văn Ví Dụ"

EXAMPLES: Final[dict[str, tuple[dict[str, Any], dict[str, Any]]]] = {
    "org-units": (
        {"code": "VD-01", "name_vi": _UNIT, "name_en": "Department of Examples", "kind": "department"},
        {"code": "VD-02", "name_vi": "Xã Ví Dụ", "kind": "commune", "valid_from": "2025-07-01", "note": "Dòng ví dụ"},
    ),
    "documents": (
        {
            "number": "01/KH-VD",
            "type": "plan",
            "issuer": "Ủy ban nhân dân tỉnh Ví Dụ",
            "issued_on": "2026-01-15",
            "signer": _PERSON,
            "subject": "Kế hoạch đối ngoại ví dụ năm 2026",
        },
        {"number": "02/QĐ-VD", "type": "decision", "issued_on": "2026-02", "subject": "Quyết định ví dụ"},
    ),
    "partners": (
        {
            "kind": "local_government",
            "name_vi": _PARTNER,
            "name_en": "Example Province",
            "country": "LA",
            "admin_level": "province",
            "border_adjacent": False,
            "status": "active",
        },
        {"kind": "ngo", "name_vi": "Tổ chức Ví Dụ", "country": "JP", "website": "https://example.org"},
    ),
    "relationships": (
        {
            "org_unit_id": _UNIT,
            "partner_id": _PARTNER,
            "channel": "government",
            "pillar": "state",
            "type": "friendship_cooperation",
            "stage": "implementing",
            "fields": "giáo dục; y tế",
        },
        {
            "org_unit_id": _UNIT,
            "partner_id": "Tổ chức Ví Dụ",
            "channel": "mass_organization",
            "pillar": "people",
            "type": "project",
            "stage": "exploring",
        },
    ),
    "contacts": (
        {"partner_id": _PARTNER, "full_name": _PERSON, "position_vi": "Đầu mối ví dụ", "role": "focal_point"},
        {"partner_id": _PARTNER, "full_name": "Trần Thị Ví Dụ", "email": "vi.du@example.org", "term_from": "2025"},
    ),
    "delegations": (
        {
            "direction": "outbound",
            "title": "Đoàn công tác ví dụ đi tỉnh Ví Dụ",
            "visit_type": "working_visit",
            "pillar": "state",
            "level": "department",
            "org_unit_id": _UNIT,
            "leader": f"{_PERSON}, Giám đốc Sở Ví dụ",
            "partner_ids": _PARTNER,
            "countries": ["LA"],
            "purpose": "Trao đổi kinh nghiệm (ví dụ)",
            "planned_from": "2026-05-12",
            "planned_to": "2026-05-15",
            "headcount_planned": 8,
            "in_plan": True,
            "funding": "120.000.000 đồng, ngân sách nhà nước",
        },
        {
            "direction": "inbound",
            "title": "Đoàn khách ví dụ vào thăm",
            "org_unit_id": _UNIT,
            "leader": "Trần Thị Ví Dụ, Chủ tịch Hội Ví Dụ",
            "countries": ["LA", "TH"],
            "planned_from": "2026-07",
            "planned_to": "2026-09",
            "headcount_planned": 12,
            "in_plan": False,
            "unplanned_reason": "Theo thư mời ví dụ",
        },
    ),
    "agreements": (
        {
            "title_vi": "Thỏa thuận hợp tác ví dụ",
            "name_type": "thoa_thuan",
            "signing_capacity": "provincial_people_committee",
            "parties.vietnamese": "Ủy ban nhân dân tỉnh Ví Dụ (Việt Nam)",
            "parties.foreign": _PARTNER,
            "signed_on": "2026-05-12",
            "place": "Thành phố Ví Dụ",
            "languages": "vi; lo",
        },
        {
            "title_vi": "Bản ghi nhớ ví dụ",
            "name_type": "ban_ghi_nho",
            "signing_capacity": "provincial_people_committee",
            "parties.vietnamese": _UNIT,
            "parties.foreign": "Tổ chức Ví Dụ",
            "signed_on": "2026-06",
            "ends_on": "2029",
        },
    ),
    "anniversaries": (
        {"kind": "national_day", "title_vi": "Quốc khánh ví dụ", "origin_date": "1975-12-02", "subject.country": "LA"},
        {"kind": "other", "title_vi": "Ngày ví dụ", "origin_date": "2015", "subject.country": "JP", "lead_days": 10},
    ),
    "greetings": (
        {
            "direction": "sent",
            "type": "letter",
            "occasion": "Dịp ví dụ",
            "org_unit_id": _UNIT,
            "partner_id": _PARTNER,
            "channel": "government",
            "due_on": "2026-11-20",
        },
        {
            "direction": "received",
            "type": "telegram",
            "occasion": "Dịp ví dụ",
            "org_unit_id": _UNIT,
            "country": "LA",
        },
    ),
    "greeting-policies": (
        {
            "kind": "national_day",
            "tier": "traditional",
            "year_class": "round",
            "actions": ["letter", "reception"],
            "basis": "Căn cứ ví dụ",
        },
        {"kind": "twinning", "actions": ["letter"], "basis": "Căn cứ ví dụ"},
    ),
    "tasks": (
        {
            "document_id": "01/KH-VD",
            "section_path": "I.1",
            "number": 1,
            "title": "Nhiệm vụ ví dụ",
            "lead_unit_id": _UNIT,
            "due_on": "2026-06",
            "frequency": "once",
            "output": "Báo cáo ví dụ",
        },
        {"document_id": "01/KH-VD", "title": "Nhiệm vụ ví dụ thứ hai", "due_on": "2026-12-15", "state": "not_started"},
    ),
    "activities": (
        {
            "kind": "conference",
            "title": "Hội thảo ví dụ",
            "org_unit_id": _UNIT,
            "purpose": "Trao đổi ví dụ",
            "held_from": "2026-10-12",
            "held_to": "2026-10-13",
            "place": "Thành phố Ví Dụ",
            "mode": "in_person",
            "attendees_vietnamese": 50,
            "attendees_foreign": 10,
        },
        {
            "kind": "meeting",
            "title": "Gặp gỡ mẫu",
            "org_unit_id": _UNIT,
            "held_from": "2026-11",
            "countries": ["LA"],
        },
    ),
}
"""Collection → rows {target: value}: codes of enums and countries, which the template writes in its language."""

MEMBER_COLUMNS: Final = (
    "full_name", "role", "position", "organization", "nationality", "passport_number", "passport_type",
    "passport_expires_on", "note",
)  # fmt: skip
"""Fields of a member that the second sheet of the template has, after the title of the delegation."""
MEMBER_EXAMPLES: Final[tuple[dict[str, Any], dict[str, Any]]] = (
    {
        "title": "Đoàn công tác ví dụ đi tỉnh Ví Dụ",
        "member.full_name": _PERSON,
        "member.role": "leader",
        "member.position": "Giám đốc Sở Ví dụ",
        "member.organization": _UNIT,
        "member.nationality": "VN",
        "member.passport_number": "C0000001",
        "member.passport_type": "official",
        "member.passport_expires_on": "2030-01-31",
    },
    {
        "title": "Đoàn công tác ví dụ đi tỉnh Ví Dụ",
        "member.full_name": "Lê Thị Ví Dụ",
        "member.role": "interpreter",
        "member.note": "Dòng ví dụ",
    },
)
"""Of the first example: its leader once more, with the passport, and another person."""
