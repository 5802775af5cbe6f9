"""The acts of an agreement as the API takes and shows them."""

from datetime import date
from typing import Annotated

from pydantic import MISSING, BeforeValidator, Field, StringConstraints

from app.agreements.models import ActKind, InheritanceOutcome
from app.core.dates import CalendarDate, PartialDate
from app.core.i18n import Label
from app.core.listing import ListQuery
from app.core.schema import Answer, LongText, RecordCreate, RecordId, RecordRead, RecordUpdate, Schema, split_commas

KindField = Annotated[ActKind, Label("Hành vi", "Act")]
EffectiveOn = Annotated[CalendarDate, Label("Ngày có hiệu lực", "Effective on")]
DocumentId = Annotated[RecordId, Label("Văn bản", "Document")]
EndsOn = Annotated[PartialDate, Field(description="of a renewal: the new end"), Label("Ngày hết hạn mới", "New end")]
TermMonths = Annotated[
    int,
    Field(
        ge=1, le=1_200, description="of a renewal, in place of `ends_on`: counted from the day after the present end"
    ),
    Label("Thời hạn gia hạn (tháng)", "Term of the renewal (months)"),
]
ChildId = Annotated[
    RecordId,
    Field(description="the paper that amends, renews or replaces; without it one in preparation is made (R6)"),
    Label("Văn kiện kèm theo", "Paper of the act"),
]
ToUnitId = Annotated[RecordId, Label("Đơn vị kế thừa", "Inheriting unit")]
Basis = Annotated[
    LongText,
    StringConstraints(min_length=1, max_length=2_000),
    Field(description="the provision or decision that it rests on"),
    Label("Căn cứ", "Basis"),
]
Outcome = Annotated[
    InheritanceOutcome,
    Field(description="of an inheritance; `pending` if absent"),
    Label("Kết quả xử lý", "Outcome"),
]
NotifiedOn = Annotated[CalendarDate, Label("Ngày báo phía nước ngoài", "Foreign party notified on")]


class ActCreate(RecordCreate):
    """A new act. `term_months` is turned into `ends_on`."""

    kind: KindField
    effective_on: EffectiveOn
    document_id: DocumentId | None = None
    ends_on: EndsOn | None = None
    term_months: TermMonths | None = None
    child_id: ChildId | None = None
    to_unit_id: ToUnitId | None = None
    basis: Basis | None = None
    outcome: Outcome | None = None
    foreign_party_notified_on: NotifiedOn | None = None


class ActUpdate(RecordUpdate):
    """A merge patch that corrects an act; another kind or paper is another act."""

    effective_on: EffectiveOn | MISSING = MISSING
    document_id: DocumentId | MISSING | None = MISSING
    ends_on: EndsOn | MISSING = MISSING
    term_months: TermMonths | MISSING = MISSING
    to_unit_id: ToUnitId | MISSING = MISSING
    basis: Basis | MISSING | None = MISSING
    outcome: Outcome | MISSING = MISSING
    foreign_party_notified_on: NotifiedOn | MISSING | None = MISSING


class ActRead(RecordRead):
    """An act; `sequence` tells the acts of one day apart."""

    agreement_id: RecordId
    sequence: int
    kind: ActKind
    effective_on: date
    document_id: RecordId | None
    ends_on: str | None
    child_id: RecordId | None
    to_unit_id: RecordId | None
    basis: str | None
    outcome: InheritanceOutcome | None
    foreign_party_notified_on: date | None


class ActLabel(Answer):
    """An act as its agreement shows it when expanded."""

    id: RecordId
    kind: ActKind
    effective_on: date
    ends_on: str | None
    child_id: RecordId | None
    to_unit_id: RecordId | None
    outcome: InheritanceOutcome | None


class ActQuery(ListQuery):
    """Filters of an agreement's acts."""

    kind: Annotated[list[ActKind] | None, BeforeValidator(split_commas)] = None
    effective_from: CalendarDate | None = None
    effective_to: CalendarDate | None = None


class DeadlineDone(Schema):
    """What was done about a deadline."""

    on: Annotated[CalendarDate, Label("Ngày thực hiện", "Done on")]
    document_id: DocumentId | None = None
    note: Annotated[LongText, StringConstraints(min_length=1, max_length=2_000)] | None = None
