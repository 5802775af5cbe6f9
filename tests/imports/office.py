"""What a delegation may name, and the bodies that name it."""

from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy.ext.asyncio import AsyncSession

from app.tasks.models import TaskKind
from tests.factories.documents import make_document
from tests.factories.org_units import make_org_unit
from tests.factories.partners import make_partner
from tests.factories.tasks import make_task
from tests.imports.registry import CITATIONS, DECOMPOSED, FORMULA, KOREAN, LAO, LINES

UNKNOWN = "01920000-0000-7000-8000-00000000dead"


@dataclass(frozen=True)
class Office:
    """The ids of a unit, a partner, a document and an item of its plan."""

    unit: str
    partner: str
    document: str
    item: str

    @classmethod
    async def make(cls, session: AsyncSession) -> Self:
        document = await make_document(session)
        item = await make_task(session, document_id=document.id, kind=TaskKind.OUTBOUND_DELEGATION)
        unit, partner = await make_org_unit(session), await make_partner(session)
        return cls(unit.id, partner.id, document.id, item.id)

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
