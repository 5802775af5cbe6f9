"""A delegation that a file brings is the one that a POST makes, and what a POST refuses a file is refused for too."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.models import AuditEntry
from app.auth.principal import Principal, system_principal
from app.auth.rules import Role, permissions_of
from app.core.bulk import table_of
from app.core.problems import Problem
from app.core.schema import stored_values
from app.core.settings import Settings
from app.core.terms import Terms
from app.delegations.models import Delegation, DelegationMember
from app.delegations.passports import FINGERPRINT_LENGTH
from app.delegations.schemas.delegations import DelegationCreate
from app.delegations.service import create_delegation
from app.delegations.service.bulk import BulkDelegations, prepare_delegation
from app.tasks.models import TaskKind
from tests.delegations.conftest import TODAY, TOMORROW
from tests.factories.delegations import make_delegation
from tests.factories.documents import make_document
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.factories.tasks import make_task
from tests.imports.conftest import InlineImporter
from tests.imports.registry import CITATIONS, DECOMPOSED, FORMULA, KOREAN, LAO, LINES
from tests.imports.sending import Sender
from tests.sandbox import SandboxDatabase

OWN = {"id", "delegation_id", "record_id", "created_at", "updated_at", "at", "request_id", "import_id", "tx"}
"""What two records, or two entries, cannot have in common."""


@pytest.fixture
async def sender(client: httpx.AsyncClient, inline_importer: InlineImporter) -> Sender:
    return Sender(client, inline_importer)


class Office:
    """What a delegation may name."""

    def __init__(self, **ids: str) -> None:
        self.__dict__.update(ids)
        self.unit, self.partner, self.document, self.item = (
            ids[name] for name in ("unit", "partner", "document", "item")
        )

    def body(self, **values: Any) -> dict[str, Any]:
        return {"direction": "outbound", "title": "Đoàn", "org_unit_id": self.unit, **values}

    def rich(self) -> dict[str, Any]:
        """Every field that a delegation may have."""
        return self.body(
            source_system="so-tay.cu", external_id="007", confidentiality="restricted", note=LINES, title=FORMULA,
            citations=[*CITATIONS, {"document_id": self.document}], capacity=KOREAN, visit_type="working_visit",
            pillar="party", level="provincial_leader", partner_ids=[self.partner], countries=["LA", "KR"],
            purpose=DECOMPOSED, planned_from="2026-05", planned_to="2026-05-15", actual_from="2026-05-12",
            actual_to="2026-05-14", headcount_planned=12, headcount_actual=0, in_plan=True, plan_item_id=self.item,
            invitation={"sender": LAO, "number": "007/TM", "on": "2026-02", "document_id": self.document},
            itinerary=[{"date": "2026-05-12", "place": KOREAN}, {"date": "2026-05-13", "activity": LINES}],
            funding=[{"source": "partner", "actual": {"amount": "15000.50", "currency": "USD"}}],
            receiving_leader="Ông A", outcomes=LINES, status="completed", report_submitted_on="2026-05-20",
        )  # fmt: skip


@pytest.fixture
async def office(session: AsyncSession) -> Office:
    document = await make_document(session)
    item = await make_task(session, document_id=document.id, kind=TaskKind.OUTBOUND_DELEGATION)
    unit, partner = await make_org_unit(session), await make_partner(session)
    return Office(unit=unit.id, partner=partner.id, document=document.id, item=item.id)


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


UNKNOWN = "01920000-0000-7000-8000-00000000dead"
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


class TestBadReference:
    @pytest.mark.parametrize(
        "values",
        [
            {"org_unit_id": UNKNOWN},
            {"partner_ids": ["partner", UNKNOWN]},
            {"plan_item_id": UNKNOWN},
            {"invitation": {"document_id": UNKNOWN}},
            {"citations": [{"document_id": "document"}, {"document_id": UNKNOWN}]},
            {"org_unit_id": UNKNOWN, "partner_ids": [UNKNOWN], "invitation": {"document_id": UNKNOWN}},
            {"code": "DR-1"},
            {"in_plan": False, "partner_ids": [UNKNOWN]},
        ],
        ids=str,
    )
    async def test_is_refused_by_both_roads_alike(
        self, session: AsyncSession, principal: Principal, office: Office, values: dict[str, Any]
    ) -> None:
        await make_delegation(session, org_unit_id=office.unit, code="DR-1")
        names = {"partner": office.partner, "document": office.document}
        text = orjson.dumps(values).decode()
        for name, id_ in names.items():
            text = text.replace(f'"{name}"', f'"{id_}"')
        body = DelegationCreate.model_validate(office.body(**orjson.loads(text)))
        one = await refusal_of_one(session, principal, body)
        assert one == await refusal_of_many(session, principal, body)
        assert one is not None


class TestCallerWithFewRights:
    @pytest.mark.parametrize(
        ("unit_ids", "values", "code"),
        [
            ((UNKNOWN,), {}, "out_of_scope"),
            (None, {"status": "completed", "actual_from": "2026-01-02", "actual_to": "2026-01-03"}, "not_permitted"),
            ((UNKNOWN,), {"status": "approved", "in_plan": False}, "not_permitted"),
        ],
    )
    async def test_is_refused_by_both_roads_alike(
        self,
        session: AsyncSession,
        office: Office,
        unit_ids: tuple[str, ...] | None,
        values: dict[str, Any],
        code: str,
    ) -> None:
        rights = permissions_of([Role.EDITOR])
        editor = replace(system_principal("editor"), roles=(Role.EDITOR,), permissions=rights, unit_ids=unit_ids)
        body = DelegationCreate.model_validate(office.body(**values))
        one = await refusal_of_one(session, editor, body)
        assert one == await refusal_of_many(session, editor, body)
        assert one == (code, [])


Told = tuple[str, list[tuple[str, str]]] | None
TERMS = Terms(TODAY, Settings())


def told(problem: Problem) -> Told:
    return problem.code, sorted((fault.place, fault.code) for fault in problem.errors)


async def refusal_of_one(session: AsyncSession, principal: Principal, body: DelegationCreate) -> Told:
    savepoint = await session.begin_nested()
    try:
        await create_delegation(session, principal, body, TERMS)
    except Problem as problem:
        return told(problem)
    finally:
        await savepoint.rollback()
    return None


async def refusal_of_many(session: AsyncSession, principal: Principal, body: DelegationCreate) -> Told:
    try:
        row = prepare_delegation(stored_values(body), principal, TERMS)
    except Problem as problem:
        return told(problem)
    refused = await BulkDelegations(session, principal, TERMS).refuse([row])
    return told(refused[0]) if refused else None
