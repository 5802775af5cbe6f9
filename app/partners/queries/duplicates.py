"""Partners worth comparing with each other, or with one that is not there yet."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CTE, Select, and_, false, func, or_, select, union_all
from sqlalchemy.orm import aliased

from app.auth.principal import Principal
from app.core.db.search import text_contains
from app.core.filters import filtered
from app.core.sorting import Row
from app.core.text import fold
from app.partners.models import Partner
from app.partners.queries import known, readable
from app.partners.schemas import PartnerCreate
from app.partners.schemas.duplicates import PartnerDuplicateQuery

COMPARED = (
    *("id", "kind", "name_vi", "name_en", "name_local", "aliases", "country", "subdivision"),
    *("admin_level", "parent_id", "successors", "website"),
)
"""The columns that tell two partners apart."""
_PREFIX = 3


def _compared(partner: Any) -> list[Row]:  # noqa: ANN401  # Partner or an alias of it
    return [getattr(partner, name) for name in COMPARED]


def likely_pairs(principal: Principal, query: PartnerDuplicateQuery, most: int) -> Any:  # noqa: ANN401  # a CompoundSelect
    """Pairs worth comparing, as the COMPARED columns of the one and then of the other.

    Of one kind and country, they lie in one subdivision, or they begin alike and one lies in none that is known.
    """
    left, right, first, second = (
        aliased(Partner),
        aliased(Partner),
        _begins(principal, query),
        _begins(principal, query),
    )
    both = select(*_compared(left), *_compared(right))
    in_one_place = and_(
        *(getattr(left, name) == getattr(right, name) for name in ("kind", "country", "subdivision")),
        left.id < right.id,
        known(left, principal),
        known(right, principal),
    )
    begin_alike = and_(
        *(first.c[name] == second.c[name] for name in ("kind", "country", "begins")),
        first.c.id < second.c.id,
        or_(first.c.subdivision.is_(None), second.c.subdivision.is_(None)),
    )
    by_place = filtered(both.join_from(left, right, in_one_place), query, {"kind": left.kind, "country": left.country})
    joined = both.select_from(first).join(second, begin_alike)
    by_name = joined.join(left, left.id == first.c.id).join(right, right.id == second.c.id)
    return union_all(by_place, by_name).limit(most)


def _begins(principal: Principal, query: PartnerDuplicateQuery) -> CTE:
    """(id, kind, country, subdivision, begins): how each partner's Vietnamese and English names begin, folded."""
    country = func.coalesce(Partner.country, "").label("country")
    partners = filtered(readable(principal), query, {"kind": Partner.kind, "country": Partner.country})
    place = (Partner.id, Partner.kind, country, Partner.subdivision)
    vietnamese = func.substr(Partner.search_text, 2, _PREFIX)
    english = func.lower(func.substr(Partner.name_en, 1, _PREFIX))
    in_vietnamese = partners.with_only_columns(*place, vietnamese.label("begins"))
    in_english = partners.with_only_columns(*place, english.label("begins")).where(english != vietnamese)
    return union_all(in_vietnamese, in_english).cte()


def likely_same(principal: Principal, values: PartnerCreate, names: Sequence[str], most: int) -> Select[Any]:
    """The COMPARED columns of partners worth comparing with a would-be one that goes by `names`."""
    prefixes = {folded[:_PREFIX] for name in names if (folded := fold(name))}
    signs = [text_contains(Partner, f"|{prefix}") for prefix in prefixes]
    statement = readable(principal).with_only_columns(*_compared(Partner)).where(Partner.kind == values.kind)
    if values.country is not None:
        statement = statement.where(or_(Partner.country == values.country, Partner.country.is_(None)))
    if values.subdivision is not None:
        signs.append(Partner.subdivision == values.subdivision)
        statement = statement.where(or_(Partner.subdivision == values.subdivision, Partner.subdivision.is_(None)))
    return statement.where(or_(false(), *signs)).limit(most)
