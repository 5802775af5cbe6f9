"""A line of the policy table as the API takes and shows it."""

from typing import Annotated

from pydantic import MISSING, AfterValidator, BeforeValidator, Field, StringConstraints

from app.anniversaries.models import AnniversaryKind
from app.core.i18n import Label
from app.core.listing import ListQuery
from app.core.schema import LongText, RecordCreate, RecordRead, RecordUpdate, split_commas
from app.greetings.models import PolicyAction, YearClass
from app.partners.models import PartnerTier
from app.relationships.models import Pillar


def _once_each(actions: list[PolicyAction]) -> list[PolicyAction]:
    return list(dict.fromkeys(actions))


Kind = Annotated[AnniversaryKind, Label("Loại ngày kỷ niệm", "Kind of anniversary")]
Tier = Annotated[PartnerTier, Field(description="any if absent"), Label("Mức ưu tiên của đối tác", "Partner's tier")]
YearClassField = Annotated[YearClass, Field(description="any if absent"), Label("Loại năm", "Year class")]
PillarField = Annotated[Pillar, Field(description="any if absent"), Label("Trụ cột", "Pillar")]
Actions = Annotated[
    list[PolicyAction],
    Field(description="`ceremony` in round years alone (R15)"),
    AfterValidator(_once_each),
    Label("Hình thức đề xuất", "Recommended actions"),
]
Basis = Annotated[LongText, StringConstraints(min_length=1, max_length=2_000), Label("Căn cứ", "Basis")]


class GreetingPolicyCreate(RecordCreate):
    """A new line: what an anniversary of this kind asks for, given the partner's tier, the year and the pillar."""

    kind: Kind
    tier: Tier | None = None
    year_class: YearClassField | None = None
    pillar: PillarField | None = None
    actions: Actions
    basis: Basis | None = None


class GreetingPolicyUpdate(RecordUpdate):
    """A merge patch of a line."""

    kind: Kind | MISSING = MISSING
    tier: Tier | MISSING | None = MISSING
    year_class: YearClassField | MISSING | None = MISSING
    pillar: PillarField | MISSING | None = MISSING
    actions: Actions | MISSING = MISSING
    basis: Basis | MISSING | None = MISSING


class GreetingPolicyRead(RecordRead):
    """A line of the policy table; a column that is null means any."""

    kind: AnniversaryKind
    tier: PartnerTier | None
    year_class: YearClass | None
    pillar: Pillar | None
    actions: list[PolicyAction]
    basis: str | None


class GreetingPolicyQuery(ListQuery):
    """Filters of the list: lines that name these values."""

    kind: Annotated[list[AnniversaryKind] | None, BeforeValidator(split_commas)] = None
    tier: Annotated[list[PartnerTier] | None, BeforeValidator(split_commas)] = None
    year_class: Annotated[list[YearClass] | None, BeforeValidator(split_commas)] = None
    pillar: Annotated[list[Pillar] | None, BeforeValidator(split_commas)] = None
