"""Figures of delegations (R17): trips, person-trips and persons are three numbers."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.core.dates import CalendarDate
from app.core.schema import Answer, RecordId, split_commas
from app.delegations.models import DelegationStatus, Direction, VisitType
from app.partners.schemas import CountryCode
from app.relationships.models import Pillar


class FiguresQuery(BaseModel):
    """The window, two days that the caller names (R22), and filters."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    start_from: Annotated[CalendarDate, Field(alias="from", description="trips that begin on this day or later")]
    start_to: Annotated[CalendarDate, Field(alias="to", description="trips that begin on this day or earlier")]
    direction: Annotated[list[Direction] | None, BeforeValidator(split_commas)] = None
    status: Annotated[
        list[DelegationStatus] | None,
        BeforeValidator(split_commas),
        Field(description="those that took place (in_progress, completed, reported) if absent"),
    ] = None
    org_unit_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
    country: Annotated[list[CountryCode] | None, BeforeValidator(split_commas)] = None
    pillar: Annotated[list[Pillar] | None, BeforeValidator(split_commas)] = None
    visit_type: Annotated[list[VisitType] | None, BeforeValidator(split_commas)] = None


class Basis(Answer):
    """Of how many delegations the person-trips come from which source."""

    members: Annotated[int, Field(description="from the members recorded, those who did not go left out")]
    headcount_actual: Annotated[int, Field(description="no members recorded: from the headcount")]
    headcount_planned: Annotated[int, Field(description="neither: from the headcount planned")]
    unknown: Annotated[int, Field(description="none of them; counted as nobody")]


class Figures(Answer):
    """Đoàn, lượt người, người."""

    delegations: int
    person_trips: Annotated[int, Field(description="lượt người: one person on two trips counts twice (R17)")]
    persons: Annotated[
        int,
        Field(
            description="different people among the members recorded, by name, nationality and, where known, passport; "
            "a headcount alone names nobody"
        ),
    ]
    basis: Basis


class FiguresAnswer(Figures):
    """The sum, and the same of each direction; a person who went and who came is one in the sum."""

    by_direction: dict[Direction, Figures]


def empty_figures() -> dict[str, Any]:
    """Nothing counted yet."""
    return {"delegations": 0, "person_trips": 0, "persons": 0, "basis": dict.fromkeys(Basis.model_fields, 0)}
