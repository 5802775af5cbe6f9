"""What falls on the days of a delegation: public holidays on either side, and other delegations."""

from typing import Any

from app.auth.principal import Principal
from app.core.db.reader import Reader
from app.core.errors import InvalidRequest, NotFound
from app.core.holidays import public_holidays
from app.core.i18n import Language
from app.core.problems import Fault, Problem
from app.delegations.queries import clashes as queries
from app.delegations.queries.clashes import Occasion
from app.delegations.schemas.clashes import ClashQuery

MOST_DAYS = 400
_OUR_COUNTRY = "VN"
_REASONS = ("partner", "unit", "leader")


class WindowTooLong(Problem):
    code = "window_too_long"
    status = 422
    title = ("Khoảng ngày quá dài", "Window too long")
    detail = (
        "Chỉ xét nhiều nhất {most_days} ngày; hãy chọn khoảng ngắn hơn ở /v1/calendar/clashes.",
        "At most {most_days} days are looked at: ask /v1/calendar/clashes for fewer.",
    )


async def clashes_of(reader: Reader, principal: Principal, delegation_id: str, language: Language) -> dict[str, Any]:
    """A ClashAnswer for one delegation; empty for one without any date. Raises NotFound, WindowTooLong."""
    row = (await reader.execute(queries.read_occasion(principal, delegation_id))).one_or_none()
    if row is None:
        raise NotFound
    if row.starts_on is None:
        return {"from": None, "to": None, "items": []}
    occasion = Occasion(
        start=row.starts_on,
        end=row.ends_on,
        countries=row.countries,
        partner_ids=row.partner_ids,
        org_unit_ids=[row.org_unit_id],
        leader=row.leader,
        exclude=delegation_id,
    )
    return await find_clashes(reader, principal, occasion, language)


def occasion_of(query: ClashQuery) -> Occasion:
    """What the query asks about. Raises InvalidRequest for days turned round."""
    if query.end < query.start:
        raise InvalidRequest(errors=[Fault("end_before_start", "to", "parameter")])
    return Occasion(
        start=query.start,
        end=query.end,
        countries=query.country or (),
        partner_ids=query.partner_id or (),
        org_unit_ids=query.org_unit_id or (),
        leader=query.leader,
        exclude=query.exclude,
    )


async def find_clashes(reader: Reader, principal: Principal, occasion: Occasion, language: Language) -> dict[str, Any]:
    """A ClashAnswer, by day, holidays first. Raises WindowTooLong."""
    if (occasion.end - occasion.start).days >= MOST_DAYS:
        raise WindowTooLong(most_days=MOST_DAYS)
    found = (await reader.execute(queries.find_clashing(principal, occasion))).all()
    items = [*_holidays(occasion, language), *(_clash(row) for row in found)]
    items.sort(key=lambda item: (item["from"], item["type"] == "delegation", item["country"] or "", item["title"]))
    return {"from": occasion.start, "to": occasion.end, "items": items}


def _holidays(occasion: Occasion, language: Language) -> list[dict[str, Any]]:
    countries = dict.fromkeys([_OUR_COUNTRY, *occasion.countries])
    days = [day for code in countries for day in public_holidays(code, occasion.start, occasion.end)]
    return [
        {
            "type": "holiday",
            "from": day.on,
            "to": day.on,
            "country": day.country,
            "name_vi": day.name_vi,
            "name_en": day.name_en,
            "delegation_id": None,
            "code": None,
            "title": day.name_vi if language == "vi" else day.name_en,
            "reasons": [],
        }
        for day in days
    ]


def _clash(row: Any) -> dict[str, Any]:  # noqa: ANN401  # a row of `find_clashing`
    return {
        "type": "delegation",
        "from": row.starts_on,
        "to": row.ends_on,
        "country": None,
        "name_vi": None,
        "name_en": None,
        "delegation_id": row.id,
        "code": row.code,
        "title": row.title,
        "reasons": [name for name in _REASONS if getattr(row, name)],
    }
