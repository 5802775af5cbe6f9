"""Where records are looked for: those that the caller may know of, and partners that went up in others."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from app.auth.principal import Principal
from app.auth.visibility import visible
from app.core.db.search import text_contains
from app.core.names import Named
from app.imports.drafts import ImportTarget
from app.imports.matching.outcomes import Execute
from app.partners.models import Partner
from app.partners.queries import readable as readable_partners

AT_ONCE: Final = 500
"""Values of one IN list."""
Value = TypeVar("Value")


def slices(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """The values, as many at a time as one statement asks for."""
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


def nameable(target: ImportTarget, principal: Principal) -> Select[Any]:
    """The ids of the records that a cell of the caller may name; merged partners are named for their winners."""
    if target.model is Partner:
        return select(Partner.id).where(visible(Partner, principal))
    return target.readable(principal)


def is_storable(text: str) -> bool:
    """PostgreSQL's text holds no NUL, and would fail at the question."""
    return "\0" not in text


async def read_rows(execute: Execute, statement: Select[Any]) -> list[dict[str, Any]]:
    """Every row, by the names of its columns."""
    return [row._asdict() for row in (await execute(statement)).all()]


def columns_of(target: ImportTarget, names: Sequence[str]) -> list[Any]:
    """The model's columns of these names."""
    return [getattr(target.model, name) for name in names]


def holding_any(statement: Select[Any], model: type[Named], folded: Sequence[str]) -> Select[Any]:
    """`statement` narrowed to records of whose names one contains one of these texts."""
    return statement.where(or_(*(text_contains(model, text) for text in folded)))


def winners_of(principal: Principal, losers: Sequence[str]) -> Select[Any]:
    """(id, loser): the partner at the end of the merges that each of `losers` began."""
    link = aliased(Partner)
    began = select(Partner.id.label("loser"), Partner.merged_into_id.label("next")).where(Partner.id.in_(losers))
    chain = began.cte("chain", recursive=True)
    chain = chain.union(select(chain.c.loser, link.merged_into_id).join(chain, link.id == chain.c.next))
    return readable_partners(principal).add_columns(chain.c.loser).join(chain, chain.c.next == Partner.id)
