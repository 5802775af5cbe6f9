"""Spans between partial dates: ISO text of any precision, which sorts as time."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from app.core.dates import compare, first_day, last_day
from app.core.errors import InvalidRequest
from app.core.problems import Fault


def valid_on(valid_from: Any, valid_to: Any, day: date) -> ColumnElement[bool]:  # noqa: ANN401  # two text columns
    """True where `day` lies in the span; an absent end is open, "2025" as an end is 31 December, as a start 1 January.

    As text "2025" < "2025-01-01" already; an end gets a tail that sorts after every day of its month or year.
    """
    text = day.isoformat()
    return and_(or_(valid_from.is_(None), valid_from <= text), or_(valid_to.is_(None), valid_to + "-99" >= text))


def require_order(start: str | None, end: str | None, pointer: str) -> None:
    """Raises InvalidRequest at `pointer` when the end certainly comes before the start."""
    if start is not None and end is not None and compare(start, end) > 0:
        raise InvalidRequest(errors=[Fault("end_before_start", pointer)])


def may_lie_between(column: Any, start: str | None, end: str | None) -> ColumnElement[bool]:  # noqa: ANN401  # a text column
    """True where a partial date may fall between two others, both inclusive; an absent bound is open."""
    bounds = [column.is_not(None)]
    if start is not None:
        bounds.append(column + "-99" >= first_day(start).isoformat())
    if end is not None:
        bounds.append(column <= last_day(end).isoformat())
    return and_(*bounds)
