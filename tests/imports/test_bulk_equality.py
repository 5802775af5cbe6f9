"""A delegation that a file brings is the one that a POST makes; for the same faults it is refused."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.models import AuditEntry
from app.core.bulk import table_of
from app.delegations.models import Delegation, DelegationMember
from app.delegations.passports import FINGERPRINT_LENGTH
from tests.delegations.conftest import TODAY, TOMORROW
from tests.imports.office import UNKNOWN, Office
from tests.imports.registry import CITATIONS, DECOMPOSED, FORMULA, LINES
from tests.imports.sending import Sender
from tests.sandbox import SandboxDatabase

OWN = {"id", "delegation_id", "record_id", "created_at", "updated_at", "at", "request_id", "import_id", "tx"}
"""What two records, or two entries, cannot have in common."""


@pytest.fixture
async def office(session: AsyncSession) -> Office:
    return await Office.make(session)


MEMBERS = [
    {
        "role": "leader", "full_name": DECOMPOSED, "nationality": "VN", "position": FORMULA, "organization": LINES,
        "management_level": "people_committee", "participated": True, "passport_number": "C1234567",
        "passport_type": "official", "passport_expires_on": "2030-01-31", "note": LINES, "citations": CITATIONS,
        "source_system": "so-tay.cu", "external_id": "1", "confidentiality": "restricted",
    },
    {"full_name": "Người thứ hai"},
]  # fmt: skip


async def stored_rows(session: AsyncSession, *models: Any) -> list[dict[str, Any]]:
    """All rows of these tables but what is each one's own."""
    rows = []
    for model in models:
        table = table_of(model)
        ordered = select(table).order_by(table.c.id)
        found = (
            await session.execute(ordered.where(table.c.collection != "imports") if model is AuditEntry else ordered)
        ).all()
        rows += [_comparable(row._asdict()) for row in found]
    return rows


def _comparable(row: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name not in OWN}
    if kept.get("passport_sealed"):
        kept["passport_sealed"] = kept["passport_sealed"][:FINGERPRINT_LENGTH]
    if "changes" in kept and kept.get("action"):
        kept["changes"] = {
            name: pair for name, pair in kept["changes"].items() if name not in OWN | {"passport_sealed"}
        }
    return kept


TABLES = (Delegation, DelegationMember, AuditEntry)


class TestNewDelegation:
    @pytest.mark.parametrize("is_rich", [True, False], ids=["with every field", "with what it must have"])
    async def test_is_the_same_from_a_file_as_from_a_post(
        self,
        database: SandboxDatabase,
        session: AsyncSession,
        sender: Sender,
        office: Office,
        is_rich: bool,  # noqa: FBT001  # a parameter of the test
    ) -> None:
        body = office.rich() if is_rich else office.body()
        before = len(await stored_rows(session, AuditEntry))
        posting = await database.connection.begin_nested()
        answer = await sender.client.post("/v1/delegations", json=body)
        assert answer.status_code == 201, answer.text
        for member in MEMBERS:
            made = await sender.client.post(f"/v1/delegations/{answer.json()['id']}/members", json=member)
            assert made.status_code == 201, made.text
        posted = await stored_rows(session, *TABLES)
        await posting.rollback()
        assert await stored_rows(session, *TABLES[:2]) == []

        await sender.commit(orjson.dumps({**body, "members": MEMBERS}), format="ndjson")
        imported = await stored_rows(session, *TABLES)
        assert len(posted) == len(imported) == before + 2 * (1 + len(MEMBERS))
        for mine, theirs in zip(imported, posted, strict=True):
            assert mine == theirs


class TestSearch:
    async def test_finds_a_code_that_the_import_gave(self, sender: Sender, office: Office) -> None:
        await sender.commit(orjson.dumps(office.body(planned_from="2026")), format="ndjson")
        [found] = await sender.listed("/v1/delegations", q="DR-2026-0001")
        assert found["title"] == "Đoàn"


BAD: dict[str, dict[str, Any]] = {
    "the end before the start": {"planned_from": "2026-06", "planned_to": "2026-05"},
    "both ends before their starts": {
        "planned_from": "2026-06", "planned_to": "2026-05", "actual_from": "2026-02-02", "actual_to": "2026-02-01",
    },
    "what has not happened yet": {"actual_from": f"{TOMORROW}", "report_submitted_on": f"{TOMORROW}"},
    "an invitation of next year": {"invitation": {"on": f"{TODAY + timedelta(days=400)}"}},
    "unplanned without a reason": {"in_plan": False},
    "unplanned with an item of the plan": {"in_plan": False, "unplanned_reason": "x", "plan_item_id": "item"},
    "days outside the trip": {
        "planned_from": "2026-05-01", "planned_to": "2026-05-03",
        "itinerary": [{"date": "2026-05-02"}, {"date": "2026-05-04"}, {"date": "2025-05-02"}],
    },
    "a title too long": {"title": "a" * 501},
    "a code with a space": {"code": "DR 1"},
    "too many people": {"headcount_planned": 100_001, "headcount_actual": 1_000_000},
    "an unknown source of funds": {"funding": [{"source": "nobody"}]},
    "an amount that is none": {"funding": [{"source": "self", "planned": {"amount": "-", "currency": "VND"}}]},
    "a share of too much": {"funding": [{"source": "self", "more": 1}]},
    "a day that is none": {"itinerary": [{"date": "2026-02-30"}, {"place": "x"}]},
    "a marking of secrecy": {"purpose": "Độ mật: TỐI MẬT"},
    "a citation of two sources": {"citations": [{"document_id": UNKNOWN, "url": "https://example.org"}]},
    "a source system with spaces": {"source_system": "a b", "external_id": "1"},
}  # fmt: skip


class TestBadDelegation:
    @pytest.mark.parametrize("values", BAD.values(), ids=BAD)
    async def test_is_refused_for_the_same_faults_at_the_same_places(
        self, sender: Sender, office: Office, values: dict[str, Any]
    ) -> None:
        if "plan_item_id" in values:
            values = values | {"plan_item_id": office.item}
        body = office.body(**values)
        answer = await sender.client.post("/v1/delegations", json=body)
        assert answer.status_code == 422, answer.text
        posted = [
            (fault["pointer"].removeprefix("/").replace("/", "."), fault["code"], fault["detail"])
            for fault in answer.json()["errors"]
        ]
        told = await sender.send(orjson.dumps(body), format="ndjson")
        [row] = await sender.rows(told["id"])
        assert sorted((error["field"], error["code"], error["detail"]) for error in row["errors"]) == sorted(posted)
