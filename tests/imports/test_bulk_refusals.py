"""What a POST refuses a delegation for, rows in bulk are refused for too: by what they name, and by who sends them."""

from dataclasses import replace
from typing import Any

import orjson
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal, system_principal
from app.auth.rules import Role, permissions_of
from app.core.problems import Problem
from app.core.schema import stored_values
from app.core.settings import Settings
from app.core.terms import Terms
from app.delegations.schemas.delegations import DelegationCreate
from app.delegations.service import create_delegation
from app.delegations.service.bulk import BulkDelegations
from app.delegations.service.bulk_rows import checked_delegation
from tests.delegations.conftest import TODAY
from tests.factories.delegations import make_delegation
from tests.imports.office import UNKNOWN, Office

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
        row = checked_delegation(stored_values(body), principal, TERMS)
    except Problem as problem:
        return told(problem)
    refused = await BulkDelegations(session, principal, TERMS).refuse([row])
    return told(refused[0]) if refused else None


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
        self, session: AsyncSession, principal: Principal, values: dict[str, Any]
    ) -> None:
        office = await Office.make(session)
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
        unit_ids: tuple[str, ...] | None,
        values: dict[str, Any],
        code: str,
    ) -> None:
        office = await Office.make(session)
        rights = permissions_of([Role.EDITOR])
        editor = replace(system_principal("editor"), roles=(Role.EDITOR,), permissions=rights, unit_ids=unit_ids)
        body = DelegationCreate.model_validate(office.body(**values))
        one = await refusal_of_one(session, editor, body)
        assert one == await refusal_of_many(session, editor, body)
        assert one == (code, [])
