"""Documents for tests."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.documents.models import Document, DocumentType


async def make_document(
    session: AsyncSession, *, subject: str = "Văn bản thử", type: DocumentType = DocumentType.PLAN, **values: Any
) -> Document:
    """A flushed document."""
    row = Document(**{"subject": subject, "type": type, "implements": [], "replaces": [], "citations": [], **values})
    session.add(row)
    await session.flush()
    return row
