"""What was done about a deadline (thời hạn: R2, R4, R5)."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.agreements.models import Agreement
from app.agreements.rules.deadlines import next_due_on
from app.agreements.schemas.acts import DeadlineDone
from app.auth.principal import Principal
from app.auth.visibility import require_scope
from app.core.errors import InvalidRequest, NotFound
from app.core.problems import Fault
from app.core.records import require_references
from app.core.schema import Citation
from app.core.terms import Terms
from app.documents import queries as documents
from app.documents.models import Document


async def finish_deadline(
    session: AsyncSession, principal: Principal, agreement: Agreement, kind: str, values: DeadlineDone, terms: Terms
) -> None:
    """Mark the earliest open deadline of this kind as done.

    The agreement cites the document that did it, and its history keeps the note.
    Raises NotFound where none is open, InvalidRequest, OutOfScope.
    """
    require_scope(principal, agreement)
    deadlines = [dict(item) for item in agreement.deadlines]
    still_open = (item for item in deadlines if item["kind"] == kind and item["done_on"] is None)
    first = min(still_open, key=lambda item: item["due_on"] or "9999", default=None)
    if first is None:
        raise NotFound
    if values.on > terms.today:
        raise InvalidRequest(errors=[Fault("date_in_future", "/on")])
    if values.document_id is not None:
        document = documents.readable(principal).where(Document.id == values.document_id)
        await require_references(session, {"/document_id": document})
    first["done_on"] = values.on.isoformat()
    session.info["comment"] = session.info.get("comment") or values.note
    agreement.assign(deadlines=deadlines, next_due_on=next_due_on(deadlines), citations=_cited(agreement, kind, values))
    await session.flush()


def _cited(agreement: Agreement, kind: str, values: DeadlineDone) -> list[dict[str, object]]:
    citations = list(agreement.citations)
    if values.document_id is None:
        return citations
    cited = Citation(document_id=values.document_id, locator=kind)
    return [*citations, cited.model_dump(mode="json")]
