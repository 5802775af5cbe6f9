"""The status of an agreement on a day, as SQL: what `rules.status` says, said again to the database (R9).

The days and codes stand in the statement as they are: it is kept whole, and a bound value would be kept with it.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, String, and_, case, func, literal_column, select
from sqlalchemy.orm import aliased

from app.agreements.models import Agreement, AgreementAct
from app.agreements.rules.status import ENDINGS, RENEW, RESUME, SUSPEND

NEVER = date(9999, 12, 30)
"""After every end; the very last day is infinity to asyncpg, which the database holds to be another."""


def status_on(day: date, expiring_within_days: int) -> ColumnElement[str]:
    """The code of AgreementStatus of each agreement of the statement around it."""
    today, soon = _day(day), _day(day + timedelta(days=expiring_within_days))
    end, renews = end_on(day), Agreement.renews_automatically
    return case(
        (Agreement.signed_on.is_(None), _code("preparing")),
        (Agreement.signed_on > _code(day.isoformat()), _code("preparing")),
        (_happened(ENDINGS, day), _ended_as(day)),
        (Agreement.starts_on > today, _code("not_in_force")),
        (and_(~renews, end < today), _code("expired")),
        (_is_suspended(day), _code("suspended")),
        (and_(~renews, end <= soon), _code("expiring")),
        else_=_code("in_force"),
    )


def end_on(day: date) -> ColumnElement[date | None]:
    """The last day in force as known on a day: the latest renewal's end, else the paper's own."""
    return case((_happened((RENEW,), day), _latest("expires_on", (RENEW,), day)), else_=Agreement.expires_on)


def sortable_end_on(day: date) -> ColumnElement[date]:
    """As `end_on`, with a day after all others for a paper without end, so that it sorts as nulls do."""
    return func.coalesce(end_on(day), _day(NEVER), type_=Date)


def _ended_as(day: date) -> ColumnElement[str]:
    first = _first("kind", ENDINGS, day)
    return case(*((first == _code(kind), _code(status)) for kind, status in ENDINGS.items()))


def _is_suspended(day: date) -> ColumnElement[bool]:
    return and_(_happened((SUSPEND,), day), _latest("kind", (SUSPEND, RESUME), day) == _code(SUSPEND))


def _happened(kinds: Iterable[str], day: date) -> ColumnElement[bool]:
    """Whether there was such an act by the day; an agreement without acts is not asked for them."""
    act = aliased(AgreementAct)
    return and_(Agreement.act_count > literal_column("0"), _acts(act, "id", kinds, day).exists())


def _first(name: str, kinds: Iterable[str], day: date) -> ColumnElement[Any]:
    act = aliased(AgreementAct)
    found = _acts(act, name, kinds, day).order_by(act.effective_on, act.sequence)
    return found.limit(literal_column("1")).scalar_subquery()


def _latest(name: str, kinds: Iterable[str], day: date) -> ColumnElement[Any]:
    act = aliased(AgreementAct)
    found = _acts(act, name, kinds, day).order_by(act.effective_on.desc(), act.sequence.desc())
    return found.limit(literal_column("1")).scalar_subquery()


def _acts(act: Any, name: str, kinds: Iterable[str], day: date) -> Select[Any]:  # noqa: ANN401  # an alias of AgreementAct
    kept = and_(act.agreement_id == Agreement.id, act.deleted_at.is_(None), act.effective_on <= _day(day))
    codes = [_code(kind) for kind in kinds]
    return select(getattr(act, name)).where(kept, act.kind.in_(codes)).correlate(Agreement)


def _day(day: date) -> ColumnElement[date]:
    return literal_column(f"'{day.isoformat()}'", Date)


def _code(text: str) -> ColumnElement[str]:
    return literal_column(f"'{text}'", String)
