"""What the tests of tasks share: a plan, and how an answer is read."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.documents.models import Document
from tests.factories.documents import make_document

ADDRESS = "/v1/tasks"
MISSING_ID = "0198f2b4-7c1e-7d3a-9f10-5b6c7d8e9f00"


@pytest.fixture
async def plan(session: AsyncSession) -> Document:
    return await make_document(session, subject="Kế hoạch đối ngoại 2022", issued_on="2022-12-01")


def body_of(plan: Document, **values: Any) -> dict[str, Any]:
    return {"document_id": plan.id, "title": "Củng cố quan hệ với Xiêng Khoảng", **values}


def faults(answer: httpx.Response) -> list[tuple[str, str]]:
    """(pointer, code) of every fault."""
    assert answer.status_code == 422, answer.text
    return [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]]


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]
