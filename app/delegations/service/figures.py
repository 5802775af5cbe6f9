"""Figures of delegations, put together from what the database counted."""

from typing import Any

from app.auth.principal import Principal
from app.core.db.reader import Reader
from app.core.errors import InvalidRequest
from app.core.problems import Fault
from app.delegations.models import Direction
from app.delegations.queries import figures as queries
from app.delegations.schemas.figures import FiguresQuery, empty_figures


async def count_figures(reader: Reader, principal: Principal, query: FiguresQuery) -> dict[str, Any]:
    """A FiguresAnswer of what the caller may see (R17, R22). Raises InvalidRequest for a window turned round."""
    if query.start_to < query.start_from:
        raise InvalidRequest(errors=[Fault("end_before_start", "to", "parameter")])
    trips: Any = (await reader.execute(queries.count_trips(principal, query))).all()
    persons: Any = (await reader.execute(queries.count_persons(principal, query))).all()
    by_direction = {direction: empty_figures() for direction in Direction}
    whole = empty_figures()
    for direction, basis, delegations, person_trips in trips:
        for figures in (whole, by_direction[direction]):
            figures["delegations"] += delegations
            figures["person_trips"] += int(person_trips)
            figures["basis"][basis] += delegations
    for direction, count in persons:
        (whole if direction is None else by_direction[direction])["persons"] = int(count)
    return whole | {"by_direction": by_direction}
