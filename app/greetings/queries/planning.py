"""The greetings of planned occurrences."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select

from app.auth.principal import Principal
from app.greetings.models import Greeting, GreetingDirection, GreetingStatus
from app.greetings.queries import readable


def greetings_for(
    principal: Principal, anniversary_ids: Collection[str], dates: Collection[str], org_unit_ids: list[str] | None
) -> Select[Any]:
    """What we send, or sent, for these, of these units if any are named: the newest last."""
    found = readable(principal).where(
        Greeting.direction == GreetingDirection.SENT,
        Greeting.status != GreetingStatus.CANCELLED,
        Greeting.anniversary_id.in_(anniversary_ids),
        Greeting.occurrence_date.in_(dates),
    )
    if org_unit_ids is not None:
        found = found.where(Greeting.org_unit_id.in_(org_unit_ids))
    columns: list[Any] = [Greeting.anniversary_id, Greeting.occurrence_date, Greeting.id, Greeting.status]
    return found.with_only_columns(*columns).order_by(Greeting.id)
