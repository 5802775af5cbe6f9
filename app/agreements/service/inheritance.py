"""Thừa kế: agreements of units that are no more, and who may take them over (NĐ 177/2025/NĐ-CP; domain.md 8)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import orjson
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from app.agreements.models import Agreement, AgreementAct
from app.agreements.queries.heirs import heirs_of
from app.agreements.queries.worklists import former_units, named_heirs
from app.agreements.schemas.worklists import FormerUnit, HeirUnit
from app.auth.principal import Principal
from app.core.db.reader import Reader
from app.core.errors import InvalidRequest
from app.core.paging import RenderedPage
from app.core.problems import Fault
from app.core.terms import Terms

Unit = dict[str, Any]


async def require_heir(session: AsyncSession, agreement: Agreement, act: AgreementAct, terms: Terms) -> None:
    """Raises InvalidRequest unless the unit took over from one that signed, or leads."""
    heirs = (await session.execute(heirs_of(agreement.org_unit_ids, terms.today))).all()
    if act.to_unit_id not in {agreement.lead_unit_id, *(heir.heir_id for heir in heirs)}:
        raise InvalidRequest(errors=[Fault("not_an_heir", "/to_unit_id")])


async def name_units(reader: Reader, principal: Principal, page: RenderedPage, today: date) -> RenderedPage:
    """The page of inheritances, its ids of parties told apart: former units, and the units of today that took over.

    Two statements, however many items.
    """
    items: list[dict[str, Any]] = [orjson.loads(item) for item in page.items]
    ids = {id_ for item in items for name in ("from_units", "to_units") for id_ in item.get(name, ())}
    if not ids:
        return page
    former = {row[0]: _unit(FormerUnit, row) for row in await reader.execute(former_units(principal, ids, today))}
    heirs: defaultdict[str, list[Unit]] = defaultdict(list)
    for row in await reader.execute(named_heirs(principal, ids, today)):
        heirs[row[0]].append(_unit(HeirUnit, row[1:]))
    told = [item | _units_of(item, former, heirs) for item in items]
    return replace(page, items=[orjson.dumps(item) for item in told])


def _unit(schema: type[BaseModel], values: Sequence[Any]) -> Unit:
    return dict(zip(schema.model_fields, values, strict=True))


def _units_of(
    item: Mapping[str, Any], former: Mapping[str, Unit], heirs: Mapping[str, Sequence[Unit]]
) -> dict[str, list[Unit]]:
    """The fields of this item that were asked for."""
    units = {}
    if "from_units" in item:
        units["from_units"] = [former[id_] for id_ in item["from_units"] if id_ in former]
    if "to_units" in item:
        found = [heir for id_ in item["to_units"] if id_ in former for heir in heirs.get(id_, ())]
        units["to_units"] = list({heir["id"]: heir for heir in found}.values())
    return units
