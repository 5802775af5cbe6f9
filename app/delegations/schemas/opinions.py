"""Ý kiến: opinions that agencies are asked for, as the API takes and shows them; agreements ask in the same shape."""

from typing import Annotated

from pydantic import MISSING, BeforeValidator, Field

from app.core.dates import CalendarDate
from app.core.i18n import Label
from app.core.listing import ListQuery
from app.core.schema import Name, RecordCreate, RecordId, RecordRead, RecordUpdate, split_commas
from app.delegations.models import Verdict

AgencyId = Annotated[RecordId, Label("Cơ quan được hỏi", "Agency")]
AgencyName = Annotated[
    Name, Field(description="an agency that is no unit of the registry"), Label("Tên cơ quan được hỏi", "Agency's name")
]
SentOn = Annotated[CalendarDate, Label("Ngày gửi", "Sent on")]
DueOn = Annotated[
    CalendarDate, Field(description="so many working days after sending, if absent"), Label("Hạn trả lời", "Due on")
]
AnsweredOn = Annotated[CalendarDate, Label("Ngày trả lời", "Answered on")]
VerdictField = Annotated[Verdict, Label("Ý kiến", "Verdict")]
DocumentId = Annotated[RecordId, Label("Văn bản trả lời", "Document")]


class OpinionCreate(RecordCreate):
    """A question to one agency, and its answer once there is one: `answered_on` and `verdict` come together."""

    agency_id: AgencyId | None = None
    agency_name: AgencyName | None = None
    sent_on: SentOn
    due_on: DueOn | None = None
    answered_on: AnsweredOn | None = None
    verdict: VerdictField | None = None
    document_id: DocumentId | None = None


class OpinionUpdate(RecordUpdate):
    """A merge patch of an opinion."""

    agency_id: AgencyId | MISSING | None = MISSING
    agency_name: AgencyName | MISSING | None = MISSING
    sent_on: SentOn | MISSING = MISSING
    due_on: DueOn | MISSING = MISSING
    answered_on: AnsweredOn | MISSING | None = MISSING
    verdict: VerdictField | MISSING | None = MISSING
    document_id: DocumentId | MISSING | None = MISSING


class OpinionRead(RecordRead):
    """An opinion."""

    agency_id: RecordId | None
    agency_name: str | None
    sent_on: CalendarDate
    due_on: CalendarDate
    answered_on: CalendarDate | None
    verdict: Verdict | None
    document_id: RecordId | None


class DelegationOpinionRead(OpinionRead):
    """An opinion about a delegation."""

    delegation_id: RecordId


class OpinionQuery(ListQuery):
    """Filters of the opinions on one record."""

    answered: Annotated[bool | None, Field(description="whether the answer is there")] = None
    overdue: Annotated[bool | None, Field(description="not answered, and due before today")] = None
    verdict: Annotated[list[Verdict] | None, BeforeValidator(split_commas)] = None
    agency_id: Annotated[list[RecordId] | None, BeforeValidator(split_commas)] = None
